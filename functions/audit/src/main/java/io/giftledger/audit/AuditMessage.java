package io.giftledger.audit;

import io.giftledger.queues.FifoPlace;
import io.giftledger.queues.MessageType;
import io.giftledger.verify.Checkpoint;
import io.giftledger.verify.Counts;
import io.giftledger.verify.Manifest;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Optional;

/**
 * A message of the audits queue: start an audit, or go on with one segment of it.
 *
 * @param scheduledTime to start: when the schedule meant to; the audit is as of the midnight (UTC)
 *     before
 * @param asOf to start by hand: what the audit is as of, which is not in the future
 * @param task to go on
 */
@Serdeable
record AuditMessage(Optional<String> scheduledTime, Optional<String> asOf, Optional<Task> task) {

  /** One that is read says at least one of them. */
  static final MessageType<AuditMessage> TYPE =
      MessageType.of(AuditMessage.class, AuditMessage::requireSense);

  /** The message that goes on with a task. */
  static AuditMessage of(Task task) {
    return new AuditMessage(Optional.empty(), Optional.empty(), Optional.of(task));
  }

  private void requireSense() {
    if (scheduledTime.isEmpty() && asOf.isEmpty() && task.isEmpty()) {
      throw new IllegalArgumentException("neither a start nor a task");
    }
  }

  /**
   * One segment's work, as far as it has come.
   *
   * @param asOf the audit's instant, ISO 8601
   * @param startedAt when the audit began, ISO 8601
   * @param segments how many segments there are
   * @param step how many invocations have worked on this segment
   * @param previous the digest before, if there is one
   * @param comparing whether that one can be trusted, and is compared with the table
   * @param partsCompared how many of its parts have been compared; this segment compares each part
   *     whose number leaves the segment's number when divided by {@code segments}
   * @param parts the parts of the new digest that are written
   * @param checkpoint where the walk stands
   */
  @Serdeable
  record Task(
      String asOf,
      String startedAt,
      int segments,
      int step,
      Optional<Manifest.Previous> previous,
      boolean comparing,
      int partsCompared,
      List<Manifest.Part> parts,
      Checkpoint checkpoint) {

    /**
     * Its place in the queue: a segment's steps are taken one after another, segments at once, and
     * a step that is sent twice counts once.
     */
    FifoPlace place() {
      String segment = asOf + "-" + checkpoint.segment();
      return new FifoPlace(segment, segment + "-" + step);
    }
  }

  /**
   * What a segment came to.
   *
   * @param counts what was counted in it
   * @param parts the parts of the digest that were written
   */
  @Serdeable
  record Result(Counts counts, List<Manifest.Part> parts) {}
}

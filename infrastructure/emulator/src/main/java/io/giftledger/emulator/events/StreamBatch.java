package io.giftledger.emulator.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Records of one shard on their way to a function, in order: what is delivered next, until each was
 * handled or given up. Not for several threads.
 *
 * <pre>{@code
 * while (!batch.isDone()) {
 *   if (batch.giveUp(now).isPresent()) continue;
 *   invoke(batch.event()): then batch.replied(reply), or batch.failed()
 * }
 * }</pre>
 */
public final class StreamBatch {
  private final ErrorHandling errors;

  /** What is left; the first is delivered next. */
  private final Deque<Part> parts = new ArrayDeque<>();

  /** Records that are delivered together, and how often they failed in a row. */
  private record Part(List<StreamRecord> records, int failures) {}

  /** Records that are delivered no more, and why, as Lambda calls it. */
  public record GivenUp(List<StreamRecord> records, String condition, int tries) {}

  /**
   * @param records what was read from the shard
   */
  public StreamBatch(ErrorHandling errors, List<StreamRecord> records) {
    this.errors = errors;
    if (!records.isEmpty()) parts.push(new Part(List.copyOf(records), 0));
  }

  /** Whether every record was handled or given up. */
  public boolean isDone() {
    return parts.isEmpty();
  }

  /** How many records are left. */
  public int size() {
    return parts.stream().mapToInt(part -> part.records.size()).sum();
  }

  /** What is delivered next. */
  public List<StreamRecord> next() {
    return parts.element().records;
  }

  /** How often the function failed on these records in a row: the longer the pause should be. */
  public int failures() {
    return parts.element().failures;
  }

  /** What is delivered next, as Lambda writes it. */
  public ObjectNode event() {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    next().forEach(record -> event.withArray("Records").add(record.json()));
    return event;
  }

  /** Takes out what would be next if it was tried too often or is too old; empty if it is not. */
  public Optional<GivenUp> giveUp(Instant now) {
    Part part = parts.element();
    var reason = errors.reasonToGiveUp(part.failures, part.records.getFirst().at(), now);
    reason.ifPresent(condition -> parts.pop());
    return reason.map(condition -> new GivenUp(part.records, condition, part.failures));
  }

  /**
   * The function replied: all was handled, or, if it reports failures, what came before the first
   * of them.
   */
  public void replied(byte[] reply) {
    Part part = parts.element();
    if (!errors.reportsItemFailures()) {
      parts.pop();
      return;
    }
    Set<String> failed =
        ItemFailures.of(
            reply,
            part.records.stream().map(StreamRecord::sequenceNumber).collect(Collectors.toSet()));
    int handled = 0;
    for (StreamRecord record : part.records) {
      if (failed.contains(record.sequenceNumber())) break;
      handled++;
    }
    goOnAfter(handled);
  }

  /** The invocation brought no reply: nothing was handled. */
  public void failed() {
    goOnAfter(0);
  }

  private void goOnAfter(int handled) {
    Part part = parts.pop();
    List<StreamRecord> rest = part.records.subList(handled, part.records.size());
    if (rest.isEmpty()) return;
    if (handled > 0) {
      parts.push(new Part(rest, 1));
    } else if (errors.bisects() && rest.size() > 1) {
      int half = rest.size() / 2;
      parts.push(new Part(rest.subList(half, rest.size()), 0));
      parts.push(new Part(rest.subList(0, half), 0));
    } else {
      parts.push(new Part(rest, part.failures + 1));
    }
  }
}

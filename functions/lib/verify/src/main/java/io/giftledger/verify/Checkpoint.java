package io.giftledger.verify;

import io.micronaut.serde.annotation.Serdeable;
import java.util.Optional;

/**
 * Where the walk of a segment stands: enough to go on in another process.
 *
 * @param segment which, from 0
 * @param finished whether nothing is left to read
 * @param after the last item that was read; empty at the start
 * @param open the account whose entries were being read; empty if none was
 * @param counts what was counted so far
 */
@Serdeable
public record Checkpoint(
    int segment,
    boolean finished,
    Optional<Position> after,
    Optional<OpenChain> open,
    Counts counts) {

  /** Before the first item of a segment. */
  public static Checkpoint start(int segment) {
    return new Checkpoint(segment, false, Optional.empty(), Optional.empty(), Counts.NONE);
  }

  /** The same place with other counts. */
  public Checkpoint withCounts(Counts other) {
    return new Checkpoint(segment, finished, after, open, other);
  }

  /**
   * An item's key.
   *
   * @param partition the attribute {@code PK}
   * @param sort the attribute {@code SK}
   */
  @Serdeable
  public record Position(String partition, String sort) {}

  /**
   * A chain of which some entries were read.
   *
   * @param account the partition
   * @param judged whether it is known already if the chain is whole
   * @param sequence the last entry that was verified; 0 if none was
   * @param hash its hash, 64 hexadecimal digits
   * @param noted the newest entry as of the audit's instant; empty if there is none yet
   */
  @Serdeable
  public record OpenChain(
      String account, boolean judged, long sequence, String hash, Optional<NotedHead> noted) {}
}

package io.giftledger.verify;

import io.micronaut.serde.annotation.Serdeable;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Where the walk of a segment stands: enough to go on in another process.
 *
 * @param key the audit's secret for its sums ({@link SumKey})
 * @param segment which, from 0
 * @param finished whether nothing is left to read
 * @param after the last item that was read; empty at the start
 * @param open the account whose entries were being read; empty if none was
 * @param counts what was counted so far
 */
@Serdeable
public record Checkpoint(
    String key,
    int segment,
    boolean finished,
    Optional<Position> after,
    Optional<OpenChain> open,
    Counts counts) {

  /**
   * Before the first item of a segment.
   *
   * @param key the same for all segments of an audit, and of no other
   */
  public static Checkpoint start(int segment, SumKey key) {
    return new Checkpoint(
        key.hex(), segment, false, Optional.empty(), Optional.empty(), Counts.NONE);
  }

  /** The same place with other counts. */
  public Checkpoint withCounts(Counts other) {
    return new Checkpoint(key, segment, finished, after, open, other);
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
   * @param broken whether it is known that it is not
   * @param difference what its entries say of its records, less what they say of it
   * @param sequence the last entry that was verified; 0 if none was
   * @param hash its hash, 64 hexadecimal digits
   * @param noted the newest entry as of the audit's instant; empty if there is none yet
   */
  @Serdeable
  public record OpenChain(
      String account,
      boolean judged,
      boolean broken,
      BigInteger difference,
      long sequence,
      String hash,
      Optional<NotedHead> noted) {}
}

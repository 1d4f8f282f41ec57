package io.giftledger.ledger;

/**
 * Which formats of entries a version of the code reads, and which it writes. Every deployment runs
 * two versions side by side, so a release that reads a new format comes before the one that writes
 * it.
 *
 * @param reads the newest that it understands
 * @param writes the one that its own entries have
 */
public record Format(long reads, long writes) {

  /** What this code does. */
  public static final Format CURRENT = new Format(1, 1);

  /** Refuses to write what is not understood. */
  public Format {
    if (writes < 1 || reads < writes) throw new IllegalArgumentException("not a format: " + reads);
  }

  /**
   * The format of an entry after a head. It never falls along a chain: what follows an entry of a
   * newer format has all that the newer format says.
   */
  long after(Head<?> head) {
    return Math.max(writes, head.format());
  }
}

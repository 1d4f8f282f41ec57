package io.giftledger.bench.cost;

/**
 * Capacity units of DynamoDB: for on-demand tables, the request units that are billed.
 *
 * @param read read units; an eventually consistent read of 4 KB is half of one
 * @param write write units; a write of 1 KB is one, in a transaction two
 */
public record Units(double read, double write) {

  /** Nothing. */
  public static final Units NONE = new Units(0, 0);

  /** Both together. */
  public Units plus(Units other) {
    return new Units(read + other.read, write + other.write);
  }

  /** A part of them. */
  public Units dividedBy(double parts) {
    return new Units(read / parts, write / parts);
  }
}

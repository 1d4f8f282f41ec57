package io.giftledger.bench.cost;

import java.util.Collection;

/**
 * What DynamoDB bills for reads and writes of given sizes (Developer Guide, "DynamoDB read and
 * write operations" and "Amazon DynamoDB transactions: how it works"). DynamoDB Local's own figures
 * are wrong for small transactions, so they are not asked.
 */
public final class CapacityUnits {

  private static final long READ_BYTES = 4096;
  private static final long WRITE_BYTES = 1024;

  private CapacityUnits() {}

  /** One read of items that are billed together: a GetItem, or a page of a query. */
  public static Units read(long bytes, boolean consistent) {
    return new Units(blocks(bytes, READ_BYTES) * (consistent ? 1 : 0.5), 0);
  }

  /** One put, or one update of an item that is the larger of before and after. */
  public static Units write(long bytes) {
    return new Units(0, blocks(bytes, WRITE_BYTES));
  }

  /** The writes of one transaction: each is prepared and committed. */
  public static Units transaction(Collection<Long> bytes) {
    return bytes.stream()
        .map(size -> new Units(0, 2 * write(size).write()))
        .reduce(Units.NONE, Units::plus);
  }

  /** What is not there costs as much as the least that is. */
  private static double blocks(long bytes, long block) {
    return Math.max(1, Math.ceilDiv(bytes, block));
  }
}

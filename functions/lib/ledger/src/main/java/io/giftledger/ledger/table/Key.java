package io.giftledger.ledger.table;

/**
 * The primary key of an item.
 *
 * @param partition the attribute {@code PK}
 * @param sort the attribute {@code SK}
 */
public record Key(String partition, String sort) {

  private static final int DIGITS = 12;

  /** A number as a part of a sort key: zero padded, so that text order is number order. */
  public static String padded(long number) {
    String digits = Long.toString(number);
    return "0".repeat(DIGITS - digits.length()) + digits;
  }

  /** What follows the first {@code #} of the partition: the owner. */
  public String owner() {
    return partition.substring(partition.indexOf('#') + 1);
  }

  /** What follows the first {@code #} of the sort key: the record's id. */
  public String id() {
    return sort.substring(sort.indexOf('#') + 1);
  }
}

package io.giftledger.ledger.table;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The value of an attribute, in the ledger's own words: whatever table holds it. */
public sealed interface Value {

  /**
   * A text.
   *
   * @param text the text
   */
  record Text(String text) implements Value {}

  /**
   * A whole number.
   *
   * @param number the number
   */
  record Number(long number) implements Value {}

  /**
   * A truth value.
   *
   * @param flag the value
   */
  record Flag(boolean flag) implements Value {}

  /**
   * Bytes; two are equal if their content is.
   *
   * @param bytes the bytes, which nobody changes
   */
  record Bytes(byte[] bytes) implements Value {
    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes(byte[] others) && Arrays.equals(bytes, others);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "Bytes[" + HexFormat.of().formatHex(bytes) + "]";
    }
  }

  /**
   * Several values in an order.
   *
   * @param values the values
   */
  record Many(List<Value> values) implements Value {}

  /**
   * Values by name.
   *
   * @param fields the values
   */
  record Fields(Map<String, Value> fields) implements Value {}

  /**
   * What no item of this product holds: a number with a fraction, a set.
   *
   * @param words what it is, for the log
   */
  record Foreign(String words) implements Value {}
}

package io.giftledger.bench.cost;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The size of an item in bytes, as DynamoDB bills it (Developer Guide, "DynamoDB item sizes and
 * formats"). The guide calls a number's size approximate; what it leaves open is counted upwards.
 */
public final class ItemSize {

  private static final int DOCUMENT = 3;
  private static final int ELEMENT = 1;

  private ItemSize() {}

  /** Names and values of all attributes. */
  public static long of(Map<String, AttributeValue> item) {
    return item.entrySet().stream()
        .mapToLong(attribute -> text(attribute.getKey()) + of(attribute.getValue()))
        .sum();
  }

  private static long of(AttributeValue value) {
    return switch (value.type()) {
      case S -> text(value.s());
      case N -> number(value.n());
      case B -> value.b().asByteArrayUnsafe().length;
      case BOOL, NUL -> 1;
      case SS -> value.ss().stream().mapToLong(ItemSize::text).sum();
      case NS -> value.ns().stream().mapToLong(ItemSize::number).sum();
      case BS -> value.bs().stream().mapToLong(bytes -> bytes.asByteArrayUnsafe().length).sum();
      case L -> DOCUMENT + value.l().stream().mapToLong(element -> ELEMENT + of(element)).sum();
      case M -> DOCUMENT + ELEMENT * (long) value.m().size() + of(value.m());
      case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException(value.toString());
    };
  }

  private static long text(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** A byte for two significant digits, and one more; one for a minus sign. */
  private static long number(String number) {
    BigDecimal value = new BigDecimal(number);
    if (value.signum() == 0) return 1;
    int digits = value.stripTrailingZeros().precision();
    return (digits + 1) / 2 + 1 + (value.signum() < 0 ? 1 : 0);
  }
}

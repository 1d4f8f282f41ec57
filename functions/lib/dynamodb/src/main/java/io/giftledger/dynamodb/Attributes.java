package io.giftledger.dynamodb;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items in DynamoDB's words, and back. */
public final class Attributes {

  private Attributes() {}

  /** An item's attributes. */
  public static Map<String, AttributeValue> of(Item item) {
    return of(item.attributes());
  }

  /** A key's attributes. */
  public static Map<String, AttributeValue> of(Key key) {
    return Map.of(
        Item.PK, AttributeValue.fromS(key.partition()), Item.SK, AttributeValue.fromS(key.sort()));
  }

  /** The item with some attributes. */
  public static Item item(Map<String, AttributeValue> attributes) {
    return new Item(values(attributes));
  }

  private static Map<String, AttributeValue> of(Map<String, Value> values) {
    Map<String, AttributeValue> attributes = HashMap.newHashMap(values.size());
    values.forEach((name, value) -> attributes.put(name, of(value)));
    return attributes;
  }

  static AttributeValue of(Value value) {
    return switch (value) {
      case Value.Text(String text) -> AttributeValue.fromS(text);
      case Value.Number(long number) -> AttributeValue.fromN(Long.toString(number));
      case Value.Flag(boolean flag) -> AttributeValue.fromBool(flag);
      case Value.Bytes(byte[] bytes) -> AttributeValue.fromB(SdkBytes.fromByteArray(bytes));
      case Value.Many(List<Value> values) ->
          AttributeValue.fromL(values.stream().map(Attributes::of).toList());
      case Value.Fields(Map<String, Value> fields) -> AttributeValue.fromM(of(fields));
      case Value.Foreign(String words) ->
          throw new IllegalArgumentException("no value that is written: " + words);
    };
  }

  private static Map<String, Value> values(Map<String, AttributeValue> attributes) {
    Map<String, Value> values = HashMap.newHashMap(attributes.size());
    attributes.forEach((name, attribute) -> values.put(name, value(attribute)));
    return Map.copyOf(values);
  }

  private static Value value(AttributeValue attribute) {
    return switch (attribute.type()) {
      case S -> new Value.Text(attribute.s());
      case N -> number(attribute.n());
      case BOOL -> new Value.Flag(attribute.bool());
      case B -> new Value.Bytes(attribute.b().asByteArray());
      case L -> new Value.Many(attribute.l().stream().map(Attributes::value).toList());
      case M -> new Value.Fields(values(attribute.m()));
      case SS, NS, BS, NUL, UNKNOWN_TO_SDK_VERSION -> new Value.Foreign(attribute.toString());
    };
  }

  private static Value number(String text) {
    try {
      return new Value.Number(Long.parseLong(text));
    } catch (NumberFormatException otherwise) {
      return new Value.Foreign(text);
    }
  }
}

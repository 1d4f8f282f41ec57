package io.giftledger.bench.floor;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An item of the table.
 *
 * @param attributes what it holds
 */
record Item(Map<String, AttributeValue> attributes) {

  Item() {
    this(new HashMap<>());
  }

  static Item key(String partition, String sort) {
    return new Item().with("PK", partition).with("SK", sort);
  }

  /** The entry that follows another: numbered, with a digest as large as the ledger's. */
  Item next(String kind, Item state) {
    String number = attribute("SK").s().substring("ENTRY#".length());
    Item entry =
        key(attribute("PK").s(), "ENTRY#%012d".formatted(Long.parseLong(number) + 1))
            .with("at", java.time.Instant.now().toString())
            .with("kind", kind)
            .with("ref", "")
            .with("policyVersion", 1);
    entry.attributes.put("state", AttributeValue.fromM(state.attributes));
    entry.attributes.put("hash", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[32])));
    return entry;
  }

  Item with(String name, String text) {
    attributes.put(name, AttributeValue.fromS(text));
    return this;
  }

  Item with(String name, long number) {
    attributes.put(name, AttributeValue.fromN(Long.toString(number)));
    return this;
  }

  AttributeValue attribute(String name) {
    return Objects.requireNonNull(attributes.get(name), name);
  }

  long number(String name) {
    return Long.parseLong(attribute(name).n());
  }

  Item state() {
    return new Item(new HashMap<>(attribute("state").m()));
  }

  String update() {
    return attributes.keySet().stream()
        .map(name -> "#" + name + " = :" + name)
        .collect(Collectors.joining(", ", "SET ", ""));
  }

  Map<String, String> names() {
    return attributes.keySet().stream().collect(Collectors.toMap(name -> "#" + name, name -> name));
  }

  Map<String, AttributeValue> values(String from) {
    Map<String, AttributeValue> values = new HashMap<>();
    attributes.forEach((name, value) -> values.put(":" + name, value));
    values.put(":from", AttributeValue.fromS(from));
    return values;
  }
}

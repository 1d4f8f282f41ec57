package io.giftledger.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Value;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** Items as DynamoDB exports them: an {@code {"Item": ...}} a line, here with sorted names. */
final class DynamoDbJson {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private DynamoDbJson() {}

  static String line(Item item) {
    return NODES.objectNode().set("Item", fields(item.attributes())).toString();
  }

  static Item item(String line) {
    try {
      return new Item(fields(JSON.readTree(line).required("Item")));
    } catch (JsonProcessingException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  private static ObjectNode fields(Map<String, Value> fields) {
    ObjectNode node = NODES.objectNode();
    new TreeMap<>(fields).forEach((name, value) -> node.set(name, node(value)));
    return node;
  }

  private static JsonNode node(Value value) {
    ObjectNode node = NODES.objectNode();
    return switch (value) {
      case Value.Text(String text) -> node.put("S", text);
      case Value.Number(long number) -> node.put("N", Long.toString(number));
      case Value.Flag(boolean flag) -> node.put("BOOL", flag);
      case Value.Bytes(byte[] bytes) -> node.put("B", Base64.getEncoder().encodeToString(bytes));
      case Value.Many(var values) ->
          node.set("L", NODES.arrayNode().addAll(values.stream().map(DynamoDbJson::node).toList()));
      case Value.Fields(var fields) -> node.set("M", fields(fields));
      case Value.Foreign foreign -> throw new IllegalArgumentException(foreign.toString());
    };
  }

  private static Map<String, Value> fields(JsonNode node) {
    Map<String, Value> fields = new HashMap<>();
    node.properties().forEach(field -> fields.put(field.getKey(), value(field.getValue())));
    return Map.copyOf(fields);
  }

  private static Value value(JsonNode node) {
    Map.Entry<String, JsonNode> typed = node.properties().iterator().next();
    JsonNode value = typed.getValue();
    return switch (typed.getKey()) {
      case "S" -> new Value.Text(value.textValue());
      case "N" -> new Value.Number(Long.parseLong(value.textValue()));
      case "BOOL" -> new Value.Flag(value.booleanValue());
      case "B" -> new Value.Bytes(Base64.getDecoder().decode(value.textValue()));
      case "L" ->
          new Value.Many(
              StreamSupport.stream(value.spliterator(), false).map(DynamoDbJson::value).toList());
      case "M" -> new Value.Fields(fields(value));
      default -> throw new IllegalArgumentException("no item has a " + typed.getKey());
    };
  }
}

package io.giftledger.operator;

import io.giftledger.dynamodb.Attributes;
import io.giftledger.ledger.table.Item;
import io.micronaut.core.type.Argument;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The golden table, in which everything has happened that can. */
final class Golden {

  private static final Path GOLDEN =
      Path.of("../../functions/lib/dynamodb/src/test/resources/golden/format-1.jsonl");

  private Golden() {}

  /** Its items. */
  static List<Item> items() throws IOException {
    return lines().stream().map(Golden::item).toList();
  }

  /** They as DynamoDB exports them, a line each. */
  static List<String> lines() throws IOException {
    return Files.readAllLines(GOLDEN);
  }

  /** Makes an empty table of a name, for the items. */
  static void createTable(DynamoDbClient dynamoDb, String name) {
    dynamoDb.createTable(
        create ->
            create
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    pk -> pk.attributeName("PK").attributeType(ScalarAttributeType.S),
                    sk -> sk.attributeName("SK").attributeType(ScalarAttributeType.S))
                .keySchema(
                    pk -> pk.attributeName("PK").keyType(KeyType.HASH),
                    sk -> sk.attributeName("SK").keyType(KeyType.RANGE)));
  }

  private static Item item(String line) {
    try {
      Map<String, Map<String, Map<String, Object>>> read =
          Objects.requireNonNull(
              ObjectMapper.getDefault()
                  .readValue(
                      line,
                      Argument.mapOf(
                          Argument.of(String.class),
                          Argument.mapOf(
                              Argument.of(String.class),
                              Argument.mapOf(String.class, Object.class)))));
      Map<String, AttributeValue> attributes = new HashMap<>();
      read.getOrDefault("Item", Map.of()).forEach((name, of) -> attributes.put(name, value(of)));
      return Attributes.item(attributes);
    } catch (IOException malformed) {
      throw new AssertionError(malformed);
    }
  }

  @SuppressWarnings("unchecked")
  private static AttributeValue value(Map<String, Object> typed) {
    Map.Entry<String, Object> only = typed.entrySet().iterator().next();
    return switch (only.getKey()) {
      case "S" -> AttributeValue.fromS((String) only.getValue());
      case "N" -> AttributeValue.fromN((String) only.getValue());
      case "BOOL" -> AttributeValue.fromBool((Boolean) only.getValue());
      case "B" ->
          AttributeValue.fromB(
              SdkBytes.fromByteArray(Base64.getDecoder().decode((String) only.getValue())));
      case "L" ->
          AttributeValue.fromL(
              ((List<Map<String, Object>>) only.getValue()).stream().map(Golden::value).toList());
      default -> {
        Map<String, AttributeValue> fields = new HashMap<>();
        ((Map<String, Map<String, Object>>) only.getValue())
            .forEach((name, field) -> fields.put(name, value(field)));
        yield AttributeValue.fromM(fields);
      }
    };
  }
}

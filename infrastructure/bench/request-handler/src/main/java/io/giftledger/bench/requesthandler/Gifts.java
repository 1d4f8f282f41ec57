package io.giftledger.bench.requesthandler;

import io.micronaut.context.annotation.Property;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** The calls that sending a gift makes. */
@Singleton
final class Gifts {

  private final DynamoDbClient client;
  private final JsonMapper json;
  private final String table;

  Gifts(DynamoDbClient client, JsonMapper json, @Property(name = "table.name") String table) {
    this.client = client;
    this.json = json;
    this.table = table;
  }

  GiftReply send(String sender, String key, GiftRequest asked) throws IOException {
    String wallet = "WALLET#" + sender;
    String document = attribute(newest("POLICY", "VERSION#"), "document").s();
    profile("VIEWER#" + sender);
    profile("CREATOR#" + asked.creator());
    Map<String, AttributeValue> head = newest(wallet, "ENTRY#");
    Catalogue catalogue = Objects.requireNonNull(json.readValue(document, Catalogue.class));
    long coins = catalogue.price(asked.gift()) * asked.quantity();
    insert(gift(wallet, key, asked, coins));
    insert(entry(head, coins));
    return new GiftReply("sent", coins);
  }

  private void profile(String partition) {
    client.getItem(
        request ->
            request
                .tableName(table)
                .key(
                    Map.of(
                        "PK", AttributeValue.fromS(partition),
                        "SK", AttributeValue.fromS("PROFILE")))
                .consistentRead(false));
  }

  private Map<String, AttributeValue> newest(String partition, String prefix) {
    return client
        .query(
            request ->
                request
                    .tableName(table)
                    .keyConditionExpression("PK = :partition AND SK BETWEEN :low AND :high")
                    .expressionAttributeValues(
                        Map.of(
                            ":partition", AttributeValue.fromS(partition),
                            ":low", AttributeValue.fromS(prefix),
                            ":high", AttributeValue.fromS(prefix + "\uFFFF")))
                    .scanIndexForward(false)
                    .limit(1)
                    .consistentRead(false))
        .items()
        .getFirst();
  }

  private void insert(Map<String, AttributeValue> item) {
    client.putItem(
        request ->
            request
                .tableName(table)
                .item(item)
                .conditionExpression("attribute_not_exists(PK)")
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
  }

  private static Map<String, AttributeValue> entry(Map<String, AttributeValue> head, long coins) {
    long number = Long.parseLong(attribute(head, "SK").s().substring("ENTRY#".length())) + 1;
    Map<String, AttributeValue> state = new HashMap<>(attribute(head, "state").m());
    state.put("everSpent", number(Long.parseLong(attribute(state, "everSpent").n()) + coins));
    Map<String, AttributeValue> entry = new HashMap<>(head);
    entry.put("SK", AttributeValue.fromS("ENTRY#%012d".formatted(number)));
    entry.put("kind", AttributeValue.fromS("gift_sent"));
    entry.put("state", AttributeValue.fromM(state));
    entry.put("hash", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[32])));
    return entry;
  }

  private static Map<String, AttributeValue> gift(
      String wallet, String key, GiftRequest asked, long coins) {
    return Map.of(
        "PK", AttributeValue.fromS(wallet),
        "SK", AttributeValue.fromS("GIFT#" + key),
        "creator", AttributeValue.fromS(asked.creator()),
        "gift", AttributeValue.fromS(asked.gift()),
        "quantity", number(asked.quantity()),
        "coins", number(coins),
        "targetId", AttributeValue.fromS(asked.liveStream()),
        "status", AttributeValue.fromS("SENT"));
  }

  private static AttributeValue number(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }

  private static AttributeValue attribute(Map<String, AttributeValue> item, String name) {
    return Objects.requireNonNull(item.get(name), name);
  }
}

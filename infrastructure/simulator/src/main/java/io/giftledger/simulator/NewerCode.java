package io.giftledger.simulator;

import io.giftledger.dynamodb.Attributes;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A release to come that runs beside this one: it leaves a field in a wallet's state that this code
 * does not know, and takes it away again. In between only it may append.
 */
final class NewerCode {

  static final String FIELD = "level";
  static final String CLEARED = "level_cleared";
  private static final String REACHED = "level_reached";

  private final DynamoDbClient client;
  private final String table;
  private final Consumer<Map<String, AttributeValue>> committed;

  /** The wallets that have the field, and how many entries they have. */
  private final Map<String, Integer> levels = new TreeMap<>();

  NewerCode(DynamoDbClient client, String table, Consumer<Map<String, AttributeValue>> committed) {
    this.client = client;
    this.table = table;
    this.committed = committed;
  }

  /** Sets or clears the field of a wallet that has an entry. */
  void toggle(String wallet) {
    Optional<Item> newest = newest(wallet);
    if (newest.isEmpty()) return;
    boolean isSet = newest.get().map("state").attributes().containsKey(FIELD);
    append(newest.get(), !isSet);
  }

  /** Clears the field wherever it is. */
  void clearAll() {
    for (String wallet : List.copyOf(levels.keySet())) {
      newest(wallet)
          .filter(entry -> entry.map("state").attributes().containsKey(FIELD))
          .ifPresent(entry -> append(entry, false));
    }
  }

  private void append(Item before, boolean set) {
    String wallet = before.key().partition();
    int number = Integer.parseInt(before.key().id()) + 1;
    Map<String, Value> state = new TreeMap<>(before.map("state").attributes());
    if (set) state.put(FIELD, new Value.Number(number));
    else state.remove(FIELD);
    Item.Builder entry =
        Item.builder(new Key(wallet, "ENTRY#%012d".formatted(number)))
            .number("format", before.number("format"))
            .text("at", before.text("at"))
            .text("kind", set ? REACHED : CLEARED)
            .texts("postings", List.of())
            .map("state", new Item(Map.copyOf(state)))
            .text("ref", "")
            .number("policyVersion", 0)
            .bytes("previousHash", before.bytes("hash"));
    byte[] hash = new Chain(wallet, List.of()).hash(before.bytes("hash"), entry.build(), number);
    Map<String, AttributeValue> item = Attributes.of(entry.bytes("hash", hash).build());
    client.putItem(
        put -> put.tableName(table).item(item).conditionExpression("attribute_not_exists(PK)"));
    committed.accept(item);
    levels.put(wallet, number);
  }

  private Optional<Item> newest(String wallet) {
    return client
        .query(
            query ->
                query
                    .tableName(table)
                    .keyConditionExpression("PK = :wallet AND begins_with(SK, :entry)")
                    .expressionAttributeValues(
                        Map.of(
                            ":wallet", AttributeValue.fromS(wallet),
                            ":entry", AttributeValue.fromS("ENTRY#")))
                    .scanIndexForward(false)
                    .limit(1)
                    .consistentRead(true))
        .items()
        .stream()
        .map(Attributes::item)
        .findFirst();
  }
}

package io.giftledger.simulator;

import io.giftledger.dynamodb.Attributes;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

  /** Those that have the field. */
  private final Set<String> wallets = new TreeSet<>();

  NewerCode(DynamoDbClient client, String table, Consumer<Map<String, AttributeValue>> committed) {
    this.client = client;
    this.table = table;
    this.committed = committed;
  }

  /** Sets the field of a wallet that has an entry and not the field. */
  void set(String wallet) {
    if (wallets.contains(wallet)) return;
    newest(wallet)
        .ifPresent(
            entry -> {
              append(entry, true);
              wallets.add(wallet);
            });
  }

  boolean isSetSomewhere() {
    return !wallets.isEmpty();
  }

  /** Clears the field wherever it is. */
  void clearAll() {
    for (String wallet : wallets) newest(wallet).ifPresent(entry -> append(entry, false));
    wallets.clear();
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

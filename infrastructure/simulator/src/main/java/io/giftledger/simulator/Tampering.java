package io.giftledger.simulator;

import io.giftledger.ledger.table.Key;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * Somebody with access to the table who changes records behind the ledger's back. Nothing may
 * follow from what they wrote; when they have put it right, everything goes on.
 */
final class Tampering {

  private static final long TIMES = 10;

  private final DynamoDbClient client;
  private final String table;

  /** What was changed: the record's name, and the amount that it had. */
  private final Map<String, Long> amounts = new TreeMap<>();

  Tampering(DynamoDbClient client, String table) {
    this.client = client;
    this.table = table;
  }

  /** The names of all records that were ever changed. */
  Set<String> touched() {
    return amounts.keySet();
  }

  /** Has a withdrawal pay more than was asked for, if it is not paid yet. */
  void alter(Key withdrawal) {
    String name = withdrawal.partition() + "/" + withdrawal.sort();
    if (amounts.containsKey(name)) return;
    AttributeValue amount =
        client
            .getItem(get -> get.tableName(table).key(key(withdrawal)).consistentRead(true))
            .item()
            .get("amountMinor");
    if (amount == null) return;
    long honest = Long.parseLong(amount.n());
    if (set(withdrawal, honest, TIMES * honest)) amounts.put(name, honest);
  }

  /** Puts all of it right. */
  void undo() {
    amounts.forEach(
        (name, honest) -> {
          String[] parts = name.split("/", 2);
          set(new Key(parts[0], parts[1]), TIMES * honest, honest);
        });
  }

  private boolean set(Key withdrawal, long from, long to) {
    try {
      client.updateItem(
          update ->
              update
                  .tableName(table)
                  .key(key(withdrawal))
                  .updateExpression("SET amountMinor = :to")
                  .conditionExpression("amountMinor = :from AND #status IN (:open, :asked)")
                  .expressionAttributeNames(Map.of("#status", "status"))
                  .expressionAttributeValues(
                      Map.of(
                          ":to", AttributeValue.fromN(Long.toString(to)),
                          ":from", AttributeValue.fromN(Long.toString(from)),
                          ":open", AttributeValue.fromS("REQUESTED"),
                          ":asked", AttributeValue.fromS("SUBMITTED"))));
      return true;
    } catch (ConditionalCheckFailedException movedOn) {
      return false;
    }
  }

  private static Map<String, AttributeValue> key(Key key) {
    return Map.of(
        "PK", AttributeValue.fromS(key.partition()), "SK", AttributeValue.fromS(key.sort()));
  }
}

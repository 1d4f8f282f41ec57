package io.giftledger.simulator;

import io.giftledger.ledger.table.Key;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

  /** Where a status is set back to. */
  private static final Map<String, String> BACK =
      Map.of(
          "PAID in RECHARGE", "AWAITING_PAYMENT",
          "CONVERTED in GIFT", "SENT",
          "CREDITED in EXCHANGE", "REQUESTED",
          "CREDITED in AWARD", "REQUESTED",
          "PAID in WITHDRAWAL", "SUBMITTED",
          "RETURNED in WITHDRAWAL", "PAID",
          "FAILED in WITHDRAWAL", "REQUESTED");

  /** What was changed: the record's name, and the amount that it had. */
  private final Map<String, Long> amounts = new TreeMap<>();

  /** What says that it has not come as far as it has: the record's name, and what it was. */
  private final Map<String, Map<String, AttributeValue>> setBack = new TreeMap<>();

  private final Set<String> everSetBack = new TreeSet<>();

  Tampering(DynamoDbClient client, String table) {
    this.client = client;
    this.table = table;
  }

  /** The names of all records that were ever changed. */
  Set<String> touched() {
    Set<String> touched = new TreeSet<>(everSetBack);
    touched.addAll(amounts.keySet());
    return touched;
  }

  boolean wasSetBack(String name) {
    return everSetBack.contains(name);
  }

  /**
   * Has a record say that it has not come to its end, if it has.
   *
   * @return what was done, in words
   */
  Optional<String> setBack(Key record) {
    String name = name(record);
    if (touched().contains(name)) return Optional.empty();
    Map<String, AttributeValue> was =
        client.getItem(get -> get.tableName(table).key(key(record)).consistentRead(true)).item();
    AttributeValue now = was.get("status");
    if (now == null) return Optional.empty();
    String status = now.s();
    String back = BACK.get(status + " in " + record.sort().split("#", 2)[0]);
    if (back == null) return Optional.empty();
    Map<String, AttributeValue> altered = new HashMap<>(was);
    altered.put("status", AttributeValue.fromS(back));
    client.putItem(put -> put.tableName(table).item(altered));
    setBack.put(name, was);
    everSetBack.add(name);
    return Optional.of(name + " from " + status + " to " + back);
  }

  boolean isSomethingSetBack() {
    return !setBack.isEmpty();
  }

  /** Puts right what was set back. */
  void putForward() {
    setBack.values().forEach(was -> client.putItem(put -> put.tableName(table).item(was)));
    setBack.clear();
  }

  /** Has a withdrawal pay more than was asked for, if it is not paid yet. */
  void alter(Key withdrawal) {
    String name = name(withdrawal);
    if (touched().contains(name)) return;
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
    putForward();
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

  private static String name(Key record) {
    return record.partition() + "/" + record.sort();
  }

  private static Map<String, AttributeValue> key(Key key) {
    return Map.of(
        "PK", AttributeValue.fromS(key.partition()), "SK", AttributeValue.fromS(key.sort()));
  }
}

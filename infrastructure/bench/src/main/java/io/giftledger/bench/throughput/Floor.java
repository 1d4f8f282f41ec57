package io.giftledger.bench.throughput;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The calls that a gift and a conversion make, made bare: the same requests with items of the same
 * sizes, to a table of their own beside the ledger's, with no function, no API and no races.
 */
final class Floor {

  private static final String TABLE = "floor";
  private static final String ABSENT = "attribute_not_exists(PK)";
  private static final int BATCH_WRITE_MAX = 25;

  private final DynamoDbClient dynamoDb;

  /** No two operations write the same item, whichever loop they belong to. */
  private final AtomicLong serial = new AtomicLong();

  private final Map<String, AttributeValue> entry;
  private final Map<String, AttributeValue> gift;

  private Floor(DynamoDbClient dynamoDb, String ledgerTable, String wallet) {
    this.dynamoDb = dynamoDb;
    this.entry = newest(ledgerTable, wallet, "ENTRY#", 1).getFirst();
    this.gift = newest(ledgerTable, wallet, "GIFT#", 1).getFirst();
  }

  /**
   * Makes a table like the ledger's.
   *
   * @param ledgerTable holds at least one gift of this sender, whose items are the pattern
   */
  static Floor create(DynamoDbClient dynamoDb, String ledgerTable, String sender) {
    var pattern = dynamoDb.describeTable(request -> request.tableName(ledgerTable)).table();
    dynamoDb.createTable(
        request ->
            request
                .tableName(TABLE)
                .attributeDefinitions(pattern.attributeDefinitions())
                .keySchema(pattern.keySchema())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .streamSpecification(pattern.streamSpecification()));
    return new Floor(dynamoDb, ledgerTable, "WALLET#" + sender);
  }

  /** Sends gifts as the ledger does: reads the newest entry, puts a gift, puts the next entry. */
  ClosedLoop.Operation puts() {
    return (client, number) -> {
      String serial = next();
      String partition = wallet(client);
      query(partition);
      dynamoDb.putItem(single(gift, partition, giftKey(serial)));
      dynamoDb.putItem(single(entry, partition, "ENTRY#" + serial));
      return true;
    };
  }

  /** Sends gifts in transactions: reads the newest entry, puts the next and a gift in one. */
  ClosedLoop.Operation transactions() {
    return (client, number) -> {
      String serial = next();
      String partition = wallet(client);
      query(partition);
      dynamoDb.transactWriteItems(
          request ->
              request.transactItems(
                  put(entry, partition, "ENTRY#" + serial), put(gift, partition, giftKey(serial))));
      return true;
    };
  }

  private static String wallet(int client) {
    return "WALLET#floor-%06d".formatted(client);
  }

  private static String giftKey(String serial) {
    return "GIFT#00000000000000" + serial;
  }

  private static PutItemRequest single(
      Map<String, AttributeValue> pattern, String partition, String sort) {
    return PutItemRequest.builder()
        .tableName(TABLE)
        .item(keyed(pattern, partition, sort))
        .conditionExpression(ABSENT)
        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
        .build();
  }

  /**
   * Converts gifts: reads the newest entry, puts the next and a conversion, updates gifts that are
   * there.
   *
   * @param ledgerTable holds at least one conversion of this creator, whose items are the pattern;
   *     a small one is an entry alone
   * @param gifts how many a conversion takes
   * @param clients how many will convert at once
   */
  ClosedLoop.Operation conversions(String ledgerTable, String creator, int gifts, int clients) {
    var earnings = newest(ledgerTable, "EARNINGS#" + creator, "ENTRY#", 1).getFirst();
    var conversion = conversionLike(ledgerTable, "EARNINGS#" + creator, gifts);
    for (int client = 0; client < clients; client++) putGifts(client, gifts);
    return (client, number) -> {
      String serial = next();
      String partition = "EARNINGS#floor-%06d".formatted(client);
      query(partition);
      List<TransactWriteItem> items = new ArrayList<>();
      items.add(put(earnings, partition, "ENTRY#" + serial));
      conversion.ifPresent(like -> items.add(put(like, partition, "CONVERSION#" + serial)));
      for (int each = 0; each < gifts; each++) items.add(update(client, each));
      dynamoDb.transactWriteItems(request -> request.transactItems(items));
      return true;
    };
  }

  private void putGifts(int client, int gifts) {
    List<WriteRequest> puts =
        IntStream.range(0, gifts)
            .mapToObj(each -> keyed(gift, partition(client, each), giftKey(each)))
            .map(item -> PutRequest.builder().item(item).build())
            .map(put -> WriteRequest.builder().putRequest(put).build())
            .toList();
    for (int from = 0; from < puts.size(); from += BATCH_WRITE_MAX) {
      var batch = puts.subList(from, Math.min(puts.size(), from + BATCH_WRITE_MAX));
      dynamoDb.batchWriteItem(request -> request.requestItems(Map.of(TABLE, batch)));
    }
  }

  private static String partition(int client, int gift) {
    return "WALLET#floor-%03d-%02d".formatted(client, gift);
  }

  private static String giftKey(int gift) {
    return "GIFT#%026d".formatted(gift);
  }

  private String next() {
    return String.format(Locale.ROOT, "%012d", serial.incrementAndGet());
  }

  private void query(String partition) {
    newest(TABLE, partition, "ENTRY#", 1);
  }

  private static TransactWriteItem put(
      Map<String, AttributeValue> pattern, String partition, String sort) {
    return TransactWriteItem.builder()
        .put(
            Put.builder()
                .tableName(TABLE)
                .item(keyed(pattern, partition, sort))
                .conditionExpression(ABSENT)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build())
        .build();
  }

  private TransactWriteItem update(int client, int each) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":from_SENT", AttributeValue.fromS("SENT"));
    // Stays as it was, so that the next round finds it again.
    values.put(":set_status", AttributeValue.fromS("SENT"));
    values.put(":set_conversion", AttributeValue.fromN("1"));
    Map<String, String> names = new HashMap<>();
    names.put("#status", "status");
    names.put("#set_status", "status");
    names.put("#set_conversion", "conversion");
    StringBuilder condition = new StringBuilder("#status IN (:from_SENT)");
    for (String attribute : List.of("creator", "coins", "points", "commissionBasisPoints")) {
      names.put("#expect_" + attribute, attribute);
      values.put(":expect_" + attribute, attribute(gift, attribute));
      condition.append(" AND #expect_%1$s = :expect_%1$s".formatted(attribute));
    }
    return TransactWriteItem.builder()
        .update(
            Update.builder()
                .tableName(TABLE)
                .key(
                    Map.of(
                        "PK", AttributeValue.fromS(partition(client, each)),
                        "SK", AttributeValue.fromS(giftKey(each))))
                .updateExpression(
                    "SET #set_conversion = :set_conversion, #set_status = :set_status")
                .conditionExpression(condition.toString())
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build())
        .build();
  }

  private static Map<String, AttributeValue> keyed(
      Map<String, AttributeValue> pattern, String partition, String sort) {
    Map<String, AttributeValue> item = new HashMap<>(pattern);
    item.put("PK", AttributeValue.fromS(partition));
    item.put("SK", AttributeValue.fromS(sort));
    return item;
  }

  /**
   * The one of the newest conversions whose number of gifts is nearest to this; empty if they are
   * so small that they have no records.
   */
  private Optional<Map<String, AttributeValue>> conversionLike(
      String ledgerTable, String partition, int gifts) {
    return newest(ledgerTable, partition, "CONVERSION#", 100).stream()
        .min(
            Comparator.comparingInt(item -> Math.abs(attribute(item, "gifts").l().size() - gifts)));
  }

  private List<Map<String, AttributeValue>> newest(
      String table, String partition, String prefix, int limit) {
    return dynamoDb
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
                    .limit(limit))
        .items();
  }

  private static AttributeValue attribute(Map<String, AttributeValue> item, String name) {
    return Objects.requireNonNull(item.get(name), name);
  }
}

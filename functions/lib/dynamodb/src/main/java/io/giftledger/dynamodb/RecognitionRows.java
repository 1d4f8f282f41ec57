package io.giftledger.dynamodb;

import io.giftledger.economy.recognition.Row;
import io.giftledger.economy.recognition.Rows;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/** Recognition's table in DynamoDB. */
public final class RecognitionRows implements Rows {

  /** So many items DynamoDB reads at once. */
  private static final int KEYS_MAX = 100;

  private final DynamoDbClient client;
  private final String name;

  /**
   * @param client reaches DynamoDB
   * @param name the table's name
   */
  public RecognitionRows(DynamoDbClient client, String name) {
    this.client = client;
    this.name = name;
  }

  @Override
  public Map<Key, Item> find(Collection<Key> keys, boolean consistent) {
    List<Key> each = List.copyOf(keys);
    Map<Key, Item> found = new HashMap<>();
    for (int from = 0; from < each.size(); from += KEYS_MAX) {
      List<Key> some = each.subList(from, Math.min(each.size(), from + KEYS_MAX));
      found.putAll(TableScan.find(client, name, some, consistent));
    }
    return found;
  }

  @Override
  public List<Item> all(String partition, String prefix, boolean consistent) {
    return DynamoDbTable.answer(
        () -> {
          List<Item> all = new ArrayList<>();
          client
              .queryPaginator(
                  request ->
                      request
                          .tableName(name)
                          .consistentRead(consistent)
                          .keyConditionExpression("PK = :partition AND begins_with(SK, :prefix)")
                          .expressionAttributeValues(
                              Map.of(
                                  ":partition", AttributeValue.fromS(partition),
                                  ":prefix", AttributeValue.fromS(prefix))))
              .items()
              .forEach(item -> all.add(Attributes.item(item)));
          return all;
        });
  }

  @Override
  public boolean put(Item row, OptionalLong upTo) {
    PutItemRequest.Builder put = PutItemRequest.builder().tableName(name).item(Attributes.of(row));
    if (upTo.isEmpty()) {
      put.conditionExpression("attribute_not_exists(PK)");
    } else {
      put.conditionExpression(Row.UP_TO + " = :counted")
          .expressionAttributeValues(
              Map.of(":counted", AttributeValue.fromN(Long.toString(upTo.getAsLong()))));
    }
    try {
      DynamoDbTable.answer(() -> client.putItem(put.build()));
      return true;
    } catch (ConditionalCheckFailedException replaced) {
      return false;
    }
  }
}

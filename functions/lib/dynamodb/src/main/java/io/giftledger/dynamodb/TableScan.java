package io.giftledger.dynamodb;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Scan;
import io.giftledger.ledger.table.TableBusyException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/** Reads the whole table of DynamoDB, by consistent reads. A page is at most 1 MB. */
public final class TableScan implements Scan {

  private final DynamoDbClient client;
  private final String name;

  /**
   * @param client reaches DynamoDB
   * @param name the table's name
   */
  public TableScan(DynamoDbClient client, String name) {
    this.client = client;
    this.name = name;
  }

  @Override
  public Page read(int segment, int segments, Optional<Key> after) {
    var response =
        DynamoDbTable.answer(
            () ->
                client.scan(
                    request -> {
                      request
                          .tableName(name)
                          .consistentRead(true)
                          .segment(segment)
                          .totalSegments(segments);
                      after.map(Attributes::of).ifPresent(request::exclusiveStartKey);
                    }));
    return page(response.items(), response.hasLastEvaluatedKey(), response.lastEvaluatedKey());
  }

  @Override
  public Page partition(String partition, String prefix, Optional<Key> after) {
    var response =
        DynamoDbTable.answer(
            () ->
                client.query(
                    request -> {
                      request
                          .tableName(name)
                          .consistentRead(true)
                          .keyConditionExpression("PK = :partition AND begins_with(SK, :prefix)")
                          .expressionAttributeValues(
                              Map.of(
                                  ":partition", AttributeValue.fromS(partition),
                                  ":prefix", AttributeValue.fromS(prefix)));
                      after.map(Attributes::of).ifPresent(request::exclusiveStartKey);
                    }));
    return page(response.items(), response.hasLastEvaluatedKey(), response.lastEvaluatedKey());
  }

  @Override
  public Map<Key, Item> find(Collection<Key> keys) {
    return find(client, name, keys, false);
  }

  /**
   * Reads up to a hundred items of a table at once.
   *
   * @throws TableBusyException if not all of them were read
   */
  static Map<Key, Item> find(
      DynamoDbClient client, String name, Collection<Key> keys, boolean consistent) {
    var asked =
        KeysAndAttributes.builder()
            .keys(keys.stream().map(Attributes::of).toList())
            .consistentRead(consistent)
            .build();
    var response =
        DynamoDbTable.answer(
            () -> client.batchGetItem(request -> request.requestItems(Map.of(name, asked))));
    if (!response.unprocessedKeys().isEmpty()) {
      throw new TableBusyException(new IllegalStateException("not all keys were read"));
    }
    return response.responses().getOrDefault(name, List.of()).stream()
        .map(Attributes::item)
        .collect(Collectors.toMap(Item::key, Function.identity()));
  }

  private static Page page(
      List<Map<String, AttributeValue>> items,
      boolean hasNext,
      Map<String, AttributeValue> lastEvaluatedKey) {
    Optional<Key> next =
        hasNext ? Optional.of(Attributes.item(lastEvaluatedKey).key()) : Optional.empty();
    return new Page(items.stream().map(Attributes::item).toList(), next);
  }
}

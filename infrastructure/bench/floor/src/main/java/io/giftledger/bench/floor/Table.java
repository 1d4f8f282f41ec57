package io.giftledger.bench.floor;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** The calls that the functions make to the table, each as they make it. */
final class Table {

  private static final String ABSENT = "attribute_not_exists(PK)";

  private final String name = Floor.variable("TABLE_NAME");
  private final DynamoDbClient client =
      DynamoDbClient.builder()
          .region(Region.of(Floor.variable("AWS_REGION")))
          .endpointOverride(URI.create(Floor.variable("AWS_ENDPOINT_URL_DYNAMODB")))
          .httpClientBuilder(
              UrlConnectionHttpClient.builder()
                  .connectionTimeout(Duration.ofSeconds(1))
                  .socketTimeout(Duration.ofSeconds(2)))
          .overrideConfiguration(options -> options.apiCallTimeout(Duration.ofSeconds(5)))
          .build();

  /** The item of a partition with the highest sort key of a prefix. */
  Item newest(String partition, String prefix) {
    return new Item(
        client
            .query(
                request ->
                    request
                        .tableName(name)
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
            .getFirst());
  }

  /** An item by its key. */
  Item get(String partition, String sort) {
    return new Item(
        client
            .getItem(
                request ->
                    request
                        .tableName(name)
                        .key(Item.key(partition, sort).attributes())
                        .consistentRead(true))
            .item());
  }

  /** Puts a new item. */
  void insert(Item item) {
    client.putItem(
        request ->
            request
                .tableName(name)
                .item(item.attributes())
                .conditionExpression(ABSENT)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
  }

  /** Moves an item from one status to another. */
  void move(Item key, String from, Item to) {
    client.updateItem(
        request ->
            request
                .tableName(name)
                .key(key.attributes())
                .updateExpression(to.update())
                .conditionExpression("#status = :from")
                .expressionAttributeNames(to.names())
                .expressionAttributeValues(to.values(from))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
  }

  /** Puts or moves several items, or none. */
  void transact(List<TransactWriteItem> writes) {
    client.transactWriteItems(request -> request.transactItems(writes));
  }

  /** A new item, as part of a transaction. */
  TransactWriteItem inserted(Item item) {
    return TransactWriteItem.builder()
        .put(
            put ->
                put.tableName(name)
                    .item(item.attributes())
                    .conditionExpression(ABSENT)
                    .returnValuesOnConditionCheckFailure(
                        ReturnValuesOnConditionCheckFailure.ALL_OLD))
        .build();
  }

  /** A moved item, as part of a transaction. */
  TransactWriteItem moved(Item key, String from, Item to) {
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(name)
                    .key(key.attributes())
                    .updateExpression(to.update())
                    .conditionExpression("#status = :from")
                    .expressionAttributeNames(to.names())
                    .expressionAttributeValues(to.values(from))
                    .returnValuesOnConditionCheckFailure(
                        ReturnValuesOnConditionCheckFailure.ALL_OLD))
        .build();
  }
}

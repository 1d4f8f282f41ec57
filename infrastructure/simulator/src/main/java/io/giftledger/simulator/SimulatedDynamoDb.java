package io.giftledger.simulator;

import io.giftledger.dynamodb.Attributes;
import io.giftledger.simulator.Network.Kind;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** DynamoDB as a function sees it: the embedded one behind a network that fails. */
final class SimulatedDynamoDb implements DynamoDbClient {

  private static final int STALE_ENTRIES_MAX = 3;

  private final DynamoDbClient real;
  private final Network network;
  private final Consumer<Map<String, AttributeValue>> committed;

  /**
   * @param real the embedded DynamoDB
   * @param committed told of every item that was put, when it was
   */
  SimulatedDynamoDb(
      DynamoDbClient real, Network network, Consumer<Map<String, AttributeValue>> committed) {
    this.real = real;
    this.network = network;
    this.committed = committed;
  }

  @Override
  public PutItemResponse putItem(PutItemRequest request) {
    return call(
        Kind.WRITE,
        "put " + key(request.item()),
        () -> {
          PutItemResponse response = real.putItem(request);
          committed.accept(request.item());
          return response;
        });
  }

  @Override
  public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    return call(Kind.READ, "get several", () -> real.batchGetItem(request));
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    return call(Kind.WRITE, "update " + key(request.key()), () -> real.updateItem(request));
  }

  @Override
  public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
    // The SDK gives all its tries of one call the same token.
    TransactWriteItemsRequest named =
        request.clientRequestToken() != null
            ? request
            : request.toBuilder().clientRequestToken(UUID.randomUUID().toString()).build();
    return network.call(
        Kind.TRANSACTION,
        "transact " + keys(named.transactItems()),
        () -> {
          TransactWriteItemsResponse response = real.transactWriteItems(named);
          for (TransactWriteItem item : named.transactItems()) {
            if (item.put() != null) committed.accept(item.put().item());
          }
          return response;
        },
        fault ->
            switch (fault) {
              case CONFLICT -> conflict(named.transactItems());
              case IN_PROGRESS ->
                  TransactionInProgressException.builder()
                      .message("simulated")
                      .awsErrorDetails(details("TransactionInProgressException"))
                      .statusCode(400)
                      .build();
              default -> thrown(fault);
            },
        SimulatedDynamoDb::impossible);
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    return call(Kind.READ, "get " + key(request.key()), () -> real.getItem(request));
  }

  @Override
  public QueryResponse query(QueryRequest request) {
    boolean isHead =
        !Boolean.TRUE.equals(request.consistentRead())
            && Integer.valueOf(1).equals(request.limit())
            && request.expressionAttributeValues().values().stream()
                .anyMatch(value -> "ENTRY#".equals(value.s()));
    return network.call(
        isHead ? Kind.STALE_READ : Kind.READ,
        (isHead ? "query head of " : "query ") + partition(request),
        () -> real.query(request),
        SimulatedDynamoDb::thrown,
        () -> {
          int missing = Fibers.running().rolls().between(1, STALE_ENTRIES_MAX);
          QueryResponse response = real.query(request.toBuilder().limit(1 + missing).build());
          List<Map<String, AttributeValue>> items = response.items();
          return response.toBuilder()
              .items(items.subList(Math.min(missing, items.size()), items.size()))
              .build();
        });
  }

  @Override
  public ScanResponse scan(ScanRequest request) {
    return call(Kind.READ, "scan", () -> real.scan(request));
  }

  private <T> T call(Kind kind, String what, Supplier<T> call) {
    return network.call(kind, what, call, SimulatedDynamoDb::thrown, SimulatedDynamoDb::impossible);
  }

  private static <T> T impossible() {
    throw new IllegalStateException("not a fault of this call");
  }

  private static RuntimeException thrown(Fault fault) {
    return switch (fault) {
      case THROTTLED ->
          ProvisionedThroughputExceededException.builder()
              .message("simulated")
              .awsErrorDetails(details("ProvisionedThroughputExceededException"))
              .statusCode(400)
              .build();
      case INTERNAL_ERROR ->
          InternalServerErrorException.builder()
              .message("simulated")
              .awsErrorDetails(details("InternalServerError"))
              .statusCode(500)
              .build();
      case REQUEST_LOST, ANSWER_LOST ->
          ApiCallTimeoutException.builder().message("simulated").build();
      default -> throw new IllegalStateException(fault.name());
    };
  }

  private static DynamoDbException conflict(List<TransactWriteItem> items) {
    int hit = Fibers.running().rolls().between(0, items.size() - 1);
    List<CancellationReason> reasons =
        IntStream.range(0, items.size())
            .mapToObj(
                index ->
                    CancellationReason.builder()
                        .code(index == hit ? "TransactionConflict" : "None")
                        .build())
            .toList();
    return TransactionCanceledException.builder()
        .message("simulated")
        .cancellationReasons(reasons)
        .awsErrorDetails(details("TransactionCanceledException"))
        .statusCode(400)
        .build();
  }

  private static AwsErrorDetails details(String code) {
    return AwsErrorDetails.builder().errorCode(code).errorMessage("simulated").build();
  }

  private static String partition(QueryRequest request) {
    AttributeValue partition = request.expressionAttributeValues().get(":partition");
    return partition == null ? "" : partition.s();
  }

  private static String keys(List<TransactWriteItem> items) {
    return items.stream()
        .map(item -> key(item.put() != null ? item.put().item() : item.update().key()))
        .toList()
        .toString();
  }

  private static String key(Map<String, AttributeValue> item) {
    return Attributes.item(item).key().toString();
  }

  @Override
  public String serviceName() {
    return real.serviceName();
  }

  /** The embedded DynamoDB outlives the function. */
  @Override
  public void close() {}
}

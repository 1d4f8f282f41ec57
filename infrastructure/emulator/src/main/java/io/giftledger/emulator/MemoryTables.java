package io.giftledger.emulator;

import io.giftledger.emulator.MemoryExpression.Range;
import io.giftledger.template.Template;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.IdempotentParameterMismatchException;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.dynamodb.waiters.DynamoDbWaiter;
import software.amazon.dynamodb.services.local.shared.access.LocalDBUtils;

/**
 * DynamoDB in memory, as far as the ledger uses it: conditions, transactions that happen once, a
 * stream. It answers as DynamoDB Local does and scans in the same order, so that one run on both is
 * the same run; what it does not know it refuses. Every table's key is PK and SK, both texts.
 */
final class MemoryTables implements DynamoDbClient {

  private static final String PK = "PK";
  private static final String SK = "SK";
  private static final String SHARD = "shardId-memory";
  private static final int PAGE = 500;
  private static final int RECORDS_MAX = 1_000;
  private static final Map<String, AttributeValue> NOTHING = Map.of();

  private final Map<String, Table> tables = new HashMap<>();
  private final Map<String, List<TransactWriteItem>> transactions = new HashMap<>();
  private long changes;

  /** A table: its partitions by the hashes of their names, as a scan meets them. */
  private static final class Table {

    private final NavigableMap<String, NavigableMap<String, Map<String, AttributeValue>>> items =
        new TreeMap<>();
    private final @Nullable StreamViewType view;
    private final List<Record> stream = new ArrayList<>();

    Table(@Nullable StreamViewType view) {
      this.view = view;
    }

    Map<String, AttributeValue> get(Map<String, AttributeValue> key) {
      return partition(text(key, PK)).getOrDefault(text(key, SK), NOTHING);
    }

    NavigableMap<String, Map<String, AttributeValue>> partition(String name) {
      return items.getOrDefault(hash(name), Collections.emptyNavigableMap());
    }
  }

  /** What comes of checking a write. */
  private sealed interface Checked {}

  /** It may be done. */
  private record Change(String table, Map<String, AttributeValue> item) implements Checked {}

  /** Its condition does not hold for the item that is there. */
  private record Refused(Map<String, AttributeValue> item) implements Checked {}

  private static String text(Map<String, AttributeValue> item, String name) {
    return Objects.requireNonNull(item.get(name), "no " + name).s();
  }

  /** Where a partition stands in a scan: as in DynamoDB Local. */
  private static String hash(String partition) {
    return HexFormat.of()
        .formatHex(
            LocalDBUtils.getHashValue(
                new software.amazon.dynamodb.services.local.shared.model.AttributeValue()
                    .withS(partition)));
  }

  private static String streamArn(String table) {
    return "arn:aws:dynamodb:%s:%s:table/%s/stream/memory"
        .formatted(Template.REGION, Template.ACCOUNT_ID, table);
  }

  private Table table(String name) {
    Table table = tables.get(name);
    if (table == null) throw ResourceNotFoundException.builder().message(name).build();
    return table;
  }

  @Override
  public synchronized CreateTableResponse createTable(CreateTableRequest request) {
    var stream = request.streamSpecification();
    tables.put(request.tableName(), new Table(stream == null ? null : stream.streamViewType()));
    return CreateTableResponse.builder().build();
  }

  @Override
  public synchronized DescribeTableResponse describeTable(DescribeTableRequest request) {
    String name = request.tableName();
    boolean hasStream = table(name).view != null;
    return DescribeTableResponse.builder()
        .table(
            table ->
                table
                    .tableName(name)
                    .tableStatus(TableStatus.ACTIVE)
                    .latestStreamArn(hasStream ? streamArn(name) : null))
        .build();
  }

  @Override
  public DynamoDbWaiter waiter() {
    return DynamoDbWaiter.builder().client(this).build();
  }

  // ---- Writes ---------------------------------------------------------------------------------

  @Override
  public synchronized PutItemResponse putItem(PutItemRequest request) {
    var expression =
        new MemoryExpression(
            request.expressionAttributeNames(), request.expressionAttributeValues());
    Map<String, AttributeValue> there = table(request.tableName()).get(request.item());
    if (!expression.holds(request.conditionExpression(), there)) {
      throw refused(there, request.returnValuesOnConditionCheckFailure());
    }
    apply(new Change(request.tableName(), request.item()));
    return PutItemResponse.builder().build();
  }

  @Override
  public synchronized UpdateItemResponse updateItem(UpdateItemRequest request) {
    var expression =
        new MemoryExpression(
            request.expressionAttributeNames(), request.expressionAttributeValues());
    Map<String, AttributeValue> there = table(request.tableName()).get(request.key());
    if (!expression.holds(request.conditionExpression(), there)) {
      throw refused(there, request.returnValuesOnConditionCheckFailure());
    }
    apply(
        new Change(
            request.tableName(),
            expression.updated(
                request.updateExpression(), there.isEmpty() ? request.key() : there)));
    return UpdateItemResponse.builder().build();
  }

  private static ConditionalCheckFailedException refused(
      Map<String, AttributeValue> there, @Nullable ReturnValuesOnConditionCheckFailure tell) {
    boolean isTold = tell == ReturnValuesOnConditionCheckFailure.ALL_OLD && !there.isEmpty();
    return ConditionalCheckFailedException.builder()
        .item(isTold ? there : null)
        .awsErrorDetails(MemoryQueues.details("ConditionalCheckFailedException"))
        .message("The conditional request failed")
        .statusCode(400)
        .build();
  }

  @Override
  public synchronized TransactWriteItemsResponse transactWriteItems(
      TransactWriteItemsRequest request) {
    String token = request.clientRequestToken();
    List<TransactWriteItem> before = token == null ? null : transactions.get(token);
    if (before != null) {
      if (before.equals(request.transactItems()))
        return TransactWriteItemsResponse.builder().build();
      throw IdempotentParameterMismatchException.builder().message(token).statusCode(400).build();
    }
    List<Checked> outcomes = request.transactItems().stream().map(this::checked).toList();
    if (outcomes.stream().anyMatch(Refused.class::isInstance)) throw cancelled(outcomes);
    Set<Object> places = new HashSet<>();
    for (Checked outcome : outcomes) {
      Change change = (Change) outcome;
      if (!places.add(List.of(change.table(), key(change.item())))) {
        throw new UnsupportedOperationException("two writes of one item");
      }
    }
    outcomes.forEach(outcome -> apply((Change) outcome));
    if (token != null) transactions.put(token, request.transactItems());
    return TransactWriteItemsResponse.builder().build();
  }

  private Checked checked(TransactWriteItem write) {
    if (write.put() != null) {
      Put put = write.put();
      var expression =
          new MemoryExpression(put.expressionAttributeNames(), put.expressionAttributeValues());
      Map<String, AttributeValue> there = table(put.tableName()).get(put.item());
      return expression.holds(put.conditionExpression(), there)
          ? new Change(put.tableName(), put.item())
          : new Refused(there);
    }
    Update update = write.update();
    if (update == null) throw new UnsupportedOperationException(write.toString());
    var expression =
        new MemoryExpression(update.expressionAttributeNames(), update.expressionAttributeValues());
    Map<String, AttributeValue> there = table(update.tableName()).get(update.key());
    return expression.holds(update.conditionExpression(), there)
        ? new Change(
            update.tableName(),
            expression.updated(update.updateExpression(), there.isEmpty() ? update.key() : there))
        : new Refused(there);
  }

  private static TransactionCanceledException cancelled(List<Checked> outcomes) {
    return TransactionCanceledException.builder()
        .cancellationReasons(outcomes.stream().map(MemoryTables::reason).toList())
        .awsErrorDetails(MemoryQueues.details("TransactionCanceledException"))
        .message("Transaction cancelled")
        .statusCode(400)
        .build();
  }

  private static CancellationReason reason(Checked outcome) {
    if (!(outcome instanceof Refused(Map<String, AttributeValue> item))) {
      return CancellationReason.builder().code("None").build();
    }
    return CancellationReason.builder()
        .code("ConditionalCheckFailed")
        .item(item.isEmpty() ? null : item)
        .build();
  }

  private void apply(Change change) {
    Table table = table(change.table());
    Map<String, AttributeValue> item = Map.copyOf(change.item());
    Map<String, AttributeValue> before =
        table
            .items
            .computeIfAbsent(hash(text(item, PK)), _ -> new TreeMap<>())
            .put(text(item, SK), item);
    // A write that changes nothing is not told.
    if (table.view == null || item.equals(before)) return;
    StreamViewType view = table.view;
    String number = "%021d".formatted(++changes);
    table.stream.add(
        Record.builder()
            .eventID(number)
            .eventName(before == null ? OperationType.INSERT : OperationType.MODIFY)
            .dynamodb(
                told -> {
                  told.keys(key(item))
                      .sequenceNumber(number)
                      .approximateCreationDateTime(Instant.now())
                      .sizeBytes(1L)
                      .streamViewType(view);
                  boolean both = view == StreamViewType.NEW_AND_OLD_IMAGES;
                  if (both || view == StreamViewType.NEW_IMAGE) told.newImage(item);
                  if (before != null && (both || view == StreamViewType.OLD_IMAGE)) {
                    told.oldImage(before);
                  }
                })
            .build());
  }

  private static Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
    return Map.of(
        PK, AttributeValue.fromS(text(item, PK)), SK, AttributeValue.fromS(text(item, SK)));
  }

  // ---- Reads ----------------------------------------------------------------------------------

  @Override
  public synchronized GetItemResponse getItem(GetItemRequest request) {
    Map<String, AttributeValue> there = table(request.tableName()).get(request.key());
    return GetItemResponse.builder().item(there.isEmpty() ? null : there).build();
  }

  @Override
  public synchronized BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    Map<String, List<Map<String, AttributeValue>>> found = new HashMap<>();
    request
        .requestItems()
        .forEach(
            (name, asked) ->
                found.put(
                    name,
                    asked.keys().stream()
                        .map(table(name)::get)
                        .filter(item -> !item.isEmpty())
                        .toList()));
    return BatchGetItemResponse.builder().responses(found).unprocessedKeys(Map.of()).build();
  }

  @Override
  public synchronized QueryResponse query(QueryRequest request) {
    if (request.indexName() != null || request.filterExpression() != null) {
      throw new UnsupportedOperationException(request.toString());
    }
    Range range =
        new MemoryExpression(
                request.expressionAttributeNames(), request.expressionAttributeValues())
            .range(request.keyConditionExpression());
    boolean backward = Boolean.FALSE.equals(request.scanIndexForward());
    var within =
        table(request.tableName())
            .partition(range.partition())
            .subMap(range.from(), true, range.to(), true);
    if (backward) within = within.descendingMap();
    if (request.hasExclusiveStartKey()) {
      within = within.tailMap(text(request.exclusiveStartKey(), SK), false);
    }
    int limit = request.limit() == null ? PAGE : request.limit();
    List<Map<String, AttributeValue>> items =
        within.entrySet().stream()
            .filter(entry -> range.within().test(entry.getKey()))
            .limit(limit)
            .map(Map.Entry::getValue)
            .toList();
    var response = QueryResponse.builder().items(items).count(items.size());
    if (items.size() == limit) response.lastEvaluatedKey(key(items.getLast()));
    return response.build();
  }

  @Override
  public synchronized ScanResponse scan(ScanRequest request) {
    boolean isWhole = request.totalSegments() == null || request.totalSegments() == 1;
    if (!isWhole || request.filterExpression() != null) {
      throw new UnsupportedOperationException(request.toString());
    }
    int limit = request.limit() == null ? PAGE : request.limit();
    Table table = table(request.tableName());
    Collection<NavigableMap<String, Map<String, AttributeValue>>> partitions = table.items.values();
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    if (request.hasExclusiveStartKey()) {
      String partition = text(request.exclusiveStartKey(), PK);
      String sort = text(request.exclusiveStartKey(), SK);
      items.addAll(table.partition(partition).tailMap(sort, false).values());
      partitions = table.items.tailMap(hash(partition), false).values();
    }
    for (var partition : partitions) {
      if (items.size() > limit) break;
      items.addAll(partition.values());
    }
    boolean isMore = items.size() > limit;
    List<Map<String, AttributeValue>> page = isMore ? items.subList(0, limit) : items;
    var response = ScanResponse.builder().items(page).count(page.size());
    if (isMore) response.lastEvaluatedKey(key(page.getLast()));
    return response.build();
  }

  // ---- The streams ----------------------------------------------------------------------------

  /** What tells the tables' changes. */
  DynamoDbStreamsClient streams() {
    return new Streams();
  }

  private final class Streams implements DynamoDbStreamsClient {

    @Override
    public DescribeStreamResponse describeStream(DescribeStreamRequest request) {
      return DescribeStreamResponse.builder()
          .streamDescription(
              stream -> stream.streamArn(request.streamArn()).shards(one -> one.shardId(SHARD)))
          .build();
    }

    @Override
    public GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
      if (request.shardIteratorType() != ShardIteratorType.TRIM_HORIZON) {
        throw new UnsupportedOperationException(request.toString());
      }
      return GetShardIteratorResponse.builder().shardIterator("0 " + request.streamArn()).build();
    }

    @Override
    public GetRecordsResponse getRecords(GetRecordsRequest request) {
      synchronized (MemoryTables.this) {
        String[] place = request.shardIterator().split(" ", 2);
        int from = Integer.parseInt(place[0]);
        List<Record> all =
            tables.entrySet().stream()
                .filter(table -> streamArn(table.getKey()).equals(place[1]))
                .findFirst()
                .orElseThrow()
                .getValue()
                .stream;
        int to = Math.min(all.size(), from + RECORDS_MAX);
        return GetRecordsResponse.builder()
            .records(List.copyOf(all.subList(from, to)))
            .nextShardIterator(to + " " + place[1])
            .build();
      }
    }

    @Override
    public String serviceName() {
      return DynamoDbStreamsClient.SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}

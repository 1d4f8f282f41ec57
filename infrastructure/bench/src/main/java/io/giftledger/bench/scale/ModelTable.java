package io.giftledger.bench.scale;

import io.giftledger.bench.cost.CapacityUnits;
import io.giftledger.bench.cost.ItemSize;
import io.giftledger.bench.cost.Prices;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * DynamoDB as the model has it: it keeps the newest entry of each account and nothing else, counts
 * write units for each partition key and for the table, throttles what is too much, and takes the
 * time that is assumed of AWS. It answers what convert asks, and refuses anything else.
 */
final class ModelTable implements DynamoDbClient {

  /** A gift's record, as the cost benchmark finds it: not in what a conversion sends. */
  private static final long GIFT_BYTES = 371;

  private final Clock clock;
  private final Prices prices;
  private final double partitionUnits;
  private final double tableUnits;
  private Capacity table;
  private final Map<String, Capacity> partitions = new HashMap<>();
  private final Map<String, Map<String, AttributeValue>> heads = new HashMap<>();

  private long transactions;

  ModelTable(Clock clock, Prices prices, Limits limits) {
    this.clock = clock;
    this.prices = prices;
    this.partitionUnits = limits.of("partition_write_units_per_second");
    this.tableUnits = limits.of("table_write_units_per_second");
    this.table = new Capacity(tableUnits);
  }

  /** Begins anew, empty and unused. */
  void renew() {
    table = new Capacity(tableUnits);
    partitions.clear();
    heads.clear();
    transactions = 0;
  }

  @Override
  public QueryResponse query(QueryRequest request) {
    clock.pass(prices.milliseconds("Query", 1));
    Map<String, AttributeValue> head =
        heads.get(text(request.expressionAttributeValues(), ":partition"));
    return QueryResponse.builder().items(head == null ? List.of() : List.of(head)).build();
  }

  @Override
  public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
    List<TransactWriteItem> items = request.transactItems();
    clock.pass(prices.milliseconds("TransactWriteItems", items.size()));
    Map<String, Double> units = new HashMap<>();
    for (TransactWriteItem item : items) {
      String partition = text(item.put() != null ? item.put().item() : item.update().key(), "PK");
      long bytes = item.put() != null ? ItemSize.of(item.put().item()) : GIFT_BYTES;
      units.merge(partition, CapacityUnits.transaction(List.of(bytes)).write(), Double::sum);
    }
    double total = units.values().stream().mapToDouble(Double::doubleValue).sum();
    boolean fits =
        table.has(clock.now(), total)
            && units.entrySet().stream()
                .allMatch(part -> partition(part.getKey()).has(clock.now(), part.getValue()));
    if (!fits) throw throttled(items.size());
    transactions++;
    table.use(clock.now(), total);
    units.forEach((partition, used) -> partition(partition).use(clock.now(), used));
    for (TransactWriteItem item : items) {
      if (item.put() != null && text(item.put().item(), "SK").startsWith("ENTRY#")) {
        heads.put(text(item.put().item(), "PK"), item.put().item());
      }
    }
    return TransactWriteItemsResponse.builder().build();
  }

  /** How many transactions there were. */
  long transactions() {
    return transactions;
  }

  /** Units that others use: the gifts that are sent meanwhile. */
  void use(double milliseconds, double units) {
    table.use(milliseconds, units);
  }

  /** The fullest second of the busiest account, as a share of what a partition gives. */
  double partitionPeak() {
    return partitions.values().stream().mapToDouble(Capacity::peak).max().orElse(0);
  }

  /** The table's fullest second, as a share of its quota. */
  double tablePeak() {
    return table.peak();
  }

  private static String text(Map<String, AttributeValue> values, String name) {
    return Objects.requireNonNull(values.get(name), name).s();
  }

  private Capacity partition(String key) {
    return partitions.computeIfAbsent(key, missing -> new Capacity(partitionUnits));
  }

  private static TransactionCanceledException throttled(int items) {
    List<CancellationReason> reasons = new ArrayList<>();
    for (int item = 0; item < items; item++) {
      reasons.add(CancellationReason.builder().code("ThrottlingError").build());
    }
    return TransactionCanceledException.builder().cancellationReasons(reasons).build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}

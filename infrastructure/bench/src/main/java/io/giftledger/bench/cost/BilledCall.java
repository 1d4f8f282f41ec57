package io.giftledger.bench.cost;

import io.giftledger.bench.workload.Call;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * What AWS bills for one call.
 *
 * @param units the table's
 * @param standard requests to a standard queue
 * @param fifo requests to a FIFO queue
 * @param milliseconds how long it is assumed to take
 * @param written the items that it wrote, as they are afterwards
 */
public record BilledCall(
    Units units, double standard, double fifo, double milliseconds, List<WrittenItem> written) {

  /** SQS bills each 64 KB of a request as one (Amazon SQS pricing). */
  private static final int REQUEST_BYTES = 64 * 1024;

  /**
   * An item that was written.
   *
   * @param name the beginning of its sort key, which says what it is
   * @param bytes its size
   */
  public record WrittenItem(String name, long bytes) {

    static WrittenItem of(Map<String, AttributeValue> item) {
      String sortKey = item.getOrDefault("SK", AttributeValue.fromS("")).s();
      return new WrittenItem(sortKey.split("#")[0], ItemSize.of(item));
    }
  }

  /**
   * Works out a call.
   *
   * @param items finds an item as it is now, by its key: an update names only what it changes
   */
  public static BilledCall of(
      Call call,
      Prices prices,
      Function<Map<String, AttributeValue>, Map<String, AttributeValue>> items) {
    return switch (call.request()) {
      case QueryRequest query ->
          read(
              prices.milliseconds(call.operation(), 1),
              ((QueryResponse) call.response()).items().stream().mapToLong(ItemSize::of).sum(),
              Boolean.TRUE.equals(query.consistentRead()));
      case GetItemRequest get ->
          read(
              prices.milliseconds(call.operation(), 1),
              ItemSize.of(((GetItemResponse) call.response()).item()),
              Boolean.TRUE.equals(get.consistentRead()));
      case BatchGetItemRequest get -> batch(prices, get, (BatchGetItemResponse) call.response());
      case PutItemRequest put ->
          write(prices.milliseconds(call.operation(), 1), WrittenItem.of(put.item()));
      case UpdateItemRequest update ->
          write(
              prices.milliseconds(call.operation(), 1), WrittenItem.of(items.apply(update.key())));
      case TransactWriteItemsRequest transaction -> {
        List<WrittenItem> written = new ArrayList<>();
        for (TransactWriteItem item : transaction.transactItems()) {
          written.add(
              WrittenItem.of(
                  item.put() != null ? item.put().item() : items.apply(item.update().key())));
        }
        yield new BilledCall(
            CapacityUnits.transaction(written.stream().map(WrittenItem::bytes).toList()),
            0,
            0,
            prices.milliseconds(call.operation(), written.size()),
            written);
      }
      case SendMessageRequest send ->
          queue(
              prices.milliseconds(call.operation(), 1),
              send.queueUrl(),
              send.messageBody().getBytes(StandardCharsets.UTF_8).length);
      case SendMessageBatchRequest send ->
          queue(
              prices.milliseconds(call.operation(), 1),
              send.queueUrl(),
              send.entries().stream()
                  .map(SendMessageBatchRequestEntry::messageBody)
                  .mapToLong(body -> body.getBytes(StandardCharsets.UTF_8).length)
                  .sum());
      default -> throw new IllegalStateException("no price for " + call.operation());
    };
  }

  /** Each item is billed as if it were read alone. */
  private static BilledCall batch(
      Prices prices, BatchGetItemRequest get, BatchGetItemResponse response) {
    Units units = Units.NONE;
    int keys = 0;
    for (Map.Entry<String, KeysAndAttributes> table : get.requestItems().entrySet()) {
      boolean consistent = Boolean.TRUE.equals(table.getValue().consistentRead());
      var found = response.responses().getOrDefault(table.getKey(), List.of());
      int asked = table.getValue().keys().size();
      for (var item : found) units = units.plus(CapacityUnits.read(ItemSize.of(item), consistent));
      for (int missing = found.size(); missing < asked; missing++) {
        units = units.plus(CapacityUnits.read(0, consistent));
      }
      keys += asked;
    }
    return new BilledCall(units, 0, 0, prices.milliseconds("BatchGetItem", keys), List.of());
  }

  private static BilledCall read(double milliseconds, long bytes, boolean consistent) {
    return new BilledCall(CapacityUnits.read(bytes, consistent), 0, 0, milliseconds, List.of());
  }

  /** The item's size is the one afterwards: no status is shorter than the one before. */
  private static BilledCall write(double milliseconds, WrittenItem item) {
    return new BilledCall(CapacityUnits.write(item.bytes()), 0, 0, milliseconds, List.of(item));
  }

  private static BilledCall queue(double milliseconds, String queueUrl, long bytes) {
    double requests = Math.max(1, Math.ceilDiv(bytes, REQUEST_BYTES));
    boolean isFifo = queueUrl.endsWith(".fifo");
    return new BilledCall(
        Units.NONE, isFifo ? 0 : requests, isFifo ? requests : 0, milliseconds, List.of());
  }
}

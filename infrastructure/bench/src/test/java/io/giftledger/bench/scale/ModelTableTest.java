package io.giftledger.bench.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.bench.cost.Prices;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

class ModelTableTest {

  private final Clock clock = new Clock();
  private ModelTable table;

  @BeforeEach
  void create() throws IOException {
    table = new ModelTable(clock, Prices.read(), Limits.read());
  }

  @Test
  void an_account_is_throttled_after_a_thousand_write_units_in_a_second() {
    for (int entry = 1; entry <= 500; entry++) append("EARNINGS#a", entry);
    assertEquals(1, table.partitionPeak());

    assertThrows(TransactionCanceledException.class, () -> append("EARNINGS#a", 501));
    append("EARNINGS#b", 1);
    clock.start(1_000);
    append("EARNINGS#a", 501);

    assertEquals(502, table.transactions());
  }

  @Test
  void the_table_is_throttled_by_what_others_use() {
    table.use(0, 39_999);

    assertThrows(TransactionCanceledException.class, () -> append("EARNINGS#a", 1));
  }

  @Test
  void the_head_is_the_newest_entry() {
    assertTrue(head("EARNINGS#a").isEmpty());
    append("EARNINGS#a", 1);
    append("EARNINGS#a", 2);

    assertEquals(
        List.of(AttributeValue.fromS("ENTRY#2")),
        head("EARNINGS#a").stream().map(entry -> entry.get("SK")).toList());
  }

  @Test
  void a_call_takes_the_time_that_is_assumed() throws IOException {
    append("EARNINGS#a", 1);

    assertEquals(0, clock.now());
    head("EARNINGS#a");
    assertEquals(Prices.read().milliseconds("Query", 1), clock.now());
  }

  private List<Map<String, AttributeValue>> head(String account) {
    return table
        .query(
            query ->
                query.expressionAttributeValues(
                    Map.of(":partition", AttributeValue.fromS(account))))
        .items();
  }

  /** Two write units, at the clock's time. */
  private void append(String account, int entry) {
    double now = clock.now();
    try {
      table.transactWriteItems(
          write ->
              write.transactItems(
                  TransactWriteItem.builder()
                      .put(
                          put ->
                              put.item(
                                  Map.of(
                                      "PK", AttributeValue.fromS(account),
                                      "SK", AttributeValue.fromS("ENTRY#" + entry))))
                      .build()));
    } finally {
      clock.start(now);
    }
  }
}

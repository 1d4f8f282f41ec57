package io.giftledger.operator;

import io.giftledger.dynamodb.TableScan;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.TableBusyException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Every item of a segment of the table; a busy table is asked again, a bounded number of times. */
final class TableItems {

  private static final int TRIES_MAX = 12;
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final TableScan table;
  private final int segments;

  /**
   * @param segments how many parts the table is divided into
   */
  TableItems(TableScan table, int segments) {
    this.table = table;
    this.segments = segments;
  }

  /** Shows the items of a segment, one by one, in constant memory. */
  void each(int segment, Consumer<Item> see) throws InterruptedException {
    Optional<Key> after = Optional.empty();
    do {
      TableScan.Page page = page(segment, after);
      page.items().forEach(see);
      after = page.next();
    } while (after.isPresent());
  }

  private TableScan.Page page(int segment, Optional<Key> after) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return table.read(segment, segments, after);
      } catch (TableBusyException busy) {
        if (attempt == TRIES_MAX) throw busy;
        Thread.sleep(PAUSE.multipliedBy(attempt));
      }
    }
  }
}

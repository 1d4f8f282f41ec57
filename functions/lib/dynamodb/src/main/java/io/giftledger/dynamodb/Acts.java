package io.giftledger.dynamodb;

import io.giftledger.economy.Act;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What those who run the platform did, a partition for each month. */
@Singleton
public final class Acts {

  /** Before it, nobody did anything. */
  private static final YearMonth FIRST = YearMonth.of(2026, 1);

  /** So far two clocks may be apart. */
  private static final Duration CLOCKS_APART_MAX = Duration.ofMinutes(5);

  private final Ledger ledger;
  private final Table table;

  /**
   * @param ledger stores acts
   * @param table where they are
   */
  public Acts(Ledger ledger, Table table) {
    this.ledger = ledger;
    this.table = table;
  }

  /**
   * Stores an act that leaves no entry: before what it says is done. One that is stored already is
   * not stored again.
   */
  public void store(Act act) {
    ledger.insert(act.item());
  }

  /**
   * Acts, the newest first.
   *
   * @param limit at most so many
   * @param after only those that come after the one with this key, if present
   */
  public List<Act> newest(int limit, Optional<Key> after, Instant now) {
    YearMonth newest = Act.month(now.plus(CLOCKS_APART_MAX));
    List<Act> acts = new ArrayList<>();
    for (YearMonth month = after.map(Acts::month).filter(newest::isAfter).orElse(newest);
        acts.size() < limit && !month.isBefore(FIRST);
        month = month.minusMonths(1)) {
      table
          .newest(
              Act.partitionKey(month),
              Act.SORT_KEY_PREFIX,
              limit - acts.size(),
              after.map(Key::sort),
              true)
          .forEach(item -> acts.add(Act.read(item)));
    }
    return List.copyOf(acts);
  }

  private static YearMonth month(Key key) {
    return YearMonth.parse(key.owner());
  }
}

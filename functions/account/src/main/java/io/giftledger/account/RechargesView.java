package io.giftledger.account;

import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.http.view.RechargeView;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A page of a viewer's recharges, the one that was opened last first, and what all of them cost.
 *
 * @param totals what was paid and taken back by month, newest first: of all recharges, on every
 *     page
 * @param next the cursor of the next page; absent on the last
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record RechargesView(List<RechargeView> recharges, List<TotalView> totals, Optional<String> next) {

  /**
   * A month's money in a currency, tax included.
   *
   * @param month the calendar month (UTC), as {@code 2026-11}
   * @param currency ISO 4217 code
   * @param paid what was paid in it, in the currency's minor unit
   * @param takenBack what was taken back in it, of whatever month's payments, and not restored
   *     since
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record TotalView(String month, String currency, long paid, long takenBack) {
    private TotalView plus(TotalView other) {
      return new TotalView(
          month,
          currency,
          Math.addExact(paid, other.paid),
          Math.addExact(takenBack, other.takenBack));
    }
  }

  private record MonthOf(YearMonth month, String currency) implements Comparable<MonthOf> {

    private static final Comparator<MonthOf> ORDER =
        Comparator.comparing(MonthOf::month).reversed().thenComparing(MonthOf::currency);

    @Override
    public int compareTo(MonthOf other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * A page of them.
   *
   * @param all all recharges of a viewer, in any order
   * @param limit at most so many
   * @param before only those that were opened before this one, if present
   */
  static RechargesView of(List<Recharge> all, int limit, Optional<Cursor.Opened> before) {
    Page<Recharge> page =
        Page.of(
            Recharge.TYPE,
            all,
            recharge -> new Cursor.Opened(recharge.openedAt(), recharge.id()),
            limit,
            before);
    return new RechargesView(
        page.records().stream().map(RechargeView::now).toList(), totals(all), page.next());
  }

  private static List<TotalView> totals(List<Recharge> all) {
    SortedMap<MonthOf, TotalView> totals = new TreeMap<>();
    for (Recharge recharge : all) {
      if (recharge.status() != Recharge.Status.PAID) continue;
      add(
          totals,
          recharge,
          recharge.settledAt().orElseThrow(),
          recharge.quote().price().minor(),
          0);
      for (Adjustments.One one : recharge.adjustments().all()) {
        if (one.status() == Adjustments.Status.BOOKED && !one.adjustment().cause().isOfFees()) {
          add(
              totals,
              recharge,
              one.booked().orElseThrow().at(),
              0,
              one.adjustment().amount().minor());
        }
      }
    }
    return List.copyOf(totals.values());
  }

  private static void add(
      Map<MonthOf, TotalView> totals, Recharge recharge, Instant at, long paid, long takenBack) {
    YearMonth month = YearMonth.from(at.atZone(ZoneOffset.UTC));
    String currency = recharge.quote().price().currency();
    totals.merge(
        new MonthOf(month, currency),
        new TotalView(month.toString(), currency, paid, takenBack),
        TotalView::plus);
  }
}

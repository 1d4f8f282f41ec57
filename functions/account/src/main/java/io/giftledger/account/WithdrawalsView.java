package io.giftledger.account;

import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.http.view.WithdrawalView;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A page of a creator's withdrawals, the one that was requested last first, and what all of them
 * were paid.
 *
 * @param totals what was paid by year, newest first, as tax forms ask: of all withdrawals, on every
 *     page
 * @param next the cursor of the next page; absent on the last
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record WithdrawalsView(
    List<WithdrawalView> withdrawals, List<YearView> totals, Optional<String> next) {

  /**
   * What was paid in a calendar year (UTC) in a currency, and is not returned; in its minor unit.
   *
   * @param count how many withdrawals
   * @param gross what their diamonds were worth
   * @param fees what the creator paid for the payouts
   * @param amount what they were paid: the rest
   * @param quarters the same by the quarters in which anything was paid
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record YearView(
      int year,
      String currency,
      long count,
      long gross,
      long fees,
      long amount,
      List<QuarterView> quarters) {}

  /** The same of a quarter, 1 to 4. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record QuarterView(int quarter, long count, long gross, long fees, long amount) {}

  private record Year(int year, String currency) {}

  private static final Comparator<Year> NEWEST_FIRST =
      Comparator.comparing(Year::year).reversed().thenComparing(Year::currency);

  /**
   * A page of them.
   *
   * @param all all withdrawals of a creator, in any order
   * @param limit at most so many
   * @param before only those that were requested before this one, if present
   */
  static WithdrawalsView of(List<Withdrawal> all, int limit, Optional<Cursor.Opened> before) {
    Page<Withdrawal> page =
        Page.of(
            Withdrawal.TYPE,
            all,
            withdrawal -> new Cursor.Opened(withdrawal.requestedAt(), withdrawal.id()),
            limit,
            before);
    return new WithdrawalsView(
        page.records().stream().map(WithdrawalView::now).toList(), totals(all), page.next());
  }

  private static List<YearView> totals(List<Withdrawal> all) {
    Map<Year, List<Withdrawal>> years =
        all.stream()
            .filter(withdrawal -> withdrawal.status() == Withdrawal.Status.PAID)
            .collect(
                Collectors.groupingBy(
                    paid -> new Year(settled(paid).getYear(), paid.amount().currency()),
                    () -> new TreeMap<>(NEWEST_FIRST),
                    Collectors.toList()));
    return years.entrySet().stream().map(year -> year(year.getKey(), year.getValue())).toList();
  }

  private static YearView year(Year year, List<Withdrawal> paid) {
    List<QuarterView> quarters =
        paid.stream()
            .collect(
                Collectors.groupingBy(
                    withdrawal -> settled(withdrawal).get(IsoFields.QUARTER_OF_YEAR),
                    TreeMap::new,
                    Collectors.toList()))
            .entrySet()
            .stream()
            .map(quarter -> quarter(quarter.getKey(), quarter.getValue()))
            .toList();
    QuarterView whole = quarter(0, paid);
    return new YearView(
        year.year(),
        year.currency(),
        whole.count(),
        whole.gross(),
        whole.fees(),
        whole.amount(),
        quarters);
  }

  private static QuarterView quarter(int number, List<Withdrawal> paid) {
    return new QuarterView(
        number,
        paid.size(),
        paid.stream().mapToLong(withdrawal -> withdrawal.gross().minor()).reduce(0, Math::addExact),
        paid.stream().mapToLong(Withdrawal::feeMinor).reduce(0, Math::addExact),
        paid.stream()
            .mapToLong(withdrawal -> withdrawal.amount().minor())
            .reduce(0, Math::addExact));
  }

  private static ZonedDateTime settled(Withdrawal paid) {
    return paid.decidedAt().orElseThrow().atZone(ZoneOffset.UTC);
  }
}

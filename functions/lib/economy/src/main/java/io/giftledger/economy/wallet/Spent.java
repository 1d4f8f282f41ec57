package io.giftledger.economy.wallet;

import io.giftledger.economy.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a viewer has spent and paid in a month and on a day of it: what budgets and limits are
 * counted by. Only the last month is remembered, and of it the last day.
 *
 * @param day the last day (UTC) on which something was; empty if nothing ever was
 * @param coins those that were spent on gifts
 * @param paid the money that coins were bought for, tax included, in minor units by currency
 */
public record Spent(Optional<LocalDate> day, Tally coins, SortedMap<String, Tally> paid) {

  /** Nothing. */
  public static final Spent NONE =
      new Spent(Optional.empty(), Tally.NOTHING, Collections.emptySortedMap());

  private static final String NUMBER = "(0|[1-9][0-9]{0,18})";
  private static final Pattern COINS = Pattern.compile(NUMBER + "/" + NUMBER);
  private static final Pattern PAID = Pattern.compile("([A-Z]{3})" + NUMBER + "/" + NUMBER);

  /** Keeps its own map. */
  public Spent {
    paid = Collections.unmodifiableSortedMap(new TreeMap<>(paid));
  }

  /**
   * Sums of one kind.
   *
   * @param inMonth in the month of the day
   * @param onDay on the day
   */
  public record Tally(long inMonth, long onDay) {

    static final Tally NOTHING = new Tally(0, 0);

    private Tally plus(long more) {
      return new Tally(Math.addExact(inMonth, more), Math.addExact(onDay, more));
    }

    private Tally onAnotherDay() {
      return new Tally(inMonth, 0);
    }

    @Override
    public String toString() {
      return inMonth + "/" + onDay;
    }
  }

  /** So many coins on a day, and in its month. */
  public static Spent ofCoins(LocalDate day, long coins) {
    return new Spent(Optional.of(day), Tally.NOTHING.plus(coins), Collections.emptySortedMap());
  }

  /** What counts on the day and in the month of an instant. */
  public Spent at(Instant at) {
    LocalDate now = day(at);
    if (day.equals(Optional.of(now))) return this;
    return day.map(YearMonth::from).equals(Optional.of(YearMonth.from(now)))
        ? new Spent(Optional.of(now), coins.onAnotherDay(), map(Tally::onAnotherDay))
        : new Spent(Optional.of(now), Tally.NOTHING, Collections.emptySortedMap());
  }

  private SortedMap<String, Tally> map(UnaryOperator<Tally> change) {
    SortedMap<String, Tally> changed = new TreeMap<>(paid);
    changed.replaceAll((_, tally) -> change.apply(tally));
    return changed;
  }

  /** What was paid in a currency. */
  public Tally paid(String currency) {
    return paid.getOrDefault(currency, Tally.NOTHING);
  }

  /** After coins were spent on gifts. */
  Spent plus(long more, Instant at) {
    Spent now = at(at);
    return new Spent(now.day, now.coins.plus(more), now.paid);
  }

  /** After coins were bought. */
  Spent plus(Money price, Instant at) {
    Spent now = at(at);
    SortedMap<String, Tally> sums = new TreeMap<>(now.paid);
    sums.put(price.currency(), now.paid(price.currency()).plus(price.minor()));
    return new Spent(now.day, now.coins, sums);
  }

  static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  /** The text that is stored and hashed: {@code 2026-11-20 1500/100 USD1298/649}. */
  @Override
  public String toString() {
    return day.map(
            on ->
                on
                    + " "
                    + coins
                    + paid.entrySet().stream()
                        .map(sum -> " " + sum.getKey() + sum.getValue())
                        .collect(Collectors.joining()))
        .orElse("");
  }

  /** Reads what {@link #toString} wrote, and nothing else. */
  static Spent parse(String text) {
    if (text.isEmpty()) return NONE;
    String[] words = text.split(" ", -1);
    if (words.length < 2) throw new IllegalArgumentException("nothing spent: " + text);
    Matcher coins = matched(COINS, words[1]);
    Map<String, Tally> paid = new TreeMap<>();
    for (int index = 2; index < words.length; index++) {
      Matcher sum = matched(PAID, words[index]);
      paid.put(sum.group(1), tally(sum.group(2), sum.group(3)));
    }
    Spent spent =
        new Spent(
            Optional.of(LocalDate.parse(words[0])),
            tally(coins.group(1), coins.group(2)),
            new TreeMap<>(paid));
    if (!spent.toString().equals(text)) {
      throw new IllegalArgumentException("not the order of currencies: " + text);
    }
    return spent;
  }

  private static Matcher matched(Pattern pattern, String word) {
    Matcher matcher = pattern.matcher(word);
    if (!matcher.matches()) throw new IllegalArgumentException("no sums: " + word);
    return matcher;
  }

  private static Tally tally(String inMonth, String onDay) {
    return new Tally(Long.parseLong(inMonth), Long.parseLong(onDay));
  }
}

package io.giftledger.economy.earnings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.giftledger.economy.Money;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class EarningsTest {

  private static final Instant SUNDAY_ENDS = Instant.parse("2026-11-22T23:59:59.999Z");
  private static final Instant MONDAY_BEGINS = Instant.parse("2026-11-23T00:00:00Z");
  private static final Earnings EMPTY = Earnings.BOOK.opening();
  private static final Earnings RICH = EMPTY.earn(2_000_000, 1_000_000 * Earnings.E4);

  @Test
  void a_week_is_an_iso_week_in_utc() {
    Earnings earnings = RICH.hold(10_000, dollars(5_000), SUNDAY_ENDS);

    assertEquals("2026-W47", earnings.withdrawnWeek());
    assertEquals(dollars(5_000), earnings.withdrawnInWeek(SUNDAY_ENDS));
    assertEquals(dollars(0), earnings.withdrawnInWeek(MONDAY_BEGINS));
    assertEquals(dollars(5_000), earnings.withdrawnInWeek(Instant.parse("2026-11-16T00:00:00Z")));
    assertEquals(dollars(0), earnings.withdrawnInWeek(Instant.parse("2026-11-15T23:59:59.999Z")));
  }

  @Test
  void a_week_that_two_years_share_is_one_week() {
    // Monday, 29 December 2025, begins the first week of 2026.
    Instant december = Instant.parse("2025-12-29T00:00:00Z");
    Instant january = Instant.parse("2026-01-04T23:59:59.999Z");
    Earnings earnings = RICH.hold(10_000, dollars(5_000), december);

    assertEquals("2026-W01", earnings.withdrawnWeek());
    assertEquals(
        dollars(10_000), earnings.hold(10_000, dollars(5_000), january).withdrawnInWeek(january));
  }

  @Test
  void a_year_may_have_53_weeks() {
    Instant newYear = Instant.parse("2027-01-01T12:00:00Z");

    assertEquals("2026-W53", RICH.hold(1, dollars(0), newYear).withdrawnWeek());
  }

  @Test
  void a_new_week_counts_from_zero() {
    Earnings earnings =
        RICH.hold(10_000, dollars(5_000), SUNDAY_ENDS).hold(20_000, dollars(10_000), MONDAY_BEGINS);

    assertEquals(dollars(10_000), earnings.withdrawnInWeek(MONDAY_BEGINS));
    assertEquals(30_000, earnings.heldDiamonds());
  }

  @Test
  void held_diamonds_cannot_be_held_again() {
    Earnings earnings = EMPTY.earn(2_000, 1_000 * Earnings.E4).hold(600, dollars(3), MONDAY_BEGINS);

    assertEquals(400, earnings.diamonds());
    assertThrows(
        IllegalArgumentException.class, () -> earnings.hold(401, dollars(2), MONDAY_BEGINS));
  }

  @Test
  void what_is_less_than_a_diamond_is_kept() {
    Earnings earnings = EMPTY.earn(1, 5_000);

    assertEquals(0, earnings.diamonds());
    assertEquals(1, earnings.earn(1, 5_000).diamonds());
    assertThrows(IllegalArgumentException.class, () -> earnings.hold(1, dollars(0), SUNDAY_ENDS));
  }

  @Test
  void a_refused_payout_comes_back_and_no_longer_counts_for_its_week() {
    Earnings before = RICH.hold(10_000, dollars(5_000), SUNDAY_ENDS);
    Earnings held = before.hold(20_000, dollars(10_000), SUNDAY_ENDS);

    assertEquals(before, held.giveBack(20_000, dollars(10_000), SUNDAY_ENDS));
  }

  @Test
  void a_refused_payout_of_last_week_does_not_change_this_weeks_count() {
    Earnings earnings =
        RICH.hold(10_000, dollars(5_000), SUNDAY_ENDS).hold(20_000, dollars(10_000), MONDAY_BEGINS);

    Earnings after = earnings.giveBack(10_000, dollars(5_000), SUNDAY_ENDS);

    assertEquals(dollars(10_000), after.withdrawnInWeek(MONDAY_BEGINS));
    assertEquals(20_000, after.heldDiamonds());
  }

  @Test
  void no_more_is_settled_than_is_held() {
    Earnings earnings = RICH.hold(10, dollars(0), SUNDAY_ENDS);

    assertThrows(IllegalStateException.class, () -> earnings.redeem(11));
    assertThrows(IllegalStateException.class, () -> earnings.giveBack(11, dollars(0), SUNDAY_ENDS));
  }

  @Test
  void nothing_overflows() {
    Earnings full = EMPTY.earn(Long.MAX_VALUE, Long.MAX_VALUE);

    assertThrows(ArithmeticException.class, () -> full.earn(1, 0));
    assertThrows(ArithmeticException.class, () -> full.earn(0, 1));
    assertThrows(
        ArithmeticException.class, () -> full.hold(Long.MAX_VALUE, dollars(1), SUNDAY_ENDS));
  }

  @Property
  void diamonds_are_held_paid_returned_or_still_there(
      @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long earnedE4,
      @ForAll @LongRange(min = 0, max = 100_000_000) long asked,
      @ForAll boolean paid) {
    Earnings earned = EMPTY.earn(1, earnedE4);
    long diamonds = Math.min(asked, earned.diamonds());
    Earnings held = earned.hold(diamonds, dollars(diamonds / 2), SUNDAY_ENDS);

    assertEquals(earnedE4, held.diamondsE4() + held.heldE4());
    assertEquals(earnedE4, held.earnedE4());

    Earnings settled =
        paid ? held.redeem(diamonds) : held.giveBack(diamonds, dollars(diamonds / 2), SUNDAY_ENDS);

    assertEquals(0, settled.heldE4());
    assertEquals(earnedE4, settled.earnedE4(), "what was earned once was earned");
    assertEquals(earnedE4 - (paid ? diamonds * Earnings.E4 : 0), settled.diamondsE4());
    assertEquals(dollars(paid ? diamonds / 2 : 0), settled.withdrawnInWeek(SUNDAY_ENDS));
  }

  @Property
  void earnings_are_read_as_they_were_written(
      @ForAll @LongRange(min = 0) long diamondsE4,
      @ForAll @LongRange(min = 0) long heldE4,
      @ForAll @LongRange(min = 0) long points,
      @ForAll @LongRange(min = 0) long earnedE4,
      @ForAll @LongRange(min = 0) long withdrawnMinor) {
    Earnings earnings =
        new Earnings(diamondsE4, heldE4, points, earnedE4, "2026-W47", dollars(withdrawnMinor));

    assertEquals(earnings, stored(earnings));
    assertEquals(EMPTY, stored(EMPTY));
  }

  private static Earnings stored(Earnings earnings) {
    Item item = Item.builder(new Key("p", "s")).map("state", earnings.fields()).build();
    return Earnings.BOOK.reader().apply(item.map("state"));
  }

  private static Money dollars(long minor) {
    return new Money(minor, "USD");
  }
}

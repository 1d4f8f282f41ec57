package io.giftledger.economy.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.wallet.Budget.Raise;
import io.giftledger.ledger.table.Item;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BudgetTest {

  private static final Instant DECEMBER_ENDS = Instant.parse("2026-12-31T23:59:59.999Z");
  private static final Instant JANUARY = DECEMBER_ENDS.plusMillis(1);

  @Test
  void what_limits_more_counts_at_once() {
    assertEquals(Budget.of(50), Budget.NONE.set(OptionalLong.of(50), DECEMBER_ENDS));
    assertEquals(Budget.of(49), Budget.of(50).set(OptionalLong.of(49), DECEMBER_ENDS));
  }

  @Test
  void what_limits_less_counts_from_the_next_month_on() {
    Budget raised = Budget.of(50).set(OptionalLong.of(60), DECEMBER_ENDS);
    Budget lifted = Budget.of(50).set(OptionalLong.empty(), DECEMBER_ENDS);

    assertEquals(OptionalLong.of(50), raised.at(DECEMBER_ENDS).coins());
    assertEquals(Budget.of(60), raised.at(JANUARY));
    assertEquals(
        Optional.of(new Raise(YearMonth.of(2027, 1), OptionalLong.empty())), lifted.raise());
    assertEquals(OptionalLong.of(50), lifted.at(DECEMBER_ENDS).coins());
    assertEquals(Budget.NONE, lifted.at(JANUARY));
  }

  @Test
  void who_wants_the_limit_after_all_that_they_have_has_it_for_good() {
    Budget raised = Budget.of(50).set(OptionalLong.empty(), DECEMBER_ENDS);

    assertEquals(Budget.of(50), raised.set(OptionalLong.of(50), DECEMBER_ENDS));
  }

  /** Whatever a viewer wants and when: no limit that holds in a month is ever weaker in it. */
  @Property
  void in_no_month_does_a_limit_become_weaker(
      @ForAll @Size(max = 30) List<@IntRange(min = -20, max = 100) Integer> wishes,
      @ForAll @Size(min = 30, max = 30) List<@IntRange(min = 0, max = 25) Integer> daysBetween) {
    Budget budget = Budget.NONE;
    Instant now = Instant.parse("2026-11-20T10:00:00Z");
    for (int number = 0; number < wishes.size(); number++) {
      Instant before = now;
      now = now.plus(Duration.ofDays(daysBetween.get(number)));
      long wish = wishes.get(number);
      OptionalLong wanted = wish < 0 ? OptionalLong.empty() : OptionalLong.of(wish);
      OptionalLong held = budget.at(now).coins();
      if (month(before).equals(month(now))) assertEquals(budget.at(before), budget.at(now));

      budget = budget.set(wanted, now);

      assertTrue(limit(budget.at(now).coins()) <= limit(held));
      assertEquals(Math.min(limit(held), limit(wanted)), limit(budget.at(now).coins()));
      Instant nextMonth =
          month(now).plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
      assertEquals(wanted, budget.at(nextMonth).coins(), "in the end it is as it was wanted");
      assertEquals(budget.at(now), budget.at(nextMonth.minusMillis(1)));
      Item.Builder stored = Item.builder();
      budget.addTo(stored);
      assertEquals(budget, Budget.read(stored.build()));
    }
  }

  private static long limit(OptionalLong coins) {
    return coins.orElse(Long.MAX_VALUE);
  }

  private static YearMonth month(Instant at) {
    return YearMonth.from(at.atZone(ZoneOffset.UTC));
  }
}

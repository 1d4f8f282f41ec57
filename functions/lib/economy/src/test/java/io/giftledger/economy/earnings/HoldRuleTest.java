package io.giftledger.economy.earnings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.giftledger.economy.Money;
import io.giftledger.economy.policy.Policy.HoldTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HoldRuleTest {

  private static final Instant AT = Instant.parse("2026-11-22T23:00:00Z");

  /** More than $100 at first, and more than 80 % within two days. */
  private static final HoldTerms TERMS = new HoldTerms(10_000, 80, 48);

  private static final HoldTerms NO_FIRST = new HoldTerms(1_000_000, 80, 48);

  private final Earnings fresh = Earnings.BOOK.opening().earn(0, 100_000 * Earnings.E4);

  @Test
  void a_first_withdrawal_of_more_than_the_terms_say_is_held() {
    assertEquals(Optional.empty(), broken(TERMS, fresh, 20_000, fresh.earnedE4()));
    assertEquals(
        Optional.of(HoldRule.FIRST_WITHDRAWAL), broken(TERMS, fresh, 20_002, fresh.earnedE4()));
  }

  @Test
  void a_fee_makes_a_first_withdrawal_no_smaller() {
    assertEquals(
        Optional.of(HoldRule.FIRST_WITHDRAWAL),
        HoldRule.broken(TERMS, fresh, withdrawal(20_002, 9_001, 1_000), 100_000, fresh.earnedE4()));
  }

  @Test
  void the_next_one_may_be_worth_more() {
    Earnings later = fresh.hold(10_000, new Money(5_000, "USD"), AT);

    assertEquals(Optional.empty(), broken(TERMS, later, 60_000, later.earnedE4()));
  }

  @Test
  void most_of_what_became_available_a_moment_ago_is_held() {
    assertEquals(Optional.empty(), broken(NO_FIRST, fresh, 80_000, 0));
    assertEquals(Optional.of(HoldRule.EARLY_CASH_OUT), broken(NO_FIRST, fresh, 80_002, 0));
  }

  @Test
  void what_could_be_withdrawn_for_longer_is_taken_first_and_does_not_count() {
    assertEquals(Optional.empty(), broken(NO_FIRST, fresh, 100_000, 20_000 * Earnings.E4));
    assertEquals(
        Optional.of(HoldRule.EARLY_CASH_OUT),
        broken(NO_FIRST, fresh, 100_000, 20_000 * Earnings.E4 - 2 * Earnings.E4));
    Earnings withdrawn = fresh.hold(20_000, new Money(10_000, "USD"), AT);
    assertEquals(
        Optional.of(HoldRule.EARLY_CASH_OUT),
        broken(NO_FIRST, withdrawn, 80_000, 20_000 * Earnings.E4),
        "those were withdrawn before");
  }

  @Test
  void what_had_been_earned_by_a_release_breaks_no_rule_and_what_came_later_does() {
    Earnings cleared = fresh.held("review").released();
    assertEquals(Optional.empty(), broken(TERMS, cleared, 100_000, 0));

    Earnings more = cleared.earn(0, 400_000 * Earnings.E4);
    assertEquals(Optional.empty(), broken(TERMS, more, 100_000, 0));
    assertEquals(Optional.of(HoldRule.FIRST_WITHDRAWAL), broken(TERMS, more, 100_002, 0));
    assertEquals(Optional.empty(), broken(NO_FIRST, more, 500_000, 0), "80 % of all");
    assertEquals(
        Optional.of(HoldRule.EARLY_CASH_OUT),
        broken(NO_FIRST, more.earn(0, 100_000 * Earnings.E4), 600_000, 0));
  }

  @Test
  void what_is_released_stays_cleared_by_all_that_happens_to_the_earnings() {
    long cleared = fresh.earnedE4();

    assertEquals(
        cleared,
        fresh
            .held("review")
            .released()
            .earn(0, 50_000 * Earnings.E4)
            .hold(10_000, new Money(5_000, "USD"), AT)
            .redeem(10_000)
            .adjust(-100)
            .exchange(10 * Earnings.E4)
            .held("again")
            .clearedE4());
    assertEquals(Duration.ofHours(48), TERMS.cashOutWindow());
  }

  private static Optional<HoldRule> broken(
      HoldTerms terms, Earnings earnings, long diamonds, long seasonedE4) {
    return HoldRule.broken(
        terms, earnings, withdrawal(diamonds, diamonds / 2, 0), earnings.diamonds(), seasonedE4);
  }

  private static Withdrawal withdrawal(long diamonds, long minor, long feeMinor) {
    return new Withdrawal(
        "id",
        "mia",
        diamonds,
        diamonds,
        new Money(minor, "USD"),
        feeMinor,
        "bank",
        "sandbox",
        "sandbox_bank_ok",
        7,
        AT,
        Withdrawal.Status.REQUESTED,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}

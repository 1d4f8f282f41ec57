package io.giftledger.economy.earnings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.giftledger.economy.Money;
import io.giftledger.economy.earnings.Payers.Payer;
import io.giftledger.economy.policy.DiamondRate;
import io.giftledger.economy.policy.Policy.HoldTerms;
import io.giftledger.economy.policy.Policy.PayerTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HoldRuleTest {

  private static final Instant AT = Instant.parse("2026-11-22T23:00:00Z");

  /** More than $100 at first, and more than 80 % within two days. */
  private static final HoldTerms TERMS = new HoldTerms(10_000, 80, 48, Optional.empty());

  private static final HoldTerms NO_FIRST = new HoldTerms(1_000_000, 80, 48, Optional.empty());

  private static final DiamondRate RATE = new DiamondRate(1, 2);

  private static final Earnings NEVER_WITHDRAWN = Earnings.BOOK.opening();

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
        HoldRule.broken(
            TERMS,
            fresh,
            NEVER_WITHDRAWN,
            withdrawal(20_002, 9_001, 1_000),
            RATE,
            100_000,
            fresh.earnedE4()));
  }

  @Test
  void the_next_one_may_be_worth_more() {
    Earnings later = fresh.hold(10_000, new Money(5_000, "USD"), AT);

    assertEquals(Optional.empty(), broken(TERMS, later, later, 60_000, later.earnedE4()));
  }

  @Test
  void a_first_withdrawal_in_parts_is_one_for_as_long_as_the_window_lasts() {
    Earnings small = fresh.hold(10_000, new Money(5_000, "USD"), AT);

    assertEquals(Optional.empty(), broken(TERMS, small, 10_000, small.earnedE4()));
    assertEquals(
        Optional.of(HoldRule.FIRST_WITHDRAWAL), broken(TERMS, small, 10_002, small.earnedE4()));
    Earnings cancelled = small.giveBack(10_000, new Money(5_000, "USD"), AT);
    assertEquals(Optional.empty(), broken(TERMS, cancelled, 20_000, small.earnedE4()));
    assertEquals(
        Optional.of(HoldRule.FIRST_WITHDRAWAL), broken(TERMS, cancelled, 20_002, small.earnedE4()));
    Earnings lookedAt = small.held("review").released().earn(0, 100_000 * Earnings.E4);
    assertEquals(
        Optional.empty(),
        broken(TERMS, lookedAt.hold(90_000, new Money(45_000, "USD"), AT), 20_000, 0),
        "somebody has looked at the first part");
  }

  @Test
  void most_of_what_became_available_a_moment_ago_is_held_in_parts_too() {
    Earnings most = fresh.hold(78_000, new Money(39_000, "USD"), AT);

    assertEquals(Optional.empty(), broken(NO_FIRST, most, 2_000, 0));
    assertEquals(Optional.of(HoldRule.EARLY_CASH_OUT), broken(NO_FIRST, most, 17_000, 0));
    Earnings back = most.giveBack(78_000, new Money(39_000, "USD"), AT);
    assertEquals(Optional.empty(), broken(NO_FIRST, back, 80_000, 0), "it came back");
    Earnings more = most.earn(0, 100_000 * Earnings.E4);
    assertEquals(
        Optional.empty(), broken(NO_FIRST, more, 97_600, 78_000 * Earnings.E4), "a while later");
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

  private static final PayerTerms PAYERS = new PayerTerms(60, 50, 7, 30);

  @Test
  void most_coins_of_one_payer_are_held() {
    assertEquals(Optional.empty(), broken(100, payer(60), payer(40)));
    assertEquals(Optional.of(HoldRule.PAYER_CONCENTRATION), broken(100, payer(39), payer(61)));
    assertEquals(Optional.empty(), broken(102, payer(61)), "of all, also what is of nobody");
    assertEquals(Optional.empty(), broken(0), "nothing was given");
  }

  @Test
  void most_coins_of_accounts_that_were_young_when_they_first_gave_are_held() {
    Duration week = Duration.ofDays(7);

    assertEquals(Optional.empty(), broken(100, aged(50, Duration.ZERO), payer(50)));
    assertEquals(
        Optional.of(HoldRule.YOUNG_ACCOUNTS),
        broken(100, aged(26, Duration.ZERO), aged(25, week.minusMillis(1)), payer(49)));
    assertEquals(Optional.empty(), broken(100, aged(50, Duration.ZERO), aged(50, week)));
  }

  @Test
  void coins_that_go_back_and_forth_are_held_as_far_as_they_do() {
    assertEquals(Optional.empty(), broken(100, mutual(50, 30), payer(50)));
    assertEquals(Optional.of(HoldRule.RECIPROCITY), broken(100, mutual(50, 20), mutual(50, 11)));
    assertEquals(Optional.empty(), broken(100, mutual(30, 9_000), payer(60)), "one is generous");
  }

  private static Optional<HoldRule> broken(long coins, Payer... payers) {
    return HoldRule.broken(PAYERS, new Payers(coins, List.of(payers)));
  }

  private static Payer payer(long coins) {
    return new Payer("v", coins, Optional.empty(), 0);
  }

  private static Payer aged(long coins, Duration age) {
    return new Payer("v", coins, Optional.of(age), 0);
  }

  private static Payer mutual(long coins, long returned) {
    return new Payer("v", coins, Optional.empty(), returned);
  }

  private static Optional<HoldRule> broken(
      HoldTerms terms, Earnings earnings, long diamonds, long seasonedE4) {
    return broken(terms, earnings, NEVER_WITHDRAWN, diamonds, seasonedE4);
  }

  private static Optional<HoldRule> broken(
      HoldTerms terms, Earnings earnings, Earnings before, long diamonds, long seasonedE4) {
    return HoldRule.broken(
        terms,
        earnings,
        before,
        withdrawal(diamonds, diamonds / 2, 0),
        RATE,
        earnings.diamonds(),
        seasonedE4);
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
        Optional.empty(),
        Optional.empty());
  }
}

package io.giftledger.ledger;

import static org.junit.jupiter.api.Assertions.fail;

import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.model.Bounds;
import io.giftledger.ledger.model.Explorer;
import io.giftledger.ledger.model.Scenario;
import io.giftledger.ledger.model.Scenario.Clocks;
import io.giftledger.ledger.model.Verdict;
import java.lang.reflect.Method;
import java.util.Locale;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every run of a few writers on one chain, within bounds: {@code -Dmodel.faults} and {@code
 * -Dmodel.crashes}, both 1 if not given.
 */
@Execution(ExecutionMode.CONCURRENT)
class LedgerModelTest {

  private static final Bounds BOUNDS =
      new Bounds(Integer.getInteger("model.faults", 1), Integer.getInteger("model.crashes", 1));

  private final TestInfo test;

  LedgerModelTest(TestInfo test) {
    this.test = test;
  }

  @ParameterizedTest
  @EnumSource
  void of_three_gifts_with_funds_for_two_one_is_refused(Clocks clocks) {
    assertHoldsByOne(clocks, LedgerScenarios::threeGiftsWithFundsForTwo);
  }

  @ParameterizedTest
  @EnumSource
  void one_request_three_times_happens_once(Clocks clocks) {
    assertHolds(clocks, BOUNDS, scenarios -> scenarios.oneRequestThreeTimes(30));
  }

  @ParameterizedTest
  @EnumSource
  void a_repeat_that_could_no_longer_be_paid_is_not_refused(Clocks clocks) {
    assertHolds(clocks, BOUNDS, scenarios -> scenarios.oneRequestThreeTimes(60));
  }

  @ParameterizedTest
  @EnumSource
  void a_request_that_loses_its_place_happens_once(Clocks clocks) {
    assertHoldsByOne(clocks, LedgerScenarios::oneRequestBesideAnother);
  }

  @ParameterizedTest
  @EnumSource
  void of_three_requests_with_one_key_one_happens(Clocks clocks) {
    assertHolds(clocks, BOUNDS, LedgerScenarios::oneKeyForThreeRequests);
  }

  @ParameterizedTest
  @EnumSource
  void a_claim_that_was_left_is_completed_or_its_place_voided(Clocks clocks) {
    assertHolds(clocks, BOUNDS, scenarios -> scenarios.aClaimThatWasLeft(false));
  }

  /** Clocks stand, and nothing goes wrong: as it is, whoever left it is a fault. */
  @Test
  void a_claim_that_was_left_holds_up_no_other() {
    assertHolds(
        Clocks.STANDING,
        new Bounds(BOUNDS.faults() - 1, BOUNDS.crashes() - 1),
        scenarios -> scenarios.aClaimThatWasLeft(true));
  }

  @ParameterizedTest
  @EnumSource
  void a_recharge_is_credited_once(Clocks clocks) {
    assertHolds(clocks, BOUNDS, LedgerScenarios::aRechargeAndThreeWebhooks);
  }

  @ParameterizedTest
  @EnumSource
  void no_gift_is_refused_whose_coins_were_there(Clocks clocks) {
    assertHolds(clocks, BOUNDS, LedgerScenarios::twoGiftsWhileTheirCoinsComeIn);
  }

  @ParameterizedTest
  @EnumSource
  void gifts_of_overlapping_batches_are_converted_once(Clocks clocks) {
    assertHoldsByOne(clocks, LedgerScenarios::overlappingConversionsBesideAWithdrawal);
  }

  @ParameterizedTest
  @EnumSource
  void batches_of_the_same_value_are_not_taken_for_each_other(Clocks clocks) {
    assertHolds(clocks, BOUNDS, LedgerScenarios::threeConversionsOfTheSameValue);
  }

  @ParameterizedTest
  @EnumSource
  void a_payout_is_settled_once(Clocks clocks) {
    assertHolds(clocks, BOUNDS, LedgerScenarios::aPayoutThatIsSettledThrice);
  }

  @ParameterizedTest
  @EnumSource
  void diamonds_are_paid_or_come_back_and_never_both(Clocks clocks) {
    assertHolds(clocks, BOUNDS, LedgerScenarios::aPayoutThatIsPaidAndRefusedBesideAWithdrawal);
  }

  @ParameterizedTest
  @EnumSource
  void a_payout_that_is_refused_for_three_reasons_has_one(Clocks clocks) {
    assertHolds(clocks, BOUNDS, LedgerScenarios::aPayoutThatIsRefusedForThreeReasons);
  }

  /** Without crashes: who notes a debt again notes it again. */
  @ParameterizedTest
  @EnumSource
  void a_state_field_that_is_not_known_is_kept(Clocks clocks) {
    assertHolds(
        clocks,
        new Bounds(BOUNDS.faults(), 0),
        scenarios -> scenarios.aStateFieldThatIsNotKnown(Wallet.BOOK));
  }

  @ParameterizedTest
  @EnumSource
  void a_gift_is_converted_as_its_entry_says(Clocks clocks) {
    assertHolds(
        clocks,
        BOUNDS,
        scenarios ->
            scenarios.aGiftWhoseRecordWasAltered((entry, record) -> ConvertedGift.ofEntry(entry)));
  }

  /** Without crashes: a budget has no key, so whoever sets it again sets it again. */
  @ParameterizedTest
  @EnumSource
  void an_entry_without_a_record_is_appended_once(Clocks clocks) {
    assertHolds(clocks, new Bounds(BOUNDS.faults(), 0), LedgerScenarios::threeBudgets);
  }

  @ParameterizedTest
  @EnumSource
  void of_three_registrations_with_one_key_one_is_stored(Clocks clocks) {
    assertHolds(clocks, BOUNDS, LedgerScenarios::threeRegistrationsWithOneKey);
  }

  @ParameterizedTest
  @EnumSource
  void a_withdrawal_is_submitted_once(Clocks clocks) {
    assertHolds(clocks, BOUNDS, LedgerScenarios::aWithdrawalThatIsSubmittedThrice);
  }

  /** Clocks stand: else all the tries' late writes would be different ones. */
  @Test
  void a_gift_whose_tries_are_used_up_may_be_sent_again() {
    assertHolds(Clocks.STANDING, new Bounds(Ledger.TRIES_MAX + 1, 0), LedgerScenarios::oneGift);
  }

  @Test
  void a_follow_up_whose_tries_are_used_up_may_be_sent_again() {
    assertHolds(Clocks.STANDING, new Bounds(Ledger.TRIES_MAX + 1, 0), LedgerScenarios::oneWebhook);
  }

  /**
   * Where there are many runs: with faults, and with crashes, and with both together only if that
   * is asked for.
   */
  private void assertHoldsByOne(Clocks clocks, Function<LedgerScenarios, Scenario> scenario) {
    if (Integer.getInteger("model.faults") != null) {
      assertHolds(clocks, BOUNDS, scenario);
    } else {
      assertHolds(clocks, new Bounds(BOUNDS.faults(), 0), scenario);
      assertHolds(clocks, new Bounds(0, BOUNDS.crashes()), scenario);
    }
  }

  private void assertHolds(
      Clocks clocks, Bounds bounds, Function<LedgerScenarios, Scenario> scenario) {
    long startedNanos = System.nanoTime();
    Verdict verdict =
        Explorer.explore(
            scenario.apply(new LedgerScenarios(Protocol::ledger, clocks, true)), bounds);
    switch (verdict) {
      case Verdict.Holds(long states, long steps, long ends, double runs) ->
          System.out.printf(
              Locale.ROOT,
              "%s %s, %d faults, %d crashes: %,d states, %,d steps, %.1e runs, %,d ends, %.1f s%n",
              test.getTestMethod().map(Method::getName).orElse(""),
              clocks,
              bounds.faults(),
              bounds.crashes(),
              states,
              steps,
              runs,
              ends,
              (System.nanoTime() - startedNanos) / 1e9);
      case Verdict.Broken(_, String history) -> fail(history);
    }
  }
}

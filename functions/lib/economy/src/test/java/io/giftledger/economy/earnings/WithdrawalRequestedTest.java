package io.giftledger.economy.earnings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Money;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.CreatorProfile.Status;
import io.giftledger.economy.creator.Identity;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.policy.DiamondRate;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.Policy.PayoutFee;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Decision.Accept;
import io.giftledger.ledger.Decision.Refuse;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Figure;
import io.giftledger.ledger.table.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WithdrawalRequestedTest {

  private static final Instant FRIDAY = Instant.parse("2026-11-20T12:00:00Z");
  private static final CreatorProfile CREATOR = CreatorProfile.inGoodStanding("mia", 5, "US");
  private static final PayoutMethod BANK =
      new PayoutMethod(
          "mia",
          "bank",
          PayoutMethod.Kind.BANK,
          "sandbox",
          "sandbox_bank_ok",
          true,
          true,
          Instant.EPOCH);
  private static final PayoutFee FREE = new PayoutFee(PayoutMethod.Kind.BANK, 0, 0);
  private static final Earnings RICH = Earnings.BOOK.opening().earn(0, 1_000_000 * Earnings.E4);

  @Test
  void the_diamonds_are_held_and_the_terms_are_fixed() {
    Withdrawal accepted = accepted(decide(10_000, RICH, FRIDAY));
    Draft<Earnings> draft = accepted.draft(head(RICH));

    assertEquals(
        new Withdrawal(
            "id",
            "mia",
            10_000,
            10_000,
            new Money(5_000, "USD"),
            0,
            "bank",
            "sandbox",
            "sandbox_bank_ok",
            7,
            FRIDAY,
            Withdrawal.Status.REQUESTED,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        accepted);
    assertEquals(WithdrawalRequested.KIND, draft.kind());
    assertEquals(
        List.of(
            new Posting(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, -100_000_000),
            new Posting(ChartOfAccounts.EARNINGS_HELD, Assets.DIAMOND_E4, 100_000_000)),
        draft.postings());
    assertEquals(990_000, draft.state().diamonds());
    assertEquals(10_000, draft.state().heldDiamonds());
    assertEquals("2026-W47", draft.state().withdrawnWeek());
    assertEquals(new Money(5_000, "USD"), draft.state().withdrawn());
    assertEquals("WITHDRAWAL#id", draft.ref());
    assertEquals(7, draft.policyVersion());
    assertEquals(
        Item.builder()
            .number("askedDiamonds", 10_000)
            .number("diamonds", 10_000)
            .number("amountMinor", 5_000)
            .text("currency", "USD")
            .number("feeMinor", 0)
            .text("payoutMethod", "bank")
            .text("provider", "sandbox")
            .text(
                "destination",
                Hash.ofTexts("DESTINATION", "id", "sandbox", "sandbox_bank_ok").hex())
            .build(),
        draft.details());
  }

  @Test
  void two_hundred_and_one_diamonds_pay_one_dollar_and_consume_two_hundred() {
    Policy noMinimum = Terms.policy(new DiamondRate(1, 2), 0, 100_000);

    Withdrawal requested = accepted(decide(201, RICH, FRIDAY, noMinimum));

    assertEquals(new Money(100, "USD"), requested.amount());
    assertEquals(200, requested.diamonds());
    assertEquals(201, requested.askedDiamonds());
  }

  @Test
  void diamonds_worth_less_than_a_minor_unit_are_refused_even_without_a_minimum() {
    Policy noMinimum = Terms.policy(new DiamondRate(1, 2), 0, 100_000);

    assertEquals(
        RefusalCode.BELOW_MINIMUM_WITHDRAWAL, refused(decide(1, RICH, FRIDAY, noMinimum)).code());
  }

  @Test
  void only_a_creator_in_good_standing_can_withdraw() {
    assertEquals(RefusalCode.UNKNOWN_CREATOR, refused(Optional.empty(), Optional.of(BANK)).code());
    assertEquals(
        RefusalCode.CREATOR_SUSPENDED,
        refused(profile(Status.SUSPENDED, Identity.VERIFIED), BANK).code());
    for (Identity.State state : Identity.State.values()) {
      if (state == Identity.State.VERIFIED) continue;
      Refusal refusal =
          refused(profile(Status.ACTIVE, new Identity(state, Optional.empty())), BANK);
      assertEquals(RefusalCode.IDENTITY_NOT_VERIFIED, refusal.code());
      assertEquals(Map.of("identity", new Figure.Word(state.label())), refusal.figures());
    }
  }

  @Test
  void only_a_payout_method_that_is_known_and_verified_is_paid_to() {
    assertEquals(
        new Refusal(
            RefusalCode.UNKNOWN_PAYOUT_METHOD,
            "You have no such payout method.",
            Map.of("payout_method", new Figure.Word("bank"))),
        refused(Optional.of(CREATOR), Optional.empty()));
    assertEquals(
        RefusalCode.PAYOUT_METHOD_NOT_VERIFIED,
        refused(CREATOR, bank(false, true, Instant.EPOCH)).code());
  }

  @Test
  void only_who_was_identified_is_paid() {
    assertEquals(
        RefusalCode.PAYEE_NAME_MISMATCH, refused(CREATOR, bank(true, false, Instant.EPOCH)).code());
  }

  @Test
  void a_new_payout_method_waits() {
    Policy policy = Terms.usual(FREE, 0, 72);
    Instant added = FRIDAY.minus(Duration.ofHours(72));

    accepted(decide(RICH, policy, bank(true, true, added), Maturity.AT_ONCE));
    Refusal refusal =
        refused(decide(RICH, policy, bank(true, true, added.plusMillis(1)), Maturity.AT_ONCE));

    assertEquals(RefusalCode.PAYOUT_METHOD_NOT_USABLE_YET, refusal.code());
    assertEquals(
        Map.of(
            "payout_method", new Figure.Word("bank"),
            "usable_at", new Figure.Word(FRIDAY.plusMillis(1).toString())),
        refusal.figures());
  }

  @Test
  void a_country_is_paid_by_the_kinds_of_payout_methods_that_its_terms_name() {
    Policy policy = Terms.usual(new PayoutFee(PayoutMethod.Kind.PAYPAL, 0, 0), 0, 0);

    Refusal refusal = refused(decide(RICH, policy, BANK, Maturity.AT_ONCE));

    assertEquals(RefusalCode.PAYOUT_METHOD_NOT_SUPPORTED, refusal.code());
    assertEquals(
        Map.of(
            "payout_method", new Figure.Word("bank"),
            "kind", new Figure.Word("bank"),
            "country", new Figure.Word("US")),
        refusal.figures());
  }

  @Test
  void a_fee_is_taken_from_what_the_diamonds_are_worth_and_the_week_counts_the_rest() {
    // 25 cents and 1.5 % of $50.01, which is 75.015 cents.
    Policy policy = Terms.usual(new PayoutFee(PayoutMethod.Kind.BANK, 25, 150), 0, 0);

    Withdrawal accepted = accepted(decide(10_003, RICH, FRIDAY, policy));

    assertEquals(new Money(5_001, "USD"), accepted.gross());
    assertEquals(100, accepted.feeMinor());
    assertEquals(new Money(4_901, "USD"), accepted.amount());
    assertEquals(10_002, accepted.diamonds());
    assertEquals(
        new Money(4_901, "USD"), accepted.draft(head(RICH)).state().withdrawnInWeek(FRIDAY));
  }

  @Test
  void the_amount_that_was_shown_is_paid_or_both_are_told() {
    Optional<Money> shown = Optional.of(new Money(5_000, "USD"));
    Policy dearer = Terms.usual(new PayoutFee(PayoutMethod.Kind.BANK, 30, 0), 0, 0);

    accepted(decide(shown, Terms.USUAL));
    Refusal refusal = refused(decide(shown, dearer));

    assertEquals(RefusalCode.AMOUNT_CHANGED, refusal.code());
    assertEquals(
        Map.of(
            "amount", new Figure.Amount(5_000, "USD"),
            "amount_now", new Figure.Amount(4_970, "USD")),
        refusal.figures());
    assertEquals(
        RefusalCode.AMOUNT_CHANGED,
        refused(decide(Optional.of(new Money(5_000, "EUR")), Terms.USUAL)).code());
  }

  @Test
  void what_was_earned_too_short_a_while_ago_waits() {
    Instant when = Instant.parse("2026-11-27T12:00:00Z");

    Refusal refusal =
        refused(decide(RICH, Terms.USUAL, BANK, new Maturity(99_990_000, Optional.of(when))));

    assertEquals(RefusalCode.INSUFFICIENT_DIAMONDS, refusal.code());
    assertEquals(
        Map.of(
            "diamonds", new Figure.Count(10_000),
            "available_diamonds", new Figure.Count(9_999),
            "immature_diamonds", new Figure.Count(990_001),
            "available_at", new Figure.Word("2026-11-27T12:00:00Z")),
        refusal.figures());
    accepted(decide(RICH, Terms.USUAL, BANK, new Maturity(100_000_000, Optional.empty())));
  }

  private static Decision<Withdrawal> decide(
      Earnings earnings, Policy policy, PayoutMethod method, Maturity maturity) {
    return new WithdrawalRequested("id", "mia", 10_000, "bank", Optional.empty())
        .decide(
            head(earnings), FRIDAY, policy, Optional.of(CREATOR), Optional.of(method), maturity);
  }

  private static Decision<Withdrawal> decide(Optional<Money> shown, Policy policy) {
    return new WithdrawalRequested("id", "mia", 10_000, "bank", shown)
        .decide(
            head(RICH), FRIDAY, policy, Optional.of(CREATOR), Optional.of(BANK), Maturity.AT_ONCE);
  }

  @Test
  void a_country_without_terms_is_named() {
    Refusal refusal = refused(CreatorProfile.inGoodStanding("mia", 5, "FR"), BANK);

    assertEquals(RefusalCode.COUNTRY_NOT_SUPPORTED, refusal.code());
    assertEquals(Map.of("country", new Figure.Word("FR")), refusal.figures());
  }

  @Test
  void a_part_of_a_diamond_cannot_be_withdrawn() {
    Earnings almost = Earnings.BOOK.opening().earn(0, 10_000 * Earnings.E4 - 1);

    Refusal refusal = refused(decide(10_000, almost, FRIDAY));

    assertEquals(RefusalCode.INSUFFICIENT_DIAMONDS, refusal.code());
    assertEquals(
        Map.of(
            "diamonds", new Figure.Count(10_000),
            "available_diamonds", new Figure.Count(9_999),
            "immature_diamonds", new Figure.Count(0)),
        refusal.figures());
  }

  @Test
  void held_diamonds_cannot_be_withdrawn_again() {
    Earnings held = RICH.hold(1_000_000, new Money(1, "USD"), FRIDAY);

    assertEquals(RefusalCode.INSUFFICIENT_DIAMONDS, refused(decide(10_000, held, FRIDAY)).code());
  }

  @Test
  void more_diamonds_than_there_can_be_are_refused() {
    assertEquals(
        RefusalCode.INSUFFICIENT_DIAMONDS, refused(decide(Long.MAX_VALUE, RICH, FRIDAY)).code());
  }

  @Test
  void fifty_dollars_are_the_least() {
    Refusal refusal = refused(decide(9_999, RICH, FRIDAY));

    assertEquals(RefusalCode.BELOW_MINIMUM_WITHDRAWAL, refusal.code());
    assertEquals(
        Map.of(
            "diamonds", new Figure.Count(9_999),
            "gross", new Figure.Amount(4_999, "USD"),
            "minimum", new Figure.Amount(5_000, "USD")),
        refusal.figures());
  }

  @Test
  void a_thousand_dollars_are_the_most_in_a_week() {
    Earnings withdrawn = accepted(decide(190_000, RICH, FRIDAY)).draft(head(RICH)).state();

    Refusal refusal = refused(decide(10_002, withdrawn, FRIDAY));

    assertEquals(RefusalCode.WEEKLY_LIMIT_EXCEEDED, refusal.code());
    assertEquals(
        Map.of(
            "amount", new Figure.Amount(5_001, "USD"),
            "withdrawn_this_week", new Figure.Amount(95_000, "USD"),
            "weekly_maximum", new Figure.Amount(100_000, "USD")),
        refusal.figures());
    assertEquals(
        new Money(100_000, "USD"),
        accepted(decide(10_000, withdrawn, FRIDAY)).draft(head(withdrawn)).state().withdrawn());
  }

  @Test
  void a_new_week_begins_on_monday_at_midnight_utc() {
    Earnings spent = accepted(decide(200_000, RICH, FRIDAY)).draft(head(RICH)).state();

    assertEquals(
        RefusalCode.WEEKLY_LIMIT_EXCEEDED,
        refused(decide(10_000, spent, Instant.parse("2026-11-22T23:59:59.999Z"))).code());
    assertEquals(
        new Money(5_000, "USD"),
        accepted(decide(10_000, spent, Instant.parse("2026-11-23T00:00:00Z")))
            .draft(head(spent))
            .state()
            .withdrawn());
  }

  @Test
  void a_week_that_two_years_share_is_one_week() {
    // Monday 2026-12-28 to Sunday 2027-01-03 is the week 53 of 2026.
    Earnings spent =
        accepted(decide(200_000, RICH, Instant.parse("2026-12-31T23:59:59Z")))
            .draft(head(RICH))
            .state();

    assertEquals(
        RefusalCode.WEEKLY_LIMIT_EXCEEDED,
        refused(decide(10_000, spent, Instant.parse("2027-01-03T23:59:59Z"))).code());
    assertEquals(
        "2027-W01",
        accepted(decide(10_000, spent, Instant.parse("2027-01-04T00:00:00Z")))
            .draft(head(spent))
            .state()
            .withdrawnWeek());
  }

  @Test
  void the_same_week_number_of_another_year_is_another_week() {
    Earnings spent = accepted(decide(200_000, RICH, FRIDAY)).draft(head(RICH)).state();

    accepted(decide(200_000, spent, Instant.parse("2027-11-26T12:00:00Z")));
  }

  @Test
  void a_refused_payout_gives_its_room_in_the_week_back() {
    Withdrawal first = accepted(decide(200_000, RICH, FRIDAY));
    Earnings spent = accepted(decide(200_000, RICH, FRIDAY)).draft(head(RICH)).state();
    Earnings returned = spent.giveBack(first.diamonds(), first.amount(), first.requestedAt());

    assertEquals(
        new Money(100_000, "USD"),
        accepted(decide(200_000, returned, FRIDAY)).draft(head(returned)).state().withdrawn());
  }

  @Test
  void a_week_withdrawn_from_in_another_currency_is_used_up() {
    Earnings euros = RICH.hold(10_000, new Money(5_000, "EUR"), FRIDAY);

    Refusal refusal = refused(decide(10_000, euros, FRIDAY));

    assertEquals(RefusalCode.WEEKLY_LIMIT_EXCEEDED, refusal.code());
    assertEquals(new Figure.Amount(5_000, "EUR"), refusal.figures().get("withdrawn_this_week"));
    accepted(decide(10_000, euros, Instant.parse("2026-11-23T00:00:00Z")));
    // What came back in full counts in no currency.
    accepted(decide(10_000, euros.giveBack(10_000, new Money(5_000, "EUR"), FRIDAY), FRIDAY));
  }

  private static CreatorProfile profile(Status status, Identity identity) {
    return new CreatorProfile("mia", 5, status, "US", Optional.of("music"), identity);
  }

  private static PayoutMethod bank(boolean verified, boolean nameMatches, Instant addedAt) {
    return new PayoutMethod(
        "mia",
        "bank",
        PayoutMethod.Kind.BANK,
        "sandbox",
        "sandbox_bank_ok",
        verified,
        nameMatches,
        addedAt);
  }

  private static Decision<Withdrawal> decide(long diamonds, Earnings earnings, Instant at) {
    return decide(diamonds, earnings, at, Terms.USUAL);
  }

  private static Decision<Withdrawal> decide(
      long diamonds, Earnings earnings, Instant at, Policy policy) {
    return new WithdrawalRequested("id", "mia", diamonds, "bank", Optional.empty())
        .decide(
            head(earnings), at, policy, Optional.of(CREATOR), Optional.of(BANK), Maturity.AT_ONCE);
  }

  private static Refusal refused(CreatorProfile profile, PayoutMethod method) {
    return refused(Optional.of(profile), Optional.of(method));
  }

  /** Asks for more than there is: what is refused before the account is looked at. */
  private static Refusal refused(Optional<CreatorProfile> profile, Optional<PayoutMethod> method) {
    return refused(
        new WithdrawalRequested("id", "mia", 10_000, "bank", Optional.empty())
            .decide(
                head(Earnings.BOOK.opening()),
                FRIDAY,
                Terms.USUAL,
                profile,
                method,
                Maturity.AT_ONCE));
  }

  private static Head<Earnings> head(Earnings earnings) {
    return new Head<>(Earnings.BOOK.account("mia"), 1, 1, Instant.EPOCH, Hash.ZERO, earnings);
  }

  private static Withdrawal accepted(Decision<Withdrawal> decision) {
    assertInstanceOf(Accept.class, decision);
    return ((Accept<Withdrawal>) decision).record();
  }

  private static Refusal refused(Decision<Withdrawal> decision) {
    assertInstanceOf(Refuse.class, decision);
    return ((Refuse<Withdrawal>) decision).refusal();
  }
}

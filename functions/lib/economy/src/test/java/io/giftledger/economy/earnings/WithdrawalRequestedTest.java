package io.giftledger.economy.earnings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Money;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.policy.DiamondRate;
import io.giftledger.economy.policy.Policy;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WithdrawalRequestedTest {

  private static final Instant FRIDAY = Instant.parse("2026-11-20T12:00:00Z");
  private static final CreatorProfile CREATOR = new CreatorProfile("mia", 5, false, "US", true);
  private static final PayoutMethod BANK =
      new PayoutMethod("mia", "bank", "sandbox", "sandbox_bank_ok", true);
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
        refused(new CreatorProfile("mia", 5, true, "US", true), BANK).code());
    assertEquals(
        RefusalCode.IDENTITY_NOT_VERIFIED,
        refused(new CreatorProfile("mia", 5, false, "US", false), BANK).code());
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
        refused(CREATOR, new PayoutMethod("mia", "bank", "sandbox", "token", false)).code());
  }

  @Test
  void a_country_without_terms_is_named() {
    Refusal refusal = refused(new CreatorProfile("mia", 5, false, "FR", true), BANK);

    assertEquals(RefusalCode.COUNTRY_NOT_SUPPORTED, refusal.code());
    assertEquals(Map.of("country", new Figure.Word("FR")), refusal.figures());
  }

  @Test
  void a_part_of_a_diamond_cannot_be_withdrawn() {
    Earnings almost = Earnings.BOOK.opening().earn(0, 10_000 * Earnings.E4 - 1);

    Refusal refusal = refused(decide(10_000, almost, FRIDAY));

    assertEquals(RefusalCode.INSUFFICIENT_DIAMONDS, refusal.code());
    assertEquals(
        Map.of("diamonds", new Figure.Count(10_000), "available_diamonds", new Figure.Count(9_999)),
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
            "amount", new Figure.Amount(4_999, "USD"),
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

  private static Decision<Withdrawal> decide(long diamonds, Earnings earnings, Instant at) {
    return decide(diamonds, earnings, at, Terms.USUAL);
  }

  private static Decision<Withdrawal> decide(
      long diamonds, Earnings earnings, Instant at, Policy policy) {
    return new WithdrawalRequested("id", "mia", diamonds, "bank")
        .decide(head(earnings), at, policy, Optional.of(CREATOR), Optional.of(BANK));
  }

  private static Refusal refused(CreatorProfile profile, PayoutMethod method) {
    return refused(Optional.of(profile), Optional.of(method));
  }

  /** Asks for more than there is: what is refused before the account is looked at. */
  private static Refusal refused(Optional<CreatorProfile> profile, Optional<PayoutMethod> method) {
    return refused(
        new WithdrawalRequested("id", "mia", 10_000, "bank")
            .decide(head(Earnings.BOOK.opening()), FRIDAY, Terms.USUAL, profile, method));
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

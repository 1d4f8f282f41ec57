package io.giftledger.economy.earnings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Money;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How a withdrawal ends: {@link PayoutPaid}, perhaps {@link PayoutReturned} later, or {@link
 * PayoutFailed}.
 */
class PayoutTest {

  private static final Instant SUNDAY = Instant.parse("2026-11-22T23:00:00Z");
  private static final Instant MONDAY = Instant.parse("2026-11-23T01:00:00Z");
  private static final Money FIFTY = new Money(5_000, "USD");
  private static final Withdrawal SUBMITTED = withdrawal(Withdrawal.Status.SUBMITTED);

  private final Earnings held =
      Earnings.BOOK.opening().earn(0, 15_000 * Earnings.E4 + 1).hold(10_000, FIFTY, SUNDAY);

  @Test
  void a_paid_payout_redeems_the_held_diamonds_for_money() {
    Movement.Append<Earnings> movement = append(paid(SUBMITTED).movement(head(held), MONDAY));
    Draft<Earnings> draft = movement.draft();

    assertEquals(PayoutPaid.KIND, draft.kind());
    assertEquals(
        List.of(
            new Posting(ChartOfAccounts.EARNINGS_HELD, Assets.DIAMOND_E4, -100_000_000),
            new Posting(ChartOfAccounts.PAYOUTS, Assets.DIAMOND_E4, 100_000_000),
            new Posting(ChartOfAccounts.PAYOUTS, Asset.money("USD"), 5_000),
            new Posting(ChartOfAccounts.CASH, Asset.money("USD"), -5_000)),
        draft.postings());
    assertEquals(0, draft.state().heldE4());
    assertEquals(held.diamondsE4(), draft.state().diamondsE4());
    assertEquals(FIFTY, draft.state().withdrawn());
    assertEquals("WITHDRAWAL#id", draft.ref());
    assertEquals(7, draft.policyVersion());
    assertEquals(Item.builder().text("payoutId", "po_1").build(), draft.details());
    assertEquals(
        List.of(
            transition(
                Item.builder()
                    .text("status", "PAID")
                    .text("payoutId", "po_1")
                    .instant("settledAt", MONDAY)
                    .number("settlement", 3)
                    .build()),
            new Write.Insert(
                Item.builder(new Key("PAIDOUT#sandbox#po_1", "PAYOUT"))
                    .text("creator", "mia")
                    .text("withdrawal", "id")
                    .build())),
        movement.changes());
  }

  @Test
  void a_refused_payout_returns_the_diamonds_and_the_room_in_the_week() {
    Movement.Append<Earnings> movement =
        append(failed(SUBMITTED, "account_closed").movement(head(held), SUNDAY));
    Draft<Earnings> draft = movement.draft();

    assertEquals(PayoutFailed.KIND, draft.kind());
    assertEquals(
        List.of(
            new Posting(ChartOfAccounts.EARNINGS_HELD, Assets.DIAMOND_E4, -100_000_000),
            new Posting(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, 100_000_000)),
        draft.postings());
    assertEquals(0, draft.state().heldE4());
    assertEquals(15_000 * Earnings.E4 + 1, draft.state().diamondsE4());
    assertEquals(new Money(0, "USD"), draft.state().withdrawn());
    assertEquals(
        List.of(
            transition(
                Item.builder()
                    .text("status", "FAILED")
                    .text("failureReason", "account_closed")
                    .instant("settledAt", SUNDAY)
                    .number("settlement", 3)
                    .build())),
        movement.changes());
  }

  @Test
  void a_payout_refused_in_a_later_week_gives_that_week_no_room() {
    Earnings nextWeek = held.hold(2_000, new Money(1_000, "USD"), MONDAY);

    Earnings after =
        append(failed(SUBMITTED, "account_closed").movement(head(nextWeek), MONDAY))
            .draft()
            .state();

    assertEquals(new Money(1_000, "USD"), after.withdrawnInWeek(MONDAY));
    assertEquals(2_000, after.heldDiamonds());
  }

  @Test
  void what_a_person_said_is_stored_beside_the_entry_that_it_leads_to() {
    PayoutResolution cancelled =
        new PayoutResolution(
            PayoutResolution.Kind.CANCELLED, "creator_asked", "ben", "ticket 4711");
    Withdrawal requested = withdrawal(Withdrawal.Status.REQUESTED);

    Movement.Append<Earnings> movement =
        append(
            new PayoutFailed(requested, "creator_asked", Optional.of(cancelled))
                .movement(head(held), MONDAY));

    assertEquals(
        new Write.Insert(
            Item.builder(new Key("EARNINGS#mia", "RESOLUTION#000000000003"))
                .text("withdrawal", "id")
                .text("kind", "CANCELLED")
                .text("text", "creator_asked")
                .text("by", "ben")
                .text("note", "ticket 4711")
                .instant("resolvedAt", MONDAY)
                .build()),
        movement.changes().getLast());
    assertEquals(
        Set.of("REQUESTED"),
        assertInstanceOf(Write.Transition.class, movement.changes().getFirst()).from());
  }

  @Test
  void diamonds_that_are_not_held_say_that_the_withdrawal_has_moved_on() {
    Head<Earnings> empty = head(Earnings.BOOK.opening());

    assertEquals(new Movement.Stale<>(), paid(SUBMITTED).movement(empty, MONDAY));
    assertEquals(new Movement.Stale<>(), failed(SUBMITTED, "closed").movement(empty, MONDAY));
  }

  @Test
  void a_withdrawal_that_has_ended_does_not_end_again_by_what_another_holds() {
    for (Withdrawal.Status end :
        EnumSet.range(Withdrawal.Status.PAID, Withdrawal.Status.RETURNED)) {
      Withdrawal ended = withdrawal(end);

      assertEquals(new Movement.Stale<>(), paid(ended).movement(head(held), MONDAY));
      assertEquals(new Movement.Stale<>(), failed(ended, "closed").movement(head(held), MONDAY));
    }
  }

  @Test
  void what_the_provider_charged_for_a_payout_is_a_cost() {
    Draft<Earnings> draft =
        append(
                new PayoutPaid(
                        SUBMITTED, "po_1", Optional.of(new Money(25, "EUR")), Optional.empty())
                    .movement(head(held), MONDAY))
            .draft();

    assertEquals(
        List.of(
            new Posting(ChartOfAccounts.PAYOUT_FEES, Asset.money("EUR"), 25),
            new Posting(ChartOfAccounts.CASH, Asset.money("EUR"), -25)),
        draft.postings().subList(4, 6));
  }

  /** The diamonds were worth 51 dollars: they come back whole, and so does the creator's fee. */
  @Test
  void the_creators_fee_goes_and_comes_with_the_payout_and_the_providers_stays_spent() {
    List<Posting> paid =
        append(
                new PayoutPaid(
                        withFee(Withdrawal.Status.SUBMITTED, Optional.empty()),
                        "po_1",
                        Optional.of(new Money(25, "USD")),
                        Optional.empty())
                    .movement(head(held), MONDAY))
            .draft()
            .postings();
    List<Posting> late =
        append(
                late(withFee(Withdrawal.Status.FAILED, Optional.empty()))
                    .movement(head(held.giveBack(10_000, FIFTY, SUNDAY)), MONDAY))
            .draft()
            .postings();
    List<Posting> returned =
        append(
                returned(withFee(Withdrawal.Status.PAID, Optional.of("po_1")), "re_1")
                    .movement(head(held.redeem(10_000)), MONDAY))
            .draft()
            .postings();

    assertEquals(
        List.of(
            new Posting(ChartOfAccounts.PAYOUTS, Asset.money("USD"), 5_100),
            new Posting(ChartOfAccounts.CASH, Asset.money("USD"), -5_000),
            new Posting(ChartOfAccounts.PAYOUT_FEES, Asset.money("USD"), -100),
            new Posting(ChartOfAccounts.PAYOUT_FEES, Asset.money("USD"), 25),
            new Posting(ChartOfAccounts.CASH, Asset.money("USD"), -25)),
        paid.subList(2, 7));
    assertEquals(paid.subList(2, 5), late.subList(2, 5));
    assertEquals(
        List.of(
            new Posting(ChartOfAccounts.CASH, Asset.money("USD"), 5_000),
            new Posting(ChartOfAccounts.PAYOUTS, Asset.money("USD"), -5_100),
            new Posting(ChartOfAccounts.PAYOUT_FEES, Asset.money("USD"), 100)),
        returned.subList(2, 5));
  }

  @Test
  void what_becomes_of_a_payout_leaves_the_hold_on_the_earnings() {
    Earnings onHold = held.held("fraud_suspected");
    Withdrawal paid = withdrawal(Withdrawal.Status.PAID, Optional.of("po_1"));

    for (Movement<Earnings> movement :
        List.of(
            paid(SUBMITTED).movement(head(onHold), MONDAY),
            failed(SUBMITTED, "closed").movement(head(onHold), MONDAY),
            returned(paid, "re_1").movement(head(onHold.redeem(10_000)), MONDAY),
            late(withdrawal(Withdrawal.Status.FAILED))
                .movement(head(onHold.giveBack(10_000, FIFTY, SUNDAY)), MONDAY))) {
      assertEquals(Optional.of("fraud_suspected"), append(movement).draft().state().onHold());
    }
  }

  @Test
  void a_returned_payout_brings_money_diamonds_and_the_room_in_the_week_back() {
    Withdrawal paid = withdrawal(Withdrawal.Status.PAID, Optional.of("po_1"));
    Earnings redeemed = held.redeem(10_000);

    Movement.Append<Earnings> movement =
        append(returned(paid, "re_1").movement(head(redeemed), SUNDAY));
    Draft<Earnings> draft = movement.draft();

    assertEquals(PayoutReturned.KIND, draft.kind());
    assertEquals(
        List.of(
            new Posting(ChartOfAccounts.PAYOUTS, Assets.DIAMOND_E4, -100_000_000),
            new Posting(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, 100_000_000),
            new Posting(ChartOfAccounts.CASH, Asset.money("USD"), 5_000),
            new Posting(ChartOfAccounts.PAYOUTS, Asset.money("USD"), -5_000)),
        draft.postings());
    assertEquals(15_000 * Earnings.E4 + 1, draft.state().diamondsE4());
    assertEquals(held.earnedE4(), draft.state().earnedE4(), "given back is not earned again");
    assertEquals(0, draft.state().heldE4());
    assertEquals(new Money(0, "USD"), draft.state().withdrawn());
    assertEquals("WITHDRAWAL#id", draft.ref());
    assertEquals(
        Item.builder()
            .text("returnId", "re_1")
            .text("returnReason", "account_closed")
            .instant("requestedAt", SUNDAY)
            .build(),
        draft.details());
    Write.Transition moved =
        assertInstanceOf(Write.Transition.class, movement.changes().getFirst());
    assertEquals(Set.of("PAID"), moved.from());
    assertEquals("po_1", moved.expected().text("payoutId"));
    assertEquals(Set.of("returnEntry"), moved.absent(), "a status set back does not do it twice");
    assertEquals(
        Item.builder()
            .text("status", "RETURNED")
            .text("returnId", "re_1")
            .text("returnReason", "account_closed")
            .instant("returnedAt", SUNDAY)
            .number("returnEntry", 3)
            .build(),
        moved.set());
  }

  @Test
  void a_payout_returned_in_a_later_week_gives_that_week_no_room() {
    Earnings nextWeek = held.redeem(10_000).hold(2_000, new Money(1_000, "USD"), MONDAY);

    Earnings after =
        append(
                returned(withdrawal(Withdrawal.Status.PAID, Optional.of("po_1")), "re_1")
                    .movement(head(nextWeek), MONDAY))
            .draft()
            .state();

    assertEquals(new Money(1_000, "USD"), after.withdrawnInWeek(MONDAY));
    assertEquals(2_000, after.heldDiamonds());
    assertEquals(13_000, after.diamonds());
  }

  @Test
  void only_what_was_paid_and_is_not_back_can_be_returned() {
    for (Withdrawal.Status status : Withdrawal.Status.values()) {
      if (status == Withdrawal.Status.PAID) continue;
      assertEquals(
          new Movement.Stale<>(),
          returned(withdrawal(status), "re_1").movement(head(held), MONDAY),
          status.name());
    }
  }

  @ParameterizedTest
  @CsvSource({"re 1, closed", "'', closed", "re_1, Account closed", "re_1, ''"})
  void a_return_without_an_id_or_a_word_is_none(String id, String reason) {
    Withdrawal paid = withdrawal(Withdrawal.Status.PAID, Optional.of("po_1"));

    assertThrows(
        IllegalArgumentException.class,
        () -> new PayoutReturned(paid, id, reason, Optional.empty()));
  }

  @Test
  void a_failed_payout_that_was_paid_takes_the_diamonds_that_were_given_back() {
    Withdrawal failed = withdrawal(Withdrawal.Status.FAILED);
    Earnings givenBack = held.giveBack(10_000, FIFTY, SUNDAY);

    Movement.Append<Earnings> movement = append(late(failed).movement(head(givenBack), SUNDAY));
    Draft<Earnings> draft = movement.draft();

    assertEquals(
        List.of(
            new Posting(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, -100_000_000),
            new Posting(ChartOfAccounts.PAYOUTS, Assets.DIAMOND_E4, 100_000_000),
            new Posting(ChartOfAccounts.PAYOUTS, Asset.money("USD"), 5_000),
            new Posting(ChartOfAccounts.CASH, Asset.money("USD"), -5_000)),
        draft.postings());
    assertEquals(held.redeem(10_000), draft.state(), "as if it had been paid at once");
    Write.Transition moved =
        assertInstanceOf(Write.Transition.class, movement.changes().getFirst());
    assertEquals(Set.of("FAILED"), moved.from());
    assertEquals(Set.of("lateEntry"), moved.absent());
  }

  @Test
  void what_the_creator_has_spent_since_is_owed_and_no_balance_falls_below_zero() {
    Withdrawal failed = withdrawal(Withdrawal.Status.FAILED);
    Earnings back = held.giveBack(10_000, FIFTY, SUNDAY);
    long thereE4 = back.diamondsE4();
    Earnings some =
        back.hold((thereE4 - 40_000_000) / Earnings.E4, new Money(2_500, "USD"), MONDAY);
    Earnings none = some.exchange(some.diamondsE4());

    for (Earnings spent : List.of(some, none)) {
      long takenE4 = spent.diamondsE4();
      Movement.Append<Earnings> movement = append(late(failed).movement(head(spent), MONDAY));
      Draft<Earnings> draft = movement.draft();

      List<Posting> postings = new ArrayList<>();
      if (takenE4 > 0) {
        postings.add(new Posting(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, -takenE4));
      }
      postings.addAll(
          List.of(
              new Posting(
                  ChartOfAccounts.PAYOUT_SHORTFALL, Assets.DIAMOND_E4, takenE4 - 100_000_000),
              new Posting(ChartOfAccounts.PAYOUTS, Assets.DIAMOND_E4, 100_000_000),
              new Posting(ChartOfAccounts.PAYOUTS, Asset.money("USD"), 5_000),
              new Posting(ChartOfAccounts.CASH, Asset.money("USD"), -5_000)));
      assertEquals(postings, draft.postings());
      assertEquals(0, draft.state().diamondsE4());
      Item set = assertInstanceOf(Write.Transition.class, movement.changes().getFirst()).set();
      assertEquals(100_000_000 - takenE4, set.number("shortE4"));

      Withdrawal paid =
          Withdrawal.TYPE.read(movement.changes().getFirst().applied(Optional.of(failed.item())));
      Draft<Earnings> returned =
          append(returned(paid, "re_1").movement(head(draft.state()), MONDAY)).draft();
      assertEquals(takenE4, returned.state().diamondsE4(), "what was owed is owed no more");
      assertTrue(
          returned
              .postings()
              .contains(
                  new Posting(
                      ChartOfAccounts.PAYOUT_SHORTFALL, Assets.DIAMOND_E4, 100_000_000 - takenE4)));
    }
  }

  private static PayoutPaidLate late(Withdrawal withdrawal) {
    return new PayoutPaidLate(withdrawal, "po_late", Optional.empty());
  }

  private static PayoutReturned returned(Withdrawal withdrawal, String returnId) {
    return new PayoutReturned(withdrawal, returnId, "account_closed", Optional.empty());
  }

  private static PayoutPaid paid(Withdrawal withdrawal) {
    return new PayoutPaid(withdrawal, "po_1", Optional.empty());
  }

  private static PayoutFailed failed(Withdrawal withdrawal, String reason) {
    return new PayoutFailed(withdrawal, reason, Optional.empty());
  }

  private static Movement.Append<Earnings> append(Movement<Earnings> movement) {
    return switch (movement) {
      case Movement.Append<Earnings> append -> append;
      case Movement.Stale<Earnings> stale -> throw new AssertionError(stale);
    };
  }

  /** It moves only as what it is known to be. */
  private static Write transition(Item set) {
    return new Write.Transition(
        Withdrawal.TYPE.key(Earnings.BOOK.account("mia"), "id"),
        Set.of("SUBMITTED"),
        Item.builder()
            .number("askedDiamonds", 10_000)
            .number("diamonds", 10_000)
            .number("amountMinor", 5_000)
            .text("currency", "USD")
            .number("feeMinor", 0)
            .text("payoutMethod", "bank")
            .text("provider", "sandbox")
            .text("payoutToken", "sandbox_bank_ok")
            .build(),
        set);
  }

  private static Withdrawal withdrawal(Withdrawal.Status status) {
    return withdrawal(status, Optional.empty());
  }

  private static Withdrawal withdrawal(Withdrawal.Status status, Optional<String> payoutId) {
    return withdrawal(status, payoutId, 0);
  }

  private static Withdrawal withFee(Withdrawal.Status status, Optional<String> payoutId) {
    return withdrawal(status, payoutId, 100);
  }

  private static Withdrawal withdrawal(
      Withdrawal.Status status, Optional<String> payoutId, long feeMinor) {
    return new Withdrawal(
        "id",
        "mia",
        10_000,
        10_000,
        FIFTY,
        feeMinor,
        "bank",
        "sandbox",
        "sandbox_bank_ok",
        7,
        SUNDAY,
        status,
        Optional.of(SUNDAY),
        payoutId,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Head<Earnings> head(Earnings earnings) {
    return new Head<>(Earnings.BOOK.account("mia"), 2, 1, SUNDAY, Hash.ZERO, earnings);
  }
}

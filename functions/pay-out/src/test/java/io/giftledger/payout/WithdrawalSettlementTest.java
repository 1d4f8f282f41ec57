package io.giftledger.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Money;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.PayoutFailed;
import io.giftledger.economy.earnings.PayoutPaid;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Write;
import io.giftledger.testkit.Withdrawals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WithdrawalSettlementTest {

  private static final Instant SUNDAY = Instant.parse("2026-11-22T23:00:00Z");
  private static final Instant MONDAY = Instant.parse("2026-11-23T01:00:00Z");
  private static final Money FIFTY = new Money(5_000, "USD");

  private final Earnings held =
      Earnings.BOOK.opening().earn(0, 15_000 * Earnings.E4 + 1).hold(10_000, FIFTY, SUNDAY);
  private final WithdrawalSettlement settlement =
      new WithdrawalSettlement(submitted(10_000, FIFTY));

  @Test
  void a_paid_payout_redeems_the_held_diamonds_for_money() {
    Movement<Earnings> movement = settlement.paid(head(held), MONDAY, "po_1");

    assertEquals(PayoutPaid.KIND, movement.draft().kind());
    assertEquals(
        List.of(
            new Posting(ChartOfAccounts.EARNINGS_HELD, Assets.DIAMOND_E4, -100_000_000),
            new Posting(ChartOfAccounts.PAYOUTS, Assets.DIAMOND_E4, 100_000_000),
            new Posting(ChartOfAccounts.PAYOUTS, Asset.money("USD"), 5_000),
            new Posting(ChartOfAccounts.CASH, Asset.money("USD"), -5_000)),
        movement.draft().postings());
    assertEquals(0, movement.draft().state().heldE4());
    assertEquals(held.diamondsE4(), movement.draft().state().diamondsE4());
    assertEquals(FIFTY, movement.draft().state().withdrawn());
    assertEquals("WITHDRAWAL#id", movement.draft().ref());
    assertEquals(7, movement.draft().policyVersion());
    assertEquals(
        List.of(
            transition(
                Item.builder()
                    .text("status", "PAID")
                    .text("payoutId", "po_1")
                    .instant("settledAt", MONDAY)
                    .build())),
        movement.changes());
  }

  @Test
  void a_refused_payout_returns_the_diamonds_and_the_room_in_the_week() {
    Movement<Earnings> movement = settlement.failed(head(held), SUNDAY, "account_closed");

    assertEquals(PayoutFailed.KIND, movement.draft().kind());
    assertEquals(
        List.of(
            new Posting(ChartOfAccounts.EARNINGS_HELD, Assets.DIAMOND_E4, -100_000_000),
            new Posting(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, 100_000_000)),
        movement.draft().postings());
    assertEquals(0, movement.draft().state().heldE4());
    assertEquals(15_000 * Earnings.E4 + 1, movement.draft().state().diamondsE4());
    assertEquals(new Money(0, "USD"), movement.draft().state().withdrawn());
    assertEquals(
        List.of(
            transition(
                Item.builder()
                    .text("status", "FAILED")
                    .text("failureReason", "account_closed")
                    .instant("settledAt", SUNDAY)
                    .build())),
        movement.changes());
  }

  @Test
  void a_payout_refused_in_a_later_week_gives_that_week_no_room() {
    Earnings nextWeek = held.hold(2_000, new Money(1_000, "USD"), MONDAY);

    Movement<Earnings> movement = settlement.failed(head(nextWeek), MONDAY, "account_closed");

    assertEquals(new Money(1_000, "USD"), movement.draft().state().withdrawnInWeek(MONDAY));
    assertEquals(2_000, movement.draft().state().heldDiamonds());
  }

  @Test
  void diamonds_that_are_not_held_cannot_be_settled() {
    Earnings empty = Earnings.BOOK.opening();

    assertThrows(IllegalStateException.class, () -> settlement.paid(head(empty), MONDAY, "po_1"));
    assertThrows(
        IllegalStateException.class, () -> settlement.failed(head(empty), MONDAY, "closed"));
  }

  @Test
  void a_payout_is_asked_for_after_as_long_again_as_it_took() {
    assertEquals(Duration.ofSeconds(2), PayOut.delay(Duration.ofSeconds(-5)));
    assertEquals(Duration.ofSeconds(2), PayOut.delay(Duration.ZERO));
    assertEquals(Duration.ofSeconds(7), PayOut.delay(Duration.ofSeconds(7)));
    assertEquals(Duration.ofMinutes(15), PayOut.delay(Duration.ofMinutes(15)));
    assertEquals(Duration.ofMinutes(15), PayOut.delay(Duration.ofDays(400)));
  }

  private static Write transition(Item set) {
    return new Write.Transition(
        Withdrawal.TYPE.key(Earnings.BOOK.account("mia"), "id"),
        Set.of("SUBMITTED"),
        Item.builder().build(),
        set);
  }

  private static Withdrawal submitted(long diamonds, Money amount) {
    return Withdrawals.submitted(SUNDAY)
        .id("id")
        .by("mia")
        .diamonds(diamonds)
        .amount(amount)
        .policy(7)
        .at(SUNDAY)
        .build();
  }

  private static Head<Earnings> head(Earnings earnings) {
    return new Head<>(Earnings.BOOK.account("mia"), 2, SUNDAY, Hash.ZERO, earnings);
  }
}

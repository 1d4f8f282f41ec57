package io.giftledger.economy.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Money;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.policy.Policy.Chargebacks;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Figure;
import io.giftledger.ledger.table.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A thousand coins for 12.99 euros, 19 % of tax included: 2.07 of it, and 10.92 without. */
class PurchaseReturnedTest {

  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
  private static final Money PRICE = new Money(1_299, "EUR");

  @Test
  void what_was_not_touched_is_paid_back_whole() {
    Play play = new Play(0);

    assertEquals(Optional.empty(), play.refusal());
    play.giveBack();

    assertEquals(Lots.NONE, play.wallet().lots());
    assertEquals(PRICE, play.amount());
    assertEquals(Map.of("platform:cash", -1_299L, "platform:tax-payable", 207L), play.moved());
    assertEquals(1_299, play.recharge.adjustments().takenMinor());
  }

  @Test
  void of_what_is_half_spent_the_money_that_is_left_is_paid_back_with_its_tax() {
    Play play = new Play(0);
    play.spend(500);
    assertEquals("1p500EUR546", play.wallet().lots().toString());

    play.giveBack();

    assertEquals(Lots.NONE, play.wallet().lots());
    assertEquals(new Money(649, "EUR"), play.amount());
    assertEquals(Map.of("platform:cash", -649L, "platform:tax-payable", 103L), play.moved());
    assertEquals(0, play.wallet().debt());
  }

  /** However much is spent, and of whatever kind: what is unspent of the price is rounded once. */
  @Test
  void less_than_a_cent_is_lost_of_what_the_unspent_coins_cost_and_nothing_earned_is_taken_back() {
    for (long bonus : List.of(0L, 200L, 333L)) {
      for (long spent = 0; spent < 1_000; spent += 7) {
        Play play = new Play(bonus);
        if (spent > 0) play.spend(spent);
        long all = 1_000 + bonus;
        long exactTimesAll = PRICE.minor() * (all - spent);

        play.giveBack();

        long timesAll = play.amount().minor() * all;
        String what = spent + " spent of 1000 and " + bonus;
        assertTrue(timesAll > exactTimesAll - all, what);
        assertTrue(timesAll < exactTimesAll + all, what);
        assertTrue(play.moved().getOrDefault("platform:revenue", 0L) <= 0, what);
      }
    }
  }

  /**
   * With each gift the money that is earned is rounded down: what that leaves is nobody's to ask.
   */
  @Test
  void who_spends_coins_singly_is_paid_back_no_more_than_who_spends_them_at_once() {
    for (long spent : List.of(1L, 50L, 611L, 900L, 999L)) {
      Play singly = new Play(0);
      for (long one = 0; one < spent; one++) singly.spend(1);
      long left = singly.wallet().lots().money().getOrDefault("EUR", 0L);

      singly.giveBack();

      long exactTimesAll = PRICE.minor() * (1_000 - spent);
      long timesAll = singly.amount().minor() * 1_000;
      assertTrue(timesAll > exactTimesAll - 1_000, spent + " spent");
      assertTrue(timesAll < exactTimesAll + 1_000, spent + " spent");
      assertTrue(singly.moved().getOrDefault("platform:revenue", 0L) <= 0, spent + " spent");
      assertTrue(left * 1_000 >= 1_092 * (1_000 - spent), "the lot has what is paid back");
    }
  }

  /** Who spends the bonus spends a sixth of what was paid for all coins together. */
  @Test
  void bonus_coins_that_are_left_go_and_those_that_are_spent_are_paid_for() {
    Play untouched = new Play(200);
    untouched.giveBack();
    assertEquals(PRICE, untouched.amount());
    assertEquals(200, untouched.newest().details().number("bonusCoins"));
    assertEquals(0, untouched.wallet().coins());

    Play spent = new Play(200);
    spent.spend(200);
    spent.giveBack();
    assertEquals(new Money(1_083, "EUR"), spent.amount());
    assertEquals(-181L, spent.moved().get("platform:revenue"), "a sixth of 10.92 is earned");
    assertEquals(0, spent.newest().details().number("bonusCoins"));
    assertEquals(0, spent.wallet().coins());
    assertEquals(0, spent.wallet().debt());
  }

  @Test
  void what_is_not_paid_back_comes_again_as_it_went() {
    for (long bonusSpent : List.of(0, 200, 700)) {
      Play play = new Play(200);
      if (bonusSpent > 0) play.spend(bonusSpent);
      Wallet before = play.wallet();
      play.giveBack();

      play.restore();

      assertEquals(before.coins(), play.wallet().coins());
      assertEquals(before.lots().coins(Lot.Kind.PAID), play.wallet().lots().coins(Lot.Kind.PAID));
      assertEquals(0, play.recharge.adjustments().takenMinor());
      play.giveBack();
      assertEquals(0, play.wallet().coins());
    }
  }

  /** What is taken back afterwards is what was spent, and is owed. */
  @Test
  void a_dispute_of_the_rest_takes_what_was_spent() {
    Play play = new Play(0);
    play.spend(500);
    play.giveBack();

    Adjustment dispute =
        new Adjustment("dp_1", Adjustment.Cause.DISPUTE, new Money(1_299 - 649, "EUR"));
    play.append(
        new PaymentTakenBack(play.recharge, dispute, new Chargebacks(2, 90))
            .movement(play.head, AT, TakenBack.NONE));

    assertEquals(500, play.wallet().debt());
    assertEquals(Long.valueOf(104), play.moved().get("platform:tax-payable"), "the tax adds up");
  }

  @Test
  void the_days_are_counted_from_the_payment() {
    Play play = new Play(0);
    Instant until = AT.plus(Duration.ofDays(14));

    assertEquals(Optional.empty(), play.refusal(until.minusMillis(1)));
    Refusal over = play.refusal(until).orElseThrow();
    assertEquals(RefusalCode.REFUND_PERIOD_OVER, over.code());
    assertEquals(new Figure.Count(14), over.figures().get("days"));
    assertEquals(new Figure.Word("2026-12-04T10:00:00Z"), over.figures().get("until"));
    assertEquals(
        RefusalCode.REFUND_PERIOD_OVER,
        new PurchaseReturned(play.recharge, "return-1", 0)
            .refusal(play.head, AT)
            .orElseThrow()
            .code());
    assertInstanceOf(
        Movement.Stale.class,
        new PurchaseReturned(play.recharge, "return-1", 0).movement(play.head, AT));
  }

  @Test
  void nothing_is_paid_back_of_what_is_spent_owed_frozen_or_not_paid() {
    Play play = new Play(0);
    play.spend(1_000);
    Refusal nothing = play.refusal().orElseThrow();
    assertEquals(RefusalCode.NOTHING_TO_REFUND, nothing.code());
    assertEquals(new Figure.Count(0), nothing.figures().get("coins_unspent"));

    Play frozen = new Play(0);
    frozen.append(
        new WalletFrozen(new OperatorAction("fraud", "ann", "T-1")).movement(frozen.head, AT));
    assertEquals(RefusalCode.WALLET_FROZEN, frozen.refusal().orElseThrow().code());

    Play owing = new Play(0);
    owing.with(new Lots(List.of(Lot.bonus(1, 5))), 7);
    Refusal debt = owing.refusal().orElseThrow();
    assertEquals(RefusalCode.WALLET_IN_DEBT, debt.code());
    assertEquals(new Figure.Count(7), debt.figures().get("debt_coins"));

    assertEquals(
        RefusalCode.RECHARGE_NOT_PAID,
        new PurchaseReturned(Play.open(0), "return-1", 14)
            .refusal(play.head, AT)
            .orElseThrow()
            .code());
  }

  @Test
  void coins_that_cannot_be_told_from_those_of_other_purchases_stay() {
    Play play = new Play(0);
    play.with(new Lots(List.of(new Lot(1, 3, 600, Optional.of(new Money(700, "EUR"))))), 0);

    Refusal refusal = play.refusal().orElseThrow();

    assertEquals(RefusalCode.NOTHING_TO_REFUND, refusal.code());
    assertEquals(new Figure.Count(600), refusal.figures().get("coins_of_several_purchases"));
  }

  @Test
  void a_key_is_one_return_of_one_recharge() {
    Recharge recharge = Play.open(0);
    String id = PurchaseReturned.idFor(recharge.key(), "key-1");
    assertEquals(id, PurchaseReturned.idFor(recharge.key(), "key-1"));
    assertNotEquals(id, PurchaseReturned.idFor(recharge.key(), "key-2"));
    assertEquals(33, id.length());
  }

  /** A purchase, and what becomes of it. */
  private static final class Play {

    private Recharge recharge;
    private Head<Wallet> head = Head.opening(Wallet.BOOK.account("anna"));
    private Optional<Entry<Wallet>> newest = Optional.empty();

    Play(long bonus) {
      recharge = open(bonus);
      append(new Recharged(recharge, "payment-1").movement(head, AT));
    }

    static Recharge open(long bonus) {
      return Recharge.opened(
          "id",
          "anna",
          new Quote("coins", "DE", "web", 1_000, bonus, PRICE, 207),
          "card",
          "sandbox",
          1,
          AT);
    }

    Wallet wallet() {
      return head.state();
    }

    Entry<Wallet> newest() {
      return newest.orElseThrow();
    }

    Money amount() {
      return new Money(
          newest().details().number("amountMinor"), newest().details().text("currency"));
    }

    /** What the newest entry moved of the platform's money, but for what is owed in gifts. */
    Map<String, Long> moved() {
      Map<String, Long> moved = new HashMap<>();
      newest().postings().stream()
          .filter(posting -> posting.asset().isMoney())
          .collect(
              Collectors.groupingBy(
                  posting -> posting.account().label(), Collectors.summingLong(Posting::amount)))
          .forEach(moved::put);
      moved.remove("platform:deferred-revenue");
      return moved;
    }

    Optional<Refusal> refusal() {
      return refusal(AT);
    }

    Optional<Refusal> refusal(Instant at) {
      return new PurchaseReturned(recharge, "return-1", 14).refusal(head, at);
    }

    void giveBack() {
      String id = "return-" + recharge.adjustments().all().size();
      append(new PurchaseReturned(recharge, id, 14).movement(head, AT));
    }

    void restore() {
      Adjustment told = recharge.adjustments().all().getLast().adjustment();
      append(new PaymentRestored(recharge, told, newest).movement(head, AT, TakenBack.NONE));
    }

    /** As a gift does it. */
    void spend(long coins) {
      Wallet wallet = Wallets.spend(head.state(), coins, AT);
      head = new Head<>(head.account(), head.sequence() + 1, 1, AT, head.hash(), wallet);
    }

    void with(Lots lots, long debt) {
      head =
          new Head<>(
              head.account(),
              head.sequence() + 1,
              1,
              AT,
              head.hash(),
              head.state().with(lots, debt, debt == 0 ? 0 : head.sequence()));
    }

    void append(Movement<Wallet> movement) {
      var append = (Movement.Append<Wallet>) movement;
      Entry<Wallet> entry = Entry.append(head, AT, append.draft(), Format.CURRENT);
      assertEquals(Optional.empty(), entry.flawAfter(head));
      newest = Optional.of(entry);
      head = entry.head();
      for (Write change : append.changes()) {
        if (change instanceof Write.Transition moved) {
          recharge = Recharge.TYPE.read(moved.applied(Optional.of(recharge.item())));
        }
      }
    }
  }
}

package io.giftledger.economy.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.giftledger.economy.Arriving;
import io.giftledger.economy.Money;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.policy.Policy.Chargebacks;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.AppendRule;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.MemoryTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Refunds and disputes of several purchases of one wallet, which gifts have used. */
class TakenBackTest {

  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
  private static final Account<Wallet> ANNA = Wallet.BOOK.account("anna");

  private Ledger ledger = empty();
  private int number;

  @BeforeEach
  void begin() {
    ledger = empty();
  }

  private static Ledger empty() {
    return new Ledger(new MemoryTable(), () -> AT, (lost, attempt) -> true, Format.CURRENT);
  }

  @Test
  void a_refund_is_the_same_whether_another_purchase_was_disputed_and_won_or_not() {
    Recharge dinars = bought(100, 0, new Money(400, "KWD"), 0);
    Recharge euros = bought(100, 0, new Money(139, "EUR"), 22);
    take(79);
    takeBack(euros, refund(euros, "b", 139));
    assertEquals("1p21KWD84", wallet().lots().toString());
    Map<String, Long> books = books();

    begin();
    dinars = bought(100, 0, new Money(400, "KWD"), 0);
    euros = bought(100, 0, new Money(139, "EUR"), 22);
    take(79);
    Adjustment dispute = dispute(dinars, "a");
    takeBack(dinars, dispute);
    assertEquals("2p21EUR25", wallet().lots().toString());
    takeBack(euros, refund(euros, "b", 139));
    assertEquals(79, wallet().debt());
    restore(dinars, dispute);

    assertEquals("1p21KWD84", wallet().lots().toString());
    assertEquals(0, wallet().debt());
    assertEquals(books, books());
    assertFalse(books.containsKey("platform:revenue EUR"));
  }

  @Test
  void what_is_undone_crosswise_leaves_nothing_behind() {
    Recharge one = bought(500, 165, new Money(689, "EUR"), 111);
    Recharge other = bought(500, 165, new Money(689, "EUR"), 111);
    take(330);
    assertEquals("1p500EUR578 2p500/578", wallet().lots().toString());
    Map<String, Long> before = books();

    takeBack(other, dispute(other, "d"));
    takeBack(one, refund(one, "r", 345));
    restore(other, dispute(other, "d"));
    // Of what half of the price bought 250 coins are there, and 82 bonus coins were sent.
    assertEquals("1p168EUR195 2p500/578", wallet().lots().toString());
    assertEquals(0, wallet().debt());
    restore(one, refund(one, "r", 345));

    assertEquals("1p500EUR578 2p500/578", wallet().lots().toString());
    assertEquals(0, wallet().taken());
    assertEquals(before, books());
  }

  /** Five cents of a purchase whose bonus was sent: there are coins, so nothing is owed. */
  @Test
  void bonus_coins_that_were_sent_are_paid_with_bought_ones_as_long_as_there_are_any() {
    Recharge recharge = bought(500, 165, new Money(689, "EUR"), 111);
    take(165);

    takeBack(recharge, refund(recharge, "r", 5));

    assertEquals("1p496EUR574", wallet().lots().toString(), "three, and one for a bonus coin");
    assertEquals(0, wallet().debt());
    PurchaseReturned returned = new PurchaseReturned(current(recharge), "return-1", 14);
    assertEquals(Optional.empty(), returned.refusal(ledger.head(ANNA, true), AT));
  }

  @Test
  void other_bought_coins_go_first_and_those_that_were_diamonds_after_bonus_coins() {
    Recharge recharge = bought(100, 0, new Money(100, "USD"), 0);
    take(100);
    exchanged(60);
    give(50);
    bought(30, 0, new Money(30, "USD"), 0);

    takeBack(recharge, refund(recharge, "r", 20));
    assertEquals("3x60 4b50 5p10USD10", wallet().lots().toString());
    takeBack(recharge, refund(recharge, "r2", 40));
    assertEquals("3x60 4b20", wallet().lots().toString());
    takeBack(recharge, refund(recharge, "r3", 40));
    assertEquals("3x40", wallet().lots().toString());
    assertEquals(0, wallet().debt());
  }

  /** Bonus coins are owed, and bought coins pay for them: a cent that comes and goes is nothing. */
  @Test
  void what_is_undone_leaves_a_debt_that_was_paid_as_it_was_paid() {
    Recharge one = bought(333, 109, new Money(459, "JPY"), 42);
    take(200);
    takeBack(one, refund(one, "r", 459));
    assertEquals(200, wallet().debt());
    Recharge other = bought(500, 165, new Money(689, "EUR"), 111);
    assertEquals("4p300EUR347 4b165", wallet().lots().toString());
    Map<String, Long> books = books();

    takeBack(other, refund(other, "r2", 1));
    restore(other, refund(other, "r2", 1));

    assertEquals("4p300EUR347 4b165", wallet().lots().toString());
    assertEquals(books, books());
  }

  @Test
  void a_purchase_is_the_same_before_a_refund_of_another_and_after_it() {
    for (int minor : new int[] {5, 345, 600, 689}) {
      for (int spent : new int[] {165, 400, 665}) {
        begin();
        Recharge one = bought(500, 165, new Money(689, "EUR"), 111);
        take(spent);
        takeBack(one, refund(one, "r", minor));
        bought(500, 165, new Money(400, "KWD"), 0);
        String lots = lots();
        Map<String, Long> books = books();

        begin();
        one = bought(500, 165, new Money(689, "EUR"), 111);
        take(spent);
        bought(500, 165, new Money(400, "KWD"), 0);
        takeBack(one, refund(one, "r", minor));

        assertEquals(lots, lots());
        assertEquals(books, books());
      }
    }
  }

  /** As they lie, whatever the number of the entry that brought them. */
  private String lots() {
    return wallet().lots().toString().replaceAll("[0-9]+([pb])", "$1");
  }

  /** So many payments of the debt that they are read in several goes. */
  @Test
  void coins_that_paid_a_debt_come_again_as_they_came_when_nothing_is_owed_after_all() {
    Recharge dollars = bought(1_000, 100, new Money(1_299, "USD"), 0);
    take(1_100);
    Adjustment dispute = dispute(dollars, "d");
    takeBack(dollars, dispute);
    assertEquals(1_100, wallet().debt());
    for (int coin = 0; coin < 120; coin++) give(1);
    bought(500, 50, new Money(689, "EUR"), 111);
    exchanged(30);
    assertEquals(400, wallet().debt());
    assertEquals(0, wallet().coins());
    bought(1_000, 0, new Money(1_155, "EUR"), 155);
    assertEquals(0, wallet().debt());
    assertEquals(Map.of("EUR", 600L), wallet().lots().money());
    take(10);

    restore(dollars, dispute);

    assertEquals(120 + 550 + 30 + 1_000 - 10, wallet().coins());
    assertEquals(Map.of("EUR", 578L + 1_000 - 10), wallet().lots().money());
    assertEquals(80 + 80, wallet().lots().coins(Lot.Kind.BONUS) + 10 - 20);
    assertEquals(30, wallet().lots().coins(Lot.Kind.EXCHANGED));
    assertEquals(0, wallet().taken());
  }

  @Test
  void what_was_owed_by_hand_stays_owed_and_what_it_was_paid_with_may_be_wanted_back() {
    Recharge first = bought(100, 0, new Money(100, "USD"), 0);
    Adjustment dispute = dispute(first, "d");
    takeBack(first, dispute);
    take(60);
    assertEquals(60, wallet().debt());

    restore(first, dispute);
    assertEquals("1p40USD40", wallet().lots().toString());
    assertEquals(0, wallet().debt());

    takeBack(first, refund(first, "r", 100));
    assertEquals(60, wallet().debt());
    Recharge second = bought(100, 0, new Money(200, "EUR"), 0);
    assertEquals(40, wallet().coins());
    takeBack(second, refund(second, "r2", 200));
    assertEquals(60, wallet().debt());
    restore(second, refund(second, "r2", 200));
    restore(first, refund(first, "r", 100));
    assertEquals(140, wallet().coins());
    assertEquals(0, wallet().debt());
  }

  /** The first lot is away when the second and the third become one. */
  @Test
  void of_lots_that_became_one_in_between_all_coins_and_all_money_come_again() {
    Recharge first = bought(100, 0, new Money(101, "USD"), 0);
    takeBack(first, dispute(first, "d"));
    for (int lot = 2; lot <= 10; lot++) bought(100, 0, new Money(100 + lot, "USD"), 0);
    assertEquals(8, wallet().lots().all().size());
    assertEquals("3-4p200USD205", wallet().lots().all().getFirst().toString());

    restore(first, dispute(first, "d"));

    assertEquals("1-4p300USD306", wallet().lots().all().getFirst().toString());
    assertEquals(1_000, wallet().coins());
    assertEquals(Map.of("USD", 1_055L), wallet().lots().money());
    assertEquals(0, wallet().taken());
  }

  @Test
  void an_entry_cannot_say_that_something_else_stood_before_it_than_the_wallet_owes() {
    Recharge recharge = bought(100, 0, new Money(100, "USD"), 0);
    take(100);
    takeBack(recharge, refund(recharge, "r", 50));

    Adjustment more = refund(recharge, "r2", 50);
    var taking = new PaymentTakenBack(current(recharge), more, new Chargebacks(2, 90));
    assertThrows(
        IllegalArgumentException.class,
        () -> taking.movement(ledger.head(ANNA, true), AT, TakenBack.NONE));
  }

  private Recharge bought(long coins, long bonus, Money price, long tax) {
    IdempotentRequest<Recharge> request =
        IdempotentRequest.of(Recharge.TYPE, ANNA, "key-" + number++, "coins");
    Recharge recharge =
        Recharge.opened(
            request.id(),
            "anna",
            new Quote("coins", "DE", "web", coins, bonus, price, tax),
            "card",
            "sandbox",
            1,
            AT);
    assertInstanceOf(Outcome.Opened.class, ledger.register(request, recharge));
    append(new Recharged(recharge, "pay-" + number++)::movement);
    return recharge;
  }

  private static Adjustment refund(Recharge recharge, String id, long minor) {
    return told(recharge, Adjustment.Cause.REFUND, id, minor);
  }

  private static Adjustment dispute(Recharge recharge, String id) {
    return told(recharge, Adjustment.Cause.DISPUTE, id, recharge.quote().price().minor());
  }

  private static Adjustment told(Recharge recharge, Adjustment.Cause cause, String id, long minor) {
    return new Adjustment(id, cause, new Money(minor, recharge.quote().price().currency()));
  }

  private void takeBack(Recharge recharge, Adjustment told) {
    append(new PaymentTakenBack(current(recharge), told, new Chargebacks(5, 90)).in(ledger));
  }

  private void restore(Recharge recharge, Adjustment told) {
    append(PaymentRestored.of(ledger, current(recharge), told).in(ledger));
  }

  /** Coins go as a gift takes them, and those that are not there are owed. */
  private void take(long coins) {
    byHand(-coins);
  }

  private void give(long coins) {
    byHand(coins);
  }

  private void byHand(long coins) {
    IdempotentRequest<Proposal> request =
        IdempotentRequest.of(Proposal.TYPE, ANNA, "key-" + number++, "adjustment");
    Proposal proposal =
        Proposal.of(ANNA, request.id(), coins, new OperatorAction("goodwill", "ann", "T-1"), AT);
    assertInstanceOf(Outcome.Opened.class, ledger.register(request, proposal));
    append(new CoinsAdjusted(proposal, "bob")::movement);
  }

  private void exchanged(long coins) {
    Arriving arriving =
        CoinsExchanged.arriving(new Key("EARNINGS#anna", "EXCHANGE#" + number++), coins, 1);
    append((head, at) -> new Movement.Append<>(CoinsExchanged.draft(arriving, head), List.of()));
  }

  private void append(AppendRule<Wallet> rule) {
    assertInstanceOf(AppendOutcome.Posted.class, ledger.append(ANNA, rule));
  }

  private Recharge current(Recharge recharge) {
    return ledger.find(Recharge.TYPE, recharge.key()).orElseThrow();
  }

  private Wallet wallet() {
    return ledger.head(ANNA, true).state();
  }

  /** What all entries post together, if it is not nothing. */
  private Map<String, Long> books() {
    Map<String, Long> sums = new TreeMap<>();
    for (Entry<Wallet> entry : ledger.entries(ANNA, 1_000, Optional.empty())) {
      entry
          .postings()
          .forEach(
              posting ->
                  sums.merge(
                      posting.account().label() + " " + posting.asset().code(),
                      posting.amount(),
                      Long::sum));
    }
    sums.values().removeIf(sum -> sum == 0);
    return sums;
  }
}

package io.giftledger.recharge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.Policies;
import io.giftledger.economy.Act;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Money;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.Adjustments.One;
import io.giftledger.economy.wallet.FeeCharged;
import io.giftledger.economy.wallet.FeeReturned;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.PaymentRestored;
import io.giftledger.economy.wallet.PaymentTakenBack;
import io.giftledger.economy.wallet.PurchaseReturned;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.payments.UnbookedEvent;
import io.giftledger.payments.booking.BookedSince;
import io.giftledger.payments.booking.SettleRecharge;
import io.giftledger.payments.booking.UnappliedPayments;
import io.giftledger.payments.booking.UnappliedPayments.Applied;
import io.giftledger.payments.booking.UnappliedPayments.Refunding;
import io.giftledger.payments.sandbox.SandboxEvent;
import io.giftledger.testkit.AtOnce;
import io.giftledger.testkit.Gifts;
import io.giftledger.testkit.HttpAnswer;
import io.giftledger.testkit.Json;
import io.giftledger.testkit.Recharges;
import io.giftledger.testkit.Viewer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a payment after it was made: a thousand coins for $12.99. */
class PaymentAdjustmentsTest {

  private static final String BY_CARD = Client.order("coins-1000", "sandbox_card");

  private static Client client;

  private final String viewer = "viewer-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    client = new Client();
  }

  @AfterAll
  static void stop() {
    client.close();
  }

  @Test
  void a_refund_takes_the_coins_back_once_however_often_it_is_told() {
    Recharge paid = paid("key");
    String refund = adjustment(SandboxEvent.REFUNDED, paid, "re_1", 1_299);

    assertEquals(200, client.webhook(refund).status());
    assertEquals(200, client.webhook(refund).status());

    assertEquals(List.of(Recharged.KIND, PaymentTakenBack.KIND), kinds());
    assertEquals(0, wallet().coins());
    assertEquals(0, wallet().debt());
    assertEquals(Map.of("platform:cash", 0L), balances("USD", "platform:cash"));
    assertEquals(1_299, client.stored(viewer, paid.id()).adjustments().takenMinor());
  }

  @Test
  void parts_of_a_payment_add_up_to_the_whole_and_no_more() {
    Recharge paid = paid("key");
    long before = 1_000;
    for (int part = 1; part <= 3; part++) {
      client.webhook(adjustment(SandboxEvent.REFUNDED, paid, "re_" + part, 433));
      assertEquals(1_000 * 433L * part / 1_299, 1_000 - wallet().coins());
      before = wallet().coins();
    }
    assertEquals(0, before);

    assertEquals("more_than_paid", unbooked(adjustment(SandboxEvent.REFUNDED, paid, "re_4", 1)));
    assertEquals("amount_mismatch", unbooked(adjustment(SandboxEvent.REFUNDED, paid, "re_3", 434)));
    assertEquals(4, kinds().size());
  }

  @Test
  void a_refund_of_more_than_the_payment_is_kept_and_takes_nothing() {
    Recharge paid = paid("key");

    assertEquals(
        "more_than_paid", unbooked(adjustment(SandboxEvent.REFUNDED, paid, "re_1", 1_300)));

    assertEquals(List.of(Recharged.KIND), kinds());
    assertEquals(1_000, wallet().coins());
  }

  /** They keep what they were given: it is the viewer's debt, and the platform's loss. */
  @Test
  void a_chargeback_of_coins_that_went_to_three_creators_takes_nothing_from_them() {
    Recharge paid = paid("key");
    Viewer giver = new Viewer(viewer, client.ledger);
    List<Gift> gifts =
        Stream.of("luna", "mia", "nora")
            .map(creator -> giver.send(Gifts.sent().to(creator).roses(300)))
            .toList();

    client.webhook(adjustment(SandboxEvent.DISPUTED, paid, "dp_1", 1_299));

    assertEquals(0, wallet().coins());
    assertEquals(900, wallet().debt());
    assertEquals(
        Map.of("platform:cash", 0L, "platform:revenue", 0L, "platform:deferred-revenue", 0L),
        balances("USD", "platform:cash", "platform:revenue", "platform:deferred-revenue"));
    for (Gift gift : gifts) {
      assertEquals(Gift.Status.SENT, giver.gift(gift.id()).status());
      assertEquals(300, giver.gift(gift.id()).points());
    }
  }

  @Test
  void a_wallet_of_three_currencies_spends_and_pays_back_each_in_its_own() {
    paid("dollars");
    Recharge euros = paidIn("DE");
    Recharge yen = paidIn("JP");
    long net = yen.quote().price().minor() - yen.quote().taxMinor();
    spend(1_500);

    client.webhook(
        Client.event(
            SandboxEvent.REFUNDED,
            euros,
            Map.of("adjustment_id", euros.id() + "re_1", "amount", euros.quote().price().minor())));

    assertEquals(500, wallet().coins(), "where euros are spent, yen are taken");
    assertEquals(0, wallet().debt());
    assertEquals(Map.of("JPY", net - net / 2), wallet().lots().money());
    Map<String, Long> nothing =
        Map.of("platform:cash", 0L, "platform:revenue", 0L, "platform:tax-payable", 0L);
    assertEquals(
        nothing, balances("EUR", "platform:cash", "platform:revenue", "platform:tax-payable"));
    assertEquals(Map.of("platform:revenue", -1_299L), balances("USD", "platform:revenue"));
    assertEquals(
        Map.of("platform:cash", yen.quote().price().minor(), "platform:revenue", -(net / 2)),
        balances("JPY", "platform:cash", "platform:revenue"));
  }

  @Test
  void what_is_told_before_the_payment_is_booked_when_the_payment_is() {
    HttpAnswer opened = client.recharge(viewer, "key", BY_CARD);
    Recharge open = client.stored(viewer, opened.text("id"));

    client.webhook(adjustment(SandboxEvent.REFUNDED, open, "re_1", 299));
    client.webhook(adjustment(SandboxEvent.FEE_CHARGED, open, "fee_1", 38));
    client.webhook(adjustment(SandboxEvent.REFUND_FAILED, open, "re_2", 100));
    assertEquals(List.of(), kinds());
    assertEquals(0, client.stored(viewer, open.id()).adjustments().takenMinor());

    client.webhook(Client.event(SandboxEvent.SUCCEEDED, open));
    client.webhook(adjustment(SandboxEvent.REFUNDED, open, "re_2", 100));

    assertEquals(List.of(Recharged.KIND, PaymentTakenBack.KIND, FeeCharged.KIND), kinds());
    assertEquals(1_000 - 1_000 * 299 / 1_299, wallet().coins());
    assertEquals(
        Map.of("platform:cash", 1_299L - 299 - 38, "platform:payment-fees", 38L),
        balances("USD", "platform:cash", "platform:payment-fees"));
    assertEquals(
        List.of(Adjustments.Status.BOOKED, Adjustments.Status.BOOKED, Adjustments.Status.VOID),
        statuses(open));
  }

  @Test
  void a_refund_that_fails_gives_the_coins_again_and_another_takes_them() {
    Recharge paid = paid("key");
    client.webhook(adjustment(SandboxEvent.REFUNDED, paid, "re_1", 1_299));
    client.webhook(adjustment(SandboxEvent.REFUND_FAILED, paid, "re_1", 1_299));
    assertEquals("1p1000USD1299", wallet().lots().toString());

    // Told late, and again.
    client.webhook(adjustment(SandboxEvent.REFUNDED, paid, "re_1", 1_299));
    client.webhook(adjustment(SandboxEvent.REFUND_FAILED, paid, "re_1", 1_299));
    assertEquals(1_000, wallet().coins());

    client.webhook(adjustment(SandboxEvent.REFUNDED, paid, "re_2", 1_299));
    assertEquals(0, wallet().coins());
    assertEquals(
        List.of(Recharged.KIND, PaymentTakenBack.KIND, PaymentRestored.KIND, PaymentTakenBack.KIND),
        kinds());
  }

  @Test
  void a_dispute_of_what_is_spent_leaves_a_debt_that_the_next_coins_pay() {
    Recharge paid = paid("key");
    spend(400);
    assertEquals(Map.of("platform:revenue", -519L), balances("USD", "platform:revenue"));

    client.webhook(adjustment(SandboxEvent.DISPUTED, paid, "dp_1", 1_299));

    assertEquals(0, wallet().coins());
    assertEquals(400, wallet().debt());
    assertEquals(
        Map.of("platform:revenue", 0L, "platform:deferred-revenue", 0L),
        balances("USD", "platform:revenue", "platform:deferred-revenue"));

    paid("again");
    assertEquals("4p600USD780", wallet().lots().toString());
    assertEquals(0, wallet().debt());

    client.webhook(adjustment(SandboxEvent.DISPUTE_WON, paid, "dp_1", 1_299));
    // As if nothing had been told: 600 coins are left of the first purchase, and all of the second.
    assertEquals("1p600USD780 4p1000/1299", wallet().lots().toString());
  }

  @Test
  void coins_of_another_purchase_take_the_place_of_those_that_are_spent() {
    Recharge first = paid("first");
    paid("second");
    spend(1_000);

    client.webhook(adjustment(SandboxEvent.REFUNDED, first, "re_1", 1_299));

    assertEquals(0, wallet().coins());
    assertEquals(0, wallet().debt());
    assertEquals(
        Map.of(
            "platform:cash", 1_299L,
            "platform:revenue", -1_299L,
            "platform:deferred-revenue", 0L),
        balances("USD", "platform:cash", "platform:revenue", "platform:deferred-revenue"));
  }

  /** The default policy: two within 90 days. */
  @Test
  void a_second_chargeback_freezes_the_wallet_and_money_goes_on_being_booked() {
    Recharge first = paid("first");
    Recharge second = paid("second");
    Recharge third = paid("third");
    client.webhook(adjustment(SandboxEvent.REFUNDED, third, "re_1", 99));
    client.webhook(adjustment(SandboxEvent.DISPUTED, first, "dp_1", 1_299));
    client.webhook(adjustment(SandboxEvent.DISPUTED, first, "dp_1", 1_299));
    assertEquals(Optional.empty(), wallet().standing().frozen());
    HttpAnswer open = client.recharge(viewer, "open", BY_CARD);
    assertEquals(201, open.status());

    client.webhook(adjustment(SandboxEvent.DISPUTED, second, "dp_1", 300));

    assertEquals(Optional.of("chargebacks"), wallet().standing().frozen());
    HttpAnswer refused = client.recharge(viewer, "more", BY_CARD);
    assertEquals(422, refused.status());
    assertEquals("wallet_frozen", refused.text("code"));
    assertEquals("chargebacks", refused.text("reason"));
    assertEquals(
        open.text("id"), client.recharge(viewer, "open", BY_CARD).text("id"), "it was opened then");

    long coins = wallet().coins();
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, client.stored(viewer, open.text("id"))));
    assertEquals(coins + 1_000, wallet().coins());
    client.webhook(adjustment(SandboxEvent.REFUNDED, third, "re_2", 1_200));
    client.webhook(adjustment(SandboxEvent.DISPUTE_WON, first, "dp_1", 1_299));
    assertEquals(Optional.of("chargebacks"), wallet().standing().frozen(), "won or not");

    new Viewer(viewer, client.ledger).release("cleared");
    assertEquals(201, client.recharge(viewer, "more", BY_CARD).status());
  }

  @Test
  void what_becomes_of_another_payment_or_in_another_currency_is_kept() {
    Recharge paid = paid("key");
    Map<String, Object> other = new HashMap<>(Map.of("payment_id", "sbxpay_second"));
    other.put("adjustment_id", "re_1");
    Map<String, Object> yen = new HashMap<>(Map.of("currency", "JPY"));
    yen.put("adjustment_id", "re_2");

    assertEquals("other_payment", unbooked(Client.event(SandboxEvent.REFUNDED, paid, other)));
    assertEquals("amount_mismatch", unbooked(Client.event(SandboxEvent.REFUNDED, paid, yen)));
    assertEquals(1, kinds().size());
  }

  // ---- A provider that contradicts itself

  /** Told for another recharge, of the same viewer or of another, or for one that there is not. */
  @Test
  void a_payment_is_credited_once_whatever_recharge_is_named_then() {
    Recharge paid = paid("key");
    Recharge open = client.stored(viewer, client.recharge(viewer, "open", BY_CARD).text("id"));
    String other = "viewer-" + UUID.randomUUID();
    Recharge theirs = client.stored(other, client.recharge(other, "key", BY_CARD).text("id"));
    Map<String, Object> again = Map.of("payment_id", paid.paymentId().orElseThrow());
    Map<String, Object> forNothing = new HashMap<>(again);
    forNothing.put("recharge_id", "0".repeat(26));
    Map<String, Object> less = new HashMap<>(again);
    less.put("amount", 1_298);

    for (String told :
        List.of(
            Client.event(SandboxEvent.SUCCEEDED, open, again),
            Client.event(SandboxEvent.SUCCEEDED, theirs, again),
            Client.event(SandboxEvent.SUCCEEDED, paid, forNothing),
            Client.event(SandboxEvent.SUCCEEDED, paid, less))) {
      assertEquals("payment_contradicted", unbooked(told), told);
      assertFalse(new BookedSince(client.ledger).isBooked(client.kept(told)), "for a person");
    }
    assertEquals(200, client.webhook(Client.event(SandboxEvent.SUCCEEDED, paid)).status());

    assertEquals(List.of(Recharged.KIND), kinds());
    assertEquals(List.of(), client.entries(other));
    assertTrue(
        unappliedPayments().find("sandbox", paid.paymentId().orElseThrow()).isEmpty(),
        "its money came once");
    // Both can be paid yet.
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, open));
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, theirs));
    assertEquals(2_000, wallet().coins());
    assertEquals(1_000, client.coins(other));
  }

  @Test
  void a_payment_that_is_unapplied_is_no_recharges_until_somebody_says_so() {
    Recharge open = client.stored(viewer, client.recharge(viewer, "open", BY_CARD).text("id"));
    String payment = open.paymentId().orElseThrow();
    String forNothing =
        Client.event(SandboxEvent.SUCCEEDED, open, Map.of("recharge_id", "0".repeat(26)));
    String forIt = Client.event(SandboxEvent.SUCCEEDED, open);
    assertEquals("unknown_recharge", unbooked(forNothing));

    assertEquals("payment_contradicted", unbooked(forIt));
    assertEquals("unknown_recharge", unbooked(forNothing));

    assertEquals(List.of(), kinds());
    assertEquals(1_299, unappliedPayments().find("sandbox", payment).orElseThrow().left().minor());
    UnappliedPayments unapplied = unappliedPayments();
    assertEquals(
        Applied.DONE, unapplied.apply("sandbox", payment, viewer, open.id(), "ann", "T-1"));
    SettleRecharge.in(client.ledger, policies(), Instant::now).settleApplied("sandbox", payment);
    assertEquals(200, client.webhook(forIt).status());
    String refund =
        Client.event(
            SandboxEvent.REFUNDED,
            open,
            Map.of("recharge_id", "0".repeat(26), "adjustment_id", "re_" + payment, "amount", 299));
    assertEquals(200, client.webhook(refund).status());
    assertEquals(List.of(Recharged.KIND, PaymentTakenBack.KIND), kinds());
  }

  @Test
  void a_payment_that_is_told_for_four_recharges_at_once_is_booked_with_one() throws Exception {
    for (int turn = 0; turn < 5; turn++) {
      String payment = "pay_" + UUID.randomUUID();
      List<Recharge> open = new ArrayList<>();
      List<Callable<HttpAnswer>> told = new ArrayList<>();
      for (int which = 0; which < 4; which++) {
        String other = "viewer-" + UUID.randomUUID();
        Recharge recharge = client.stored(other, client.recharge(other, "key", BY_CARD).text("id"));
        open.add(recharge);
        Map<String, Object> of = new HashMap<>(Map.of("payment_id", payment));
        if (which == 3) of.put("recharge_id", "0".repeat(26));
        told.add(() -> client.webhook(Client.event(SandboxEvent.SUCCEEDED, recharge, of)));
      }

      for (HttpAnswer answer : AtOnce.call(told)) assertEquals(200, answer.status());

      long credited =
          open.stream().filter(its -> client.coins(its.viewer()) == its.quote().coins()).count();
      long unapplied = unappliedPayments().find("sandbox", payment).stream().count();
      assertEquals(1, credited + unapplied);
    }
  }

  @Test
  void a_refund_is_booked_once_whatever_payment_it_is_told_of() {
    Recharge first = paid("first");
    Recharge second = paid("second");
    Map<String, Object> refund = Map.of("adjustment_id", "re_" + first.id(), "amount", 1_299);
    Map<String, Object> fee = Map.of("adjustment_id", "fee_" + first.id(), "amount", 30);
    client.webhook(Client.event(SandboxEvent.REFUNDED, first, refund));
    client.webhook(Client.event(SandboxEvent.FEE_CHARGED, first, fee));

    for (String told :
        List.of(
            Client.event(SandboxEvent.REFUNDED, second, refund),
            Client.event(SandboxEvent.FEE_CHARGED, second, fee))) {
      assertEquals("payment_contradicted", unbooked(told), told);
      assertFalse(new BookedSince(client.ledger).isBooked(client.kept(told)), "for a person");
    }
    String unapplied = "pay_" + first.id();
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, first, Map.of("payment_id", unapplied)));
    assertEquals(
        "payment_contradicted", unbooked(refundOf(unapplied, first, "re_" + first.id(), 1_299)));

    assertEquals(1_000, wallet().coins());
    assertEquals(
        1_299, unappliedPayments().find("sandbox", unapplied).orElseThrow().left().minor());
    assertEquals(
        List.of(Recharged.KIND, Recharged.KIND, PaymentTakenBack.KIND, FeeCharged.KIND), kinds());
  }

  /** It is the payment's id that says what is paid back. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_refund_that_names_another_recharge_is_booked_where_its_payment_is(boolean isFirst) {
    Recharge open = client.stored(viewer, client.recharge(viewer, "key", BY_CARD).text("id"));
    String other = "viewer-" + UUID.randomUUID();
    Recharge theirs = client.stored(other, client.recharge(other, "key", BY_CARD).text("id"));
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, theirs));
    String payment = open.paymentId().orElseThrow();
    List<String> told = new ArrayList<>();
    told.add(
        Client.event(
            SandboxEvent.REFUNDED,
            theirs,
            Map.of("payment_id", payment, "adjustment_id", "a" + payment, "amount", 299)));
    told.add(
        Client.event(
            SandboxEvent.DISPUTED,
            open,
            Map.of("recharge_id", "0".repeat(26), "adjustment_id", "b" + payment, "amount", 500)));
    told.add(isFirst ? 0 : told.size(), Client.event(SandboxEvent.SUCCEEDED, open));

    for (String event : told) assertEquals(200, client.webhook(event).status());

    assertEquals(799, client.stored(viewer, open.id()).adjustments().takenMinor());
    assertEquals(Map.of("platform:cash", 500L), balances("USD", "platform:cash"));
    assertEquals(1_000, client.coins(other));
  }

  @Test
  void a_refund_of_a_payment_that_nothing_says_is_booked_is_booked_with_the_recharge_it_names() {
    Recharge paid = paid("key");
    client.delete(new Key("BOOKED#sandbox#" + paid.paymentId().orElseThrow(), "PAYMENT"));

    client.webhook(adjustment(SandboxEvent.REFUNDED, paid, "re_1", 299));

    assertEquals(299, client.stored(viewer, paid.id()).adjustments().takenMinor());
  }

  /** One such amount would be most of what can be counted. */
  @Test
  void an_amount_that_nothing_costs_is_kept_and_books_nothing() {
    Recharge paid = paid("key");
    long absurd = 999_999_999_999_999_999L;
    String payment = "pay_" + paid.id();
    for (int time = 0; time < 12; time++) {
      String told =
          Client.event(
              SandboxEvent.SUCCEEDED,
              paid,
              Map.of("payment_id", payment + time, "recharge_id", "nope", "amount", absurd));
      assertEquals("amount_implausible", unbooked(told));
      assertTrue(unappliedPayments().find("sandbox", payment + time).isEmpty());
    }
    for (String type : List.of(SandboxEvent.REFUNDED, SandboxEvent.DISPUTED)) {
      assertEquals("amount_implausible", unbooked(adjustment(type, paid, type, absurd)));
    }
    assertEquals(List.of(Recharged.KIND), kinds());

    client.webhook(
        Client.event(
            SandboxEvent.SUCCEEDED,
            paid,
            Map.of("payment_id", payment, "amount", 1_000_000_000_000L)));
    assertEquals(
        1_000_000_000_000L,
        unappliedPayments().find("sandbox", payment).orElseThrow().left().minor(),
        "a policy may have such a price");
  }

  // ---- Payments that are applied to nothing

  @Test
  void a_second_payment_is_booked_once_and_paid_back_as_it_is_told() {
    Recharge paid = paid("key");
    String second = "sbxpay_" + UUID.randomUUID();
    Map<String, Object> again = Map.of("payment_id", second);
    UnappliedPayments unapplied = unappliedPayments();

    assertEquals("second_payment", unbooked(Client.event(SandboxEvent.SUCCEEDED, paid, again)));
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, paid, again));
    UnappliedPayment kept = unapplied.find("sandbox", second).orElseThrow();
    assertEquals(1_299, kept.left().minor());
    assertEquals("second_payment", kept.reason());
    assertTrue(kept.isAsItsEntriesSay(client.ledger));

    String refund = refundOf(second, paid, second + "re_1", 299);
    assertEquals(200, client.webhook(refund).status());
    assertEquals(200, client.webhook(refund).status());
    assertEquals(1_000, unapplied.find("sandbox", second).orElseThrow().left().minor());
    assertEquals("more_than_paid", unbooked(refundOf(second, paid, second + "re_2", 1_001)));
    client.webhook(refundOf(second, paid, second + "re_3", 1_000));
    UnappliedPayment refunded = unapplied.find("sandbox", second).orElseThrow();
    assertEquals(UnappliedPayment.Status.REFUNDED, refunded.status());
    assertTrue(refunded.isAsItsEntriesSay(client.ledger));
    assertEquals(1, kinds().size(), "the wallet has nothing of it");
  }

  @Test
  void a_payment_of_the_same_amount_is_applied_to_another_recharge_and_adjusted_there() {
    Recharge paid = paid("key");
    Recharge open = client.stored(viewer, client.recharge(viewer, "other", BY_CARD).text("id"));
    String second = "sbxpay_" + UUID.randomUUID();
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, paid, Map.of("payment_id", second)));
    UnappliedPayments unapplied = unappliedPayments();
    SettleRecharge settle = SettleRecharge.in(client.ledger, policies(), Instant::now);

    assertEquals(Applied.DOES_NOT_FIT, apply(unapplied, second, paid.id()));
    assertEquals(Applied.UNKNOWN_RECHARGE, apply(unapplied, second, "0".repeat(26)));
    assertEquals(Applied.UNKNOWN, apply(unapplied, "sbxpay_none", open.id()));
    for (int time = 0; time < 2; time++) {
      assertEquals(Applied.DONE, apply(unapplied, second, open.id()));
      settle.settleApplied("sandbox", second);
    }
    assertEquals(2_000, wallet().coins());
    assertEquals(Applied.SETTLED_OTHERWISE, apply(unapplied, second, paid.id()));

    client.webhook(refundOf(second, paid, second + "re_1", 1_299));
    assertEquals(1_000, wallet().coins());
    assertEquals(1_299, client.stored(viewer, open.id()).adjustments().takenMinor());
  }

  /** What is kept is not changed: whether it waits still, its payment says. */
  @Test
  void what_was_kept_is_known_to_be_booked_once_it_is() {
    Recharge paid = paid("key");
    String second = "sbxpay_" + UUID.randomUUID();
    UnbookedEvent early = client.kept(refundOf(second, paid, second + "re_1", 299));
    assertEquals(Optional.of(second), early.event().paymentId());
    assertEquals(Optional.of(second + "re_1"), early.event().adjustmentId());
    assertFalse(isBooked(early));

    UnbookedEvent payment =
        client.kept(Client.event(SandboxEvent.SUCCEEDED, paid, Map.of("payment_id", second)));
    assertTrue(isBooked(early), "with its payment");
    assertEquals(Optional.empty(), payment.event().adjustmentId());
    assertFalse(isBooked(payment), "a thousand cents are still owed");

    UnbookedEvent mismatch = client.kept(refundOf(second, paid, second + "re_1", 298));
    UnbookedEvent tooMuch = client.kept(refundOf(second, paid, second + "re_2", 1_001));
    client.webhook(refundOf(second, paid, second + "re_3", 1_000));
    assertTrue(isBooked(payment), "all of it was paid back");
    assertFalse(isBooked(tooMuch));
    assertFalse(isBooked(mismatch), "another amount was");
  }

  private static boolean isBooked(UnbookedEvent kept) {
    return new BookedSince(client.ledger).isBooked(kept);
  }

  /** For what a payment can be, and what then books what becomes of it. */
  private enum Paid {
    FOR_ITS_RECHARGE,
    FOR_A_RECHARGE_THAT_ANOTHER_PAYMENT_WAS_DECLINED_FOR,
    A_SECOND_TIME,
    ANOTHER_AMOUNT,
    FOR_NOTHING_THAT_IS_KNOWN
  }

  /** Whatever comes first: each event of a payment is the first one once, and the last one. */
  @ParameterizedTest
  @EnumSource(Paid.class)
  void what_becomes_of_a_payment_ends_alike_in_every_order(Paid how) {
    for (int turn = 0; turn < 5; turn++) {
      String key = how + "-" + turn;
      Recharge recharge = client.stored(viewer, client.recharge(viewer, key, BY_CARD).text("id"));
      Map<String, Object> payment = new HashMap<>();
      boolean isUnapplied =
          switch (how) {
            case FOR_ITS_RECHARGE -> false;
            case FOR_A_RECHARGE_THAT_ANOTHER_PAYMENT_WAS_DECLINED_FOR -> {
              client.webhook(Client.event(SandboxEvent.FAILED, recharge));
              payment.put("payment_id", "pay_" + recharge.id());
              yield false;
            }
            case A_SECOND_TIME -> {
              client.webhook(Client.event(SandboxEvent.SUCCEEDED, recharge));
              payment.put("payment_id", "pay_" + recharge.id());
              yield true;
            }
            case ANOTHER_AMOUNT -> {
              payment.put("amount", 1_300);
              yield true;
            }
            case FOR_NOTHING_THAT_IS_KNOWN -> {
              payment.put("payment_id", "pay_" + recharge.id());
              payment.put("recharge_id", "0".repeat(26));
              yield true;
            }
          };
      List<String> events = new ArrayList<>();
      events.add(Client.event(SandboxEvent.SUCCEEDED, recharge, payment));
      events.add(of(payment, SandboxEvent.REFUNDED, recharge, "re_1", 299));
      events.add(of(payment, SandboxEvent.FEE_CHARGED, recharge, "fee_1", 38));
      events.add(of(payment, SandboxEvent.DISPUTED, recharge, "dp_1", 700));
      events.add(of(payment, SandboxEvent.DISPUTE_WON, recharge, "dp_1", 700));
      Collections.rotate(events, turn);
      if (turn % 2 == 1) Collections.reverse(events);
      long sandbox = client.ledger.head(Unapplied.of("sandbox"), true).sequence();
      long cash = cash(sandbox);

      events.forEach(event -> assertEquals(200, client.webhook(event).status()));
      events.forEach(event -> assertEquals(200, client.webhook(event).status()));

      Adjustments adjustments =
          isUnapplied
              ? unapplied(Objects.toString(payment.getOrDefault("payment_id", id(recharge))))
              : client.stored(viewer, recharge.id()).adjustments();
      assertEquals(299, adjustments.takenMinor(), key);
      assertEquals(
          Adjustments.Status.BOOKED,
          adjustments.find(recharge.id() + "fee_1").orElseThrow().status(),
          key);
      long paid = how == Paid.ANOTHER_AMOUNT ? 1_300 : 1_299;
      assertEquals(paid - 299 - 38, cash(sandbox) - cash, key);
    }
  }

  /** What is undone makes room for what had none as long as it stood. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void what_had_no_room_is_booked_when_there_is_some(boolean isUnapplied) {
    for (boolean isDispute : new boolean[] {false, true}) {
      for (int order = 0; order < 8; order++) {
        String key = isDispute + "-" + order;
        Recharge recharge = client.stored(viewer, client.recharge(viewer, key, BY_CARD).text("id"));
        Map<String, Object> payment = new HashMap<>();
        payment.put("payment_id", "pay_" + recharge.id());
        if (isUnapplied) payment.put("recharge_id", "0".repeat(26));
        long minor = isDispute ? 1_000 : 1_299;
        List<String> events =
            new ArrayList<>(
                List.of(
                    of(
                        payment,
                        isDispute ? SandboxEvent.DISPUTED : SandboxEvent.REFUNDED,
                        recharge,
                        "undone",
                        1_299),
                    of(
                        payment,
                        isDispute ? SandboxEvent.DISPUTE_WON : SandboxEvent.REFUND_FAILED,
                        recharge,
                        "undone",
                        1_299),
                    of(payment, SandboxEvent.REFUNDED, recharge, "re", minor)));
        Collections.swap(events, 1, order < 4 ? 2 : 0);
        events.add(order % 4, Client.event(SandboxEvent.SUCCEEDED, recharge, payment));
        long before = wallet().coins();

        events.forEach(event -> assertEquals(200, client.webhook(event).status()));

        Adjustments adjustments =
            isUnapplied
                ? unapplied("pay_" + recharge.id())
                : client.stored(viewer, recharge.id()).adjustments();
        assertEquals(minor, adjustments.takenMinor(), key);
        assertEquals(2, adjustments.all().size(), key);
        if (!isUnapplied) {
          assertEquals(before + 1_000 - 1_000 * minor / 1_299, wallet().coins(), key);
        }
      }
    }
  }

  /** A dispute that was won before there was room for it is not booked when there is. */
  @Test
  void what_is_undone_while_it_has_no_room_is_never_booked() {
    Recharge paid = paid("key");
    client.webhook(adjustment(SandboxEvent.REFUNDED, paid, "re_1", 1_000));
    assertEquals(
        "more_than_paid", unbooked(adjustment(SandboxEvent.DISPUTED, paid, "dp_1", 1_299)));
    client.webhook(adjustment(SandboxEvent.DISPUTE_WON, paid, "dp_1", 1_299));
    client.webhook(adjustment(SandboxEvent.REFUND_FAILED, paid, "re_1", 1_000));

    assertEquals(List.of(Recharged.KIND, PaymentTakenBack.KIND, PaymentRestored.KIND), kinds());
    assertEquals("1p1000USD1299", wallet().lots().toString());
  }

  @Test
  void what_fails_again_and_again_ends_where_it_began() {
    Recharge paid = paid("key");
    spend(400);
    String before = wallet().lots().toString();
    Map<String, Long> books =
        balances("USD", "platform:revenue", "platform:deferred-revenue", "platform:cash");
    for (int turn = 0; turn < 10; turn++) {
      client.webhook(adjustment(SandboxEvent.REFUNDED, paid, "re_" + turn, 300 + turn));
      client.webhook(adjustment(SandboxEvent.DISPUTED, paid, "dp_" + turn, 999 - turn));
      client.webhook(adjustment(SandboxEvent.REFUND_FAILED, paid, "re_" + turn, 300 + turn));
      client.webhook(adjustment(SandboxEvent.DISPUTE_WON, paid, "dp_" + turn, 999 - turn));
    }

    assertEquals(before, wallet().lots().toString());
    assertEquals(0, wallet().debt());
    assertEquals(
        books, balances("USD", "platform:revenue", "platform:deferred-revenue", "platform:cash"));
  }

  /** The dispute of the one is won, and leaves no trace in what the refund of the other did. */
  @Test
  void what_is_told_of_two_purchases_in_two_currencies_is_the_same_in_any_order() {
    Recharge dinars = paidIn("KW");
    Recharge euros = paidIn("DE");
    spend(790);
    long net = dinars.quote().price().minor() - dinars.quote().taxMinor();

    client.webhook(told(SandboxEvent.DISPUTED, dinars, "dp_1"));
    client.webhook(told(SandboxEvent.REFUNDED, euros, "re_1"));
    assertEquals(790, wallet().debt());
    client.webhook(told(SandboxEvent.DISPUTE_WON, dinars, "dp_1"));

    assertEquals("1p210KWD" + (net - net * 790 / 1_000), wallet().lots().toString());
    assertEquals(0, wallet().debt());
    assertEquals(
        Map.of("platform:revenue", 0L, "platform:deferred-revenue", 0L, "platform:cash", 0L),
        balances("EUR", "platform:revenue", "platform:deferred-revenue", "platform:cash"));
  }

  private static String told(String type, Recharge recharge, String id) {
    return Client.event(type, recharge, Map.of("adjustment_id", recharge.id() + id));
  }

  @Test
  void a_small_refund_whose_bonus_coins_are_spent_blocks_neither_gifts_nor_returns() {
    Viewer buyer = new Viewer(viewer, client.ledger);
    Recharge paid = buyer.paid(Recharges.opened().coins(1_000).bonus(100));
    spend(100);

    client.webhook(adjustment(SandboxEvent.REFUNDED, paid, "re_1", 10));

    assertEquals("1p989USD989", wallet().lots().toString(), "ten, and one for a bonus coin");
    assertEquals(0, wallet().debt());
    spend(9);
    assertEquals(201, client.refund(viewer, "back", paidInGermany().id()).status());
    assertEquals(980, wallet().coins());
  }

  private static String of(
      Map<String, Object> payment, String type, Recharge recharge, String id, long minor) {
    Map<String, Object> data = new HashMap<>(payment);
    data.put("adjustment_id", recharge.id() + id);
    data.put("amount", minor);
    return Client.event(type, recharge, data);
  }

  private static String id(Recharge recharge) {
    return recharge.paymentId().orElseThrow();
  }

  private Adjustments unapplied(String payment) {
    UnappliedPayment kept = unappliedPayments().find("sandbox", payment).orElseThrow();
    assertTrue(kept.isAsItsEntriesSay(client.ledger));
    return kept.adjustments();
  }

  /** What the viewer's entries posted to the platform's cash, and the sandbox's after one. */
  private long cash(long sandboxAfter) {
    long unapplied =
        Stream.iterate(sandboxAfter + 1, number -> number + 1)
            .map(number -> client.ledger.entry(Unapplied.of("sandbox"), number))
            .takeWhile(Optional::isPresent)
            .flatMap(entry -> entry.get().postings().stream())
            .filter(posting -> posting.account().equals(ChartOfAccounts.CASH))
            .mapToLong(posting -> posting.amount())
            .sum();
    return unapplied
        + Objects.requireNonNull(balances("USD", "platform:cash").get("platform:cash"));
  }

  @Test
  void a_fee_that_no_provider_takes_is_kept_wherever_its_payment_is_and_books_nothing() {
    Recharge paid = paid("key");
    Map<String, Object> second = Map.of("payment_id", "pay_" + paid.id());
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, paid, second));
    Map<String, Object> early = Map.of("payment_id", "late_" + paid.id());

    for (Map<String, Object> payment : List.of(Map.<String, Object>of(), second)) {
      assertEquals(
          "fee_implausible",
          unbooked(of(payment, SandboxEvent.FEE_CHARGED, paid, "a", 900_000_000_000_000_000L)));
      assertEquals(
          "fee_implausible", unbooked(of(payment, SandboxEvent.FEE_CHARGED, paid, "b", 10_001)));
      assertEquals(
          "fee_implausible", unbooked(of(payment, SandboxEvent.FEE_RETURNED, paid, "c", 10_001)));
      Map<String, Object> francs = new HashMap<>(payment);
      francs.put("currency", "CHF");
      assertEquals("fee_implausible", unbooked(of(francs, SandboxEvent.FEE_CHARGED, paid, "d", 1)));
    }
    assertEquals(List.of(Recharged.KIND), kinds());
    assertEquals(List.of(), unapplied("pay_" + paid.id()).all());

    client.webhook(of(early, SandboxEvent.FEE_CHARGED, paid, "e", 10_001));
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, paid, early));
    assertEquals(List.of(), unapplied("late_" + paid.id()).all());
    assertEquals(
        "fee_implausible",
        UnbookedEvent.read(
                client
                    .table
                    .get(new Key("PROVIDER_EVENTS", "EVENT#sandbox#" + paid.id() + "e"), true)
                    .orElseThrow())
            .reason()
            .label());
  }

  /** For a dispute a provider may keep more than a small payment was, and gives it back if won. */
  @Test
  void a_fee_for_a_dispute_is_booked_and_given_back() {
    Recharge paid = paid("key");
    client.webhook(adjustment(SandboxEvent.DISPUTED, paid, "dp", 1_299));
    client.webhook(adjustment(SandboxEvent.FEE_CHARGED, paid, "fee", 1_500));
    assertEquals(
        Map.of("platform:cash", -1_500L, "platform:payment-fees", 1_500L),
        balances("USD", "platform:cash", "platform:payment-fees"));

    client.webhook(adjustment(SandboxEvent.DISPUTE_WON, paid, "dp", 1_299));
    for (int time = 0; time < 2; time++) {
      client.webhook(adjustment(SandboxEvent.FEE_RETURNED, paid, "back", 1_500));
    }
    assertEquals(
        Map.of("platform:cash", 1_299L, "platform:payment-fees", 0L),
        balances("USD", "platform:cash", "platform:payment-fees"));
    assertEquals(FeeReturned.KIND, kinds().getLast());
  }

  /** Whoever applies it may break off before the recharge is credited. */
  @Test
  void what_is_told_of_an_applied_payment_waits_for_its_recharge() {
    Recharge paid = paid("key");
    Recharge open = client.stored(viewer, client.recharge(viewer, "open", BY_CARD).text("id"));
    String payment = "pay_" + paid.id();
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, paid, Map.of("payment_id", payment)));
    assertEquals(Applied.DONE, apply(unappliedPayments(), payment, open.id()));

    client.webhook(refundOf(payment, paid, "re_" + payment, 299));
    client.webhook(
        Client.event(
            SandboxEvent.REFUND_FAILED,
            paid,
            Map.of("payment_id", payment, "adjustment_id", "re_2" + payment, "amount", 1)));
    assertEquals(List.of(), unapplied(payment).all());
    SettleRecharge.in(client.ledger, policies(), Instant::now).settleApplied("sandbox", payment);

    assertEquals(299, client.stored(viewer, open.id()).adjustments().takenMinor());
    assertEquals(List.of(Adjustments.Status.BOOKED, Adjustments.Status.VOID), statuses(open));
    assertEquals(
        UnappliedPayment.Status.APPLIED,
        unappliedPayments().find("sandbox", payment).orElseThrow().status());
  }

  /** Of two who settle one payment at the same time, the one who does not is told so. */
  @Test
  void a_payment_is_applied_or_paid_back_and_never_both() throws Exception {
    UnappliedPayments unapplied = unappliedPayments();
    Recharge paid = paid("key");
    for (int turn = 0; turn < 8; turn++) {
      String payment = "pay_" + turn + paid.id();
      Recharge open =
          client.stored(viewer, client.recharge(viewer, "open-" + turn, BY_CARD).text("id"));
      client.webhook(Client.event(SandboxEvent.SUCCEEDED, paid, Map.of("payment_id", payment)));
      List<Callable<Boolean>> both =
          List.of(
              () -> apply(unapplied, payment, open.id()) == Applied.DONE,
              () -> unapplied.refunding("sandbox", payment, refunding(payment)) == Refunding.DONE);
      List<Boolean> done = AtOnce.call(both);
      assertEquals(1, Collections.frequency(done, true), done.toString());
    }
  }

  private static Act refunding(String payment) {
    return new Act(
        Instant.now(), "unapplied_refunding", "PAYMENTS#sandbox", "bob", "", payment, Item.EMPTY);
  }

  /** What came in is a recharge's or unapplied, whoever is first. */
  @Test
  void a_recharge_that_a_payment_is_applied_to_is_paid_by_one_payment() throws Exception {
    UnappliedPayments unapplied = unappliedPayments();
    SettleRecharge settle = SettleRecharge.in(client.ledger, policies(), Instant::now);
    Recharge paid = paid("key");
    for (int turn = 0; turn < 6; turn++) {
      Recharge open =
          client.stored(viewer, client.recharge(viewer, "open-" + turn, BY_CARD).text("id"));
      List<String> kept = List.of("pay_a" + open.id(), "pay_b" + open.id());
      for (String payment : kept) {
        client.webhook(Client.event(SandboxEvent.SUCCEEDED, paid, Map.of("payment_id", payment)));
      }
      String own = "pay_c" + open.id();
      List<Callable<Boolean>> all = new ArrayList<>();
      for (String payment : kept) {
        all.add(
            () -> {
              if (apply(unapplied, payment, open.id()) != Applied.DONE) return false;
              settle.settleApplied("sandbox", payment);
              return true;
            });
      }
      all.add(
          () ->
              client
                      .webhook(
                          Client.event(SandboxEvent.SUCCEEDED, open, Map.of("payment_id", own)))
                      .status()
                  == 200);

      List<Boolean> done = AtOnce.call(all);

      assertTrue(done.getLast());
      assertEquals(1_000 * (turn + 2), wallet().coins());
      String payment = client.stored(viewer, open.id()).paymentId().orElseThrow();
      assertEquals(List.of(payment.equals(kept.get(0)), payment.equals(kept.get(1)), true), done);
      for (String one : List.of(kept.get(0), kept.get(1), own)) {
        assertEquals(
            one.equals(payment) ? 0 : 1_299,
            unapplied.find("sandbox", one).map(its -> its.left().minor()).orElse(0L),
            one);
      }
    }
  }

  @Test
  void another_payment_is_unapplied_as_long_as_the_applied_one_is_not_credited() {
    Recharge paid = paid("key");
    Recharge open = client.stored(viewer, client.recharge(viewer, "open", BY_CARD).text("id"));
    String payment = "pay_" + paid.id();
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, paid, Map.of("payment_id", payment)));
    assertEquals(Applied.DONE, apply(unappliedPayments(), payment, open.id()));
    String other = "other_" + paid.id();

    client.webhook(Client.event(SandboxEvent.FAILED, open, Map.of()));
    assertEquals(
        "second_payment",
        unbooked(Client.event(SandboxEvent.SUCCEEDED, open, Map.of("payment_id", other))));
    assertEquals(Applied.DOES_NOT_FIT, apply(unappliedPayments(), other, open.id()));
    assertEquals(1_000, wallet().coins());
    SettleRecharge.in(client.ledger, policies(), Instant::now).settleApplied("sandbox", payment);

    assertEquals(2_000, wallet().coins());
    assertEquals(Optional.of(payment), client.stored(viewer, open.id()).paymentId());
    assertEquals(1_299, unappliedPayments().find("sandbox", other).orElseThrow().left().minor());
  }

  /** Equal commands end alike at once and one after another, whatever is told meanwhile. */
  @Test
  void a_payment_is_applied_while_its_fees_are_told() throws Exception {
    UnappliedPayments unapplied = unappliedPayments();
    Recharge paid = paid("key");
    for (int turn = 0; turn < 4; turn++) {
      String payment = "pay_" + turn + paid.id();
      Recharge open =
          client.stored(viewer, client.recharge(viewer, "open-" + turn, BY_CARD).text("id"));
      client.webhook(Client.event(SandboxEvent.SUCCEEDED, paid, Map.of("payment_id", payment)));
      List<Callable<Boolean>> all = new ArrayList<>();
      for (int time = 0; time < 3; time++) {
        all.add(
            () -> {
              Applied applied = apply(unapplied, payment, open.id());
              SettleRecharge.in(client.ledger, policies(), Instant::now)
                  .settleApplied("sandbox", payment);
              return applied == Applied.DONE;
            });
        String fee =
            of(Map.of("payment_id", payment), SandboxEvent.FEE_CHARGED, paid, turn + "f" + time, 1);
        // A provider tells again what cannot be booked now.
        all.add(
            () ->
                Stream.generate(() -> client.webhook(fee).status())
                    .limit(3)
                    .anyMatch(status -> status == 200));
      }
      assertEquals(Collections.nCopies(6, true), AtOnce.call(all));
      assertEquals(1_000 * (turn + 2), wallet().coins());
    }
  }

  private static UnappliedPayments unappliedPayments() {
    return new UnappliedPayments(client.ledger, policies());
  }

  private static Policies policies() {
    return new Policies(client.table, System::nanoTime);
  }

  private Applied apply(UnappliedPayments unapplied, String payment, String recharge) {
    return unapplied.apply("sandbox", payment, viewer, recharge, "ann", "T-1");
  }

  private static String refundOf(String payment, Recharge paid, String id, long minor) {
    return Client.event(
        SandboxEvent.REFUNDED,
        paid,
        Map.of("payment_id", payment, "adjustment_id", id, "amount", minor));
  }

  // ---- What viewers return

  private Recharge paidInGermany() {
    return paidIn("DE");
  }

  private Recharge paidIn(String country) {
    HttpAnswer opened =
        client
            .claiming(Map.of("sub", viewer, "country", country), "key-" + country)
            .text(Client.order("coins-1000", "sandbox_card").replace("US", country))
            .send();
    assertEquals(201, opened.status(), opened::body);
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, client.stored(viewer, opened.text("id"))));
    return client.stored(viewer, opened.text("id"));
  }

  @Test
  void what_is_not_spent_is_returned_once_for_a_key() {
    Recharge paid = paidInGermany();
    spend(400);

    HttpAnswer returned = client.refund(viewer, "back", paid.id());
    HttpAnswer again = client.refund(viewer, "back", paid.id());

    assertEquals(201, returned.status(), returned::body);
    assertEquals("requested", returned.text("status"));
    assertEquals(600, returned.get("coins"));
    assertEquals(0, returned.get("bonus_coins"));
    assertEquals(returned.body(), again.body());
    assertTrue(again.isReplay());
    assertEquals(0, wallet().coins());
    assertEquals(0, wallet().debt());
    long minor = client.stored(viewer, paid.id()).adjustments().takenMinor();
    assertEquals(paid.quote().price().minor() * 600 / 1_000, minor);
    assertEquals(
        Map.of("platform:deferred-revenue", 0L), balances("EUR", "platform:deferred-revenue"));

    HttpAnswer nothing = client.refund(viewer, "more", paid.id());
    assertEquals(422, nothing.status());
    assertEquals("nothing_to_refund", nothing.text("code"));
    assertEquals(0, nothing.get("coins_unspent"));
    assertEquals(List.of(Recharged.KIND, PurchaseReturned.KIND), kinds());
  }

  @Test
  void what_the_provider_tells_of_a_return_is_the_same_one_whenever_it_tells() {
    Recharge paid = paidInGermany();
    String id = client.refund(viewer, "back", paid.id()).text("id");
    long minor = paid.quote().price().minor();
    String told = returned(SandboxEvent.REFUNDED, paid, id, minor);

    client.webhook(told);
    client.webhook(told);
    assertEquals(List.of(Recharged.KIND, PurchaseReturned.KIND), kinds());
    assertEquals("amount_mismatch", unbooked(returned(SandboxEvent.REFUNDED, paid, id, minor - 1)));
    assertEquals(
        "unknown_refund", unbooked(returned(SandboxEvent.REFUNDED, paid, "return-x", minor)));

    String failed = returned(SandboxEvent.REFUND_FAILED, paid, id, minor);
    client.webhook(failed);
    client.webhook(told);
    client.webhook(failed);
    assertEquals(List.of(Recharged.KIND, PurchaseReturned.KIND, PaymentRestored.KIND), kinds());
    assertEquals(1_000, wallet().coins());
    assertEquals(201, client.refund(viewer, "again", paid.id()).status());
  }

  @Test
  void who_may_not_return_is_told_why() {
    Recharge american = paid("key");
    HttpAnswer over = client.refund(viewer, "back", american.id());
    assertEquals(422, over.status());
    assertEquals("refund_period_over", over.text("code"));
    assertEquals(0, over.get("days"));
    HttpAnswer open = client.recharge(viewer, "open", BY_CARD);
    assertEquals("recharge_not_paid", client.refund(viewer, "back", open.text("id")).text("code"));
    assertEquals(404, client.refund(viewer, "back", "0".repeat(26)).status());
    assertEquals(404, client.refund(viewer, "back", "x").status());
    assertEquals(404, client.refund("viewer-other", "back", american.id()).status());
    assertEquals(1_000, wallet().coins());
  }

  @Test
  void a_return_that_is_asked_for_at_the_same_time_is_booked_once() throws Exception {
    Recharge paid = paidInGermany();
    List<Callable<HttpAnswer>> asked =
        Stream.of("a", "a", "a", "b", "b")
            .<Callable<HttpAnswer>>map(key -> () -> client.refund(viewer, key, paid.id()))
            .toList();
    try (ExecutorService callers = Executors.newFixedThreadPool(asked.size())) {
      for (Future<HttpAnswer> answer : callers.invokeAll(asked)) {
        int status = answer.get().status();
        assertTrue(status == 201 || status == 422, () -> "status " + status);
      }
    }
    assertEquals(List.of(Recharged.KIND, PurchaseReturned.KIND), kinds());
    assertEquals(0, wallet().coins());
  }

  private static String returned(String type, Recharge paid, String id, long minor) {
    return Client.event(
        type, paid, Map.of("adjustment_id", "sbxref_1", "refund_id", id, "amount", minor));
  }

  /** The record is not hashed: nothing is taken back, or given again, on its word. */
  @Test
  void a_recharge_that_was_altered_is_not_adjusted() {
    Recharge paid = paid("key");
    client.webhook(adjustment(SandboxEvent.REFUNDED, paid, "re_1", 299));
    var stored = client.table.get(paid.key(), true).orElseThrow();
    for (var altered :
        List.of(
            stored.toBuilder().number("coins", 1).build(),
            stored.toBuilder().number("taxMinor", 100).build(),
            stored.toBuilder().number("settlement", 2).build(),
            stored.toBuilder()
                .texts(
                    "adjustments",
                    stored.texts("adjustments").stream()
                        .map(text -> text.replace("re_1", "re_9"))
                        .toList())
                .build())) {
      client.table.replace(altered);
      String next = adjustment(SandboxEvent.REFUNDED, paid, "re_2", 1_000);
      assertEquals(503, client.webhook(next).status(), altered::toString);
      assertEquals(2, kinds().size());
    }
    client.table.replace(stored);
    client.webhook(adjustment(SandboxEvent.REFUNDED, paid, "re_2", 1_000));
    assertEquals(0, wallet().coins());
  }

  @Test
  void what_is_told_at_the_same_time_is_booked_each_once() throws Exception {
    Recharge paid = paid("key");
    List<Callable<HttpAnswer>> told =
        Stream.of("re_1", "re_2", "re_3", "re_1", "re_2", "re_3")
            .<Callable<HttpAnswer>>map(
                id -> () -> client.webhook(adjustment(SandboxEvent.REFUNDED, paid, id, 400)))
            .toList();
    try (ExecutorService callers = Executors.newFixedThreadPool(told.size())) {
      for (Future<HttpAnswer> answer : callers.invokeAll(told)) {
        assertEquals(200, answer.get().status());
      }
    }
    assertEquals(4, kinds().size());
    assertEquals(1_000 - 1_000 * 1_200 / 1_299, wallet().coins());
  }

  /** A recharge that is paid. */
  private Recharge paid(String key) {
    HttpAnswer opened = client.recharge(viewer, key, BY_CARD);
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, client.stored(viewer, opened.text("id"))));
    return client.stored(viewer, opened.text("id"));
  }

  private void spend(long coins) {
    new Viewer(viewer, client.ledger).send(Gifts.sent().to("luna").roses(coins));
  }

  /** Nobody knows what a payment is for that was booked from a report. */
  @Test
  void a_refund_of_a_payment_that_is_for_nothing_is_told_and_no_alarm() {
    String payment = "sbxpay_" + UUID.randomUUID();
    assertTrue(
        unappliedPayments()
            .takeReported(
                "sandbox",
                payment,
                new Money(1_299, "USD"),
                (at, entry) ->
                    new Act(at, "payment_unapplied", payment, "ann", "r", "T-1", Item.EMPTY)));
    Map<String, Object> about =
        Map.of(
            "payment_id",
            payment,
            "recharge_id",
            "",
            "user_id",
            "",
            "adjustment_id",
            "sbxref_1",
            "refund_id",
            "unapplied-1");
    String told = Client.event(SandboxEvent.REFUNDED, paid("key"), about);

    assertEquals(200, client.webhook(told).status());
    assertEquals(200, client.webhook(told).status());

    assertEquals(0, unappliedPayments().find("sandbox", payment).orElseThrow().left().minor());
    Key kept = new Key("PROVIDER_EVENTS", "EVENT#sandbox#" + Json.read(told).get("id"));
    assertTrue(client.table.get(kept, true).isEmpty());
  }

  /** What an entry says once, the account has for ever. */
  @ParameterizedTest
  @ValueSource(
      strings = {"usd", "US", "U1D", "XYZ", "XXX", "XTS", "XAU", "DEM", "\u00dcSD", "coin"})
  void what_is_of_no_currency_is_kept_and_books_nothing(String currency) {
    Recharge paid = paid("key");
    String fee =
        Client.event(
            SandboxEvent.FEE_CHARGED,
            paid,
            Map.of("adjustment_id", paid.id() + "fee", "amount", 5, "currency", currency));
    String payment =
        Client.event(
            SandboxEvent.SUCCEEDED,
            paid,
            Map.of("payment_id", "other-" + paid.id(), "amount", 5, "currency", currency));

    assertEquals("not_understood", unbooked(fee));
    client.kept(payment);

    assertEquals(List.of(Recharged.KIND), kinds());
    assertTrue(unappliedPayments().find("sandbox", "other-" + paid.id()).isEmpty());
  }

  private static String adjustment(String type, Recharge recharge, String id, long minor) {
    return Client.event(
        type,
        recharge,
        Map.of("adjustment_id", recharge.id() + id, "amount", minor, "currency", "USD"));
  }

  private static String unbooked(String event) {
    return client.kept(event).reason().label();
  }

  private List<EntryKind> kinds() {
    return client.entries(viewer).stream()
        .map(Entry::kind)
        .filter(kind -> !kind.label().equals("gift_sent"))
        .toList();
  }

  private Wallet wallet() {
    return client.ledger.head(Wallet.BOOK.account(viewer), true).state();
  }

  private static List<Adjustments.Status> statuses(Recharge recharge) {
    return client.stored(recharge.viewer(), recharge.id()).adjustments().all().stream()
        .map(One::status)
        .toList();
  }

  /** What the viewer's entries posted to some accounts of the platform. */
  private Map<String, Long> balances(String asset, String... accounts) {
    Map<String, Long> balances = new HashMap<>();
    for (String account : accounts) {
      balances.put(
          account,
          client.entries(viewer).stream()
              .flatMap(entry -> entry.postings().stream())
              .filter(posting -> posting.account().label().equals(account))
              .filter(posting -> posting.asset().code().equals(asset))
              .mapToLong(posting -> posting.amount())
              .sum());
    }
    return balances;
  }
}

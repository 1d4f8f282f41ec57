package io.giftledger.payments.stripe;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static io.giftledger.payments.stripe.StripeFixture.PAYMENT;
import static io.giftledger.payments.stripe.StripeFixture.RECHARGE;
import static io.giftledger.payments.stripe.StripeFixture.event;
import static io.giftledger.payments.stripe.StripeFixture.shape;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Money;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Adjustment.Cause;
import io.giftledger.payments.PaymentEvent;
import io.giftledger.payments.PaymentEvent.Adjusted;
import io.giftledger.payments.PaymentEvent.Payment;
import io.giftledger.payments.PaymentEvent.Reference;
import io.giftledger.payments.PaymentProviderException;
import io.giftledger.payments.ProviderEvent;
import io.giftledger.payments.UnbookedEvent.Reason;
import io.giftledger.payments.WebhookReading;
import io.giftledger.payments.WebhookReading.Told;
import io.giftledger.payments.WebhookReading.Unbooked;
import io.giftledger.payments.WebhookSignature;
import io.giftledger.payments.WebhookSignature.Fault;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StripeWebhooksTest {

  private static final Reference REFERENCE = new Reference(PAYMENT, RECHARGE, "mia");
  private static final Adjustment DISPUTE =
      new Adjustment("du_1MtJUT2eZvKYlo2CNaw2HvEv", Cause.DISPUTE, usd(649));
  private static final Adjusted DISPUTE_FEE =
      new Adjusted(
          REFERENCE, new Adjustment("txn_1MtJUT2eZvKYlo2CuFHTYyxw", Cause.FEE, usd(1500)), false);

  private final StripeFixture fixture = new StripeFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static Money usd(long minor) {
    return new Money(minor, "USD");
  }

  private static Payment paid(Money amount) {
    return new Payment(PAYMENT, RECHARGE, "mia", amount);
  }

  private static List<PaymentEvent> events(WebhookReading reading) {
    return assertInstanceOf(Told.class, reading).events();
  }

  private static Reason reason(WebhookReading reading) {
    return assertInstanceOf(Unbooked.class, reading).reason();
  }

  // ---- Payments

  @Test
  void a_payment_is_told_with_what_was_received() {
    assertEquals(
        List.of(new PaymentEvent.Succeeded(paid(usd(649)))),
        events(fixture.told("payment_intent.succeeded", shape("payment_intent"))));
  }

  @ParameterizedTest
  @CsvSource({"jpy, 980, JPY, 980", "kwd, 1995, KWD, 1995", "ugx, 500000, UGX, 5000"})
  void an_amount_is_read_in_its_currencys_minor_unit(
      String told, String amount, String currency, long minor) {
    String payment =
        shape("payment_intent").replace("\"usd\"", '"' + told + '"').replace("649", amount);

    assertEquals(
        List.of(new PaymentEvent.Succeeded(paid(new Money(minor, currency)))),
        events(fixture.told("payment_intent.succeeded", payment)));
  }

  @Test
  void an_event_is_kept_without_what_says_who_paid_and_how() {
    for (String body :
        List.of(
            event("payment_intent.succeeded", shape("payment_intent")),
            event("payment_intent.payment_failed", shape("payment_intent_declined")))) {
      ProviderEvent source = assertInstanceOf(Told.class, fixture.read(body)).source();

      assertEquals("evt_1NG8Du2eZvKYlo2CUI79vXWy", source.id());
      assertEquals("RECHARGE#" + RECHARGE, source.ref().orElseThrow());
      assertEquals(PAYMENT, source.paymentId().orElseThrow());
      assertTrue(source.body().contains(PAYMENT), source.body());
      for (String secret : List.of("_secret_", "example.com", "9995", "Mia", "visa")) {
        assertFalse(source.body().contains(secret), source.body());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "insufficient_funds, insufficient_funds",
    "stolen_card, generic_decline",
    "<script>, unknown",
  })
  void a_decline_says_why_as_far_as_the_viewer_may_know(String code, String shown) {
    String payment = shape("payment_intent_declined").replace("insufficient_funds", code);

    assertEquals(
        List.of(new PaymentEvent.Failed(paid(usd(649)), shown)),
        events(fixture.told("payment_intent.payment_failed", payment)));
  }

  @Test
  void a_payment_that_was_given_up_failed() {
    assertEquals(
        List.of(new PaymentEvent.Failed(paid(usd(649)), "canceled")),
        events(fixture.told("payment_intent.canceled", shape("payment_intent_declined"))));
  }

  @Test
  void money_that_nobody_here_asked_for_is_kept_and_a_decline_of_it_is_nothing() {
    assertEquals(
        Reason.UNKNOWN_RECHARGE,
        reason(
            fixture.told(
                "payment_intent.succeeded",
                shape("payment_intent").replace("recharge_id", "order"))));
    assertEquals(
        new WebhookReading.Ignored("payment_intent.payment_failed"),
        fixture.told(
            "payment_intent.payment_failed",
            shape("payment_intent_declined").replace("recharge_id", "order")));
  }

  // ---- Fees

  @ParameterizedTest
  @ValueSource(strings = {"charge.succeeded", "charge.updated"})
  void what_a_payment_cost_is_asked_for_once_it_is_known(String type) {
    fixture.stripe.stubFor(
        get("/v1/balance_transactions/txn_3MtwBwLkdIwHu7ix0a8C4dFv")
            .willReturn(okJson(shape("balance_transaction"))));

    assertEquals(
        List.of(
            new Adjusted(
                REFERENCE,
                new Adjustment("txn_3MtwBwLkdIwHu7ix0a8C4dFv", Cause.FEE, usd(49)),
                false)),
        events(fixture.told(type, shape("charge"))));
  }

  @Test
  void a_charge_that_cost_nothing_yet_is_of_no_concern() {
    fixture.stripe.stubFor(
        get("/v1/balance_transactions/txn_3MtwBwLkdIwHu7ix0a8C4dFv")
            .willReturn(okJson(shape("balance_transaction").replace("\"fee\": 49", "\"fee\": 0"))));

    var ignored = new WebhookReading.Ignored("charge.updated");
    assertEquals(ignored, fixture.told("charge.updated", shape("charge")));
    assertEquals(
        ignored,
        fixture.told(
            "charge.updated", shape("charge").replace("\"txn_3MtwBwLkdIwHu7ix0a8C4dFv\"", "null")));
  }

  @Test
  void a_fee_that_stripe_does_not_answer_about_is_told_again() {
    fixture.answersNothing();
    assertThrows(
        PaymentProviderException.class, () -> fixture.told("charge.updated", shape("charge")));

    fixture.stripe.stubFor(
        get("/v1/balance_transactions/txn_3MtwBwLkdIwHu7ix0a8C4dFv")
            .willReturn(okJson("{\"id\":\"txn_1\",\"fee\":null,\"currency\":\"usd\"}")));
    assertThrows(
        PaymentProviderException.class, () -> fixture.told("charge.updated", shape("charge")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"id\":\"txn_1\",\"fee\":0.5,\"currency\":\"usd\"}",
        "{\"id\":\"txn_1\",\"fee\":1,\"currency\":\"qqq\"}",
      })
  void an_absurd_fee_is_kept_as_an_absurd_event_is(String answer) {
    fixture.stripe.stubFor(
        get("/v1/balance_transactions/txn_3MtwBwLkdIwHu7ix0a8C4dFv").willReturn(okJson(answer)));

    assertKept(fixture.told("charge.updated", shape("charge")));
  }

  // ---- Refunds

  @ParameterizedTest
  @CsvSource({
    "refund.created, pending, false",
    "refund.updated, requires_action, false",
    "refund.updated, succeeded, false",
    "charge.refund.updated, succeeded, false",
    "refund.failed, failed, true",
    "charge.refund.updated, failed, true",
    "refund.updated, canceled, true",
    // Of the event's name and the refund's status, the status counts.
    "refund.created, failed, true",
  })
  void a_refund_stands_as_its_status_says(String type, String status, boolean reversed) {
    fixture.knowsPayment();

    assertEquals(
        List.of(
            new Adjusted(
                REFERENCE,
                new Adjustment("re_3MtwBwLkdIwHu7ix0bq2F6rT", Cause.REFUND, usd(300)),
                reversed)),
        events(fixture.told(type, shape("refund").replace("succeeded", status))));
  }

  @ParameterizedTest
  @CsvSource({"refund.created, pending, false", "refund.failed, failed, true"})
  void a_refund_that_was_asked_for_has_our_id(String type, String status, boolean reversed) {
    fixture.knowsPayment();

    assertEquals(
        List.of(
            new Adjusted(REFERENCE, new Adjustment("return-1", Cause.RETURN, usd(300)), reversed)),
        events(
            fixture.told(
                type,
                shape("refund")
                    .replace("succeeded", status)
                    .replace("\"metadata\": {}", "\"metadata\": {\"refund_id\": \"return-1\"}"))));
  }

  @Test
  void what_a_refund_costs_is_asked_for_and_so_is_what_comes_back_when_it_fails() {
    fixture.knowsPayment();
    fixture.knowsBalance("txn_3MtwBwLkdIwHu7ix0sUaeZ6H", 20);
    fixture.knowsBalance("txn_back", -20);
    Adjustment refund = new Adjustment("re_3MtwBwLkdIwHu7ix0bq2F6rT", Cause.REFUND, usd(300));
    Adjusted fee =
        new Adjusted(
            REFERENCE, new Adjustment("txn_3MtwBwLkdIwHu7ix0sUaeZ6H", Cause.FEE, usd(20)), false);

    assertEquals(
        List.of(new Adjusted(REFERENCE, refund, false), fee),
        events(fixture.told("refund.created", shape("refund"))));
    assertEquals(
        List.of(
            new Adjusted(REFERENCE, refund, true),
            fee,
            new Adjusted(
                REFERENCE, new Adjustment("txn_back", Cause.FEE_RETURNED, usd(20)), false)),
        events(
            fixture.told(
                "refund.failed",
                shape("refund")
                    .replace("\"status\": \"succeeded\"", "\"status\": \"failed\"")
                    .replace(
                        "\"charge\"",
                        "\"failure_balance_transaction\": \"txn_back\", \"charge\""))));

    fixture.answersNothing();
    assertThrows(
        PaymentProviderException.class, () -> fixture.told("refund.updated", shape("refund")));
  }

  @Test
  void a_refund_of_a_status_that_is_not_known_is_kept() {
    assertEquals(
        Reason.NOT_UNDERSTOOD,
        reason(fixture.told("refund.updated", shape("refund").replace("succeeded", "lent"))));
  }

  @Test
  void a_refund_whose_payment_stripe_does_not_answer_about_is_told_again() {
    fixture.answersNothing();

    assertThrows(
        PaymentProviderException.class, () -> fixture.told("refund.created", shape("refund")));
    // A webhook is told again anyway, so that nobody is asked twice.
    fixture.stripe.verify(1, anyRequestedFor(anyUrl()));
  }

  @Test
  void a_refund_of_a_payment_that_is_not_ours_is_kept() {
    fixture.stripe.stubFor(
        get("/v1/payment_intents/" + PAYMENT)
            .willReturn(okJson(shape("payment_intent").replace("recharge_id", "order"))));
    assertEquals(Reason.UNKNOWN_RECHARGE, reason(fixture.told("refund.created", shape("refund"))));

    fixture.stripe.stubFor(
        get("/v1/payment_intents/" + PAYMENT).willReturn(aResponse().withStatus(404)));
    assertEquals(Reason.UNKNOWN_RECHARGE, reason(fixture.told("refund.created", shape("refund"))));

    var ofNone =
        assertInstanceOf(
            WebhookReading.Unbooked.class,
            fixture.told("refund.created", shape("refund").replace('"' + PAYMENT + '"', "null")));
    assertEquals(Reason.UNKNOWN_RECHARGE, ofNone.reason());
    assertEquals(Optional.empty(), ofNone.source().paymentId(), "a refund's id is no payment's");
    assertTrue(ofNone.source().adjustmentId().orElseThrow().startsWith("re_"));
  }

  // ---- Disputes

  @ParameterizedTest
  @CsvSource({
    "charge.dispute.created, needs_response",
    "charge.dispute.updated, under_review",
    "charge.dispute.funds_withdrawn, needs_response",
    "charge.dispute.closed, lost",
    // Told late: the money came back, and was taken again.
    "charge.dispute.funds_reinstated, under_review",
  })
  void a_dispute_takes_the_money_and_a_fee(String type, String status) {
    fixture.knowsPayment();

    assertEquals(
        List.of(new Adjusted(REFERENCE, DISPUTE, false), DISPUTE_FEE),
        events(fixture.told(type, shape("dispute").replace("needs_response", status))));
  }

  @Test
  void a_dispute_that_is_won_gives_the_money_back_and_not_the_fee() {
    fixture.knowsPayment();

    assertEquals(
        List.of(new Adjusted(REFERENCE, DISPUTE, true), DISPUTE_FEE),
        events(
            fixture.told(
                "charge.dispute.closed", shape("dispute").replace("needs_response", "won"))));
  }

  @Test
  void a_fee_that_is_given_back_is_told_as_that() {
    fixture.knowsPayment();
    String dispute =
        shape("dispute")
            .replace("needs_response", "won")
            .replace(
                "\"balance_transactions\": [",
                "\"balance_transactions\":"
                    + " [{\"id\":\"txn_2\",\"fee\":-1500,\"currency\":\"usd\"},");

    assertEquals(
        List.of(
            new Adjusted(REFERENCE, DISPUTE, true),
            new Adjusted(REFERENCE, new Adjustment("txn_2", Cause.FEE_RETURNED, usd(1500)), false),
            DISPUTE_FEE),
        events(fixture.told("charge.dispute.funds_reinstated", dispute)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"warning_needs_response", "warning_under_review", "warning_closed"})
  void an_inquiry_moves_no_money(String status) {
    assertEquals(
        new WebhookReading.Ignored("charge.dispute.created"),
        fixture.told("charge.dispute.created", shape("dispute").replace("needs_response", status)));
    fixture.stripe.verify(0, anyRequestedFor(anyUrl()));
  }

  @Test
  void a_dispute_of_a_status_that_is_not_known_is_kept_if_it_moved_money() {
    String prevented = shape("dispute").replace("needs_response", "prevented");
    assertEquals(Reason.NOT_UNDERSTOOD, reason(fixture.told("charge.dispute.created", prevented)));

    assertEquals(
        new WebhookReading.Ignored("charge.dispute.created"),
        fixture.told(
            "charge.dispute.created",
            prevented.replaceAll(
                "(?s)(\"balance_transactions\": \\[).*\\],\\s+\"charge\"", "$1],\"charge\"")));
  }

  // ---- Whose and which events

  @Test
  void an_event_of_the_other_environment_is_kept_and_nobody_is_asked() {
    for (String[] told :
        new String[][] {
          {"payment_intent.succeeded", "payment_intent"},
          {"refund.created", "refund"},
          {"charge.updated", "charge"},
          {"charge.dispute.created", "dispute"}
        }) {
      assertEquals(
          Reason.OTHER_ENVIRONMENT,
          reason(fixture.read(event(told[0], shape(told[1])).replace(": true,", ": false,"))));
    }
    assertEquals(
        new WebhookReading.Ignored("payment_intent.payment_failed"),
        fixture.read(
            event("payment_intent.payment_failed", shape("payment_intent_declined"))
                .replace(": true,", ": false,")));
    fixture.stripe.verify(0, anyRequestedFor(anyUrl()));

    try (var test = new StripeFixture(false)) {
      assertEquals(
          Reason.OTHER_ENVIRONMENT,
          reason(test.told("payment_intent.succeeded", shape("payment_intent"))));
    }
  }

  @Test
  void an_event_of_another_version_of_the_api_is_read_and_what_it_has_more_passed_over() {
    String body =
        event("payment_intent.succeeded", shape("payment_intent"))
            .replace("2026-05-27.dahlia", "2031-01-01.zinnia")
            .replace("\"id\": \"pi", "\"more\": {\"of\": [1, {}]}, \"id\": \"pi");

    assertEquals(List.of(new PaymentEvent.Succeeded(paid(usd(649)))), events(fixture.read(body)));
  }

  @Test
  void other_events_are_of_no_concern_whatever_they_are_about() {
    assertEquals(
        new WebhookReading.Ignored("customer.created"),
        fixture.told("customer.created", "{\"id\": 5, \"metadata\": 7}"));
  }

  // ---- Signatures

  @Test
  void what_is_not_signed_is_not_read() {
    String body = event("payment_intent.succeeded", shape("payment_intent"));
    byte[] bytes = body.getBytes(UTF_8);
    String good = new WebhookSignature(StripeFixture.SIGNING_SECRET).sign(bytes, fixture.now);

    assertEquals(notSigned(Fault.MISMATCH), fixture.read(body + " ", good));
    assertEquals(
        notSigned(Fault.MISMATCH),
        fixture.read(body, new WebhookSignature("whsec_other").sign(bytes, fixture.now)));
    for (String none : List.of("", "t", "t,v1", "t=x,v1=ab", "v1=ab", good.replace("v1=", "v0="))) {
      assertEquals(notSigned(Fault.MALFORMED), fixture.read(body, none));
    }
    fixture.now = fixture.now.plusSeconds(301);
    assertEquals(notSigned(Fault.EXPIRED), fixture.read(body, good));
    fixture.now = fixture.now.minusSeconds(700);
    assertEquals(notSigned(Fault.EXPIRED), fixture.read(body, good));
  }

  @Test
  void during_a_rotation_both_secrets_count() {
    fixture.secrets.versions.put(
        StripeFixture.WEBHOOK_ARN, List.of("whsec_next", StripeFixture.SIGNING_SECRET));
    String body = event("payment_intent.succeeded", shape("payment_intent"));

    for (String secret : List.of("whsec_next", StripeFixture.SIGNING_SECRET)) {
      String signature = new WebhookSignature(secret).sign(body.getBytes(UTF_8), fixture.now);
      assertInstanceOf(Told.class, fixture.read(body, signature + ",v0=6ffbb59b"));
    }
  }

  private static WebhookReading notSigned(Fault fault) {
    return new WebhookReading.NotSigned(fault);
  }

  // ---- Absurd bodies

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "true",
        "[]",
        "\"",
        "{",
        "{}",
        "{\"type\":7}",
        "{\"id\":\"evt_1\",\"type\":\"payment_intent.succeeded\",\"livemode\":true}",
        "{\"id\":\"evt_1\",\"type\":\"payment_intent.succeeded\",\"livemode\":true,\"data\":[]}",
        "{\"id\":\"evt_1\",\"type\":\"payment_intent.succeeded\",\"livemode\":true,\"data\":{}}",
      })
  void what_is_no_event_is_refused(String body) {
    assertRefused(fixture.read(body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "[]",
        "{}",
        "{\"id\":\"pi_1\"}",
        "{\"id\":{},\"amount_received\":1,\"amount\":1,\"currency\":\"usd\"}",
        "{\"id\":\"../v1/x\",\"amount_received\":1,\"amount\":1,\"currency\":\"usd\"}",
        "{\"id\":\"pi_1\",\"amount\":1,\"currency\":\"usd\"}",
        "{\"id\":null,\"amount_received\":1,\"amount\":1,\"currency\":\"usd\"}",
        "{\"id\":\"pi_1\",\"amount_received\":-1,\"amount\":1,\"currency\":\"usd\"}",
        "{\"id\":\"pi_1\",\"amount_received\":1.5,\"amount\":1,\"currency\":\"usd\"}",
        "{\"id\":\"pi_1\",\"amount_received\":1e400,\"amount\":1,\"currency\":\"usd\"}",
        "{\"id\":\"pi_1\",\"amount_received\":1e999999999,\"amount\":1,\"currency\":\"usd\"}",
        "{\"id\":\"pi_1\",\"amount_received\":99999999999999999999,\"amount\":1,\"currency\":\"usd\"}",
        "{\"id\":\"pi_1\",\"amount_received\":\"much\",\"amount\":1,\"currency\":\"usd\"}",
        "{\"id\":\"pi_1\",\"amount_received\":1,\"amount\":1,\"currency\":\"USD#1\"}",
        "{\"id\":\"pi_1\",\"amount_received\":1,\"amount\":1,\"currency\":\"qqq\"}",
        "{\"id\":\"pi_1\",\"amount_received\":1,\"amount\":1,\"currency\":\"usd\",\"metadata\":5}",
      })
  void a_payment_that_is_none_is_kept(String object) {
    assertKept(fixture.told("payment_intent.succeeded", object));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":7}",
        "null",
        "{\"id\":\"txn_1\",\"fee\":0.5,\"currency\":\"usd\"}",
        "{\"id\":\"txn_1\",\"fee\":1e99,\"currency\":\"usd\"}",
        "{\"id\":\"#\",\"fee\":1,\"currency\":\"usd\"}",
      })
  void a_dispute_with_an_absurd_fee_is_kept(String transaction) {
    fixture.knowsPayment();

    assertKept(
        fixture.told(
            "charge.dispute.created",
            shape("dispute")
                .replace(
                    "\"balance_transactions\": [",
                    "\"balance_transactions\": [" + transaction + ",")));
  }

  @Test
  void an_adjustment_of_nothing_is_kept() {
    fixture.knowsPayment();

    assertKept(
        fixture.told(
            "refund.created", shape("refund").replace("\"amount\": 300", "\"amount\": 0")));
  }

  @Test
  void a_body_without_bottom_is_refused() {
    assertRefused(fixture.told("payment_intent.succeeded", "null"));
    assertRefused(fixture.read("[".repeat(100_000)));
    assertRefused(fixture.told("payment_intent.succeeded", "[".repeat(5_000) + "]".repeat(5_000)));
  }

  /** It tells of money: whatever is wrong with it, a person looks it up by its id. */
  private static void assertKept(WebhookReading reading) {
    var kept = assertInstanceOf(WebhookReading.Unbooked.class, reading);
    assertEquals(Reason.NOT_UNDERSTOOD, kept.reason());
    assertFalse(kept.source().id().isEmpty());
    assertEquals("", kept.source().body());
  }

  private static void assertRefused(WebhookReading reading) {
    assertTrue(
        reading instanceof WebhookReading.Malformed || reading instanceof WebhookReading.Invalid,
        reading::toString);
  }
}

package io.giftledger.payments.stripe;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.giftledger.payments.stripe.StripeFixture.CLIENT_SECRET;
import static io.giftledger.payments.stripe.StripeFixture.PAYMENT;
import static io.giftledger.payments.stripe.StripeFixture.RECHARGE;
import static io.giftledger.payments.stripe.StripeFixture.order;
import static io.giftledger.payments.stripe.StripeFixture.shape;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.giftledger.economy.Money;
import io.giftledger.economy.payment.PaymentCustomer;
import io.giftledger.payments.Opening;
import io.giftledger.payments.PaymentProviderException;
import io.giftledger.payments.RefundAnswer;
import io.giftledger.payments.RefundOrder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StripePaymentsTest {

  private static final String INTENTS = "/v1/payment_intents";
  private static final String CUSTOMERS = "/v1/customers";
  private static final String CUSTOMER = "cus_NffrFeUfNV2Hib";
  private static final Opening OPENED = new Opening.ClientSecret(PAYMENT, CLIENT_SECRET);

  private final StripeFixture fixture = new StripeFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static MappingBuilder opens() {
    return post(INTENTS).willReturn(okJson(shape("payment_intent")));
  }

  @Test
  void a_payment_is_opened_with_the_price_the_recharge_and_the_viewer_under_the_recharges_id() {
    fixture.stripe.stubFor(opens());

    assertEquals(OPENED, fixture.provider.open(order(649, "USD")));

    fixture.stripe.verify(
        1,
        postRequestedFor(urlEqualTo(INTENTS))
            .withHeader("Authorization", equalTo("Bearer sk_now"))
            .withHeader("Idempotency-Key", equalTo(RECHARGE))
            .withHeader("Stripe-Version", equalTo("2026-05-27.dahlia"))
            .withFormParam("amount", equalTo("649"))
            .withFormParam("currency", equalTo("usd"))
            .withFormParam("customer", equalTo(CUSTOMER))
            .withFormParam("payment_method_types[0]", equalTo("card"))
            .withFormParam("metadata[recharge_id]", equalTo(RECHARGE))
            .withFormParam("metadata[viewer]", equalTo("mia")));
  }

  @Test
  void a_viewer_becomes_a_customer_with_the_first_payment_and_stays_that_one() {
    fixture.stripe.stubFor(opens());

    fixture.provider.open(order(649, "USD"));
    fixture.provider.open(order(649, "USD"));

    fixture.stripe.verify(
        1,
        postRequestedFor(urlEqualTo(CUSTOMERS))
            .withHeader("Idempotency-Key", equalTo("customer-mia"))
            .withFormParam("metadata[viewer]", equalTo("mia")));
    fixture.stripe.verify(
        2, postRequestedFor(urlEqualTo(INTENTS)).withFormParam("customer", equalTo(CUSTOMER)));
  }

  /** Who was faster is right: two customers would have half of the payments each. */
  @Test
  void a_viewer_who_is_a_customer_by_now_becomes_no_other() {
    new PaymentCustomer("mia", "stripe", "cus_1").stored(fixture.ledger);

    assertEquals(
        "cus_1", new PaymentCustomer("mia", "stripe", "cus_2").stored(fixture.ledger).id());
    fixture.stripe.stubFor(opens());
    fixture.provider.open(order(649, "USD"));
    fixture.stripe.verify(0, postRequestedFor(urlEqualTo(CUSTOMERS)));
    fixture.stripe.verify(
        1, postRequestedFor(urlEqualTo(INTENTS)).withFormParam("customer", equalTo("cus_1")));
  }

  @Test
  void without_a_customer_nothing_is_opened() {
    fixture.stripe.stubFor(opens());
    fixture.stripe.stubFor(post(CUSTOMERS).willReturn(okJson("{}")));

    assertThrows(PaymentProviderException.class, () -> fixture.provider.open(order(649, "USD")));
    fixture.stripe.verify(0, postRequestedFor(urlEqualTo(INTENTS)));
  }

  @Test
  void yen_have_no_decimals_and_dinars_three() {
    fixture.stripe.stubFor(opens());

    fixture.provider.open(order(980, "JPY"));
    fixture.provider.open(order(1_990, "KWD"));

    for (String amount : List.of("980", "1990")) {
      fixture.stripe.verify(
          1, postRequestedFor(urlEqualTo(INTENTS)).withFormParam("amount", equalTo(amount)));
    }
  }

  // ---- Refunds

  private static final String REFUNDS = "/v1/refunds";
  private static final String REFUNDS_OF_PAYMENT = REFUNDS + "?limit=100&payment_intent=" + PAYMENT;

  private static RefundOrder refund() {
    return new RefundOrder("return-1", order(649, "USD"), PAYMENT, new Money(300, "USD"));
  }

  /** Stripe knows these refunds of the payment. */
  private void knowsRefunds(String... refunds) {
    fixture.stripe.stubFor(
        get(REFUNDS_OF_PAYMENT)
            .willReturn(
                okJson(
                    "{\"object\": \"list\", \"data\": [%s], \"has_more\": false, \"url\": \"/v1/refunds\"}"
                        .formatted(String.join(",", refunds)))));
  }

  private static String ours(String status) {
    return shape("refund")
        .replace("\"metadata\": {}", "\"metadata\": {\"refund_id\": \"return-1\"}")
        .replace("succeeded", status);
  }

  @Test
  void a_refund_is_asked_for_under_our_id_and_says_it() {
    knowsRefunds(shape("refund"));
    fixture.stripe.stubFor(post(REFUNDS).willReturn(okJson(ours("pending"))));

    assertEquals(
        new RefundAnswer.Taken("re_3MtwBwLkdIwHu7ix0bq2F6rT"), fixture.provider.refund(refund()));

    fixture.stripe.verify(
        1,
        postRequestedFor(urlEqualTo(REFUNDS))
            .withHeader("Authorization", equalTo("Bearer sk_now"))
            .withHeader("Idempotency-Key", equalTo("return-1"))
            .withHeader("Stripe-Version", equalTo("2026-05-27.dahlia"))
            .withFormParam("payment_intent", equalTo(PAYMENT))
            .withFormParam("amount", equalTo("300"))
            .withFormParam("reason", equalTo("requested_by_customer"))
            .withFormParam("metadata[refund_id]", equalTo("return-1"))
            .withFormParam("metadata[recharge_id]", equalTo(RECHARGE))
            .withFormParam("metadata[viewer]", equalTo("mia")));
  }

  /** Stripe forgets idempotency keys after a day. */
  @ParameterizedTest
  @ValueSource(strings = {"succeeded", "failed"})
  void a_refund_that_stripe_has_made_is_not_asked_for_again(String status) {
    knowsRefunds(shape("refund"), ours(status));

    RefundAnswer answer = fixture.provider.refund(refund());

    assertEquals(status.equals("failed"), answer instanceof RefundAnswer.Refused);
    fixture.stripe.verify(0, postRequestedFor(urlEqualTo(REFUNDS)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\": {\"type\": \"invalid_request_error\", \"code\": \"charge_already_refunded\"}}",
        "{\"error\": {\"type\": \"invalid_request_error\", \"code\": \"charge_disputed\"}}",
        "{\"error\": {\"type\": \"invalid_request_error\", \"param\": \"amount\"}}"
      })
  void what_stripe_never_pays_back_is_refused(String error) {
    knowsRefunds();
    fixture.stripe.stubFor(post(REFUNDS).willReturn(aResponse().withStatus(400).withBody(error)));

    assertTrue(fixture.provider.refund(refund()) instanceof RefundAnswer.Refused);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "400 {\"error\": {\"type\": \"invalid_request_error\", \"code\":"
            + " \"balance_insufficient\"}}",
        "400 {\"error\": {\"type\": \"invalid_request_error\", \"code\": \"resource_missing\"}}",
        "400 no json",
        "409 {\"error\": {\"type\": \"idempotency_error\"}}",
        "500 {}",
        "200 {\"id\": \"re_1\", \"status\": \"lent\"}",
        "200 {\"status\": \"pending\"}"
      })
  void what_may_be_mended_is_no_answer(String answer) {
    knowsRefunds();
    fixture.stripe.stubFor(
        post(REFUNDS)
            .willReturn(
                aResponse()
                    .withStatus(Integer.parseInt(answer.substring(0, 3)))
                    .withBody(answer.substring(4))));

    assertThrows(PaymentProviderException.class, () -> fixture.provider.refund(refund()));
  }

  @Test
  void without_knowing_what_was_paid_back_nothing_is_asked_for() {
    fixture.stripe.stubFor(
        get(REFUNDS_OF_PAYMENT)
            .willReturn(okJson("{\"object\": \"list\", \"data\": [], \"has_more\": true}")));

    assertThrows(PaymentProviderException.class, () -> fixture.provider.refund(refund()));

    fixture.stripe.verify(0, postRequestedFor(urlEqualTo(REFUNDS)));
  }

  @Test
  void a_price_that_stripe_cannot_charge_is_not_sent() {
    assertThrows(PaymentProviderException.class, () -> fixture.provider.open(order(1_995, "KWD")));

    fixture.stripe.verify(0, postRequestedFor(urlEqualTo(INTENTS)));
  }

  @Test
  void it_accepts_the_methods_that_are_listed() {
    assertTrue(fixture.provider.accepts("card"));
    assertTrue(fixture.provider.accepts("paypal"));
    assertFalse(fixture.provider.accepts("sandbox_card"));
    assertFalse(fixture.provider.accepts(""));
  }

  @Test
  void how_to_go_on_with_a_payment_is_asked_for() {
    fixture.knowsPayment();

    assertEquals(OPENED, fixture.provider.reopen(order(649, "USD"), PAYMENT));

    fixture.stripe.verify(
        1,
        getRequestedFor(urlEqualTo(INTENTS + "/" + PAYMENT))
            .withHeader("Stripe-Version", equalTo("2026-05-27.dahlia")));
  }

  @Test
  void a_payment_that_stripe_does_not_know_is_not_opened_again() {
    fixture.stripe.stubFor(get(INTENTS + "/" + PAYMENT).willReturn(aResponse().withStatus(404)));

    assertThrows(
        PaymentProviderException.class, () -> fixture.provider.reopen(order(649, "USD"), PAYMENT));
  }

  @Test
  void a_fault_is_asked_after_once_with_the_same_key() {
    fixture.stripe.stubFor(
        post(INTENTS)
            .inScenario("fault")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(aResponse().withStatus(500))
            .willSetStateTo("over"));
    fixture.stripe.stubFor(opens().inScenario("fault").whenScenarioStateIs("over"));

    assertEquals(OPENED, fixture.provider.open(order(649, "USD")));

    fixture.stripe.verify(
        2, postRequestedFor(urlEqualTo(INTENTS)).withHeader("Idempotency-Key", equalTo(RECHARGE)));
  }

  @Test
  void a_connection_that_breaks_is_tried_again_once() {
    fixture.stripe.stubFor(
        post(INTENTS).willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));

    assertThrows(PaymentProviderException.class, () -> fixture.provider.open(order(649, "USD")));

    fixture.stripe.verify(2, postRequestedFor(urlEqualTo(INTENTS)));
  }

  @Test
  void an_answer_that_comes_twice_is_one_payment() {
    fixture.stripe.stubFor(opens());

    assertEquals(
        fixture.provider.open(order(649, "USD")), fixture.provider.open(order(649, "USD")));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 402, 403, 409, 429})
  void what_is_refused_is_no_answer_and_not_asked_again(int status) {
    fixture.stripe.stubFor(
        post(INTENTS).willReturn(aResponse().withStatus(status).withBody(shape("error"))));

    assertThrows(PaymentProviderException.class, () -> fixture.provider.open(order(649, "USD")));

    fixture.stripe.verify(1, postRequestedFor(urlEqualTo(INTENTS)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{}", "{\"id\":\"pi_1\"}", "<html>", "{\"id\":{}}"})
  void an_answer_that_is_no_payment_is_none(String body) {
    fixture.stripe.stubFor(post(INTENTS).willReturn(okJson(body)));

    assertThrows(PaymentProviderException.class, () -> fixture.provider.open(order(649, "USD")));
  }

  @Test
  void an_answer_without_end_is_none() {
    fixture.stripe.stubFor(post(INTENTS).willReturn(okJson("[" + "0,".repeat(1 << 20) + "0]")));

    assertThrows(PaymentProviderException.class, () -> fixture.provider.open(order(649, "USD")));
  }

  @Test
  void a_key_that_was_rotated_is_read_again() {
    fixture.stripe.stubFor(
        post(INTENTS)
            .withHeader("Authorization", equalTo("Bearer sk_now"))
            .willReturn(aResponse().withStatus(401)));
    fixture.stripe.stubFor(opens().withHeader("Authorization", equalTo("Bearer sk_next")));
    assertThrows(PaymentProviderException.class, () -> fixture.provider.open(order(649, "USD")));

    fixture.secrets.versions.put(StripeFixture.KEY_ARN, List.of("sk_next\n", "sk_now"));
    fixture.now = fixture.now.plus(Duration.ofSeconds(31));

    assertEquals(OPENED, fixture.provider.open(order(649, "USD")));
  }

  @Test
  void a_key_of_the_other_mode_opens_nothing_that_a_viewer_could_pay() {
    fixture.stripe.stubFor(
        post(INTENTS)
            .willReturn(
                okJson(
                    shape("payment_intent").replace("\"livemode\": true", "\"livemode\": false"))));

    assertThrows(PaymentProviderException.class, () -> fixture.provider.open(order(649, "USD")));
  }

  @Test
  void a_key_that_cannot_be_read_is_no_answer() {
    fixture.secrets.versions.clear();

    assertThrows(PaymentProviderException.class, () -> fixture.provider.open(order(649, "USD")));
  }

  @Test
  void where_nobody_listens_there_is_no_answer() {
    var unreachable =
        fixture.provider(URI.create("http://127.0.0.1:1"), StripeFixture.WEBHOOK_ARN, true);

    assertThrows(PaymentProviderException.class, () -> unreachable.open(order(649, "USD")));
  }

  @Test
  void an_answer_that_takes_too_long_is_waited_for_once() {
    fixture.stripe.stubFor(
        post(INTENTS)
            .willReturn(okJson(shape("payment_intent")).withChunkedDribbleDelay(5, 60_000)));
    var impatient = fixture.impatient();
    long since = System.nanoTime();

    assertThrows(PaymentProviderException.class, () -> impatient.open(order(649, "USD")));

    assertTrue(Duration.ofNanos(System.nanoTime() - since).compareTo(Duration.ofSeconds(30)) < 0);
    fixture.stripe.verify(1, postRequestedFor(urlEqualTo(INTENTS)));
  }

  @Test
  void nothing_is_opened_that_no_webhook_could_be_believed_about() {
    fixture.stripe.stubFor(opens());
    var deaf = fixture.provider(URI.create(fixture.stripe.baseUrl()), "", true);

    assertThrows(IllegalStateException.class, () -> deaf.open(order(649, "USD")));

    fixture.stripe.verify(0, postRequestedFor(urlEqualTo(INTENTS)));
  }
}

package io.giftledger.payments.stripe;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.giftledger.economy.Money;
import io.giftledger.payments.PaymentProviderException;
import io.giftledger.payments.PayoutAnswer;
import io.giftledger.payments.PayoutEvent;
import io.giftledger.payments.PayoutOrder;
import io.giftledger.payments.PayoutProvider.Standing;
import io.giftledger.payments.UnbookedEvent.Reason;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReading;
import io.giftledger.payments.WebhookSignature;
import io.micronaut.json.JsonMapper;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stripe Connect, as its documentation describes it. */
class StripePayoutsTest {

  private static final String WITHDRAWAL = "rkb9he21sajk5tkt2cq2gs9j1k";
  private static final String ACCOUNT = "acct_1MTfjCQ9PRzxEwkZ";
  private static final String TRANSFER = "tr_1MiN3gLkdIwHu7ixNCZvFdgA";
  private static final String PAYOUT = "po_1OaFDbEcg9tTZuTgNYmX0PKB";
  private static final String REVERSALS = "/v1/transfers/" + TRANSFER + "/reversals";
  private static final Money FIFTY = new Money(5_000, "USD");
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final WireMockServer STRIPE = new WireMockServer(wireMockConfig().dynamicPort());

  private final Secrets secrets = new Secrets();
  private Instant now = NOW;
  private StripePayouts provider = provider();

  private StripePayouts provider() {
    secrets.versions.put("key", List.of("sk_now"));
    secrets.versions.put("connect", List.of("whsec_new whsec_platform", "whsec_old"));
    JsonMapper json = JsonMapper.createDefault();
    StripeApi api =
        new StripeApi(
            URI.create(STRIPE.baseUrl()), Optional.of("key"), () -> secrets, json, () -> now);
    return new StripePayouts(
        api,
        new StripePayoutWebhooks(Optional.of("connect"), true, () -> secrets, api, json, () -> now),
        true,
        () -> now);
  }

  @BeforeAll
  static void start() {
    STRIPE.start();
  }

  @AfterAll
  static void stop() {
    STRIPE.stop();
  }

  @BeforeEach
  void reset() {
    STRIPE.resetAll();
    STRIPE.stubFor(post("/v1/transfers").willReturn(okJson(transfer(false))));
    STRIPE.stubFor(post("/v1/payouts").willReturn(okJson(payout("pending", ""))));
    STRIPE.stubFor(post(REVERSALS).willReturn(okJson("{\"id\":\"trr_1\"}")));
    provider = provider();
  }

  @ParameterizedTest
  @CsvSource({
    "true, null, VERIFIED",
    "false, null, UNVERIFIED",
    "true, '\"requirements.past_due\"', UNVERIFIED"
  })
  void an_account_is_what_stripe_says_of_it(boolean enabled, String disabled, Standing standing) {
    STRIPE.stubFor(
        get("/v1/accounts/" + ACCOUNT)
            .willReturn(
                okJson(
                    """
                    {"id":"%s","object":"account","payouts_enabled":%s,
                     "requirements":{"currently_due":[],"disabled_reason":%s}}
                    """
                        .formatted(ACCOUNT, enabled, disabled))));

    assertEquals(standing, provider.standing(ACCOUNT));
  }

  @Test
  void an_account_of_somebody_elses_is_not_known() {
    STRIPE.stubFor(get("/v1/accounts/" + ACCOUNT).willReturn(refusal(403, "account_invalid")));

    assertEquals(Standing.UNKNOWN, provider.standing(ACCOUNT));
    assertEquals(Standing.UNKNOWN, provider.standing("acct_1/../balance"));
  }

  @Test
  void money_is_transferred_to_the_account_and_paid_out_from_there() {
    payoutIs("paid", "");

    assertEquals(new PayoutAnswer.Paid(PAYOUT, Optional.of(FIFTY), Optional.empty()), pay());

    STRIPE.verify(
        1,
        postRequestedFor(urlEqualTo("/v1/transfers"))
            .withHeader("Idempotency-Key", equalTo(WITHDRAWAL))
            .withHeader("Stripe-Version", equalTo(StripeApi.VERSION))
            .withFormParam("amount", equalTo("5000"))
            .withFormParam("currency", equalTo("usd"))
            .withFormParam("destination", equalTo(ACCOUNT))
            .withFormParam("transfer_group", equalTo(WITHDRAWAL))
            .withFormParam("metadata[creator]", equalTo("mia"))
            .withoutHeader("Stripe-Account"));
    STRIPE.verify(
        1,
        postRequestedFor(urlEqualTo("/v1/payouts"))
            .withHeader("Idempotency-Key", equalTo(WITHDRAWAL + "-payout"))
            .withHeader("Stripe-Account", equalTo(ACCOUNT))
            .withFormParam("amount", equalTo("5000"))
            .withFormParam("metadata[withdrawal_id]", equalTo(WITHDRAWAL))
            .withFormParam("metadata[transfer]", equalTo(TRANSFER)));
    STRIPE.verify(
        1,
        getRequestedFor(urlEqualTo("/v1/payouts/" + PAYOUT))
            .withHeader("Stripe-Account", equalTo(ACCOUNT)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pending", "in_transit"})
  void what_is_on_its_way_is_pending(String status) {
    payoutIs(status, "");

    assertEquals(new PayoutAnswer.Pending(), pay());
    STRIPE.verify(0, postRequestedFor(urlEqualTo(REVERSALS)));
  }

  @ParameterizedTest
  @CsvSource({"failed, account_closed, account_closed", "canceled, '', canceled"})
  void what_the_bank_does_not_take_has_bounced_once_the_transfer_is_reversed(
      String status, String code, String reason) {
    payoutIs(status, code);

    assertEquals(bounced(status, reason), pay());

    STRIPE.verify(
        1,
        postRequestedFor(urlEqualTo(REVERSALS))
            .withHeader("Idempotency-Key", equalTo(WITHDRAWAL + "-reversal")));
  }

  @Test
  void while_the_transfer_is_not_reversed_nothing_has_come_back() {
    payoutIs("failed", "account_closed");
    STRIPE.stubFor(post(REVERSALS).willReturn(refusal(400, "balance_insufficient")));
    STRIPE.stubFor(get("/v1/transfers/" + TRANSFER).willReturn(okJson(transfer(false))));

    assertThrows(PaymentProviderException.class, this::pay);

    STRIPE.stubFor(get("/v1/transfers/" + TRANSFER).willReturn(okJson(transfer(true))));
    assertEquals(bounced("failed", "account_closed"), pay());
  }

  @Test
  void an_account_that_cannot_be_paid_is_refused_and_keeps_nothing() {
    STRIPE.stubFor(
        post("/v1/transfers").willReturn(refusal(400, "insufficient_capabilities_for_transfer")));
    assertEquals(new PayoutAnswer.Refused("insufficient_capabilities_for_transfer"), pay());
    STRIPE.verify(0, postRequestedFor(urlEqualTo("/v1/payouts")));

    STRIPE.stubFor(post("/v1/transfers").willReturn(okJson(transfer(false))));
    STRIPE.stubFor(post("/v1/payouts").willReturn(refusal(400, "payouts_not_allowed")));
    assertEquals(new PayoutAnswer.Refused("payouts_not_allowed"), pay());
    STRIPE.verify(1, postRequestedFor(urlEqualTo(REVERSALS)));
  }

  @ParameterizedTest
  @CsvSource({"400, balance_insufficient", "409, lock_timeout", "429, rate_limit", "500, ''"})
  void what_may_pass_or_may_have_happened_is_asked_again(int status, String code) {
    STRIPE.stubFor(post("/v1/transfers").willReturn(refusal(status, code)));

    assertThrows(PaymentProviderException.class, this::pay);
  }

  @Test
  void after_a_day_it_is_looked_what_there_is_before_anything_is_made() {
    now = NOW.plus(StripePayouts.KEY_KNOWN).plusSeconds(1);
    STRIPE.stubFor(
        get(urlPathEqualTo("/v1/transfers"))
            .withQueryParam("transfer_group", equalTo(WITHDRAWAL))
            .willReturn(okJson("{\"data\":[%s],\"has_more\":false}".formatted(transfer(false)))));
    STRIPE.stubFor(
        get(urlPathEqualTo("/v1/payouts"))
            .withQueryParam("created[gte]", equalTo(Long.toString(NOW.getEpochSecond())))
            .willReturn(
                okJson("{\"data\":[%s],\"has_more\":true}".formatted(payout("in_transit", "")))));
    payoutIs("paid", "");

    assertInstanceOf(PayoutAnswer.Paid.class, pay());

    STRIPE.verify(0, postRequestedFor(urlEqualTo("/v1/transfers")));
    STRIPE.verify(0, postRequestedFor(urlEqualTo("/v1/payouts")));
  }

  @Test
  void an_answer_of_another_mode_is_none() {
    STRIPE.stubFor(
        post("/v1/transfers")
            .willReturn(
                okJson(transfer(false).replace("\"livemode\":true", "\"livemode\":false"))));

    assertThrows(PaymentProviderException.class, this::pay);
  }

  @Test
  void an_event_tells_of_our_payout_and_two_secrets_count() {
    for (String secret : List.of("whsec_new", "whsec_platform", "whsec_old")) {
      var told =
          assertInstanceOf(
              WebhookReading.Told.class, read(event("payout.paid", payout("paid", "")), secret));
      assertEquals(
          List.of(
              new PayoutEvent(
                  "mia",
                  WITHDRAWAL,
                  new PayoutAnswer.Paid(PAYOUT, Optional.of(FIFTY), Optional.empty()))),
          told.events());
    }
    assertInstanceOf(
        WebhookReading.NotSigned.class,
        read(event("payout.paid", payout("paid", "")), "whsec_stranger"));
  }

  @Test
  void an_event_of_a_payout_that_failed_takes_the_transfer_back_first() {
    String event = event("payout.failed", payout("failed", "no_account"));
    STRIPE.stubFor(post(REVERSALS).willReturn(refusal(500, "")));
    STRIPE.stubFor(get("/v1/transfers/" + TRANSFER).willReturn(okJson(transfer(false))));
    assertThrows(PaymentProviderException.class, () -> read(event, "whsec_new"));

    STRIPE.stubFor(post(REVERSALS).willReturn(okJson("{\"id\":\"trr_1\"}")));
    var told = assertInstanceOf(WebhookReading.Told.class, read(event, "whsec_new"));

    assertEquals(
        List.of(new PayoutEvent("mia", WITHDRAWAL, bounced("failed", "no_account"))),
        told.events());
  }

  @Test
  void payouts_that_an_account_makes_by_itself_are_of_no_concern() {
    assertEquals(
        new WebhookReading.Ignored<>("payout.failed"),
        read(
            event("payout.failed", "{\"id\":\"po_2\",\"status\":\"failed\",\"metadata\":{}}"),
            "whsec_new"));
    assertEquals(
        new WebhookReading.Ignored<>("account.updated"),
        read(event("account.updated", "{\"id\":\"acct_1\"}"), "whsec_new"));
    STRIPE.verify(0, postRequestedFor(urlEqualTo(REVERSALS)));
  }

  @Test
  void a_transfer_that_somebody_else_took_back_is_for_a_person() {
    String ours =
        "[{\"id\":\"trr_1\",\"metadata\":{\"withdrawal_id\":\"%s\"}}]".formatted(WITHDRAWAL);

    assertEquals(
        new WebhookReading.Ignored<>("transfer.reversed"),
        read(event("transfer.reversed", transfer(true).replace("[]", ours)), "whsec_new"));
    var kept =
        assertInstanceOf(
            WebhookReading.Unbooked.class,
            read(event("transfer.reversed", transfer(true)), "whsec_new"));
    assertEquals(Reason.PAYOUT_CONTRADICTED, kept.reason());
    assertEquals(Optional.of("WITHDRAWAL#" + WITHDRAWAL), kept.source().ref());
  }

  @Test
  void an_event_of_the_other_mode_or_with_a_word_that_is_not_known_is_kept() {
    var other =
        assertInstanceOf(
            WebhookReading.Unbooked.class,
            read(
                event("payout.paid", payout("paid", ""))
                    .replace("\"livemode\": true", "\"livemode\": false"),
                "whsec_new"));
    assertEquals(Reason.OTHER_ENVIRONMENT, other.reason());
    var unknown =
        assertInstanceOf(
            WebhookReading.Unbooked.class,
            read(event("payout.paid", payout("paid_perhaps", "")), "whsec_new"));
    assertEquals(Reason.NOT_UNDERSTOOD, unknown.reason());
    assertInstanceOf(WebhookReading.Malformed.class, read("[1]", "whsec_new"));
  }

  private PayoutAnswer pay() {
    return provider.pay(new PayoutOrder(WITHDRAWAL, "mia", ACCOUNT, FIFTY, NOW, now));
  }

  private static PayoutAnswer bounced(String status, String reason) {
    return new PayoutAnswer.Bounced(
        new PayoutAnswer.Back(PAYOUT, PAYOUT + "-" + status, reason, Optional.of(FIFTY)));
  }

  private WebhookReading<PayoutEvent> read(String body, String secret) {
    return provider.read(
        new Webhook(
            Map.of(
                "stripe-signature", new WebhookSignature(secret).sign(body.getBytes(UTF_8), now)),
            body.getBytes(UTF_8)));
  }

  private static String event(String type, String object) {
    return StripeFixture.event(type, object);
  }

  private static ResponseDefinitionBuilder refusal(int status, String code) {
    return aResponse()
        .withStatus(status)
        .withBody(
            "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"%s\"}}".formatted(code));
  }

  private static void payoutIs(String status, String code) {
    STRIPE.stubFor(get("/v1/payouts/" + PAYOUT).willReturn(okJson(payout(status, code))));
  }

  /** The shape of Stripe's documentation. */
  private static String transfer(boolean reversed) {
    return
"""
{"id":"%s","object":"transfer","amount":5000,"amount_reversed":0,"created":1678043844,
 "balance_transaction":"txn_1MiN3gLkdIwHu7ixxapQrznl","currency":"usd","description":null,
 "destination":"%s","destination_payment":"py_1MiN3gQ9PRzxEwkZWTPGNq9o","livemode":true,
 "metadata":{"withdrawal_id":"%s","creator":"mia"},
 "reversals":{"object":"list","data":[],"has_more":false,"total_count":0},
 "reversed":%s,"source_transaction":null,"source_type":"card","transfer_group":"%s"}
"""
        .formatted(TRANSFER, ACCOUNT, WITHDRAWAL, reversed, WITHDRAWAL);
  }

  /** The shape of Stripe's documentation. */
  private static String payout(String status, String code) {
    return
"""
{"id":"%s","object":"payout","amount":5000,"arrival_date":1680652800,"automatic":false,
 "balance_transaction":"txn_1OaFDcEcg9tTZuTgYMR25tSe","created":1680648691,"currency":"usd",
 "description":null,"destination":"ba_1MtIhL2eZvKYlo2CAElKwKu2",
 "failure_balance_transaction":null,"failure_code":%s,"failure_message":null,"livemode":true,
 "metadata":{"withdrawal_id":"%s","creator":"mia","transfer":"%s"},"method":"standard",
 "original_payout":null,"reversed_by":null,"source_type":"card","statement_descriptor":null,
 "status":"%s","type":"bank_account"}
"""
        .formatted(
            PAYOUT, code.isEmpty() ? "null" : "\"" + code + "\"", WITHDRAWAL, TRANSFER, status);
  }
}

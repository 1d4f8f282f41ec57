package io.giftledger.payments.paypal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.giftledger.economy.Money;
import io.giftledger.payments.PaymentProviderException;
import io.giftledger.payments.PayoutAnswer;
import io.giftledger.payments.PayoutEvent;
import io.giftledger.payments.PayoutOrder;
import io.giftledger.payments.PayoutProvider.Standing;
import io.giftledger.payments.UnbookedEvent.Reason;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReading;
import io.micronaut.json.JsonMapper;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
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
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/** PayPal, as its documentation describes it. */
class PayPalPayoutsTest {

  private static final String WITHDRAWAL = "rkb9he21sajk5tkt2cq2gs9j1k";
  private static final String ACCOUNT = "FSMRBANCV8PSG";
  private static final String BATCH = "Q8KVJG9TZTNN4";
  private static final String ITEM = "8AELMXH8UB2P8";
  private static final String PAYOUTS = "/v1/payments/payouts";
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final WireMockServer PAYPAL = new WireMockServer(wireMockConfig().dynamicPort());

  /** The credentials, the current version first. */
  private List<String> credentials = List.of("client:secret");

  private Instant now = NOW;
  private PayPalPayouts provider = provider();

  private PayPalPayouts provider() {
    JsonMapper json = JsonMapper.createDefault();
    SecretsManagerClient secrets =
        new SecretsManagerClient() {
          @Override
          public GetSecretValueResponse getSecretValue(GetSecretValueRequest asked) {
            int place = asked.versionStage().equals("AWSCURRENT") ? 0 : 1;
            if (credentials.size() <= place) throw ResourceNotFoundException.builder().build();
            return GetSecretValueResponse.builder().secretString(credentials.get(place)).build();
          }

          @Override
          public String serviceName() {
            return SERVICE_NAME;
          }

          @Override
          public void close() {}
        };
    PayPalApi api =
        new PayPalApi(
            URI.create(PAYPAL.baseUrl()), Optional.of("arn"), () -> secrets, json, () -> now);
    return new PayPalPayouts(api, "1JE4291016473214C", json, () -> now);
  }

  @BeforeAll
  static void start() {
    PAYPAL.start();
  }

  @AfterAll
  static void stop() {
    PAYPAL.stop();
  }

  @BeforeEach
  void reset() {
    PAYPAL.resetAll();
    PAYPAL.stubFor(
        post("/v1/oauth2/token")
            .withBasicAuth("client", "secret")
            .willReturn(okJson("{\"access_token\":\"A21\",\"expires_in\":32400}")));
    PAYPAL.stubFor(
        post(PAYOUTS)
            .willReturn(
                aResponse()
                    .withStatus(201)
                    .withBody(
                        "{\"batch_header\":{\"payout_batch_id\":\"%s\",\"batch_status\":\"PENDING\"}}"
                            .formatted(BATCH))));
    provider = provider();
  }

  @ParameterizedTest
  @CsvSource({
    "FSMRBANCV8PSG, VERIFIED",
    "mia@example.com, UNKNOWN",
    "+4915112345678, UNKNOWN",
    "FSMRBANCV8PS, UNKNOWN",
    "'', UNKNOWN"
  })
  void only_paypals_own_id_of_an_account_is_a_token(String token, Standing standing) {
    assertEquals(standing, provider.standing(token));
  }

  @Test
  void a_withdrawal_is_a_batch_with_one_item_under_its_own_id() {
    batchIs("SUCCESS", item("SUCCESS", ""));

    assertEquals(
        new PayoutAnswer.Paid(
            ITEM, Optional.of(new Money(5_000, "USD")), Optional.of(new Money(35, "USD"))),
        provider.pay(order(5_000, "USD")));

    PAYPAL.verify(
        1,
        postRequestedFor(urlEqualTo(PAYOUTS))
            .withHeader("Authorization", equalTo("Bearer A21"))
            .withHeader("PayPal-Request-Id", equalTo(WITHDRAWAL))
            .withRequestBody(
                matchingJsonPath("$.sender_batch_header.sender_batch_id", equalTo(WITHDRAWAL)))
            .withRequestBody(matchingJsonPath("$.items[0].recipient_type", equalTo("PAYPAL_ID")))
            .withRequestBody(matchingJsonPath("$.items[0].receiver", equalTo(ACCOUNT)))
            .withRequestBody(matchingJsonPath("$.items[0].sender_item_id", equalTo("mia")))
            .withRequestBody(matchingJsonPath("$.items[0].amount.value", equalTo("50.00")))
            .withRequestBody(matchingJsonPath("$.items[0].amount.currency", equalTo("USD"))));
  }

  @Test
  void a_batch_that_paypal_has_already_is_read_and_not_made_again() {
    PAYPAL.stubFor(
        post(PAYOUTS)
            .willReturn(
                aResponse()
                    .withStatus(400)
                    .withBody(
                        """
                        {"name":"USER_BUSINESS_ERROR","message":"User business error.",
                         "debug_id":"4854e55f0e1b3",
                         "details":[{"field":"SENDER_BATCH_ID","issue":"Duplicate batch request"}],
                         "links":[{"href":"https://api-m.paypal.com/v1/payments/payouts/%s",
                                   "rel":"self","method":"GET"}]}
                        """
                            .formatted(BATCH))));
    batchIs("PROCESSING", "");

    assertEquals(new PayoutAnswer.Pending(), provider.pay(order(5_000, "USD")));
  }

  @ParameterizedTest
  @CsvSource({"400", "422", "500", "503", "429"})
  void what_paypal_does_not_take_may_have_been_taken_and_is_asked_again(int status) {
    PAYPAL.stubFor(
        post(PAYOUTS)
            .willReturn(aResponse().withStatus(status).withBody("{\"name\":\"INTERNAL_ERROR\"}")));

    assertThrows(PaymentProviderException.class, () -> provider.pay(order(5_000, "USD")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PENDING", "UNCLAIMED", "ONHOLD"})
  void an_item_that_may_yet_be_paid_is_pending(String status) {
    batchIs("SUCCESS", item(status, "RECEIVER_UNREGISTERED"));

    assertEquals(new PayoutAnswer.Pending(), provider.pay(order(5_000, "USD")));
  }

  @ParameterizedTest
  @CsvSource({
    "FAILED, RECEIVER_ACCOUNT_LOCKED, receiver_account_locked",
    "BLOCKED, '', blocked",
    "RETURNED, RECEIVER_UNREGISTERED, receiver_unregistered",
    "REFUNDED, '', refunded",
    "REVERSED, 'Something else.', unknown"
  })
  void an_item_that_is_not_with_the_creator_has_bounced(
      String status, String error, String reason) {
    batchIs("SUCCESS", item(status, error));

    assertEquals(bounced(status, reason), provider.pay(order(5_000, "USD")));
  }

  @ParameterizedTest
  @CsvSource({"DENIED, batch_denied", "CANCELED, batch_canceled"})
  void a_batch_that_was_not_processed_is_refused(String status, String reason) {
    batchIs(status, "");

    assertEquals(new PayoutAnswer.Refused(reason), provider.pay(order(5_000, "USD")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SOMETHING_NEW", ""})
  void a_word_that_is_not_known_is_no_answer(String status) {
    batchIs("SUCCESS", item(status, ""));

    assertThrows(PaymentProviderException.class, () -> provider.pay(order(5_000, "USD")));
  }

  @Test
  void a_batch_of_which_paypal_may_know_nothing_any_more_is_not_asked_for_again() {
    now = NOW.plus(PayPalPayouts.REMEMBERED).plusSeconds(1);

    assertEquals(new PayoutAnswer.Pending(), provider.pay(order(5_000, "USD")));

    PAYPAL.verify(0, postRequestedFor(urlEqualTo(PAYOUTS)));
  }

  @ParameterizedTest
  @CsvSource({
    "5000, USD, 50.00",
    "980, JPY, 980",
    "198000, HUF, 1980",
    "1999, KWD, 1.999",
  })
  void amounts_are_written_as_paypal_counts_them(long minor, String currency, String value) {
    batchIs("PROCESSING", "");

    provider.pay(order(minor, currency));

    PAYPAL.verify(
        1,
        postRequestedFor(urlEqualTo(PAYOUTS))
            .withRequestBody(matchingJsonPath("$.items[0].amount.value", equalTo(value))));
  }

  @Test
  void a_part_of_what_has_no_parts_with_paypal_is_refused_at_once() {
    assertEquals(
        new PayoutAnswer.Refused("amount_not_payable"), provider.pay(order(198_050, "HUF")));
  }

  @Test
  void a_token_serves_until_it_ends_and_a_refused_one_is_replaced_with_newer_credentials() {
    batchIs("PROCESSING", "");
    provider.pay(order(5_000, "USD"));
    provider.pay(order(5_000, "USD"));
    PAYPAL.verify(1, postRequestedFor(urlEqualTo("/v1/oauth2/token")));

    now = NOW.plus(Duration.ofHours(9));
    credentials = List.of("client:newer", "client:secret");
    PAYPAL.stubFor(
        post("/v1/oauth2/token")
            .withBasicAuth("client", "newer")
            .willReturn(okJson("{\"access_token\":\"B22\",\"expires_in\":32400}")));
    provider.pay(order(5_000, "USD"));

    PAYPAL.verify(2, postRequestedFor(urlEqualTo("/v1/oauth2/token")));
    PAYPAL.verify(
        1,
        postRequestedFor(urlEqualTo(PAYOUTS)).withHeader("Authorization", equalTo("Bearer B22")));
  }

  @Test
  void a_refused_token_is_fetched_anew() {
    batchIs("PROCESSING", "");
    PAYPAL.stubFor(
        post(PAYOUTS)
            .inScenario("token")
            .whenScenarioStateIs(Scenario.STARTED)
            .willSetStateTo("new")
            .willReturn(aResponse().withStatus(401)));
    PAYPAL.stubFor(
        post(PAYOUTS)
            .inScenario("token")
            .whenScenarioStateIs("new")
            .willReturn(
                aResponse()
                    .withStatus(201)
                    .withBody("{\"batch_header\":{\"payout_batch_id\":\"%s\"}}".formatted(BATCH))));

    assertEquals(new PayoutAnswer.Pending(), provider.pay(order(5_000, "USD")));
  }

  @Test
  void a_creator_whose_id_is_too_long_for_paypal_is_paid_without_it() {
    batchIs("PROCESSING", "");

    provider.pay(
        new PayoutOrder(WITHDRAWAL, "m".repeat(64), ACCOUNT, new Money(5_000, "USD"), NOW, NOW));

    PAYPAL.verify(
        1,
        postRequestedFor(urlEqualTo(PAYOUTS))
            .withRequestBody(matchingJsonPath("$.items[0].sender_item_id", absent())));
  }

  @ParameterizedTest
  @CsvSource({"REFUNDED", "RETURNED"})
  void a_webhook_is_decided_by_how_the_item_stands_with_paypal(String status) {
    verifies("SUCCESS");
    itemIs(item(status, ""));

    // It says that it succeeded, which is long ago.
    WebhookReading<PayoutEvent> reading = provider.read(webhook(event("SUCCEEDED")));

    var told = assertInstanceOf(WebhookReading.Told.class, reading);
    assertEquals(
        List.of(
            new PayoutEvent(
                "mia",
                WITHDRAWAL,
                bounced(status, status.equals("REFUNDED") ? "refunded" : "returned"))),
        told.events());
    assertEquals(Optional.of("WITHDRAWAL#" + WITHDRAWAL), told.source().ref());
    assertEquals(Optional.of(ITEM), told.source().paymentId());
  }

  @Test
  void paypal_is_asked_about_the_very_bytes_that_came() {
    verifies("SUCCESS");
    itemIs(item("SUCCESS", ""));
    String body = event("SUCCEEDED");

    provider.read(webhook(body));

    String asked =
        PAYPAL
            .findAll(postRequestedFor(urlEqualTo("/v1/notifications/verify-webhook-signature")))
            .getFirst()
            .getBodyAsString();
    assertTrue(asked.contains("\"webhook_event\":" + body + "}"), asked);
    assertTrue(asked.contains("\"webhook_id\":\"1JE4291016473214C\""), asked);
    assertTrue(asked.contains("\"transmission_id\":\"69cd13f0\""), asked);
  }

  @Test
  void what_paypal_has_not_signed_is_not_believed() {
    verifies("FAILURE");
    assertInstanceOf(WebhookReading.NotSigned.class, provider.read(webhook(event("SUCCEEDED"))));

    for (String header : headers().keySet()) {
      Map<String, String> others = new HashMap<>(headers());
      others.remove(header);
      assertInstanceOf(
          WebhookReading.NotSigned.class,
          provider.read(new Webhook(others, event("SUCCEEDED").getBytes(UTF_8))));
      others.put(header, "a\",\"webhook_id\":\"other");
      assertInstanceOf(
          WebhookReading.NotSigned.class,
          provider.read(new Webhook(others, event("SUCCEEDED").getBytes(UTF_8))));
    }
    assertInstanceOf(WebhookReading.NotSigned.class, provider.read(webhook("not json")));
  }

  @Test
  void while_paypal_does_not_say_whether_it_is_its_own_a_webhook_must_come_again() {
    PAYPAL.stubFor(
        post("/v1/notifications/verify-webhook-signature").willReturn(aResponse().withStatus(503)));

    assertThrows(PaymentProviderException.class, () -> provider.read(webhook(event("SUCCEEDED"))));
  }

  @Test
  void what_is_still_pending_or_of_a_batch_is_of_no_concern() {
    verifies("SUCCESS");
    itemIs(item("UNCLAIMED", ""));

    assertEquals(
        new WebhookReading.Ignored<>("PAYMENT.PAYOUTS-ITEM.UNCLAIMED"),
        provider.read(webhook(event("UNCLAIMED"))));
    assertEquals(
        new WebhookReading.Ignored<>("PAYMENT.PAYOUTSBATCH.SUCCESS"),
        provider.read(
            webhook("{\"id\":\"WH-1\",\"event_type\":\"PAYMENT.PAYOUTSBATCH.SUCCESS\"}")));
  }

  @Test
  void an_item_that_does_not_say_whose_it_is_is_kept_for_a_person() {
    verifies("SUCCESS");
    itemIs(item("REFUNDED", "").replace("\"sender_item_id\":\"mia\",", ""));

    var unbooked =
        assertInstanceOf(WebhookReading.Unbooked.class, provider.read(webhook(event("REFUNDED"))));

    assertEquals(Reason.UNKNOWN_WITHDRAWAL, unbooked.reason());
    assertTrue(!unbooked.source().toString().contains(ACCOUNT), "who is paid is not kept");
  }

  private static PayoutAnswer bounced(String status, String reason) {
    return new PayoutAnswer.Bounced(
        new PayoutAnswer.Back(
            ITEM,
            ITEM + "-" + status.toLowerCase(java.util.Locale.ROOT),
            reason,
            Optional.of(new Money(5_000, "USD"))));
  }

  private PayoutOrder order(long minor, String currency) {
    return new PayoutOrder(WITHDRAWAL, "mia", ACCOUNT, new Money(minor, currency), NOW, now);
  }

  private static void batchIs(String status, String item) {
    PAYPAL.stubFor(
        get(PAYOUTS + "/" + BATCH)
            .willReturn(
                okJson(
                    """
                    {"batch_header":{"payout_batch_id":"%s","batch_status":"%s",
                     "sender_batch_header":{"sender_batch_id":"%s"},
                     "amount":{"value":"50.00","currency":"USD"},
                     "fees":{"value":"0.35","currency":"USD"}},
                     "items":[%s],"links":[]}
                    """
                        .formatted(BATCH, status, WITHDRAWAL, item))));
  }

  private static void itemIs(String item) {
    PAYPAL.stubFor(get("/v1/payments/payouts-item/" + ITEM).willReturn(okJson(item)));
  }

  private static void verifies(String status) {
    PAYPAL.stubFor(
        post("/v1/notifications/verify-webhook-signature")
            .willReturn(okJson("{\"verification_status\":\"%s\"}".formatted(status))));
  }

  /** An item in the shape of PayPal's documentation. */
  private static String item(String status, String error) {
    return
"""
{"payout_item_id":"%s","transaction_id":"0C413693MN970190K","activity_id":"0E158638XS0329106",
 "transaction_status":"%s","payout_item_fee":{"currency":"USD","value":"0.35"},
 "payout_batch_id":"%s","sender_batch_id":"%s",
 "payout_item":{"recipient_type":"PAYPAL_ID","amount":{"value":"50.00","currency":"USD"},
  "receiver":"%s","sender_item_id":"mia","recipient_wallet":"PAYPAL"},
 "time_processed":"2026-11-26T10:17:41Z",%s
 "links":[{"rel":"self","href":"https://api-m.paypal.com/v1/payments/payouts-item/%s"}]}
"""
        .formatted(
            ITEM,
            status,
            BATCH,
            WITHDRAWAL,
            ACCOUNT,
            error.isEmpty() ? "" : "\"errors\":{\"name\":\"%s\",\"details\":[]},".formatted(error),
            ITEM)
        .strip();
  }

  private static String event(String type) {
    return """
    {"id":"WH-2WR32451HC0233532","create_time":"2026-11-26T10:17:42Z",\
    "resource_type":"payouts_item","event_type":"PAYMENT.PAYOUTS-ITEM.%s",\
    "resource":{"payout_item_id":"%s","transaction_status":"SUCCESS"}}\
    """
        .formatted(type, ITEM);
  }

  private static Map<String, String> headers() {
    return Map.of(
        "paypal-auth-algo", "SHA256withRSA",
        "paypal-cert-url", "https://api.paypal.com/v1/notifications/certs/CERT-1",
        "paypal-transmission-id", "69cd13f0",
        "paypal-transmission-sig", "lmI95Jx3Y9nh==",
        "paypal-transmission-time", "2026-11-26T10:17:43Z");
  }

  private static Webhook webhook(String body) {
    return new Webhook(headers(), body.getBytes(UTF_8));
  }
}

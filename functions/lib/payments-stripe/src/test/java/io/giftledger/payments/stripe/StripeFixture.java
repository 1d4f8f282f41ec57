package io.giftledger.payments.stripe;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.giftledger.economy.Money;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.table.MemoryTable;
import io.giftledger.payments.PaymentOrder;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReading;
import io.giftledger.payments.WebhookSignature;
import io.micronaut.json.JsonMapper;
import io.micronaut.validation.validator.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Stripe, as its documentation describes it, and the provider that asks it. */
final class StripeFixture implements AutoCloseable {

  static final String PAYMENT = "pi_3MtwBwLkdIwHu7ix28a3tqPa";
  static final String RECHARGE = "0123456789abcdef0123456789abcdef";
  static final String CLIENT_SECRET = PAYMENT + "_secret_YrKJUKribcBjcG8HVhfZluoGH";
  static final String KEY_ARN = "key";
  static final String WEBHOOK_ARN = "webhook";
  static final String SIGNING_SECRET = "whsec_now";

  final WireMockServer stripe = new WireMockServer(wireMockConfig().dynamicPort());
  final Secrets secrets = new Secrets();
  final StripePayments provider;
  final Ledger ledger =
      new Ledger(new MemoryTable(), InstantSource.system(), (_, _) -> false, Format.CURRENT);
  private final JsonMapper json = JsonMapper.createDefault();
  Instant now = Instant.parse("2026-11-26T12:00:00Z");

  StripeFixture() {
    this(true);
  }

  StripeFixture(boolean livemode) {
    stripe.start();
    stripe.stubFor(post("/v1/customers").willReturn(okJson(shape("customer"))));
    secrets.versions.put(KEY_ARN, List.of("sk_now"));
    secrets.versions.put(WEBHOOK_ARN, List.of(SIGNING_SECRET));
    provider = provider(URI.create(stripe.baseUrl()), WEBHOOK_ARN, livemode);
  }

  StripePayments provider(URI url, String webhookArn, boolean livemode) {
    return provider(
        new StripeApi(url, Optional.of(KEY_ARN), () -> secrets, json, () -> now),
        webhookArn,
        livemode);
  }

  /** One that waits a second for an answer, and for which that is long. */
  StripePayments impatient() {
    InstantSource hasty = () -> now = now.plusSeconds(4);
    return provider(
        new StripeApi(
            URI.create(stripe.baseUrl()),
            Optional.of(KEY_ARN),
            () -> secrets,
            json,
            hasty,
            Duration.ofSeconds(1)),
        WEBHOOK_ARN,
        true);
  }

  private StripePayments provider(StripeApi api, String webhookArn, boolean livemode) {
    return new StripePayments(
        ledger,
        api,
        new StripeWebhooks(
            Optional.of(webhookArn),
            livemode,
            () -> secrets,
            api,
            json,
            Validator::getInstance,
            () -> now),
        Optional.of(webhookArn),
        "card, paypal",
        livemode);
  }

  static PaymentOrder order(long minor, String currency) {
    return new PaymentOrder(RECHARGE, "mia", "coins-500", new Money(minor, currency), "card");
  }

  /** A shape from Stripe's documentation. */
  static String shape(String name) {
    try (InputStream file = StripeFixture.class.getResourceAsStream(name + ".json")) {
      return new String(Objects.requireNonNull(file, name).readAllBytes(), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** An event about an object, as Stripe tells it. */
  static String event(String type, String object) {
    return
"""
{
  "id": "evt_1NG8Du2eZvKYlo2CUI79vXWy",
  "object": "event",
  "api_version": "2026-05-27.dahlia",
  "created": 1795694403,
  "data": {"object": %s},
  "livemode": true,
  "pending_webhooks": 1,
  "request": {"id": "req_Xk2", "idempotency_key": "%s"},
  "type": "%s"
}
"""
        .formatted(object, RECHARGE, type);
  }

  void knowsPayment() {
    stripe.stubFor(
        get("/v1/payment_intents/" + PAYMENT).willReturn(okJson(shape("payment_intent"))));
    knowsBalance("txn_3MtwBwLkdIwHu7ix0sUaeZ6H", 0);
  }

  /** What something did to the balance: by default, a refund costs nothing. */
  void knowsBalance(String id, long fee) {
    stripe.stubFor(
        get("/v1/balance_transactions/" + id)
            .willReturn(
                okJson("{\"id\":\"%s\",\"fee\":%d,\"currency\":\"usd\"}".formatted(id, fee))));
  }

  void answersNothing() {
    stripe.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(500)));
  }

  WebhookReading told(String type, String object) {
    return read(event(type, object));
  }

  WebhookReading read(String body) {
    return read(body, new WebhookSignature(SIGNING_SECRET).sign(body.getBytes(UTF_8), now));
  }

  WebhookReading read(String body, String signature) {
    return provider.read(new Webhook(Map.of("stripe-signature", signature), body.getBytes(UTF_8)));
  }

  @Override
  public void close() {
    stripe.stop();
  }
}

package io.giftledger.payments.paypal;

import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.payments.PaymentProviderException;
import io.giftledger.payments.PayoutAnswer;
import io.giftledger.payments.PayoutEvent;
import io.giftledger.payments.PayoutOrder;
import io.giftledger.payments.PayoutProvider;
import io.giftledger.payments.ProviderEvent;
import io.giftledger.payments.UnbookedEvent.Reason;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReading;
import io.giftledger.payments.WebhookSignature.Fault;
import io.giftledger.payments.paypal.PayPalPayout.Asked;
import io.giftledger.payments.paypal.PayPalPayout.Item;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Pays PayPal accounts. A withdrawal is a batch with one item; its id is the batch's, which PayPal
 * takes once within 30 days. Of a webhook only the item's id is believed: how it stands, PayPal is
 * asked. Where nobody says which credentials to use, there is no PayPal.
 */
@Singleton
@Requires(property = "paypal.credentials.secret.arn")
final class PayPalPayouts implements PayoutProvider {

  static final String NAME = "paypal";

  /** How long a batch's id is surely known; asked after that, PayPal might pay it again. */
  static final Duration REMEMBERED = Duration.ofDays(29);

  /** PayPal's own id for an account; an e-mail address would say who it is. */
  private static final Pattern ACCOUNT = Pattern.compile("[2-9A-HJ-NP-Z]{13}");

  private static final String ITEM_EVENTS = "PAYMENT.PAYOUTS-ITEM.";

  private static final int ITEM_ID_LENGTH_MAX = 63;

  private static final Logger LOG = LoggerFactory.getLogger(PayPalPayouts.class);

  private final PayPalApi api;
  private final String webhookId;
  private final JsonMapper json;
  private final InstantSource clock;

  /**
   * @param webhookId {@code PAYPAL_WEBHOOK_ID}: PayPal's id for our address; without it no webhook
   *     is believed
   */
  PayPalPayouts(
      PayPalApi api,
      @Property(name = "paypal.webhook.id", defaultValue = "") String webhookId,
      JsonMapper json,
      InstantSource clock) {
    this.api = api;
    this.webhookId = webhookId;
    this.json = json;
    this.clock = clock;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** PayPal tells of no account whether it can be paid: what it does not take in comes back. */
  @Override
  public Standing standing(String token) {
    return ACCOUNT.matcher(token).matches() ? Standing.VERIFIED : Standing.UNKNOWN;
  }

  @Override
  public PayoutMethod.Kind kind(String token) {
    return PayoutMethod.Kind.PAYPAL;
  }

  @Override
  public PayoutAnswer pay(PayoutOrder order) {
    if (clock.instant().isAfter(order.requestedAt().plus(REMEMBERED))) {
      LOG.atError()
          .addKeyValue("withdrawal", order.idempotencyKey())
          .log("PayPal is not asked any more: it could have forgotten the batch's id");
      return new PayoutAnswer.Pending();
    }
    Optional<String> value = PayPalAmounts.ofMoney(order.amount());
    if (value.isEmpty()) return new PayoutAnswer.Refused("amount_not_payable");
    PayPalPayout batch = api.batch(api.pay(order.idempotencyKey(), batch(order, value.get())));
    return batch.answer().orElseThrow(() -> notUnderstood("a batch"));
  }

  private static Map<String, Object> batch(PayoutOrder order, String value) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("recipient_type", "PAYPAL_ID");
    item.put("receiver", order.token());
    item.put("amount", Map.of("value", value, "currency", order.amount().currency()));
    // A longer one would be refused; its webhooks are for a person then, and asking still tells.
    if (order.creator().length() <= ITEM_ID_LENGTH_MAX) {
      item.put("sender_item_id", order.creator());
    }
    return Map.of(
        "sender_batch_header", Map.of("sender_batch_id", order.idempotencyKey()),
        "items", List.of(item));
  }

  private static PaymentProviderException notUnderstood(String what) {
    return new PaymentProviderException(NAME, "PayPal's word for " + what + " is not known");
  }

  /** As much of a webhook as is read. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Event(@Nullable String id, @Nullable String eventType, @Nullable Resource resource) {}

  /** What it happened to. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Resource(@Nullable String payoutItemId) {}

  @Override
  public WebhookReading<PayoutEvent> read(Webhook webhook) {
    Optional<Event> event = parsed(webhook.body());
    if (webhookId.isEmpty() || event.isEmpty() || !api.isOurs(webhook, webhookId)) {
      return new WebhookReading.NotSigned<>(Fault.MISMATCH);
    }
    String type = Optional.ofNullable(event.get().eventType()).orElse("");
    if (!type.startsWith(ITEM_EVENTS)) return new WebhookReading.Ignored<>(type);
    String id = Optional.ofNullable(event.get().id()).orElse("");
    if (!ProviderEvent.isId(id)) {
      return new WebhookReading.Invalid<>(Map.of("id", "must be an event's id"));
    }
    return Optional.ofNullable(event.get().resource())
        .map(Resource::payoutItemId)
        .filter(item -> item.matches(PayPalApi.ID))
        .map(item -> read(id, type, api.item(item)))
        .orElseGet(
            () -> new WebhookReading.Invalid<>(Map.of("payout_item_id", "must be an item's id")));
  }

  private WebhookReading<PayoutEvent> read(String id, String type, Item item) {
    Optional<String> withdrawal = Optional.ofNullable(item.senderBatchId());
    Optional<String> creator = Optional.ofNullable(item.payoutItem()).map(Asked::senderItemId);
    ProviderEvent source =
        new ProviderEvent(
            NAME,
            id,
            type,
            creator,
            withdrawal.map(its -> "WITHDRAWAL#" + its),
            Optional.ofNullable(item.payoutItemId()),
            Optional.ofNullable(item.payoutItem())
                .map(Asked::amount)
                .flatMap(PayPalPayout.Amount::money),
            String.valueOf(item.transactionStatus()));
    Optional<PayoutAnswer> answer = item.answer();
    if (answer.isEmpty()) return new WebhookReading.Unbooked<>(source, Reason.NOT_UNDERSTOOD);
    if (answer.get() instanceof PayoutAnswer.Pending) return new WebhookReading.Ignored<>(type);
    if (withdrawal.isEmpty() || creator.isEmpty()) {
      return new WebhookReading.Unbooked<>(source, Reason.UNKNOWN_WITHDRAWAL);
    }
    return new WebhookReading.Told<>(
        source, new PayoutEvent(creator.get(), withdrawal.get(), answer.get()));
  }

  private Optional<Event> parsed(byte[] body) {
    try {
      return Optional.ofNullable(json.readValue(body, Event.class));
    } catch (IOException | IllegalArgumentException | JacksonException malformed) {
      return Optional.empty();
    }
  }
}

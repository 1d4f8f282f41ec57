package io.giftledger.payments.stripe;

import io.giftledger.payments.PayoutAnswer;
import io.giftledger.payments.PayoutEvent;
import io.giftledger.payments.ProviderEvent;
import io.giftledger.payments.SecretVersions;
import io.giftledger.payments.UnbookedEvent.Reason;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReading;
import io.giftledger.payments.WebhookSecrets;
import io.giftledger.payments.stripe.StripeConnect.Metadata;
import io.giftledger.payments.stripe.StripeConnect.Payout;
import io.giftledger.payments.stripe.StripeConnect.Transfer;
import io.micronaut.context.annotation.Property;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.core.JacksonException;

/**
 * Reads the webhooks of connected accounts. Payouts that are not ours, such as those that an
 * account makes by itself, are of no concern.
 */
@Singleton
final class StripePayoutWebhooks {

  private static final Pattern SPACES = Pattern.compile("\\s+");

  private final WebhookSecrets<StripeSignature> secrets;
  private final StripeApi api;
  private final JsonMapper json;
  private final boolean livemode;

  /**
   * @param secretArn {@code STRIPE_CONNECT_WEBHOOK_SECRET_ARN}: what Connect's endpoint signs with,
   *     and after a space, perhaps, what that of the platform's own account does
   * @param livemode {@code STRIPE_LIVEMODE}: whether the money is real
   * @param secretsManager made when the first webhook comes
   */
  StripePayoutWebhooks(
      @Property(name = "stripe.connect.webhook.secret.arn") Optional<String> secretArn,
      @Property(name = "stripe.livemode", defaultValue = "false") boolean livemode,
      Provider<SecretsManagerClient> secretsManager,
      StripeApi api,
      JsonMapper json,
      InstantSource clock) {
    this.secrets =
        new WebhookSecrets<>(
            () ->
                SecretVersions.read(
                        secretsManager.get(),
                        StripePayments.required("STRIPE_CONNECT_WEBHOOK_SECRET_ARN", secretArn))
                    .stream()
                    .flatMap(SPACES::splitAsStream)
                    .toList(),
            StripeSignature::new,
            clock);
    this.api = api;
    this.json = json;
    this.livemode = livemode;
  }

  /**
   * Reads a webhook, after checking its signature. The transfer of a payout that failed is reversed
   * before it is told: only then is the money back.
   *
   * @throws io.giftledger.payments.PaymentProviderException if Stripe has to be asked, and does not
   *     answer
   */
  WebhookReading<PayoutEvent> read(Webhook webhook) {
    return secrets
        .check(webhook.header(StripeWebhooks.SIGNATURE_HEADER).orElse(""), webhook.body())
        .<WebhookReading<PayoutEvent>>map(WebhookReading.NotSigned::new)
        .orElseGet(() -> event(webhook.body()));
  }

  private WebhookReading<PayoutEvent> event(byte[] body) {
    try {
      StripeEvent event = json.readValue(body, StripeEvent.class);
      if (event == null
          || event.type() == null
          || event.livemode() == null
          || event.data() == null) {
        return new WebhookReading.Malformed<>();
      }
      return switch (event.type()) {
        case "payout.paid", "payout.failed", "payout.canceled" ->
            object(event, Payout.class)
                .map(payout -> payout(event, payout))
                .orElseGet(WebhookReading.Malformed::new);
        case "transfer.reversed" ->
            object(event, Transfer.class)
                .map(transfer -> transfer(event, transfer))
                .orElseGet(WebhookReading.Malformed::new);
        default -> new WebhookReading.Ignored<>(event.type());
      };
    } catch (IOException | IllegalArgumentException | JacksonException malformed) {
      // What the parser says may quote the body.
      return new WebhookReading.Malformed<>();
    }
  }

  private <T> Optional<T> object(StripeEvent event, Class<T> type) throws IOException {
    return Optional.ofNullable(json.readValueFromTree(event.data().object(), type));
  }

  private WebhookReading<PayoutEvent> payout(StripeEvent event, Payout payout) {
    Metadata ours = payout.metadata();
    if (ours == null || ours.withdrawalId() == null || ours.creator() == null) {
      return new WebhookReading.Ignored<>(event.type());
    }
    ProviderEvent source = source(event, ours, payout);
    if (event.livemode() != livemode) {
      return new WebhookReading.Unbooked<>(source, Reason.OTHER_ENVIRONMENT);
    }
    Optional<PayoutAnswer> answer = payout.answer();
    String transfer = ours.transfer();
    if (answer.isEmpty()
        || payout.isBack() && (transfer == null || !transfer.matches(StripeObject.ID))) {
      return new WebhookReading.Unbooked<>(source, Reason.NOT_UNDERSTOOD);
    }
    if (payout.isBack() && transfer != null) api.reverse(transfer, ours.withdrawalId());
    return new WebhookReading.Told<>(
        source, new PayoutEvent(ours.creator(), ours.withdrawalId(), answer.get()));
  }

  /** Our own reversals follow from what a payout says; of any other a person has to think. */
  private static WebhookReading<PayoutEvent> transfer(StripeEvent event, Transfer transfer) {
    Metadata ours = transfer.metadata();
    return ours == null || ours.withdrawalId() == null || transfer.isReversedByUs()
        ? new WebhookReading.Ignored<>(event.type())
        : new WebhookReading.Unbooked<>(
            new ProviderEvent(
                StripePayments.NAME,
                event.id(),
                event.type(),
                Optional.ofNullable(ours.creator()),
                Optional.of("WITHDRAWAL#" + ours.withdrawalId()),
                Optional.ofNullable(transfer.id()),
                Optional.empty(),
                "reversed by somebody else"),
            Reason.PAYOUT_CONTRADICTED);
  }

  private static ProviderEvent source(StripeEvent event, Metadata ours, Payout payout) {
    return new ProviderEvent(
        StripePayments.NAME,
        event.id(),
        event.type(),
        Optional.ofNullable(ours.creator()),
        Optional.of("WITHDRAWAL#" + ours.withdrawalId()),
        Optional.ofNullable(payout.id()),
        payout.money(),
        payout.status() + " " + payout.failureCode());
  }
}

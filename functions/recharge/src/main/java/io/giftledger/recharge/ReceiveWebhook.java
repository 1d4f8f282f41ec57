package io.giftledger.recharge;

import io.giftledger.http.Problem;
import io.giftledger.payments.PaymentEvent;
import io.giftledger.payments.PaymentProvider;
import io.giftledger.payments.Providers;
import io.giftledger.payments.UnbookedEvents;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReading;
import io.giftledger.payments.WebhookSignature.Fault;
import io.giftledger.payments.booking.SettleRecharge;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a webhook read by the provider at whose address it came in, and does what it tells, or keeps
 * it if nothing can be done yet. Every provider on board is heard, also one that is given nothing
 * new any more.
 */
@Singleton
final class ReceiveWebhook {

  private static final Logger LOG = LoggerFactory.getLogger(ReceiveWebhook.class);

  private final Providers<PaymentProvider> providers;
  private final SettleRecharge settleRecharge;
  private final UnbookedEvents unbookedEvents;

  ReceiveWebhook(
      Providers<PaymentProvider> providers,
      SettleRecharge settleRecharge,
      UnbookedEvents unbookedEvents) {
    this.providers = providers;
    this.settleRecharge = settleRecharge;
    this.unbookedEvents = unbookedEvents;
  }

  /**
   * Does what a webhook says.
   *
   * @param provider whose address it came in at
   * @return why it cannot be done; empty if it need not be told again
   * @throws io.giftledger.payments.PaymentProviderException if the provider gave no answer to what
   *     it takes to understand it: it must be told again
   */
  Optional<Problem> receive(String provider, Webhook webhook) {
    Optional<PaymentProvider> known = providers.find(provider);
    if (known.isEmpty()) {
      return Optional.of(
          new Problem(404, "unknown_provider", "There is no such payment provider."));
    }
    return switch (known.get().read(webhook)) {
      case WebhookReading.Told(var source, var events) -> {
        for (PaymentEvent event : events) {
          settleRecharge
              .settle(provider, event)
              .ifPresent(reason -> unbookedEvents.keep(source, reason));
        }
        yield Optional.empty();
      }
      case WebhookReading.Unbooked(var source, var reason) -> {
        unbookedEvents.keep(source, reason);
        yield Optional.empty();
      }
      case WebhookReading.Ignored(String type) -> {
        LOG.atInfo().addKeyValue("type", type).log("event ignored");
        yield Optional.empty();
      }
      case WebhookReading.NotSigned(var fault) -> Optional.of(problem(fault));
      case WebhookReading.Malformed _ ->
          Optional.of(
              new Problem(400, "malformed_body", "The body is no event of this provider's."));
      case WebhookReading.Invalid(var faults) ->
          Optional.of(
              Problem.invalidRequest(
                  new TreeMap<>(faults)
                      .entrySet().stream()
                          .map(
                              fault -> Map.of("field", fault.getKey(), "message", fault.getValue()))
                          .toList()));
    };
  }

  private static Problem problem(Fault fault) {
    return switch (fault) {
      case MALFORMED ->
          new Problem(
              401, "invalid_signature", "The signature is not written t=<seconds>,v1=<hex>.");
      case MISMATCH -> new Problem(401, "invalid_signature", "The signature does not match.");
      case EXPIRED ->
          new Problem(401, "signature_expired", "The signature is too old, or from the future.");
    };
  }
}

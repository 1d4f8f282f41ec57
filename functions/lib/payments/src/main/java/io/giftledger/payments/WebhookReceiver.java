package io.giftledger.payments;

import io.giftledger.http.Problem;
import io.giftledger.http.Reply;
import io.giftledger.payments.WebhookSignature.Fault;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has what a webhook says booked, or keeps it if nothing can be, and answers the provider. */
@Singleton
@Requires(classes = Problem.class)
public final class WebhookReceiver {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookReceiver.class);

  private static final Reply RECEIVED = Reply.ok(Map.of("received", true));

  private final UnbookedEvents unbookedEvents;

  WebhookReceiver(UnbookedEvents unbookedEvents) {
    this.unbookedEvents = unbookedEvents;
  }

  /**
   * Does what a webhook says.
   *
   * @param reading by the provider at whose address it came in; empty if there is none
   * @param booking books what is told, or knows that it was; or says why there is no entry for it
   */
  public <E> Reply receive(
      Supplier<Optional<WebhookReading<E>>> reading,
      Function<E, Optional<UnbookedEvent.Reason>> booking) {
    try {
      return reading
          .get()
          .map(read -> receive(read, booking))
          .orElseGet(
              () ->
                  new Problem(404, "unknown_provider", "There is no such payment provider.")
                      .reply());
    } catch (PaymentProviderException noAnswer) {
      return unavailable(noAnswer);
    }
  }

  private <E> Reply receive(
      WebhookReading<E> reading, Function<E, Optional<UnbookedEvent.Reason>> booking) {
    return switch (reading) {
      case WebhookReading.Told<E>(var source, var events) -> {
        for (E event : events) {
          booking
              .apply(event)
              .ifPresent(reason -> unbookedEvents.keep(telling(source, event), reason));
        }
        yield RECEIVED;
      }
      case WebhookReading.Unbooked<E>(var source, var reason) -> {
        unbookedEvents.keep(source, reason);
        yield RECEIVED;
      }
      case WebhookReading.Ignored<E>(String type) -> {
        LOG.atInfo().addKeyValue("type", type).log("event ignored");
        yield RECEIVED;
      }
      case WebhookReading.NotSigned<E>(var fault) -> problem(fault).reply();
      case WebhookReading.Malformed<E> _ ->
          new Problem(400, "malformed_body", "The body is no event of this provider's.").reply();
      case WebhookReading.Invalid<E>(var faults) ->
          Problem.invalidRequest(
                  new TreeMap<>(faults)
                      .entrySet().stream()
                          .map(
                              fault -> Map.of("field", fault.getKey(), "message", fault.getValue()))
                          .toList())
              .reply();
    };
  }

  private static ProviderEvent telling(ProviderEvent source, Object event) {
    return switch (event) {
      case PaymentEvent.Adjusted adjusted -> source.about(adjusted.adjustment().id());
      case PayoutEvent payout ->
          payout.says().cameBack().map(back -> source.about(back.returnId())).orElse(source);
      default -> source;
    };
  }

  /** What is answered while a provider does not answer us. */
  public static Reply unavailable(PaymentProviderException noAnswer) {
    LOG.atWarn().addKeyValue("provider", noAnswer.provider()).setCause(noAnswer).log("no answer");
    return new Reply(
        503,
        Map.of("Retry-After", "2"),
        new Problem(
            503,
            "payment_provider_unavailable",
            "The payment provider did not answer. Send the same request again."));
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

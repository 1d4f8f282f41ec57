package io.giftledger.payments;

import java.util.List;
import java.util.Map;

/** What came of reading a webhook. */
public sealed interface WebhookReading {

  /**
   * The provider tells of a payment.
   *
   * @param source the event as it was told
   * @param events what it says, at least one thing: all of it is done, or it must be told again
   */
  record Told(ProviderEvent source, List<PaymentEvent> events) implements WebhookReading {

    /** One that says one thing. */
    public Told(ProviderEvent source, PaymentEvent event) {
      this(source, List.of(event));
    }
  }

  /**
   * The provider tells of money in a way that nothing books yet.
   *
   * @param source the event as it was told
   * @param reason what it tells of
   */
  record Unbooked(ProviderEvent source, UnbookedEvent.Reason reason) implements WebhookReading {}

  /**
   * The provider tells of something that is of no concern.
   *
   * @param type the provider's word for it
   */
  record Ignored(String type) implements WebhookReading {}

  /**
   * Nobody knows who sent it.
   *
   * @param fault what is wrong with its signature
   */
  record NotSigned(WebhookSignature.Fault fault) implements WebhookReading {}

  /** The provider signed it, and it is nothing that can be read. */
  record Malformed() implements WebhookReading {}

  /**
   * The provider signed it, and it lacks what an event has.
   *
   * @param faults what is wrong with its fields, by their names
   */
  record Invalid(Map<String, String> faults) implements WebhookReading {}
}

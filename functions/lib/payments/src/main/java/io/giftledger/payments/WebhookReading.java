package io.giftledger.payments;

import java.util.Map;

/** What came of reading a webhook. */
public sealed interface WebhookReading {

  /**
   * The provider tells of a payment.
   *
   * @param source the event as it was told
   * @param event what it says
   */
  record Told(ProviderEvent source, PaymentEvent event) implements WebhookReading {}

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

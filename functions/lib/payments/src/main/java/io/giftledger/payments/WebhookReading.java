package io.giftledger.payments;

import java.util.Map;

/** What came of reading a webhook. */
public sealed interface WebhookReading {

  /**
   * The provider tells something.
   *
   * @param event what
   */
  record Told(PaymentEvent event) implements WebhookReading {}

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

package io.giftledger.payments;

import java.util.List;
import java.util.Map;

/**
 * What came of reading a webhook.
 *
 * @param <E> what the provider tells of: a {@link PaymentEvent} or a {@link PayoutEvent}
 */
public sealed interface WebhookReading<E> {

  /**
   * The provider tells of money that moved.
   *
   * @param source the event as it was told
   * @param events what it says, at least one thing: all of it is done, or it must be told again
   */
  record Told<E>(ProviderEvent source, List<E> events) implements WebhookReading<E> {

    /** One that says one thing. */
    public Told(ProviderEvent source, E event) {
      this(source, List.of(event));
    }
  }

  /**
   * The provider tells of money in a way that nothing books yet.
   *
   * @param source the event as it was told
   * @param reason what it tells of
   */
  record Unbooked<E>(ProviderEvent source, UnbookedEvent.Reason reason)
      implements WebhookReading<E> {}

  /**
   * The provider tells of something that is of no concern.
   *
   * @param type the provider's word for it
   */
  record Ignored<E>(String type) implements WebhookReading<E> {}

  /**
   * Nobody knows who sent it.
   *
   * @param fault what is wrong with its signature
   */
  record NotSigned<E>(WebhookSignature.Fault fault) implements WebhookReading<E> {}

  /** The provider signed it, and it is nothing that can be read. */
  record Malformed<E>() implements WebhookReading<E> {}

  /**
   * The provider signed it, and it lacks what an event has.
   *
   * @param faults what is wrong with its fields, by their names
   */
  record Invalid<E>(Map<String, String> faults) implements WebhookReading<E> {}
}

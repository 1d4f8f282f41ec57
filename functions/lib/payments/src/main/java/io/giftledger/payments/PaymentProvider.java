package io.giftledger.payments;

/** Who takes viewers' money. Cards are known to it alone; we know its names for them. */
public interface PaymentProvider extends Provider {

  /** Whether it can be paid like this. Asks nobody: it costs nothing. */
  boolean accepts(String paymentMethod);

  /**
   * Opens a payment once, however often it is asked with the same {@link PaymentOrder#rechargeId},
   * which is the provider's idempotency key. What becomes of the payment, a webhook tells, unless
   * it is settled at once.
   *
   * @return how the viewer goes on; the same for the same order
   * @throws PaymentProviderException if there is no answer: the payment may have been opened or
   *     not, and only asking again tells
   */
  Opening open(PaymentOrder order);

  /**
   * How the viewer goes on with a payment that was opened before: what {@link #open} returned, also
   * after the provider has forgotten the idempotency key. Nothing is opened. What it returns is
   * asked for rather than stored, because secrets are not to stay in a ledger.
   *
   * @param paymentId the provider's id for the payment
   * @throws PaymentProviderException if there is no answer
   */
  Opening reopen(PaymentOrder order, String paymentId);

  /**
   * Has a part of a payment paid back once, however often it is asked with the same {@link
   * RefundOrder#refundId}, and also long after. In its webhooks about the refund the provider gives
   * that id back, so that a return is known by it.
   *
   * @return a definite answer
   * @throws PaymentProviderException if there is none: it may be paid back or not, and only asking
   *     again tells
   */
  RefundAnswer refund(RefundOrder order);

  /**
   * Reads a webhook, after checking its signature over the raw body.
   *
   * @throws PaymentProviderException if it takes an answer of the provider's to understand it, and
   *     there is none: it must be told again
   */
  WebhookReading<PaymentEvent> read(Webhook webhook);
}

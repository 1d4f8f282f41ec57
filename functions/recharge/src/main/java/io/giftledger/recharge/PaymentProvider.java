package io.giftledger.recharge;

import io.giftledger.http.Call;

/**
 * Who takes viewers' money. Cards are known to it alone; we know its names for them. The one in use
 * is chosen by {@code PAYMENT_PROVIDER}.
 */
interface PaymentProvider {

  /** The name that recharges are stored with and that stands in the path of its webhooks. */
  String name();

  /** Whether it can be paid like this. Asks nobody: it costs nothing. */
  boolean accepts(String paymentMethod);

  /**
   * Opens a payment once, however often it is asked with the same {@link PaymentOrder#rechargeId},
   * which is the provider's idempotency key. What becomes of the payment, a webhook tells.
   *
   * @return the provider's id for the payment, the same for the same order
   * @throws PaymentProviderException if there is no answer: the payment may have been opened or
   *     not, and only asking again tells
   */
  String open(PaymentOrder order);

  /**
   * Reads a webhook, after checking its signature over the raw body.
   *
   * @throws io.giftledger.http.ProblemException if the signature is wrong or the body is not an
   *     event
   */
  PaymentEvent read(Call webhook);
}

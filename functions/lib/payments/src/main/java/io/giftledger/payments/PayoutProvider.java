package io.giftledger.payments;

import io.giftledger.economy.creator.PayoutMethod;

/**
 * Who pays creators. Bank accounts and cards are known to it alone; we know its tokens for them.
 */
public interface PayoutProvider extends Provider {

  /** What the provider thinks of one of its tokens. */
  Standing standing(String token);

  /** What one of its tokens stands for. */
  default PayoutMethod.Kind kind(String token) {
    return PayoutMethod.Kind.BANK;
  }

  /**
   * Pays once, however often it is asked with the same {@link PayoutOrder#idempotencyKey}; asked
   * again, it tells how the payout stands.
   *
   * <p>If there is no answer it throws, and the payout may have been made or not: only asking again
   * with the same key tells.
   */
  PayoutAnswer pay(PayoutOrder order);

  /**
   * Reads a webhook, after checking its signature over the raw body.
   *
   * @throws PaymentProviderException if it takes an answer of the provider's to understand it, and
   *     there is none: it must be told again
   */
  WebhookReading<PayoutEvent> read(Webhook webhook);

  /** What a provider thinks of a token. */
  enum Standing {
    /** It pays there, and the name is that of whom the creator was identified as. */
    VERIFIED,
    /** It pays there, but not to whom the creator was identified as. */
    OTHER_NAME,
    /** It knows the token and does not pay there yet. */
    UNVERIFIED,
    /** It never issued the token. */
    UNKNOWN
  }
}

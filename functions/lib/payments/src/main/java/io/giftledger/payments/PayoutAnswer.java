package io.giftledger.payments;

/** How a payout stands. */
public sealed interface PayoutAnswer {

  /**
   * It was paid: definite.
   *
   * @param payoutId the provider's id for it
   */
  record Paid(String payoutId) implements PayoutAnswer {}

  /**
   * It was not paid and never will be: definite.
   *
   * @param reason a word for why, fit to show to the creator
   */
  record Refused(String reason) implements PayoutAnswer {}

  /** The provider has the order and does not know yet. */
  record Pending() implements PayoutAnswer {}
}

package io.giftledger.payments;

/** How a payout stands. */
public sealed interface PayoutAnswer {

  /**
   * It was paid: definite.
   *
   * @param payoutId the provider's id for it
   */
  record Paid(String payoutId) implements PayoutAnswer {

    /** Refuses an id that cannot stand in an entry: it may not break the line. */
    public Paid {
      if (!payoutId.matches("[\\x21-\\x7e]{1,255}")) {
        throw new IllegalArgumentException("no payout's id: " + payoutId);
      }
    }
  }

  /**
   * It was not paid and never will be: definite.
   *
   * @param reason a word for why, fit to show to the creator
   */
  record Refused(String reason) implements PayoutAnswer {}

  /** The provider has the order and does not know yet. */
  record Pending() implements PayoutAnswer {}
}

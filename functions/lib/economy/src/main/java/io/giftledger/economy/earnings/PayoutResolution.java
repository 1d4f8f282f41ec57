package io.giftledger.economy.earnings;

/**
 * How a withdrawal ends that a person settles, because the payout provider gives the definite
 * answer to a person only.
 *
 * @param kind how it ends
 * @param text the provider's id for the payout if it is paid, else a word for why not, fit to show
 *     to the creator
 * @param by who settles it
 * @param note where the answer can be looked up: a ticket, a letter
 */
public record PayoutResolution(Kind kind, String text, String by, String note) {

  /** How a withdrawal ends. */
  public enum Kind {
    /** It is SUBMITTED, and the provider said that it paid. */
    PAID,
    /** It is SUBMITTED, and the provider said that it did not pay and never will. */
    REFUSED,
    /** It is REQUESTED: the provider was never asked, and now never will be. */
    CANCELLED
  }
}

package io.giftledger.payments;

import io.giftledger.economy.Money;

/** What a payment provider tells of a payment, with its signature checked. */
public sealed interface PaymentEvent {

  /**
   * The money is there.
   *
   * @param payment the whole of it
   */
  record Succeeded(Payment payment) implements PaymentEvent {}

  /**
   * The payment was declined.
   *
   * @param payment what was tried
   * @param declineReason a word for why, fit to show to the viewer
   */
  record Failed(Payment payment, String declineReason) implements PaymentEvent {}

  /**
   * What it was told of.
   *
   * @param id the provider's id for it
   * @param rechargeId what it was for
   * @param viewer who paid
   * @param amount how much
   */
  record Payment(String id, String rechargeId, String viewer, Money amount) {

    /** Refuses an id that cannot stand in an entry: it may not break the line. */
    public Payment {
      if (!id.matches("[\\x21-\\x7e]{1,255}")) {
        throw new IllegalArgumentException("no payment's id: " + id);
      }
    }
  }
}

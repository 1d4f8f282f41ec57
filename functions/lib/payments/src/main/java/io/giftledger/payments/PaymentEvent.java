package io.giftledger.payments;

import io.giftledger.economy.Money;
import io.giftledger.economy.wallet.Adjustment;

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
   * Something became of a payment after it was made: a part of it was paid back, or taken back by
   * the payer's bank, or the provider keeps a fee.
   *
   * @param reference which payment
   * @param adjustment what became of it
   * @param reversed whether that is undone: the refund failed, the dispute was won
   */
  record Adjusted(Reference reference, Adjustment adjustment, boolean reversed)
      implements PaymentEvent {}

  /**
   * Which payment is meant.
   *
   * @param paymentId the provider's id for it
   * @param rechargeId what it was for
   * @param viewer who paid
   */
  record Reference(String paymentId, String rechargeId, String viewer) {}

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

    /** Which payment it is. */
    public Reference reference() {
      return new Reference(id, rechargeId, viewer);
    }
  }
}

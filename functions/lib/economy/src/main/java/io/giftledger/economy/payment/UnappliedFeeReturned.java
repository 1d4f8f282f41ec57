package io.giftledger.economy.payment;

import io.giftledger.economy.Retelling;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.Adjustments.Booking;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import java.time.Instant;

/**
 * The payment provider gives back a fee that it kept for an unapplied payment.
 *
 * @param payment as it was before
 * @param told what the provider tells
 */
public record UnappliedFeeReturned(UnappliedPayment payment, Adjustment told) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("unapplied_fee_returned");

  private static final UnappliedAdjusted RULE =
      new UnappliedAdjusted(KIND, Unapplied::feeReturned, (unapplied, fee) -> unapplied);

  /** The entry, and the payment that says so; stale if the payment is a recharge's by now. */
  public Movement<Unapplied> movement(Head<Unapplied> head, Instant at) {
    Adjustments next = payment.adjustments().booked(told, new Booking(head.sequence() + 1, at));
    return RULE.booking(payment, told, next, head);
  }

  /** How its entry is told. */
  public static final Retelling<Unapplied> RETELLING = RULE.retelling();
}

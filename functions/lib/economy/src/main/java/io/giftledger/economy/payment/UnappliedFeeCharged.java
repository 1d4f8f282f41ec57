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
 * The payment provider keeps a fee for an unapplied payment, or for a refund or dispute of it. It
 * is the platform's cost: whoever paid is owed as much as before.
 *
 * @param payment as it was before
 * @param told what the provider tells
 */
public record UnappliedFeeCharged(UnappliedPayment payment, Adjustment told) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("unapplied_fee_charged");

  private static final UnappliedAdjusted RULE =
      new UnappliedAdjusted(KIND, Unapplied::fee, (unapplied, fee) -> unapplied);

  /** The entry, and the payment that says so; stale if the payment is a recharge's by now. */
  public Movement<Unapplied> movement(Head<Unapplied> head, Instant at) {
    Adjustments next = payment.adjustments().booked(told, new Booking(head.sequence() + 1, at));
    return RULE.booking(payment, told, next, head);
  }

  /** How its entry is told. */
  public static final Retelling<Unapplied> RETELLING = RULE.retelling();
}

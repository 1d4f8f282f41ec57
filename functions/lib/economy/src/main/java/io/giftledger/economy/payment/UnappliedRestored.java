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
 * What was paid back of an unapplied payment, or taken back, came again: the refund failed, the
 * dispute was won. It is owed to whoever paid it as before.
 *
 * @param payment as it was before
 * @param told what was paid back, and booked
 */
public record UnappliedRestored(UnappliedPayment payment, Adjustment told) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("unapplied_restored");

  private static final UnappliedAdjusted RULE =
      new UnappliedAdjusted(KIND, Unapplied::in, Unapplied::plus);

  /** The entry, and the payment that says so; stale if the payment is a recharge's by now. */
  public Movement<Unapplied> movement(Head<Unapplied> head, Instant at) {
    Adjustments next = payment.adjustments().reversed(told, new Booking(head.sequence() + 1, at));
    return RULE.movement(payment, told, next, head);
  }

  /** How its entry is told. */
  public static final Retelling<Unapplied> RETELLING = RULE.retelling();
}

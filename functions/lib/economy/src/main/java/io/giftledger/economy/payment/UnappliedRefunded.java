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
 * An unapplied payment, or a part of it, was paid back to whoever paid it, or taken back by their
 * bank.
 *
 * @param payment as it was before
 * @param told what was paid back: by the provider's id, or by ours if we asked for it
 */
public record UnappliedRefunded(UnappliedPayment payment, Adjustment told) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("unapplied_refunded");

  private static final UnappliedAdjusted RULE =
      new UnappliedAdjusted(KIND, Unapplied::out, Unapplied::minus);

  /**
   * The entry, and the payment that says so; stale if so much is not left of it, or was not when it
   * was read.
   */
  public Movement<Unapplied> movement(Head<Unapplied> head, Instant at) {
    if (!told.amount().currency().equals(payment.amount().currency())
        || told.amount().minor() > payment.left().minor()
        || !head.state().has(told.amount())) {
      return new Movement.Stale<>();
    }
    Adjustments next = payment.adjustments().booked(told, new Booking(head.sequence() + 1, at));
    return RULE.booking(payment, told, next, head);
  }

  /** How its entry is told. */
  public static final Retelling<Unapplied> RETELLING = RULE.retelling();
}

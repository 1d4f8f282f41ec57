package io.giftledger.economy.wallet;

import io.giftledger.economy.Retelling;
import io.giftledger.economy.wallet.Adjustments.Booking;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.table.Item;
import java.time.Instant;

/**
 * A payment, or a part of it, was paid back to the viewer or taken back by their bank: the coins
 * that it bought leave the wallet, and those that were spent are owed.
 *
 * @param recharge what was bought, and paid
 * @param told what the provider tells
 */
public record PaymentTakenBack(Recharge recharge, Adjustment told) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("payment_taken_back");

  /** The entry, and the recharge that says so. */
  public Movement<Wallet> movement(Head<Wallet> head, Instant at) {
    Adjustments next = recharge.adjustments().booked(told, new Booking(head.sequence() + 1, at));
    return PaymentAdjusted.movement(recharge, told, next, head, PaymentTakenBack::draft);
  }

  private static Draft<Wallet> draft(Item details, Head<Wallet> head) {
    TakeBack back =
        TakeBack.of(
            head.state(),
            details.number("recharged"),
            PaymentAdjusted.part(details),
            PaymentAdjusted.amount(details));
    return new Draft<>(KIND, back.postings(), back.wallet(), "", 0, details);
  }

  /** How its entry is told. */
  public static final Retelling<Wallet> RETELLING =
      PaymentAdjusted.retelling(KIND, PaymentTakenBack::draft);
}

package io.giftledger.economy.wallet;

import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Legs;
import io.giftledger.economy.Money;
import io.giftledger.economy.Retelling;
import io.giftledger.economy.wallet.Adjustments.Booking;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.table.Item;
import java.time.Instant;

/**
 * The payment provider keeps a fee, for a payment or for a refund or dispute of one. It is the
 * platform's cost; the wallet stays as it is.
 *
 * @param recharge what was bought, and paid
 * @param told what the provider tells
 */
public record FeeCharged(Recharge recharge, Adjustment told) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("fee_charged");

  /** The entry, and the recharge that says so. */
  public Movement<Wallet> movement(Head<Wallet> head, Instant at) {
    Adjustments next = recharge.adjustments().booked(told, new Booking(head.sequence() + 1, at));
    return PaymentAdjusted.movement(
        recharge,
        next,
        draft(
            PaymentAdjusted.details(recharge, told, next, PaymentAdjusted.part(recharge, next)),
            head));
  }

  private static Draft<Wallet> draft(Item details, Head<Wallet> head) {
    Money fee = PaymentAdjusted.amount(details);
    return new Draft<>(
        KIND,
        new Legs()
            .add(ChartOfAccounts.PAYMENT_FEES, fee.currency(), fee.minor())
            .add(ChartOfAccounts.CASH, fee.currency(), -fee.minor())
            .postings(),
        head.state(),
        "",
        0,
        details);
  }

  /** How its entry is told. */
  public static final Retelling<Wallet> RETELLING =
      PaymentAdjusted.retelling(KIND, (entry, before) -> draft(entry.details(), before));
}

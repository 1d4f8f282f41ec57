package io.giftledger.economy.wallet;

import io.giftledger.economy.Legs;
import io.giftledger.economy.Money;
import io.giftledger.economy.Retelling;
import io.giftledger.economy.wallet.Adjustments.Booking;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.table.Item;
import java.time.Instant;

/**
 * What a provider's fee is that comes, and one that is given back: money from one of the platform's
 * accounts to another. The wallet stays as it is.
 *
 * @param kind the kind of the entry
 * @param to where the money is afterwards
 * @param from where it was
 */
record FeeMoved(EntryKind kind, LedgerAccount to, LedgerAccount from) {

  /** The entry, and the recharge that says so. */
  Movement<Wallet> movement(Recharge recharge, Adjustment told, Head<Wallet> head, Instant at) {
    Adjustments next = recharge.adjustments().booked(told, new Booking(head.sequence() + 1, at));
    return PaymentAdjusted.booking(
        recharge,
        told,
        next,
        draft(
            PaymentAdjusted.details(recharge, told, next, PaymentAdjusted.part(recharge, next)),
            head));
  }

  private Draft<Wallet> draft(Item details, Head<Wallet> head) {
    Money fee = PaymentAdjusted.amount(details);
    return new Draft<>(
        kind,
        new Legs()
            .add(to, fee.currency(), fee.minor())
            .add(from, fee.currency(), -fee.minor())
            .postings(),
        head.state(),
        "",
        0,
        details);
  }

  /** How such an entry is told. */
  Retelling<Wallet> retelling() {
    return PaymentAdjusted.retelling(kind, (entry, before) -> draft(entry.details(), before));
  }
}

package io.giftledger.economy.wallet;

import io.giftledger.economy.Retelling;
import io.giftledger.economy.policy.Policy.Chargebacks;
import io.giftledger.economy.wallet.Adjustments.Booking;
import io.giftledger.ledger.AppendRule;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.table.Item;
import java.time.Instant;

/**
 * A payment, or a part of it, was paid back to the viewer or taken back by their bank: the coins
 * that it bought leave the wallet, and those that were spent are owed. With a chargeback too many
 * the wallet is frozen.
 *
 * @param recharge what was bought, and paid
 * @param told what the provider tells
 * @param chargebacks how many of them freeze a wallet
 */
public record PaymentTakenBack(Recharge recharge, Adjustment told, Chargebacks chargebacks) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("payment_taken_back");

  /** What the policy said of chargebacks then. */
  private static final String FREEZES = "freezes";

  /** What appends it to a ledger. */
  public AppendRule<Wallet> in(Ledger ledger) {
    return (head, at) -> movement(head, at, TakenBack.of(ledger, head));
  }

  /**
   * The entry, and the recharge that says so.
   *
   * @param before what stands taken back in the wallet before it
   */
  public Movement<Wallet> movement(Head<Wallet> head, Instant at, TakenBack before) {
    Adjustments next = recharge.adjustments().booked(told, new Booking(head.sequence() + 1, at));
    Item details =
        before.in(
            PaymentAdjusted.details(recharge, told, next, PaymentAdjusted.part(recharge, next)));
    if (told.cause() == Adjustment.Cause.DISPUTE) {
      details = details.toBuilder().text(FREEZES, chargebacks.toString()).build();
    }
    return PaymentAdjusted.booking(recharge, told, next, draft(details, head, at));
  }

  private static Draft<Wallet> draft(Item details, Head<Wallet> head, Instant at) {
    Wallet wallet = anew(details, head.state()).in(head.state(), head.sequence() + 1);
    TakeBack back =
        new TakeBack(
            head.state(),
            wallet,
            PaymentAdjusted.amount(details),
            PaymentAdjusted.part(details).taxMinor());
    if (details.text("cause").equals(Adjustment.Cause.DISPUTE.label())) {
      Chargebacks rule = Chargebacks.parse(details.text(FREEZES));
      wallet = wallet.with(wallet.standing().disputed(at, rule));
    }
    return new Draft<>(KIND, back.postings(), wallet, "", 0, details);
  }

  /** What such an entry does to a wallet. */
  static TakenBack.Anew anew(Item details, Wallet wallet) {
    Quote.Part part = PaymentAdjusted.part(details);
    return TakenBack.read(details, wallet)
        .changed(
            wallet.lots(),
            details.number("recharged"),
            details.text("currency"),
            part.coins(),
            part.bonusCoins(),
            Lots.NONE);
  }

  /** How its entry is told. */
  public static final Retelling<Wallet> RETELLING =
      PaymentAdjusted.retelling(
          KIND, (entry, before) -> draft(entry.details(), before, entry.at()));
}

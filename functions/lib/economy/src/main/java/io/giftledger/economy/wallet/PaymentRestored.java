package io.giftledger.economy.wallet;

import io.giftledger.economy.Retelling;
import io.giftledger.economy.wallet.Adjustments.Booking;
import io.giftledger.economy.wallet.Adjustments.One;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What was taken back came again: a refund failed, a dispute was won. The coins come back as they
 * were bought, and pay first what is owed. A chargeback that was won counts no more against the
 * viewer.
 *
 * @param recharge what was bought, and paid
 * @param told what the provider tells; it was booked before
 * @param returned the coins and bonus coins that were returned, if it undoes a return: they do not
 *     follow from the amount
 */
public record PaymentRestored(Recharge recharge, Adjustment told, Optional<Item> returned) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("payment_restored");

  /** The day (UTC) of the chargeback that was won. */
  private static final String DISPUTED = "disputed";

  /** What undoes what the provider told. */
  public PaymentRestored(Recharge recharge, Adjustment told) {
    this(recharge, told, Optional.empty());
  }

  /** What undoes an adjustment that was booked. */
  public static PaymentRestored of(Ledger ledger, Recharge recharge, Adjustment told) {
    return new PaymentRestored(
        recharge,
        told,
        Optional.of(told)
            .filter(its -> its.cause() == Adjustment.Cause.RETURN)
            .map(its -> PurchaseReturned.entry(ledger, recharge, its.id()).orElseThrow())
            .map(Entry::details));
  }

  /** The entry, and the recharge that says so. */
  public Movement<Wallet> movement(Head<Wallet> head, Instant at) {
    Adjustments next = recharge.adjustments().reversed(told, new Booking(head.sequence() + 1, at));
    Quote.Part part = PaymentAdjusted.part(recharge, next);
    Quote.Part moved =
        returned
            .map(PaymentAdjusted::part)
            .map(its -> new Quote.Part(its.coins(), its.bonusCoins(), part.taxMinor()))
            .orElse(part);
    Item details = PaymentAdjusted.details(recharge, told, next, moved);
    if (told.cause() == Adjustment.Cause.DISPUTE) {
      Booking booked = next.find(told.id()).flatMap(One::booked).orElseThrow();
      details = details.toBuilder().text(DISPUTED, Spent.day(booked.at()).toString()).build();
    }
    return PaymentAdjusted.movement(recharge, next, draft(details, head));
  }

  private static Draft<Wallet> draft(Item details, Head<Wallet> head) {
    Credit credit =
        Credit.of(
            head.state(),
            details.number("recharged"),
            PaymentAdjusted.part(details),
            PaymentAdjusted.amount(details));
    Wallet wallet = credit.wallet();
    if (details.text("cause").equals(Adjustment.Cause.DISPUTE.label())) {
      wallet = wallet.with(wallet.standing().won(LocalDate.parse(details.text(DISPUTED))));
    }
    return new Draft<>(KIND, credit.postings(), wallet, "", 0, details);
  }

  /** How its entry is told. */
  public static final Retelling<Wallet> RETELLING =
      PaymentAdjusted.retelling(KIND, (entry, before) -> draft(entry.details(), before));
}

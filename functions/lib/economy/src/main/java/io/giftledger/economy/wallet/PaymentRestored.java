package io.giftledger.economy.wallet;

import io.giftledger.economy.Money;
import io.giftledger.economy.Retelling;
import io.giftledger.economy.wallet.Adjustments.Booking;
import io.giftledger.economy.wallet.Adjustments.One;
import io.giftledger.ledger.AppendRule;
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
 * What was taken back came again: a refund failed, a dispute was won. The coins lie again where
 * they lay, and what was owed for those that were spent is owed no more. A chargeback that was won
 * counts no more against the viewer.
 *
 * @param recharge what was bought, and paid
 * @param told what the provider tells; it was booked before
 * @param returned the entry of the return, if it undoes one: its coins do not follow from the
 *     amount
 */
public record PaymentRestored(
    Recharge recharge, Adjustment told, Optional<Entry<Wallet>> returned) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("payment_restored");

  /** The day (UTC) of the chargeback that was won. */
  private static final String DISPUTED = "disputed";

  /** The money that lay with coins that were returned. */
  private static final String DEFERRED_MINOR = "deferredMinor";

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
            .map(its -> PurchaseReturned.entry(ledger, recharge, its.id()).orElseThrow()));
  }

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
    Adjustments next = recharge.adjustments().reversed(told, new Booking(head.sequence() + 1, at));
    Item details = before.in(PaymentAdjusted.details(recharge, told, next, moved(next)));
    if (returned.isPresent()) {
      long minor = PurchaseReturned.deferredMinor(returned.get());
      details = details.toBuilder().number(DEFERRED_MINOR, minor).build();
    }
    if (told.cause() == Adjustment.Cause.DISPUTE) {
      Booking booked = next.find(told.id()).flatMap(One::booked).orElseThrow();
      details = details.toBuilder().text(DISPUTED, Spent.day(booked.at()).toString()).build();
    }
    return PaymentAdjusted.movement(recharge, next, draft(details, head));
  }

  private Quote.Part moved(Adjustments next) {
    Quote.Part part = PaymentAdjusted.part(recharge, next);
    return returned
        .map(entry -> PaymentAdjusted.part(entry.details()))
        .map(its -> new Quote.Part(its.coins(), its.bonusCoins(), part.taxMinor()))
        .orElse(part);
  }

  private static Draft<Wallet> draft(Item details, Head<Wallet> head) {
    Wallet wallet = anew(details, head.state()).in(head.state(), head.sequence() + 1);
    Money amount = PaymentAdjusted.amount(details);
    TakeBack back =
        new TakeBack(
            head.state(),
            wallet,
            new Money(-amount.minor(), amount.currency()),
            -PaymentAdjusted.part(details).taxMinor());
    if (details.text("cause").equals(Adjustment.Cause.DISPUTE.label())) {
      wallet = wallet.with(wallet.standing().won(LocalDate.parse(details.text(DISPUTED))));
    }
    return new Draft<>(KIND, back.postings(), wallet, "", 0, details);
  }

  /** What such an entry does to a wallet. */
  static TakenBack.Anew anew(Item details, Wallet wallet) {
    long recharged = details.number("recharged");
    TakenBack before = TakenBack.read(details, wallet);
    Quote.Part part = PaymentAdjusted.part(details);
    String currency = details.text("currency");
    if (!details.text("cause").equals(Adjustment.Cause.RETURN.label())) {
      return before.changed(
          wallet.lots(), recharged, currency, -part.coins(), -part.bonusCoins(), Lots.NONE);
    }
    Money deferred = new Money(details.number(DEFERRED_MINOR), currency);
    Lots returned = Lots.NONE.plus(Lot.paid(recharged, part.coins(), deferred));
    if (part.bonusCoins() > 0) returned = returned.plus(Lot.bonus(recharged, part.bonusCoins()));
    return before.changed(wallet.lots(), recharged, currency, 0, 0, returned);
  }

  /** How its entry is told. */
  public static final Retelling<Wallet> RETELLING =
      PaymentAdjusted.retelling(KIND, (entry, before) -> draft(entry.details(), before));
}

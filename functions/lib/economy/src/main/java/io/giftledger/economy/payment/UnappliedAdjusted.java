package io.giftledger.economy.payment;

import io.giftledger.economy.Money;
import io.giftledger.economy.Retelling;
import io.giftledger.economy.Said;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.BookedAdjustment;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Write;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the entries of all that becomes of an unapplied payment have in common. */
final class UnappliedAdjusted {

  private final EntryKind kind;
  private final Function<Money, List<Posting>> postings;
  private final BiFunction<Unapplied, Money, Unapplied> state;

  /**
   * @param kind of the entry
   * @param postings of an amount
   * @param state the provider's account after an amount
   */
  UnappliedAdjusted(
      EntryKind kind,
      Function<Money, List<Posting>> postings,
      BiFunction<Unapplied, Money, Unapplied> state) {
    this.kind = kind;
    this.postings = postings;
    this.state = state;
  }

  /**
   * One entry that books what the provider tells, the payment as it says so, and that it is booked;
   * stale if the payment is a recharge's by now.
   *
   * @param next what became of the payment, with this
   */
  Movement<Unapplied> booking(
      UnappliedPayment payment, Adjustment told, Adjustments next, Head<Unapplied> head) {
    return movement(
        payment,
        told,
        next,
        head,
        BookedAdjustment.booking(
            payment.provider(),
            payment.paymentId(),
            payment.key().partition(),
            next.find(told.id()).orElseThrow()));
  }

  /**
   * One entry, and the payment as it says so; stale if the payment is a recharge's by now.
   *
   * @param next what became of the payment, with this
   */
  Movement<Unapplied> movement(
      UnappliedPayment payment, Adjustment told, Adjustments next, Head<Unapplied> head) {
    return movement(payment, told, next, head, List.of());
  }

  private Movement<Unapplied> movement(
      UnappliedPayment payment,
      Adjustment told,
      Adjustments next,
      Head<Unapplied> head,
      List<Write> beside) {
    return payment.status() == UnappliedPayment.Status.APPLIED
        ? new Movement.Stale<>()
        : new Movement.Append<>(
            draft(head, payment.key().sort(), told.figures()),
            Stream.concat(Stream.of(payment.adjusted(next)), beside.stream()).toList());
  }

  private Draft<Unapplied> draft(Head<Unapplied> head, String ref, Item details) {
    Money money = new Money(details.number("amountMinor"), details.text("currency"));
    return new Draft<>(
        kind, postings.apply(money), state.apply(head.state(), money), ref, 0, details);
  }

  /** How such an entry is told. */
  Retelling<Unapplied> retelling() {
    return new Retelling<>() {
      @Override
      public Draft<Unapplied> draft(Entry<Unapplied> entry, Head<Unapplied> before) {
        return UnappliedAdjusted.this.draft(
            before, UnappliedPayment.TYPE.keyOf(entry.item()).sort(), entry.details());
      }

      @Override
      public List<Said> said(Entry<Unapplied> entry) {
        return List.of(UnappliedPayment.said(entry, kind));
      }
    };
  }
}

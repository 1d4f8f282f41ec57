package io.giftledger.economy.payment;

import io.giftledger.economy.Money;
import io.giftledger.economy.Retelling;
import io.giftledger.economy.Said;
import io.giftledger.economy.payment.UnappliedPayment.Place;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.util.List;

/**
 * An unapplied payment, or a part of it, was paid back to whoever paid it, or taken back by their
 * bank.
 *
 * @param payment as it was before
 * @param refundId the provider's id for the refund, or ours if we asked for it
 * @param amount how much of it
 */
public record UnappliedRefunded(UnappliedPayment payment, String refundId, Money amount) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("unapplied_refunded");

  /** The entry, and the payment that says so; stale if so much is not left of it. */
  public Movement<Unapplied> movement(Head<Unapplied> head, Instant at) {
    if (!amount.currency().equals(payment.amount().currency())
        || amount.minor() > payment.left().minor()) {
      return new Movement.Stale<>();
    }
    var refund =
        new UnappliedPayment.Refund(refundId, amount.minor(), new Place(head.sequence() + 1, at));
    return new Movement.Append<>(
        draft(head, payment.key().sort(), details(refundId, amount)),
        List.of(payment.refunded(refund)));
  }

  /** What its entry says. */
  static Item details(String refundId, Money amount) {
    return Item.builder()
        .text("adjustment", refundId)
        .number("amountMinor", amount.minor())
        .text("currency", amount.currency())
        .build();
  }

  private static Draft<Unapplied> draft(Head<Unapplied> head, String ref, Item details) {
    Money money = new Money(details.number("amountMinor"), details.text("currency"));
    return new Draft<>(KIND, Unapplied.out(money), head.state().minus(money), ref, 0, details);
  }

  /** How its entry is told. */
  public static final Retelling<Unapplied> RETELLING =
      new Retelling<>() {
        @Override
        public Draft<Unapplied> draft(Entry<Unapplied> entry, Head<Unapplied> before) {
          return UnappliedRefunded.draft(
              before, UnappliedPayment.TYPE.keyOf(entry.item()).sort(), entry.details());
        }

        @Override
        public List<Said> said(Entry<Unapplied> entry) {
          return List.of(UnappliedPayment.said(entry, KIND));
        }
      };
}

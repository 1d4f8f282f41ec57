package io.giftledger.economy.payment;

import io.giftledger.economy.Money;
import io.giftledger.economy.Retelling;
import io.giftledger.economy.Said;
import io.giftledger.economy.payment.UnappliedPayment.Place;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.util.List;

/**
 * An operator applies an unapplied payment to a recharge of the same amount: its money is that
 * recharge's from now on, which is credited with it ({@code recharged}) and with no other: it says
 * so from the same moment.
 *
 * @param payment as it was before
 * @param recharge as it was before
 * @param by who does it
 * @param note where that can be looked up
 */
public record UnappliedApplied(
    UnappliedPayment payment, Recharge recharge, String by, String note) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("unapplied_applied");

  /**
   * The entry, and the payment and the recharge that say so; stale if something was paid back of
   * the payment, or it was applied, since it was read.
   */
  public Movement<Unapplied> movement(Head<Unapplied> head, Instant at) {
    if (!payment.left().equals(payment.amount()) || !head.state().has(payment.amount())) {
      return new Movement.Stale<>();
    }
    var to =
        new UnappliedPayment.Application(
            recharge.viewer(), recharge.id(), by, note, new Place(head.sequence() + 1, at));
    return new Movement.Append<>(
        draft(head, payment.key().sort(), details(payment.amount(), to)),
        List.of(payment.applied(to), recharge.applied(payment.paymentId())));
  }

  /** What its entry says. */
  static Item details(Money amount, UnappliedPayment.Application to) {
    return Item.builder()
        .number("amountMinor", amount.minor())
        .text("currency", amount.currency())
        .text("viewer", to.viewer())
        .text("recharge", to.recharge())
        .text("application", UnappliedPayment.digest(to))
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
          return UnappliedApplied.draft(
              before, UnappliedPayment.TYPE.keyOf(entry.item()).sort(), entry.details());
        }

        @Override
        public List<Said> said(Entry<Unapplied> entry) {
          return List.of(UnappliedPayment.said(entry, KIND));
        }
      };
}

package io.giftledger.economy.payment;

import io.giftledger.economy.Money;
import io.giftledger.economy.Retelling;
import io.giftledger.economy.Said;
import io.giftledger.economy.payment.UnappliedPayment.Place;
import io.giftledger.economy.payment.UnappliedPayment.Status;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Money came in for nothing that was sold: it is owed to whoever paid it, until it is paid back or
 * applied to a recharge.
 *
 * @param provider who took it
 * @param paymentId the provider's id for the payment
 * @param amount how much
 * @param reason the word for why it is not applied
 * @param user who paid, as far as the provider says
 * @param recharge the id of what it was for, as far as the provider says
 */
public record PaymentUnapplied(
    String provider,
    String paymentId,
    Money amount,
    String reason,
    Optional<String> user,
    Optional<String> recharge) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("payment_unapplied");

  /** The entry, the record beside it, and that the payment is booked. */
  public Movement<Unapplied> movement(Head<Unapplied> head, Instant at) {
    return movement(head, at, List.of());
  }

  /**
   * The entry, the record beside it, and that the payment is booked.
   *
   * @param beside what else is written with them
   */
  public Movement<Unapplied> movement(Head<Unapplied> head, Instant at, List<Write> beside) {
    UnappliedPayment record =
        new UnappliedPayment(
            provider,
            paymentId,
            amount,
            reason,
            user,
            recharge,
            new Place(head.sequence() + 1, at),
            Status.UNAPPLIED,
            Adjustments.NONE,
            Optional.empty());
    return new Movement.Append<>(
        draft(head, record.key().sort(), of(record)),
        Stream.concat(
                Stream.of(
                    new Write.Insert(record.item()), new Write.Insert(record.booked().item())),
                beside.stream())
            .toList());
  }

  /** What its entry says. */
  static Item of(UnappliedPayment payment) {
    return Item.builder()
        .number("amountMinor", payment.amount().minor())
        .text("currency", payment.amount().currency())
        .text("reason", payment.reason())
        .build();
  }

  private static Draft<Unapplied> draft(Head<Unapplied> head, String ref, Item details) {
    Money money = new Money(details.number("amountMinor"), details.text("currency"));
    return new Draft<>(KIND, Unapplied.in(money), head.state().plus(money), ref, 0, details);
  }

  /** How its entry is told. */
  public static final Retelling<Unapplied> RETELLING =
      new Retelling<>() {
        @Override
        public Draft<Unapplied> draft(Entry<Unapplied> entry, Head<Unapplied> before) {
          return PaymentUnapplied.draft(
              before, UnappliedPayment.TYPE.keyOf(entry.item()).sort(), entry.details());
        }

        @Override
        public List<Said> said(Entry<Unapplied> entry) {
          return List.of(UnappliedPayment.said(entry, KIND));
        }
      };
}

package io.giftledger.payments.booking;

import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordType;
import io.giftledger.payments.ProviderEvent;
import io.giftledger.payments.UnbookedEvent;
import io.giftledger.payments.UnbookedEvent.Reason;
import java.util.Optional;

/**
 * What was kept because nothing booked it, and has been booked since: by the payment that it waited
 * for, by what made room for it, or by an operator. What is kept is never changed; this follows
 * from what the payment says now.
 *
 * @param ledger which says it
 */
public record BookedSince(Ledger ledger) {

  /**
   * Whether nothing of a payment's event is left to be done: a payment is a recharge's or was paid
   * back, and what became of one is booked with it. Of a payout's event this says no.
   */
  public boolean isBooked(UnbookedEvent kept) {
    ProviderEvent event = kept.event();
    if (event.paymentId().isEmpty()) return false;
    Optional<UnappliedPayment> unapplied =
        ledger.find(
            UnappliedPayment.TYPE, UnappliedPayment.key(event.provider(), event.paymentId().get()));
    Optional<Recharge> recharge =
        unapplied
            .flatMap(UnappliedPayment::applied)
            .map(to -> recharge(to.viewer(), to.recharge()))
            .orElseGet(() -> named(event))
            .filter(its -> its.status() == Recharge.Status.PAID)
            .filter(its -> its.provider().equals(event.provider()))
            .filter(its -> its.paymentId().equals(event.paymentId()));
    if (event.adjustmentId().isPresent()) {
      // Another amount under the id of what is booked is never booked.
      return kept.reason() != Reason.AMOUNT_MISMATCH
          && (isIn(unapplied.map(UnappliedPayment::adjustments), event)
              || isIn(recharge.map(Recharge::adjustments), event));
    }
    return recharge.isPresent() || unapplied.filter(its -> its.left().minor() == 0).isPresent();
  }

  private static boolean isIn(Optional<Adjustments> adjustments, ProviderEvent event) {
    return adjustments
        .flatMap(all -> all.find(event.adjustmentId().orElseThrow()))
        .filter(one -> one.status() != Adjustments.Status.WAITING)
        .isPresent();
  }

  private Optional<Recharge> named(ProviderEvent event) {
    String prefix = Recharge.TYPE.prefix() + "#";
    return event
        .ref()
        .filter(ref -> ref.startsWith(prefix))
        .map(ref -> ref.substring(prefix.length()))
        .filter(RecordType::isId)
        .flatMap(id -> event.user().flatMap(viewer -> recharge(viewer, id)));
  }

  private Optional<Recharge> recharge(String viewer, String id) {
    return Account.isOwner(viewer)
        ? ledger.find(Recharge.TYPE, Recharge.TYPE.key(Wallet.BOOK.account(viewer), id))
        : Optional.empty();
  }
}

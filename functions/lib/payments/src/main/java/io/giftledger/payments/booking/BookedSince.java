package io.giftledger.payments.booking;

import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.BookedPayment;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.RecordType;
import io.giftledger.payments.ProviderEvent;
import io.giftledger.payments.UnbookedEvent;
import io.giftledger.payments.UnbookedEvent.Reason;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What was kept because nothing booked it, and has been booked since: by the payment that it waited
 * for, by what made room for it, or by an operator. What is kept is never changed; this follows
 * from what the payment says now.
 *
 * @param ledger which says it
 */
public record BookedSince(Ledger ledger) {

  /** Why events are kept that a withdrawal's end may book. */
  private static final Set<Reason> WITHDRAWALS =
      EnumSet.of(Reason.PAYOUT_PAID_LATE, Reason.PAYOUT_RETURNED, Reason.PAYOUT_CONTRADICTED);

  /**
   * Whether nothing of an event is left to be done: a payment is a recharge's or was paid back, and
   * what became of one is booked with it. A payout's event is booked if its withdrawal has ended as
   * it says: paid late by that payout, or returned from it, by that return if it tells of one. Of
   * what was altered this says no.
   */
  public boolean isBooked(UnbookedEvent kept) {
    try {
      return isSaid(kept);
    } catch (RecordAlteredException altered) {
      return false;
    }
  }

  private boolean isSaid(UnbookedEvent kept) {
    ProviderEvent event = kept.event();
    if (WITHDRAWALS.contains(kept.reason())) return isEndOfWithdrawal(kept.reason(), event);
    // What contradicts what is booked is never booked.
    if (event.paymentId().isEmpty() || kept.reason() == Reason.PAYMENT_CONTRADICTED) return false;
    String payment = event.paymentId().get();
    Optional<UnappliedPayment> unapplied =
        ledger.find(UnappliedPayment.TYPE, UnappliedPayment.key(event.provider(), payment));
    Optional<Recharge> recharge =
        BookedPayment.find(ledger, event.provider(), payment)
            .flatMap(BookedPayment::recharge)
            .flatMap(place -> ledger.find(Recharge.TYPE, place.key()))
            .filter(its -> its.isPaidBy(event.provider(), payment));
    if (event.adjustmentId().isPresent()) {
      // Another amount under the id of what is booked is never booked.
      return kept.reason() != Reason.AMOUNT_MISMATCH
          && (isIn(unapplied.map(UnappliedPayment::adjustments), event)
              || isIn(recharge.map(Recharge::adjustments), event));
    }
    return recharge.isPresent() || unapplied.filter(its -> its.left().minor() == 0).isPresent();
  }

  private boolean isEndOfWithdrawal(Reason reason, ProviderEvent event) {
    return withdrawal(event)
        .filter(its -> its.provider().equals(event.provider()))
        .filter(its -> isOrIsNotTold(event.paymentId(), its.payoutId()))
        .filter(
            its ->
                reason == Reason.PAYOUT_PAID_LATE
                    ? its.late().isPresent()
                    : its.returned()
                        .map(Withdrawal.Return::id)
                        .filter(id -> isOrIsNotTold(event.adjustmentId(), Optional.of(id)))
                        .isPresent())
        .isPresent();
  }

  private static boolean isOrIsNotTold(Optional<String> told, Optional<String> known) {
    return told.isEmpty() || told.equals(known);
  }

  private static boolean isIn(Optional<Adjustments> adjustments, ProviderEvent event) {
    return adjustments
        .flatMap(all -> all.find(event.adjustmentId().orElseThrow()))
        .filter(one -> one.status() != Adjustments.Status.WAITING)
        .isPresent();
  }

  /** The withdrawal that an event names, if there is that. */
  private Optional<Withdrawal> withdrawal(ProviderEvent event) {
    String prefix = Withdrawal.TYPE.prefix() + "#";
    return event
        .ref()
        .filter(ref -> ref.startsWith(prefix))
        .map(ref -> ref.substring(prefix.length()))
        .filter(RecordType::isId)
        .flatMap(
            id ->
                event
                    .user()
                    .filter(Account::isOwner)
                    .map(user -> Withdrawal.TYPE.key(Earnings.BOOK.account(user), id))
                    .flatMap(key -> ledger.find(Withdrawal.TYPE, key)));
  }
}

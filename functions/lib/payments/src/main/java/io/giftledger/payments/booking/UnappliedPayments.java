package io.giftledger.payments.booking;

import io.giftledger.economy.Money;
import io.giftledger.economy.payment.PaymentUnapplied;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.payment.UnappliedApplied;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.payment.UnappliedPayment.Application;
import io.giftledger.economy.payment.UnappliedPayment.Status;
import io.giftledger.economy.payment.UnappliedRefunded;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.lambda.Metrics;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.LedgerBusyException;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.table.Key;
import io.giftledger.payments.PaymentEvent.Payment;
import io.giftledger.payments.UnbookedEvent.Reason;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Books payments that no recharge is credited for, what is paid back of them, and to which recharge
 * an operator applies them. Each payment once, and each refund once, however often they are told.
 */
@Singleton
public final class UnappliedPayments {

  private static final Logger LOG = LoggerFactory.getLogger(UnappliedPayments.class);

  /** How often one may be another when it is to be moved than when it was read. */
  private static final int TRIES_MAX = 8;

  private final Ledger ledger;

  /** Books in one ledger. */
  public UnappliedPayments(Ledger ledger) {
    this.ledger = ledger;
  }

  /** An unapplied payment, if it is known. */
  public Optional<UnappliedPayment> find(String provider, String paymentId) {
    return ledger.find(UnappliedPayment.TYPE, UnappliedPayment.key(provider, paymentId));
  }

  /**
   * Books a payment that came in, or knows that it was booked.
   *
   * @param reason why no recharge is credited for it
   */
  void take(String provider, Payment payment, Reason reason) {
    // What is no money cannot be booked; the event is kept all the same.
    if (payment.amount().minor() == 0 || !payment.amount().isOfKnownCurrency()) return;
    PaymentUnapplied unapplied =
        new PaymentUnapplied(
            provider,
            payment.id(),
            payment.amount(),
            reason.label(),
            Optional.of(payment.viewer()).filter(text -> !text.isEmpty()),
            Optional.of(payment.rechargeId()).filter(text -> !text.isEmpty()));
    var outcome =
        ledger.append(
            Unapplied.of(provider),
            (head, at) ->
                find(provider, payment.id()).isPresent()
                    ? new Movement.Stale<>()
                    : unapplied.movement(head, at));
    if (outcome instanceof AppendOutcome.Posted<Unapplied>(var entry)) {
      LOG.atInfo()
          .addKeyValue("provider", provider)
          .addKeyValue("payment", payment.id())
          .addKeyValue("reason", reason.label())
          .addKeyValue("entry", entry.sequence())
          .log("payment unapplied");
      Metrics.count("UnappliedPayments", 1, "reason", reason.label());
    }
  }

  /**
   * Books that an unapplied payment, or a part of it, was paid back or taken back, or knows that it
   * was booked.
   *
   * @param refundId the provider's id for that, or ours if we asked for it
   * @return whether it is booked; it is not if no such payment is unapplied, or less is left of it
   * @throws RecordAlteredException if the payment is not as its entries say
   */
  public boolean refunded(String provider, String paymentId, String refundId, Money amount) {
    for (int attempt = 0; attempt < TRIES_MAX; attempt++) {
      Optional<UnappliedPayment> found = find(provider, paymentId);
      if (found.isEmpty()) return false;
      UnappliedPayment payment = found.get();
      if (payment.hasRefund(refundId)) return true;
      if (payment.refunds().size() == UnappliedPayment.REFUNDS_MAX) return false;
      requireAsItsEntriesSay(payment);
      UnappliedRefunded refunded = new UnappliedRefunded(payment, refundId, amount);
      switch (ledger.append(Unapplied.of(provider), refunded::movement)) {
        case AppendOutcome.Posted<Unapplied>(var entry) -> {
          LOG.atInfo()
              .addKeyValue("provider", provider)
              .addKeyValue("payment", paymentId)
              .addKeyValue("refund", refundId)
              .addKeyValue("entry", entry.sequence())
              .log("unapplied payment refunded");
          return true;
        }
        case AppendOutcome.Stale<Unapplied> _ -> {
          return false;
        }
        case AppendOutcome.Overtaken<Unapplied> _ -> {}
      }
    }
    throw new LedgerBusyException(UnappliedPayment.key(provider, paymentId).toString(), TRIES_MAX);
  }

  /** What became of a wish to apply a payment. */
  public enum Applied {
    /** It is the recharge's, which is to be credited with it. */
    DONE,
    /** No such payment is unapplied. */
    UNKNOWN,
    /** It was paid back, in part at least, or applied to another recharge. */
    SETTLED_OTHERWISE,
    /** There is no such recharge of this provider's. */
    UNKNOWN_RECHARGE,
    /** The recharge is paid by another payment, or costs something else. */
    DOES_NOT_FIT
  }

  /**
   * Has a payment be a recharge's from now on, or knows that it is. The recharge is credited
   * afterwards ({@link SettleRecharge}): whoever breaks off in between does it again.
   *
   * @param by who does it
   * @param note where that can be looked up
   */
  public Applied apply(
      String provider, String paymentId, String viewer, String rechargeId, String by, String note) {
    Optional<UnappliedPayment> found = find(provider, paymentId);
    if (found.isEmpty()) return Applied.UNKNOWN;
    UnappliedPayment payment = found.get();
    requireAsItsEntriesSay(payment);
    if (payment.status() != Status.UNAPPLIED || !payment.refunds().isEmpty()) {
      return isAppliedTo(payment, viewer, rechargeId) ? Applied.DONE : Applied.SETTLED_OTHERWISE;
    }
    Key key = Recharge.TYPE.key(Wallet.BOOK.account(viewer), rechargeId);
    Optional<Recharge> recharge =
        ledger.find(Recharge.TYPE, key).filter(its -> its.provider().equals(provider));
    if (recharge.isEmpty()) return Applied.UNKNOWN_RECHARGE;
    if (recharge.get().status() == Recharge.Status.PAID
        || !recharge.get().quote().price().equals(payment.amount())) {
      return Applied.DOES_NOT_FIT;
    }
    UnappliedApplied applied = new UnappliedApplied(payment, viewer, rechargeId, by, note);
    if (ledger.append(Unapplied.of(provider), applied::movement)
        instanceof AppendOutcome.Posted<Unapplied>) {
      return Applied.DONE;
    }
    return find(provider, paymentId).filter(its -> isAppliedTo(its, viewer, rechargeId)).isPresent()
        ? Applied.DONE
        : Applied.SETTLED_OTHERWISE;
  }

  private static boolean isAppliedTo(UnappliedPayment payment, String viewer, String rechargeId) {
    return payment
        .applied()
        .filter(to -> to.viewer().equals(viewer) && to.recharge().equals(rechargeId))
        .isPresent();
  }

  /** What an operator applied a payment to. */
  public Optional<Application> application(String provider, String paymentId) {
    return find(provider, paymentId).flatMap(UnappliedPayment::applied);
  }

  private void requireAsItsEntriesSay(UnappliedPayment payment) {
    if (!payment.isAsItsEntriesSay(ledger)) throw new RecordAlteredException(payment.key());
  }
}

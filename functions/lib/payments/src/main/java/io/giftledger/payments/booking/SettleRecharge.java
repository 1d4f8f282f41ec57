package io.giftledger.payments.booking;

import io.giftledger.economy.payment.UnappliedPayment.Application;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Adjustment.Cause;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharge.Status;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.RecordType;
import io.giftledger.payments.PaymentEvent;
import io.giftledger.payments.PaymentEvent.Payment;
import io.giftledger.payments.PaymentEvent.Reference;
import io.giftledger.payments.UnbookedEvent.Reason;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles a recharge as its payment provider tells: credits the coins of one that was paid, marks
 * one that was declined, and has what became of its payment afterwards booked. Providers tell the
 * same thing twice and in any order; coins are credited once.
 */
@Singleton
public final class SettleRecharge {

  private static final Logger LOG = LoggerFactory.getLogger(SettleRecharge.class);

  private final Ledger ledger;
  private final AdjustPayment adjustPayment;
  private final UnappliedPayments unappliedPayments;
  private final InstantSource clock;

  /** Credits and marks in one ledger. */
  public SettleRecharge(
      Ledger ledger,
      AdjustPayment adjustPayment,
      UnappliedPayments unappliedPayments,
      InstantSource clock) {
    this.ledger = ledger;
    this.adjustPayment = adjustPayment;
    this.unappliedPayments = unappliedPayments;
    this.clock = clock;
  }

  /**
   * Does what an event says, or knows that it was done.
   *
   * @param provider who tells; only recharges that were opened with it are of its concern
   * @return why there is no entry for it; empty if all that it says is done
   */
  public Optional<Reason> settle(String provider, PaymentEvent event) {
    Optional<Reason> open = told(provider, event);
    return switch (event) {
      case PaymentEvent.Succeeded(Payment payment) -> {
        open.ifPresent(reason -> unappliedPayments.take(provider, payment, reason));
        yield open;
      }
      case PaymentEvent.Failed _ -> open;
      case PaymentEvent.Adjusted adjusted ->
          open.flatMap(reason -> adjustedElsewhere(provider, adjusted, reason));
    };
  }

  /** What became of a payment that is unapplied, or was applied by an operator. */
  private Optional<Reason> adjustedElsewhere(
      String provider, PaymentEvent.Adjusted event, Reason reason) {
    String paymentId = event.reference().paymentId();
    Adjustment told = event.adjustment();
    Optional<Application> applied = unappliedPayments.application(provider, paymentId);
    if (applied.isPresent()) {
      Reference payment =
          new Reference(paymentId, applied.get().recharge(), applied.get().viewer());
      return forRechargeOf(
          provider,
          payment,
          recharge ->
              adjustPayment.adjust(
                  recharge, new PaymentEvent.Adjusted(payment, told, event.reversed())));
    }
    boolean isPaidBack =
        !event.reversed()
            && told.cause() != Cause.FEE
            && unappliedPayments.refunded(provider, paymentId, told.id(), told.amount());
    return isPaidBack ? Optional.empty() : Optional.of(reason);
  }

  /**
   * Credits a recharge with a payment that an operator applied to it.
   *
   * @return why it is not credited; empty if it is, now or before
   */
  public Optional<Reason> settleApplied(String provider, Payment payment) {
    return forRechargeOf(
        provider, payment.reference(), recharge -> settled(recharge, credit(recharge, payment)));
  }

  private Optional<Reason> told(String provider, PaymentEvent event) {
    return switch (event) {
      case PaymentEvent.Succeeded(Payment payment) ->
          forRechargeOf(
              provider,
              payment.reference(),
              recharge -> settled(recharge, credit(recharge, payment)));
      case PaymentEvent.Failed(Payment payment, String declineReason) ->
          forRechargeOf(
              provider, payment.reference(), recharge -> decline(recharge, payment, declineReason));
      case PaymentEvent.Adjusted adjusted ->
          forRechargeOf(
              provider, adjusted.reference(), recharge -> adjustPayment.adjust(recharge, adjusted));
    };
  }

  private Optional<Reason> forRechargeOf(
      String provider, Reference payment, Function<Recharge, Optional<Reason>> settling) {
    return find(provider, payment)
        .map(settling)
        .orElseGet(() -> Optional.of(Reason.UNKNOWN_RECHARGE));
  }

  private Optional<Recharge> find(String provider, Reference payment) {
    if (!Account.isOwner(payment.viewer())
        || payment.rechargeId().length() != RecordType.ID_LENGTH) {
      return Optional.empty();
    }
    return ledger
        .find(
            Recharge.TYPE,
            Recharge.TYPE.key(Wallet.BOOK.account(payment.viewer()), payment.rechargeId()))
        .filter(recharge -> recharge.provider().equals(provider));
  }

  /**
   * Books what was told of the payment before the payment itself, now that it is credited.
   *
   * @param recharge the recharge as it was read before
   * @param open why the payment is not booked; empty if it is
   */
  private Optional<Reason> settled(Recharge recharge, Optional<Reason> open) {
    // What was paid when it was read, and had nothing waiting then, has nothing waiting now.
    boolean isDone = recharge.status() == Status.PAID && recharge.adjustments().waiting().isEmpty();
    if (open.isEmpty() && !isDone) adjustPayment.adjustWaiting(recharge.key());
    return open;
  }

  private Optional<Reason> credit(Recharge recharge, Payment payment) {
    if (!payment.amount().equals(recharge.quote().price()))
      return Optional.of(Reason.AMOUNT_MISMATCH);
    if (recharge.status() == Status.PAID) return repeat(recharge, payment);
    Recharged recharged = new Recharged(recharge, payment.id());
    return switch (ledger.append(Wallet.BOOK.account(recharge.viewer()), recharged::movement)) {
      case AppendOutcome.Stale<Wallet> _ ->
          throw new IllegalStateException("a payment follows up on no state");
      case AppendOutcome.Posted<Wallet> _ -> {
        LOG.atInfo()
            .addKeyValue("recharge", recharge.id())
            .addKeyValue("payment", payment.id())
            .log("recharge paid");
        yield Optional.empty();
      }
      case AppendOutcome.Overtaken<Wallet> _ -> settledBefore(recharge, payment);
    };
  }

  /**
   * A recharge was credited, or names its entry, that did not say so when it was read: either it
   * does by now, or its status was set back. Or another recharge got its promotion, once; then it
   * is credited as it says now.
   */
  private Optional<Reason> settledBefore(Recharge recharge, Payment payment) {
    Recharge stands = ledger.find(Recharge.TYPE, recharge.key()).orElseThrow();
    if (stands.status() == Status.PAID) return repeat(stands, payment);
    if (stands.quote().bonusCoins() < recharge.quote().bonusCoins()) return credit(stands, payment);
    throw new RecordAlteredException(recharge.key());
  }

  /** A second payment for one recharge is money that somebody has to give back. */
  private static Optional<Reason> repeat(Recharge recharge, Payment payment) {
    return recharge.paymentId().equals(Optional.of(payment.id()))
        ? Optional.empty()
        : Optional.of(Reason.SECOND_PAYMENT);
  }

  private Optional<Reason> decline(Recharge recharge, Payment payment, String declineReason) {
    if (recharge.status() == Status.AWAITING_PAYMENT) {
      // If it was settled in this moment, that holds.
      ledger.advance(
          recharge.declined(
              payment.id(), declineReason, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
      LOG.atInfo()
          .addKeyValue("recharge", recharge.id())
          .addKeyValue("payment", payment.id())
          .log("recharge declined");
    }
    return Optional.empty();
  }
}

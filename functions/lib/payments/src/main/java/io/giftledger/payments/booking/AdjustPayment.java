package io.giftledger.payments.booking;

import io.giftledger.economy.policy.PolicyInForce;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Adjustment.Cause;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.Adjustments.One;
import io.giftledger.economy.wallet.Adjustments.Status;
import io.giftledger.economy.wallet.FeeCharged;
import io.giftledger.economy.wallet.PaymentAdjusted;
import io.giftledger.economy.wallet.PaymentRestored;
import io.giftledger.economy.wallet.PaymentTakenBack;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.lambda.Metrics;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.AppendRule;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.LedgerBusyException;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.table.Key;
import io.giftledger.payments.PaymentEvent;
import io.giftledger.payments.UnbookedEvent.Reason;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Books what became of a payment after it was made: refunds, disputes and fees, each of the
 * provider's ids once, in whatever order they are told. What is told before the payment itself
 * waits with the recharge until that is credited.
 */
@Singleton
public final class AdjustPayment {

  private static final Logger LOG = LoggerFactory.getLogger(AdjustPayment.class);

  /** How often a recharge may be another when it is to be moved than when it was read. */
  private static final int TRIES_MAX = 8;

  private final Ledger ledger;
  private final PolicyInForce policy;

  /**
   * @param policy says how many chargebacks freeze a wallet
   */
  public AdjustPayment(Ledger ledger, PolicyInForce policy) {
    this.ledger = ledger;
    this.policy = policy;
  }

  /**
   * Books an adjustment, or knows that it was booked.
   *
   * @return why there is no entry for it; empty if all that it says is done
   * @throws LedgerBusyException if others were faster again and again: it must be told again
   */
  public Optional<Reason> adjust(Recharge recharge, PaymentEvent.Adjusted event) {
    Recharge stands = recharge;
    for (int attempt = 0; attempt < TRIES_MAX; attempt++) {
      Optional<Reason> unbookable = unbookable(stands, event);
      if (unbookable.isPresent()) return unbookable;
      if (adjustOnce(stands, event.adjustment(), event.reversed())) return Optional.empty();
      stands = find(recharge.key());
    }
    throw new LedgerBusyException(recharge.key().toString(), TRIES_MAX);
  }

  /**
   * Books what waited for the payment of a recharge, which is credited by now.
   *
   * @param recharge where the recharge is
   */
  void adjustWaiting(Key recharge) {
    for (int attempt = 0; attempt < Adjustments.MAX; attempt++) {
      Recharge stands = find(recharge);
      Optional<Adjustment> next = stands.adjustments().waiting().stream().findFirst();
      if (next.isEmpty()) return;
      adjustOnce(stands, next.get(), false);
    }
    throw new LedgerBusyException(recharge.toString(), Adjustments.MAX);
  }

  private Recharge find(Key recharge) {
    return ledger.find(Recharge.TYPE, recharge).orElseThrow();
  }

  /** Why nothing can ever be booked, whatever was booked before; empty if something can. */
  private static Optional<Reason> unbookable(Recharge recharge, PaymentEvent.Adjusted event) {
    Adjustment told = event.adjustment();
    if (!told.amount().isOfKnownCurrency()) return Optional.of(Reason.NOT_UNDERSTOOD);
    if (told.cause() == Cause.FEE && event.reversed()) return Optional.of(Reason.FEE_RETURNED);
    boolean isOther =
        recharge.paymentId().filter(id -> !id.equals(event.reference().paymentId())).isPresent();
    if (isOther) return Optional.of(Reason.OTHER_PAYMENT);
    Optional<One> known = recharge.adjustments().find(told.id());
    if (known.isPresent()) {
      return known.get().adjustment().equals(told)
          ? Optional.empty()
          : Optional.of(Reason.AMOUNT_MISMATCH);
    }
    // We book a return before we ask for its refund.
    if (told.cause() == Cause.RETURN) return Optional.of(Reason.UNKNOWN_REFUND);
    if (recharge.adjustments().all().size() >= Adjustments.MAX) {
      return Optional.of(Reason.TOO_MANY_ADJUSTMENTS);
    }
    if (told.cause() == Cause.FEE) return Optional.empty();
    var price = recharge.quote().price();
    if (!told.amount().currency().equals(price.currency())) {
      return Optional.of(Reason.AMOUNT_MISMATCH);
    }
    return told.amount().minor() > price.minor() - recharge.adjustments().openMinor()
        ? Optional.of(Reason.MORE_THAN_PAID)
        : Optional.empty();
  }

  /**
   * Books it, if the recharge still stands as it was read.
   *
   * @return whether it is done
   */
  private boolean adjustOnce(Recharge recharge, Adjustment told, boolean reversed) {
    Optional<Status> status = recharge.adjustments().find(told.id()).map(One::status);
    boolean isOpen = status.isEmpty() || status.get() == Status.WAITING;
    if (isOpen && reversed) return ledger.advance(recharge.voided(told)).isEmpty();
    if (recharge.status() != Recharge.Status.PAID) return wait(recharge, told, status.isPresent());
    if (isOpen) {
      return append(
          recharge,
          told,
          told.cause() == Cause.FEE
              ? new FeeCharged(recharge, told)::movement
              : new PaymentTakenBack(recharge, told, policy.inForce().chargebacks())::movement);
    }
    return status.get() != Status.BOOKED
        || !reversed
        || append(recharge, told, PaymentRestored.of(ledger, recharge, told)::movement);
  }

  /**
   * Has it wait for the payment.
   *
   * @throws RecordAlteredException if the recharge was credited, and its status set back
   */
  private boolean wait(Recharge recharge, Adjustment told, boolean waits) {
    if (recharge.settlement().isPresent() || Recharged.wasCredited(ledger, recharge)) {
      // Credited since it was read, or altered.
      if (find(recharge.key()).status() == Recharge.Status.PAID) return false;
      throw new RecordAlteredException(recharge.key());
    }
    return waits || ledger.advance(recharge.waiting(told)).isEmpty();
  }

  private boolean append(Recharge recharge, Adjustment told, AppendRule<Wallet> rule) {
    if (!PaymentAdjusted.isAsItsEntriesSay(ledger, recharge)) {
      // Adjusted since it was read, or altered.
      if (!find(recharge.key()).equals(recharge)) return false;
      throw new RecordAlteredException(recharge.key());
    }
    return switch (ledger.append(Wallet.BOOK.account(recharge.viewer()), rule)) {
      case AppendOutcome.Stale<Wallet> _ ->
          throw new IllegalStateException("an adjustment follows up on no state");
      case AppendOutcome.Posted<Wallet>(var entry) -> {
        LOG.atInfo()
            .addKeyValue("recharge", recharge.id())
            .addKeyValue("adjustment", told.id())
            .addKeyValue("cause", told.cause().label())
            .addKeyValue("entry", entry.sequence())
            .addKeyValue("kind", entry.kind().label())
            .log("payment adjusted");
        Metrics.count("PaymentAdjustments", 1, "kind", entry.kind().label());
        long debt = entry.state().debt();
        if (debt > 0) Metrics.count("WalletDebtCoins", debt);
        yield true;
      }
      case AppendOutcome.Overtaken<Wallet> _ -> false;
    };
  }
}

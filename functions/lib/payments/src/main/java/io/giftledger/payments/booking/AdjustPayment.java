package io.giftledger.payments.booking;

import io.giftledger.economy.policy.PolicyInForce;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Adjustment.Cause;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.Adjustments.One;
import io.giftledger.economy.wallet.Adjustments.Status;
import io.giftledger.economy.wallet.FeeCharged;
import io.giftledger.economy.wallet.FeeReturned;
import io.giftledger.economy.wallet.PaymentAdjusted;
import io.giftledger.economy.wallet.PaymentRestored;
import io.giftledger.economy.wallet.PaymentTakenBack;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.lambda.Metrics;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.AppendRule;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.LedgerBusyException;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.payments.UnbookedEvent.Reason;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Books what became of the payment that a recharge was credited for: refunds, disputes and fees,
 * each of the provider's ids once, in whatever order they are told.
 */
@Singleton
public final class AdjustPayment {

  private static final Logger LOG = LoggerFactory.getLogger(AdjustPayment.class);

  private final Ledger ledger;
  private final PolicyInForce policy;
  private final Bookable bookable;

  /**
   * @param policy says how many chargebacks freeze a wallet, and how large a fee is believed to be
   */
  public AdjustPayment(Ledger ledger, PolicyInForce policy) {
    this.ledger = ledger;
    this.policy = policy;
    this.bookable = new Bookable(ledger, policy);
  }

  /**
   * Books an adjustment, or knows that it was booked.
   *
   * @param recharge which was credited for the payment
   * @param reversed whether the adjustment is undone
   * @return why there is no entry for it; empty if all that it says is done
   * @throws LedgerBusyException if others were faster again and again: it must be told again
   */
  public Optional<Reason> adjust(Recharge recharge, Adjustment told, boolean reversed) {
    return ledger.contend(
        recharge.key(),
        () -> {
          Recharge stands = ledger.find(Recharge.TYPE, recharge.key()).orElseThrow();
          Adjustments before = stands.adjustments();
          // We book a return before we ask for its refund.
          if (told.cause() == Cause.RETURN && before.find(told.id()).isEmpty()) {
            return Optional.of(Optional.of(Reason.UNKNOWN_REFUND));
          }
          var paid =
              new Bookable.Paid(
                  stands.provider(),
                  stands.paymentId().orElseThrow(),
                  stands.quote().price(),
                  before);
          Optional<Reason> fault = bookable.fault(paid, told, reversed);
          return fault.isPresent() || adjustOnce(stands, told, reversed)
              ? Optional.of(fault)
              : Optional.empty();
        });
  }

  /**
   * Books it, if the recharge still stands as it was read.
   *
   * @return whether it is done
   */
  private boolean adjustOnce(Recharge recharge, Adjustment told, boolean reversed) {
    Optional<Status> status = recharge.adjustments().find(told.id()).map(One::status);
    if (status.isEmpty()) {
      return reversed
          ? ledger.advance(recharge.voided(told)).isEmpty()
          : append(recharge, told, () -> booking(recharge, told));
    }
    return status.get() != Status.BOOKED
        || !reversed
        || append(recharge, told, () -> PaymentRestored.of(ledger, recharge, told).in(ledger));
  }

  private AppendRule<Wallet> booking(Recharge recharge, Adjustment told) {
    return switch (told.cause()) {
      case FEE -> new FeeCharged(recharge, told)::movement;
      case FEE_RETURNED -> new FeeReturned(recharge, told)::movement;
      case REFUND, DISPUTE ->
          new PaymentTakenBack(recharge, told, policy.inForce().chargebacks()).in(ledger);
      case RETURN -> throw new IllegalStateException("a return is booked by whom asks for it");
    };
  }

  /**
   * @param rule follows from entries that the recharge names, if it says what they say
   */
  private boolean append(Recharge recharge, Adjustment told, Supplier<AppendRule<Wallet>> rule) {
    if (!PaymentAdjusted.isAsItsEntriesSay(ledger, recharge)) {
      // Adjusted since it was read, or altered.
      Recharge stands = ledger.find(Recharge.TYPE, recharge.key()).orElseThrow();
      if (!stands.equals(recharge)) return false;
      throw new RecordAlteredException(recharge.key());
    }
    return switch (ledger.append(Wallet.BOOK.account(recharge.viewer()), rule.get())) {
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

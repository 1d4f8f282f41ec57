package io.giftledger.payout;

import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.Adjustments.One;
import io.giftledger.economy.wallet.PaymentAdjusted;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.LedgerBusyException;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.table.Key;
import io.giftledger.payments.PaymentEvent;
import io.giftledger.payments.PaymentEvent.Reference;
import io.giftledger.payments.PaymentOrder;
import io.giftledger.payments.PaymentProvider;
import io.giftledger.payments.Providers;
import io.giftledger.payments.RefundAnswer;
import io.giftledger.payments.RefundOrder;
import io.giftledger.payments.booking.SettleRecharge;
import io.giftledger.queues.Cause;
import io.giftledger.queues.PoisonException;
import io.giftledger.queues.RefundMessage;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the money of a returned purchase paid back, once: through the provider that took it, which
 * knows a repeat by our id. What it refuses for ever, the wallet is given again.
 */
@Singleton
final class PayBack {

  private static final Logger LOG = LoggerFactory.getLogger(PayBack.class);

  private final Ledger ledger;
  private final Providers<PaymentProvider> providers;
  private final SettleRecharge settleRecharge;

  PayBack(Ledger ledger, Providers<PaymentProvider> providers, SettleRecharge settleRecharge) {
    this.ledger = ledger;
    this.providers = providers;
    this.settleRecharge = settleRecharge;
  }

  /**
   * Asks the provider to pay back, and notes what it answers; done before, it does nothing.
   *
   * @throws PoisonException if there is no such return, or it can never be done
   * @throws RuntimeException if there is no answer: deliver it again
   */
  void pay(RefundMessage message) {
    Recharge recharge =
        find(Recharge.TYPE.key(Wallet.BOOK.account(message.viewer()), message.recharge()));
    One returned = find(recharge, message.refund());
    // Whoever restored it may have broken off before what waited for that was booked.
    if (returned.status() == Adjustments.Status.REVERSED) restore(recharge, returned.adjustment());
    if (!returned.isToBeRefunded()) return;
    requireAsItsEntriesSay(recharge);
    PaymentProvider provider =
        providers
            .find(recharge.provider())
            .orElseThrow(
                () ->
                    new PoisonException(
                        Cause.UNKNOWN_PROVIDER,
                        "recharge through " + recharge.provider() + ": " + recharge.id()));
    Adjustment asked = returned.adjustment();
    String paymentId = recharge.paymentId().orElseThrow();
    switch (provider.refund(
        new RefundOrder(asked.id(), PaymentOrder.of(recharge), paymentId, asked.amount()))) {
      case RefundAnswer.Taken(String refundId) -> taken(recharge.key(), asked.id(), refundId);
      case RefundAnswer.Refused(String reason) -> {
        LOG.atWarn()
            .addKeyValue("recharge", recharge.id())
            .addKeyValue("refund", asked.id())
            .addKeyValue("reason", reason)
            .log("refund refused");
        restore(recharge, asked);
      }
    }
  }

  private void restore(Recharge recharge, Adjustment asked) {
    Reference payment =
        new Reference(recharge.paymentId().orElseThrow(), recharge.id(), recharge.viewer());
    settleRecharge
        .settle(recharge.provider(), new PaymentEvent.Adjusted(payment, asked, true))
        .ifPresent(
            reason -> {
              throw new IllegalStateException(reason.label() + ": " + recharge.key());
            });
  }

  private Recharge find(Key key) {
    return ledger
        .find(Recharge.TYPE, key)
        .orElseThrow(
            () -> new PoisonException(Cause.UNKNOWN_REFUND, "there is no recharge " + key));
  }

  private static One find(Recharge recharge, String refund) {
    return recharge
        .adjustments()
        .find(refund)
        .filter(one -> one.adjustment().cause() == Adjustment.Cause.RETURN)
        .orElseThrow(
            () ->
                new PoisonException(
                    Cause.UNKNOWN_REFUND,
                    "recharge %s has no return %s".formatted(recharge.key(), refund)));
  }

  /** What a record alone says is never paid. */
  private void requireAsItsEntriesSay(Recharge recharge) {
    if (PaymentAdjusted.isAsItsEntriesSay(ledger, recharge)) return;
    if (!find(recharge.key()).equals(recharge)) {
      throw new LedgerBusyException(recharge.key().toString(), 1);
    }
    RecordAlteredException altered = new RecordAlteredException(recharge.key());
    throw new PoisonException(Cause.RECORD_ALTERED, String.valueOf(altered.getMessage()), altered);
  }

  /** Notes that the provider has taken it on, unless a webhook said by now that it failed. */
  private void taken(Key key, String id, String refundId) {
    ledger.contend(key, () -> takenOnce(key, id, refundId));
    LOG.atInfo()
        .addKeyValue("recharge", key.id())
        .addKeyValue("refund", id)
        .addKeyValue("refundId", refundId)
        .log("refund submitted");
  }

  /** Notes it, or knows that it was; empty if the recharge was moved since it was read. */
  private Optional<Recharge> takenOnce(Key key, String id, String refundId) {
    Recharge stands = find(key);
    One returned = find(stands, id);
    return returned.isToBeRefunded()
            && ledger.advance(stands.refunding(returned, refundId)).isPresent()
        ? Optional.empty()
        : Optional.of(stands);
  }
}

package io.giftledger.recharge;

import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharge.Status;
import io.giftledger.ledger.Ledger;
import io.giftledger.payments.Opening;
import io.giftledger.payments.PaymentEvent;
import io.giftledger.payments.PaymentOrder;
import io.giftledger.payments.PaymentProvider;
import io.giftledger.payments.PaymentProviderException;
import io.giftledger.payments.ProviderEvent;
import io.giftledger.payments.Providers;
import io.giftledger.payments.UnbookedEvents;
import io.giftledger.payments.booking.SettleRecharge;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the payment of a stored recharge with the provider that is stored with it, and stores the
 * payment's id. Whatever breaks off in between, the same request goes on where it stopped: the
 * provider knows a repeat by the recharge's id, and a payment that was opened is not opened again.
 */
@Singleton
final class OpenPayment {

  private static final Logger LOG = LoggerFactory.getLogger(OpenPayment.class);

  private final Ledger ledger;
  private final Providers<PaymentProvider> providers;
  private final SettleRecharge settleRecharge;
  private final UnbookedEvents unbookedEvents;

  OpenPayment(
      Ledger ledger,
      Providers<PaymentProvider> providers,
      SettleRecharge settleRecharge,
      UnbookedEvents unbookedEvents) {
    this.ledger = ledger;
    this.providers = providers;
    this.settleRecharge = settleRecharge;
    this.unbookedEvents = unbookedEvents;
  }

  /**
   * How the viewer goes on.
   *
   * @return empty if the payment was opened with a provider that is not on board any more
   * @throws PaymentProviderException if the provider gave no answer; ask again
   */
  Optional<Opening> open(Recharge recharge) {
    Optional<PaymentProvider> provider = providers.find(recharge.provider());
    if (provider.isEmpty() && recharge.paymentId().isEmpty()) {
      throw new PaymentProviderException(
          recharge.provider(), "the recharge's provider is not on board");
    }
    Optional<Opening> opening = provider.map(its -> opening(recharge, its));
    if (opening.orElse(null) instanceof Opening.Settled(String paymentId)) {
      settle(recharge, paymentId);
    }
    return opening;
  }

  private Opening opening(Recharge recharge, PaymentProvider provider) {
    PaymentOrder order = PaymentOrder.of(recharge);
    if (recharge.paymentId().isPresent()) {
      return provider.reopen(order, recharge.paymentId().get());
    }
    Opening opening = provider.open(order);
    opening.knownPaymentId().ifPresent(paymentId -> store(recharge, paymentId));
    return opening;
  }

  private void store(Recharge recharge, String paymentId) {
    // A webhook that was faster has stored the id already; then this changes nothing.
    ledger.advance(recharge.opened(paymentId));
    LOG.atInfo()
        .addKeyValue("recharge", recharge.id())
        .addKeyValue("payment", paymentId)
        .log("recharge opened");
  }

  /** Credits what was paid in the moment it was opened: no webhook will say so. */
  private void settle(Recharge recharge, String paymentId) {
    if (recharge.status() == Status.PAID) return;
    var payment =
        new PaymentEvent.Payment(
            paymentId, recharge.id(), recharge.viewer(), recharge.quote().price());
    settleRecharge
        .settle(recharge.provider(), new PaymentEvent.Succeeded(payment))
        .ifPresent(reason -> unbookedEvents.keep(source(recharge, payment), reason));
  }

  /** What the provider answered in place of an event: the payment is the event, and has its id. */
  private static ProviderEvent source(Recharge recharge, PaymentEvent.Payment payment) {
    return new ProviderEvent(
        recharge.provider(),
        payment.id(),
        "settled when it was opened",
        Optional.of(payment.viewer()),
        Optional.of(Recharge.TYPE.prefix() + "#" + recharge.id()),
        Optional.of(payment.id()),
        Optional.of(payment.amount()),
        "");
  }
}

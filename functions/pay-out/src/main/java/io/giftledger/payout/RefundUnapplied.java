package io.giftledger.payout;

import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.payments.PaymentOrder;
import io.giftledger.payments.PaymentProvider;
import io.giftledger.payments.Providers;
import io.giftledger.payments.RefundAnswer;
import io.giftledger.payments.RefundOrder;
import io.giftledger.payments.booking.UnappliedPayments;
import io.giftledger.queues.Cause;
import io.giftledger.queues.PoisonException;
import io.giftledger.queues.UnappliedRefundMessage;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has an unapplied payment paid back, as far as it is left, once: the id that the provider is asked
 * with follows from the payment, from what is left of it and from what has come back of refunds
 * before. It is booked under that id, by whichever comes first: this answer, or the provider's
 * webhook.
 */
@Singleton
final class RefundUnapplied {

  private static final Logger LOG = LoggerFactory.getLogger(RefundUnapplied.class);

  private static final int ID_DIGITS = 26;

  private final Ledger ledger;
  private final Providers<PaymentProvider> providers;
  private final UnappliedPayments unappliedPayments;

  RefundUnapplied(
      Ledger ledger, Providers<PaymentProvider> providers, UnappliedPayments unappliedPayments) {
    this.ledger = ledger;
    this.providers = providers;
    this.unappliedPayments = unappliedPayments;
  }

  /**
   * Asks the provider to pay back what is left, if something is.
   *
   * @throws PoisonException if there is no such payment, or it is never paid back
   * @throws RuntimeException if there is no answer: deliver it again
   */
  void pay(UnappliedRefundMessage message) {
    UnappliedPayment payment = asItsEntriesSay(message);
    if (payment.left().minor() == 0) return;
    // Two people's word makes it so, and nobody applies it from then on; a message makes nothing.
    if (payment.status() != UnappliedPayment.Status.REFUNDING) {
      throw new PoisonException(
          Cause.NOT_APPROVED, "two people have not approved a refund of " + message.payment());
    }
    PaymentProvider provider =
        providers
            .find(message.provider())
            .orElseThrow(
                () ->
                    new PoisonException(
                        Cause.UNKNOWN_PROVIDER, "a payment through " + message.provider()));
    String id = idFor(payment);
    LOG.atInfo()
        .addKeyValue("payment", payment.paymentId())
        .addKeyValue("by", message.by())
        .addKeyValue("note", message.note())
        .log("unapplied payment is to be refunded");
    switch (provider.refund(
        new RefundOrder(id, order(payment), payment.paymentId(), payment.left()))) {
      case RefundAnswer.Taken _ -> {
        Adjustment asked = new Adjustment(id, Adjustment.Cause.RETURN, payment.left());
        unappliedPayments
            .adjust(message.provider(), message.payment(), asked, false)
            .ifPresent(
                reason -> {
                  throw new IllegalStateException(reason.label() + ": " + payment.key());
                });
      }
      case RefundAnswer.Refused(String reason) -> {
        // Whatever moved it meanwhile, that holds.
        ledger.advance(payment.notRefunded());
        throw new PoisonException(Cause.REFUND_REFUSED, reason);
      }
    }
  }

  private UnappliedPayment asItsEntriesSay(UnappliedRefundMessage message) {
    UnappliedPayment payment =
        unappliedPayments
            .find(message.provider(), message.payment())
            .orElseThrow(
                () ->
                    new PoisonException(
                        Cause.UNKNOWN_PAYMENT, "there is no unapplied " + message.payment()));
    try {
      unappliedPayments.requireAsItsEntriesSay(payment);
    } catch (RecordAlteredException altered) {
      throw new PoisonException(Cause.RECORD_ALTERED, String.valueOf(altered.getMessage()));
    }
    return payment;
  }

  private static String idFor(UnappliedPayment payment) {
    return "unapplied-"
        + Hash.ofTexts(
                "UNAPPLIED",
                payment.provider(),
                payment.paymentId(),
                Long.toString(payment.left().minor()),
                Long.toString(payment.adjustments().restored()))
            .hex()
            .substring(0, ID_DIGITS);
  }

  private static PaymentOrder order(UnappliedPayment payment) {
    return new PaymentOrder(
        payment.recharge().orElse(""), payment.user().orElse(""), "", payment.amount(), "");
  }
}

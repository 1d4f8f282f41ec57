package io.giftledger.recharge;

import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharge.Status;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.http.Problem;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.RecordType;
import io.giftledger.payments.PaymentEvent;
import io.giftledger.payments.PaymentEvent.Payment;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles a recharge as its payment provider tells: credits the coins of one that was paid, marks
 * one that was declined. Providers tell the same thing twice and in any order; coins are credited
 * once, and nothing that comes after takes them back.
 */
@Singleton
final class SettleRecharge {

  private static final Logger LOG = LoggerFactory.getLogger(SettleRecharge.class);

  private final Ledger ledger;
  private final InstantSource clock;

  SettleRecharge(Ledger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Does what an event says, or knows that it was done.
   *
   * @param provider who tells; only recharges that were opened with it are of its concern
   * @return why it cannot be done; empty if it need not be told again
   */
  Optional<Problem> settle(String provider, PaymentEvent event) {
    return switch (event) {
      case PaymentEvent.Succeeded(Payment payment) ->
          forRechargeOf(provider, payment, recharge -> credit(recharge, payment));
      case PaymentEvent.Failed(Payment payment, String declineReason) ->
          forRechargeOf(provider, payment, recharge -> decline(recharge, payment, declineReason));
      case PaymentEvent.Ignored(String type) -> {
        LOG.atInfo().addKeyValue("type", type).log("event ignored");
        yield Optional.empty();
      }
    };
  }

  private Optional<Problem> forRechargeOf(
      String provider, Payment payment, Function<Recharge, Optional<Problem>> settling) {
    return find(provider, payment)
        .map(settling)
        .orElseGet(
            () ->
                Optional.of(
                    new Problem(
                        404, "unknown_recharge", "The payment is for no recharge that we know.")));
  }

  private Optional<Recharge> find(String provider, Payment payment) {
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

  private Optional<Problem> credit(Recharge recharge, Payment payment) {
    if (!payment.amount().equals(recharge.price())) {
      LOG.atError()
          .addKeyValue("recharge", recharge.id())
          .addKeyValue("payment", payment.id())
          .log("the payment's amount is not the recharge's price");
      return Optional.of(
          new Problem(
              422, "amount_mismatch", "The payment's amount is not the price of the recharge."));
    }
    if (recharge.status() == Status.PAID) {
      noteRepeat(recharge, payment);
      return Optional.empty();
    }
    if (Recharged.wasCredited(ledger, recharge)) return settledBefore(recharge, payment);
    Recharged recharged = new Recharged(recharge, payment.id());
    switch (ledger.append(Wallet.BOOK.account(recharge.viewer()), recharged::movement)) {
      case AppendOutcome.Stale<Wallet> _ ->
          throw new IllegalStateException("a payment follows up on no state");
      case AppendOutcome.Posted<Wallet> _ ->
          LOG.atInfo()
              .addKeyValue("recharge", recharge.id())
              .addKeyValue("payment", payment.id())
              .log("recharge paid");
      case AppendOutcome.Overtaken<Wallet>(var records) ->
          records.values().stream()
              .flatMap(Optional::stream)
              .forEach(item -> noteRepeat(Recharge.TYPE.read(item), payment));
    }
    return Optional.empty();
  }

  /**
   * The wallet's chain says that a recharge was credited that did not say so when it was read:
   * either it does by now, or its status was set back.
   */
  private Optional<Problem> settledBefore(Recharge recharge, Payment payment) {
    Recharge stands = ledger.find(Recharge.TYPE, recharge.key()).orElseThrow();
    if (stands.status() != Status.PAID) throw new RecordAlteredException(recharge.key());
    noteRepeat(stands, payment);
    return Optional.empty();
  }

  /** A second payment for one recharge is money that somebody has to give back. */
  private static void noteRepeat(Recharge recharge, Payment payment) {
    if (!recharge.paymentId().equals(Optional.of(payment.id()))) {
      LOG.atError()
          .addKeyValue("recharge", recharge.id())
          .addKeyValue("payment", payment.id())
          .log("a recharge that was paid was paid again");
    }
  }

  private Optional<Problem> decline(Recharge recharge, Payment payment, String declineReason) {
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

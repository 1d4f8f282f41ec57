package io.giftledger.recharge;

import io.giftledger.dynamodb.Policies;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharge.Status;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.Request;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Write;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a recharge: stores it, opens its payment with the provider, stores the payment's id. The
 * recharge is stored first, so that no webhook can name one that is not there. Whatever breaks off
 * in between, the same request goes on where it stopped: the record is found by its key, and the
 * provider knows a repeat by the record's id.
 */
@Singleton
final class OpenRecharge {

  private static final Logger LOG = LoggerFactory.getLogger(OpenRecharge.class);

  private final Ledger ledger;
  private final Policies policies;
  private final PaymentProvider provider;
  private final InstantSource clock;

  OpenRecharge(Ledger ledger, Policies policies, PaymentProvider provider, InstantSource clock) {
    this.ledger = ledger;
    this.policies = policies;
    this.provider = provider;
    this.clock = clock;
  }

  /**
   * Opens a recharge once, however often it is asked with the same key.
   *
   * @param viewer who buys
   * @param idempotencyKey the viewer's key for this recharge
   * @return the recharge, with a payment id
   * @throws PaymentProviderException if the provider gave no answer; ask again with the same key
   */
  Outcome<Recharge> open(String viewer, String idempotencyKey, RechargeRequest asked) {
    Request<Recharge> request =
        Request.of(
            Recharge.TYPE,
            Wallet.BOOK.account(viewer),
            idempotencyKey,
            asked.coinPackage(),
            asked.region(),
            asked.channel(),
            asked.paymentMethod());
    RechargeOrder order =
        new RechargeOrder(
            request.id(),
            viewer,
            asked.coinPackage(),
            asked.region(),
            asked.channel(),
            asked.paymentMethod());
    var verdict =
        order.decide(policies.inForce(), provider, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    Outcome<Recharge> outcome =
        switch (verdict) {
          case RechargeOrder.Verdict.Accepted(var recharge) -> ledger.register(request, recharge);
          // The package may have been sold, and the method accepted, when the key was first used.
          case RechargeOrder.Verdict.Refused(var refusal) ->
              ledger.replay(request).orElseGet(() -> new Outcome.Refused<>(refusal));
        };
    return switch (outcome) {
      case Outcome.Opened<Recharge>(var recharge) -> new Outcome.Opened<>(withPayment(recharge));
      case Outcome.Replayed<Recharge>(var recharge) ->
          new Outcome.Replayed<>(withPayment(recharge));
      case Outcome.KeyReused<Recharge> _, Outcome.Refused<Recharge> _ -> outcome;
    };
  }

  /** A recharge that has a payment as it is; else with the payment that the provider opens. */
  private Recharge withPayment(Recharge recharge) {
    if (recharge.paymentId().isPresent()) return recharge;
    if (!recharge.provider().equals(provider.name())) {
      throw new PaymentProviderException(
          "the recharge was stored for " + recharge.provider() + ", which is not in use");
    }
    String paymentId = provider.open(PaymentOrder.of(recharge));
    // A webhook that was faster has stored the id already; then this changes nothing.
    ledger.advance(
        new Write.Transition(
            recharge.key(),
            Set.of(Status.AWAITING_PAYMENT.name()),
            Item.builder().build(),
            Item.builder()
                .text("status", Status.AWAITING_PAYMENT.name())
                .text("paymentId", paymentId)
                .build()));
    LOG.atInfo()
        .addKeyValue("recharge", recharge.id())
        .addKeyValue("payment", paymentId)
        .log("recharge opened");
    return recharge.withPaymentId(paymentId);
  }
}

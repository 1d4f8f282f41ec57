package io.giftledger.recharge;

import io.giftledger.dynamodb.Policies;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.Request;
import io.giftledger.payments.PaymentProvider;
import io.giftledger.payments.Provider;
import io.giftledger.payments.Providers;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Opens a recharge: chooses its provider and stores it. The recharge is stored before its payment
 * is opened, so that no webhook can name one that is not there.
 */
@Singleton
final class OpenRecharge {

  private final Ledger ledger;
  private final Policies policies;
  private final Providers<PaymentProvider> providers;
  private final InstantSource clock;

  OpenRecharge(
      Ledger ledger, Policies policies, Providers<PaymentProvider> providers, InstantSource clock) {
    this.ledger = ledger;
    this.policies = policies;
    this.providers = providers;
    this.clock = clock;
  }

  /**
   * Opens a recharge once, however often it is asked with the same key. A new one goes to the first
   * of the preferred providers that can be paid as the viewer wants to.
   *
   * @param viewer who buys
   * @param idempotencyKey the viewer's key for this recharge
   * @return the recharge, whose payment may have been opened or not
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
    var provider =
        providers.preferred().stream()
            .filter(candidate -> candidate.accepts(asked.paymentMethod()))
            .findFirst()
            .map(Provider::name);
    var verdict =
        order.decide(policies.inForce(), provider, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    return switch (verdict) {
      case RechargeOrder.Verdict.Accepted(var recharge) -> ledger.register(request, recharge);
      // The package may have been sold, and the method accepted, when the key was first used.
      case RechargeOrder.Verdict.Refused(var refusal) ->
          ledger.replay(request).orElseGet(() -> new Outcome.Refused<>(refusal));
    };
  }
}

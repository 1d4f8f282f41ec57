package io.giftledger.economy.wallet;

import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.policy.Policy;
import io.giftledger.ledger.Decision;
import java.time.Instant;
import java.util.Optional;

/**
 * A viewer wants to buy coins: nothing moves until their payment is there ({@link Recharged}).
 *
 * @param id the recharge's id
 * @param viewer who buys
 * @param coinPackage the policy's id of the package
 * @param region where
 * @param channel through which
 * @param paymentMethod how it shall be paid
 */
public record RechargeOpened(
    String id,
    String viewer,
    String coinPackage,
    String region,
    String channel,
    String paymentMethod) {

  /**
   * Decides under a policy.
   *
   * @param provider who can be paid like this, if there is one
   */
  public Decision<Recharge> decide(Policy policy, Optional<String> provider, Instant at) {
    var sold = policy.coinPackage(coinPackage);
    var price = sold.flatMap(found -> found.price(region, channel));
    if (sold.isEmpty() || price.isEmpty()) {
      return refuse(
          RefusalCode.UNKNOWN_PACKAGE,
          "No such package is sold in this region through this channel.");
    }
    if (provider.isEmpty()) {
      return refuse(
          RefusalCode.UNKNOWN_PAYMENT_METHOD, "No payment provider knows such a payment method.");
    }
    return new Decision.Accept<>(
        Recharge.opened(
            id,
            viewer,
            new Quote(coinPackage, region, channel, sold.get().coins(), 0, price.get().amount(), 0),
            paymentMethod,
            provider.get(),
            policy.version(),
            at));
  }

  private static Decision<Recharge> refuse(RefusalCode code, String detail) {
    return new Decision.Refuse<>(code.because(detail));
  }
}

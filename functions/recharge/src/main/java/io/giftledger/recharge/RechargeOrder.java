package io.giftledger.recharge;

import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Code;
import java.time.Instant;
import java.util.Optional;

/**
 * The rules for buying coins.
 *
 * @param id the recharge's id
 * @param viewer who buys
 * @param coinPackage the policy's id of the package
 * @param region where
 * @param channel through which
 * @param paymentMethod how it shall be paid
 */
record RechargeOrder(
    String id,
    String viewer,
    String coinPackage,
    String region,
    String channel,
    String paymentMethod) {

  /** What the rules make of an order. */
  sealed interface Verdict {

    /**
     * It may be paid.
     *
     * @param recharge awaits its payment
     */
    record Accepted(Recharge recharge) implements Verdict {}

    /**
     * Change nothing.
     *
     * @param refusal why
     */
    record Refused(Refusal refusal) implements Verdict {}
  }

  /**
   * Decides under a policy.
   *
   * @param provider who can be paid like this, if there is one
   */
  Verdict decide(Policy policy, Optional<String> provider, Instant at) {
    var sold = policy.coinPackage(coinPackage);
    var price = sold.flatMap(found -> found.price(region, channel));
    if (sold.isEmpty() || price.isEmpty()) {
      return refuse(
          Code.UNKNOWN_PACKAGE, "No such package is sold in this region through this channel.");
    }
    if (provider.isEmpty()) {
      return refuse(
          Code.UNKNOWN_PAYMENT_METHOD, "No payment provider knows such a payment method.");
    }
    return new Verdict.Accepted(
        new Recharge(
            id,
            viewer,
            coinPackage,
            region,
            channel,
            sold.get().coins(),
            price.get().amount(),
            paymentMethod,
            provider.get(),
            policy.version(),
            at,
            Recharge.Status.AWAITING_PAYMENT,
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  private static Verdict refuse(Code code, String detail) {
    return new Verdict.Refused(new Refusal(code, detail));
  }
}

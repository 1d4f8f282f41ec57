package io.giftledger.payments;

import io.giftledger.economy.Money;
import io.giftledger.economy.wallet.Recharge;

/**
 * A payment, as a provider is asked for it. The provider gives both ids back in its webhooks.
 *
 * @param rechargeId what is paid for; the provider's idempotency key
 * @param viewer who pays
 * @param coinPackage the policy's id of what is bought
 * @param price how much
 * @param paymentMethod the provider's name for how
 */
public record PaymentOrder(
    String rechargeId, String viewer, String coinPackage, Money price, String paymentMethod) {

  /** The payment that a recharge awaits. */
  public static PaymentOrder of(Recharge recharge) {
    return new PaymentOrder(
        recharge.id(),
        recharge.viewer(),
        recharge.quote().coinPackage(),
        recharge.quote().price(),
        recharge.paymentMethod());
  }
}

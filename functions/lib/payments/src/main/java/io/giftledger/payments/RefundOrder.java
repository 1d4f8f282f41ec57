package io.giftledger.payments;

import io.giftledger.economy.Money;

/**
 * A refund, as a provider is asked for it.
 *
 * @param refundId our id for it; the provider's idempotency key
 * @param payment what was paid
 * @param paymentId the provider's id for the payment
 * @param amount how much of it is to be paid back
 */
public record RefundOrder(String refundId, PaymentOrder payment, String paymentId, Money amount) {}

/**
 * PayPal as a payout provider: a withdrawal is a batch with one item, and its webhooks say that an
 * item stands otherwise than before.
 */
@NullMarked
package io.giftledger.payments.paypal;

import org.jspecify.annotations.NullMarked;

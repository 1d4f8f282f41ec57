/**
 * Stripe as a payment provider: payments open as its payment intents, and its webhooks tell what
 * becomes of them.
 */
@NullMarked
package io.giftledger.payments.stripe;

import org.jspecify.annotations.NullMarked;

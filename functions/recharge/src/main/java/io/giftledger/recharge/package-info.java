/** A viewer buys coins: a payment is opened with a provider, and its webhook credits the wallet. */
@NullMarked
package io.giftledger.recharge;

import org.jspecify.annotations.NullMarked;

/** Payments that came in for nothing that was sold: money that is owed to whoever paid it. */
@NullMarked
package io.giftledger.economy.payment;

import org.jspecify.annotations.NullMarked;

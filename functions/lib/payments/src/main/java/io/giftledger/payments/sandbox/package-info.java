/** A payment and payout provider that moves no money and plays every part of one that does. */
@NullMarked
package io.giftledger.payments.sandbox;

import org.jspecify.annotations.NullMarked;

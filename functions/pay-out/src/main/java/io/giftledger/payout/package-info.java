/** A requested withdrawal is paid by the payout provider, or its diamonds are returned. */
@NullMarked
package io.giftledger.payout;

import org.jspecify.annotations.NullMarked;

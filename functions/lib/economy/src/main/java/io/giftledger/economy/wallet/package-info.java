/** A viewer's side of the economy: coins, and the records that move them. */
@NullMarked
package io.giftledger.economy.wallet;

import org.jspecify.annotations.NullMarked;

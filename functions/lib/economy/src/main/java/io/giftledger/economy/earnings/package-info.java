/** A creator's side of the economy: points and diamonds, and the records that move them. */
@NullMarked
package io.giftledger.economy.earnings;

import org.jspecify.annotations.NullMarked;

/**
 * Seeded runs of the whole economy in which everything fails that can, and what must hold after.
 */
@NullMarked
package io.giftledger.simulator;

import org.jspecify.annotations.NullMarked;

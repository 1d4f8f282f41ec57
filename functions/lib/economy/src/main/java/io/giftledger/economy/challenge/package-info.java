/** Challenges: a budget that an operator funds, and the awards that are paid from it. */
@NullMarked
package io.giftledger.economy.challenge;

import org.jspecify.annotations.NullMarked;

/** Who pays creators: what the functions ask of a payout provider, and the sandbox. */
@NullMarked
package io.giftledger.payments;

import org.jspecify.annotations.NullMarked;

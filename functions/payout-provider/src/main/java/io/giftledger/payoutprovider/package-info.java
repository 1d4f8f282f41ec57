/** Who pays creators: what the functions ask of a payout provider, and the sandbox. */
@NullMarked
package io.giftledger.payoutprovider;

import org.jspecify.annotations.NullMarked;

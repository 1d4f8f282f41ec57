/** What providers tell of payments becomes entries of the ledger. */
@NullMarked
package io.giftledger.payments.booking;

import org.jspecify.annotations.NullMarked;

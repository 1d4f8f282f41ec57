/**
 * Accounts as chains of entries, and the one operation that moves value. Start at {@link
 * io.giftledger.ledger.Ledger}.
 */
@NullMarked
package io.giftledger.ledger;

import org.jspecify.annotations.NullMarked;

/** Prices, rates and limits: versioned documents, never code. */
@NullMarked
package io.giftledger.ledger.policy;

import org.jspecify.annotations.NullMarked;

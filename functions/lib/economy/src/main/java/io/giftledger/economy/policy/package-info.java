/** Prices, rates and limits: versioned documents, never code. */
@NullMarked
package io.giftledger.economy.policy;

import org.jspecify.annotations.NullMarked;

/** A provider's settlement report against the ledger. */
@NullMarked
package io.giftledger.operator.reconcile;

import org.jspecify.annotations.NullMarked;

/**
 * A checker of protocols over the table: it explores every interleaving of a few writers, with
 * faults and crashes, within bounds. Start at {@link io.giftledger.ledger.model.Explorer}.
 */
@NullMarked
package io.giftledger.ledger.model;

import org.jspecify.annotations.NullMarked;

/**
 * The one table, in the ledger's own words: items, conditional writes and what became of them.
 * Whatever holds it implements these ports.
 */
@NullMarked
package io.giftledger.ledger.table;

import org.jspecify.annotations.NullMarked;

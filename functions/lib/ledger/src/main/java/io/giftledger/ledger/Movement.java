package io.giftledger.ledger;

import io.giftledger.ledger.table.Write;
import java.util.List;

/**
 * One entry and the records that move with it.
 *
 * @param draft the entry to append
 * @param changes the records to move, and at most one new record keyed by the entry's sequence
 */
public record Movement<S extends State>(Draft<S> draft, List<Write> changes) {}

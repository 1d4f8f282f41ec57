package io.giftledger.ledger;

import io.giftledger.ledger.table.Write;
import java.util.List;

/** What a rule that cannot refuse says to a head. */
public sealed interface Movement<S extends State> {

  /**
   * One entry and the records that move with it.
   *
   * @param draft the entry to append
   * @param changes the records to move, and new ones that are told apart by the entry's sequence
   */
  record Append<S extends State>(Draft<S> draft, List<Write> changes) implements Movement<S> {}

  /**
   * The account no longer stands as the record says that the rule follows up on: somebody was
   * faster, or the ledger is broken. Whoever asked looks the record up.
   */
  record Stale<S extends State>() implements Movement<S> {}
}

package io.giftledger.ledger;

import java.time.Instant;

/** A pure rule that follows up on what exists, and so has nothing to refuse. */
@FunctionalInterface
public interface AppendRule<S extends State> {

  /**
   * @param head where the account stands
   * @param at the instant that the entry will carry
   */
  Movement<S> decide(Head<S> head, Instant at);
}

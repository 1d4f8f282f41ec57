package io.giftledger.ledger;

import java.time.Instant;

/** A pure rule that follows up on a record that exists, and so has nothing to refuse. */
@FunctionalInterface
public interface SettlingRule<S extends State> {

  /**
   * @param head where the account stands
   * @param at the instant that the entry will carry
   */
  Movement<S> decide(Head<S> head, Instant at);
}

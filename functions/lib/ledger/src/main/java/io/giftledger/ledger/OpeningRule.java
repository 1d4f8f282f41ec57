package io.giftledger.ledger;

import java.time.Instant;

/** A pure rule of the economy that may refuse. It may be asked several times and must not care. */
@FunctionalInterface
public interface OpeningRule<S extends State, R extends BusinessRecord> {

  /**
   * @param head where the account stands
   * @param at the instant that the record and its entry would carry
   */
  Decision<R> decide(Head<S> head, Instant at);
}

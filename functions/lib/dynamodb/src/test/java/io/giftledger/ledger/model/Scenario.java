package io.giftledger.ledger.model;

import io.giftledger.ledger.table.Write;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is to be explored.
 *
 * @param before what the table holds before
 * @param writers who writes, each in its own process
 * @param promise what must hold
 * @param clocks how the writers' clocks go
 * @param isConditional which writes' conditions the table judges; all, in a sound protocol
 */
public record Scenario(
    Snapshot before,
    List<Writer> writers,
    Promise promise,
    Clocks clocks,
    Predicate<Write> isConditional) {

  /** How the writers' clocks go. */
  public enum Clocks {
    /** All stand at the same instant: what two writers make of one head may be equal. */
    STANDING,
    /** Each goes on by a millisecond with every look, and each is behind the one before it. */
    APART
  }

  /** A scenario whose table judges every condition. */
  public Scenario(Snapshot before, List<Writer> writers, Promise promise, Clocks clocks) {
    this(before, writers, promise, clocks, write -> true);
  }
}

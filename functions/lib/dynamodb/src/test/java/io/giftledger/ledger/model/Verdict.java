package io.giftledger.ledger.model;

/** What an exploration found. */
public sealed interface Verdict {

  /**
   * The promise holds in every run within the bounds.
   *
   * @param states how many different states there are
   * @param steps how many steps lead from one to another
   * @param ends how many of the states are ends
   * @param runs how many runs, from the first step to an end, go through them
   */
  record Holds(long states, long steps, long ends, double runs) implements Verdict {}

  /**
   * It does not.
   *
   * @param faults how many faults and crashes the run has; no run with fewer breaks the promise
   * @param history the run, a numbered line for each step, and what is wrong at its end
   */
  record Broken(int faults, String history) implements Verdict {}
}

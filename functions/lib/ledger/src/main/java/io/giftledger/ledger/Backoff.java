package io.giftledger.ledger;

/** How to wait between two tries. */
@FunctionalInterface
public interface Backoff {

  /**
   * Waits before another try.
   *
   * @param attempt how many tries there were, from 1
   */
  void await(int attempt);
}

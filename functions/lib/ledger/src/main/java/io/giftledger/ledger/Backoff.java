package io.giftledger.ledger;

/** How to wait between two tries. */
@FunctionalInterface
public interface Backoff {

  /** What a try lost. */
  enum Lost {
    /** The place in the chain, or the record: another writer was faster. It takes milliseconds. */
    PLACE,
    /** The answer: throttling, a time-out. The table needs a rest. */
    ANSWER
  }

  /**
   * Waits before another try.
   *
   * @param lost what the last try lost
   * @param attempt how many tries there were, from 1
   * @return whether there is time for another try
   */
  boolean await(Lost lost, int attempt);
}

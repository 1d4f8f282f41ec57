package io.giftledger.ledger.table;

import java.util.Map;
import java.util.Optional;

/** What became of some writes that succeed or fail together. */
public sealed interface WriteResult {

  /** All were applied. */
  record Applied() implements WriteResult {}

  /**
   * Conditions were false, so nothing was applied.
   *
   * @param failures for each write whose condition was false, the item as it stands (empty: there
   *     is none)
   */
  record ConditionsFailed(Map<Key, Optional<Item>> failures) implements WriteResult {

    /** The item that made this key's condition false, if it did. */
    public Optional<Item> existing(Key key) {
      return failures.getOrDefault(key, Optional.empty());
    }
  }

  /**
   * No answer: a conflict with another transaction, throttling, a time-out. It may even have
   * happened; trying again is safe because of the conditions.
   *
   * @param conflict whether another writer was at the same items, and nothing else is known
   * @param cause in words, for the log
   */
  record Unsettled(boolean conflict, String cause) implements WriteResult {}
}

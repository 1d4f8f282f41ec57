package io.giftledger.ledger;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.util.Map;
import java.util.Optional;

/** What became of a movement that cannot be refused. */
public sealed interface AppendOutcome<S extends State> {

  /** The entry was appended and every record moved. */
  record Posted<S extends State>(Entry<S> entry) implements AppendOutcome<S> {}

  /**
   * Some records were not as expected. Nothing was changed.
   *
   * @param records each such record as it stands; empty where there is none
   */
  record Overtaken<S extends State>(Map<Key, Optional<Item>> records) implements AppendOutcome<S> {}

  /** The rule found that the record it follows up on has moved on. Nothing was changed. */
  record Stale<S extends State>() implements AppendOutcome<S> {}
}

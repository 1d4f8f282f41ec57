package io.giftledger.ledger.model;

import io.giftledger.ledger.table.Key;
import java.util.List;
import java.util.Optional;

/** One call of a writer to the table. */
sealed interface Call {

  /** {@link io.giftledger.ledger.table.Table#write}. */
  record Write(List<io.giftledger.ledger.table.Write> writes) implements Call {}

  /** {@link io.giftledger.ledger.table.Table#get}. */
  record Get(Key key, boolean consistent) implements Call {}

  /** {@link io.giftledger.ledger.table.Table#newest}. */
  record Newest(
      String partition, String prefix, int limit, Optional<String> below, boolean consistent)
      implements Call {}
}

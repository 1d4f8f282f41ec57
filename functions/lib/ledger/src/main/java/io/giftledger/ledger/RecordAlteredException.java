package io.giftledger.ledger;

import io.giftledger.ledger.table.Key;

/**
 * A fault: a stored record is not what its entry says. The entry is hashed, the record is not; so
 * nothing may follow from the record before a person has looked at it.
 */
public final class RecordAlteredException extends RuntimeException {

  /**
   * @param key the record
   */
  public RecordAlteredException(Key key) {
    super("not what its entry says: " + key.partition() + " " + key.sort());
  }
}

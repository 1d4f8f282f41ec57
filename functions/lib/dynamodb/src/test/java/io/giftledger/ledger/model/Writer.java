package io.giftledger.ledger.model;

import io.giftledger.ledger.table.Table;
import java.time.InstantSource;
import java.util.List;

/**
 * Somebody who makes one request of a protocol, and makes it again after a crash. What it does may
 * depend on nothing but what the table answers and the clock says.
 */
public interface Writer {

  /** Its name in a history. */
  String name();

  /**
   * The protocol under check, over a table.
   *
   * @return the answer that its caller gets
   * @throws io.giftledger.ledger.LedgerBusyException if it is to be asked again
   */
  Object run(Table table, InstantSource clock);

  /**
   * Checks the answer at the moment it is given.
   *
   * @param during what the table held, from when the request was begun until now, in order
   * @throws AssertionError if the answer is not true
   */
  void check(Object answer, List<Snapshot> during);
}

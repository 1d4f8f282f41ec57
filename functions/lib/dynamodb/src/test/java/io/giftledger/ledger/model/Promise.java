package io.giftledger.ledger.model;

import java.util.List;

/** What a protocol promises of the table; each method throws an AssertionError if it is broken. */
public interface Promise {

  /** Whatever happens, and in the midst of it. */
  void always(Snapshot now);

  /** Between a table and what one write makes of it. */
  void step(Snapshot before, Snapshot after);

  /** What of a table that there was an answer may be judged by. */
  Snapshot past(Snapshot then);

  /**
   * When every writer has its answer and no write is on its way any more; what holds always is not
   * asked again.
   *
   * @param answers the last answer of each writer
   */
  void finallyHolds(Snapshot now, List<Object> answers);
}

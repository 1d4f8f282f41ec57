package io.giftledger.ledger;

/** What a rule decides on an account's state. */
public sealed interface Decision<R extends BusinessRecord> {

  /**
   * Create this record and append its entry.
   *
   * @param record the record
   */
  record Accept<R extends BusinessRecord>(R record) implements Decision<R> {}

  /**
   * Change nothing.
   *
   * @param refusal why
   */
  record Refuse<R extends BusinessRecord>(Refusal refusal) implements Decision<R> {}
}

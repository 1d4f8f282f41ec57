package io.giftledger.ledger;

/** What a rule decides on an account's state. */
public sealed interface Decision<S extends State, R extends BusinessRecord> {

  /**
   * Append this and create that record.
   *
   * @param draft the entry to append
   * @param record the record that caused it
   */
  record Accept<S extends State, R extends BusinessRecord>(Draft<S> draft, R record)
      implements Decision<S, R> {}

  /**
   * Change nothing.
   *
   * @param refusal why
   */
  record Refuse<S extends State, R extends BusinessRecord>(Refusal refusal)
      implements Decision<S, R> {}
}

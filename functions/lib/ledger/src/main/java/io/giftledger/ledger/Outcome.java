package io.giftledger.ledger;

/** What became of a request for a new business record. */
public sealed interface Outcome<R extends BusinessRecord> {

  /** It happened now. */
  record Opened<R extends BusinessRecord>(R record) implements Outcome<R> {}

  /** The same request happened before; this is its record. */
  record Replayed<R extends BusinessRecord>(R record) implements Outcome<R> {}

  /** The idempotency key belongs to another request. Nothing was changed. */
  record KeyReused<R extends BusinessRecord>() implements Outcome<R> {}

  /** The economy's rules say no. Nothing was changed, and the key may be tried again. */
  record Refused<R extends BusinessRecord>(Refusal refusal) implements Outcome<R> {}
}

package io.giftledger.ledger;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.UnreadableException;

/**
 * A caller's request for a new business record, as far as telling a repeat from a reuse needs it.
 *
 * @param type what is asked for
 * @param account whose partition the record belongs to
 * @param id the record's id, derived from the caller's idempotency key
 * @param fingerprint the digest of everything the caller asked for
 */
public record IdempotentRequest<R extends BusinessRecord>(
    RecordType<R> type, Account<?> account, String id, Hash fingerprint) {

  private static final String FINGERPRINT = "requestHash";

  /**
   * @param idempotencyKey the caller's key: good for ever
   * @param asked every value that the caller asked for, in a fixed order
   */
  public static <R extends BusinessRecord> IdempotentRequest<R> of(
      RecordType<R> type, Account<?> account, String idempotencyKey, String... asked) {
    return new IdempotentRequest<>(
        type, account, type.idFor(account, idempotencyKey), Hash.ofTexts(asked));
  }

  /** Where the record is, or will be, stored. */
  public Key key() {
    return type.key(account, id);
  }

  /** The record as it is stored: with the fingerprint that a repeat is compared to. */
  Item stamp(R record) {
    return record.item().toBuilder().bytes(FINGERPRINT, fingerprint.bytes()).build();
  }

  /**
   * The record as it claims a place in the chain.
   *
   * @param place the sequence of the entry that makes it true
   */
  Item claim(R record, long place) {
    return stamp(record).toBuilder().number(Claim.PLACE, place).build();
  }

  /** The answer to a request whose record has happened before. */
  Outcome<R> answerFor(Item existing) {
    return isOf(existing) ? new Outcome.Replayed<>(type.read(existing)) : new Outcome.KeyReused<>();
  }

  /** Whether it is this request that a stored record was made for, and not another with its key. */
  boolean isOf(Item existing) {
    return fingerprint.equals(fingerprintOf(existing));
  }

  /**
   * The fingerprint of the request that a stored record was made for.
   *
   * @throws RecordAlteredException if it has none
   */
  public static Hash fingerprintOf(Item record) {
    return RecordAlteredException.reading(
        record,
        () -> {
          byte[] stored = record.bytes(FINGERPRINT);
          if (stored.length != Hash.BYTES)
            throw new UnreadableException("requestHash is no digest");
          return Hash.ofDigest(stored);
        });
  }
}

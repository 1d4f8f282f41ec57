package io.giftledger.ledger;

import io.giftledger.ledger.table.Item;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Where an account stands: what its newest entry says. Kind, postings and details are not needed to
 * append, so they are not read.
 *
 * @param account whose head it is
 * @param sequence the newest entry's number; 0 before the first
 * @param format the newest entry's format; 0 before the first
 * @param at when the newest entry was written; {@link Instant#EPOCH} before the first
 * @param hash the newest entry's hash; {@link Hash#ZERO} before the first
 * @param state the balance and the counters
 */
public record Head<S extends State>(
    Account<S> account, long sequence, long format, Instant at, Hash hash, S state) {

  /** The head of an account that has no entry yet. */
  public static <S extends State> Head<S> opening(Account<S> account) {
    return new Head<>(account, 0, 0, Instant.EPOCH, Hash.ZERO, account.book().opening());
  }

  /**
   * The head that a stored entry is, if it can be trusted and is understood whole.
   *
   * @throws AccountNotUnderstoodException if newer code wrote it
   * @throws AccountBrokenException if it is not what was written: its hash does not follow from it
   */
  static <S extends State> Head<S> of(Account<S> account, Item item, Format format) {
    Entry<S> entry = new Entry<>(account, item);
    try {
      if (entry.format() > format.reads()) {
        throw new AccountNotUnderstoodException(
            account, "format " + entry.format() + " of entry " + entry.sequence());
      }
      Optional<Flaw> flaw = entry.flaw();
      if (flaw.isPresent()) throw new AccountBrokenException(account, flaw.get().words());
      Optional<String> unknown = entry.unknown();
      if (unknown.isPresent()) throw new AccountNotUnderstoodException(account, unknown.get());
      return entry.head();
    } catch (IllegalArgumentException | IllegalStateException | DateTimeException malformed) {
      throw new AccountBrokenException(account, String.valueOf(malformed.getMessage()));
    }
  }
}

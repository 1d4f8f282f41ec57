package io.giftledger.ledger;

import java.time.Instant;

/**
 * Where an account stands: what its newest entry says.
 *
 * @param account whose head it is
 * @param sequence the newest entry's number; 0 before the first
 * @param at when the newest entry was written; {@link Instant#EPOCH} before the first
 * @param hash the newest entry's hash; {@link Hash#ZERO} before the first
 * @param state the balance and the counters
 */
public record Head<S extends State>(
    Account<S> account, long sequence, Instant at, Hash hash, S state) {

  /** The head of an account that has no entry yet. */
  public static <S extends State> Head<S> opening(Account<S> account) {
    return new Head<>(account, 0, Instant.EPOCH, Hash.ZERO, account.book().opening());
  }
}

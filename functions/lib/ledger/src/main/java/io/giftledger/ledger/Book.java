package io.giftledger.ledger;

import io.giftledger.ledger.table.Item;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A kind of account: what its partitions are called and what state its entries carry.
 *
 * @param <S> the state
 * @param prefix the first part of the partition key
 * @param opening the state of an account that has no entry yet
 * @param fields every field that a state of it may have: with another, an entry is not understood
 * @param owing accounts at which a state says what is owed because of it, never a positive amount:
 *     the owner's own debts, and of the platform's accounts those that only this book's entries
 *     post to, each for its owner's share
 * @param assets which assets its entries may post: with another, an entry is not understood
 * @param reader reads a stored state
 */
public record Book<S extends State>(
    String prefix,
    S opening,
    Set<String> fields,
    Set<LedgerAccount> owing,
    Predicate<Asset> assets,
    Function<Item, S> reader) {

  /** The account of one user in this book. */
  public Account<S> account(String owner) {
    return new Account<>(this, owner);
  }

  /** Whether a state says what an account holds: postings to it must lead there. */
  boolean states(LedgerAccount ledgerAccount) {
    return ledgerAccount.isOwners() || owing.contains(ledgerAccount);
  }

  /** Whether a state may say that an account holds so much. */
  boolean mayHold(Posting balance) {
    return owing.contains(balance.account()) ? balance.amount() <= 0 : balance.amount() >= 0;
  }
}

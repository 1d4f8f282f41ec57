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
 * @param assets which assets its entries may post: with another, an entry is not understood
 * @param reader reads a stored state
 */
public record Book<S extends State>(
    String prefix,
    S opening,
    Set<String> fields,
    Predicate<Asset> assets,
    Function<Item, S> reader) {

  /** The account of one user in this book. */
  public Account<S> account(String owner) {
    return new Account<>(this, owner);
  }
}

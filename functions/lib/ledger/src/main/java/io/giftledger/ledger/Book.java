package io.giftledger.ledger;

import io.giftledger.ledger.table.Item;
import java.util.function.Function;

/**
 * A kind of account: what its partitions are called and what state its entries carry.
 *
 * @param <S> the state
 * @param prefix the first part of the partition key
 * @param opening the state of an account that has no entry yet
 * @param reader reads a stored state
 */
public record Book<S extends State>(String prefix, S opening, Function<Item, S> reader) {

  /** The account of one user in this book. */
  public Account<S> account(String owner) {
    return new Account<>(this, owner);
  }
}

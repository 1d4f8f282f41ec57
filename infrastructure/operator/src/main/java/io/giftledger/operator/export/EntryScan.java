package io.giftledger.operator.export;

import io.giftledger.economy.challenge.Challenge;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Book;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.verify.LedgerReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Hands on the entries of a table, with one page of it in memory. Of a table that is read, those of
 * an account come one after another, in order, and the accounts in none; of an export of it nothing
 * is in order. Each entry is what was written, by its own hash; whether all are there, an audit
 * tells.
 */
public final class EntryScan {

  private final Items items;

  /**
   * @param ledger the table
   */
  public EntryScan(LedgerReader ledger) {
    this(see -> ledger.each(0, 1, see));
  }

  /**
   * @param export of the table
   */
  public EntryScan(TableExport export) {
    this(export::each);
  }

  private EntryScan(Items items) {
    this.items = items;
  }

  /** Where the items are. */
  private interface Items {

    void each(Consumer<Item> see) throws IOException;
  }

  /** What is done with an entry. */
  public interface See {

    /** Takes an entry. */
    void entry(Entry<?> entry) throws IOException;
  }

  /**
   * Hands on the entries of some time.
   *
   * @param from the first instant
   * @param until the instant after the last
   * @throws IllegalStateException if an entry is not what was written
   */
  public void each(Instant from, Instant until, See see) throws IOException {
    items.each(
        item -> {
          if (!Entry.isEntry(item.key())) return;
          Entry<?> entry = entry(item);
          if (entry.at().isBefore(from) || !entry.at().isBefore(until)) return;
          try {
            see.entry(entry);
          } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
          }
        });
  }

  private static Entry<?> entry(Item item) {
    Key key = item.key();
    if (!Entry.isWhole(item)) {
      throw new IllegalStateException(
          key.partition() + " " + key.sort() + " is not what was written: ask operator audit");
    }
    return Stream.of(Wallet.BOOK, Earnings.BOOK, Challenge.BOOK, Unapplied.BOOK)
        .flatMap(book -> entryOf(book, item).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(key.partition() + " is no account: ask operator audit"));
  }

  private static <S extends State> Optional<Entry<S>> entryOf(Book<S> book, Item item) {
    Key key = item.key();
    return key.partition().equals(book.prefix() + "#" + key.owner()) && Account.isOwner(key.owner())
        ? Optional.of(new Entry<>(book.account(key.owner()), item))
        : Optional.empty();
  }
}

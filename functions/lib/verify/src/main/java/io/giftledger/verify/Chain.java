package io.giftledger.verify;

import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Book;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import java.util.List;
import java.util.Optional;

/** An account's chain, verified entry by entry with nothing but its head in memory. */
final class Chain<S extends State> {

  private static final List<Book<?>> BOOKS = List.of(Wallet.BOOK, Earnings.BOOK);

  private Head<S> head;

  private Chain(Head<S> head) {
    this.head = head;
  }

  /**
   * One item, read as the chain's next entry.
   *
   * @param entry the entry as it stands; empty if it cannot be read
   * @param fault why it is not the next; empty if it is, and the chain has moved on to it
   */
  record Link(Optional<Entry<?>> entry, Optional<Fault> fault) {}

  /** The chain of a partition, before its first entry; empty if no account has such a partition. */
  static Optional<Chain<?>> ofPartition(String partition) {
    for (Book<?> book : BOOKS) {
      String prefix = book.prefix() + "#";
      if (partition.startsWith(prefix) && Account.isOwner(partition.substring(prefix.length()))) {
        return Optional.of(opening(book, partition.substring(prefix.length())));
      }
    }
    return Optional.empty();
  }

  private static <S extends State> Chain<S> opening(Book<S> book, String owner) {
    return new Chain<>(Head.opening(book.account(owner)));
  }

  /** The account's partition. */
  String account() {
    return head.account().partitionKey();
  }

  /** The number of the last entry that was verified; 0 before the first. */
  long sequence() {
    return head.sequence();
  }

  /** The hash of the last entry that was verified, 64 hexadecimal digits. */
  String hash() {
    return head.hash().hex();
  }

  /** Takes an entry that was verified before for the last one; false if it is not that entry. */
  boolean resumeAt(Item item, String hash) {
    try {
      Entry<S> entry = new Entry<>(head.account(), item);
      if (!entry.hash().hex().equals(hash)) return false;
      head = entry.head();
      return true;
    } catch (RuntimeException unreadable) {
      return false;
    }
  }

  /** Reads an item as the next entry, and moves on to it if it is. */
  Link read(Item item) {
    Entry<S> entry = new Entry<>(head.account(), item);
    Optional<Fault> fault = fault(entry);
    if (fault.isEmpty()) head = entry.head();
    return new Link(isReadable(entry) ? Optional.of(entry) : Optional.empty(), fault);
  }

  /** Whether an entry can at least be counted: its place, its time, its postings and its hash. */
  private static boolean isReadable(Entry<?> entry) {
    try {
      entry.sequence();
      entry.at();
      entry.postings();
      entry.hash();
      return true;
    } catch (RuntimeException unreadable) {
      return false;
    }
  }

  private Optional<Fault> fault(Entry<S> entry) {
    try {
      return entry.flawAfter(head).map(found -> fault(found.code().label(), found.words()));
    } catch (RuntimeException unreadable) {
      return Optional.of(malformed(unreadable));
    }
  }

  private Fault malformed(RuntimeException unreadable) {
    return fault(Fault.MALFORMED, "it cannot be read: " + unreadable.getMessage());
  }

  private Fault fault(String code, String words) {
    return new Fault(account(), head.sequence() + 1, code, words);
  }
}

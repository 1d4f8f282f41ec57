package io.giftledger.verify;

import io.giftledger.economy.Credited;
import io.giftledger.economy.Movements;
import io.giftledger.economy.Retelling;
import io.giftledger.economy.Said;
import io.giftledger.economy.challenge.Challenge;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Book;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** An account's chain, verified entry by entry with nothing but its head in memory. */
final class Chain<S extends State> {

  private static final Map<EntryKind, List<String>> SIGNS =
      Movements.ALL.stream()
          .collect(Collectors.toMap(Movements.Listed::kind, Movements.Listed::postings));

  private final Map<EntryKind, Retelling<S>> movements;
  private Head<S> head;

  private Chain(Head<S> head, Map<EntryKind, Retelling<S>> movements) {
    this.head = head;
    this.movements = movements;
  }

  /**
   * One item, read as the chain's next entry.
   *
   * @param entry the entry as it stands; empty if it cannot be read
   * @param fault why it is not the next; empty if it is, and the chain has moved on to it
   * @param said what it says of records of its partition
   * @param credited what it says arrived by it
   */
  record Link(
      Optional<Entry<?>> entry, Optional<Fault> fault, List<Said> said, List<Credited> credited) {}

  /** The chain of a partition, before its first entry; empty if no account has such a partition. */
  static Optional<Chain<?>> ofPartition(String partition) {
    return Optional.<Chain<?>>empty()
        .or(() -> ofBook(Wallet.BOOK, Movements.OF_WALLETS, partition))
        .or(() -> ofBook(Earnings.BOOK, Movements.OF_EARNINGS, partition))
        .or(() -> ofBook(Unapplied.BOOK, Movements.OF_PAYMENTS, partition))
        .or(() -> ofBook(Challenge.BOOK, Movements.OF_CHALLENGES, partition));
  }

  private static <S extends State> Optional<Chain<S>> ofBook(
      Book<S> book, Map<EntryKind, Retelling<S>> movements, String partition) {
    return Optional.of(partition)
        .filter(name -> name.startsWith(book.prefix() + "#"))
        .map(name -> name.substring(book.prefix().length() + 1))
        .filter(Account::isOwner)
        .map(owner -> new Chain<>(Head.opening(book.account(owner)), movements));
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
    return isReadable(entry) ? link(entry, fault) : new Link(none(), fault, List.of(), List.of());
  }

  private static Optional<Entry<?>> none() {
    return Optional.empty();
  }

  private Link link(Entry<S> entry, Optional<Fault> fault) {
    Retelling<S> movement = movements.get(entry.kind());
    try {
      if (movement != null) {
        return new Link(Optional.of(entry), fault, movement.said(entry), movement.credited(entry));
      }
    } catch (RuntimeException unlike) {
      // Then it is no entry of that movement, which is the fault already.
    }
    return new Link(Optional.of(entry), fault, List.of(), List.of());
  }

  /** Whether an entry can at least be counted: its place, its time, its postings and its hash. */
  private static boolean isReadable(Entry<?> entry) {
    try {
      entry.sequence();
      entry.at();
      entry.kind();
      entry.postings();
      entry.hash();
      return true;
    } catch (RuntimeException unreadable) {
      return false;
    }
  }

  private Optional<Fault> fault(Entry<S> entry) {
    try {
      return entry
          .flawAfter(head)
          .map(found -> fault(found.code().label(), found.words()))
          .or(() -> unlikeItsMovement(entry));
    } catch (RuntimeException unreadable) {
      return Optional.of(malformed(unreadable));
    }
  }

  /** Why an entry that is whole by itself is not what its movement appends after the head. */
  private Optional<Fault> unlikeItsMovement(Entry<S> entry) {
    Retelling<S> movement = movements.get(entry.kind());
    if (movement == null) {
      String kind = entry.kind().label();
      return Optional.of(
          SIGNS.containsKey(entry.kind())
              ? fault(Fault.WRONG_MOVEMENT, "no " + kind + " is on such an account")
              : fault(Fault.NOT_UNDERSTOOD, "this version does not know the kind " + kind));
    }
    return difference(entry, movement)
        .map(words -> fault(Fault.WRONG_MOVEMENT, entry.kind().label() + ": " + words));
  }

  private Optional<String> difference(Entry<S> entry, Retelling<S> movement) {
    Draft<S> told;
    try {
      told = movement.draft(entry, head);
    } catch (RuntimeException impossible) {
      return Optional.of("it cannot be: " + PlainWords.of(impossible));
    }
    if (!told.ref().equals(entry.ref())) return Optional.of("its ref is " + entry.ref());
    List<Posting> postings = entry.postings();
    if (!told.postings().equals(postings) || !haveListedSigns(entry.kind(), postings)) {
      return Optional.of("other postings than its figures lead to");
    }
    if (!told.state().equals(entry.state())) {
      return Optional.of("another state than its figures lead to");
    }
    if (told.policyVersion() != entry.policyVersion()) return Optional.of("another policy");
    return entry
            .details()
            .attributes()
            .entrySet()
            .containsAll(told.details().attributes().entrySet())
        ? Optional.empty()
        : Optional.of("other details");
  }

  /** Figures that are negative lead to postings that are as they say, the wrong way round. */
  private static boolean haveListedSigns(EntryKind kind, List<Posting> postings) {
    List<String> listed = SIGNS.getOrDefault(kind, List.of());
    return postings.stream()
        .allMatch(posting -> listed.stream().anyMatch(leg -> hasListedSign(leg, posting)));
  }

  private static boolean hasListedSign(String leg, Posting posting) {
    String asset = posting.asset().isMoney() ? "money" : posting.asset().code();
    return leg.startsWith(posting.account().label() + " " + asset + " ")
        && (posting.amount() == 0 || leg.contains(posting.amount() > 0 ? " +" : " -"));
  }

  private Fault malformed(RuntimeException unreadable) {
    return fault(Fault.MALFORMED, "it cannot be read: " + PlainWords.of(unreadable));
  }

  private Fault fault(String code, String words) {
    return new Fault(account(), head.sequence() + 1, code, words);
  }
}

package io.giftledger.economy.earnings;

import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import java.util.Map;
import java.util.Optional;

/**
 * That a payout, or what brought one back, is booked, and with which withdrawal. It is put in the
 * transaction that books it, on the condition that there is none; so whichever withdrawals a
 * provider, or two people, name when they tell of it, its money leaves once, and comes back once.
 *
 * @param what which of the two it is
 * @param provider whose payout or return it is
 * @param id the provider's id for it
 * @param creator whose withdrawal was paid, or came back, by it
 * @param withdrawal the withdrawal's id
 */
public record BookedPayout(What what, String provider, String id, String creator, String withdrawal)
    implements BusinessRecord {

  /** What of a provider's is booked. Its ids for the one may be those for the other. */
  public enum What {
    /** It paid. */
    PAYOUT,
    /** It came back. */
    RETURN;

    private final RecordType<BookedPayout> type =
        new RecordType<>(name(), item -> BookedPayout.read(this, item));
  }

  // Not among what is booked of payments: whoever may say what became of a payout may say no more.
  private static final String PARTITION_PREFIX = "PAIDOUT#";

  /** With which other withdrawal it is booked, if with one. */
  public static Optional<BookedPayout> ofAnother(
      Ledger ledger, What what, Withdrawal withdrawal, String id) {
    return ledger
        .find(what.type, key(what, withdrawal.provider(), id))
        .filter(booked -> !booked.isOf(withdrawal));
  }

  /** With which other withdrawal what two people say of one is booked, if with one. */
  public static Optional<BookedPayout> ofAnother(
      Ledger ledger, Withdrawal withdrawal, PayoutResolution.Kind end, String text) {
    return end.books().flatMap(what -> ofAnother(ledger, what, withdrawal, text));
  }

  /** What is written with the entry that books it. */
  static Write booking(What what, Withdrawal withdrawal, String id) {
    return new Write.Insert(
        new BookedPayout(what, withdrawal.provider(), id, withdrawal.creator(), withdrawal.id())
            .item());
  }

  /**
   * Whether it could not be booked because it is another withdrawal's.
   *
   * @param met what stood in the way
   */
  public static boolean isOfAnother(Withdrawal withdrawal, Map<Key, Optional<Item>> met) {
    return met.values().stream()
        .flatMap(Optional::stream)
        .filter(item -> item.key().partition().startsWith(PARTITION_PREFIX))
        .map(BookedPayout::read)
        .anyMatch(booked -> !booked.isOf(withdrawal));
  }

  /** Reads a stored one. */
  public static BookedPayout read(Item item) {
    return What.valueOf(item.key().sort()).type.read(item);
  }

  private boolean isOf(Withdrawal other) {
    return creator.equals(other.creator()) && withdrawal.equals(other.id());
  }

  private static BookedPayout read(What what, Item item) {
    String[] owner = item.key().owner().split("#", 2);
    return new BookedPayout(
        what, owner[0], owner[1], item.text("creator"), item.text("withdrawal"));
  }

  private static Key key(What what, String provider, String id) {
    return new Key(PARTITION_PREFIX + provider + "#" + id, what.type.prefix());
  }

  @Override
  public Key key() {
    return key(what, provider, id);
  }

  @Override
  public Item item() {
    return Item.builder(key()).text("creator", creator).text("withdrawal", withdrawal).build();
  }
}

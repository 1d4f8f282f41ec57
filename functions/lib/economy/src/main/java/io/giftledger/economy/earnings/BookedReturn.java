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
 * That a payout's return is booked, and with which withdrawal. It is put in the transaction that
 * books it, on the condition that there is none; so whichever withdrawals a provider, or two
 * people, name when they tell of it, its money comes back once.
 *
 * @param provider whose return it is
 * @param id the provider's id for it
 * @param creator whose withdrawal came back by it
 * @param withdrawal the withdrawal's id
 */
public record BookedReturn(String provider, String id, String creator, String withdrawal)
    implements BusinessRecord {

  private static final RecordType<BookedReturn> TYPE =
      new RecordType<>("RETURN", BookedReturn::read);

  /** With which other withdrawal a return is booked, if with one. */
  public static Optional<BookedReturn> ofAnother(
      Ledger ledger, Withdrawal withdrawal, String returnId) {
    return ledger
        .find(TYPE, key(withdrawal.provider(), returnId))
        .filter(booked -> !booked.equals(of(withdrawal, returnId)));
  }

  /** What is written with the entry that books it. */
  static Write booking(Withdrawal withdrawal, String returnId) {
    return new Write.Insert(of(withdrawal, returnId).item());
  }

  /**
   * Whether a return could not be booked because it is another withdrawal's.
   *
   * @param met what stood in the way
   */
  public static boolean isOfAnother(Withdrawal withdrawal, Map<Key, Optional<Item>> met) {
    return met.values().stream()
        .flatMap(Optional::stream)
        .filter(item -> item.key().sort().equals(TYPE.prefix()))
        .map(TYPE::read)
        .anyMatch(booked -> !booked.equals(of(withdrawal, booked.id)));
  }

  private static BookedReturn of(Withdrawal withdrawal, String returnId) {
    return new BookedReturn(withdrawal.provider(), returnId, withdrawal.creator(), withdrawal.id());
  }

  private static BookedReturn read(Item item) {
    String[] owner = item.key().owner().split("#", 2);
    return new BookedReturn(owner[0], owner[1], item.text("creator"), item.text("withdrawal"));
  }

  private static Key key(String provider, String id) {
    // Not among what is booked of payments: whoever may say that a payout came back may say no
    // more.
    return new Key("RETURNED#" + provider + "#" + id, TYPE.prefix());
  }

  @Override
  public Key key() {
    return key(provider, id);
  }

  @Override
  public Item item() {
    return Item.builder(key()).text("creator", creator).text("withdrawal", withdrawal).build();
  }
}

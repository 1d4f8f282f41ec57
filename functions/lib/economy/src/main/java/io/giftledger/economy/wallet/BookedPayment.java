package io.giftledger.economy.wallet;

import io.giftledger.ledger.Account;
import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import java.util.Optional;
import java.util.Set;

/**
 * That a payment is booked, and where: with a recharge, or as unapplied. It is put in the
 * transaction that books it, on the condition that there is none; so whatever recharge a provider
 * names when it tells of the payment again, or at the same time, its money is booked once. What
 * becomes of the payment finds it here, whatever recharge is named then.
 *
 * @param provider who took it
 * @param paymentId the provider's id for it
 * @param recharge which was credited with it; empty as long as none was
 */
public record BookedPayment(String provider, String paymentId, Optional<Place> recharge)
    implements BusinessRecord {

  private static final RecordType<BookedPayment> TYPE =
      new RecordType<>("PAYMENT", BookedPayment::read);

  private static final String UNAPPLIED = "UNAPPLIED";
  private static final String CREDITED = "CREDITED";

  /**
   * A recharge.
   *
   * @param viewer whose
   * @param id its id
   */
  public record Place(String viewer, String id) {

    /** Refuses one of nobody. */
    public Place {
      if (!Account.isOwner(viewer)) throw new IllegalArgumentException("no viewer: " + viewer);
    }

    private static Place of(Recharge recharge) {
      return new Place(recharge.viewer(), recharge.id());
    }

    /** Where the recharge is stored. */
    public Key key() {
      return Recharge.TYPE.key(Wallet.BOOK.account(viewer), id);
    }

    private Item.Builder in(Item.Builder item) {
      return item.text("status", CREDITED).text("viewer", viewer).text("recharge", id);
    }
  }

  /** Where a payment is booked, if it is. */
  public static Optional<BookedPayment> find(Ledger ledger, String provider, String paymentId) {
    return ledger.find(TYPE, key(provider, paymentId));
  }

  /** What is written with the entry that books a payment as unapplied. */
  public static Write unapplied(String provider, String paymentId) {
    return new Write.Insert(new BookedPayment(provider, paymentId, Optional.empty()).item());
  }

  /** What is written with the entry that credits a recharge. */
  static Write credited(Recharge recharge, String paymentId) {
    Place place = Place.of(recharge);
    // One that was applied was booked before, as unapplied.
    return recharge.status() == Recharge.Status.APPLIED
        ? new Write.Transition(
            key(recharge.provider(), paymentId),
            Set.of(UNAPPLIED),
            Item.EMPTY,
            place.in(Item.builder()).build())
        : new Write.Insert(
            new BookedPayment(recharge.provider(), paymentId, Optional.of(place)).item());
  }

  /** Whether it is booked with a recharge. */
  public boolean isOf(Recharge credited) {
    return recharge.equals(Optional.of(Place.of(credited)));
  }

  private static BookedPayment read(Item item) {
    String[] owner = item.key().owner().split("#", 2);
    return new BookedPayment(
        owner[0],
        owner[1],
        item.findText("recharge").map(id -> new Place(item.text("viewer"), id)));
  }

  /** Of its own partition: all payments of a provider in one would be more than it takes. */
  private static Key key(String provider, String paymentId) {
    return new Key("BOOKED#" + provider + "#" + paymentId, TYPE.prefix());
  }

  @Override
  public Key key() {
    return key(provider, paymentId);
  }

  @Override
  public Item item() {
    Item.Builder item = Item.builder(key()).text("status", UNAPPLIED);
    recharge.ifPresent(place -> place.in(item));
    return item.build();
  }
}

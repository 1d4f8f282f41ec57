package io.giftledger.economy.wallet;

import io.giftledger.economy.wallet.Adjustments.Booking;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.UnreadableException;
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
 * @param unapplied the entry that booked it as unapplied; empty if none did
 * @param credit which recharge was credited with it; empty as long as none was
 */
public record BookedPayment(
    String provider, String paymentId, Optional<Booking> unapplied, Optional<Credit> credit)
    implements BusinessRecord {

  /** What the partitions of all that says that something is booked begin with. */
  public static final String PARTITION_PREFIX = "BOOKED#";

  /** How it is stored. */
  public static final RecordType<BookedPayment> TYPE =
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
  }

  /**
   * That a recharge was credited.
   *
   * @param recharge which
   * @param by the entry
   */
  public record Credit(Place recharge, Booking by) {

    private Item.Builder in(Item.Builder item) {
      return item.text("status", CREDITED)
          .text("viewer", recharge.viewer)
          .text("recharge", recharge.id)
          .number("settlement", by.sequence())
          .instant("settledAt", by.at());
    }
  }

  /** Refuses one that no entry booked. */
  public BookedPayment {
    if (unapplied.isEmpty() && credit.isEmpty()) {
      throw new IllegalArgumentException("no entry booked " + paymentId);
    }
  }

  /** Where a payment is booked, if it is. */
  public static Optional<BookedPayment> find(Ledger ledger, String provider, String paymentId) {
    return ledger.find(TYPE, key(provider, paymentId));
  }

  /** One that an entry books as unapplied. */
  public static BookedPayment unapplied(String provider, String paymentId, Booking by) {
    return new BookedPayment(provider, paymentId, Optional.of(by), Optional.empty());
  }

  /** One that an entry credits a recharge with. */
  public static BookedPayment credited(Recharge recharge, String paymentId, Booking by) {
    return new BookedPayment(
        recharge.provider(),
        paymentId,
        Optional.empty(),
        Optional.of(new Credit(Place.of(recharge), by)));
  }

  /** What is written with the entry that credits a recharge. */
  static Write crediting(Recharge recharge, String paymentId, Booking by) {
    BookedPayment booked = credited(recharge, paymentId, by);
    // One that was applied was booked before, as unapplied.
    return recharge.status() == Recharge.Status.APPLIED
        ? new Write.Transition(
            booked.key(),
            Set.of(UNAPPLIED),
            Item.EMPTY,
            booked.credit.orElseThrow().in(Item.builder()).build())
        : new Write.Insert(booked.item());
  }

  /** The recharge that was credited with it; empty as long as none was. */
  public Optional<Place> recharge() {
    return credit.map(Credit::recharge);
  }

  /** Whether it is booked with a recharge. */
  public boolean isOf(Recharge credited) {
    return recharge().equals(Optional.of(Place.of(credited)));
  }

  /** Reads a stored one. */
  public static BookedPayment read(Item item) {
    String[] owner = item.key().owner().split("#", 2);
    Optional<Credit> credit =
        item.findText("recharge")
            .map(
                id ->
                    new Credit(
                        new Place(item.text("viewer"), id),
                        new Booking(item.number("settlement"), item.instant("settledAt"))));
    String status = item.text("status");
    if (!status.equals(credit.isPresent() ? CREDITED : UNAPPLIED)) {
      throw new UnreadableException("what it says of itself is not what is " + status);
    }
    Optional<Booking> unapplied =
        item.findInstant("bookedAt").map(at -> new Booking(item.number("booking"), at));
    return new BookedPayment(owner[0], owner[1], unapplied, credit);
  }

  /** Of its own partition: all payments of a provider in one would be more than it takes. */
  private static Key key(String provider, String paymentId) {
    return new Key(PARTITION_PREFIX + provider + "#" + paymentId, TYPE.prefix());
  }

  @Override
  public Key key() {
    return key(provider, paymentId);
  }

  @Override
  public Item item() {
    Item.Builder item = Item.builder(key()).text("status", UNAPPLIED);
    unapplied.ifPresent(by -> item.number("booking", by.sequence()).instant("bookedAt", by.at()));
    credit.ifPresent(its -> its.in(item));
    return item.build();
  }
}

package io.giftledger.economy.wallet;

import io.giftledger.economy.wallet.Adjustment.Cause;
import io.giftledger.economy.wallet.Adjustments.Booking;
import io.giftledger.economy.wallet.Adjustments.One;
import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import java.util.List;
import java.util.Optional;

/**
 * That a refund, a dispute or a fee is booked, and with which payment. It is put in the transaction
 * that books it, on the condition that there is none; so whatever payment a provider names when it
 * tells of it again, it is booked once.
 *
 * @param provider who tells of it
 * @param id the provider's id for it
 * @param paymentId the provider's id for the payment
 * @param account the partition of the account whose entry booked it
 * @param by the entry
 */
public record BookedAdjustment(
    String provider, String id, String paymentId, String account, Booking by)
    implements BusinessRecord {

  private static final RecordType<BookedAdjustment> TYPE =
      new RecordType<>("ADJUSTMENT", BookedAdjustment::read);

  /** Whether it is booked with another payment. */
  public static boolean isOfAnother(
      Ledger ledger, String provider, String paymentId, Adjustment told) {
    return isTheProviders(told)
        && ledger
            .find(TYPE, key(provider, told.id()))
            .filter(booked -> !booked.paymentId.equals(paymentId))
            .isPresent();
  }

  /**
   * As one is booked; empty if it is not, or has an id of ours.
   *
   * @param account the partition of the account whose entry booked it
   */
  public static Optional<BookedAdjustment> of(
      String provider, String paymentId, String account, One one) {
    Adjustment told = one.adjustment();
    return one.booked()
        .filter(_ -> isTheProviders(told))
        .map(by -> new BookedAdjustment(provider, told.id(), paymentId, account, by));
  }

  /** What is written with the entry that books it. */
  public static List<Write> booking(String provider, String paymentId, String account, One one) {
    return of(provider, paymentId, account, one).stream()
        .<Write>map(booked -> new Write.Insert(booked.item()))
        .toList();
  }

  /** A return has an id of ours, which is one payment's. */
  private static boolean isTheProviders(Adjustment told) {
    return told.cause() != Cause.RETURN;
  }

  /** Reads a stored one. */
  public static BookedAdjustment read(Item item) {
    String[] owner = item.key().owner().split("#", 2);
    return new BookedAdjustment(
        owner[0],
        owner[1],
        item.text("paymentId"),
        item.text("account"),
        new Booking(item.number("booking"), item.instant("bookedAt")));
  }

  private static Key key(String provider, String id) {
    return new Key(BookedPayment.PARTITION_PREFIX + provider + "#" + id, TYPE.prefix());
  }

  @Override
  public Key key() {
    return key(provider, id);
  }

  @Override
  public Item item() {
    return Item.builder(key())
        .text("paymentId", paymentId)
        .text("account", account)
        .number("booking", by.sequence())
        .instant("bookedAt", by.at())
        .build();
  }
}

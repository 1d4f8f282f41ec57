package io.giftledger.economy.wallet;

import io.giftledger.economy.wallet.Adjustment.Cause;
import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import java.util.List;

/**
 * That a refund, a dispute or a fee is booked, and with which payment. It is put in the transaction
 * that books it, on the condition that there is none; so whatever payment a provider names when it
 * tells of it again, it is booked once.
 *
 * @param provider who tells of it
 * @param id the provider's id for it
 * @param paymentId the provider's id for the payment
 */
public record BookedAdjustment(String provider, String id, String paymentId)
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

  /** What is written with the entry that books it. */
  public static List<Write> booking(String provider, String paymentId, Adjustment told) {
    return isTheProviders(told)
        ? List.of(new Write.Insert(new BookedAdjustment(provider, told.id(), paymentId).item()))
        : List.of();
  }

  /** A return has an id of ours, which is one payment's. */
  private static boolean isTheProviders(Adjustment told) {
    return told.cause() != Cause.RETURN;
  }

  private static BookedAdjustment read(Item item) {
    String[] owner = item.key().owner().split("#", 2);
    return new BookedAdjustment(owner[0], owner[1], item.text("paymentId"));
  }

  private static Key key(String provider, String id) {
    return new Key("BOOKED#" + provider + "#" + id, TYPE.prefix());
  }

  @Override
  public Key key() {
    return key(provider, id);
  }

  @Override
  public Item item() {
    return Item.builder(key()).text("paymentId", paymentId).build();
  }
}

package io.giftledger.economy.payment;

import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import java.util.List;
import java.util.Set;

/**
 * What was told of a payment before the payment itself, or had no room in it as long as more was
 * taken back: refunds, disputes and fees wait here by the payment's own id, for who knows which
 * recharge it will be for, or whether it will be for any. No entry is about it. Whoever books the
 * payment looks here afterwards, and whoever notes something here looks for the payment afterwards:
 * one of the two sees the other.
 *
 * @param provider who takes it
 * @param paymentId the provider's id for it
 * @param adjustments what was told of it, each waiting, or undone before it was booked
 */
public record AwaitedPayment(String provider, String paymentId, Adjustments adjustments)
    implements BusinessRecord {

  /** How they are stored: the provider's id for the payment is the record's. */
  public static final RecordType<AwaitedPayment> TYPE =
      new RecordType<>("AWAITED", AwaitedPayment::read);

  private static final String STATUS = "AWAITED";
  private static final String ADJUSTMENTS = "adjustments";

  /** What was told of a payment so far; nothing if there is no such record. */
  public static AwaitedPayment of(Ledger ledger, String provider, String paymentId) {
    return ledger
        .find(TYPE, key(provider, paymentId))
        .orElseGet(() -> new AwaitedPayment(provider, paymentId, Adjustments.NONE));
  }

  /**
   * Notes what was told.
   *
   * @param reversed whether that is undone already; it then stays so
   * @return whether it is noted; it is not if something else was noted since this was read
   */
  public boolean note(Ledger ledger, Adjustment told, boolean reversed) {
    Adjustments next = reversed ? adjustments.voided(told) : adjustments.waiting(told);
    AwaitedPayment noted = new AwaitedPayment(provider, paymentId, next);
    return adjustments.all().isEmpty()
        ? ledger.insert(noted.item()).isEmpty()
        : ledger
            .advance(
                new Write.Transition(
                    key(),
                    Set.of(STATUS),
                    Item.builder().texts(ADJUSTMENTS, adjustments.texts()).build(),
                    Item.builder().text("status", STATUS).texts(ADJUSTMENTS, next.texts()).build()))
            .isEmpty();
  }

  private static AwaitedPayment read(Item item) {
    return new AwaitedPayment(
        item.key().owner(),
        item.key().id(),
        Adjustments.parse(item.findTexts(ADJUSTMENTS).orElse(List.of())));
  }

  /** Where what was told of a payment is noted. */
  public static Key key(String provider, String paymentId) {
    return TYPE.key(Unapplied.of(provider), paymentId);
  }

  @Override
  public Key key() {
    return key(provider, paymentId);
  }

  @Override
  public Item item() {
    return Item.builder(key())
        .text("status", STATUS)
        .texts(ADJUSTMENTS, adjustments.texts())
        .build();
  }
}

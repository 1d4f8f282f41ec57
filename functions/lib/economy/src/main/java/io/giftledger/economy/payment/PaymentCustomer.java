package io.giftledger.economy.payment;

import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.util.Optional;

/**
 * What a payment provider calls a viewer: there it finds their cards, and whoever looks into a
 * payment finds all others of theirs. No money follows from it.
 *
 * @param viewer who pays
 * @param provider the provider's name
 * @param id what the provider calls them
 */
public record PaymentCustomer(String viewer, String provider, String id) implements BusinessRecord {

  /** How they are stored. */
  public static final RecordType<PaymentCustomer> TYPE =
      new RecordType<>("CUSTOMER", PaymentCustomer::read);

  private static final String ID = "customer";

  /** What a provider calls a viewer, if it knows them. */
  public static Optional<PaymentCustomer> find(Ledger ledger, String viewer, String provider) {
    return ledger.find(TYPE, key(viewer, provider));
  }

  /** What a provider calls a viewer from now on: this, unless somebody was faster. */
  public PaymentCustomer stored(Ledger ledger) {
    return ledger.insert(item()).map(PaymentCustomer::read).orElse(this);
  }

  private static PaymentCustomer read(Item item) {
    return new PaymentCustomer(item.key().owner(), item.key().id(), item.text(ID));
  }

  private static Key key(String viewer, String provider) {
    return TYPE.key(Wallet.BOOK.account(viewer), provider);
  }

  @Override
  public Key key() {
    return key(viewer, provider);
  }

  @Override
  public Item item() {
    return Item.builder(key()).text(ID, id).build();
  }
}

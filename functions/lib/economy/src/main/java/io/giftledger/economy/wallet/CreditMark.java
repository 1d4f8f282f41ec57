package io.giftledger.economy.wallet;

import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;

/**
 * That a recharge was credited. It is put in the transaction that credits it, on the condition that
 * there is none; so whatever becomes of the recharge's own record, its status set back, its times
 * moved, all of it gone and asked for anew, its coins are credited once. What stands in it decides
 * nothing: that it is there does.
 *
 * @param viewer who bought
 * @param recharge the recharge's id
 * @param settlement the number of the entry that credited it, for whoever looks at the table
 */
record CreditMark(String viewer, String recharge, long settlement) implements BusinessRecord {

  private static final RecordType<Stored> TYPE = new RecordType<>("CREDITED", Stored::new);

  /** Whether a recharge was credited before, whatever its record says. */
  static boolean isThere(Ledger ledger, Recharge recharge) {
    return ledger.find(TYPE, key(recharge.viewer(), recharge.id())).isPresent();
  }

  private static Key key(String viewer, String recharge) {
    return TYPE.key(Wallet.BOOK.account(viewer), recharge);
  }

  @Override
  public Key key() {
    return key(viewer, recharge);
  }

  @Override
  public Item item() {
    return Item.builder(key()).number("settlement", settlement).build();
  }

  /**
   * One that is there.
   *
   * @param item as it is stored
   */
  private record Stored(Item item) implements BusinessRecord {
    @Override
    public Key key() {
      return item.key();
    }
  }
}

package io.giftledger.ledger;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;

/**
 * What happened in the world: a recharge, a gift, a conversion, a withdrawal. It has a status, and
 * every movement of value moves one.
 */
public interface BusinessRecord {

  /** Where it is stored. */
  Key key();

  /** Its attributes as they are stored. */
  Item item();
}

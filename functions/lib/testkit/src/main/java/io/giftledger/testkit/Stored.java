package io.giftledger.testkit;

import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.table.Item;

/** Records as a ledger stores them, where a test puts them by hand. */
public final class Stored {

  private static final byte[] REQUEST_HASH = Hash.ofTexts("a test's request").bytes();

  private Stored() {}

  /** The record, with the fingerprint of some request. */
  public static Item.Builder record(BusinessRecord record) {
    return record.item().toBuilder().bytes("requestHash", REQUEST_HASH);
  }
}

package io.giftledger.economy.recognition;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.TableBusyException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The table of recognition's rows. Whatever is asked may throw {@link TableBusyException}. */
public interface Rows {

  /**
   * Those of some rows that are there.
   *
   * @param keys each another
   * @param consistent whether every write acknowledged before this call must be seen
   */
  Map<Key, Item> find(Collection<Key> keys, boolean consistent);

  /**
   * All rows of a partition whose sort keys begin with a prefix, in their order.
   *
   * @param consistent whether every write acknowledged before this call must be seen
   */
  List<Item> all(String partition, String prefix, boolean consistent);

  /**
   * Puts a row in place of the one that was read.
   *
   * @param upTo that one's {@link Row#upTo}; empty if there was none
   * @return whether it was: no other has been put since
   */
  boolean put(Item row, OptionalLong upTo);
}

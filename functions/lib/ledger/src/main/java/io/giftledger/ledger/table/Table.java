package io.giftledger.ledger.table;

import java.util.List;
import java.util.Optional;

/**
 * The one table, as the ledger needs it. Whatever is not a {@link WriteResult} may throw {@link
 * TableBusyException}.
 */
public interface Table {

  /**
   * Applies all writes or none.
   *
   * @param writes 1 to 100, each on another item
   */
  WriteResult write(List<Write> writes);

  /** Puts an item, whatever is there: for what the platform tells and owns, never for value. */
  void replace(Item item);

  /** One item, if there is one. */
  Optional<Item> get(Key key, boolean consistent);

  /**
   * The items of a partition whose sort key begins with a prefix, from the highest down.
   *
   * @param limit at most so many, 1 to 1,000
   * @param below only sort keys lower than this one, if present
   * @param consistent whether every write acknowledged before this call must be seen
   */
  List<Item> newest(
      String partition, String prefix, int limit, Optional<String> below, boolean consistent);
}

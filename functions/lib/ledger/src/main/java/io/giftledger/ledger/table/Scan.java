package io.giftledger.ledger.table;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole table, page by page, in segments that may be read in parallel; and what whoever reads
 * it wants to see again. Whatever is asked may throw {@link TableBusyException}.
 */
public interface Scan {

  /**
   * Some items that follow one another.
   *
   * @param items the items; may be none, also when there is more
   * @param next what to read after to go on; empty at the end
   */
  record Page(List<Item> items, Optional<Key> next) {}

  /**
   * The next items of a segment. All items of a partition are in one segment, in the order of their
   * sort keys. Every write acknowledged before is seen.
   *
   * @param segment which, from 0
   * @param segments how many the table is divided into
   * @param after the last page's {@link Page#next}; empty for the first page
   */
  Page read(int segment, int segments, Optional<Key> after);

  /**
   * The next items of a partition whose sort keys begin with a prefix, from the lowest up. Every
   * write acknowledged before is seen.
   *
   * @param after the last page's {@link Page#next}; empty for the first page
   */
  Page partition(String partition, String prefix, Optional<Key> after);

  /**
   * Those of some items that are there. Unlike the other reads this one may miss what was written
   * within the last second.
   *
   * @param keys 1 to 100, each another
   */
  Map<Key, Item> find(Collection<Key> keys);
}

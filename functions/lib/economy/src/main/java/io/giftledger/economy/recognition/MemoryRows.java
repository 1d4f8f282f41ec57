package io.giftledger.economy.recognition;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Rows in memory: to see what a table made anew would hold, and for tests of rules. */
public final class MemoryRows implements Rows {

  private final Map<Key, Item> rows = new HashMap<>();

  @Override
  public synchronized Map<Key, Item> find(Collection<Key> keys, boolean consistent) {
    Map<Key, Item> found = new HashMap<>();
    for (Key key : keys) {
      Item row = rows.get(key);
      if (row != null) found.put(key, row);
    }
    return found;
  }

  @Override
  public synchronized List<Item> all(String partition, String prefix, boolean consistent) {
    return rows.values().stream()
        .filter(row -> row.key().partition().equals(partition))
        .filter(row -> row.key().sort().startsWith(prefix))
        .sorted(Comparator.comparing(row -> row.key().sort()))
        .toList();
  }

  @Override
  public synchronized boolean put(Item row, OptionalLong upTo) {
    Item there = rows.get(row.key());
    OptionalLong before =
        there == null ? OptionalLong.empty() : OptionalLong.of(there.number(Row.UP_TO));
    if (!before.equals(upTo)) return false;
    rows.put(row.key(), row);
    return true;
  }

  /** What is in it, by key. */
  public synchronized Map<Key, Item> contents() {
    return Map.copyOf(rows);
  }
}

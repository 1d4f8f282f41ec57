package io.giftledger.ledger.table;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A table in memory, which answers at once and never fails: for tests of rules. */
public final class MemoryTable implements Table {

  private final Map<String, NavigableMap<String, Item>> partitions = new HashMap<>();

  @Override
  public synchronized WriteResult write(List<Write> writes) {
    Map<Key, Optional<Item>> failures = new LinkedHashMap<>();
    for (Write write : writes) {
      Optional<Item> stored = get(write.key(), true);
      if (!write.holdsFor(stored)) failures.put(write.key(), stored);
    }
    if (!failures.isEmpty()) return new WriteResult.ConditionsFailed(failures);
    writes.forEach(write -> replace(write.applied(get(write.key(), true))));
    return new WriteResult.Applied();
  }

  @Override
  public synchronized void replace(Item item) {
    partitions
        .computeIfAbsent(item.key().partition(), partition -> new TreeMap<>())
        .put(item.key().sort(), item);
  }

  @Override
  public synchronized Optional<Item> get(Key key, boolean consistent) {
    return Optional.ofNullable(partition(key.partition()).get(key.sort()));
  }

  @Override
  public synchronized List<Item> newest(
      String partition, String prefix, int limit, Optional<String> below, boolean consistent) {
    return partition(partition)
        .headMap(below.orElse(prefix + "\uFFFF"), false)
        .descendingMap()
        .values()
        .stream()
        .filter(item -> item.key().sort().startsWith(prefix))
        .limit(limit)
        .toList();
  }

  private NavigableMap<String, Item> partition(String partition) {
    return partitions.getOrDefault(partition, new TreeMap<>());
  }
}

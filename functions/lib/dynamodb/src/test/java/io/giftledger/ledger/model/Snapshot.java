package io.giftledger.ledger.model;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.table.WriteResult;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What the table holds at one moment, with DynamoDB's rules for what a write makes of it.
 * Immutable: a write answers another snapshot.
 */
public final class Snapshot {

  /** A table without items. */
  public static final Snapshot EMPTY = new Snapshot(new TreeMap<>(keys()));

  private static final int WRITES_MAX = 100;

  private final SortedMap<Key, Item> items;
  private final int hash;

  private Snapshot(SortedMap<Key, Item> items) {
    this.items = items;
    this.hash = items.hashCode();
  }

  private static Comparator<Key> keys() {
    return Comparator.comparing(Key::partition).thenComparing(Key::sort);
  }

  /**
   * What became of some writes.
   *
   * @param after the table afterwards
   * @param result what the writer is told
   */
  public record Written(Snapshot after, WriteResult result) {}

  /**
   * Applies all writes or none. All conditions are judged, and every one that is false is reported
   * with the item that made it so.
   *
   * @param isConditional whether a write's condition counts; always, in a sound protocol
   * @throws IllegalArgumentException if DynamoDB would call the request itself invalid
   */
  public Written write(List<Write> writes, Predicate<Write> isConditional) {
    requireValid(writes);
    Map<Key, Optional<Item>> failures = new LinkedHashMap<>();
    for (Write write : writes) {
      if (isConditional.test(write) && !write.holdsFor(get(write.key()))) {
        failures.put(write.key(), get(write.key()));
      }
    }
    if (!failures.isEmpty()) return new Written(this, new WriteResult.ConditionsFailed(failures));
    SortedMap<Key, Item> after = new TreeMap<>(items);
    for (Write write : writes) after.put(write.key(), write.applied(get(write.key())));
    return new Written(new Snapshot(after), new WriteResult.Applied());
  }

  private static void requireValid(List<Write> writes) {
    if (writes.isEmpty() || writes.size() > WRITES_MAX) {
      throw new IllegalArgumentException(writes.size() + " writes");
    }
    Set<Key> keys = new HashSet<>();
    for (Write write : writes) {
      if (!keys.add(write.key())) throw new IllegalArgumentException("two writes on one item");
    }
  }

  /** One item, if there is one. */
  public Optional<Item> get(Key key) {
    return Optional.ofNullable(items.get(key));
  }

  /**
   * The items of a partition whose sort key begins with a prefix, from the highest down.
   *
   * @param limit at most so many
   * @param below only sort keys lower than this one, if present
   */
  public List<Item> newest(String partition, String prefix, int limit, Optional<String> below) {
    return items.values().stream()
        .filter(item -> item.key().partition().equals(partition))
        .filter(item -> item.key().sort().startsWith(prefix))
        .filter(item -> below.isEmpty() || item.key().sort().compareTo(below.get()) < 0)
        .toList()
        .reversed()
        .stream()
        .limit(limit)
        .toList();
  }

  /** Some of the items, without the others. */
  public Snapshot only(Predicate<Item> which) {
    SortedMap<Key, Item> some = new TreeMap<>(items);
    some.values().removeIf(which.negate());
    return new Snapshot(some);
  }

  /** Every item, by partition and sort key. */
  public Collection<Item> items() {
    return items.values();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Snapshot that && hash == that.hash && items.equals(that.items);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return items.keySet().toString();
  }
}

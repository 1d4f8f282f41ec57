package io.giftledger.testkit;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What becomes of a stored record under somebody's hands. */
public final class SpoiltRecords {

  private static final Set<String> KEY = Set.of(Item.PK, Item.SK);

  private SpoiltRecords() {}

  /** The record with one attribute after another of a type that no attribute of a record has. */
  public static Stream<Item> mistyped(Item record) {
    return attributes(record).map(name -> with(record, name, new Value.Flag(true)));
  }

  /** The record without one attribute after another. */
  public static Stream<Item> lacking(Item record) {
    return attributes(record).map(name -> without(record, name));
  }

  /** The record without some attributes. */
  public static Item without(Item record, String... names) {
    Map<String, Value> left = new HashMap<>(record.attributes());
    left.keySet().removeAll(Set.of(names));
    return new Item(Map.copyOf(left));
  }

  /** The record with another value of an attribute. */
  public static Item with(Item record, String name, Value value) {
    Map<String, Value> altered = new HashMap<>(record.attributes());
    altered.put(name, value);
    return new Item(Map.copyOf(altered));
  }

  private static Stream<String> attributes(Item record) {
    return record.attributes().keySet().stream().filter(name -> !KEY.contains(name)).sorted();
  }
}

package io.giftledger.ledger.table;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One conditional write. */
public sealed interface Write {

  /** The item it writes. */
  Key key();

  /** Whether a stored item with this key is what this write makes of it. */
  boolean isStoredAs(Item stored);

  /** Whether its condition is true of what is stored with this key. */
  boolean holdsFor(Optional<Item> stored);

  /** What it makes of what is stored with this key, if its condition is true. */
  Item applied(Optional<Item> stored);

  /**
   * Puts an item that must not exist.
   *
   * @param item all of it
   */
  record Insert(Item item) implements Write {
    @Override
    public Key key() {
      return item.key();
    }

    @Override
    public boolean isStoredAs(Item stored) {
      return stored.equals(item);
    }

    @Override
    public boolean holdsFor(Optional<Item> stored) {
      return stored.isEmpty();
    }

    @Override
    public Item applied(Optional<Item> stored) {
      return item;
    }
  }

  /**
   * Moves an existing item from one status to another.
   *
   * @param key the item
   * @param from the statuses it may leave; in any other the condition fails
   * @param expected attributes that must have exactly these values, else the condition fails
   * @param absent attributes that must not exist, else the condition fails: what a move that is
   *     made once leaves behind, so that a status which somebody set back does not let it be made
   *     twice
   * @param set attributes to set, among them the new {@code status}
   * @param removed attributes to remove, if they are there
   */
  record Transition(
      Key key, Set<String> from, Item expected, Set<String> absent, Item set, Set<String> removed)
      implements Write {

    /** One that leaves all other attributes as they are. */
    public Transition(Key key, Set<String> from, Item expected, Set<String> absent, Item set) {
      this(key, from, expected, absent, set, Set.of());
    }

    /** One that leaves open which other attributes there are, too. */
    public Transition(Key key, Set<String> from, Item expected, Item set) {
      this(key, from, expected, Set.of(), set);
    }

    @Override
    public boolean isStoredAs(Item stored) {
      return stored.attributes().entrySet().containsAll(set.attributes().entrySet())
          && removed.stream().noneMatch(stored.attributes()::containsKey);
    }

    @Override
    public boolean holdsFor(Optional<Item> stored) {
      return stored
          .filter(item -> item.findText("status").filter(from::contains).isPresent())
          .filter(
              item -> item.attributes().entrySet().containsAll(expected.attributes().entrySet()))
          .filter(item -> absent.stream().noneMatch(item.attributes()::containsKey))
          .isPresent();
    }

    @Override
    public Item applied(Optional<Item> stored) {
      Map<String, Value> attributes = new HashMap<>(stored.orElseThrow().attributes());
      attributes.putAll(set.attributes());
      attributes.keySet().removeAll(removed);
      return new Item(Map.copyOf(attributes));
    }
  }
}

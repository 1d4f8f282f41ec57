package io.giftledger.ledger;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Value;
import io.giftledger.ledger.table.Write;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * A stored business record, as far as it names the only place in its chain where its entry may
 * stand. Until that entry is there the record has not happened; if another stands there, it never
 * will from this place.
 *
 * @param record the record as it is stored
 * @param place the sequence of the entry that makes it true; 0 if it names none
 */
public record Claim(Item record, long place) {

  /** The attribute with the place. */
  static final String PLACE = "entry";

  private static final String STATUS = "status";

  /** The place that a stored record claims; 0 if it claims none. */
  public static long place(Item record) {
    return of(record).place;
  }

  /**
   * Reads a stored record.
   *
   * @throws RecordAlteredException if no entry can have the place that it names
   */
  static Claim of(Item record) {
    return RecordAlteredException.reading(
        record,
        () -> {
          OptionalLong place = record.findNumber(PLACE);
          if (place.isPresent()) Entry.sortKey(place.getAsLong());
          return new Claim(record, place.orElse(0));
        });
  }

  /**
   * Whether a stored record has happened.
   *
   * @param table finds an item by its key
   */
  public static boolean hasHappened(Item record, Function<Key, Optional<Item>> table) {
    return of(record).isTrueByItself() || entryOf(record, table).isPresent();
  }

  /**
   * The entry that makes a stored record true.
   *
   * @param table finds an item by its key
   * @return empty if the record has not happened
   * @throws IllegalArgumentException if the record claims no place: no entry makes it true
   */
  public static Optional<Item> entryOf(Item record, Function<Key, Optional<Item>> table) {
    Claim claim = of(record);
    if (claim.isTrueByItself()) throw new IllegalArgumentException("it claims no place");
    return table.apply(claim.entryKey()).filter(claim::isEntry);
  }

  /** Whether it waits for no entry. */
  boolean isTrueByItself() {
    return place == 0;
  }

  /** Where its entry may stand. */
  Key entryKey() {
    return new Key(record.key().partition(), Entry.sortKey(place));
  }

  /** Whether an entry that stands at the place is this record's. */
  boolean isEntry(Item stored) {
    return new Value.Text(record.key().sort()).equals(stored.attributes().get(Entry.REF));
  }

  /**
   * Holds the record against its entry.
   *
   * @param read the record
   * @param entry the entry that makes it true
   * @throws RecordAlteredException if one of the two was altered
   */
  void requireSaidBy(Item entry, BusinessRecord read) {
    boolean same =
        Entry.isWhole(entry)
            && read instanceof OpeningRecord<?> opening
            && entry.instant(Entry.AT).equals(opening.at())
            && entry.number(Entry.POLICY_VERSION) == opening.policyVersion()
            && entry
                .findMap(Entry.DETAILS)
                .orElse(Item.EMPTY)
                .attributes()
                .entrySet()
                .containsAll(opening.details().attributes().entrySet());
    if (!same) throw new RecordAlteredException(record.key());
  }

  /**
   * Takes another place instead of this one, which is another's. Nothing stays of the record as it
   * was decided for this place, by the same request or by another with its key.
   *
   * @param next the record as it claims the new place
   * @throws RecordAlteredException if something has followed from it already: it had another place
   */
  Write moveTo(Claim next) {
    Map<String, Value> set = new HashMap<>(next.record.attributes());
    set.keySet().removeAll(Set.of("PK", "SK"));
    Set<String> removed = new HashSet<>(record.attributes().keySet());
    removed.removeAll(next.record.attributes().keySet());
    String status = RecordAlteredException.reading(record, () -> record.text(STATUS));
    if (!status.equals(next.record.text(STATUS))) throw new RecordAlteredException(record.key());
    return new Write.Transition(
        record.key(),
        Set.of(status),
        Item.builder().number(PLACE, place).build(),
        Set.of(),
        new Item(Map.copyOf(set)),
        Set.copyOf(removed));
  }
}

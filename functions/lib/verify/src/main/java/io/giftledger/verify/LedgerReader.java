package io.giftledger.verify;

import io.giftledger.ledger.Backoff;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Scan;
import io.giftledger.ledger.table.TableBusyException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The table as an audit reads it: a busy table is asked again, a bounded number of times. */
public final class LedgerReader {

  private static final int TRIES_MAX = 12;
  private static final int KEYS_MAX = 100;

  private final Scan table;
  private final Backoff backoff;

  /**
   * @param table the table
   * @param backoff how to wait between tries
   */
  public LedgerReader(Scan table, Backoff backoff) {
    this.table = table;
    this.backoff = backoff;
  }

  Scan.Page segment(int segment, int segments, Optional<Key> after) {
    return answer(() -> table.read(segment, segments, after));
  }

  /** Shows every item of a segment, one by one, with one page in memory. */
  public void each(int segment, int segments, Consumer<Item> see) {
    Optional<Key> after = Optional.empty();
    do {
      Scan.Page page = segment(segment, segments, after);
      page.items().forEach(see);
      after = page.next();
    } while (after.isPresent());
  }

  /** Those of some items that are there, however many they are. */
  Map<Key, Item> find(Collection<Key> keys) {
    List<Key> each = keys.stream().distinct().toList();
    Map<Key, Item> found = new HashMap<>();
    for (int from = 0; from < each.size(); from += KEYS_MAX) {
      List<Key> some = each.subList(from, Math.min(each.size(), from + KEYS_MAX));
      found.putAll(answer(() -> table.find(some)));
    }
    return found;
  }

  /** One item, if there is one. */
  public Optional<Item> find(Key key) {
    return Optional.ofNullable(find(List.of(key)).get(key));
  }

  /**
   * Reads on where a chain stands, and verifies it to its end.
   *
   * @return why it cannot be continued; empty if it is whole. A fault is found twice before it is
   *     believed: a page is no snapshot, and two entries may be written while it is read
   */
  Optional<Fault> verifyRest(Chain<?> chain) {
    return firstFault(chain).flatMap(_ -> firstFault(chain));
  }

  /** Shows the pages of a partition's items whose sort keys begin with a prefix, in their order. */
  public void pages(String partition, String prefix, Consumer<List<Item>> see) {
    Optional<Key> after = Optional.empty();
    do {
      Optional<Key> from = after;
      Scan.Page page = answer(() -> table.partition(partition, prefix, from));
      see.accept(page.items());
      after = page.next();
    } while (after.isPresent());
  }

  private Optional<Fault> firstFault(Chain<?> chain) {
    Optional<Key> after =
        chain.sequence() == 0
            ? Optional.empty()
            : Optional.of(new Key(chain.account(), Entry.sortKey(chain.sequence())));
    do {
      Optional<Key> from = after;
      Scan.Page page = answer(() -> table.partition(chain.account(), Entry.SORT_KEY_PREFIX, from));
      for (Item item : page.items()) {
        Optional<Fault> fault = chain.read(item).fault();
        if (fault.isPresent()) return fault;
      }
      after = page.next();
    } while (after.isPresent());
    return Optional.empty();
  }

  private <T> T answer(Supplier<T> ask) {
    for (int attempt = 1; ; attempt++) {
      try {
        return ask.get();
      } catch (TableBusyException busy) {
        if (attempt == TRIES_MAX || !backoff.await(Backoff.Lost.ANSWER, attempt)) throw busy;
      }
    }
  }
}

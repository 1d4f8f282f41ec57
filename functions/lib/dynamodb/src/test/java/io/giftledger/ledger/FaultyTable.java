package io.giftledger.ledger;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.table.WriteResult;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** The table behind a network that fails as the test says. */
final class FaultyTable implements Table {

  /** What goes wrong with a write. */
  enum Fault {
    /** Nothing. */
    NONE,
    /** It never arrives. */
    REQUEST_LOST,
    /** It is applied, but its answer is lost. */
    ANSWER_LOST,
    /** Its answer is lost, and it is applied only just before the next write. */
    LATE,
    /** Its answer is lost, it is applied, and another writer appends before anybody looks. */
    ANSWER_LOST_AND_OVERTAKEN,
    /** Another writer appends just before it. */
    OVERTAKEN
  }

  private final Table table;
  private final Queue<Fault> faults = new ArrayDeque<>();
  private final Queue<List<Write>> late = new ArrayDeque<>();
  private final Map<String, List<Item>> stale = new HashMap<>();
  private Runnable otherWriter = () -> {};
  private int writes;
  private int gets;

  FaultyTable(Table table) {
    this.table = table;
  }

  /** What goes wrong with the next writes, one after another; then nothing does. */
  FaultyTable failing(Fault... next) {
    faults.addAll(Arrays.asList(next));
    return this;
  }

  /** Who else writes. */
  FaultyTable otherWriter(Runnable writer) {
    otherWriter = writer;
    return this;
  }

  /** From now on, reads that are not consistent see an account as it is now. */
  FaultyTable freeze(Account<?> account) {
    stale.put(
        account.partitionKey(),
        table.newest(account.partitionKey(), Entry.SORT_KEY_PREFIX, 1, Optional.empty(), true));
    return this;
  }

  /** How many writes were tried. */
  int writes() {
    return writes;
  }

  /** How many items were got. */
  int gets() {
    return gets;
  }

  @Override
  public WriteResult write(List<Write> these) {
    writes++;
    while (!late.isEmpty()) table.write(late.remove());
    Fault fault = faults.poll();
    if (fault == null) return table.write(these);
    switch (fault) {
      case NONE -> {
        return table.write(these);
      }
      case REQUEST_LOST -> {}
      case ANSWER_LOST -> table.write(these);
      case LATE -> late.add(these);
      case ANSWER_LOST_AND_OVERTAKEN -> {
        table.write(these);
        otherWriter.run();
      }
      case OVERTAKEN -> {
        otherWriter.run();
        return table.write(these);
      }
    }
    return new WriteResult.Unsettled(false, fault.name());
  }

  @Override
  public void replace(Item item) {
    table.replace(item);
  }

  @Override
  public Optional<Item> get(Key key, boolean consistent) {
    gets++;
    return table.get(key, consistent);
  }

  @Override
  public List<Item> newest(
      String partition, String prefix, int limit, Optional<String> below, boolean consistent) {
    List<Item> old = stale.get(partition);
    return old == null || consistent
        ? table.newest(partition, prefix, limit, below, consistent)
        : old;
  }
}

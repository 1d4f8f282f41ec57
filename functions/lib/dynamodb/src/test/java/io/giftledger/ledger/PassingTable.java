package io.giftledger.ledger;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.table.WriteResult;
import java.util.List;
import java.util.Optional;

/** A table that passes everything on to another; a test overrides what it wants otherwise. */
public abstract class PassingTable implements Table {

  /** What it passes everything on to. */
  protected final Table table;

  protected PassingTable(Table table) {
    this.table = table;
  }

  @Override
  public WriteResult write(List<Write> writes) {
    return table.write(writes);
  }

  @Override
  public void replace(Item item) {
    table.replace(item);
  }

  @Override
  public Optional<Item> get(Key key, boolean consistent) {
    return table.get(key, consistent);
  }

  @Override
  public List<Item> newest(
      String partition, String prefix, int limit, Optional<String> below, boolean consistent) {
    return table.newest(partition, prefix, limit, below, consistent);
  }
}

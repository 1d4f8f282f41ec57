package io.giftledger.ledger.model;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.table.WriteResult;
import java.util.List;
import java.util.Optional;

/** A table in memory that behaves as DynamoDB does: what {@link ModelTableTest} compares it to. */
public final class ModelTable implements Table {

  private Snapshot snapshot;

  /**
   * @param snapshot what it holds at first
   */
  public ModelTable(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** What it holds now. */
  public Snapshot snapshot() {
    return snapshot;
  }

  @Override
  public WriteResult write(List<Write> writes) {
    Snapshot.Written written = snapshot.write(writes, write -> true);
    snapshot = written.after();
    return written.result();
  }

  @Override
  public void replace(Item item) {
    throw new UnsupportedOperationException("value is never replaced");
  }

  @Override
  public Optional<Item> get(Key key, boolean consistent) {
    return snapshot.get(key);
  }

  @Override
  public List<Item> newest(
      String partition, String prefix, int limit, Optional<String> below, boolean consistent) {
    return snapshot.newest(partition, prefix, limit, below);
  }
}

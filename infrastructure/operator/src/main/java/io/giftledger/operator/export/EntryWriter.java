package io.giftledger.operator.export;

import io.giftledger.ledger.Entry;
import java.io.Closeable;
import java.io.IOException;

/** Takes entries one by one, and keeps none. */
public interface EntryWriter extends Closeable {

  /** Writes an entry. */
  void write(Entry<?> entry) throws IOException;
}

package io.giftledger.ledger;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.UnreadableException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A fault: a stored record is not what its entry says, or cannot be read. The entry is hashed, the
 * record is not; so nothing may follow from the record before a person has looked at it.
 */
public final class RecordAlteredException extends RuntimeException {

  private final String why;

  /**
   * One that is not what its entry says.
   *
   * @param key the record
   */
  public RecordAlteredException(Key key) {
    this(key, "it is not what its entry says", null);
  }

  /** One that cannot be read. */
  private RecordAlteredException(Key key, RuntimeException cause) {
    this(
        key,
        cause instanceof UnreadableException unreadable
            ? String.valueOf(unreadable.getMessage())
            : "it is not written as it must be",
        cause);
  }

  private RecordAlteredException(Key key, String why, @Nullable RuntimeException cause) {
    super(key.partition() + " " + key.sort() + ": it cannot be trusted: " + why, cause);
    this.why = why;
  }

  /**
   * What is read of a stored record.
   *
   * @throws RecordAlteredException if it cannot be read
   */
  static <T> T reading(Item record, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (RuntimeException unreadable) {
      throw new RecordAlteredException(record.key(), unreadable);
    }
  }

  /** What is wrong with it, in words. */
  public String why() {
    return why;
  }
}

package io.giftledger.economy;

import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.UnreadableException;
import java.time.Instant;

/**
 * What an entry and a business record of the same partition both say, if both are as they were
 * written: that this entry made the record true, or moved it, with these figures.
 *
 * @param record the record's sort key
 * @param kind the entry's kind
 * @param sequence the entry's number
 * @param at the entry's instant
 * @param policyVersion the policy that was applied
 * @param figures texts and whole numbers by name
 */
public record Said(
    String record, EntryKind kind, long sequence, Instant at, long policyVersion, Item figures) {

  /**
   * Refuses a record that does not say of itself what its status needs, and nothing that it has no
   * room for.
   *
   * @throws UnreadableException if it is such a one
   */
  public static void requireWhole(Enum<?> status, boolean whole) {
    if (!whole) {
      throw new UnreadableException("what it says of itself is not what is " + status);
    }
  }

  /** Whether it is of the same event of the same record, whatever else it says. */
  public boolean isAbout(Said other) {
    return record.equals(other.record)
        && kind.equals(other.kind)
        && figures.findText("adjustment").equals(other.figures.findText("adjustment"));
  }
}

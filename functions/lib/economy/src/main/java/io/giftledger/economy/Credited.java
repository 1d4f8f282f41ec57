package io.giftledger.economy;

import io.giftledger.ledger.table.Key;
import java.time.Instant;

/**
 * What stands in two partitions. That value which had left one account arrived at another: the
 * record in the partition that it left says so, and so does the entry that it arrived by, or that
 * entry's own record. Or that a payment is booked ({@link Bookings}): its mark says so, and so does
 * the record with which it is.
 *
 * @param record the record: a gift, an exchange, an award, a mark
 * @param account the partition of the account at which it arrived, or is booked
 * @param sequence the number of the entry that it arrived by, or that booked it
 * @param at when
 * @param amount how much was in transit; 0 of a payment, which was not
 * @param figures all else that both say
 */
public record Credited(
    Key record, String account, long sequence, Instant at, long amount, String figures) {

  /** One line of text; no two that differ have the same. */
  @Override
  public String toString() {
    return String.join(
        " ",
        record.partition(),
        record.sort(),
        account,
        Long.toString(sequence),
        at.toString(),
        Long.toString(amount),
        figures);
  }
}

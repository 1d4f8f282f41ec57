package io.giftledger.economy;

import io.giftledger.ledger.Account;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Instant;
import java.util.Optional;

/**
 * What the entry that value arrives by says of where it comes from. Its own account has no record
 * of it: {@code ref} is empty.
 *
 * @param record the record of the {@link Transfer}, in the partition of the account that it left
 * @param unit what is counted, the name of the figure: {@code coins}
 * @param amount how much arrives
 * @param policyVersion the policy that was applied when it left; 0 if none was
 */
public record Arriving(Key record, String unit, long amount, long policyVersion) {

  private static final String FROM = "from";
  private static final String RECORD = "record";

  /** What an entry says. */
  public static Arriving of(Entry<?> entry, String unit) {
    Item details = entry.details();
    return new Arriving(
        new Key(details.text(FROM), details.text(RECORD)),
        unit,
        details.number(unit),
        entry.policyVersion());
  }

  /** The record that an entry says something arrived from; empty if nothing did. */
  public static Optional<String> record(Entry<?> entry) {
    return entry.details().findText(RECORD);
  }

  /** The details of its entry. */
  public Item details() {
    return Item.builder()
        .text(FROM, record.partition())
        .text(RECORD, record.sort())
        .number(unit, amount)
        .build();
  }

  /** Whether an entry says of itself that it is this record's. */
  boolean isSaidBy(Entry<?> entry) {
    return entry.details().findText(FROM).filter(record.partition()::equals).isPresent()
        && entry.details().findText(RECORD).filter(record.sort()::equals).isPresent();
  }

  /** That it arrived. */
  public Credited credited(Account<?> account, long sequence, Instant at) {
    return new Credited(
        record, account.partitionKey(), sequence, at, amount, Long.toString(policyVersion));
  }
}

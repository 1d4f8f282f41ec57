package io.giftledger.economy.recognition;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Instant;
import java.time.LocalDate;

/**
 * How far a creator's chain is folded: written after all that follows from it.
 *
 * @param creator whose chain
 * @param fans how many fans there are
 * @param foldedAt when it was written
 * @param days what all of them gave in the last days
 * @param paid what of that had been bought
 * @param upTo the number of the last entry that converted gifts
 */
public record Progress(
    String creator, long fans, Instant foldedAt, RecentDays days, RecentDays paid, long upTo)
    implements Row {

  /** The attribute that a table made anew does not have alike. */
  static final String FOLDED_AT = "foldedAt";

  static Key key(String creator) {
    return new Key(Fan.partition(creator), "PROGRESS");
  }

  static Progress none(String creator) {
    return new Progress(creator, 0, Instant.EPOCH, RecentDays.NONE, RecentDays.NONE, 0);
  }

  /** The coins that had been bought of what was given from one day (UTC) on to another. */
  public long paid(LocalDate first, LocalDate last) {
    return paid.within(first, last);
  }

  @Override
  public Item item() {
    return Item.builder(key(creator))
        .number("fans", fans)
        .instant(FOLDED_AT, foldedAt)
        .text("days", days.toString())
        .text("paid", paid.toString())
        .number(UP_TO, upTo)
        .build();
  }

  static Progress of(Item item) {
    return new Progress(
        item.key().owner(),
        item.number("fans"),
        item.instant(FOLDED_AT),
        RecentDays.parse(item.text("days")),
        RecentDays.parse(item.text("paid")),
        item.number(UP_TO));
  }
}

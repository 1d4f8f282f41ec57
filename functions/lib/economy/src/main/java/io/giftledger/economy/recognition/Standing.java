package io.giftledger.economy.recognition;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;

/**
 * What a creator was given in a week, and on the newest day of it: weeks begin with a day, so that
 * one row serves both.
 *
 * @param creator who received it
 * @param week when the week began
 * @param lastAt when the newest gift was sent
 * @param inWeek what was given in the week
 * @param onDay what was given on the day of the newest gift
 * @param upTo the number of the last entry that is counted
 */
public record Standing(
    String creator, Instant week, Instant lastAt, Score inWeek, Score onDay, long upTo)
    implements Row {

  /** What the sort keys of a week's standings begin with. */
  static final String PREFIX = "CREATOR#";

  /** Where the standings of a week are, and what is kept of them. */
  static String partition(Instant week) {
    return "RANKING#" + LocalDate.ofInstant(week, ZoneOffset.UTC);
  }

  /** Where a creator's row is of the week that an instant is in. */
  static Key key(Instant at, String creator) {
    return new Key(partition(Period.WEEK.start(at)), PREFIX + creator);
  }

  /** A creator with a first gift in a week. */
  static Standing first(long entry, ReceivedGift gift) {
    Score one = Score.ZERO.plus(gift);
    return new Standing(gift.creator(), Period.WEEK.start(gift.at()), gift.at(), one, one, entry);
  }

  /**
   * With another gift of the week.
   *
   * @param entry the number of the entry that converted it
   */
  Standing plus(long entry, ReceivedGift more) {
    Instant newest = more.at().isAfter(lastAt) ? more.at() : lastAt;
    Instant day = Period.DAY.start(newest);
    Score before = lastAt.isBefore(day) ? Score.ZERO : onDay;
    return new Standing(
        creator,
        week,
        newest,
        inWeek.plus(more),
        more.at().isBefore(day) ? before : before.plus(more),
        entry);
  }

  /**
   * What was given in a period.
   *
   * @param period a day, the newest, or the week
   */
  public Score score(Period period) {
    return switch (period) {
      case DAY -> onDay;
      case WEEK -> inWeek;
      case MONTH, ALL -> throw new IllegalArgumentException("creators are ranked by day and week");
    };
  }

  /**
   * The highest score first; of equal ones whoever reached it earlier; of those by their ids.
   *
   * @param period a day or a week
   */
  static Comparator<Standing> order(Period period) {
    return Comparator.comparingLong((Standing one) -> one.score(period).coins())
        .reversed()
        .thenComparing(Standing::lastAt)
        .thenComparing(Standing::creator);
  }

  @Override
  public Item item() {
    return Item.builder(key(week, creator))
        .instant("lastAt", lastAt)
        .text(Period.WEEK.label(), inWeek.toString())
        .text(Period.DAY.label(), onDay.toString())
        .number(UP_TO, upTo)
        .build();
  }

  static Standing of(Item item) {
    return new Standing(
        item.key().id(),
        weekOf(item.key()),
        item.instant("lastAt"),
        Score.parse(item.text(Period.WEEK.label())),
        Score.parse(item.text(Period.DAY.label())),
        item.number(UP_TO));
  }

  /** The week whose partition a key names. */
  static Instant weekOf(Key key) {
    return LocalDate.parse(key.owner()).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}

package io.giftledger.economy.recognition;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a viewer gave a creator. The newest gift is in the newest of each period, so that its
 * instant alone says which ones are counted; what belongs to an older one counts for it no more.
 *
 * @param creator who received it
 * @param viewer who gave it
 * @param since the number of the entry with the first gift, on the creator's earnings
 * @param firstAt when the first gift was sent
 * @param lastAt when the newest was
 * @param room where the last of the chain was sent
 * @param stream what was given there, since the viewer gave elsewhere
 * @param scores what was given in each period that the newest gift is in
 * @param days what was given in the last days
 * @param upTo the number of the last entry that is counted
 */
public record Fan(
    String creator,
    String viewer,
    long since,
    Instant firstAt,
    Instant lastAt,
    String room,
    Score stream,
    Map<Period, Score> scores,
    RecentDays days,
    long upTo)
    implements Row {

  /** What the sort keys of a creator's fans begin with. */
  static final String PREFIX = "FAN#";

  /** Where a creator's fans are, and what else there is of the creator. */
  static String partition(String creator) {
    return "FANS#" + creator;
  }

  /** Where a fan's row is. */
  static Key key(String creator, String viewer) {
    return new Key(partition(creator), PREFIX + viewer);
  }

  /** A fan with a first gift. */
  static Fan first(long entry, ReceivedGift gift) {
    Score one = Score.ZERO.plus(gift);
    Map<Period, Score> scores = new EnumMap<>(Period.class);
    for (Period period : Period.values()) scores.put(period, one);
    return new Fan(
        gift.creator(),
        gift.sender(),
        entry,
        gift.at(),
        gift.at(),
        gift.room(),
        one,
        scores,
        RecentDays.NONE.plus(gift.at(), gift.coins()),
        entry);
  }

  /**
   * With another gift.
   *
   * @param entry the number of the entry that converted it
   */
  Fan plus(long entry, ReceivedGift more) {
    Instant newest = more.at().isAfter(lastAt) ? more.at() : lastAt;
    Map<Period, Score> sums = new EnumMap<>(Period.class);
    for (Period period : Period.values()) {
      Instant start = period.start(newest);
      Score before = lastAt.isBefore(start) ? Score.ZERO : score(period);
      sums.put(period, more.at().isBefore(start) ? before : before.plus(more));
    }
    return new Fan(
        creator,
        viewer,
        since,
        more.at().isBefore(firstAt) ? more.at() : firstAt,
        newest,
        more.room(),
        (more.room().equals(room) ? stream : Score.ZERO).plus(more),
        sums,
        days.plus(more.at(), more.coins()),
        entry);
  }

  private Score score(Period period) {
    return scores.getOrDefault(period, Score.ZERO);
  }

  /** What was given in the period that an instant is in. */
  public Score score(Period period, Instant at) {
    return lastAt.isBefore(period.start(at)) ? Score.ZERO : score(period);
  }

  /** The fan on a board of a period. */
  Ranked ranked(Period period) {
    return new Ranked(viewer, score(period), lastAt, score(Period.ALL).coins());
  }

  /** The fan on the board of the room that they last gave in. */
  Ranked inRoom() {
    return new Ranked(viewer, stream, lastAt, score(Period.ALL).coins());
  }

  @Override
  public Item item() {
    Item.Builder item =
        Item.builder(key(creator, viewer))
            .number("since", since)
            .instant("firstAt", firstAt)
            .instant("lastAt", lastAt)
            .text("room", room)
            .text("stream", stream.toString())
            .text("days", days.toString())
            .number(UP_TO, upTo);
    scores.forEach((period, score) -> item.text(period.label(), score.toString()));
    return item.build();
  }

  static Fan of(Item item) {
    Map<Period, Score> scores = new EnumMap<>(Period.class);
    for (Period period : Period.values()) {
      scores.put(period, Score.parse(item.text(period.label())));
    }
    return new Fan(
        item.key().owner(),
        item.key().id(),
        item.number("since"),
        item.instant("firstAt"),
        item.instant("lastAt"),
        item.text("room"),
        Score.parse(item.text("stream")),
        scores,
        RecentDays.parse(item.text("days")),
        item.number(UP_TO));
  }
}

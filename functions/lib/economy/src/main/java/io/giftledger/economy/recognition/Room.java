package io.giftledger.economy.recognition;

import io.giftledger.economy.policy.Live;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What one creator was given in one room: a live stream, or a video.
 *
 * @param id the room's
 * @param creator who received it
 * @param since when the first gift was sent
 * @param total all that was given
 * @param paid the coins of it that had been bought, in the last days
 * @param recent the newest gifts, at most {@link #RECENT_MAX}, the newest first
 * @param combos those of several gifts that ran when the newest gift was sent, at most {@link
 *     #COMBOS_MAX}, the newest first
 * @param board who gave most; who went elsewhere stays with what they had, and begins anew when
 *     they come back
 * @param upTo the number of the last entry that is counted
 */
public record Room(
    String id,
    String creator,
    Instant since,
    Score total,
    RecentDays paid,
    List<RecentGift> recent,
    List<Combo> combos,
    Board board,
    long upTo)
    implements Row {

  /** So many gifts are shown. */
  public static final int RECENT_MAX = 30;

  /** So many combos are. */
  public static final int COMBOS_MAX = 30;

  /** Conversion takes so long, in a rush. */
  public static final Duration CONVERSION = Duration.ofSeconds(15);

  /** So long after its last gift a combo is kept: longer than any policy has it run. */
  private static final Duration COMBO_KEPT =
      Duration.ofSeconds(Live.COMBO_WINDOW_MAX).plus(CONVERSION);

  /** What the sort keys in a room's partition begin with. */
  static final String PREFIX = "CREATOR#";

  static String partition(String room) {
    return "ROOM#" + room;
  }

  static Key key(String room, String creator) {
    return new Key(partition(room), PREFIX + creator);
  }

  static Room empty(String room, String creator) {
    return new Room(
        room,
        creator,
        Instant.MAX,
        Score.ZERO,
        RecentDays.NONE,
        List.of(),
        List.of(),
        Board.EMPTY,
        0);
  }

  /**
   * With another gift.
   *
   * @param entry the number of the entry that converted it
   * @param sender its sender with it
   */
  Room plus(long entry, ReceivedGift gift, Fan sender) {
    Ranked ranked = sender.inRoom();
    return new Room(
        id,
        creator,
        gift.at().isBefore(since) ? gift.at() : since,
        total.plus(gift),
        paid.plus(gift.at(), gift.paidCoins()),
        Stream.concat(recent.stream(), Stream.of(RecentGift.of(gift, ranked.lifetimeCoins())))
            .sorted(RecentGift.ORDER)
            .limit(RECENT_MAX)
            .toList(),
        combosWith(gift),
        board.with(List.of(ranked)),
        entry);
  }

  /** The coins that had been bought of what was given from one day (UTC) on to another. */
  public long paid(LocalDate first, LocalDate last) {
    return paid.within(first, last);
  }

  private List<Combo> combosWith(ReceivedGift gift) {
    Map<String, Combo> all = new HashMap<>();
    for (Combo combo : combos) all.put(combo.id(), combo);
    // A gift alone is among the recent ones.
    if (!gift.combo().equals(gift.id())) all.merge(gift.combo(), Combo.of(gift), Combo::later);
    Instant newest =
        Stream.concat(all.values().stream().map(Combo::at), Stream.of(gift.at()))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    return all.values().stream()
        .filter(combo -> combo.at().plus(COMBO_KEPT).isAfter(newest))
        .sorted(Combo.ORDER)
        .limit(COMBOS_MAX)
        .toList();
  }

  @Override
  public Item item() {
    return Item.builder(key(id, creator))
        .instant("since", since)
        .text("total", total.toString())
        .text("paid", paid.toString())
        .texts("recent", recent.stream().map(RecentGift::toString).toList())
        .texts("combos", combos.stream().map(Combo::toString).toList())
        .texts("board", board.lines())
        .number(UP_TO, upTo)
        .build();
  }

  static Room of(Item item) {
    return new Room(
        item.key().owner(),
        item.key().id(),
        item.instant("since"),
        Score.parse(item.text("total")),
        RecentDays.parse(item.text("paid")),
        item.texts("recent").stream().map(RecentGift::parse).toList(),
        item.texts("combos").stream().map(Combo::parse).toList(),
        Board.ofLines(item.texts("board")),
        item.number(UP_TO));
  }
}

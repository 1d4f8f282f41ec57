package io.giftledger.economy.recognition;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The first of a creator's fans in a period, kept for a creator with so many that they are not read
 * each time.
 *
 * @param creator whose fans they are
 * @param period the period; which of them is that of the newest gift
 * @param board those who gave in it
 * @param upTo the number of the last entry that is counted
 */
public record FanBoard(String creator, Period period, Board board, long upTo) implements Row {

  static Key key(String creator, Period period) {
    return new Key(Fan.partition(creator), "BOARD#" + period.label());
  }

  /** With fans as they are now; that of a new period begins with them. */
  FanBoard with(Collection<Fan> fans, long entry) {
    List<Ranked> gave = fans.stream().map(fan -> fan.ranked(period)).toList();
    return new FanBoard(creator, period, current(period, board.among(gave)), entry);
  }

  /** Of all fans. */
  static FanBoard of(String creator, Period period, Collection<Fan> fans, long entry) {
    List<Ranked> all = fans.stream().map(fan -> fan.ranked(period)).toList();
    return new FanBoard(creator, period, current(period, all), entry);
  }

  /** Those who gave in the newest of the period that anybody gave in. */
  private static Board current(Period period, Collection<Ranked> all) {
    Instant newest = all.stream().map(Ranked::at).max(Comparator.naturalOrder()).orElseThrow();
    return Board.of(since(period.start(newest), all.stream()));
  }

  private static Stream<Ranked> since(Instant start, Stream<Ranked> all) {
    return all.filter(one -> !one.at().isBefore(start));
  }

  /** The board of the period that an instant is in. */
  Board at(Instant at) {
    return new Board(since(period.start(at), board.ranked().stream()).toList());
  }

  /** Those who are on it, of whatever period it is. */
  Stream<String> viewers() {
    return board.ranked().stream().map(Ranked::viewer);
  }

  @Override
  public Item item() {
    return Item.builder(key(creator, period))
        .texts("board", board.lines())
        .number(UP_TO, upTo)
        .build();
  }

  static FanBoard of(Item item) {
    return new FanBoard(
        item.key().owner(),
        Period.find(item.key().id()).orElseThrow(),
        Board.ofLines(item.texts("board")),
        item.number(UP_TO));
  }
}

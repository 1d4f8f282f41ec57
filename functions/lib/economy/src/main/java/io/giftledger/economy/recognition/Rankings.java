package io.giftledger.economy.recognition;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which creators were given most, of all that there are.
 *
 * <p>Each has a row of a week, {@link Standing}, that follows from their own chain. Of up to {@link
 * #READ_MAX} creators all rows are read when they are asked for. Of more, the first are kept in one
 * item, which nothing but those rows makes: whoever folds a chain makes it anew when it has become
 * due. So no two creators' folds wait for each other, and no gift can be lost of it: what came too
 * soon is in it the next time.
 */
public final class Rankings {

  /** The rows of so many creators are read each time they are asked for. */
  public static final int READ_MAX = 1_000;

  /** So many are shown. */
  public static final int SHOWN_MAX = 100;

  /** So often the first are put, for each {@link #PER_PUT} creators: what is read stays bounded. */
  public static final Duration KEPT_EVERY = Duration.ofSeconds(2);

  private static final int PER_PUT = 10_000;

  /** So often creators are counted as long as they are few. */
  private static final Duration COUNTED_EVERY = Duration.ofMinutes(1);

  private final Rows rows;
  private final InstantSource clock;

  /** Nothing is due before. */
  private volatile Instant next = Instant.MIN;

  /**
   * @param rows where the rows are
   * @param clock says what is due
   */
  public Rankings(Rows rows, InstantSource clock) {
    this.rows = rows;
    this.clock = clock;
  }

  /**
   * The first creators of a week and of its newest day.
   *
   * @param creators how many have a row
   * @param first those first by either; none if all rows are read instead
   * @param readAt when the rows were read
   */
  private record Kept(Instant week, long creators, List<Standing> first, Instant readAt) {

    static Key key(Instant week) {
      return new Key(Standing.partition(week), "FIRST");
    }

    static Kept of(Instant week, List<Standing> all, Instant readAt) {
      if (all.size() <= READ_MAX) return new Kept(week, all.size(), List.of(), readAt);
      Instant newest =
          all.stream().map(Standing::lastAt).max(Comparator.naturalOrder()).orElseThrow();
      List<Standing> first =
          Stream.of(Period.WEEK, Period.DAY)
              .flatMap(period -> firstOf(all, period, newest).stream())
              .distinct()
              .toList();
      return new Kept(week, all.size(), first, readAt);
    }

    /** When it is to be made anew. */
    Instant due() {
      return creators <= READ_MAX
          ? readAt.plus(COUNTED_EVERY)
          : readAt.plus(KEPT_EVERY.multipliedBy(1 + creators / PER_PUT));
    }

    Item item() {
      return Item.builder(key(week))
          .number("creators", creators)
          .texts("first", first.stream().map(Kept::line).toList())
          .number(Row.UP_TO, readAt.toEpochMilli())
          .build();
    }

    static Kept of(Item item) {
      Instant week = Standing.weekOf(item.key());
      return new Kept(
          week,
          item.number("creators"),
          item.texts("first").stream().map(line -> parse(week, line)).toList(),
          Instant.ofEpochMilli(item.number(Row.UP_TO)));
    }

    private static String line(Standing one) {
      return String.join(
          " ",
          one.creator(),
          one.inWeek().toString(),
          one.onDay().toString(),
          Words.ofInstant(one.lastAt()),
          Long.toString(one.upTo()));
    }

    private static Standing parse(Instant week, String line) {
      List<String> words = Words.of(line, 7);
      return new Standing(
          words.get(0),
          week,
          Words.instant(words.get(5)),
          new Score(Long.parseLong(words.get(1)), Long.parseLong(words.get(2))),
          new Score(Long.parseLong(words.get(3)), Long.parseLong(words.get(4))),
          Long.parseLong(words.get(6)));
    }
  }

  /**
   * Those who were given most in the period that an instant is in, the highest first, at most
   * {@link #SHOWN_MAX}.
   *
   * @param period a day or a week
   */
  public List<Standing> first(Period period, Instant at) {
    Instant week = Period.WEEK.start(at);
    List<Standing> all =
        kept(week, false)
            .filter(kept -> kept.creators() > READ_MAX)
            .map(Kept::first)
            .orElseGet(() -> all(week, false));
    return firstOf(all, period, at);
  }

  private static List<Standing> firstOf(List<Standing> all, Period period, Instant at) {
    Instant start = period.start(at);
    return all.stream()
        .filter(one -> !one.lastAt().isBefore(start))
        .sorted(Standing.order(period))
        .limit(SHOWN_MAX)
        .toList();
  }

  /** Who was given something in one of the weeks that some days (UTC) are in, in order. */
  public SortedSet<String> creators(LocalDate first, LocalDate last) {
    SortedSet<String> creators = new TreeSet<>();
    LocalDate week = first.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    for (; !week.isAfter(last); week = week.plusWeeks(1)) {
      for (Standing one : all(week.atStartOfDay(ZoneOffset.UTC).toInstant(), false)) {
        creators.add(one.creator());
      }
    }
    return creators;
  }

  /** To be called when a chain was folded: makes what is kept of this week anew, if it is due. */
  public void keep() {
    Instant now = clock.instant();
    if (now.isBefore(next)) return;
    Instant week = Period.WEEK.start(now);
    Optional<Kept> before = kept(week, true);
    if (before.isPresent() && now.isBefore(before.get().due())) {
      next = before.get().due();
      return;
    }
    Kept made = Kept.of(week, all(week, true), now);
    OptionalLong put = before.stream().mapToLong(kept -> kept.readAt().toEpochMilli()).findFirst();
    // Who was quicker read the same rows a moment ago.
    rows.put(made.item(), put);
    next = made.due();
  }

  private Optional<Kept> kept(Instant week, boolean consistent) {
    return rows.find(List.of(Kept.key(week)), consistent).values().stream()
        .findFirst()
        .map(Kept::of);
  }

  private List<Standing> all(Instant week, boolean consistent) {
    return rows.all(Standing.partition(week), Standing.PREFIX, consistent).stream()
        .map(Standing::of)
        .toList();
  }
}

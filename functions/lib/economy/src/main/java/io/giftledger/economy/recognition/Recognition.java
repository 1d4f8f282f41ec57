package io.giftledger.economy.recognition;

import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.Payers;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.AccountNotUnderstoodException;
import io.giftledger.ledger.Backoff;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Scan;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.TableBusyException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Folds a creator's chain into rows: rooms, fans, boards, and the creator's standing among all.
 *
 * <h2>Why each gift counts once</h2>
 *
 * <p>There is no transaction. A row says up to which entry of the chain it counts ({@link
 * Row#upTo}), and is only put in place of the very row that it was made from. Gifts of that entry
 * and of earlier ones are passed over, so a fold that begins again where an older one died changes
 * nothing that is done, and of two folds at the same time the slower finds its rows replaced and
 * reads again. The {@link Progress} is put last: whatever it says is folded, is.
 *
 * <p>A room counts its viewers by their fans' rows as they are with each gift. It is put before
 * them: as long as a room has a gift to come, so have its fans. All are read consistently, for what
 * a room says of a fan is not told by the room's own condition.
 *
 * <p>Each row follows from the chain alone, in its order, and from no batch: it is the same however
 * the chain was cut, and can be made again.
 */
public final class Recognition {

  /** So many fans are read each time a board is asked for; of more, boards are kept. */
  public static final int READ_MAX = 1_000;

  /** So many who gave most are looked at when a withdrawal is. */
  public static final int PAYERS_MAX = 100;

  /** So often the boards of a creator with more fans than that are put at most. */
  public static final Duration BOARDS_EVERY = Duration.ofSeconds(2);

  /** So many entries are folded at once. */
  private static final int ENTRIES_MAX = 200;

  /** So many gifts are looked for at once. */
  private static final int GIFTS_MAX = 100;

  private static final int TRIES_MAX = 12;

  private final Table ledger;
  private final Scan chains;
  private final Rows rows;
  private final InstantSource clock;
  private final Backoff backoff;
  private final Format format;

  /**
   * @param ledger finds conversions
   * @param chains the same table, read in order; finds gifts
   * @param rows where the rows are
   * @param clock says when a fold was put
   * @param backoff how to wait between tries
   * @param format a chain with a newer entry is left to code that knows it
   */
  public Recognition(
      Table ledger, Scan chains, Rows rows, InstantSource clock, Backoff backoff, Format format) {
    this.ledger = ledger;
    this.chains = chains;
    this.rows = rows;
    this.clock = clock;
    this.backoff = backoff;
    this.format = format;
  }

  /** What came of a fold. */
  public enum Folded {
    /** All that there was. */
    ALL,
    /** Some: there is more. */
    SOME
  }

  /** When a creator's chain may be folded next. */
  public Instant due(String creator) {
    Progress progress = progress(creator, false);
    return progress.fans() > READ_MAX
        ? progress.foldedAt().plus(BOARDS_EVERY)
        : progress.foldedAt();
  }

  /** As {@link #fold(String, long)}, to the end. */
  public Folded fold(String creator) {
    return fold(creator, Long.MAX_VALUE);
  }

  /**
   * Folds what is new in a creator's chain.
   *
   * @param last the number of the last entry that is looked at
   * @throws TableBusyException if the tries are used up
   */
  public Folded fold(String creator, long last) {
    for (int attempt = 1; ; attempt++) {
      try {
        Optional<Folded> folded = new Fold(creator, last).done();
        if (folded.isPresent()) return folded.get();
        if (attempt == TRIES_MAX || !backoff.await(Backoff.Lost.PLACE, attempt)) {
          throw new TableBusyException(new IllegalStateException("others fold " + creator));
        }
      } catch (TableBusyException busy) {
        if (attempt == TRIES_MAX || !backoff.await(Backoff.Lost.ANSWER, attempt)) throw busy;
      }
    }
  }

  private Progress progress(String creator, boolean consistent) {
    return find(Progress.key(creator), consistent, Progress::of)
        .orElseGet(() -> Progress.none(creator));
  }

  private <R> Optional<R> find(Key key, boolean consistent, Function<Item, R> reader) {
    return rows.find(List.of(key), consistent).values().stream().findFirst().map(reader);
  }

  /** One fold, from what was read to what is put. */
  private final class Fold {

    private final Account<Earnings> account;
    private final long last;
    private final Progress before;

    /** The rows that the gifts are folded into, as they were read. */
    private final Map<Key, Item> read;

    private final Map<Key, Room> rooms = new LinkedHashMap<>();
    private final Map<Key, Fan> fans = new LinkedHashMap<>();
    private final Map<Key, Standing> standings = new LinkedHashMap<>();

    private final List<Conversion> conversions;

    /** Each gift's own record: when it was sent, and what of it had been paid for. */
    private final Map<Key, Item> sent = new HashMap<>();

    private final boolean isMore;

    Fold(String creator, long last) {
      this.account = Earnings.BOOK.account(creator);
      this.last = last;
      this.before = progress(creator, true);
      List<Entry<Earnings>> entries = new ArrayList<>();
      this.isMore = readEntries(entries);
      this.conversions =
          entries.stream()
              .map(entry -> GiftsConverted.of(entry, key -> ledger.get(key, true)))
              .toList();
      readSent();
      this.read = rows.find(keys(), true);
    }

    /**
     * Reads the entries that converted gifts.
     *
     * @return whether there may be more
     */
    private boolean readEntries(List<Entry<Earnings>> entries) {
      String partition = account.partitionKey();
      Optional<Key> after =
          before.upTo() == 0
              ? Optional.empty()
              : Optional.of(new Key(partition, Entry.sortKey(before.upTo())));
      do {
        Scan.Page page = chains.partition(partition, Entry.SORT_KEY_PREFIX, after);
        for (Item item : page.items()) {
          Entry<Earnings> entry = new Entry<>(account, item);
          if (entry.sequence() > last) return false;
          if (entry.format() > format.reads()) {
            throw new AccountNotUnderstoodException(account, "format " + entry.format());
          }
          if (!entry.kind().equals(GiftsConverted.KIND)) continue;
          if (entries.size() == ENTRIES_MAX) return true;
          entries.add(entry);
        }
        after = page.next();
      } while (after.isPresent());
      return false;
    }

    /** What is read of a gift's own record never changes. */
    private void readSent() {
      List<Key> gifts =
          conversions.stream()
              .flatMap(conversion -> conversion.gifts().stream())
              .map(ConvertedGift::key)
              .distinct()
              .toList();
      for (int from = 0; from < gifts.size(); from += GIFTS_MAX) {
        List<Key> some = gifts.subList(from, Math.min(gifts.size(), from + GIFTS_MAX));
        sent.putAll(chains.find(some));
      }
    }

    private ReceivedGift received(ConvertedGift gift) {
      Item record =
          Optional.ofNullable(sent.get(gift.key()))
              .orElseThrow(
                  () -> new TableBusyException(new IllegalStateException("no " + gift.key())));
      return ReceivedGift.of(
          account.owner(), gift, Gift.paidCoins(record), record.instant("sentAt"));
    }

    private Set<Key> keys() {
      Set<Key> keys = new HashSet<>();
      for (Conversion conversion : conversions) {
        for (ConvertedGift gift : conversion.gifts()) {
          keys.add(Room.key(gift.target().id(), account.owner()));
          keys.add(Fan.key(account.owner(), gift.sender()));
          keys.add(Standing.key(received(gift).at(), account.owner()));
        }
      }
      return keys;
    }

    /** Puts all rows; empty if another fold has put one of them since it was read. */
    Optional<Folded> done() {
      if (conversions.isEmpty()) return Optional.of(Folded.ALL);
      RecentDays days = before.days();
      RecentDays paid = before.paid();
      for (Conversion conversion : conversions) {
        for (ConvertedGift converted : conversion.gifts()) {
          ReceivedGift gift = received(converted);
          add(conversion.sequence(), gift);
          days = days.plus(gift.at(), gift.coins());
          paid = paid.plus(gift.at(), gift.paidCoins());
        }
      }
      if (!putAll(rooms.values()) || !putAll(fans.values()) || !putAll(standings.values())) {
        return Optional.empty();
      }
      long end = conversions.getLast().sequence();
      long count =
          before.fans() + fans.values().stream().filter(fan -> fan.since() > before.upTo()).count();
      if (count > READ_MAX && !putBoards(end)) return Optional.empty();
      Progress progress = new Progress(account.owner(), count, clock.instant(), days, paid, end);
      if (!rows.put(progress.item(), upTo(before.upTo()))) return Optional.empty();
      return Optional.of(isMore ? Folded.SOME : Folded.ALL);
    }

    private void add(long entry, ReceivedGift gift) {
      Key key = Fan.key(account.owner(), gift.sender());
      Optional<Fan> known = known(fans, key, Fan::of);
      Fan fan =
          known
              .map(one -> entry > counted(key) ? one.plus(entry, gift) : one)
              .orElseGet(() -> Fan.first(entry, gift));
      fans.put(key, fan);
      Key week = Standing.key(gift.at(), account.owner());
      if (entry > counted(week)) {
        standings.put(
            week,
            known(standings, week, Standing::of)
                .map(standing -> standing.plus(entry, gift))
                .orElseGet(() -> Standing.first(entry, gift)));
      }
      Key place = Room.key(gift.room(), account.owner());
      if (entry <= counted(place)) return;
      Room room =
          known(rooms, place, Room::of).orElseGet(() -> Room.empty(gift.room(), account.owner()));
      rooms.put(place, room.plus(entry, gift, fan));
    }

    /** A row as far as it is folded, or else as it was read. */
    private <R> Optional<R> known(Map<Key, R> folded, Key key, Function<Item, R> reader) {
      R done = folded.get(key);
      if (done != null) return Optional.of(done);
      Item stored = read.get(key);
      return stored == null ? Optional.empty() : Optional.of(reader.apply(stored));
    }

    /** Up to which entry the stored row counts. */
    private long counted(Key key) {
      Item there = read.get(key);
      return there == null ? 0 : there.number(Row.UP_TO);
    }

    private boolean putAll(Collection<? extends Row> changed) {
      for (Row row : changed) {
        Item item = row.item();
        long counted = counted(item.key());
        if (row.upTo() > counted && !rows.put(item, upTo(counted))) return false;
      }
      return true;
    }

    private boolean putBoards(long end) {
      Map<Key, Item> stored =
          rows.find(
              List.of(Period.values()).stream()
                  .map(period -> FanBoard.key(account.owner(), period))
                  .toList(),
              true);
      Optional<List<Fan>> all = Optional.empty();
      for (Period period : Period.values()) {
        Item there = stored.get(FanBoard.key(account.owner(), period));
        FanBoard board;
        if (there == null) {
          if (all.isEmpty()) all = Optional.of(fans(account.owner(), true));
          board = FanBoard.of(account.owner(), period, all.get(), end);
        } else {
          board = FanBoard.of(there).with(fans.values(), end);
        }
        long counted = there == null ? 0 : there.number(Row.UP_TO);
        if (end > counted && !rows.put(board.item(), upTo(counted))) return false;
      }
      return true;
    }
  }

  private static OptionalLong upTo(long counted) {
    return counted == 0 ? OptionalLong.empty() : OptionalLong.of(counted);
  }

  /**
   * The rows that are not what the creator's chain makes of them: they are made anew in memory, as
   * far as the table's are folded. While somebody folds the chain, rows may be ahead of that.
   */
  public List<Key> differences(String creator) {
    MemoryRows anew = new MemoryRows();
    Recognition again = new Recognition(ledger, chains, anew, clock, backoff, format);
    long end = progress(creator, true).upTo();
    while (again.fold(creator, end) == Folded.SOME) {}
    Map<Key, Item> wanted = anew.contents();
    Map<Key, Item> there = new HashMap<>(rows.find(wanted.keySet(), true));
    rows.all(Fan.partition(creator), Fan.PREFIX, true).forEach(row -> there.put(row.key(), row));
    Set<Key> all = new TreeSet<>(Comparator.comparing(Key::toString));
    all.addAll(wanted.keySet());
    all.addAll(there.keySet());
    return all.stream().filter(key -> !isSame(wanted.get(key), there.get(key))).toList();
  }

  /** When a chain was folded is another time each time. */
  private static boolean isSame(@Nullable Item one, @Nullable Item other) {
    if (one == null || other == null) return false;
    Set<String> attributes = new HashSet<>(one.attributes().keySet());
    attributes.addAll(other.attributes().keySet());
    attributes.remove(Progress.FOLDED_AT);
    return one.only(attributes).equals(other.only(attributes));
  }

  // ---- What is read of it --------------------------------------------------------------------

  private List<Fan> fans(String creator, boolean consistent) {
    return rows.all(Fan.partition(creator), Fan.PREFIX, consistent).stream().map(Fan::of).toList();
  }

  /** What a viewer gave a creator, if they did. */
  public Optional<Fan> fan(String creator, String viewer) {
    return find(Fan.key(creator, viewer), false, Fan::of);
  }

  /** What some viewers gave a creator in all their life; nothing of those who never did. */
  public Map<String, Long> lifetimeCoins(String creator, Collection<String> viewers) {
    Map<String, Long> coins = new HashMap<>();
    List<Key> keys = viewers.stream().distinct().map(viewer -> Fan.key(creator, viewer)).toList();
    for (Item row : rows.find(keys, false).values()) {
      Fan fan = Fan.of(row);
      coins.put(fan.viewer(), fan.score(Period.ALL, fan.lastAt()).coins());
    }
    return coins;
  }

  /** A creator's board of the period that an instant is in. */
  public Board board(String creator, Period period, Instant at) {
    if (progress(creator, false).fans() > READ_MAX) {
      Optional<FanBoard> kept = find(FanBoard.key(creator, period), false, FanBoard::of);
      if (kept.isPresent()) return kept.get().at(at);
    }
    Instant start = period.start(at);
    return Board.of(
        fans(creator, false).stream()
            .filter(fan -> !fan.lastAt().isBefore(start))
            .map(fan -> fan.ranked(period)));
  }

  /**
   * Who a creator's coins came from, in the 30 days (UTC's) whose last an instant is in: of all of
   * them the {@link #PAYERS_MAX} who gave most. Of a creator with more than {@link #READ_MAX} fans
   * those are asked who are on a board that is kept; what the others gave is counted, but not by
   * whom.
   *
   * @param since what was given earlier does not count
   */
  public Payers payers(String creator, Instant at, Instant since) {
    Instant month = RecentDays.start(at);
    Instant start = since.isAfter(month) ? since : month;
    Progress progress = progress(creator, false);
    List<Fan> most =
        (progress.fans() > READ_MAX ? fansOnBoards(creator) : fans(creator, false))
            .stream()
                .filter(fan -> fan.days().since(start) > 0)
                .sorted(
                    Comparator.comparingLong((Fan fan) -> fan.days().since(start))
                        .reversed()
                        .thenComparing(Fan::viewer))
                .limit(PAYERS_MAX)
                .toList();
    Map<Key, Item> theirs =
        rows.find(most.stream().map(fan -> Fan.key(fan.viewer(), creator)).toList(), false);
    Map<String, Instant> opened =
        opened(most.stream().filter(fan -> !fan.firstAt().isBefore(start)).toList());
    return new Payers(
        progress.days().since(start),
        most.stream()
            .map(
                fan ->
                    new Payers.Payer(
                        fan.viewer(),
                        fan.days().since(start),
                        Optional.ofNullable(opened.get(fan.viewer()))
                            .map(first -> Duration.between(first, fan.firstAt())),
                        Optional.ofNullable(theirs.get(Fan.key(fan.viewer(), creator)))
                            .map(row -> Fan.of(row).days().since(start))
                            .orElse(0L)))
            .toList());
  }

  private List<Fan> fansOnBoards(String creator) {
    List<Key> boards =
        Stream.of(Period.values()).map(period -> FanBoard.key(creator, period)).toList();
    Set<Key> shown =
        rows.find(boards, false).values().stream()
            .flatMap(row -> FanBoard.of(row).viewers())
            .map(viewer -> Fan.key(creator, viewer))
            .collect(Collectors.toSet());
    return rows.find(shown, false).values().stream().map(Fan::of).toList();
  }

  /** When each wallet had its first entry, by its viewer. */
  private Map<String, Instant> opened(List<Fan> fans) {
    List<Key> first =
        fans.stream()
            .map(fan -> Wallet.BOOK.account(fan.viewer()).partitionKey())
            .map(partition -> new Key(partition, Entry.sortKey(1)))
            .toList();
    Map<String, Instant> opened = new HashMap<>();
    if (first.isEmpty()) return opened;
    chains
        .find(first)
        .forEach(
            (key, item) ->
                opened.put(key.owner(), new Entry<>(Wallet.BOOK.account(key.owner()), item).at()));
    return opened;
  }

  /** Up to which entry of a creator's chain gifts are counted; 0 if none are. */
  public long countedUpTo(String creator) {
    return progress(creator, false).upTo();
  }

  /** How far the chains of some creators are folded, of those who were given something. */
  public List<Progress> progress(Collection<String> creators) {
    List<Key> keys = creators.stream().map(Progress::key).distinct().toList();
    return rows.find(keys, false).values().stream().map(Progress::of).toList();
  }

  /** What each creator was given in a room. */
  public List<Room> room(String room) {
    return rows.all(Room.partition(room), Room.PREFIX, false).stream().map(Room::of).toList();
  }
}

package io.giftledger.economy.recognition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.Payers;
import io.giftledger.economy.policy.Thresholds;
import io.giftledger.economy.recognition.Recognition.Folded;
import io.giftledger.economy.wallet.BudgetSet;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.MemoryTable;
import io.giftledger.ledger.table.Scan;
import io.giftledger.ledger.table.TableBusyException;
import io.giftledger.ledger.table.Value;
import io.giftledger.ledger.table.Write;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecognitionTest {

  private static final String LUNA = "luna";
  private static final Account<Earnings> EARNINGS = Earnings.BOOK.account(LUNA);

  /** The end of a Sunday that ends a month of 28 days. */
  private static final Instant SUNDAY = Instant.parse("2027-02-28T23:59:50Z");

  private final MemoryTable ledger = new MemoryTable();
  private final MemoryRows rows = new MemoryRows();
  private Head<Earnings> head = Head.opening(EARNINGS);
  private final Map<Key, Item> sent = new HashMap<>();
  private int gifts;

  @Test
  void a_fan_is_what_they_gave_in_each_period_that_their_newest_gift_is_in() {
    convert(SUNDAY.minus(Duration.ofDays(1)), rose("alice", 1, "room-1"));
    convert(SUNDAY, rose("alice", 2, "room-1"), rose("bob", 5, "room-1"));
    convert(SUNDAY.plusSeconds(10), rose("alice", 4, "room-2"));

    assertEquals(Folded.ALL, into(rows).fold(LUNA));

    Fan alice = into(rows).fan(LUNA, "alice").orElseThrow();
    assertEquals(new Score(7, 3), alice.score(Period.ALL, SUNDAY));
    assertEquals(
        List.of(4L, 4L, 4L, 7L),
        List.of(Period.values()).stream()
            .map(period -> alice.score(period, SUNDAY.plusSeconds(10)).coins())
            .toList());
    assertEquals(new Score(4, 1), alice.stream());
    assertEquals(0, alice.score(Period.DAY, SUNDAY.plus(Duration.ofDays(2))).coins());
    assertEquals(4, alice.score(Period.WEEK, SUNDAY.plus(Duration.ofDays(2))).coins());
    assertEquals(0, alice.score(Period.WEEK, SUNDAY.plus(Duration.ofDays(8))).coins());
  }

  @Test
  void a_board_has_the_highest_first_then_the_earlier_then_by_id_and_only_its_own_period() {
    convert(SUNDAY, rose("eve", 90, "room-1"));
    Instant monday = SUNDAY.plusSeconds(10);
    convert(monday, rose("carol", 3, "room-1"), rose("bob", 3, "room-1"));
    convert(monday.plusSeconds(1), rose("alice", 3, "room-1"), rose("dave", 4, "room-1"));
    into(rows).fold(LUNA);

    assertEquals(
        List.of("dave", "bob", "carol", "alice"),
        viewers(into(rows).board(LUNA, Period.WEEK, monday)));
    assertEquals(
        List.of("eve", "dave", "bob", "carol", "alice"),
        viewers(into(rows).board(LUNA, Period.ALL, monday)));
    assertEquals(
        List.of(), into(rows).board(LUNA, Period.DAY, monday.plus(Duration.ofDays(1))).ranked());
  }

  /** Each gift is in the week in which it was sent, whichever one it was converted with. */
  @Test
  void a_week_that_turns_in_the_middle_of_a_batch_has_each_gift_in_its_own() {
    Instant monday = SUNDAY.plusSeconds(10);
    ConvertedGift last = rose("alice", 2, "room-1");
    ConvertedGift first = rose("alice", 4, "room-1");
    ConvertedGift late = rose("alice", 8, "room-1");
    ConvertedGift bobs = rose("bob", 90, "room-1");
    convert(monday, last, first, rose("carol", 5, "room-1"), late, bobs);
    for (ConvertedGift one : List.of(last, late, bobs)) sentAt(one, SUNDAY);
    into(rows).fold(LUNA);

    Fan alice = into(rows).fan(LUNA, "alice").orElseThrow();
    assertEquals(
        List.of(new Score(4, 1), new Score(4, 1), new Score(4, 1), new Score(14, 3)),
        List.of(Period.values()).stream().map(period -> alice.score(period, monday)).toList());
    assertEquals(List.of("carol", "alice"), viewers(into(rows).board(LUNA, Period.WEEK, monday)));
    assertEquals(
        List.of("bob", "alice", "carol"), viewers(into(rows).board(LUNA, Period.ALL, monday)));
    Rankings rankings = new Rankings(rows, InstantSource.fixed(monday));
    assertEquals(List.of("luna 100 3"), ranked(rankings, Period.WEEK, SUNDAY));
    assertEquals(List.of("luna 9 2"), ranked(rankings, Period.WEEK, monday));
    Room room = into(rows).room("room-1").getFirst();
    assertEquals(new Score(109, 5), room.total());
    LocalDate sunday = LocalDate.parse("2027-02-28");
    assertEquals(100, room.paid(sunday, sunday));
    assertEquals(9, room.paid(sunday.plusDays(1), sunday.plusDays(7)));
  }

  @Test
  void creators_are_ranked_by_day_and_week_the_highest_first_then_the_earlier_then_by_id() {
    Instant monday = SUNDAY.plusSeconds(10);
    convert(SUNDAY, rose("eve", 90, "room-1"));
    convert(monday, rose("bob", 2, "room-1"), rose("bob", 3, "room-2"));
    Instant tuesday = monday.plus(Duration.ofDays(1));
    convert(tuesday, rose("bob", 3, "room-1"));
    // A late one of Monday's is of the week, and not of the newest day; one of Sunday's of neither.
    convert(monday, rose("carol", 1, "room-1"));
    convert(SUNDAY, rose("carol", 70, "room-1"));
    into(rows).fold(LUNA);
    standing("zoe", 9, monday);
    standing("yan", 3, tuesday.plusSeconds(1));
    standing("xia", 3, tuesday.plusSeconds(1));
    standing("old", 99, SUNDAY);
    Rankings rankings = new Rankings(rows, InstantSource.fixed(tuesday));

    assertEquals(
        List.of("zoe 9 1", "luna 9 4", "xia 3 1", "yan 3 1"),
        ranked(rankings, Period.WEEK, tuesday));
    assertEquals(List.of("luna 3 1", "xia 3 1", "yan 3 1"), ranked(rankings, Period.DAY, tuesday));
    assertEquals(List.of("luna 160 2", "old 99 1"), ranked(rankings, Period.WEEK, SUNDAY));
    assertEquals(List.of(), ranked(rankings, Period.DAY, tuesday.plus(Duration.ofDays(1))));
    assertEquals(
        List.of("zoe 9 1"),
        rankings.first(Period.WEEK, tuesday).stream()
            .filter(one -> one.lastAt().equals(monday))
            .map(one -> one.creator() + " " + one.score(Period.DAY))
            .toList());
  }

  /** What is kept of many creators is what all of them would be read as, and is put seldom. */
  @Test
  void the_ranking_of_many_creators_is_kept_and_exact() {
    Random random = new Random(12);
    Instant noon = Instant.parse("2027-03-03T12:00:00Z");
    for (int number = 0; number <= Rankings.READ_MAX; number++) {
      Instant at = noon.minusSeconds(random.nextInt(200_000));
      standing("c" + number, 1 + random.nextInt(50), at);
    }
    AtomicReference<Instant> now = new AtomicReference<>(noon);
    Rankings one = new Rankings(rows, now::get);
    Rankings other = new Rankings(rows, now::get);
    one.keep();

    for (Period period : List.of(Period.DAY, Period.WEEK)) {
      assertEquals(
          rows.all(Standing.partition(Period.WEEK.start(noon)), Standing.PREFIX, true).stream()
              .map(Standing::of)
              .filter(standing -> !standing.lastAt().isBefore(period.start(noon)))
              .sorted(Standing.order(period))
              .limit(100)
              .toList(),
          other.first(period, noon));
    }
    Standing before = other.first(Period.WEEK, noon).getFirst();
    standing("best", 51, noon);
    now.set(noon.plusMillis(1_999));
    for (Rankings any : List.of(one, other)) any.keep();
    assertEquals(before, other.first(Period.WEEK, noon).getFirst());
    now.set(noon.plusSeconds(2));
    for (Rankings any : List.of(other, one)) any.keep();
    assertEquals("best", one.first(Period.WEEK, noon).getFirst().creator());
    assertEquals(List.of(), one.first(Period.DAY, noon.plus(Duration.ofDays(1))));
  }

  private void standing(String creator, long coins, Instant at) {
    ReceivedGift gift = ReceivedGift.of(creator, rose("anybody", coins, "room-1"), coins, at);
    assertTrue(rows.put(Standing.first(1, gift).item(), OptionalLong.empty()));
  }

  private static List<String> ranked(Rankings rankings, Period period, Instant at) {
    return rankings.first(period, at).stream()
        .map(one -> one.creator() + " " + one.score(period))
        .toList();
  }

  @Test
  void challenges_count_coins_that_were_bought_on_their_days_in_a_room_and_anywhere() {
    LocalDate sunday = LocalDate.parse("2027-02-28");
    ConvertedGift mixed = rose("alice", 10, "room-1");
    convert(SUNDAY.minus(Duration.ofDays(1)), rose("alice", 100, "room-1"));
    convert(SUNDAY, mixed, rose("bob", 5, "room-1"), rose("bob", 7, "room-2"));
    convert(SUNDAY.plusSeconds(10), rose("bob", 1_000, "room-1"));
    sent.compute(
        mixed.key(),
        (_, gift) -> Objects.requireNonNull(gift).toBuilder().number("unpaidCoins", 4).build());
    into(rows).fold(LUNA);

    Progress anywhere = into(rows).progress(List.of(LUNA, "nobody")).getFirst();
    assertEquals(6 + 5 + 7, anywhere.paid(sunday, sunday));
    assertEquals(100 + 6 + 5 + 7 + 1_000, anywhere.paid(sunday.minusDays(1), sunday.plusDays(1)));
    Room room = into(rows).room("room-1").getFirst();
    assertEquals(6 + 5, room.paid(sunday, sunday));
    assertEquals(0, room.paid(sunday.minusDays(3), sunday.minusDays(2)));
    assertEquals(Room.of(room.item()), room);
  }

  @Test
  void a_room_has_its_totals_its_newest_gifts_and_who_gave_most() {
    convert(SUNDAY, IntStream.range(0, 40).mapToObj(n -> rose("v" + n % 4, 1, "room-1")).toList());
    convert(SUNDAY.plusSeconds(1), rose("v9", 100, "room-2"), rose("v1", 2, "room-1"));
    into(rows).fold(LUNA);

    Room room = into(rows).room("room-1").getFirst();
    assertEquals(new Score(42, 41), room.total());
    assertEquals(Room.RECENT_MAX, room.recent().size());
    assertEquals("v1", room.recent().getFirst().sender());
    assertEquals(12, room.recent().getFirst().lifetimeCoins());
    assertEquals(List.of("v1", "v0", "v2", "v3"), viewers(room.board()));
    assertEquals(SUNDAY, room.since());
    assertEquals(Room.of(room.item()), room);
    assertEquals(List.of(), into(rows).room("room-3"));
  }

  /** Whatever is done to the wake-ups, and wherever a fold dies: the rows are those of one fold. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void any_batches_repeats_deaths_and_folds_at_once_make_the_rows_of_one_fold(long seed) {
    Random random = new Random(seed);
    int viewers = seed == 8 ? 1_300 : 40;
    evening(random, viewers, seed == 8 ? 60 : 25);
    MemoryRows atOnce = new MemoryRows();
    into(atOnce).fold(LUNA);

    Recognition other = into(rows);
    while (into(rows).fold(LUNA, random.nextLong(head.sequence() + 1)) == Folded.SOME) {}
    for (int turn = 0; turn < (seed == 8 ? 12 : 60); turn++) {
      long last = random.nextLong(head.sequence() + 1);
      var spoilt = new Spoilt(rows, random, () -> other.fold(LUNA, last));
      try {
        into(spoilt).fold(LUNA, random.nextLong(head.sequence() + 1));
      } catch (Died death) {
        assertTrue(spoilt.died);
      }
    }
    into(rows).fold(LUNA);

    Map<Key, Map<String, Value>> wanted = comparable(atOnce);
    Map<Key, Map<String, Value>> found = comparable(rows);
    assertEquals(wanted.keySet(), found.keySet());
    wanted.forEach((key, row) -> assertEquals(row, found.get(key), key.toString()));
    assertEquals(List.of(), into(rows).differences(LUNA));
    Map<Key, Item> done = rows.contents();
    into(rows).fold(LUNA);
    assertEquals(done, rows.contents());
  }

  @Test
  void the_sum_of_all_fans_and_of_all_rooms_is_what_was_converted() {
    Random random = new Random(9);
    long coins = evening(random, 1_300, 60);

    into(rows).fold(LUNA);

    long ofFans = 0;
    long ofRooms = 0;
    long ofWeeks = 0;
    for (Item row : rows.contents().values()) {
      if (row.key().sort().startsWith(Fan.PREFIX))
        ofFans += Fan.of(row).score(Period.ALL, SUNDAY).coins();
      if (row.key().partition().startsWith("ROOM#")) ofRooms += Room.of(row).total().coins();
      if (row.key().partition().startsWith("RANKING#")) {
        ofWeeks += Standing.of(row).inWeek().coins();
      }
    }
    assertEquals(coins, ofFans);
    assertEquals(coins, ofRooms);
    assertEquals(coins, ofWeeks);
  }

  /** What is kept of many fans is what all of them would be read as. */
  @Test
  void the_kept_boards_of_many_fans_are_exact() {
    Random random = new Random(10);
    evening(random, 1_300, 60);
    while (into(rows).fold(LUNA, progress() + 5) == Folded.SOME || progress() < head.sequence()) {}
    Instant now = head.at();

    for (Period period : Period.values()) {
      List<Fan> fans =
          rows.all(Fan.partition(LUNA), Fan.PREFIX, true).stream().map(Fan::of).toList();
      assertTrue(fans.size() > Recognition.READ_MAX);
      Instant start = period.start(now);
      assertEquals(
          fans.stream()
              .filter(fan -> !fan.lastAt().isBefore(start))
              .map(fan -> fan.ranked(period))
              .sorted(Ranked.ORDER)
              .limit(100)
              .toList(),
          into(rows).board(LUNA, period, now).ranked());
    }
    assertEquals(now.plus(Recognition.BOARDS_EVERY), into(rows).due(LUNA));
  }

  /** 30 viewers with ids of 36 characters, of whom each taps on, and a fold for each full batch. */
  @Test
  void a_gift_in_a_rush_costs_less_than_half_a_write_unit() {
    var measured = new Measured(rows);
    for (int batch = 0; batch < 10; batch++) {
      rush(SUNDAY.plusSeconds(batch));
      measured.units = 0;
      into(measured).fold(LUNA);
    }

    assertTrue(measured.units <= 0.45 * 90, "write units of 90 gifts: " + measured.units);
  }

  /** A batch of taps of 30 viewers in one room. */
  private void rush(Instant at) {
    convert(
        at,
        IntStream.range(0, 90)
            .mapToObj(
                number ->
                    new ConvertedGift(
                        id(number % 30),
                        "%026d".formatted(gifts++),
                        "rose",
                        1,
                        1,
                        1,
                        5_000,
                        1,
                        new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "stream-7"),
                        "%026d".formatted(number % 30),
                        2 + gifts / 30))
            .toList());
  }

  private static String id(int viewer) {
    return "0b8f3c1e-6d5a-4c7b-9e21-%012d".formatted(viewer);
  }

  /**
   * However many fans there are, a fold reads and puts those who gave, and the boards: one item for
   * each period, every two seconds at most.
   */
  @Test
  void a_hundred_thousand_fans_cost_no_more_than_who_gives_and_the_boards() {
    int many = 100_000;
    convert(SUNDAY.minus(Duration.ofDays(40)), rose("first", 1, "room-1"));
    for (int number = 15; number < 15 + many; number++) {
      ConvertedGift gift = rose(id(number), 1 + number * 31 % 997, "stream-6");
      Instant at = SUNDAY.minus(Duration.ofMinutes(number % 50_000));
      ReceivedGift received = ReceivedGift.of(LUNA, gift, gift.coins(), at);
      rows.put(Fan.first(1, received).item(), OptionalLong.empty());
    }
    var progress = new Progress(LUNA, many, SUNDAY, RecentDays.NONE, RecentDays.NONE, 1);
    rows.put(progress.item(), OptionalLong.empty());
    rush(SUNDAY.plusSeconds(1));
    into(rows).fold(LUNA);
    var measured = new Measured(rows);
    for (int batch = 0; batch < 5; batch++) rush(SUNDAY.plusSeconds(2 + batch));

    into(measured).fold(LUNA);

    assertEquals(0, measured.partitions);
    assertEquals(30, measured.puts.get("FAN"));
    assertEquals(Period.values().length, measured.puts.get("BOARD"));
    assertTrue(measured.boards <= 40, "write units of boards: " + measured.boards);
    assertTrue(measured.units <= 0.45 * 5 * 90, "write units of 450 gifts: " + measured.units);
    assertEquals(many + 15, into(rows).progress(List.of(LUNA)).getFirst().fans());
    assertEquals(head.at().plus(Recognition.BOARDS_EVERY), into(rows).due(LUNA));
    List<Fan> all = rows.all(Fan.partition(LUNA), Fan.PREFIX, true).stream().map(Fan::of).toList();
    for (Period period : Period.values()) {
      assertEquals(
          all.stream()
              .filter(fan -> !fan.lastAt().isBefore(period.start(head.at())))
              .map(fan -> fan.ranked(period))
              .sorted(Ranked.ORDER)
              .limit(Board.SHOWN_MAX)
              .toList(),
          into(rows).board(LUNA, period, head.at()).ranked());
    }
  }

  @Test
  void payers_are_those_who_gave_in_thirty_days_with_how_old_they_were_and_what_came_back() {
    Instant day = Instant.parse("2027-03-01T12:00:00Z");
    opened("alice", day.minus(Duration.ofDays(60)));
    opened("bob", day.minus(Duration.ofDays(5)));
    convert(day.minus(Duration.ofDays(40)), rose("alice", 500, "room-1"));
    convert(day.minus(Duration.ofDays(30)), rose("alice", 70, "room-1"));
    convert(day.minus(Duration.ofDays(29)), rose("alice", 4, "room-1"));
    convert(day.minus(Duration.ofDays(2)), rose("bob", 20, "room-1"), rose("bob", 1, "room-1"));
    convert(day, rose("alice", 6, "room-1"));
    into(rows).fold(LUNA);
    rows.put(
        Fan.first(1, ReceivedGift.of("bob", rose(LUNA, 3, "room-2"), 3, day.minusSeconds(60)))
            .item(),
        OptionalLong.empty());

    assertEquals(
        new Payers(
            31,
            List.of(
                new Payers.Payer("bob", 21, Optional.of(Duration.ofDays(3)), 3),
                new Payers.Payer("alice", 10, Optional.empty(), 0))),
        into(rows).payers(LUNA, day, Instant.EPOCH));
    assertEquals(
        List.of(6L),
        into(rows).payers(LUNA, day, day).most().stream().map(Payers.Payer::coins).toList());
    assertEquals(
        new Payers(0, List.of()),
        into(rows).payers(LUNA, day.plus(Duration.ofDays(30)), Instant.EPOCH));
    assertEquals(head.sequence(), into(rows).countedUpTo(LUNA));
  }

  @Test
  void of_many_fans_the_one_who_gave_most_is_among_the_payers_and_all_is_counted() {
    evening(new Random(11), 1_300, 60);
    convert(head.at(), rose("whale", 100_000, "room-1"));
    opened("whale", SUNDAY.minus(Duration.ofDays(60)));
    while (into(rows).fold(LUNA) == Folded.SOME) {}
    for (Item row : rows.all(Fan.partition(LUNA), Fan.PREFIX, true)) {
      opened(row.key().id(), SUNDAY.minus(Duration.ofDays(60)));
    }

    Payers payers = into(rows).payers(LUNA, head.at(), Instant.EPOCH);

    assertEquals("whale", payers.most().getFirst().viewer());
    assertEquals(Recognition.PAYERS_MAX, payers.most().size());
    assertEquals(
        rows.all(Fan.partition(LUNA), Fan.PREFIX, true).stream()
            .mapToLong(row -> Fan.of(row).score(Period.ALL, head.at()).coins())
            .sum(),
        payers.coins());
  }

  @Test
  void a_row_that_is_gone_or_other_or_too_many_is_told() {
    convert(SUNDAY, rose("alice", 1, "room-1"), rose("bob", 2, "room-1"));
    into(rows).fold(LUNA);
    Key alice = Fan.key(LUNA, "alice");
    Item stored = rows.find(List.of(alice), true).values().iterator().next();
    rows.put(stored.toBuilder().text("all", "9 9").build(), OptionalLong.of(1));
    Item nobody = stored.toBuilder().key(Fan.key(LUNA, "nobody")).build();
    rows.put(nobody, OptionalLong.empty());

    assertEquals(List.of(alice, nobody.key()), into(rows).differences(LUNA));
  }

  @Test
  void who_never_gets_to_put_a_row_asks_to_be_tried_again() {
    convert(SUNDAY, rose("alice", 1, "room-1"));
    var never =
        new Spoilt(rows, new Random(1), () -> {}) {
          @Override
          public boolean put(Item row, OptionalLong upTo) {
            return false;
          }
        };

    assertThrows(TableBusyException.class, () -> into(never).fold(LUNA));
    assertEquals(Map.of(), rows.contents());
  }

  @Test
  void a_badge_is_the_highest_level_that_is_reached_until_it_lapses() {
    FanLevels levels = new FanLevels(Thresholds.of(10L, 100L), Duration.ofDays(7));

    assertEquals(Optional.empty(), levels.badge(9, SUNDAY, SUNDAY));
    assertEquals(Optional.of(1), levels.badge(10, SUNDAY, SUNDAY));
    assertEquals(Optional.of(1), levels.badge(99, SUNDAY, SUNDAY.plus(Duration.ofDays(7))));
    assertEquals(Optional.of(2), levels.badge(1_000, SUNDAY, SUNDAY));
    assertEquals(
        Optional.empty(),
        levels.badge(1_000, SUNDAY, SUNDAY.plus(Duration.ofDays(7)).plusMillis(1)));
  }

  // ---- What is folded ------------------------------------------------------------------------

  private long progress() {
    Item row = rows.contents().get(Progress.key(LUNA));
    return row == null ? 0 : row.number(Row.UP_TO);
  }

  private Recognition into(Rows into) {
    return new Recognition(
        ledger,
        new Chains(),
        into,
        InstantSource.fixed(head.at()),
        (lost, attempt) -> true,
        Format.CURRENT);
  }

  private ConvertedGift rose(String sender, long coins, String room) {
    return new ConvertedGift(
        sender,
        "%026d".formatted(gifts++),
        "rose",
        coins,
        coins,
        coins,
        5_000,
        1,
        new Gift.Target(Gift.Target.Kind.LIVE_STREAM, room));
  }

  /** A viewer's wallet has its first entry. */
  private void opened(String viewer, Instant at) {
    Account<Wallet> wallet = Wallet.BOOK.account(viewer);
    var budget =
        (Movement.Append<Wallet>)
            new BudgetSet(OptionalLong.of(1)).movement(Head.opening(wallet), at);
    Item first = Entry.append(Head.opening(wallet), at, budget.draft(), Format.CURRENT).item();
    sent.put(first.key(), first);
  }

  private void convert(Instant at, ConvertedGift... some) {
    convert(at, List.of(some));
  }

  /** A gift was sent at another time than its conversion. */
  private void sentAt(ConvertedGift gift, Instant at) {
    sent.compute(
        gift.key(),
        (_, item) -> Objects.requireNonNull(item).toBuilder().instant("sentAt", at).build());
  }

  /** An entry, as a conversion would have put it. */
  private void convert(Instant at, List<ConvertedGift> some) {
    for (ConvertedGift gift : some) {
      sent.put(
          gift.key(),
          Item.builder(gift.key())
              .instant("sentAt", at)
              .number("coins", gift.coins())
              .number("unpaidCoins", 0)
              .build());
    }
    Instant later = at.isBefore(head.at()) ? head.at() : at;
    var movement = (Movement.Append<Earnings>) new GiftsConverted(some).movement(head, later);
    for (Write write : movement.changes()) {
      if (write instanceof Write.Insert(Item record)) ledger.replace(record);
    }
    Entry<Earnings> entry = Entry.append(head, later, movement.draft(), Format.CURRENT);
    ledger.replace(entry.item());
    head = entry.head();
  }

  /**
   * Gifts of many viewers in three rooms, over weeks.
   *
   * @return what they cost together
   */
  private long evening(Random random, int viewers, int entries) {
    long sum = 0;
    Instant at = SUNDAY.minus(Duration.ofDays(3));
    for (int entry = 0; entry < entries; entry++) {
      List<ConvertedGift> some = new ArrayList<>();
      int count = random.nextInt(4) == 0 ? 90 : 1 + random.nextInt(5);
      for (int number = 0; number < count; number++) {
        String viewer = "v" + random.nextInt(viewers);
        if (viewers > Recognition.READ_MAX) viewer = "v" + (gifts * 7 % viewers);
        ConvertedGift gift = rose(viewer, 1 + random.nextInt(3), "room-" + random.nextInt(3));
        sum += gift.coins();
        some.add(gift);
      }
      // One in a while comes late.
      convert(entry % 7 == 3 ? at.minus(Duration.ofDays(2)) : at, some);
      at = at.plusSeconds(random.nextInt(20_000));
    }
    return sum;
  }

  private static List<String> viewers(Board board) {
    return board.ranked().stream().map(Ranked::viewer).toList();
  }

  /** All but when the last fold was. */
  private static Map<Key, Map<String, Value>> comparable(MemoryRows rows) {
    Map<Key, Map<String, Value>> all = new HashMap<>();
    rows.contents()
        .forEach(
            (key, row) -> {
              Map<String, Value> attributes = new HashMap<>(row.attributes());
              attributes.remove(Progress.FOLDED_AT);
              all.put(key, attributes);
            });
    assertFalse(all.isEmpty());
    return all;
  }

  /** The ledger in memory, in order. */
  private final class Chains implements Scan {
    @Override
    public Page read(int segment, int segments, Optional<Key> after) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Page partition(String partition, String prefix, Optional<Key> after) {
      List<Item> all = ledger.newest(partition, prefix, 1_000, Optional.empty(), true).reversed();
      List<Item> rest =
          all.stream()
              .filter(
                  item -> after.isEmpty() || item.key().sort().compareTo(after.get().sort()) > 0)
              .toList();
      // A page may end anywhere.
      return rest.size() > 3
          ? new Page(rest.subList(0, 3), Optional.of(rest.get(2).key()))
          : new Page(rest, Optional.empty());
    }

    @Override
    public Map<Key, Item> find(Collection<Key> keys) {
      Map<Key, Item> found = new HashMap<>();
      for (Key key : keys) found.put(key, Objects.requireNonNull(sent.get(key)));
      return found;
    }
  }

  /** Rows that are billed: a write unit for each KB of one. */
  private static final class Measured extends Spoilt {
    private long units;
    private long boards;
    private int partitions;
    private final Map<String, Integer> puts = new HashMap<>();

    Measured(Rows rows) {
      super(rows, new Random(1), () -> {});
    }

    @Override
    public List<Item> all(String partition, String prefix, boolean consistent) {
      partitions++;
      return rows().all(partition, prefix, consistent);
    }

    @Override
    public boolean put(Item row, OptionalLong upTo) {
      String kind = row.key().sort().split("#", 2)[0];
      puts.merge(kind, 1, Integer::sum);
      long bytes = 0;
      for (var attribute : row.attributes().entrySet()) {
        bytes += attribute.getKey().length() + size(attribute.getValue());
      }
      units += (bytes + 1_023) / 1_024;
      if (kind.equals("BOARD")) boards += (bytes + 1_023) / 1_024;
      return rows().put(row, upTo);
    }

    private static long size(Value value) {
      return switch (value) {
        case Value.Text(String text) -> text.length();
        case Value.Number(long number) -> Long.toString(number).length() / 2 + 2;
        case Value.Many(List<Value> values) ->
            3 + values.stream().mapToLong(one -> 1 + size(one)).sum();
        default -> throw new IllegalArgumentException(value.toString());
      };
    }
  }

  /** Somebody who dies. */
  private static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Rows that others put in the middle, and whoever puts them dies of. */
  private static class Spoilt implements Rows {
    private final Rows rows;
    private final Random random;
    private final Runnable other;
    private boolean died;

    Spoilt(Rows rows, Random random, Runnable other) {
      this.rows = rows;
      this.random = random;
      this.other = other;
    }

    Rows rows() {
      return rows;
    }

    @Override
    public Map<Key, Item> find(Collection<Key> keys, boolean consistent) {
      return rows.find(keys, consistent);
    }

    @Override
    public List<Item> all(String partition, String prefix, boolean consistent) {
      return rows.all(partition, prefix, consistent);
    }

    @Override
    public boolean put(Item row, OptionalLong upTo) {
      switch (random.nextInt(20)) {
        case 0 -> {
          died = true;
          throw new Died();
        }
        case 1 -> other.run();
        case 2 -> {
          rows.put(row, upTo);
          died = true;
          throw new Died();
        }
        default -> {}
      }
      return rows.put(row, upTo);
    }
  }
}

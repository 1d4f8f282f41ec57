package io.giftledger.economy.earnings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Money;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.MemoryTable;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.table.WriteResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class MaturityTest {

  private static final Duration WEEK = Duration.ofDays(7);
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

  /** A creator's chain as it grows, and what of it matters, told without one. */
  private static final class Story {

    private record Earned(Instant at, long diamonds) {}

    private final CountingTable table = new CountingTable();
    private final Ledger ledger =
        new Ledger(table, InstantSource.fixed(START), (_, _) -> false, Format.CURRENT);
    private final List<Earned> earned = new ArrayList<>();
    private final Deque<Withdrawal> open = new ArrayDeque<>();
    private Head<Earnings> head = Head.opening(Earnings.BOOK.account("mia"));
    private Instant now = START;
    private long taken;

    void later(Duration passed) {
      now = now.plus(passed);
    }

    void earn(long diamonds) {
      var gift =
          new ConvertedGift(
              "anna",
              "0".repeat(RecordType.ID_LENGTH),
              "rose",
              1,
              2 * diamonds,
              2 * diamonds,
              5_000,
              1,
              new Gift.Target(Gift.Target.Kind.VIDEO, "video"));
      append(new GiftsConverted(List.of(gift)).movement(head, now));
      earned.add(new Earned(now, diamonds));
    }

    void hold(long diamonds) {
      var withdrawal =
          new Withdrawal(
              "id",
              "mia",
              diamonds,
              diamonds,
              new Money(diamonds, "USD"),
              0,
              "bank",
              "sandbox",
              "token",
              1,
              now,
              Withdrawal.Status.REQUESTED,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      append(withdrawal.draft(head));
      open.add(withdrawal);
      taken += diamonds;
    }

    void comesBack() {
      Withdrawal failed = open.remove();
      append(new PayoutFailed(failed, "closed", Optional.empty()).movement(head, now));
      taken -= failed.diamonds();
    }

    private void append(Movement<Earnings> movement) {
      append(assertInstanceOf(Movement.Append.class, movement).draft());
    }

    @SuppressWarnings("unchecked")
    private void append(Draft<?> draft) {
      Entry<Earnings> entry = Entry.append(head, now, (Draft<Earnings>) draft, Format.CURRENT);
      table.replace(entry.item());
      head = entry.head();
    }

    long matureAt(Instant instant) {
      long mature =
          earned.stream()
              .filter(one -> !one.at().plus(WEEK).isAfter(instant))
              .mapToLong(Earned::diamonds)
              .sum();
      return Math.max(0, mature - taken);
    }

    long all() {
      return earned.stream().mapToLong(Earned::diamonds).sum() - taken;
    }
  }

  /** One thing that happens some time after the one before. */
  private record Step(Duration later, int what, long diamonds) {}

  @Property(tries = 200)
  void what_may_be_withdrawn_is_what_was_earned_by_then_less_all_that_was_taken_out(
      @ForAll("steps") @Size(max = 80) List<Step> steps,
      @ForAll @LongRange(min = 1, max = 400) long asked) {
    Story story = new Story();
    for (Step step : steps) {
      story.later(step.later());
      long mature = story.matureAt(story.now);
      if (step.what() == 0 && mature > 0) {
        story.hold(Math.min(mature, step.diamonds()));
      } else if (step.what() == 1 && !story.open.isEmpty()) {
        story.comesBack();
      } else {
        story.earn(step.diamonds());
      }
      story.table.reads = 0;
      Maturity maturity = Maturity.of(story.ledger, story.head, story.now, WEEK, asked);

      Earnings earnings = story.head.state();
      long expected = story.matureAt(story.now);
      assertEquals(expected, maturity.diamonds(earnings));
      assertEquals(story.all() - expected, maturity.immatureDiamonds(earnings));
      assertEquals(asked > expected && asked <= story.all(), maturity.enoughAt().isPresent());
      maturity
          .enoughAt()
          .ifPresent(
              when -> {
                assertTrue(story.matureAt(when) >= asked, "not yet then");
                assertTrue(story.matureAt(when.minusMillis(1)) < asked, "before then already");
              });
      long length = story.head.sequence();
      assertTrue(
          story.table.reads <= 2 * (64 - Long.numberOfLeadingZeros(length)),
          () -> story.table.reads + " reads of " + length + " entries");
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.longs().between(0, Duration.ofDays(3).toMinutes()).map(Duration::ofMinutes),
            Arbitraries.integers().between(0, 4),
            Arbitraries.longs().between(1, 200))
        .as(Step::new)
        .list();
  }

  @Example
  void of_a_thousand_entries_ten_are_read() {
    Story story = new Story();
    for (int gift = 1; gift <= 1_000; gift++) {
      story.later(Duration.ofMinutes(20));
      story.earn(1);
    }
    story.table.reads = 0;

    Maturity maturity = Maturity.of(story.ledger, story.head, story.now, WEEK, 1);

    assertEquals(1_000 - 504, maturity.diamonds(story.head.state()));
    assertTrue(story.table.reads <= 10, () -> story.table.reads + " reads");
  }

  @Example
  void where_nothing_has_to_wait_nothing_is_read() {
    Story story = new Story();
    story.earn(5);
    story.earn(5);
    story.table.reads = 0;

    Maturity maturity = Maturity.of(story.ledger, story.head, story.now, Duration.ZERO, 10);

    assertEquals(10, maturity.diamonds(story.head.state()));
    assertEquals(0, story.table.reads);
  }

  /** A table that counts what is read of it. */
  private static final class CountingTable implements Table {

    private final MemoryTable table = new MemoryTable();
    private int reads;

    @Override
    public WriteResult write(List<Write> writes) {
      return table.write(writes);
    }

    @Override
    public void replace(Item item) {
      table.replace(item);
    }

    @Override
    public Optional<Item> get(Key key, boolean consistent) {
      reads++;
      return table.get(key, consistent);
    }

    @Override
    public List<Item> newest(
        String partition, String prefix, int limit, Optional<String> below, boolean consistent) {
      reads++;
      return table.newest(partition, prefix, limit, below, consistent);
    }
  }
}

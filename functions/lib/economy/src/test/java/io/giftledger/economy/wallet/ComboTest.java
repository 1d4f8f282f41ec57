package io.giftledger.economy.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.policy.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComboTest {

  private static final Instant AT = Instant.parse("2026-11-20T10:15:30.125Z");
  private static final Duration WINDOW = Duration.ofSeconds(5);
  private static final Thresholds MILESTONES = Thresholds.of(10L, 66L, 99L, 520L, 1_314L);
  private static final Gift.Target STREAM =
      new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "stream-1");

  @Test
  void a_like_gift_within_the_window_continues_the_combo_and_a_later_one_begins_another() {
    Combo first = combo("a", 3, AT).after(Optional.empty(), WINDOW);
    Combo second = combo("b", 2, AT.plusSeconds(5)).after(Optional.of(first), WINDOW);
    Combo third = combo("c", 1, AT.plusSeconds(11)).after(Optional.of(second), WINDOW);

    assertEquals("a 3", first.id() + " " + first.count());
    assertEquals("a 5", second.id() + " " + second.count());
    assertEquals("c 1", third.id() + " " + third.count());
  }

  @Test
  void another_creator_gift_or_target_begins_another() {
    Optional<Combo> before = Optional.of(combo("a", 1, AT));
    var video = new Gift.Target(Gift.Target.Kind.VIDEO, "stream-1");
    var elsewhere = new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "stream-2");

    assertEquals("a", Combo.of("b", "luna", "rose", 1, STREAM, AT).after(before, WINDOW).id());
    for (Combo other :
        List.of(
            Combo.of("b", "mia", "rose", 1, STREAM, AT),
            Combo.of("b", "luna", "panda", 1, STREAM, AT),
            Combo.of("b", "luna", "rose", 1, video, AT),
            Combo.of("b", "luna", "rose", 1, elsewhere, AT))) {
      assertEquals("b", other.after(before, WINDOW).id());
      assertEquals(1, other.after(before, WINDOW).count());
    }
  }

  @Test
  void gifts_of_a_second_are_counted_whatever_combo_they_are_of() {
    Combo first = combo("a", 1, AT);
    Combo second =
        Combo.of("b", "mia", "panda", 1, STREAM, AT.plusMillis(300))
            .after(Optional.of(first), WINDOW);
    Combo next = combo("c", 1, AT.plusSeconds(1)).after(Optional.of(second), WINDOW);

    assertEquals(List.of(1, 2, 1), List.of(first.gifts(), second.gifts(), next.gifts()));
  }

  /** A gift of a play: how long after the one before, of which kind, how many. */
  private record Tap(int millis, String gift, String target, int quantity) {}

  /**
   * Against a model that remembers every gift: each combo's count is the sum of its gifts, its
   * gifts are alike and none comes too late, and each milestone that it passed is reached by
   * exactly one gift.
   */
  @Property(tries = 300)
  void a_combo_is_what_a_run_of_like_gifts_comes_to(
      @ForAll @Size(max = 60) List<@From("taps") Tap> taps,
      @ForAll @IntRange(min = 1, max = 20) int window) {
    Duration within = Duration.ofSeconds(window);
    Optional<Combo> before = Optional.empty();
    Map<String, Long> sums = new HashMap<>();
    Map<String, List<Long>> reached = new HashMap<>();
    String run = "";
    Optional<Tap> last = Optional.empty();
    Instant at = AT;
    long lastSecond = 0;
    for (int index = 0; index < taps.size(); index++) {
      Tap tap = taps.get(index);
      at = at.plusMillis(tap.millis());
      var target = new Gift.Target(Gift.Target.Kind.LIVE_STREAM, tap.target());
      Combo alone = Combo.of("gift-" + index, "luna", tap.gift(), tap.quantity(), target, at);
      Combo combo = alone.after(before, within);

      boolean continues =
          last.filter(it -> it.gift().equals(tap.gift()) && it.target().equals(tap.target()))
                  .isPresent()
              && at.getEpochSecond() - lastSecond <= window;
      if (!continues) run = "gift-" + index;
      long sum = sums.merge(run, (long) tap.quantity(), Long::sum);
      assertEquals(run, combo.id());
      assertEquals(sum, combo.count());
      assertTrue(combo.isLeftBy(alone, before));
      assertEquals(combo, Combo.parse(combo.toString()));
      long milestone = MILESTONES.crossed(combo.count() - tap.quantity(), combo.count());
      if (milestone > 0) reached.computeIfAbsent(run, _ -> new ArrayList<>()).add(milestone);
      before = Optional.of(combo);
      last = Optional.of(tap);
      lastSecond = at.getEpochSecond();
    }
    sums.forEach(
        (id, sum) -> {
          List<Long> celebrated = reached.getOrDefault(id, List.of());
          assertEquals(celebrated.stream().distinct().sorted().toList(), celebrated);
          assertEquals(
              MILESTONES.all().stream().filter(milestone -> milestone <= sum).max(Long::compare),
              celebrated.stream().max(Long::compare));
        });
  }

  @Provide
  Arbitrary<Tap> taps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 12_000),
            Arbitraries.of("rose", "rose", "panda"),
            Arbitraries.of("one", "one", "one", "two"),
            Arbitraries.integers().between(1, 40))
        .as(Tap::new);
  }

  /** An audit knows no window, but that none is longer than a minute. */
  @Test
  void what_no_policy_makes_of_a_gift_is_not_left_by_it() {
    Combo before = combo("a", 3, AT);
    Combo alone = combo("b", 2, AT.plusSeconds(9));
    Combo late = combo("b", 2, AT.plusSeconds(61));
    Combo continued = alone.after(Optional.of(before), Duration.ofSeconds(60));

    assertTrue(continued.isLeftBy(alone, Optional.of(before)));
    assertTrue(alone.isLeftBy(alone, Optional.of(before)));
    assertFalse(continued.isLeftBy(alone, Optional.empty()));
    assertFalse(continued.isLeftBy(alone, Optional.of(combo("a", 4, AT))));
    assertFalse(
        late.after(Optional.of(before), Duration.ofSeconds(90))
            .isLeftBy(late, Optional.of(before)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1 2 3 abcdef", "01 2 3 abcdef x", "1 2 3 abcdeF x", "1 2 3 abcdef x y", "a"})
  void nothing_else_is_read_as_a_combo(String text) {
    assertThrows(IllegalArgumentException.class, () -> Combo.parse(text));
  }

  @Test
  void thresholds_are_reached_and_crossed_in_their_order() {
    assertEquals(0, MILESTONES.reached(9));
    assertEquals(1, MILESTONES.reached(10));
    assertEquals(5, MILESTONES.reached(9_999));
    assertEquals(66, MILESTONES.next(10).orElseThrow());
    assertTrue(MILESTONES.next(1_314).isEmpty());
    assertEquals(10, MILESTONES.crossed(9, 10));
    assertEquals(0, MILESTONES.crossed(10, 65));
    assertEquals(99, MILESTONES.crossed(5, 100));
    for (List<Long> wrong : List.of(List.of(1L, 1L), List.of(2L, 1L))) {
      assertThrows(IllegalArgumentException.class, () -> new Thresholds(wrong));
    }
    assertEquals(0, Stream.of(0L, 7L).mapToLong(to -> Thresholds.of().crossed(0, to)).sum());
  }

  private static Combo combo(String id, long quantity, Instant at) {
    return Combo.of(id, "luna", "rose", quantity, STREAM, at);
  }
}

package io.giftledger.bench.throughput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {

  private static final Duration SHORT = Duration.ofMillis(50);

  @Test
  void what_is_refused_was_begun_and_is_busy_but_not_done() throws Exception {
    AtomicLong asked = new AtomicLong();

    Load load =
        new ClosedLoop(Duration.ZERO, SHORT)
            .run(
                3,
                (client, number) -> {
                  asked.incrementAndGet();
                  Thread.sleep(1);
                  return false;
                });

    assertTrue(asked.get() >= 3);
    assertEquals(asked.get(), load.begun());
    assertEquals(asked.get(), load.busy());
    assertEquals(0, load.accepted());
    assertEquals(0, load.done());
    assertEquals(100, load.busyPercent());
  }

  @Test
  void what_ends_after_the_window_is_no_throughput_but_its_time_counts() throws Exception {
    Load load =
        new ClosedLoop(Duration.ZERO, SHORT)
            .run(
                2,
                (client, number) -> {
                  Thread.sleep(SHORT.multipliedBy(4));
                  return true;
                });

    assertEquals(2, load.accepted());
    assertEquals(0, load.done());
    assertEquals(2, load.micros().getTotalCount());
    assertTrue(load.millisAtPercentile(50) >= 199, () -> load.micros().toString());
  }

  @Test
  void what_ends_within_the_ramp_counts_for_nothing() throws Exception {
    AtomicLong begun = new AtomicLong();

    Load load =
        new ClosedLoop(Duration.ofHours(1), SHORT.minusHours(1))
            .run(
                1,
                (client, number) -> {
                  begun.incrementAndGet();
                  Thread.sleep(1);
                  return true;
                });

    assertTrue(begun.get() > 0);
    assertEquals(begun.get(), load.accepted());
    assertEquals(0, load.done());
    assertEquals(0, load.micros().getTotalCount());
  }

  @Test
  void every_client_counts_its_own_operations() throws Exception {
    Set<String> seen = ConcurrentHashMap.newKeySet();

    Load load =
        new ClosedLoop(Duration.ZERO, SHORT)
            .run(
                4,
                (client, number) -> {
                  assertTrue(seen.add(client + " " + number));
                  Thread.sleep(1);
                  return true;
                });

    assertEquals(load.begun(), seen.size());
    for (int client = 0; client < 4; client++) assertTrue(seen.contains(client + " 0"));
  }

  @Test
  void a_client_that_fails_fails_the_measurement() {
    assertThrows(
        IllegalStateException.class,
        () ->
            new ClosedLoop(Duration.ZERO, SHORT)
                .run(
                    2,
                    (client, number) -> {
                      throw new java.io.IOException("gone");
                    }));
  }

  @Test
  void two_slices_are_one_longer_one() {
    Load first = new Load(12, 2, 8, 2.0, times(1_000, 8));
    Load second = new Load(30, 0, 28, 2.0, times(3_000, 28));

    Load both = first.plus(second);

    assertEquals(9, both.perSecond());
    assertEquals(40, both.accepted());
    assertEquals(100.0 * 2 / 42, both.busyPercent());
    assertEquals(3, both.millisAtPercentile(50), 0.01);
    assertEquals(1, both.millisAtPercentile(10), 0.01);
  }

  private static Histogram times(long micros, long count) {
    Histogram histogram = new Histogram(3);
    histogram.recordValueWithCount(micros, count);
    return histogram;
  }
}

package io.giftledger.bench.throughput;

import io.giftledger.bench.Benchmark;
import io.giftledger.bench.Effort;
import io.giftledger.bench.report.Section;
import io.giftledger.bench.report.Table;
import io.giftledger.bench.report.Target;
import io.giftledger.local.LocalRuntime;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * How long after its sender has the answer a gift is with whoever looks at the room: through the
 * table's stream, the screen function and the channel. Frames of a room are at most two a second,
 * so that a gift in a rush waits for the next one; one that comes alone does not.
 */
public final class LiveRoom implements Benchmark {

  private static final int SENDERS = 30;

  /** Of {@link Economy}'s stream, as AppSync Events takes it: a hyphen is written twice. */
  private static final String CHANNEL = "/room/live--1";

  /** More seldom than frames may be: each gift is alone in its frame. */
  private static final Duration ALONE = Duration.ofMillis(700);

  private static final Duration RUSH = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration WARM = Duration.ofMillis(100);
  private static final int WARM_GIFTS = 50;
  private static final double ALONE_P99_MS_MAX = 1_000;
  private static final double RUSH_P99_MS_MAX = 2_000;

  /**
   * What was measured.
   *
   * @param micros from a gift's answer to its coming, of all gifts with all subscribers
   * @param frames that came to all subscribers
   * @param missing gifts that did not come, counted for each subscriber
   */
  private record Room(
      String how, int subscribers, int gifts, Histogram micros, long frames, long missing) {}

  @Override
  public String name() {
    return "live";
  }

  @Override
  public Section run(Effort effort) throws Exception {
    List<Room> rooms = new ArrayList<>();
    try (Economy economy = Economy.start(LocalRuntime.Mode.IN_PROCESS, SENDERS, 1);
        HttpClient http = HttpClient.newHttpClient()) {
      economy.startConverting();
      room(economy, http, "warming up", 1, WARM_GIFTS, WARM);
      rooms.add(room(economy, http, "one gift at a time", 1, effort.of(20, 100), ALONE));
      rooms.add(room(economy, http, "a rush", 1, effort.of(200, 1_000), RUSH));
      int audience = effort.of(200, 1_000);
      rooms.add(room(economy, http, "one gift at a time", audience, effort.of(20, 100), ALONE));
      rooms.add(room(economy, http, "a rush", audience, effort.of(200, 1_000), RUSH));
    }
    return new Section(name(), List.of(table(rooms)), targets(rooms), List.of());
  }

  private static Room room(
      Economy economy, HttpClient http, String how, int audience, int gifts, Duration pause)
      throws IOException, InterruptedException {
    List<Subscriber> subscribers = new ArrayList<>();
    try {
      for (int each = 0; each < audience; each++) {
        // One after the other: all at once would be a test of the listening socket.
        subscribers.add(
            Subscriber.of(http, economy.realtime(), economy.token(each % SENDERS), CHANNEL).join());
      }
      Map<String, Long> answered = new HashMap<>();
      for (int gift = 0; gift < gifts; gift++) {
        answered.put(economy.sendNow(gift % SENDERS, 0), System.nanoTime());
        Thread.sleep(pause);
      }
      return measured(how, subscribers, answered);
    } finally {
      subscribers.forEach(Subscriber::close);
    }
  }

  private static Room measured(String how, List<Subscriber> subscribers, Map<String, Long> answered)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (missing(subscribers, answered) > 0 && System.nanoTime() - deadline < 0) {
      Thread.sleep(WARM);
    }
    Histogram micros = new Histogram(3);
    for (Subscriber subscriber : subscribers) {
      answered.forEach(
          (gift, at) -> {
            Long came = subscriber.came().get(gift);
            // It may be on the other screen before its sender has the answer.
            if (came != null) micros.recordValue(Math.max(0, (came - at) / 1_000));
          });
    }
    return new Room(
        how,
        subscribers.size(),
        answered.size(),
        micros,
        subscribers.stream().mapToLong(Subscriber::frames).sum(),
        missing(subscribers, answered));
  }

  private static long missing(List<Subscriber> subscribers, Map<String, Long> answered) {
    return subscribers.stream()
        .mapToLong(
            subscriber ->
                answered.keySet().stream()
                    .filter(gift -> !subscriber.came().containsKey(gift))
                    .count())
        .sum();
  }

  private static Table table(List<Room> rooms) {
    List<List<Object>> rows = new ArrayList<>();
    for (Room room : rooms) {
      rows.add(
          List.of(
              room.how(),
              room.subscribers(),
              room.gifts(),
              room.frames(),
              room.missing(),
              millis(room, 50),
              millis(room, 99),
              millis(room, 100)));
    }
    return new Table(
        "live.latency",
        "From the answer to whoever sent a gift to its coming, in milliseconds; senders,"
            + " subscribers and the whole system are on one machine",
        List.of(
            "gifts", "subscribers", "sent", "frames delivered", "missing", "p50", "p99", "longest"),
        rows);
  }

  private static double millis(Room room, double percentile) {
    return room.micros().getValueAtPercentile(percentile) / 1e3;
  }

  private static List<Target> targets(List<Room> rooms) {
    List<Target> targets = new ArrayList<>();
    for (Room room : rooms) {
      String what = "%s, %d subscribers".formatted(room.how(), room.subscribers());
      double most = room.how().equals("a rush") ? RUSH_P99_MS_MAX : ALONE_P99_MS_MAX;
      targets.add(new Target(what + ": p99", most, millis(room, 99), "ms"));
      targets.add(new Target(what + ": gifts that did not come", 0, room.missing(), ""));
    }
    return targets;
  }
}

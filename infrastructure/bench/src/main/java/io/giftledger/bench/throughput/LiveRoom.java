package io.giftledger.bench.throughput;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.HdrHistogram.Histogram;

/**
 * How long after its sender has the answer a gift is with whoever looks at the room: through the
 * table's stream, the screen function and the channel. Frames of a room are at most two a second,
 * so that a gift in a rush waits for the next one; one that comes alone does not.
 */
public final class LiveRoom implements Benchmark {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int SENDERS = 30;

  /** Of {@link Economy}'s stream, as AppSync Events takes it: a hyphen is written twice. */
  private static final String CHANNEL = "/room/live--1";

  /** More seldom than frames may be: each gift is alone in its frame. */
  private static final Duration ALONE = Duration.ofMillis(700);

  private static final Duration RUSH = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration WARM = Duration.ofMillis(100);
  private static final int WARM_GIFTS = 50;
  private static final double ALONE_P99_MS_MAX = 1_000;
  private static final double RUSH_P99_MS_MAX = 2_000;

  /**
   * A gift as its sender was told of it.
   *
   * @param at when the answer came, in {@link System#nanoTime}'s nanoseconds
   */
  private record Sent(String combo, long count, long at) {}

  /**
   * What was measured.
   *
   * @param micros from a gift's answer to its coming, of all gifts with all subscribers
   * @param published frames that came to anybody
   * @param delivered frames that came, counted for each subscriber
   * @param lost frames that did not come to a subscriber though they came to another
   * @param unseen gifts that no subscriber saw, for their frames had no room for them
   */
  private record Room(
      String how,
      int subscribers,
      int gifts,
      Histogram micros,
      long published,
      long delivered,
      long lost,
      long unseen) {}

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
      List<Sent> sent = new ArrayList<>();
      for (int gift = 0; gift < gifts; gift++) {
        JsonNode combo = economy.sendNow(gift % SENDERS, 0).path("combo");
        sent.add(
            new Sent(combo.path("id").asText(), combo.path("count").asLong(), System.nanoTime()));
        Thread.sleep(pause);
      }
      awaitSilence(subscribers);
      return measured(how, subscribers, sent);
    } finally {
      subscribers.forEach(Subscriber::close);
    }
  }

  /** Until nothing comes any more, for longer than frames are apart. */
  private static void awaitSilence(List<Subscriber> subscribers) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (long before = -1, now = delivered(subscribers);
        before < now && System.nanoTime() < deadline;
        before = now, now = delivered(subscribers)) {
      Thread.sleep(Duration.ofSeconds(2));
    }
  }

  private static long delivered(List<Subscriber> subscribers) {
    return subscribers.stream().mapToLong(subscriber -> subscriber.frames().size()).sum();
  }

  private static Room measured(String how, List<Subscriber> subscribers, List<Sent> sent)
      throws IOException {
    Set<String> texts = new HashSet<>();
    subscribers.forEach(subscriber -> texts.addAll(subscriber.frames().keySet()));
    List<Frame> published = new ArrayList<>();
    for (String text : texts) published.add(Frame.of(text));
    published.sort(Comparator.comparing(Frame::at));
    Histogram micros = new Histogram(3);
    long unseen = 0;
    for (Sent gift : sent) {
      List<Frame> showing = published.stream().filter(frame -> frame.shows(gift)).toList();
      if (showing.isEmpty()) unseen++;
      for (Subscriber subscriber : subscribers) {
        showing.stream()
            .map(frame -> Optional.ofNullable(subscriber.frames().get(frame.text)))
            .flatMap(Optional::stream)
            .findFirst()
            // It may be on the other screen before its sender has the answer.
            .ifPresent(came -> micros.recordValue(Math.max(0, (came - gift.at) / 1_000)));
      }
    }
    long delivered = delivered(subscribers);
    return new Room(
        how,
        subscribers.size(),
        sent.size(),
        micros,
        published.size(),
        delivered,
        (long) published.size() * subscribers.size() - delivered,
        unseen);
  }

  /**
   * What was published.
   *
   * @param at when it was made, in words that sort
   * @param combos how far each combo is that it shows, by its id
   */
  private record Frame(String text, String at, Map<String, Long> combos) {

    static Frame of(String text) throws IOException {
      JsonNode frame = JSON.readTree(text);
      Map<String, Long> combos = new HashMap<>();
      for (JsonNode gift : frame.path("gifts")) {
        JsonNode combo = gift.path("combo");
        combos.put(combo.path("id").asText(), combo.path("count").asLong());
      }
      return new Frame(text, frame.path("at").asText(), combos);
    }

    /** A gift is seen with any later one of its combo. */
    boolean shows(Sent gift) {
      return combos.getOrDefault(gift.combo, 0L) >= gift.count;
    }
  }

  private static Table table(List<Room> rooms) {
    List<List<Object>> rows = new ArrayList<>();
    for (Room room : rooms) {
      rows.add(
          List.of(
              room.how(),
              room.subscribers(),
              room.gifts(),
              room.published(),
              room.delivered(),
              room.lost(),
              room.unseen(),
              millis(room, 50),
              millis(room, 99),
              millis(room, 100)));
    }
    return new Table(
        "live.latency",
        "From the answer to whoever sent a gift to its coming in a frame, in milliseconds; senders,"
            + " subscribers and the whole system are on one machine",
        List.of(
            "gifts",
            "subscribers",
            "sent",
            "frames",
            "delivered",
            "lost",
            "left to the snapshot",
            "p50",
            "p99",
            "longest"),
        rows);
  }

  private static double millis(Room room, double percentile) {
    return room.micros().getValueAtPercentile(percentile) / 1e3;
  }

  private static List<Target> targets(List<Room> rooms) {
    List<Target> targets = new ArrayList<>();
    for (Room room : rooms) {
      String what = "%s, %,d subscribers".formatted(room.how(), room.subscribers());
      double most = room.how().equals("a rush") ? RUSH_P99_MS_MAX : ALONE_P99_MS_MAX;
      targets.add(new Target(what + ": p99", most, millis(room, 99), "ms"));
      targets.add(new Target(what + ": lost", 0, room.lost(), "frames"));
    }
    return targets;
  }
}

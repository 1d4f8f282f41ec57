package io.giftledger.screen;

import io.giftledger.dynamodb.Policies;
import io.giftledger.dynamodb.Viewers;
import io.giftledger.economy.policy.Live;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.lambda.Metrics;
import io.giftledger.lambda.StreamEvent.StreamRecord;
import io.giftledger.ledger.table.Item;
import io.giftledger.live.Frames;
import io.giftledger.live.Frames.Placed;
import io.giftledger.live.Frames.Published;
import io.giftledger.live.ShownGift;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows gifts in their rooms, as good as it can: a frame that does not get through is dropped, and
 * whoever missed it finds the room's snapshot. A room gets a frame at most every half second from
 * here; while it waits, the stream gathers what comes next.
 */
@Singleton
final class Screen {

  private static final Logger LOG = LoggerFactory.getLogger(Screen.class);

  private final EventChannels channels;
  private final Policies policies;
  private final Viewers viewers;
  private final Fandom fandom;
  private final Frames frames;
  private final InstantSource clock;
  private final Pace pace = new Pace();

  Screen(
      EventChannels channels,
      Policies policies,
      Viewers viewers,
      Fandom fandom,
      JsonMapper json,
      InstantSource clock) {
    this.channels = channels;
    this.policies = policies;
    this.viewers = viewers;
    this.fandom = fandom;
    this.frames =
        new Frames(
            frame -> {
              try {
                return json.writeValueAsString(frame);
              } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
              }
            });
    this.clock = clock;
  }

  /** Shows the gifts of new entries. */
  void show(List<StreamRecord> records) {
    Live live = policies.inForce().live();
    senders(records).forEach(fandom::learn);
    List<Placed> placed = new ArrayList<>();
    for (StreamRecord record : records) {
      try {
        placed.add(placed(record.item(), live));
      } catch (RuntimeException malformed) {
        LOG.atError()
            .addKeyValue("sequenceNumber", record.sequenceNumber())
            .setCause(malformed)
            .log("gift not shown");
      }
    }
    if (placed.isEmpty()) return;
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Map<Boolean, List<Published>> due =
        frames.of(placed, now).stream()
            .collect(Collectors.partitioningBy(frame -> pace.isDue(frame.room(), now)));
    int dropped = publish(due.getOrDefault(true, List.of()));
    List<Published> waiting = due.getOrDefault(false, List.of());
    if (!waiting.isEmpty()) {
      sleep(Duration.between(clock.instant(), now.plus(Pace.EVERY)));
      dropped += publish(waiting);
    }
    int published = due.values().stream().mapToInt(List::size).sum() - dropped;
    Metrics.count("GiftsShown", placed.size());
    Metrics.count("Frames", published);
    if (dropped > 0) Metrics.count("FramesDropped", dropped);
    Metrics.millis("GiftAge", age(placed));
  }

  /** Who gives, by creator. What cannot be read is told of when it is to be shown. */
  private static Map<String, Set<String>> senders(List<StreamRecord> records) {
    Map<String, Set<String>> senders = new HashMap<>();
    for (StreamRecord record : records) {
      try {
        Item entry = record.item();
        senders
            .computeIfAbsent(entry.map("details").text("creator"), _ -> new HashSet<>())
            .add(entry.key().owner());
      } catch (RuntimeException malformed) {
        continue;
      }
    }
    return senders;
  }

  private Placed placed(Item entry, Live live) {
    String sender = entry.key().owner();
    Item details = entry.map("details");
    return new Placed(
        Gift.Target.of(details).id(),
        ShownGift.ofEntry(
            entry,
            live,
            viewers.recent(sender).flatMap(ViewerProfile::displayName),
            fandom.badge(details.text("creator"), sender, live, clock.instant())));
  }

  /** How many frames were dropped. */
  private int publish(List<Published> some) {
    int dropped = channels.publish(some);
    Instant at = clock.instant();
    for (Published frame : some) pace.shown(frame.room(), at);
    return dropped;
  }

  private long age(List<Placed> placed) {
    Instant oldest =
        placed.stream()
            .map(one -> Instant.parse(one.gift().at()))
            .min(Instant::compareTo)
            .orElseThrow();
    return Math.max(0, Duration.between(oldest, clock.instant()).toMillis());
  }

  private static void sleep(Duration time) {
    try {
      if (time.isPositive()) Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

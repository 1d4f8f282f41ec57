package io.giftledger.simulator;

import io.giftledger.queues.Announcement;
import io.giftledger.queues.AnnouncementsMessage;
import io.giftledger.queues.EventBus;
import io.giftledger.simulator.Network.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The platform's bus, behind a network that fails: what it heard, and in what words. */
final class SimulatedBus implements EventBus {

  private final Network network;
  private final Map<String, Announcement> heard = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();

  SimulatedBus(Network network) {
    this.network = network;
  }

  @Override
  public void put(AnnouncementsMessage message) {
    network.call(
        Kind.BUS,
        "announce " + message.announcements().stream().map(Announcement::name).toList(),
        () -> hear(message),
        fault -> new IllegalStateException("simulated"),
        () -> {
          throw new IllegalStateException("not a fault of the bus");
        });
  }

  private boolean hear(AnnouncementsMessage message) {
    for (Announcement announcement : message.announcements()) {
      String id = String.valueOf(announcement.detail().get("id"));
      Announcement before = heard.putIfAbsent(id, announcement);
      if (before != null && !before.equals(announcement)) {
        violations.add("told in other words: " + before + " and " + announcement);
      }
    }
    return true;
  }

  /** What it heard, by its id. */
  Map<String, Announcement> heard() {
    return heard;
  }

  /** What it should not have heard. */
  List<String> violations() {
    return violations;
  }

  /** The run's bus outlives the function. */
  @Override
  public void close() {}
}

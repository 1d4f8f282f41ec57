package io.giftledger.screen;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** When rooms had their last frame from here: none shall have more than two in a second. */
final class Pace {

  /** A room gets no second frame sooner. */
  static final Duration EVERY = Duration.ofMillis(500);

  private static final int ROOMS_MAX = 10_000;

  private final Map<String, Instant> last =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > ROOMS_MAX;
        }
      };

  /** Whether a room may have a frame now. */
  boolean isDue(String room, Instant now) {
    return !now.isBefore(last.getOrDefault(room, Instant.EPOCH).plus(EVERY));
  }

  /** A room had a frame. */
  void shown(String room, Instant at) {
    last.put(room, at);
  }
}

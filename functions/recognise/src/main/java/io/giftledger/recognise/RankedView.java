package io.giftledger.recognise;

import io.giftledger.economy.recognition.Ranked;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.Optional;

/**
 * A viewer on a board.
 *
 * @param rank from 1; no two have the same
 * @param displayName what the platform calls them; absent if it said nothing
 * @param level their level by all that they ever spent; absent below the first
 * @param badge their level as the creator's fan; absent below the first, and when it has lapsed
 * @param coins what they gave in the board's period
 * @param gifts how many gifts that was
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record RankedView(
    int rank,
    String viewer,
    Optional<String> displayName,
    Optional<Integer> level,
    Optional<Integer> badge,
    long coins,
    long gifts) {

  static RankedView of(
      int rank,
      Ranked ranked,
      Audience.Member viewer,
      Optional<Integer> level,
      Optional<Integer> badge) {
    return new RankedView(
        rank,
        ranked.viewer(),
        viewer.displayName(),
        level,
        badge,
        ranked.score().coins(),
        ranked.score().gifts());
  }
}

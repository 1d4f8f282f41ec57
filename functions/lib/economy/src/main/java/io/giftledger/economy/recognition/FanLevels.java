package io.giftledger.economy.recognition;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The levels that a fan of a creator rises to.
 *
 * @param thresholds from how many coins, given in all their life, each level is reached; ascending
 * @param lapse so long after the last gift a badge is shown
 */
public record FanLevels(List<Long> thresholds, Duration lapse) {

  /** Those where a policy names none. */
  public static final FanLevels DEFAULT =
      new FanLevels(
          List.of(1L, 100L, 500L, 2_000L, 5_000L, 10_000L, 50_000L, 100_000L, 500_000L, 1_000_000L),
          Duration.ofDays(7));

  /**
   * The badge of a fan at an instant: their level, from 1.
   *
   * @param coins what they gave the creator in all their life
   * @param last when they gave last
   * @return empty if they have reached none, or gave too long ago
   */
  public Optional<Integer> badge(long coins, Instant last, Instant at) {
    if (last.plus(lapse).isBefore(at)) return Optional.empty();
    int level = 0;
    while (level < thresholds.size() && coins >= thresholds.get(level)) level++;
    return level == 0 ? Optional.empty() : Optional.of(level);
  }
}

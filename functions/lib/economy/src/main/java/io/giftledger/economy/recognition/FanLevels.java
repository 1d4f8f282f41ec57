package io.giftledger.economy.recognition;

import io.giftledger.economy.policy.Live;
import io.giftledger.economy.policy.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The levels that a fan of a creator rises to.
 *
 * @param thresholds from how many coins, given in all their life, each level is reached
 * @param lapse so long after the last gift a badge is shown
 */
public record FanLevels(Thresholds thresholds, Duration lapse) {

  /** Those of a policy. */
  public static FanLevels of(Live live) {
    return new FanLevels(live.fanLevels(), Duration.ofDays(live.fanBadgeDays()));
  }

  /**
   * The badge of a fan at an instant: their level, from 1.
   *
   * @param coins what they gave the creator in all their life
   * @param last when they gave last
   * @return empty if they have reached none, or gave too long ago
   */
  public Optional<Integer> badge(long coins, Instant last, Instant at) {
    if (last.plus(lapse).isBefore(at)) return Optional.empty();
    return Optional.of(thresholds.reached(coins)).filter(level -> level > 0);
  }
}

package io.giftledger.recognise;

import io.giftledger.economy.recognition.Fan;
import io.giftledger.economy.recognition.FanLevels;
import io.giftledger.economy.recognition.Period;
import io.giftledger.economy.recognition.Score;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.Optional;

/**
 * What a viewer gave a creator, as they see it themselves.
 *
 * @param badge their level as the creator's fan; absent below the first, and when it has lapsed
 * @param coins what they gave
 * @param rank their place among all fans of all time; absent if it is not among the first 100
 * @param room where they gave last; absent if they never did, as the next
 * @param lastAt when that was
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record FanView(
    String creator,
    String fan,
    Optional<Integer> badge,
    CoinsView coins,
    Optional<Integer> rank,
    Optional<String> room,
    Optional<String> lastAt) {

  /**
   * Coins given in each period that is now.
   *
   * @param stream in the room where they gave last
   */
  @Serdeable
  record CoinsView(long stream, long day, long week, long month, long all) {}

  static FanView of(
      String creator,
      String viewer,
      Optional<Fan> known,
      Optional<Integer> rank,
      FanLevels levels,
      Instant now) {
    return new FanView(
        creator,
        viewer,
        known.flatMap(fan -> levels.badge(fan.score(Period.ALL, now).coins(), fan.lastAt(), now)),
        new CoinsView(
            known.map(Fan::stream).map(Score::coins).orElse(0L),
            coins(known, Period.DAY, now),
            coins(known, Period.WEEK, now),
            coins(known, Period.MONTH, now),
            coins(known, Period.ALL, now)),
        rank,
        known.map(Fan::room),
        known.map(fan -> fan.lastAt().toString()));
  }

  private static long coins(Optional<Fan> known, Period period, Instant now) {
    return known.map(fan -> fan.score(period, now).coins()).orElse(0L);
  }
}

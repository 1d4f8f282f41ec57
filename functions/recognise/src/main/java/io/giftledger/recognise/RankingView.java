package io.giftledger.recognise;

import io.giftledger.economy.recognition.Period;
import io.giftledger.economy.recognition.Score;
import io.giftledger.economy.recognition.Standing;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import java.util.Optional;

/**
 * Which creators were given most.
 *
 * @param period {@code day} or {@code week}
 * @param since when it began (UTC)
 * @param ranking the highest first, at most 100
 * @param asOf when it was read
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record RankingView(String period, String since, List<CreatorView> ranking, String asOf) {

  /**
   * A creator among all.
   *
   * @param rank from 1; no two have the same
   * @param displayName what the platform calls them; absent if it said nothing
   * @param coins what the gifts cost that they were given in the period
   * @param gifts how many gifts that was
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record CreatorView(
      int rank, String creator, Optional<String> displayName, long coins, long gifts) {

    static CreatorView of(
        int rank, Standing standing, Optional<String> displayName, Period period) {
      Score score = standing.score(period);
      return new CreatorView(rank, standing.creator(), displayName, score.coins(), score.gifts());
    }
  }
}

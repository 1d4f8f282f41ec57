package io.giftledger.economy.policy;

import java.time.Duration;
import java.util.List;

/**
 * What the live room goes by: nothing of it moves value.
 *
 * @param comboWindow a gift that comes no later after another like it continues its combo
 * @param comboMilestones numbers of pieces that a combo celebrates
 * @param giftsPerSecond the most gifts that one wallet sends in a second
 * @param viewerLevels coins ever spent that make a viewer's levels
 * @param fanLevels coins spent on one creator that make a fan's levels
 * @param fanBadgeDays so many days after their last gift a fan's level lapses
 * @param challenges those that rooms show while they last
 */
public record Live(
    Duration comboWindow,
    Thresholds comboMilestones,
    int giftsPerSecond,
    Thresholds viewerLevels,
    Thresholds fanLevels,
    int fanBadgeDays,
    List<ChallengeTerms> challenges) {

  /** No policy has a longer window, in seconds. */
  public static final int COMBO_WINDOW_MAX = 60;

  /** No policy lets a wallet send more gifts in a second; with more digits one might cost more. */
  public static final int GIFTS_PER_SECOND_MAX = 99;

  /** What holds where a policy says nothing of the live room. */
  public static final Live STANDARD =
      new Live(
          Duration.ofSeconds(5),
          Thresholds.of(10L, 66L, 99L, 520L, 1_314L),
          GIFTS_PER_SECOND_MAX,
          Thresholds.of(
              1L,
              100L,
              500L,
              1_000L,
              2_500L,
              5_000L,
              10_000L,
              25_000L,
              50_000L,
              100_000L,
              250_000L,
              500_000L,
              1_000_000L,
              2_500_000L,
              5_000_000L,
              10_000_000L),
          Thresholds.of(
              1L, 100L, 500L, 1_000L, 5_000L, 10_000L, 50_000L, 100_000L, 500_000L, 1_000_000L),
          30,
          List.of());
}

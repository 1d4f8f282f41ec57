package io.giftledger.economy.policy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A challenge as live rooms show it. What is awarded goes by two people's hands, from the budget of
 * the challenge's account.
 *
 * @param id the platform's id of it, by which its account is found
 * @param name what people read
 * @param side whose it is
 * @param goalCoins so many coins that were bought are to be given
 * @param firstDay the first day (UTC) that counts
 * @param lastDay the last one, at most {@link #DAYS_MAX} days with the first
 * @param awardDiamonds what a creator gets of whom it is reached
 */
public record ChallengeTerms(
    String id,
    String name,
    Side side,
    long goalCoins,
    LocalDate firstDay,
    LocalDate lastDay,
    long awardDiamonds) {

  /**
   * Recognition keeps 30 days: for two weeks after its end it can still be seen what came of it.
   */
  public static final int DAYS_MAX = 14;

  /** No policy has more. */
  public static final int CHALLENGES_MAX = 10;

  /** Whose a challenge is. */
  public enum Side {
    /** Each creator's: what they are given counts, wherever that is. */
    CREATOR,
    /** The viewers', of each room together: what they give there counts. */
    VIEWERS
  }

  /** Whether an instant is on one of its days. */
  public boolean isOn(Instant at) {
    LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
    return !day.isBefore(firstDay) && !day.isAfter(lastDay);
  }

  /** The end of its last day. */
  public Instant endsAt() {
    return lastDay.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}

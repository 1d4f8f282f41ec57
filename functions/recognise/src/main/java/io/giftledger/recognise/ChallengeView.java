package io.giftledger.recognise;

import io.giftledger.economy.policy.ChallengeTerms;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.Locale;

/**
 * How far a challenge has come: of a creator, or of a room's viewers who give to that creator.
 *
 * @param side {@code creator} or {@code viewers}
 * @param creator who is given to
 * @param coins what was given that counts: coins that had been bought
 * @param goalCoins so many are to be given
 * @param reached whether they are
 * @param awardDiamonds what the creator gets then; 0 if nothing
 * @param endsAt when it ends
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record ChallengeView(
    String id,
    String name,
    String side,
    String creator,
    long coins,
    long goalCoins,
    boolean reached,
    long awardDiamonds,
    String endsAt) {

  static ChallengeView of(ChallengeTerms terms, String creator, long coins) {
    return new ChallengeView(
        terms.id(),
        terms.name(),
        terms.side().name().toLowerCase(Locale.ROOT),
        creator,
        coins,
        terms.goalCoins(),
        coins >= terms.goalCoins(),
        terms.awardDiamonds(),
        terms.endsAt().toString());
  }
}

package io.giftledger.withdraw;

import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.policy.Policy.WithdrawalTerms;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.Optional;

/**
 * A payout method as its creator sees it: never its token.
 *
 * @param verified whether the provider pays there
 * @param nameMatches whether it belongs to whom the creator was identified as
 * @param addedAt since when this is where it pays to; absent if it is to be stored again
 * @param usableAt from when on it can be withdrawn to; absent if it is to be stored again, or the
 *     creator's country has no terms
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record PayoutMethodView(
    String id,
    String kind,
    String provider,
    boolean verified,
    boolean nameMatches,
    Optional<String> addedAt,
    Optional<String> usableAt) {

  /** The view of a payout method. */
  static PayoutMethodView of(PayoutMethod method, Optional<WithdrawalTerms> terms) {
    Optional<PayoutMethod> whole = Optional.of(method).filter(known -> known.faults().isEmpty());
    return new PayoutMethodView(
        method.id(),
        method.kind().label(),
        method.provider(),
        method.verified(),
        method.nameMatches(),
        whole.map(PayoutMethod::addedAt).map(Instant::toString),
        whole.flatMap(
            known -> terms.map(its -> known.usableAt(its.payoutMethodWait()).toString())));
  }
}

package io.giftledger.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.giftledger.economy.Money;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Maturity;
import io.giftledger.economy.policy.Policy.WithdrawalTerms;
import io.giftledger.http.view.MoneyView;
import io.giftledger.http.view.RateView;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.Optional;

/**
 * A creator's earnings as they see them.
 *
 * @param points gift points received so far
 * @param diamonds whole diamonds that the creator has
 * @param availableDiamonds how many of them may be withdrawn now; absent where no terms are known
 *     for the creator's country
 * @param immatureDiamonds how many were earned too short a while ago; absent as they are
 * @param matureAt when all of those may be withdrawn; absent if there are none
 * @param remainderE4 what is carried until it makes a whole diamond, in ten-thousandths
 * @param heldDiamonds whole diamonds that open withdrawals hold
 * @param withdrawnThisWeek what was withdrawn in this ISO week (UTC); absent as long as no currency
 *     is known
 * @param onHold the word for why nothing can be withdrawn; absent if it can
 * @param diamondRate what a diamond pays now; absent where no terms are known for the creator's
 *     country
 * @param worth what the diamonds would pay now; absent as the rate is
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record EarningsView(
    long points,
    long diamonds,
    Optional<Long> availableDiamonds,
    Optional<Long> immatureDiamonds,
    Optional<String> matureAt,
    @JsonProperty("remainder_e4") long remainderE4,
    long heldDiamonds,
    Optional<MoneyView> withdrawnThisWeek,
    Optional<String> onHold,
    Optional<RateView> diamondRate,
    Optional<MoneyView> worth) {

  /** The earnings at an instant, under the terms of the creator's country if there are any. */
  static EarningsView of(
      Earnings earnings,
      Instant now,
      Optional<WithdrawalTerms> terms,
      Optional<Maturity> maturity) {
    Optional<String> currency = terms.map(known -> known.minimum().currency());
    Money withdrawn = earnings.withdrawnInWeek(now);
    return new EarningsView(
        earnings.points(),
        earnings.diamonds(),
        maturity.map(known -> known.diamonds(earnings)),
        maturity.map(known -> known.immatureDiamonds(earnings)),
        maturity.flatMap(Maturity::enoughAt).map(Instant::toString),
        earnings.diamondsE4() % Earnings.E4,
        earnings.heldDiamonds(),
        withdrawn.currency().isEmpty()
            ? currency.map(code -> new MoneyView(0, code))
            : Optional.of(MoneyView.of(withdrawn)),
        earnings.onHold(),
        terms.map(RateView::of),
        terms.map(
            known ->
                new MoneyView(
                    known.diamondRate().minorFor(earnings.diamonds()),
                    known.minimum().currency())));
  }
}

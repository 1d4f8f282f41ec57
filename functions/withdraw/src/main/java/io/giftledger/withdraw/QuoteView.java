package io.giftledger.withdraw;

import io.giftledger.economy.Money;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Maturity;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.policy.Policy.WithdrawalTerms;
import io.giftledger.http.view.MoneyView;
import io.giftledger.http.view.RateView;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.Optional;

/**
 * What a withdrawal would pay now. A request that names the amount pays it, or nothing.
 *
 * @param diamonds whole diamonds that it would consume
 * @param diamondRate what a diamond pays
 * @param gross what the diamonds are worth
 * @param fee what the creator pays for the payout
 * @param amount what would be paid to them
 * @param availableDiamonds whole diamonds that may be withdrawn now, these among them
 * @param remainingDiamonds whole diamonds that would remain, mature or not
 * @param immatureDiamonds whole diamonds that were earned too short a while ago
 * @param matureAt when all of those may be withdrawn; absent if there are none
 * @param minimum the least that a withdrawal's diamonds must be worth
 * @param weeklyMaximum the most that this week (Monday to Sunday, UTC) pays
 * @param weeklyRemaining what it would pay after that
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record QuoteView(
    long policyVersion,
    String payoutMethod,
    long diamonds,
    RateView diamondRate,
    MoneyView gross,
    MoneyView fee,
    MoneyView amount,
    long availableDiamonds,
    long remainingDiamonds,
    long immatureDiamonds,
    Optional<String> matureAt,
    MoneyView minimum,
    MoneyView weeklyMaximum,
    MoneyView weeklyRemaining) {

  /**
   * The view of a withdrawal that would be accepted.
   *
   * @param earnings the account before it
   * @param maturity of all its diamonds
   */
  static QuoteView of(
      Withdrawal withdrawal, WithdrawalTerms terms, Earnings earnings, Maturity maturity) {
    String currency = withdrawal.amount().currency();
    long withdrawn = earnings.withdrawnInWeek(withdrawal.requestedAt()).minor();
    return new QuoteView(
        withdrawal.policyVersion(),
        withdrawal.payoutMethod(),
        withdrawal.diamonds(),
        RateView.of(terms),
        MoneyView.of(withdrawal.gross()),
        new MoneyView(withdrawal.feeMinor(), currency),
        MoneyView.of(withdrawal.amount()),
        maturity.diamonds(earnings),
        earnings.diamonds() - withdrawal.diamonds(),
        maturity.immatureDiamonds(earnings),
        maturity.enoughAt().map(Instant::toString),
        MoneyView.of(terms.minimum()),
        MoneyView.of(terms.weeklyMaximum()),
        MoneyView.of(
            terms
                .weeklyMaximum()
                .minus(new Money(withdrawn, currency))
                .minus(withdrawal.amount())));
  }
}

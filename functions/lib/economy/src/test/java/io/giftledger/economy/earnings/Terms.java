package io.giftledger.economy.earnings;

import io.giftledger.economy.Money;
import io.giftledger.economy.policy.DiamondRate;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.Policy.WithdrawalTerms;
import io.giftledger.economy.policy.Prices;
import java.util.List;

/** Policies for tests of the rules. */
final class Terms {

  /** As the product describes it: $0.005 a diamond, at least $50, at most $1,000 a week. */
  static final Policy USUAL = policy(new DiamondRate(1, 2), 5_000, 100_000);

  private Terms() {}

  /** A policy that pays dollars in the United States and euros in Germany on the same terms. */
  static Policy policy(DiamondRate rate, long minimum, long weeklyMaximum) {
    return new Policy(
        7,
        Prices.NONE,
        List.of(),
        1,
        1,
        5_000,
        1_000,
        List.of(
            terms("US", "USD", rate, minimum, weeklyMaximum),
            terms("DE", "EUR", rate, minimum, weeklyMaximum)),
        new Policy.Chargebacks(2, 90),
        List.of());
  }

  private static WithdrawalTerms terms(
      String country, String currency, DiamondRate rate, long minimum, long weeklyMaximum) {
    return new WithdrawalTerms(
        country, rate, new Money(minimum, currency), new Money(weeklyMaximum, currency));
  }
}

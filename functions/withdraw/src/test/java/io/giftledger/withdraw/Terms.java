package io.giftledger.withdraw;

import io.giftledger.economy.policy.DiamondRate;
import io.giftledger.economy.policy.Policy;
import io.giftledger.testkit.TestPolicy;

/** Policies for tests of the rules. */
final class Terms {

  /** As the product describes it: $0.005 a diamond, at least $50, at most $1,000 a week. */
  static final Policy USUAL = policy(new DiamondRate(1, 2), 5_000, 100_000);

  private Terms() {}

  /** A policy that pays dollars in the United States and euros in Germany on the same terms. */
  static Policy policy(DiamondRate rate, long minimum, long weeklyMaximum) {
    return TestPolicy.version(7)
        .paysOut("US", "USD", rate, minimum, weeklyMaximum)
        .paysOut("DE", "EUR", rate, minimum, weeklyMaximum)
        .build();
  }
}

package io.giftledger.account;

import io.giftledger.economy.wallet.Wallet;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.Optional;

/**
 * A wallet as its viewer sees it.
 *
 * @param coins what may be spent
 * @param spentThisMonth coins spent in this month (UTC)
 * @param coinsPerMonth the monthly budget, as it is set; absent if there is none
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record WalletView(long coins, long spentThisMonth, Optional<Long> coinsPerMonth) {

  /** The wallet at an instant. */
  static WalletView of(Wallet wallet, Instant now) {
    return new WalletView(
        wallet.coins(),
        wallet.spentInMonth(now),
        wallet.budgetCoins().stream().boxed().findFirst());
  }
}

package io.giftledger.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.giftledger.economy.policy.Thresholds;
import io.giftledger.economy.wallet.Budget;
import io.giftledger.economy.wallet.Lot;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.http.view.MoneyView;
import io.giftledger.http.view.NextBudgetView;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A wallet as its viewer sees it.
 *
 * @param coins what may be spent
 * @param paidCoins how many of them were bought
 * @param bonusCoins how many of them were given
 * @param exchangedCoins how many of them had been diamonds
 * @param debtCoins coins that are owed: they were spent, and then their payment was taken back
 * @param lots the coins by where they came from, in the order in which they came
 * @param spentThisMonth coins spent in this month (UTC)
 * @param frozen the word for why nothing can be bought or sent; absent if it can
 * @param coinsPerMonth the monthly budget that counts now; absent if there is none
 * @param nextBudget the one that counts later in place of it; absent if that is the same
 * @param level what the viewer is shown as in live rooms
 * @param limits what the policy lets the viewer spend; absent if what the platform told of them is
 *     not complete
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record WalletView(
    long coins,
    long paidCoins,
    long bonusCoins,
    long exchangedCoins,
    long debtCoins,
    List<LotView> lots,
    long spentThisMonth,
    Optional<String> frozen,
    Optional<Long> coinsPerMonth,
    Optional<NextBudgetView> nextBudget,
    LevelView level,
    Optional<LimitsView> limits) {

  /**
   * A viewer's level.
   *
   * @param level 0 before the first
   * @param coins coins ever spent on gifts: what makes it
   * @param nextAt so many make the next; absent after the last
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record LevelView(int level, long coins, Optional<Long> nextAt) {
    static LevelView of(Thresholds levels, long coins) {
      return new LevelView(
          levels.reached(coins), coins, levels.next(coins).stream().boxed().findFirst());
    }
  }

  /**
   * Coins that came together.
   *
   * @param kind {@code paid}, {@code bonus} or {@code exchanged}
   * @param entry the number of the entry that brought them; of several, the oldest
   * @param coins how many are left
   * @param money what was paid for those that are left, without tax
   */
  @Serdeable
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record LotView(String kind, long entry, long coins, Optional<MoneyView> money) {
    static LotView of(Lot lot) {
      return new LotView(
          lot.kind().name().toLowerCase(Locale.ROOT),
          lot.first(),
          lot.coins(),
          lot.money().map(MoneyView::of));
    }
  }

  /** The wallet at an instant. */
  static WalletView of(Wallet wallet, Instant now, Thresholds levels, Optional<LimitsView> limits) {
    Budget budget = wallet.budget().at(now);
    return new WalletView(
        wallet.coins(),
        wallet.lots().coins(Lot.Kind.PAID),
        wallet.lots().coins(Lot.Kind.BONUS),
        wallet.lots().coins(Lot.Kind.EXCHANGED),
        wallet.debt(),
        wallet.lots().all().stream().map(LotView::of).toList(),
        wallet.spentInMonth(now),
        wallet.standing().frozen(),
        budget.coins().stream().boxed().findFirst(),
        NextBudgetView.of(budget),
        LevelView.of(levels, wallet.lifetimeCoins()),
        limits);
  }
}

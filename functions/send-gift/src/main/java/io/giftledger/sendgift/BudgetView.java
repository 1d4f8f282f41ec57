package io.giftledger.sendgift;

import io.giftledger.economy.wallet.Budget;
import io.giftledger.http.view.NextBudgetView;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.Optional;

/**
 * A viewer's monthly budget as they see it.
 *
 * @param coinsPerMonth what counts now; absent if there is none
 * @param nextBudget what counts later in place of it; absent if that is the same
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record BudgetView(Optional<Long> coinsPerMonth, Optional<NextBudgetView> nextBudget) {

  /** The view of a budget. */
  static BudgetView of(Budget budget) {
    return new BudgetView(budget.coins().stream().boxed().findFirst(), NextBudgetView.of(budget));
  }
}

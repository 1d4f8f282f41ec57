package io.giftledger.http.view;

import io.giftledger.economy.wallet.Budget;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.Optional;

/**
 * A monthly budget that counts later.
 *
 * @param month the month (UTC) from which it counts, as {@code 2026-12}
 * @param coinsPerMonth the budget then; absent if there is none
 * @param lifted whether there is none
 */
@Serdeable(naming = SnakeCaseStrategy.class)
public record NextBudgetView(String month, Optional<Long> coinsPerMonth, boolean lifted) {

  /** What comes after a budget, if anything does. */
  public static Optional<NextBudgetView> of(Budget budget) {
    return budget
        .raise()
        .map(
            raise ->
                new NextBudgetView(
                    raise.from().toString(),
                    raise.coins().stream().boxed().findFirst(),
                    raise.coins().isEmpty()));
  }
}

package io.giftledger.sendgift;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.Optional;
import java.util.OptionalLong;

/** A viewer's monthly budget as they see it; empty if there is none. */
@Serdeable(naming = SnakeCaseStrategy.class)
record BudgetView(Optional<Long> coinsPerMonth) {

  /** The view of a budget. */
  static BudgetView of(OptionalLong budget) {
    return new BudgetView(budget.stream().boxed().findFirst());
  }
}

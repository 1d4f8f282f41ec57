package io.giftledger.sendgift;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.PositiveOrZero;
import org.jspecify.annotations.Nullable;

/**
 * A viewer's monthly budget, asked for and answered.
 *
 * @param coinsPerMonth the most coins to spend in a calendar month (UTC); absent for no budget
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record BudgetRequest(@Nullable @PositiveOrZero @Max(1_000_000_000_000L) Long coinsPerMonth) {}

package io.giftledger.sendgift;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The monthly budget that a viewer asks for.
 *
 * @param coinsPerMonth the most coins to spend in a calendar month (UTC); absent for no budget
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record BudgetRequest(
    @Nullable @PositiveOrZero @Max(1_000_000_000_000L) @Digits(integer = 18, fraction = 0)
        BigDecimal coinsPerMonth) {

  /** The budget; read as a decimal, because a {@code long} would quietly drop a fraction. */
  OptionalLong wholeCoins() {
    return coinsPerMonth == null
        ? OptionalLong.empty()
        : OptionalLong.of(coinsPerMonth.longValueExact());
  }
}

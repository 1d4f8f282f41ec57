package io.giftledger.withdraw;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import java.math.BigDecimal;

/**
 * What a creator asks for.
 *
 * @param diamonds whole diamonds to withdraw
 * @param payoutMethod the creator's id for where to pay
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record WithdrawalRequest(
    @NotNull @Positive @Digits(integer = 18, fraction = 0) BigDecimal diamonds,
    @NotNull @Pattern(regexp = PayoutMethodId.PATTERN) String payoutMethod) {

  /** The diamonds; read as a decimal, because a {@code long} would quietly drop a fraction. */
  long wholeDiamonds() {
    return diamonds.longValueExact();
  }
}

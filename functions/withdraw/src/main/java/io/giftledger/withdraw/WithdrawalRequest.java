package io.giftledger.withdraw;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;

/**
 * What a creator asks for.
 *
 * @param diamonds whole diamonds to withdraw
 * @param payoutMethod the creator's id for where to pay
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record WithdrawalRequest(
    @NotNull @Positive Long diamonds,
    @NotNull @Pattern(regexp = PayoutMethodId.PATTERN) String payoutMethod) {}

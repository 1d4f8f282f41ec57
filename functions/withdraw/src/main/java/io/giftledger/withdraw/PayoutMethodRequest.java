package io.giftledger.withdraw;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Where a creator wants to be paid.
 *
 * @param provider the payout provider that issued the token
 * @param token the provider's token for the account
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record PayoutMethodRequest(
    @NotBlank @Size(max = 64) String provider, @NotBlank @Size(max = 255) String token) {}

package io.giftledger.withdraw;

import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Where a creator wants to be paid.
 *
 * @param provider the payout provider that issued the token
 * @param token the provider's token for the account
 */
@Introspected
record PayoutMethodRequest(
    @NotBlank @Size(max = 64) String provider, @NotBlank @Size(max = 255) String token) {}

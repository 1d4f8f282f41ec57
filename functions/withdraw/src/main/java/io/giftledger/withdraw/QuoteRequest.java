package io.giftledger.withdraw;

import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;

/**
 * What a creator would ask for.
 *
 * @param diamonds whole diamonds to withdraw
 * @param payoutMethod the creator's id for where to pay
 */
@Introspected
record QuoteRequest(
    @Positive long diamonds, @Pattern(regexp = PayoutMethodId.PATTERN) String payoutMethod) {}

package io.giftledger.withdraw;

import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Positive;

/**
 * What a creator asks for.
 *
 * @param diamonds whole diamonds to exchange for coins
 */
@Introspected
record ExchangeRequest(@Positive long diamonds) {}

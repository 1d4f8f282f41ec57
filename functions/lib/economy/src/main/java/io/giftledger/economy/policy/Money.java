package io.giftledger.economy.policy;

import io.micronaut.serde.annotation.Serdeable;

/**
 * An amount of money.
 *
 * @param minor how much, in the currency's minor unit
 * @param currency ISO 4217 code
 */
@Serdeable
public record Money(long minor, String currency) {}

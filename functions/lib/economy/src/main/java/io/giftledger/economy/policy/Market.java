package io.giftledger.economy.policy;

/**
 * Where something is sold, and how.
 *
 * @param region ISO 3166 code of the country
 * @param channel {@code web}, {@code ios} or {@code android}
 */
public record Market(String region, String channel) {}

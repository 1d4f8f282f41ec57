package io.giftledger.economy.policy;

import java.util.Optional;

/**
 * What is known of whoever buys, by others than themselves.
 *
 * @param country ISO 3166 code of where they are, as the platform or their token says
 * @param client the application that their token was issued to
 */
public record Buyer(Optional<String> country, Optional<String> client) {}

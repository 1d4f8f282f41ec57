package io.giftledger.http.view;

import io.giftledger.economy.policy.Policy.WithdrawalTerms;
import io.micronaut.serde.annotation.Serdeable;

/**
 * What a diamond pays, exactly.
 *
 * @param amount so many of the currency's minor units
 * @param currency ISO 4217 code
 * @param diamonds for so many diamonds
 */
@Serdeable
public record RateView(long amount, String currency, long diamonds) {

  /** The rate of a country. */
  public static RateView of(WithdrawalTerms terms) {
    return new RateView(
        terms.diamondRate().minor(), terms.minimum().currency(), terms.diamondRate().diamonds());
  }
}

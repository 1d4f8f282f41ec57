package io.giftledger.http.view;

import io.giftledger.economy.Money;
import io.micronaut.serde.annotation.Serdeable;

/**
 * Money as clients see it.
 *
 * @param amount how much, in the currency's minor unit
 * @param currency ISO 4217 code
 */
@Serdeable
public record MoneyView(long amount, String currency) {

  /** The view of an amount. */
  public static MoneyView of(Money money) {
    return new MoneyView(money.minor(), money.currency());
  }
}

package io.giftledger.admin;

import io.giftledger.economy.Money;
import io.micronaut.core.annotation.Introspected;

/**
 * What somebody approves to be paid back.
 *
 * @param amount what they were shown
 */
@Introspected
record RefundApproval(Amount amount) {

  /**
   * Money as it was shown.
   *
   * @param amount how much, in the currency's minor unit
   * @param currency ISO 4217 code
   */
  @Introspected
  record Amount(long amount, String currency) {

    Money money() {
      return new Money(amount, currency);
    }
  }
}

package io.giftledger.payments.paypal;

import io.giftledger.economy.Money;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Optional;
import java.util.Set;

/** Amounts as PayPal writes them: decimals in the currency's major unit. */
final class PayPalAmounts {

  /** Currencies that PayPal moves in whole units only, whatever ISO 4217 says. */
  private static final Set<String> WHOLE_UNITS = Set.of("HUF", "JPY", "TWD");

  private static final int DIGITS_MAX = 15;

  private PayPalAmounts() {}

  /**
   * An amount to be paid.
   *
   * @return empty if PayPal cannot pay it
   */
  static Optional<String> ofMoney(Money money) {
    return digits(money.currency())
        .map(digits -> BigDecimal.valueOf(money.minor(), digits))
        .filter(
            value ->
                !WHOLE_UNITS.contains(money.currency()) || value.stripTrailingZeros().scale() <= 0)
        .map(
            value ->
                WHOLE_UNITS.contains(money.currency())
                    ? value.toBigInteger().toString()
                    : value.toPlainString());
  }

  /**
   * An amount that PayPal tells.
   *
   * @return empty if it is none: negative, too large, of an unknown currency, or with a part of a
   *     minor unit
   */
  static Optional<Money> money(String value, String currency) {
    try {
      BigDecimal decimal = new BigDecimal(value);
      if (decimal.signum() < 0 || decimal.precision() - (long) decimal.scale() > DIGITS_MAX) {
        return Optional.empty();
      }
      return digits(currency)
          .map(digits -> new Money(decimal.movePointRight(digits).longValueExact(), currency));
    } catch (NumberFormatException | ArithmeticException noAmount) {
      return Optional.empty();
    }
  }

  private static Optional<Integer> digits(String currency) {
    try {
      int digits = Currency.getInstance(currency).getDefaultFractionDigits();
      return digits < 0 ? Optional.empty() : Optional.of(digits);
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }
}

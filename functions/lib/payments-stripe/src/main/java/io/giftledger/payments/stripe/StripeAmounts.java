package io.giftledger.payments.stripe;

import io.giftledger.economy.Money;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Amounts as Stripe counts them: in minor units that are ISO 4217's for most currencies, but not
 * for all.
 */
final class StripeAmounts {

  /** The most digits that an amount can have; money of that much nobody has. */
  private static final int DIGITS_MAX = 15;

  private static final Set<String> WITHOUT_DECIMALS =
      Set.of(
          "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF",
          "XOF", "XPF");

  /** Whole tens alone are taken of them, because some of Stripe's partners know two decimals. */
  private static final Set<String> WITH_THREE_DECIMALS = Set.of("BHD", "JOD", "KWD", "OMR", "TND");

  private StripeAmounts() {}

  /**
   * An amount to be charged.
   *
   * @return empty if Stripe cannot charge it
   */
  static Optional<Long> ofMoney(Money money) {
    return shift(money.currency())
        .flatMap(places -> whole(BigDecimal.valueOf(money.minor()), places))
        .filter(amount -> !WITH_THREE_DECIMALS.contains(money.currency()) || amount % 10 == 0);
  }

  /**
   * An amount that Stripe tells.
   *
   * @param currency as Stripe writes it, in lower case
   * @return empty if it is none: negative, too large, of an unknown currency, or with a part of a
   *     minor unit
   */
  static Optional<Money> money(BigDecimal amount, String currency) {
    String code = currency.toUpperCase(Locale.ROOT);
    return shift(code)
        .flatMap(places -> whole(amount, -places))
        .map(minor -> new Money(minor, code));
  }

  /** How many more decimals a currency has with Stripe than with ISO 4217. */
  private static Optional<Integer> shift(String currency) {
    try {
      int iso = Currency.getInstance(currency).getDefaultFractionDigits();
      return iso < 0 ? Optional.empty() : Optional.of(decimals(currency) - iso);
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  private static int decimals(String currency) {
    if (WITHOUT_DECIMALS.contains(currency)) return 0;
    return WITH_THREE_DECIMALS.contains(currency) ? 3 : 2;
  }

  /** An amount in units that are smaller by so many decimals, if it is a whole number of them. */
  private static Optional<Long> whole(BigDecimal amount, int places) {
    if (amount.signum() < 0 || amount.precision() - (long) amount.scale() > DIGITS_MAX) {
      return Optional.empty();
    }
    try {
      return Optional.of(amount.scaleByPowerOfTen(places).longValueExact());
    } catch (ArithmeticException fraction) {
      return Optional.empty();
    }
  }
}

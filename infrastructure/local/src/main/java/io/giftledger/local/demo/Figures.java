package io.giftledger.local.demo;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;

/** Numbers as a person reads them. */
final class Figures {

  private Figures() {}

  /** {@code 29,999}. */
  static String grouped(Number number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code +500}, {@code -29,999}; nothing for nothing. */
  static String signed(long number) {
    return number == 0 ? "" : String.format(Locale.ROOT, "%+,d", number);
  }

  /** {@code $12.99}, {@code ¥2,200}, {@code KWD 3.990}. */
  static String money(long minor, String currency) {
    String symbol = Currency.getInstance(currency).getSymbol(Locale.US);
    return symbol + (symbol.equals(currency) ? " " : "") + amount(minor, currency);
  }

  /** {@code 12.99}, {@code 2,200}, {@code 3.990}: with as many decimals as the currency has. */
  static String amount(long minor, String currency) {
    return decimal(minor, Currency.getInstance(currency).getDefaultFractionDigits());
  }

  /** {@code 18,002.0000}. */
  static String diamonds(long tenThousandths) {
    return decimal(tenThousandths, 4);
  }

  private static String decimal(long units, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", BigDecimal.valueOf(units, decimals));
  }
}

package io.giftledger.bench.report;

import java.util.Locale;

/** Figures as a person reads them. */
final class Cells {

  private Cells() {}

  /** Three significant digits, or a whole number. */
  static String text(Object value) {
    return switch (value) {
      case Double number -> decimal(number);
      case Long number -> "%,d".formatted(number);
      case Integer number -> "%,d".formatted(number);
      default -> value.toString();
    };
  }

  static boolean isNumber(Object value) {
    return value instanceof Number;
  }

  private static String decimal(double number) {
    double size = Math.abs(number);
    int digits =
        size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
    return String.format(Locale.ROOT, "%,." + digits + "f", number);
  }
}

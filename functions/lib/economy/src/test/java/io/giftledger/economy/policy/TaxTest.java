package io.giftledger.economy.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is paid, and the tax in it, in minor units of every size. */
class TaxTest {

  @ParameterizedTest
  @CsvSource({
    // Included: what is beyond whole minor units of the rest is tax.
    "JPY, 190, 1000, true, 190, 18",
    "JPY, 1, 1000, true, 1, 1",
    "GBP, 119, 2000, true, 119, 20",
    "EUR, 1379, 1900, true, 1379, 221",
    "KWD, 3990, 500, true, 3990, 190",
    "USD, 1299, 0, true, 1299, 0",
    // Added: rounded half up.
    "USD, 1299, 0, false, 1299, 0",
    "USD, 1299, 825, false, 1406, 107",
    "JPY, 190, 1000, false, 209, 19",
    "JPY, 5, 1000, false, 6, 1",
    "JPY, 4, 1000, false, 4, 0",
    "KWD, 3990, 500, false, 4190, 200",
    "KWD, 3989, 500, false, 4188, 199",
  })
  void tax_and_the_rest_are_the_price(
      String currency, long amount, int basisPoints, boolean included, long price, long tax) {
    assertEquals(
        new Tax.Taxed(new Money(price, currency), tax),
        new Tax(basisPoints, included).on(new Money(amount, currency)));
  }

  @Property
  void tax_is_its_rate_to_less_than_a_minor_unit(
      @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long amount,
      @ForAll @IntRange(min = 0, max = 10_000) int basisPoints,
      @ForAll boolean included) {
    Tax.Taxed taxed = new Tax(basisPoints, included).on(new Money(amount, "EUR"));

    long net = taxed.price().minor() - taxed.taxMinor();
    BigDecimal exact =
        included
            ? BigDecimal.valueOf(amount)
                .multiply(BigDecimal.valueOf(basisPoints))
                .divide(BigDecimal.valueOf(10_000 + basisPoints), 9, RoundingMode.HALF_UP)
            : BigDecimal.valueOf(amount).multiply(BigDecimal.valueOf(basisPoints, 4));
    assertTrue(
        exact.subtract(BigDecimal.valueOf(taxed.taxMinor())).abs().compareTo(BigDecimal.ONE) < 0);
    assertEquals(amount, included ? taxed.price().minor() : net);
    assertTrue(net >= 0 && taxed.taxMinor() >= 0);
  }
}

package io.giftledger.payments.stripe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.giftledger.economy.Money;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StripeAmountsTest {

  @ParameterizedTest
  @CsvSource({
    "USD, 649, 649",
    "EUR, 1, 1",
    "JPY, 980, 980",
    "KRW, 14000, 14000",
    // ISO 4217 gives them two decimals, Stripe none.
    "MGA, 500000, 5000",
    // ISO 4217 gives them none, Stripe two.
    "UGX, 5000, 500000",
    "ISK, 900, 90000",
    "KWD, 1990, 1990",
    "HUF, 250000, 250000",
  })
  void an_amount_is_counted_as_stripe_does_and_back(String currency, long minor, long amount) {
    Money money = new Money(minor, currency);

    assertEquals(Optional.of(amount), StripeAmounts.ofMoney(money));
    assertEquals(
        Optional.of(money),
        StripeAmounts.money(BigDecimal.valueOf(amount), currency.toLowerCase(Locale.ROOT)));
  }

  @ParameterizedTest
  @CsvSource({"KWD, 1995", "BHD, 1", "MGA, 150", "XAU, 1", "QQQ, 1"})
  void what_stripe_cannot_charge_is_no_amount(String currency, long minor) {
    assertEquals(Optional.empty(), StripeAmounts.ofMoney(new Money(minor, currency)));
  }

  @ParameterizedTest
  @CsvSource({
    "usd, -1",
    "usd, 0.5",
    "usd, 1e15",
    "usd, 1e999999999",
    "usd, 1e-999999999",
    "ugx, 150",
    "mga, 1e-2147483647",
    "ugx, 1e-2147483647",
    "mga, 1e2147483647",
    "qqq, 1"
  })
  void what_is_no_amount_is_told_apart(String currency, BigDecimal amount) {
    assertEquals(Optional.empty(), StripeAmounts.money(amount, currency));
  }

  @Test
  void of_dinars_a_single_fils_can_be_told() {
    assertEquals(
        Optional.of(new Money(1_995, "KWD")),
        StripeAmounts.money(BigDecimal.valueOf(1_995), "kwd"));
  }

  @Property(tries = 500)
  void what_can_be_charged_is_told_as_it_was_asked_for(
      @ForAll @LongRange(max = 1_000_000_000_000L) long minor,
      @ForAll("currencies") String currency) {
    Money money = new Money(minor, currency);

    StripeAmounts.ofMoney(money)
        .ifPresent(
            amount ->
                assertEquals(
                    Optional.of(money),
                    StripeAmounts.money(
                        BigDecimal.valueOf(amount), currency.toLowerCase(Locale.ROOT))));
  }

  @Provide
  Arbitrary<String> currencies() {
    return Arbitraries.of(
        Currency.availableCurrencies().map(Currency::getCurrencyCode).sorted().toList());
  }
}

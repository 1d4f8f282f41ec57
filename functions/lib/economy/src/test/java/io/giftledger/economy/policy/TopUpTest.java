package io.giftledger.economy.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.policy.TopUp.Step;
import io.giftledger.economy.policy.TopUp.UnitPrice;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Coins by the number. */
class TopUpTest {

  private static final UnitPrice PRICE =
      new UnitPrice(
          new Market("US", "web"),
          1_000,
          List.of(new Step(1, 1_299), new Step(10_001, 1_273), new Step(50_001, 1_234)));

  @ParameterizedTest
  @CsvSource({
    "1, 2",
    "100, 130",
    "1000, 1299",
    "1234, 1603",
    "10000, 12990",
    "10001, 12992",
    "50000, 63910",
    "50001, 63912",
    "100000, 125610"
  })
  void each_coin_costs_what_its_own_step_says_and_the_sum_is_rounded_up(long coins, long minor) {
    assertEquals(minor, PRICE.minor(coins));
  }

  @Property
  void more_coins_never_cost_less_and_two_purchases_never_less_than_one(
      @ForAll @LongRange(min = 1, max = 1_000_000) long some,
      @ForAll @LongRange(min = 1, max = 1_000_000) long more,
      @ForAll @LongRange(min = 2, max = 1_000_000) long from,
      @ForAll @LongRange(min = 2, max = 1_000_000_000) long minor,
      @ForAll @LongRange(min = 1, max = 1_000_000) long perCoins) {
    UnitPrice price =
        new UnitPrice(
            new Market("US", "web"),
            perCoins,
            List.of(new Step(1, minor), new Step(from, minor / 2)));

    assertTrue(price.minor(some + more) >= price.minor(some));
    assertTrue(price.minor(some) + price.minor(more) >= price.minor(some + more));
    BigInteger exact =
        BigInteger.valueOf(Math.min(some, from - 1))
            .multiply(BigInteger.valueOf(minor))
            .add(
                BigInteger.valueOf(Math.max(0, some - from + 1))
                    .multiply(BigInteger.valueOf(minor / 2)));
    assertEquals(
        exact
            .add(BigInteger.valueOf(perCoins - 1))
            .divide(BigInteger.valueOf(perCoins))
            .longValueExact(),
        price.minor(some));
  }
}

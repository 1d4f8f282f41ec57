package io.giftledger.economy.policy;

import java.util.List;
import java.util.Optional;

/**
 * Coins by the number: the viewer says how many.
 *
 * @param coinsMin the fewest that are sold at once
 * @param coinsMax the most
 * @param prices what they cost, by region and channel
 */
public record TopUp(long coinsMin, long coinsMax, List<UnitPrice> prices) {

  /** Where none are sold. */
  public static final TopUp NONE = new TopUp(1, 1, List.of());

  /** Whether so many are sold at once. */
  public boolean allows(long coins) {
    return coinsMin <= coins && coins <= coinsMax;
  }

  /** The price in a market, if coins are sold by the number there. */
  public Optional<UnitPrice> price(Market market) {
    return prices.stream().filter(price -> price.market().equals(market)).findFirst();
  }

  /**
   * What coins cost in a market, in minor units of its region's currency. As with the brackets of a
   * tax, each coin costs what its own step says, so more coins never cost less than fewer.
   *
   * @param market where
   * @param perCoins the steps say what so many coins cost
   * @param steps from the first coin on, each cheaper than the one before
   */
  public record UnitPrice(Market market, long perCoins, List<Step> steps) {

    /** What some coins cost: exact, then rounded up once, to a whole minor unit. */
    public long minor(long coins) {
      long exact = 0;
      for (int index = 0; index < steps.size(); index++) {
        Step step = steps.get(index);
        long end = index + 1 < steps.size() ? steps.get(index + 1).coinsFrom() - 1 : coins;
        long inStep = Math.min(coins, end) - step.coinsFrom() + 1;
        if (inStep <= 0) break;
        exact = Math.addExact(exact, Math.multiplyExact(inStep, step.minor()));
      }
      return Math.ceilDiv(exact, perCoins);
    }
  }

  /**
   * What coins cost from a number on.
   *
   * @param coinsFrom the first coin that costs this; up to the next step, or the end
   * @param minor minor units for {@code perCoins} coins
   */
  public record Step(long coinsFrom, long minor) {}
}

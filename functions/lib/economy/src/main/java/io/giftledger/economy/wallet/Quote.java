package io.giftledger.economy.wallet;

import io.giftledger.economy.Money;
import io.giftledger.economy.policy.Market;
import io.giftledger.economy.policy.Prices;
import io.giftledger.economy.policy.Promotion;
import java.util.Optional;

/**
 * Coins at a price, as a viewer was shown them.
 *
 * @param coinPackage the policy's id of the package; {@code top-up} if it is none
 * @param region ISO 3166 code of the country that it is sold in
 * @param channel through which it is sold
 * @param coins how many are bought
 * @param bonusCoins how many come with them for nothing
 * @param price what is paid, tax included
 * @param taxMinor the tax in it, in minor units of its currency
 * @param promotion the promotion that gives the bonus coins, if there are any
 */
public record Quote(
    String coinPackage,
    String region,
    String channel,
    long coins,
    long bonusCoins,
    Money price,
    long taxMinor,
    Optional<String> promotion) {

  /** Without a promotion. */
  public Quote(
      String coinPackage,
      String region,
      String channel,
      long coins,
      long bonusCoins,
      Money price,
      long taxMinor) {
    this(coinPackage, region, channel, coins, bonusCoins, price, taxMinor, Optional.empty());
  }

  /** What a viewer is shown of an offer, with the promotion that they get. */
  public static Quote of(Prices.Offer offer, Market market, Optional<Promotion> promotion) {
    return new Quote(
        offer.coinPackage(),
        market.region(),
        market.channel(),
        offer.coins(),
        promotion.map(its -> its.bonus().coins(offer.coins())).orElse(0L),
        offer.taxed().price(),
        offer.taxed().taxMinor(),
        promotion.map(Promotion::id));
  }

  /** The part of all that was bought that belongs to a part of the price. */
  Part part(long minor) {
    long whole = price.minor();
    return new Part(
        Share.of(coins, minor, whole),
        Share.of(bonusCoins, minor, whole),
        Share.of(taxMinor, minor, whole));
  }

  /**
   * What belongs to a part of the price.
   *
   * @param coins of those that were bought
   * @param bonusCoins of those that came with them
   * @param taxMinor of the tax
   */
  public record Part(long coins, long bonusCoins, long taxMinor) {
    Part minus(Part other) {
      return new Part(
          coins - other.coins, bonusCoins - other.bonusCoins, taxMinor - other.taxMinor);
    }
  }
}

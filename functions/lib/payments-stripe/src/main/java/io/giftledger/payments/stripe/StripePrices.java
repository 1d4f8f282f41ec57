package io.giftledger.payments.stripe;

import io.giftledger.economy.Money;
import io.giftledger.economy.policy.Goods;
import io.giftledger.economy.policy.Market;
import io.giftledger.economy.policy.Prices;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What of a policy's prices Stripe cannot charge. */
public final class StripePrices {

  /** So many numbers of coins are looked at: where one cannot be charged, others near cannot. */
  private static final int NUMBERS = 100;

  private StripePrices() {}

  /** Each of them in words; where Stripe is not used, it does not matter. */
  public static List<String> uncharged(Prices prices) {
    Stream<String> packages =
        prices.coinPackages().stream()
            .flatMap(
                sold ->
                    sold.prices().stream()
                        .flatMap(
                            price ->
                                uncharged(prices, new Goods.Package(sold.id()), price.market())
                                    .map(money -> words(sold.id(), price.market(), money))
                                    .stream()));
    Stream<String> topUps =
        prices.topUp().prices().stream()
            .flatMap(
                price ->
                    LongStream.rangeClosed(prices.topUp().coinsMin(), prices.topUp().coinsMax())
                        .limit(NUMBERS)
                        .mapToObj(
                            coins ->
                                uncharged(prices, new Goods.Coins(coins), price.market())
                                    .map(money -> words(coins + " coins", price.market(), money)))
                        .flatMap(Optional::stream)
                        .limit(1));
    return Stream.concat(packages, topUps).toList();
  }

  private static Optional<Money> uncharged(Prices prices, Goods goods, Market market) {
    return prices
        .offer(goods, market)
        .map(offer -> offer.taxed().price())
        .filter(price -> StripeAmounts.ofMoney(price).isEmpty());
  }

  private static String words(String goods, Market market, Money price) {
    return "%s in %s by %s: Stripe cannot charge %d minor units of %s"
        .formatted(goods, market.region(), market.channel(), price.minor(), price.currency());
  }
}

package io.giftledger.account;

import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.policy.Goods;
import io.giftledger.economy.policy.Market;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.Prices;
import io.giftledger.economy.policy.Promotion;
import io.giftledger.economy.policy.TopUp;
import io.giftledger.economy.wallet.Quote;
import io.giftledger.http.view.MoneyView;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What coins are sold for.
 *
 * @param policyVersion what a recharge names to get these prices
 * @param region where
 * @param channel how
 * @param yours whether the viewer may buy at that: it is where and how they buy, and they may buy
 *     at all
 * @param tax the tax of the region, if anything is sold there
 * @param coinPackages the packages that are sold there
 * @param reason why there is nothing for the viewer to buy, if there is not
 * @param topUp how coins are sold by the number there, if they are
 * @param quote what the coins cost that the request asks for
 * @param quoteReason why they have no price, if they are asked for and have none
 * @param soldIn all in which anything is sold
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record CoinPackagesView(
    long policyVersion,
    String region,
    String channel,
    boolean yours,
    Optional<TaxView> tax,
    List<OfferView> coinPackages,
    Optional<String> reason,
    Optional<TopUpView> topUp,
    Optional<OfferView> quote,
    Optional<String> quoteReason,
    List<MarketView> soldIn) {

  /** Viewers of the viewer's group buy no coins: under 18, for one. */
  private static final String NOT_ALLOWED =
      RefusalCode.SPENDING_NOT_ALLOWED.name().toLowerCase(Locale.ROOT);

  /** The tax of a region. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record TaxView(int basisPoints, boolean included) {}

  /** Coins at their price: what is paid, and the tax in it. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record OfferView(
      String id,
      long coins,
      long bonusCoins,
      MoneyView price,
      MoneyView tax,
      Optional<PromotionView> promotion) {}

  /** A promotion that the viewer gets if they buy before it ends. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record PromotionView(
      String id, String endsAt, boolean oncePerViewer, boolean firstPurchaseOnly) {}

  /** How coins are sold by the number: each costs what its own step says. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record TopUpView(long coinsMin, long coinsMax, long perCoins, List<StepView> steps) {}

  /** What so many coins cost from a number on, before a tax that is added. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record StepView(long coinsFrom, MoneyView price) {}

  /** Where and how something is sold. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record MarketView(String region, String channel, String currency) {}

  /**
   * What a policy sells.
   *
   * @param market where and how
   * @param own where and how the viewer buys
   * @param mayBuy whether the viewer may buy coins at all
   * @param coins so many coins the viewer wants a price for, if they do
   * @param free whether the viewer would get a promotion
   */
  static CoinPackagesView of(
      Policy policy,
      Market market,
      Market own,
      boolean mayBuy,
      Optional<Goods.Coins> coins,
      Predicate<Promotion> free,
      Instant at) {
    Prices prices = policy.prices();
    Optional<Prices.Region> region = prices.region(market.region());
    List<OfferView> packages =
        prices.coinPackages().stream()
            .map(sold -> offer(prices, new Goods.Package(sold.id()), market, free, at))
            .flatMap(Optional::stream)
            .toList();
    Optional<OfferView> quote = coins.flatMap(wanted -> offer(prices, wanted, market, free, at));
    return new CoinPackagesView(
        policy.version(),
        market.region(),
        market.channel(),
        mayBuy && market.equals(own),
        region.map(its -> new TaxView(its.tax().basisPoints(), its.tax().included())),
        packages,
        prices
            .unsold(market)
            .map(Prices.Unsold::label)
            .or(() -> Optional.of(NOT_ALLOWED).filter(_ -> !mayBuy)),
        region.flatMap(its -> topUp(prices.topUp(), its, market)),
        quote,
        coins
            .filter(_ -> quote.isEmpty())
            .map(wanted -> prices.unsold(wanted, market))
            .map(Prices.Unsold::label),
        prices.markets().stream().flatMap(sold -> soldIn(prices, sold)).toList());
  }

  private static Optional<OfferView> offer(
      Prices prices, Goods goods, Market market, Predicate<Promotion> free, Instant at) {
    return prices
        .offer(goods, market)
        .map(
            offer -> {
              Optional<Promotion> promotion =
                  prices.promotion(offer, market.region(), at).filter(free);
              Quote quote = Quote.of(offer, market, promotion);
              return new OfferView(
                  quote.coinPackage(),
                  quote.coins(),
                  quote.bonusCoins(),
                  MoneyView.of(quote.price()),
                  new MoneyView(quote.taxMinor(), quote.price().currency()),
                  promotion.map(
                      its ->
                          new PromotionView(
                              its.id(),
                              its.endsAt().toString(),
                              its.oncePerViewer(),
                              its.firstPurchaseOnly())));
            });
  }

  private static Optional<TopUpView> topUp(TopUp topUp, Prices.Region region, Market market) {
    return topUp
        .price(market)
        .map(
            price ->
                new TopUpView(
                    topUp.coinsMin(),
                    topUp.coinsMax(),
                    price.perCoins(),
                    price.steps().stream()
                        .map(
                            step ->
                                new StepView(
                                    step.coinsFrom(),
                                    new MoneyView(step.minor(), region.currency())))
                        .toList()));
  }

  private static Stream<MarketView> soldIn(Prices prices, Market market) {
    return prices.region(market.region()).stream()
        .map(region -> new MarketView(market.region(), market.channel(), region.currency()));
  }
}

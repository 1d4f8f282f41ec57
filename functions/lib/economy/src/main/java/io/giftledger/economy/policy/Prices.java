package io.giftledger.economy.policy;

import io.giftledger.economy.Money;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What coins are sold for, where, and to whom.
 *
 * @param regions where they are sold
 * @param defaultRegion the region of a viewer of whom no country is known
 * @param defaultChannel the channel of an application that is not among the clients; empty for the
 *     dearest in the region
 * @param clients the channels of the applications that are known
 * @param coinPackages what viewers may buy
 * @param topUp what they pay for a number of coins of their own
 * @param promotions what they get on top; no two hold for one purchase
 */
public record Prices(
    List<Region> regions,
    String defaultRegion,
    Optional<String> defaultChannel,
    List<Client> clients,
    List<CoinPackage> coinPackages,
    TopUp topUp,
    List<Promotion> promotions) {

  /** Nothing is sold. */
  public static final Prices NONE =
      new Prices(List.of(), "US", Optional.of("web"), List.of(), List.of(), TopUp.NONE, List.of());

  /**
   * A country in which coins are sold.
   *
   * @param region its ISO 3166 code
   * @param currency ISO 4217 code of what is paid with
   * @param tax the tax there
   */
  public record Region(String region, String currency, Tax tax) {}

  /**
   * An application that viewers buy with.
   *
   * @param client what their tokens call it
   * @param channel how it sells
   */
  public record Client(String client, String channel) {}

  /**
   * Coins for money.
   *
   * @param id its name
   * @param coins how many
   * @param prices what they cost, by region and channel
   */
  public record CoinPackage(String id, long coins, List<Price> prices) {

    /** The price in a market, if it is sold there. */
    public Optional<Price> price(Market market) {
      return prices.stream().filter(price -> price.market().equals(market)).findFirst();
    }
  }

  /**
   * A package's price.
   *
   * @param market where it is sold
   * @param amount what it costs there, before a tax that is added
   */
  public record Price(Market market, Money amount) {}

  /**
   * Coins as they are sold to a viewer, without what a promotion adds.
   *
   * @param coinPackage the id of the package, or {@link Goods#TOP_UP}
   * @param coins how many
   * @param taxed what is paid, and the tax in it
   */
  public record Offer(String coinPackage, long coins, Tax.Taxed taxed) {}

  /** The region with this code, if anything is sold there. */
  public Optional<Region> region(String code) {
    return regions.stream().filter(region -> region.region().equals(code)).findFirst();
  }

  /** The package with this id, if there is one. */
  public Optional<CoinPackage> coinPackage(String id) {
    return coinPackages.stream().filter(candidate -> candidate.id().equals(id)).findFirst();
  }

  /** What some goods cost in a market, if they are sold there. */
  public Optional<Offer> offer(Goods goods, Market market) {
    return region(market.region())
        .flatMap(
            region ->
                switch (goods) {
                  case Goods.Package(String id) ->
                      coinPackage(id)
                          .flatMap(
                              sold ->
                                  sold.price(market)
                                      .map(
                                          price ->
                                              offer(id, sold.coins(), region, price.amount())));
                  case Goods.Coins(long coins) ->
                      topUp
                          .price(market)
                          .filter(_ -> topUp.allows(coins))
                          .map(
                              price ->
                                  offer(
                                      goods.id(),
                                      coins,
                                      region,
                                      new Money(price.minor(coins), region.currency())));
                });
  }

  private static Offer offer(String coinPackage, long coins, Region region, Money amount) {
    return new Offer(coinPackage, coins, region.tax().on(amount));
  }

  /** Why something is not sold in a market. */
  public enum Unsold {
    /** No coins are sold in the region. */
    REGION_NOT_SUPPORTED,
    /** None are sold in the region through the channel. */
    CHANNEL_NOT_SOLD,
    /** Others are, and not this package. */
    PACKAGE_NOT_SOLD,
    /** Packages are, and no number of the viewer's own: an app store sells fixed products. */
    TOP_UP_NOT_SOLD,
    /** Fewer coins are sold at once, or more. */
    COINS_OUT_OF_BOUNDS;

    /** The word that is shown. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Why nothing at all is sold in a market; empty if something is. */
  public Optional<Unsold> unsold(Market market) {
    if (region(market.region()).isEmpty()) return Optional.of(Unsold.REGION_NOT_SUPPORTED);
    return markets().contains(market) ? Optional.empty() : Optional.of(Unsold.CHANNEL_NOT_SOLD);
  }

  /** Why some goods are not sold in a market, where they are not. */
  public Unsold unsold(Goods goods, Market market) {
    return unsold(market)
        .orElseGet(
            () ->
                switch (goods) {
                  case Goods.Package _ -> Unsold.PACKAGE_NOT_SOLD;
                  case Goods.Coins _ ->
                      topUp.price(market).isPresent()
                          ? Unsold.COINS_OUT_OF_BOUNDS
                          : Unsold.TOP_UP_NOT_SOLD;
                });
  }

  /** The promotion that gives something with an offer in a region, whoever takes it. */
  public Optional<Promotion> promotion(Offer offer, String region, Instant at) {
    return promotions.stream()
        .filter(promotion -> promotion.holdsFor(offer.coinPackage(), region, at))
        .filter(promotion -> promotion.bonus().coins(offer.coins()) > 0)
        .findFirst();
  }

  /**
   * Where somebody buys, and how. Nothing in it is their own word. An application that is not known
   * is not believed to be a cheap one, unless the policy says so.
   */
  public Market market(Buyer buyer) {
    String region = buyer.country().orElse(defaultRegion);
    return new Market(
        region,
        buyer
            .client()
            .flatMap(this::channel)
            .or(() -> defaultChannel)
            .orElseGet(() -> dearestChannel(region)));
  }

  private Optional<String> channel(String client) {
    return clients.stream()
        .filter(known -> known.client().equals(client))
        .map(Client::channel)
        .findFirst();
  }

  /** All in which something is sold, in the order of the policy. */
  public List<Market> markets() {
    return Stream.concat(
            coinPackages.stream().flatMap(sold -> sold.prices().stream()).map(Price::market),
            topUp.prices().stream().map(TopUp.UnitPrice::market))
        .distinct()
        .toList();
  }

  /** The channel in which a coin costs most; {@code web} if the region has none. */
  private String dearestChannel(String region) {
    return coinPrices()
        .filter(price -> price.market().region().equals(region))
        .max(Comparator.naturalOrder())
        .map(dearest -> dearest.market().channel())
        .orElse("web");
  }

  /**
   * What coins are worth to who buys them in a market: what they cost there, tax included, in the
   * dearest way, which is without any discount for buying more; rounded up to a minor unit.
   *
   * @return empty if none are sold there
   */
  public Optional<Money> worth(long coins, Market market) {
    return region(market.region())
        .flatMap(
            region ->
                coinPrices()
                    .filter(price -> price.market().equals(market))
                    .max(Comparator.naturalOrder())
                    .map(
                        dearest ->
                            new Money(dearest.minor(coins, region.tax()), region.currency())));
  }

  /** What coins cost in each way in which they are sold, before a tax that is added. */
  private Stream<CoinPrice> coinPrices() {
    return Stream.concat(
        coinPackages.stream()
            .flatMap(
                sold ->
                    sold.prices().stream()
                        .map(
                            price ->
                                new CoinPrice(
                                    price.market(), price.amount().minor(), sold.coins()))),
        topUp.prices().stream()
            .map(
                price ->
                    new CoinPrice(
                        price.market(), price.steps().getFirst().minor(), price.perCoins())));
  }

  /** What a coin costs in a market, exactly: {@code minor / coins}. */
  private record CoinPrice(Market market, long minor, long coins) implements Comparable<CoinPrice> {

    /** What some coins cost like this with the tax, rounded up. */
    long minor(long some, Tax tax) {
      BigInteger per = BigInteger.valueOf(coins).multiply(BigInteger.valueOf(Tax.WHOLE));
      return BigInteger.valueOf(some)
          .multiply(BigInteger.valueOf(minor))
          .multiply(BigInteger.valueOf(Tax.WHOLE + (tax.included() ? 0 : tax.basisPoints())))
          .add(per.subtract(BigInteger.ONE))
          .divide(per)
          .min(BigInteger.valueOf(Long.MAX_VALUE))
          .longValueExact();
    }

    @Override
    public int compareTo(CoinPrice other) {
      return BigInteger.valueOf(minor)
          .multiply(BigInteger.valueOf(other.coins))
          .compareTo(BigInteger.valueOf(other.minor).multiply(BigInteger.valueOf(coins)));
    }
  }
}

package io.giftledger.economy.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.giftledger.economy.Money;
import io.giftledger.economy.policy.Promotion.Bonus;
import io.giftledger.economy.policy.Promotion.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** To whom coins are sold for what. */
class PricesTest {

  private static final Instant START = Instant.parse("2026-12-01T00:00:00Z");
  private static final Instant END = Instant.parse("2026-12-08T00:00:00Z");

  /**
   * Coins cost more by iOS than by Android, and least on the web; in Japan there is only the web.
   */
  private static Prices prices(Optional<String> defaultChannel, Promotion... promotions) {
    return new Prices(
        List.of(
            new Prices.Region("US", "USD", new Tax(0, false)),
            new Prices.Region("JP", "JPY", new Tax(1_000, true)),
            new Prices.Region("KW", "KWD", new Tax(500, false))),
        "US",
        defaultChannel,
        List.of(new Prices.Client("page", "web"), new Prices.Client("iphone", "ios")),
        List.of(
            new Prices.CoinPackage(
                "coins-100",
                100,
                List.of(
                    price("US", "web", 129, "USD"),
                    price("US", "ios", 150, "USD"),
                    price("US", "android", 149, "USD"),
                    price("JP", "web", 190, "JPY"))),
            new Prices.CoinPackage(
                "coins-1000", 1_000, List.of(price("US", "android", 1_499, "USD")))),
        new TopUp(
            30,
            1_000,
            List.of(
                new TopUp.UnitPrice(
                    new Market("KW", "web"), 1_000, List.of(new TopUp.Step(1, 3_990))))),
        List.of(promotions));
  }

  private static Prices.Price price(String region, String channel, long minor, String currency) {
    return new Prices.Price(new Market(region, channel), new Money(minor, currency));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // country, client, default channel: region, channel
        "-, -, web, US, web",
        "-, -, -, US, ios",
        "-, iphone, web, US, ios",
        "-, page, -, US, web",
        "-, another, -, US, ios",
        "-, another, web, US, web",
        "JP, -, -, JP, web",
        "KW, another, -, KW, web",
        "ZZ, iphone, web, ZZ, ios",
        "ZZ, -, -, ZZ, web"
      })
  void region_and_channel_follow_from_what_others_say_of_the_buyer(
      String country, String client, String defaultChannel, String region, String channel) {
    assertEquals(
        new Market(region, channel),
        prices(Optional.ofNullable(defaultChannel))
            .market(new Buyer(Optional.ofNullable(country), Optional.ofNullable(client))));
  }

  @Test
  void what_is_paid_is_in_the_currency_of_the_region_with_its_tax() {
    Prices prices = prices(Optional.of("web"));

    assertEquals(
        Optional.of(new Prices.Offer("coins-100", 100, new Tax.Taxed(new Money(190, "JPY"), 18))),
        prices.offer(new Goods.Package("coins-100"), new Market("JP", "web")));
    assertEquals(
        Optional.of(new Prices.Offer("top-up", 123, new Tax.Taxed(new Money(516, "KWD"), 25))),
        prices.offer(new Goods.Coins(123), new Market("KW", "web")));
  }

  @Test
  void what_is_not_sold_there_has_no_price() {
    Prices prices = prices(Optional.of("web"));

    assertEquals(
        Optional.empty(), prices.offer(new Goods.Package("coins-100"), new Market("KW", "web")));
    assertEquals(
        Optional.empty(), prices.offer(new Goods.Package("other"), new Market("US", "web")));
    assertEquals(Optional.empty(), prices.offer(new Goods.Coins(100), new Market("US", "web")));
    assertEquals(Optional.empty(), prices.offer(new Goods.Coins(29), new Market("KW", "web")));
    assertEquals(Optional.empty(), prices.offer(new Goods.Coins(1_001), new Market("KW", "web")));
    assertEquals(
        List.of(
            new Market("US", "web"),
            new Market("US", "ios"),
            new Market("US", "android"),
            new Market("JP", "web"),
            new Market("KW", "web")),
        prices.markets());
  }

  @ParameterizedTest
  @CsvSource({
    // region, channel, coins: what they are worth
    "US, web, 1, 2",
    "US, web, 100, 129",
    "US, android, 100, 150",
    "US, android, 10, 15",
    "JP, web, 1, 2",
    "KW, web, 1000, 4190",
    "KW, web, 1, 5"
  })
  void coins_are_worth_what_the_dearest_way_to_buy_them_costs_with_its_tax_rounded_up(
      String region, String channel, long coins, long minor) {
    Prices prices = prices(Optional.of("web"));

    assertEquals(
        Optional.of(minor), prices.worth(coins, new Market(region, channel)).map(Money::minor));
  }

  @Test
  void coins_that_nobody_can_buy_there_are_worth_nothing_in_money() {
    Prices prices = prices(Optional.of("web"));

    assertEquals(Optional.empty(), prices.worth(1, new Market("JP", "ios")));
    assertEquals(Optional.empty(), prices.worth(1, new Market("ZZ", "web")));
  }

  @Test
  void a_promotion_holds_from_its_first_instant_to_the_one_before_its_end() {
    Promotion week = promotion("week", new Bonus(Kind.PERCENT, 10), List.of(), List.of());

    assertEquals(Optional.empty(), promotion("coins-100", "US", START.minusMillis(1), week));
    assertEquals(Optional.of(week), promotion("coins-100", "US", START, week));
    assertEquals(Optional.of(week), promotion("coins-100", "US", END.minusMillis(1), week));
    assertEquals(Optional.empty(), promotion("coins-100", "US", END, week));
  }

  @Test
  void a_promotion_holds_for_what_it_names() {
    Promotion some =
        promotion("some", new Bonus(Kind.COINS, 7), List.of("coins-100"), List.of("JP"));
    Promotion others = promotion("others", new Bonus(Kind.COINS, 9), List.of("top-up"), List.of());

    assertEquals(Optional.of(some), promotion("coins-100", "JP", START, some, others));
    assertEquals(Optional.empty(), promotion("coins-100", "US", START, some, others));
    assertEquals(Optional.of(others), promotion("top-up", "JP", START, some, others));
  }

  @Test
  void a_bonus_in_per_cent_is_rounded_down_and_one_of_nothing_is_none() {
    assertEquals(12, new Bonus(Kind.PERCENT, 10).coins(129));
    assertEquals(2_000, new Bonus(Kind.COINS, 2_000).coins(1));
    Promotion little = promotion("little", new Bonus(Kind.PERCENT, 1), List.of(), List.of());
    var offer = new Prices.Offer("top-up", 99, new Tax.Taxed(new Money(1, "USD"), 0));

    assertEquals(
        Optional.empty(), prices(Optional.of("web"), little).promotion(offer, "US", START));
  }

  private static Optional<Promotion> promotion(
      String coinPackage, String region, Instant at, Promotion... promotions) {
    var offer = new Prices.Offer(coinPackage, 100, new Tax.Taxed(new Money(129, "USD"), 0));
    return prices(Optional.of("web"), promotions).promotion(offer, region, at);
  }

  private static Promotion promotion(
      String id, Bonus bonus, List<String> packages, List<String> regions) {
    return new Promotion(id, bonus, START, END, packages, regions, false, false);
  }
}

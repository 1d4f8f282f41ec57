package io.giftledger.dynamodb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giftledger.economy.Money;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.policy.DiamondRate;
import io.giftledger.economy.policy.Effect;
import io.giftledger.economy.policy.Live;
import io.giftledger.economy.policy.Market;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.Policy.CatalogueGift;
import io.giftledger.economy.policy.Policy.PayoutFee;
import io.giftledger.economy.policy.Policy.WithdrawalTerms;
import io.giftledger.economy.policy.PolicyReading;
import io.giftledger.economy.policy.Prices.CoinPackage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The first policy says what the product's description says. */
class PolicyTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static Policy policy;

  @BeforeAll
  static void read() {
    policy =
        assertInstanceOf(PolicyReading.Whole.class, PolicyVersions.read(Policy.standard()))
            .policy();
  }

  @Test
  void packages_cost_what_they_cost_on_the_web() {
    assertEquals(
        List.of(100L, 500L, 1_000L, 10_000L),
        policy.prices().coinPackages().stream().map(CoinPackage::coins).toList());
    assertEquals(
        List.of(129L, 649L, 1_299L, 12_999L),
        policy.prices().coinPackages().stream().map(sold -> minor(sold, "web")).toList());
  }

  @Test
  void the_app_stores_channels_cost_more() {
    for (CoinPackage sold : policy.prices().coinPackages()) {
      assertTrue(minor(sold, "ios") > minor(sold, "web"), sold.id());
      assertTrue(minor(sold, "android") > minor(sold, "web"), sold.id());
    }
  }

  @Test
  void the_catalogue_has_fifteen_gifts() {
    assertEquals(
        List.of(
            new CatalogueGift("rose", "Rose", 1),
            new CatalogueGift("ice-cream-cone", "Ice Cream Cone", 1),
            new CatalogueGift("panda", "Panda", 5),
            new CatalogueGift("italian-hand", "Italian Hand", 5),
            new CatalogueGift("love-bang", "Love Bang", 25),
            new CatalogueGift("sun-cream", "Sun Cream", 50),
            new CatalogueGift("rainbow-puke", "Rainbow Puke", 100),
            new CatalogueGift("concert", "Concert", 500),
            new CatalogueGift("im-very-rich", "I'm Very Rich", 1_000),
            new CatalogueGift("drama-queen", "Drama Queen", 5_000),
            new CatalogueGift("interstellar", "Interstellar", 10_000),
            new CatalogueGift("planet", "Planet", 15_000),
            new CatalogueGift("castle-fantasy", "Castle Fantasy", 20_000),
            new CatalogueGift("lion", "Lion", 29_999),
            new CatalogueGift("universe", "Universe", 34_999)),
        policy.gifts().stream()
            .map(gift -> new CatalogueGift(gift.id(), gift.name(), gift.coins()))
            .toList());
  }

  @Test
  void the_dearer_a_gift_the_higher_its_effect() {
    List<Effect> effects =
        policy.gifts().stream()
            .sorted(Comparator.comparingLong(CatalogueGift::coins))
            .map(gift -> gift.effect().orElseThrow())
            .toList();

    for (int index = 1; index < effects.size(); index++) {
      Effect dearer = effects.get(index);
      Effect cheaper = effects.get(index - 1);
      assertTrue(dearer.tier() >= cheaper.tier());
      assertTrue(dearer.duration().compareTo(cheaper.duration()) >= 0);
      assertTrue(dearer.kind().compareTo(cheaper.kind()) >= 0);
    }
  }

  /** A policy that says nothing of the live room goes by what the shipped one says. */
  @Test
  void the_shipped_policy_says_of_the_live_room_what_holds_by_default() {
    assertEquals(Live.STANDARD, policy.live());
  }

  @Test
  void a_coin_is_a_point_and_half_of_the_points_is_commission() {
    assertEquals(1, policy.version());
    assertEquals(1, policy.pointsPerCoin());
    assertEquals(5_000, policy.commissionBasisPoints());
    assertEquals(1_000, policy.followersMin());
  }

  @Test
  void a_diamond_is_half_a_cent_and_a_withdrawal_fifty_to_a_thousand_dollars() {
    assertEquals(
        Optional.of(
            new WithdrawalTerms(
                "US",
                new DiamondRate(1, 2),
                new Money(5_000, "USD"),
                new Money(100_000, "USD"),
                List.of(
                    new PayoutFee(PayoutMethod.Kind.BANK, 0, 0),
                    new PayoutFee(PayoutMethod.Kind.PAYPAL, 0, 200)),
                7,
                72)),
        policy.withdrawalTerms("US"));
    assertEquals(Optional.empty(), policy.withdrawalTerms("ZZ"));
  }

  @Test
  void eight_countries_are_paid_in_their_currencies() {
    assertEquals(
        List.of(
            "US USD 5000",
            "GB GBP 4000",
            "DE EUR 5000",
            "FR EUR 5000",
            "BR BRL 25000",
            "IN INR 400000",
            "JP JPY 7500",
            "KW KWD 15000"),
        policy.withdrawals().stream()
            .map(
                terms ->
                    "%s %s %d"
                        .formatted(
                            terms.country(), terms.minimum().currency(), terms.minimum().minor()))
            .toList());
    for (WithdrawalTerms terms : policy.withdrawals()) {
      assertEquals(7, terms.maturityDays());
      assertEquals(72, terms.payoutMethodHours());
      assertTrue(terms.fee(PayoutMethod.Kind.BANK).isPresent());
    }
  }

  @Test
  void on_trial_nobody_in_the_united_states_waits() {
    Policy trial =
        assertInstanceOf(PolicyReading.Whole.class, PolicyVersions.read(Policy.trial())).policy();

    for (WithdrawalTerms terms : trial.withdrawals()) {
      boolean waits = !terms.country().equals("US");
      assertEquals(waits ? 7 : 0, terms.maturityDays());
      assertEquals(waits ? 72 : 0, terms.payoutMethodHours());
    }
    assertEquals(policy.gifts(), trial.gifts());
    assertEquals(policy.prices(), trial.prices());
  }

  @Test
  void a_second_chargeback_within_ninety_days_freezes_a_wallet() {
    assertEquals(new Policy.Chargebacks(2, 90), policy.chargebacks());
  }

  @Test
  void europeans_may_return_what_they_have_not_spent_for_fourteen_days() {
    assertEquals(14, policy.refundDays("DE"));
    assertEquals(0, policy.refundDays("US"));
  }

  @Test
  void ids_are_unique() {
    assertEquals(
        policy.gifts().size(), policy.gifts().stream().map(CatalogueGift::id).distinct().count());
    assertEquals(
        policy.prices().coinPackages().size(),
        policy.prices().coinPackages().stream().map(CoinPackage::id).distinct().count());
  }

  @Test
  void what_the_policy_does_not_name_is_not_there() {
    assertEquals(Optional.empty(), policy.gift("unicorn"));
    assertEquals(Optional.empty(), policy.prices().coinPackage("coins-7"));
    assertEquals(
        Optional.empty(), policy.prices().coinPackages().getFirst().price(new Market("ZZ", "web")));
    assertEquals(
        Optional.empty(), policy.prices().coinPackages().getFirst().price(new Market("US", "fax")));
  }

  /** The largest batch of the dearest gifts that a policy may allow still has a number. */
  @Test
  void what_the_schema_allows_does_not_overflow() throws IOException {
    JsonNode properties = schema().at("/properties");
    long points =
        properties.at("/gifts/items/properties/coins/maximum").longValue()
            * properties.at("/giftQuantityMax/maximum").longValue()
            * properties.at("/pointsPerCoin/maximum").longValue();

    assertTrue(points <= Long.MAX_VALUE / Earnings.E4 / Conversion.GIFTS_MAX);
  }

  private static JsonNode schema() throws IOException {
    try (InputStream schema =
        Objects.requireNonNull(Policy.class.getResourceAsStream("policy.schema.json"))) {
      return JSON.readTree(schema);
    }
  }

  @Test
  void versions_are_stored_in_order() {
    assertEquals("POLICY", Policy.key(1).partition());
    assertEquals("VERSION#000000000001", Policy.key(1).sort());
  }

  private static long minor(CoinPackage sold, String channel) {
    Money price = sold.price(new Market("US", channel)).orElseThrow().amount();
    assertEquals("USD", price.currency());
    return price.minor();
  }
}

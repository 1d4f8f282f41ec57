package io.giftledger.dynamodb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.giftledger.economy.Money;
import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.policy.DiamondRate;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.Policy.CatalogueGift;
import io.giftledger.economy.policy.Policy.CoinPackage;
import io.giftledger.economy.policy.Policy.WithdrawalTerms;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The first policy says what the product's description says. */
class PolicyTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static Policy policy;

  @BeforeAll
  static void read() throws IOException {
    policy =
        Objects.requireNonNull(
            JsonMapper.createDefault().readValue(Policy.standard().text("document"), Policy.class));
  }

  @Test
  void packages_cost_what_they_cost_on_the_web() {
    assertEquals(
        List.of(100L, 500L, 1_000L, 10_000L),
        policy.coinPackages().stream().map(CoinPackage::coins).toList());
    assertEquals(
        List.of(129L, 649L, 1_299L, 12_999L),
        policy.coinPackages().stream().map(sold -> minor(sold, "web")).toList());
  }

  @Test
  void the_app_stores_channels_cost_more() {
    for (CoinPackage sold : policy.coinPackages()) {
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
        policy.gifts());
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
                "US", new DiamondRate(1, 2), new Money(5_000, "USD"), new Money(100_000, "USD"))),
        policy.withdrawalTerms("US"));
    assertEquals(Optional.empty(), policy.withdrawalTerms("ZZ"));
  }

  @Test
  void ids_are_unique() {
    assertEquals(
        policy.gifts().size(), policy.gifts().stream().map(CatalogueGift::id).distinct().count());
    assertEquals(
        policy.coinPackages().size(),
        policy.coinPackages().stream().map(CoinPackage::id).distinct().count());
  }

  @Test
  void what_the_policy_does_not_name_is_not_there() {
    assertEquals(Optional.empty(), policy.gift("unicorn"));
    assertEquals(Optional.empty(), policy.coinPackage("coins-7"));
    assertEquals(Optional.empty(), policy.coinPackages().getFirst().price("ZZ", "web"));
    assertEquals(Optional.empty(), policy.coinPackages().getFirst().price("US", "fax"));
  }

  @Test
  void it_is_written_as_the_schema_says() throws IOException {
    assertEquals(Set.of(), faults(JSON.readTree(Policy.standard().text("document"))));
  }

  static Stream<Arguments> what_is_not_written_as_the_schema_says_is_refused() {
    return Stream.of(
        broken("/version", "0"),
        broken("/version", "1.5"),
        broken("/version", "\"1\""),
        broken("/commissionBasisPoints", "10001"),
        broken("/commissionBasisPoints", "-1"),
        broken("/pointsPerCoin", "0"),
        broken("/giftQuantityMax", "0"),
        broken("/followersMin", "null"),
        broken("/gifts/0/id", "\"two words\""),
        broken("/gifts/0/id", "\"=\""),
        broken("/gifts/0/coins", "0"),
        broken("/gifts/0/colour", "\"red\""),
        broken("/coinPackages/0/prices/0/channel", "\"fax\""),
        broken("/coinPackages/0/prices/0/amount/currency", "\"usd\""),
        broken("/coinPackages/0/prices/0/amount/minor", "-1"),
        broken("/withdrawals/0/country", "\"USA\""),
        broken("/withdrawals/0/diamondRate/diamonds", "0"),
        broken("/surprise", "1"));
  }

  private static Arguments broken(String pointer, String value) {
    return Arguments.of(pointer, value);
  }

  @ParameterizedTest
  @MethodSource
  void what_is_not_written_as_the_schema_says_is_refused(String pointer, String value)
      throws IOException {
    JsonNode document = JSON.readTree(Policy.standard().text("document"));
    int slash = pointer.lastIndexOf('/');
    ((ObjectNode) document.at(pointer.substring(0, slash)))
        .set(pointer.substring(slash + 1), JSON.readTree(value));

    assertEquals(1, faults(document).size(), () -> faults(document).toString());
  }

  @Test
  void every_member_is_required_and_there_is_no_other() throws IOException {
    JsonNode standard = JSON.readTree(Policy.standard().text("document"));
    for (JsonNode object : objects(standard)) {
      for (String member : members(object)) {
        JsonNode value = ((ObjectNode) object).remove(member);
        assertEquals(1, faults(standard).size(), "without " + member);
        ((ObjectNode) object).set(member, value);
      }
    }
    assertEquals(Set.of(), faults(standard));
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

  /** Every object in a document, once for each kind. */
  private static List<JsonNode> objects(JsonNode policy) {
    return Stream.of(
            "",
            "/coinPackages/0",
            "/coinPackages/0/prices/0",
            "/coinPackages/0/prices/0/amount",
            "/gifts/0",
            "/withdrawals/0",
            "/withdrawals/0/diamondRate",
            "/withdrawals/0/minimum",
            "/withdrawals/0/weeklyMaximum")
        .map(policy::at)
        .toList();
  }

  private static List<String> members(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static Set<ValidationMessage> faults(JsonNode document) {
    try {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(schema())
          .validate(document);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
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
    Money price = sold.price("US", channel).orElseThrow().amount();
    assertEquals("USD", price.currency());
    return price.minor();
  }
}

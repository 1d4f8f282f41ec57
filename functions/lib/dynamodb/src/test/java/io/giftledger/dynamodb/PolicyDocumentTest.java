package io.giftledger.dynamodb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.PolicyReading;
import io.giftledger.economy.policy.PolicyReading.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no policy is refused, with everything that is wrong; and the schema says the same. */
class PolicyDocumentTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode SCHEMA_DOCUMENT = schemaDocument();
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(
              SCHEMA_DOCUMENT,
              // A number without a fraction is an integer, however it is written: so says the
              // draft.
              SchemaValidatorsConfig.builder().losslessNarrowing(true).build());

  /** Every object in a document, once for each kind. */
  private static final List<String> OBJECTS =
      List.of(
          "",
          "/regions/0",
          "/regions/0/tax",
          "/clients/0",
          "/coinPackages/0",
          "/coinPackages/0/prices/0",
          "/coinPackages/0/prices/0/amount",
          "/topUp",
          "/topUp/prices/0",
          "/topUp/prices/0/steps/0",
          "/promotions/0",
          "/promotions/0/bonus",
          "/gifts/0",
          "/gifts/0/effect",
          "/live",
          "/live/challenges/0",
          "/withdrawals/0",
          "/withdrawals/0/diamondRate",
          "/withdrawals/0/minimum",
          "/withdrawals/0/weeklyMaximum",
          "/withdrawals/0/fees/0",
          "/withdrawals/0/holds",
          "/chargebacks",
          "/spending",
          "/spending/unknown",
          "/spending/groups/0",
          "/spending/groups/0/gifts",
          "/spending/groups/0/recharges/0",
          "/refunds/0",
          "/exchange",
          "/exchange/rate");

  /** The changes to the default policy that must be refused, and where. */
  static Stream<Arguments> wrong() {
    return Stream.of(
        changed(
            "commission left out", "", "commissionBasisPoints", null, "$.commissionBasisPoints"),
        changed(
            "commission over 100 %",
            "", "commissionBasisPoints", "15000", "$.commissionBasisPoints"),
        changed("a gift that pays the viewer", "/gifts/0", "coins", "-100", "$.gifts[0].coins"),
        changed("a gift of 0 coins", "/gifts/0", "coins", "0", "$.gifts[0].coins"),
        changed(
            "a quantity that overflows",
            "",
            "giftQuantityMax",
            "1000000000000000000",
            "$.giftQuantityMax"),
        changed("levels that fall", "/live", "viewerLevels", "[5, 4]", "$.live.viewerLevels[1]"),
        changed(
            "a challenge of 15 days",
            "/live/challenges/0",
            "lastDay",
            "\"2026-12-15\"",
            "$.live.challenges[0].lastDay"),
        changed(
            "a challenge that ends before it begins",
            "/live/challenges/0",
            "lastDay",
            "\"2026-11-30\"",
            "$.live.challenges[0].lastDay"),
        changed(
            "a day that is none",
            "/live/challenges/0",
            "firstDay",
            "\"2026-11-31\"",
            "$.live.challenges[0].firstDay"),
        changed(
            "a challenge twice",
            "/live/challenges/1",
            "id",
            "\"winter-cup\"",
            "$.live.challenges[1]"),
        changed("no window", "/live", "comboWindowSeconds", "0", "$.live.comboWindowSeconds"),
        changed(
            "an effect from anywhere",
            "/gifts/0/effect",
            "asset",
            "{\"url\": \"javascript:alert(1)\", \"sha256\": \"" + "0".repeat(64) + "\"}",
            "$.gifts[0].effect.asset.url"),
        changed(
            "an effect from another host without saying so",
            "/gifts/0/effect",
            "asset",
            "{\"url\": \"//elsewhere.example/x\", \"sha256\": \"" + "0".repeat(64) + "\"}",
            "$.gifts[0].effect.asset.url"),
        changed("another number than its key", "", "version", "2", "$.version"),
        changed("not a currency", "/withdrawals/0/minimum", "currency", "\"ABC\"", null),
        changed(
            "a currency without a minor unit",
            "/coinPackages/0/prices/0/amount",
            "currency",
            "\"XAU\"",
            null),
        changed("two currencies", "/withdrawals/0/weeklyMaximum", "currency", "\"EUR\"", null),
        changed(
            "a maximum below the minimum",
            "/withdrawals/0/weeklyMaximum",
            "minor",
            "4999",
            "$.withdrawals[0].weeklyMaximum.minor"),
        changed("a diamond for a fortune", "/withdrawals/0/diamondRate", "minor", "20001", null),
        changed("a fee that leaves nothing", "/withdrawals/0/fees/0", "fixedMinor", "5000", null),
        changed(
            "a fee of all",
            "/withdrawals/0/fees/0",
            "basisPoints",
            "10000",
            "$.withdrawals[0].fees[0].fixedMinor"),
        changed(
            "two fees on one kind",
            "/withdrawals/0/fees/1",
            "payoutMethod",
            "\"bank\"",
            "$.withdrawals[0].fees[1]"),
        changed("two groups", "/spending/groups/1", "verified", "false", "$.spending.groups[1]"),
        changed(
            "limits for who is under 18",
            "/spending/groups/0",
            "ageGroup",
            "\"minor\"",
            "$.spending.groups[0].ageGroup"),
        changed(
            "no limits in a currency",
            "/spending/groups/0",
            "recharges",
            "[]",
            "$.spending.groups[0].recharges"),
        changed(
            "a currency twice",
            "/spending/groups/0/recharges/1",
            "currency",
            "\"USD\"",
            "$.spending.groups[0].recharges[1]"),
        changed(
            "more in a day than in a month",
            "/spending/groups/0/gifts",
            "perDay",
            "2000001",
            "$.spending.groups[0].gifts.perDay"),
        changed("many coins for a diamond", "/exchange/rate", "coins", "20001", null),
        changed(
            "the most below the fewest", "/exchange", "diamondsMax", "9", "$.exchange.diamondsMax"),
        changed("an id twice", "/gifts/1", "id", "\"rose\"", "$.gifts[1]"),
        changed(
            "two prices",
            "/coinPackages/0/prices/1",
            "channel",
            "\"web\"",
            "$.coinPackages[0].prices[1]"),
        changed(
            "a price in another currency",
            "/coinPackages/0/prices/3/amount",
            "currency",
            "\"USD\"",
            null),
        changed(
            "a price where nothing is sold", "/coinPackages/0/prices/0", "region", "\"ZZ\"", null),
        changed("a default region that is none", "", "defaultRegion", "\"ZZ\"", null),
        changed("a package that is sold nowhere", "/coinPackages/0", "prices", "[]", null),
        changed("a package called top-up", "/coinPackages/0", "id", "\"top-up\"", null),
        changed("a region twice", "/regions/1", "region", "\"US\"", "$.regions[1]"),
        changed("a client twice", "/clients/1", "client", "\"app\"", "$.clients[1]"),
        changed("more at least than at most", "/topUp", "coinsMin", "100001", "$.topUp.coinsMax"),
        changed("two unit prices", "/topUp/prices/1", "region", "\"US\"", "$.topUp.prices[1]"),
        changed("a top-up where nothing is sold", "/topUp/prices/1", "region", "\"ZZ\"", null),
        changed("no steps", "/topUp/prices/0", "steps", "[]", null),
        changed(
            "a first coin without a price",
            "/topUp/prices/0/steps/0",
            "coinsFrom",
            "2",
            "$.topUp.prices[0].steps"),
        changed(
            "a step that begins with the one before",
            "/topUp/prices/0/steps/1",
            "coinsFrom",
            "1",
            null),
        changed("a step that costs more", "/topUp/prices/0/steps/1", "minor", "1300", null),
        changed("a bonus without end", "/promotions/0/bonus", "number", "1001", null),
        changed(
            "a promotion that ends before it starts",
            "/promotions/0",
            "endsAt",
            "\"2026-12-01T00:00:00Z\"",
            null),
        changed("no such day", "/promotions/0", "endsAt", "\"2027-02-30T00:00:00Z\"", null),
        changed("a promotion of nothing", "/promotions/0", "packages", "[\"coins-7\"]", null),
        changed("a promotion of nowhere", "/promotions/0", "regions", "[\"ZZ\"]", null));
  }

  /** The changes to a second promotion that let one purchase have both, or not. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "startsAt, \"2026-12-07T23:59:59Z\", true",
        "startsAt, \"2026-12-08T00:00:00Z\", false",
        "regions, [\"GB\"], false",
        "regions, `[\"GB\",\"US\"]`, true",
        "packages, [\"coins-100\"], false",
        "packages, [\"coins-500\"], true",
        "packages, [\"top-up\"], true",
        "firstPurchaseOnly, true, true",
        "-, -, true"
      })
  void promotions_that_one_purchase_could_both_have_are_refused(
      @Nullable String member, @Nullable String value, boolean overlaps) throws IOException {
    JsonNode document = standard();
    ObjectNode first = (ObjectNode) document.at("/promotions/0");
    set(document, "/promotions/0", "packages", "[\"coins-500\",\"top-up\"]");
    set(document, "/promotions/0", "regions", "[\"US\",\"DE\"]");
    ObjectNode second = first.deepCopy().put("id", "second").put("endsAt", "2027-01-01T00:00:00Z");
    ((ArrayNode) document.at("/promotions")).add(second);
    if (member != null) set(document, "/promotions/1", member, value);

    assertEquals(
        overlaps ? List.of("$.promotions[1]") : List.of(), paths(faults(document)), member);
  }

  @Test
  void coins_by_the_number_cost_no_more_than_there_is() throws IOException {
    JsonNode document = standard();
    set(document, "/topUp/prices/0", "perCoins", "1");
    set(document, "/topUp/prices/0/steps/0", "minor", "1000000000");

    assertEquals(List.of("$.topUp.prices[0].steps"), paths(faults(document)));
  }

  /** One fault in what others refer to is one fault. */
  @Test
  void of_what_is_sold_in_a_region_that_cannot_be_read_nothing_is_said() throws IOException {
    JsonNode document = standard();
    set(document, "/regions/0", "region", "1");

    assertEquals(List.of("$.regions[0].region"), paths(faults(document)));
  }

  private static Arguments changed(
      String why, String object, String member, @Nullable String value, @Nullable String path) {
    return Arguments.of(
        why, object, member, value, path == null ? pathOf(object) + "." + member : path);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void what_is_no_policy_is_refused_where_it_is_wrong(
      String why, String object, String member, @Nullable String value, String path)
      throws IOException {
    JsonNode document = standard();
    set(document, object, member, value);

    assertEquals(List.of(path), paths(faults(document)), why);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        ", version, 0",
        ", version, 1.5",
        ", version, \"1\"",
        ", commissionBasisPoints, 10001",
        ", commissionBasisPoints, -1",
        ", pointsPerCoin, 0",
        ", giftQuantityMax, 0",
        ", followersMin, null",
        "/gifts/0, id, \"two words\"",
        "/gifts/0, id, \"=\"",
        "/gifts/0, coins, 0",
        "/gifts/0, name, \"two\\nlines\"",
        "/gifts/0, name, \"a\\u0000\"",
        "/gifts/0, name, \"\\u2028\"",
        "/gifts/0, colour, \"red\"",
        "/coinPackages/0/prices/0, channel, \"fax\"",
        ", defaultChannel, \"cheapest\"",
        "/regions/0/tax, basisPoints, 10001",
        "/regions/0/tax, included, \"yes\"",
        "/regions/0, currency, \"XAU\"",
        "/clients/0, client, \"\"",
        "/clients/0, channel, \"dearest\"",
        "/topUp, coinsMin, 0",
        "/topUp, prices, {}",
        "/topUp/prices/0, perCoins, 0",
        "/promotions/0, oncePerViewer, 1",
        "/promotions/0, startsAt, \"2026-12-01\"",
        "/promotions/0/bonus, kind, \"points\"",
        "/promotions/0/bonus, number, 0",
        "/coinPackages/0/prices/0/amount, currency, \"usd\"",
        "/coinPackages/0/prices/0/amount, minor, -1",
        "/withdrawals/0, country, \"USA\"",
        "/withdrawals/0/diamondRate, diamonds, 0",
        "/withdrawals/0/fees/0, payoutMethod, \"cash\"",
        "/withdrawals/0/fees/0, fixedMinor, -1",
        "/withdrawals/0/fees/0, basisPoints, 10001",
        "/withdrawals/0, maturityDays, 366",
        "/withdrawals/0, payoutMethodHours, -1",
        "/chargebacks, freezeAfter, 0",
        "/chargebacks, freezeAfter, 6",
        "/chargebacks, withinDays, 0",
        "/chargebacks, withinDays, 3651",
        "/spending/unknown, ageGroup, \"under 18\"",
        "/spending/groups/0, verified, 1",
        "/spending/groups/0/gifts, perMonth, 10000000000",
        "/spending/groups/0/recharges/0, perDay, -1",
        "/refunds/0, days, 0",
        "/refunds/0, days, 366",
        "/refunds/0, region, \"de\"",
        ", surprise, 1"
      })
  void what_is_out_of_its_range_is_refused_where_it_is(
      @Nullable String at, String member, String value) throws IOException {
    String object = Objects.requireNonNullElse(at, "");
    JsonNode document = standard();
    set(document, object, member, value);

    assertEquals(List.of(pathOf(object) + "." + member), paths(faults(document)));
  }

  private static final Set<String> OPTIONAL =
      Set.of("exchange", "holds", "payers", "live", "challenges", "effect", "asset");

  @Test
  void every_member_but_a_few_is_required_and_there_is_no_other() throws IOException {
    for (String object : OBJECTS) {
      for (String member : members(standard().at(object))) {
        JsonNode document = standard();
        set(document, object, member, null);
        assertEquals(
            OPTIONAL.contains(member) ? List.of() : List.of(pathOf(object) + "." + member),
            paths(faults(document)));
      }
    }
    assertEquals(List.of(), faults(standard()));
  }

  @Test
  void a_misspelled_limit_is_no_limit() throws IOException {
    JsonNode document = standard();
    set(document, "", "followersMin", null);
    set(document, "", "followerMin", "1000");

    assertEquals(
        List.of(
            "$.followersMin is missing: it must be a whole number from 0 to 1000000000",
            "$.followerMin is no member that is known here"),
        faults(document).stream().map(Fault::toString).toList());
  }

  @Test
  void a_currency_is_one_that_a_country_has() throws IOException {
    Set<String> inUse =
        Arrays.stream(Locale.getISOCountries())
            .map(country -> Currency.getInstance(Locale.of("", country)))
            .filter(Objects::nonNull)
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toSet());
    for (Currency currency : Currency.getAvailableCurrencies()) {
      String code = currency.getCurrencyCode();
      JsonNode document = standard();
      set(document, "/withdrawals/0/minimum", "currency", '"' + code + '"');
      set(document, "/withdrawals/0/weeklyMaximum", "currency", '"' + code + '"');

      assertEquals(inUse.contains(code), faults(document).isEmpty(), code);
    }
  }

  @Test
  void every_fault_is_named_at_once() throws IOException {
    JsonNode document = standard();
    for (String object : OBJECTS) {
      for (String member : members(document.at(object))) {
        if (document.at(object).get(member).isValueNode()) set(document, object, member, "null");
      }
    }

    List<Fault> faults = faults(document);

    assertEquals(82, faults.size(), faults::toString);
    assertTrue(
        faults.contains(
            new Fault("$.gifts[0].coins", "must be a whole number from 1 to 1000000, and is null")),
        faults::toString);
  }

  @Test
  void what_names_another_part_is_judged_although_a_third_is_wrong() throws IOException {
    JsonNode document = standard();
    set(document, "/coinPackages/0", "coins", "0");
    set(document, "/refunds/0", "region", "\"ZZ\"");
    set(document, "/promotions/0", "endsAt", "\"then\"");
    set(document, "/promotions/0", "regions", "[\"ZZ\", \"Y\"]");
    set(document, "/live", "viewerLevels", "[5, 4, 0, 6, 6]");

    assertEquals(
        List.of(
            "$.coinPackages[0].coins",
            "$.promotions[0].endsAt",
            "$.promotions[0].regions[1]",
            "$.promotions[0].regions",
            "$.refunds[0].region",
            "$.live.viewerLevels[1]",
            "$.live.viewerLevels[2]",
            "$.live.viewerLevels[4]"),
        paths(faults(document)));
  }

  /** Half a surrogate pair is no character: JSON can write it, and no answer of ours can. */
  @Test
  void a_name_with_half_a_surrogate_pair_is_refused() {
    String document =
        Policy.standard()
            .text("document")
            .replaceFirst("\"name\": \"Rose\"", "\"name\": \"\\\\ud83c\"");

    assertEquals(List.of("$.gifts[0].name"), paths(faults(document)));
    assertEquals(
        List.of(), faults(document.replace("\\ud83c", "\\ud83c\\udf39")), "a whole one is");
  }

  @Test
  void what_no_item_of_the_table_can_hold_is_refused() {
    List<Fault> faults = faults(Policy.standard().text("document") + " ".repeat(400 * 1_024));

    assertEquals(1, faults.size());
    assertTrue(faults.getFirst().words().startsWith("is too large: "), faults::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{\"version\":",
        "{} {}",
        "{\"version\":1,\"version\":1}",
        "null",
        "[]",
        "7",
        "policy"
      })
  void what_is_not_one_json_object_is_refused(String document) {
    List<Fault> faults = faults(document);

    assertEquals(List.of("$"), paths(faults), faults::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, true",
    "1e0, true",
    "1.5, false",
    "1e400, false",
    "1e-400, false",
    "'\"1\"', false",
    "true, false",
    "[1], false"
  })
  void a_number_is_a_number_however_it_is_written(String written, boolean good) throws IOException {
    String document =
        JSON.writeValueAsString(standard())
            .replace("\"pointsPerCoin\":1,", "\"pointsPerCoin\":" + written + ",");

    assertEquals(good, faults(document).isEmpty());
  }

  /**
   * The reader and the schema refuse the same, at the same places, for each member: left out, of
   * another type, at and beyond each end of its range, unknown.
   */
  @Test
  void the_schema_says_what_the_reader_does() throws IOException {
    List<String> values =
        List.of(
            "null",
            "true",
            "[]",
            "{}",
            "\"\"",
            "\"=\"",
            "\"web\"",
            "\"dearest\"",
            "\"coins\"",
            "\"2026-12-05T00:00:00Z\"",
            "\"US\"",
            "\"usd\"",
            "\"USD\"",
            "\"two words\"",
            "\"-a\"",
            "\"" + "a".repeat(64) + "\"",
            "\"" + "a".repeat(65) + "\"",
            "0",
            "1",
            "-1",
            "1.5",
            "2.0",
            "1e2",
            "1e12",
            "9223372036854775808",
            "[1]",
            "[{}]");
    int tried = 0;
    for (String object : OBJECTS) {
      for (String member : members(standard().at(object))) {
        List<@Nullable String> tries = new ArrayList<>(values);
        tries.add(null);
        tries.addAll(ends(object, member));
        for (String value : tries) {
          JsonNode document = standard();
          set(document, object, member, value);
          assertAgreed(document, object + "/" + member + " = " + value);
          tried++;
        }
      }
      JsonNode document = standard();
      set(document, object, "surprise", "1");
      assertAgreed(document, object + " has a surprise");
    }
    for (String list :
        List.of(
            "/regions",
            "/clients",
            "/coinPackages",
            "/coinPackages/0/prices",
            "/topUp/prices",
            "/topUp/prices/0/steps",
            "/promotions",
            "/promotions/0/packages",
            "/promotions/0/regions",
            "/gifts",
            "/live/challenges",
            "/withdrawals",
            "/withdrawals/0/fees",
            "/spending/groups",
            "/spending/groups/0/recharges")) {
      for (String value : values) {
        JsonNode document = standard();
        ((ArrayNode) document.at(list)).set(0, JSON.readTree(value));
        assertAgreed(document, list + "/0 = " + value);
        tried++;
      }
    }
    assertTrue(tried > 700, "tried " + tried);
  }

  private static void assertAgreed(JsonNode document, String change) throws IOException {
    Set<String> reader =
        faults(document).stream()
            .filter(fault -> !isBeyondSchema(fault))
            .map(Fault::path)
            .collect(Collectors.toSet());
    Set<String> schema =
        SCHEMA.validate(document).stream()
            .map(PolicyDocumentTest::path)
            .collect(Collectors.toSet());
    assertEquals(schema, reader, change);
  }

  /** Whether the schema's own description says that it cannot say this. */
  private static boolean isBeyondSchema(Fault fault) {
    return Stream.of(
            "its number in the table",
            "that is in use",
            "for each diamond",
            "that of minimum",
            "something of the minimum",
            "that of its region",
            "is none of ",
            "is the name of",
            "not be less than coinsMin",
            "not be less than diamondsMin",
            "the step before",
            "a step from coin 1 on",
            "make coinsMax coins cost",
            "later than startsAt",
            "a day and a time that there are",
            "a day that there is",
            "13 after it",
            "say nothing of ",
            "more than perMonth",
            "per cent",
            "has the ")
        .anyMatch(fault.words()::contains);
  }

  private static String path(ValidationMessage message) {
    String at = pathOf(message.getInstanceLocation().toString());
    return message.getProperty() == null ? at : at + "." + message.getProperty();
  }

  /** The numbers at and beyond the ends of a member's range, as the schema has it. */
  private static List<String> ends(String object, String member) {
    JsonNode schema = schemaOf(object + "/" + member);
    return Stream.of("minimum", "maximum")
        .filter(schema::has)
        .map(end -> schema.get(end).longValue())
        .flatMap(end -> Stream.of(end - 1, end, end + 1))
        .map(String::valueOf)
        .toList();
  }

  private static JsonNode schemaOf(String pointer) {
    JsonNode schema = SCHEMA_DOCUMENT;
    for (String step : pointer.substring(1).split("/", -1)) {
      if (step.isEmpty()) continue;
      schema = step.equals("0") ? schema.get("items") : schema.get("properties").get(step);
      if (schema.has("$ref"))
        schema = SCHEMA_DOCUMENT.at(schema.get("$ref").textValue().substring(1));
    }
    return schema;
  }

  private static String pathOf(String pointer) {
    return "$" + pointer.replaceAll("/(\\d+)", "[$1]").replace('/', '.');
  }

  private static List<String> members(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static void set(JsonNode document, String object, String member, @Nullable String value)
      throws IOException {
    ObjectNode changed = (ObjectNode) document.at(object);
    if (value == null) changed.remove(member);
    else changed.set(member, JSON.readTree(value));
  }

  private static List<String> paths(List<Fault> faults) {
    return faults.stream().map(Fault::path).toList();
  }

  private static List<Fault> faults(JsonNode document) throws IOException {
    return faults(JSON.writeValueAsString(document));
  }

  private static List<Fault> faults(String document) {
    return switch (PolicyDocument.read(document, OptionalLong.of(1))) {
      case PolicyReading.Whole _ -> List.of();
      case PolicyReading.Faulty(List<Fault> faults) -> faults;
    };
  }

  /** The default policy, with one of each thing of which it has none. */
  private static JsonNode standard() {
    try {
      JsonNode document = JSON.readTree(Policy.standard().text("document"));
      set(
          document,
          "",
          "clients",
          """
          [{"client": "app", "channel": "ios"}, {"client": "page", "channel": "web"}]
          """);
      set(
          document,
          "",
          "promotions",
          """
          [{"id": "first-week", "bonus": {"kind": "percent", "number": 20},
            "startsAt": "2026-12-01T00:00:00Z", "endsAt": "2026-12-08T00:00:00Z",
            "packages": ["coins-500"], "regions": ["US"],
            "oncePerViewer": true, "firstPurchaseOnly": false}]
          """);
      set(
          document,
          "/live",
          "challenges",
          """
          [{"id": "winter-cup", "name": "Winter Cup", "side": "creator", "goalCoins": 10000,
            "firstDay": "2026-12-01", "lastDay": "2026-12-14", "awardDiamonds": 500},
           {"id": "all-together", "name": "All together", "side": "viewers", "goalCoins": 500,
            "firstDay": "2026-12-01", "lastDay": "2026-12-01", "awardDiamonds": 0}]
          """);
      set(
          document,
          "",
          "exchange",
          """
          {"rate": {"coins": 1, "diamonds": 2}, "diamondsMin": 10, "diamondsMax": 1000,
            "giftsEarn": false}
          """);
      set(
          document,
          "/withdrawals/0",
          "holds",
          """
          {"firstWithdrawalMinor": 50000, "cashOutPercent": 80, "cashOutHours": 48,
            "payers": {"onePayerPercent": 60, "youngPercent": 50, "youngDays": 7,
              "reciprocityPercent": 30}}
          """);
      return document;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static JsonNode schemaDocument() {
    try (InputStream schema =
        Objects.requireNonNull(Policy.class.getResourceAsStream("policy.schema.json"))) {
      return JSON.readTree(schema);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** A parser has limits, and says of what exceeds them not where it is. */
  @ParameterizedTest
  @MethodSource
  void a_document_beyond_the_parsers_limits_is_faulty_and_breaks_nothing(String document) {
    PolicyReading.Faulty faulty =
        assertInstanceOf(
            PolicyReading.Faulty.class, PolicyDocument.read(document, OptionalLong.empty()));

    assertTrue(faulty.faults().getFirst().toString().contains("is not JSON"), faulty::toString);
  }

  static Stream<String> a_document_beyond_the_parsers_limits_is_faulty_and_breaks_nothing() {
    return Stream.of(
        "[".repeat(1_001),
        "{\"zz\":".repeat(1_001),
        "{\"version\":" + "1".repeat(1_001) + "}",
        "{\"" + "n".repeat(60_000) + "\":1}");
  }
}

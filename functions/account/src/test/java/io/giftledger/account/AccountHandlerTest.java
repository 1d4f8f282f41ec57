package io.giftledger.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.Money;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.Invocation;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.BusinessRecord;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.Request;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import io.micronaut.core.type.Argument;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountHandlerTest {

  private static final ObjectMapper JSON = ObjectMapper.getDefault();
  private static final Argument<Map<String, Object>> OBJECT =
      Argument.mapOf(String.class, Object.class);
  private static final Instant AT = Instant.parse("2026-11-20T10:15:30.125Z");
  private static final String NO_RECORD = "0".repeat(RecordType.ID_LENGTH);

  private static EmbeddedAws aws;
  private static Table table;
  private static Ledger ledger;
  private static AccountHandler handler;

  private final String user = "user-" + UUID.randomUUID();
  private final Account<Wallet> wallet = Wallet.BOOK.account(user);
  private final Account<Earnings> earnings = Earnings.BOOK.account(user);

  /** What a client gets. */
  private record Answer(int status, Map<String, Object> headers, Map<String, Object> body) {

    Object get(String name) {
      return Objects.requireNonNull(body.get(name), name);
    }

    @SuppressWarnings("unchecked")
    List<Map<String, Object>> list(String name) {
      return (List<Map<String, Object>>) get(name);
    }
  }

  @BeforeAll
  static void start() throws IOException {
    aws = EmbeddedAws.shared();
    table = new DynamoDbTable(aws.dynamoDb(), aws.tableName());
    ledger = new Ledger(table, InstantSource.system(), attempt -> {});
    table.replace(Policy.standard());
    handler = new AccountHandler(aws.environment("AccountFunction"));
  }

  @AfterAll
  static void stop() {
    handler.close();
  }

  @Test
  void packages_are_shown_with_the_prices_of_a_region_and_channel() throws IOException {
    Answer answer = get("/v1/coin-packages", Map.of("region", "US", "channel", "web"));

    assertEquals(200, answer.status());
    assertEquals(1, answer.get("policy_version"));
    assertEquals(4, answer.list("coin_packages").size());
    assertEquals(
        Map.of(
            "id",
            "coins-1000",
            "coins",
            1_000,
            "prices",
            List.of(
                Map.of(
                    "region", "US",
                    "channel", "web",
                    "price", Map.of("amount", 1_299, "currency", "USD")))),
        answer.list("coin_packages").get(2));
  }

  @Test
  void region_and_channel_are_optional_and_where_nothing_is_sold_the_list_is_empty()
      throws IOException {
    assertEquals(3, prices(get("/v1/coin-packages", Map.of())));
    assertEquals(3, prices(get("/v1/coin-packages", Map.of("region", "US"))));
    assertEquals(1, prices(get("/v1/coin-packages", Map.of("channel", "ios"))));
    assertEquals(List.of(), get("/v1/coin-packages", Map.of("region", "ZZ")).list("coin_packages"));
  }

  @Test
  void the_catalogue_names_every_gift_and_what_it_costs() throws IOException {
    Answer answer = get("/v1/gifts/catalogue", Map.of());

    assertEquals(15, answer.list("gifts").size());
    assertEquals(
        Map.of("id", "im-very-rich", "name", "I'm Very Rich", "coins", 1_000),
        answer.list("gifts").get(8));
    assertEquals(10_000, answer.get("quantity_max"));
  }

  @Test
  void a_wallet_that_was_never_used_is_empty() throws IOException {
    assertEquals(Map.of("coins", 0, "spent_this_month", 0), get("/v1/wallet", Map.of()).body());
    assertEquals(Map.of("entries", List.of()), get("/v1/wallet/entries", Map.of()).body());
  }

  @Test
  void a_wallet_shows_coins_what_was_spent_and_the_budget() throws IOException {
    recharge(100);
    send("key", 30);
    ledger.settle(
        wallet,
        (head, at) ->
            new Movement<>(
                new Draft<>(
                    EntryKind.BUDGET_SET,
                    List.of(),
                    head.state().withBudget(OptionalLong.of(500)),
                    "",
                    0),
                List.of()));

    assertEquals(
        Map.of("coins", 70, "spent_this_month", 30, "budget", 500),
        get("/v1/wallet", Map.of()).body());
  }

  @Test
  void earnings_that_were_never_touched_are_empty() throws IOException {
    assertEquals(
        Map.of("points", 0, "diamonds", 0, "remainder_e4", 0, "held_diamonds", 0),
        get("/v1/earnings", Map.of()).body());
  }

  @Test
  void earnings_show_whole_diamonds_the_rest_and_what_they_are_worth() throws IOException {
    table.replace(new CreatorProfile(user, 1_000, false, "US", true).item());
    convert(List.of(gift(1_001, 5_000), gift(1, 3_333)));

    Answer answer = get("/v1/earnings", Map.of());

    // 500.5 + 0.6667 diamonds at $0.005
    assertEquals(1_002, answer.get("points"));
    assertEquals(501, answer.get("diamonds"));
    assertEquals(1_667, answer.get("remainder_e4"));
    assertEquals(0, answer.get("held_diamonds"));
    assertEquals(Map.of("amount", 0, "currency", "USD"), answer.get("withdrawn_this_week"));
    assertEquals(Map.of("amount", 1, "currency", "USD", "diamonds", 2), answer.get("diamond_rate"));
    assertEquals(Map.of("amount", 250, "currency", "USD"), answer.get("worth"));
  }

  @Test
  void a_creator_in_a_country_without_terms_sees_no_rate() throws IOException {
    table.replace(new CreatorProfile(user, 1_000, false, "ZZ", true).item());

    Answer answer = get("/v1/earnings", Map.of());

    assertFalse(answer.body().containsKey("diamond_rate"));
    assertFalse(answer.body().containsKey("worth"));
  }

  @Test
  void a_withdrawal_shows_what_is_held_and_what_this_week_has_paid() throws IOException {
    convert(List.of(gift(40_000, 5_000)));
    String id = requestWithdrawal(10_000);

    Answer answer = get("/v1/earnings", Map.of());

    assertEquals(10_000, answer.get("diamonds"));
    assertEquals(10_000, answer.get("held_diamonds"));
    assertEquals(Map.of("amount", 5_000, "currency", "USD"), answer.get("withdrawn_this_week"));

    Answer withdrawal = record("/v1/withdrawals/{id}", user, id);
    assertEquals(200, withdrawal.status());
    assertEquals("requested", withdrawal.get("status"));
    assertEquals(Map.of("amount", 5_000, "currency", "USD"), withdrawal.get("amount"));
    assertFalse(withdrawal.body().toString().contains("secret-token"));
    assertEquals(404, record("/v1/withdrawals/{id}", "another", id).status());
  }

  @Test
  void a_conversion_shows_what_each_gift_earned_and_why() throws IOException {
    convert(List.of(gift(1_001, 5_000), gift(1, 3_333), gift(2, 5_000)));

    Answer answer = record("/v1/earnings/conversions/{id}", user, "000000000001");

    assertEquals("000000000001", answer.get("id"));
    assertEquals(
        Map.of(
            "id", "1".repeat(26),
            "sender", "viewer-1",
            "gift", "rose",
            "quantity", 1_001,
            "points", 1_001,
            "commission_basis_points", 5_000,
            "earned_e4", 5_005_000,
            "earned", "500.5",
            "policy_version", 1),
        answer.list("gifts").getFirst());
    assertEquals(
        List.of("500.5", "0.6667", "1"),
        answer.list("gifts").stream().map(gift -> gift.get("earned")).toList());
    assertEquals(404, record("/v1/earnings/conversions/{id}", "another", "000000000001").status());
    assertEquals(404, record("/v1/earnings/conversions/{id}", user, "1").status());
    assertEquals(404, record("/v1/earnings/conversions/{id}", user, "000000000002").status());
  }

  @Test
  void a_gift_is_shown_to_who_sent_it_and_to_nobody_else() throws IOException {
    recharge(100);
    String id = send("key", 30).id();

    Answer answer = record("/v1/gifts/{id}", user, id);

    assertEquals(200, answer.status());
    assertEquals(id, answer.get("id"));
    assertEquals("sent", answer.get("status"));
    assertEquals(30, answer.get("coins"));
    assertNotFound(record("/v1/gifts/{id}", "another-" + user, id));
  }

  @Test
  void a_recharge_is_shown_to_who_opened_it_and_to_nobody_else() throws IOException {
    Request<Recharge> request = Request.of(Recharge.TYPE, wallet, "key", "asked");
    ledger.register(
        request,
        new Recharge(
            request.id(),
            user,
            "coins-1000",
            "US",
            "web",
            1_000,
            new Money(1_299, "USD"),
            "card",
            "sandbox",
            1,
            AT,
            Recharge.Status.AWAITING_PAYMENT,
            Optional.of("payment-1"),
            Optional.empty(),
            Optional.empty()));

    Answer answer = record("/v1/recharges/{id}", user, request.id());

    assertEquals("awaiting_payment", answer.get("status"));
    assertEquals(Map.of("amount", 1_299, "currency", "USD"), answer.get("price"));
    assertNotFound(record("/v1/recharges/{id}", "another-" + user, request.id()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/gifts/{id}",
        "/v1/recharges/{id}",
        "/v1/withdrawals/{id}",
        "/v1/earnings/conversions/{id}"
      })
  void an_id_that_names_nothing_is_not_found(String path) throws IOException {
    for (String id : List.of(NO_RECORD, "x", "", "../" + NO_RECORD, "v".repeat(2_000), "\u0000")) {
      assertNotFound(record(path, user, id));
    }
  }

  @Test
  void pages_show_every_one_of_250_entries_once_newest_first() throws IOException {
    recharge(1_000);
    for (int number = 2; number <= 250; number++) send("key-" + number, 1);

    List<Integer> sizes = new ArrayList<>();
    List<Object> sequences = new ArrayList<>();
    Map<String, String> query = new HashMap<>(Map.of("limit", "100"));
    while (true) {
      Answer page = get("/v1/wallet/entries", query);
      assertEquals(200, page.status());
      sizes.add(page.list("entries").size());
      page.list("entries").forEach(entry -> sequences.add(number(entry, "sequence")));
      if (!page.body().containsKey("next")) break;
      query.put("cursor", page.get("next").toString());
    }

    assertEquals(List.of(100, 100, 50), sizes);
    assertEquals(
        LongStream.rangeClosed(1, 250).map(number -> 251 - number).boxed().toList(), sequences);
    assertEquals(250, new HashSet<>(sequences).size());
  }

  @Test
  void a_page_that_ends_with_the_first_entry_is_the_last() throws IOException {
    recharge(100);
    send("key", 1);

    Answer page = get("/v1/wallet/entries", Map.of("limit", "2"));

    assertEquals(2, page.list("entries").size());
    assertFalse(page.body().containsKey("next"));
    assertTrue(get("/v1/wallet/entries", Map.of("limit", "1")).body().containsKey("next"));
  }

  @Test
  void what_happens_between_two_pages_shifts_nothing() throws IOException {
    recharge(100);
    for (int number = 0; number < 4; number++) send("key-" + number, 1);
    String next = get("/v1/wallet/entries", Map.of("limit", "2")).get("next").toString();

    send("another", 1);

    Answer page = get("/v1/wallet/entries", Map.of("limit", "2", "cursor", next));
    assertEquals(
        List.of(3L, 2L),
        page.list("entries").stream().map(entry -> number(entry, "sequence")).toList());
  }

  @Test
  void an_entry_shows_its_postings_the_balances_after_it_and_its_hash() throws IOException {
    recharge(100);
    Gift gift = send("key", 30);
    Entry<Wallet> stored = ledger.entries(wallet, 1, Optional.empty()).getFirst();

    Map<String, Object> entry = get("/v1/wallet/entries", Map.of()).list("entries").getFirst();

    assertEquals(
        Map.of(
            "sequence",
            2,
            "at",
            stored.at().toString(),
            "kind",
            "gift_sent",
            "ref",
            "GIFT#" + gift.id(),
            "policy_version",
            1,
            "postings",
            List.of(
                Map.of("account", "wallet", "asset", "coin", "amount", -30),
                Map.of("account", "platform:gifts-in-transit", "asset", "coin", "amount", 30)),
            "balances",
            List.of(Map.of("account", "wallet", "asset", "coin", "amount", 70)),
            "hash",
            stored.hash().hex()),
        entry);
  }

  @Test
  void a_creators_entries_are_a_statement_of_their_own() throws IOException {
    recharge(100);
    convert(List.of(gift(1_001, 5_000)));

    List<Map<String, Object>> entries = get("/v1/earnings/entries", Map.of()).list("entries");

    assertEquals(1, entries.size());
    assertEquals("gifts_converted", entries.getFirst().get("kind"));
    assertEquals("CONVERSION#000000000001", entries.getFirst().get("ref"));
    assertEquals(
        List.of(
            Map.of("account", "earnings", "asset", "diamond_e4", "amount", 5_005_000),
            Map.of("account", "earnings:held", "asset", "diamond_e4", "amount", 0)),
        entries.getFirst().get("balances"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "101", "-1", "1.5", "ten", "", "99999999999999999999"})
  void a_limit_that_is_not_1_to_100_is_invalid(String limit) throws IOException {
    assertInvalid("limit", get("/v1/wallet/entries", Map.of("limit", limit)));
  }

  @Test
  void a_cursor_that_no_page_named_is_invalid() throws IOException {
    for (String cursor :
        List.of(
            "",
            "1",
            "!!!",
            "ä",
            base64("WALLET 0"),
            base64("WALLET -1"),
            base64("WALLET 1000000000000"),
            base64("WALLET 99999999999999999999"),
            base64("WALLET"),
            base64("EARNINGS 5"),
            base64("WALLET 5\n"),
            "A".repeat(100_000))) {
      assertInvalid("cursor", get("/v1/wallet/entries", Map.of("cursor", cursor)));
    }
  }

  @Test
  void a_cursor_of_one_statement_is_invalid_for_the_other() throws IOException {
    recharge(100);
    send("key", 1);
    String next = get("/v1/wallet/entries", Map.of("limit", "1")).get("next").toString();

    assertInvalid("cursor", get("/v1/earnings/entries", Map.of("cursor", next)));
  }

  @Test
  void without_a_user_nothing_of_a_user_is_shown() throws IOException {
    for (String path : List.of("/v1/wallet", "/v1/wallet/entries", "/v1/earnings")) {
      Answer answer = call(path, "not a user#", Map.of(), Map.of());
      assertEquals(401, answer.status(), path);
      assertEquals("unauthorized", answer.get("code"));
    }
  }

  @Test
  void every_route_of_the_template_is_answered() throws IOException {
    for (String path :
        List.of(
            "/v1/coin-packages",
            "/v1/gifts/catalogue",
            "/v1/wallet",
            "/v1/wallet/entries",
            "/v1/earnings",
            "/v1/earnings/entries")) {
      Answer answer = get(path, Map.of());
      assertEquals(200, answer.status(), path);
      assertEquals("application/json", answer.headers().get("Content-Type"));
    }
  }

  private void recharge(long coins) {
    ledger.settle(
        wallet,
        (head, at) ->
            new Movement<>(
                new Draft<>(
                    EntryKind.RECHARGED,
                    List.of(
                        new Posting(LedgerAccount.COINS_ISSUED, Asset.COIN, -coins),
                        new Posting(LedgerAccount.WALLET, Asset.COIN, coins)),
                    head.state().plus(coins),
                    "",
                    1),
                List.of()));
  }

  private Gift send(String key, long coins) {
    Request<Gift> request = Request.of(Gift.TYPE, wallet, key, "asked");
    return opened(
        ledger.open(
            wallet,
            request,
            (head, at) -> {
              Wallet after = head.state().spend(coins, at);
              Gift gift =
                  new Gift(
                      request.id(),
                      user,
                      "creator-1",
                      "rose",
                      coins,
                      coins,
                      coins,
                      5_000,
                      1,
                      new Gift.Target(Gift.Target.Kind.VIDEO, "video-1"),
                      after.coins(),
                      at,
                      Gift.Status.SENT,
                      OptionalLong.empty());
              return new Decision.Accept<>(gift);
            }));
  }

  private String requestWithdrawal(long diamonds) {
    Request<Withdrawal> request = Request.of(Withdrawal.TYPE, earnings, "key", "asked");
    Money amount = new Money(diamonds / 2, "USD");
    return opened(
            ledger.open(
                earnings,
                request,
                (head, at) ->
                    new Decision.Accept<>(
                        new Withdrawal(
                            request.id(),
                            user,
                            diamonds,
                            amount,
                            "bank",
                            "sandbox",
                            "secret-token",
                            1,
                            at,
                            Withdrawal.Status.REQUESTED,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()))))
        .id();
  }

  private void convert(List<ConvertedGift> gifts) {
    long points = gifts.stream().mapToLong(ConvertedGift::points).sum();
    long earnedE4 = gifts.stream().mapToLong(ConvertedGift::earnedE4).sum();
    ledger.settle(
        earnings,
        (head, at) -> {
          Conversion conversion = new Conversion(user, head.sequence() + 1, at, gifts);
          return new Movement<>(
              new Draft<>(
                  EntryKind.GIFTS_CONVERTED,
                  List.of(
                      new Posting(LedgerAccount.DIAMONDS_ISSUED, Asset.DIAMOND_E4, -earnedE4),
                      new Posting(LedgerAccount.EARNINGS, Asset.DIAMOND_E4, earnedE4)),
                  head.state().earn(points, earnedE4),
                  conversion.key().sort(),
                  1),
              List.of(new Write.Insert(conversion.item())));
        });
  }

  private static ConvertedGift gift(long points, int commissionBasisPoints) {
    return new ConvertedGift(
        "viewer-1", "1".repeat(26), "rose", points, points, points, commissionBasisPoints, 1);
  }

  private static <R extends BusinessRecord> R opened(Outcome<R> outcome) {
    if (outcome instanceof Outcome.Opened<R>(R record)) return record;
    throw new AssertionError(outcome);
  }

  private Answer get(String path, Map<String, String> query) throws IOException {
    return call(path, user, Map.of(), query);
  }

  private static Answer record(String path, String caller, String id) throws IOException {
    return call(path, caller, Map.of("id", id), Map.of());
  }

  /** Calls the handler as API Gateway does. */
  private static Answer call(
      String path, String caller, Map<String, String> parameters, Map<String, String> query)
      throws IOException {
    Map<String, Object> event = new HashMap<>();
    event.put("version", "2.0");
    event.put("routeKey", "GET " + path);
    event.put("rawPath", path);
    event.put("headers", Map.of("accept", "application/json"));
    if (!parameters.isEmpty()) event.put("pathParameters", parameters);
    if (!query.isEmpty()) event.put("queryStringParameters", query);
    event.put("isBase64Encoded", false);
    event.put(
        "requestContext",
        Map.of(
            "requestId",
            "request-1",
            "authorizer",
            Map.of("jwt", Map.of("claims", Map.of("sub", caller, "iss", "https://issuer")))));
    Map<String, Object> reply = parse(Invocation.invoke(handler, JSON.writeValueAsString(event)));
    return new Answer(
        (Integer) Objects.requireNonNull(reply.get("statusCode")),
        object(reply.get("headers")),
        parse(String.valueOf(reply.get("body"))));
  }

  private static Map<String, Object> parse(String json) throws IOException {
    return Objects.requireNonNull(JSON.readValue(json, OBJECT));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(@Nullable Object value) {
    return (Map<String, Object>) Objects.requireNonNull(value);
  }

  private static long number(Map<String, Object> of, String name) {
    return ((Number) Objects.requireNonNull(of.get(name))).longValue();
  }

  private static int prices(Answer answer) {
    return ((List<?>) Objects.requireNonNull(answer.list("coin_packages").getFirst().get("prices")))
        .size();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertNotFound(Answer answer) {
    assertEquals(404, answer.status());
    assertEquals("not_found", answer.get("code"));
    assertEquals("application/problem+json", answer.headers().get("Content-Type"));
  }

  private static void assertInvalid(String field, Answer answer) {
    assertEquals(422, answer.status());
    assertEquals("invalid_request", answer.get("code"));
    assertEquals(field, answer.list("errors").getFirst().get("field"));
  }
}

package io.giftledger.local;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.dynamodb.TableScan;
import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.policy.Policy;
import io.giftledger.ledger.JitteredBackoff;
import io.giftledger.local.Api.Answer;
import io.giftledger.local.demo.Demo;
import io.giftledger.payments.WebhookSignature;
import io.giftledger.template.HttpRoute;
import io.giftledger.verify.Counts;
import io.giftledger.verify.LedgerReader;
import io.giftledger.verify.SegmentWalk;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The whole of it over HTTP: what the template describes, run in this process. */
class EconomyIT {

  static final Path TEMPLATE = Path.of("../../template.yaml");

  private static LocalRuntime runtime;
  private static Api api;

  private final String viewer = "viewer-" + UUID.randomUUID();
  private final String creator = newCreator(5_000, false, true);

  @BeforeAll
  static void start() throws InterruptedException {
    runtime = LocalRuntime.start(TEMPLATE, 0, null, LocalRuntime.Mode.IN_PROCESS);
    seed().policy();
    putPoliciesByHand();
    api = new Api(runtime.url(), runtime::token);
  }

  @AfterAll
  static void stop() {
    api.close();
    runtime.close();
  }

  @AfterEach
  void the_books_balance() {
    assertBalanced(books(runtime));
  }

  @Test
  void the_demo_tells_its_story_and_ends_with_books_that_balance() {
    var told = new ByteArrayOutputStream();
    Demo.play(
        runtime.url(),
        runtime::token,
        runtime.aws().dynamoDb(),
        runtime.aws().tableName(),
        creator,
        new PrintStream(told, true, StandardCharsets.UTF_8));

    String story = told.toString(StandardCharsets.UTF_8);
    for (String part :
        List.of(
            "1,000 coins for $12.99",
            "a Panda",
            "1,000 single Roses",
            "a Drama Queen",
            "a Lion",
            "36,004",
            "18,002",
            "$90.00",
            "every hash chain verifies")) {
      assertTrue(story.contains(part), () -> part + " is missing in:\n" + story);
    }
  }

  @Test
  void a_declined_card_credits_nothing() throws Exception {
    Answer opened = postRecharge("coins-1000", "US", "web", "sandbox_card_declined");
    assertEquals(201, opened.status());

    Api.await(
        "decline",
        () ->
            api.get(viewer, "/v1/recharges/" + opened.text("id"))
                .text("status")
                .equals("declined"));

    assertEquals(0, coins());
  }

  @Test
  void a_webhook_that_comes_twice_credits_once() throws Exception {
    Answer opened = postRecharge("coins-500", "US", "web", "sandbox_card_twice");

    Api.await("payment", () -> coins() > 0);
    String event =
        """
        {"id":"evt_1","type":"payment.succeeded","created_at":"2026-11-01T00:00:00Z","data":{
        "payment_id":"%s","recharge_id":"%s","user_id":"%s","amount":649,"currency":"USD"}}\
        """
            .formatted(opened.text("payment_id"), opened.text("id"), viewer);
    assertEquals(200, webhook(event, signed(event, Instant.now())).status());

    assertEquals(500, coins());
  }

  @Test
  void a_webhook_is_believed_only_with_a_fresh_and_right_signature() throws Exception {
    Answer opened = postRecharge("coins-500", "US", "web", "sandbox_card_declined");
    String event =
        """
        {"id":"evt_2","type":"payment.succeeded","created_at":"2026-11-01T00:00:00Z","data":{
        "payment_id":"%s","recharge_id":"%s","user_id":"%s","amount":649,"currency":"USD"}}\
        """
            .formatted(opened.text("payment_id"), opened.text("id"), viewer);
    String old = signed(event, Instant.now().minus(Duration.ofSeconds(301)));
    String forged = new WebhookSignature("guessed").sign(bytes(event), Instant.now());

    assertProblem(401, "invalid_signature", webhook(event, forged));
    assertProblem(401, "invalid_signature", webhook(event + " ", signed(event, Instant.now())));
    assertProblem(401, "signature_expired", webhook(event, old));
    String cheap = event.replace("649", "1");
    assertEquals(200, webhook(cheap, signed(cheap, Instant.now())).status());

    assertEquals(0, coins());
  }

  @ParameterizedTest
  @CsvSource({
    "rose, 0, 422, invalid_request",
    "rose, -1, 422, invalid_request",
    "rose, 1000000000000, 422, quantity_too_large",
    "rose, 1e40, 422, invalid_request",
    "rose, 1.5, 422, invalid_request",
    "rose, many, 400, malformed_body",
    "unicorn, 1, 422, unknown_gift",
    "lion, 1, 422, insufficient_coins"
  })
  void a_gift_that_cannot_be_is_refused(String gift, String quantity, int status, String code)
      throws Exception {
    api.recharge(viewer, "coins-100");

    assertProblem(status, code, postGift(Api.gift(creator, gift, quantity)));

    assertEquals(100, coins());
  }

  @Test
  void gifts_go_to_eligible_creators_only() throws Exception {
    api.recharge(viewer, "coins-100");

    assertProblem(422, "unknown_creator", postGift(Api.gift("nobody", "rose", "1")));
    assertProblem(422, "gift_to_self", postGift(Api.gift(viewer, "rose", "1")));
    assertProblem(
        422, "creator_not_eligible", postGift(Api.gift(newCreator(999, false, true), "rose", "1")));
    assertProblem(
        422,
        "creator_not_eligible",
        postGift(Api.gift(newCreator(5_000, true, true), "rose", "1")));

    assertEquals(100, coins());
  }

  @Test
  void an_unknown_package_is_refused() throws Exception {
    assertProblem(422, "unknown_package", postRecharge("coins-7", "US", "web", "sandbox_card"));
    assertProblem(422, "unknown_package", postRecharge("coins-100", "XX", "web", "sandbox_card"));
    assertProblem(422, "unknown_payment_method", postRecharge("coins-100", "US", "web", "my_card"));
  }

  @Test
  void a_body_that_is_not_a_request_is_refused() throws Exception {
    assertProblem(400, "malformed_body", postGift("{\"creator\":"));
    assertProblem(422, "invalid_request", postGift("{}"));
    String large = Api.gift(creator, "rose", "1").replace("live-1", "x".repeat(65 * 1024));
    assertProblem(413, "body_too_large", postGift(large));
    assertProblem(
        415,
        "unsupported_media_type",
        api.send(
            api.request("/v1/gifts")
                .header("Authorization", "Bearer " + runtime.token(viewer))
                .header("Content-Type", "text/plain")
                .header("Idempotency-Key", Api.newKey())
                .POST(BodyPublishers.ofString(Api.gift(creator, "rose", "1")))));
    assertProblem(
        400,
        "idempotency_key_required",
        api.send(
            api.request("/v1/gifts")
                .header("Authorization", "Bearer " + runtime.token(viewer))
                .header("Content-Type", Api.JSON)
                .POST(BodyPublishers.ofString(Api.gift(creator, "rose", "1")))));
    assertProblem(
        400,
        "idempotency_key_invalid",
        api.post(viewer, "/v1/gifts", "k".repeat(256), Api.gift(creator, "rose", "1")));
  }

  @Test
  void without_a_valid_token_nothing_is_answered() throws Exception {
    String expired = runtime.token(viewer, Instant.now().minusSeconds(60));
    String foreign =
        TokenIssuer.start("https://elsewhere.example", null)
            .token(viewer, Instant.now().plusSeconds(60));
    assertProblem(401, "unauthorized", api.send(api.request("/v1/wallet")));
    for (String token : List.of(expired, foreign, "nonsense")) {
      assertProblem(
          401,
          "unauthorized",
          api.send(api.request("/v1/wallet").header("Authorization", "Bearer " + token)));
    }
  }

  @Test
  void what_belongs_to_another_user_is_not_there() throws Exception {
    api.recharge(viewer, "coins-100");
    Answer sent = postGift(Api.gift(creator, "rose", "1"));
    assertEquals(201, sent.status());

    assertEquals(200, api.get(viewer, "/v1/gifts/" + sent.text("id")).status());
    assertProblem(404, "not_found", api.get(creator, "/v1/gifts/" + sent.text("id")));
  }

  @Test
  void the_same_gift_fifty_times_at_once_is_sent_once_and_answered_fifty_times() throws Exception {
    api.recharge(viewer, "coins-100");
    String key = Api.newKey();

    Set<JsonNode> answers = new HashSet<>();
    for (Answer answer :
        atOnce(50, number -> api.post(viewer, "/v1/gifts", key, Api.gift(creator, "panda", "1")))) {
      assertEquals(201, answer.status(), answer::toString);
      answers.add(answer.body());
    }

    assertEquals(1, answers.size());
    assertEquals(95, coins());
    assertProblem(
        409,
        "idempotency_key_reused",
        api.post(viewer, "/v1/gifts", key, Api.gift(creator, "panda", "2")));
  }

  @Test
  void the_same_recharge_fifty_times_at_once_is_opened_once() throws Exception {
    String key = Api.newKey();
    String body =
        """
        {"package":"coins-100","region":"US","channel":"web","payment_method":"sandbox_card"}\
        """;

    Set<JsonNode> answers = new HashSet<>();
    for (Answer answer : atOnce(50, number -> api.post(viewer, "/v1/recharges", key, body))) {
      assertEquals(201, answer.status(), answer::toString);
      answers.add(answer.body());
    }

    assertEquals(1, answers.size());
    Api.await("payment", () -> coins() > 0);
    assertEquals(100, coins());
  }

  @Test
  void two_hundred_gifts_at_once_from_a_wallet_that_pays_for_one_hundred() throws Exception {
    api.recharge(viewer, "coins-100");

    Map<String, Long> counts =
        atOnce(200, number -> postGift(Api.gift(creator, "rose", "1"))).stream()
            .collect(
                groupingBy(answer -> answer.status() == 201 ? "sent" : answer.code(), counting()));

    assertEquals(Map.of("sent", 100L, "insufficient_coins", 100L), counts);
    assertEquals(0, coins());
  }

  @Test
  void a_withdrawal_is_paid_and_one_that_is_refused_comes_back() throws Exception {
    earn(20_000);

    Answer paid = withdraw(creator, 10_001, "sandbox_bank_ok");
    assertEquals(201, paid.status(), paid::toString);
    assertEquals(10_000, paid.number("diamonds"));
    assertEquals(5_000, paid.body().path("amount").path("amount").asLong());
    awaitWithdrawal(paid, "paid");
    assertEquals(10_000, diamonds());

    Answer refused = withdraw(creator, 10_000, "sandbox_bank_closed");
    awaitWithdrawal(refused, "failed");
    assertEquals(10_000, diamonds());

    Answer late = withdraw(creator, 10_000, "sandbox_bank_late");
    awaitWithdrawal(late, "paid");
    assertEquals(0, diamonds());
  }

  @Test
  void what_a_provider_tells_afterwards_and_nothing_books_is_kept_and_changes_nothing()
      throws Exception {
    earn(20_000);
    Answer returned = withdraw(creator, 10_000, "sandbox_bank_returned");
    awaitWithdrawal(returned, "paid");
    Answer paidLate = withdraw(creator, 10_000, "sandbox_bank_paid_late");
    awaitWithdrawal(paidLate, "failed");
    Answer refunded = postRecharge("coins-500", "US", "web", "sandbox_card_refunded");
    Answer disputed = postRecharge("coins-500", "US", "web", "sandbox_card_disputed");
    Answer paidAgain = postRecharge("coins-500", "US", "web", "sandbox_card_paid_again");
    Map<String, String> told =
        Map.of(
            "WITHDRAWAL#" + returned.text("id"), "payout_returned",
            "WITHDRAWAL#" + paidLate.text("id"), "payout_paid_late",
            "RECHARGE#" + refunded.text("id"), "refund",
            "RECHARGE#" + disputed.text("id"), "dispute",
            "RECHARGE#" + paidAgain.text("id"), "second_payment");

    Api.await("events", () -> unbooked().entrySet().containsAll(told.entrySet()));

    assertEquals(1_500, coins());
    assertEquals(10_000, diamonds());
  }

  /** Why events are not booked, by what they are about. */
  private static Map<String, String> unbooked() {
    Map<String, String> reasons = new HashMap<>();
    runtime
        .aws()
        .dynamoDb()
        .query(
            query ->
                query
                    .tableName(runtime.aws().tableName())
                    .keyConditionExpression("PK = :partition")
                    .expressionAttributeValues(
                        Map.of(":partition", AttributeValue.fromS("PROVIDER_EVENTS"))))
        .items()
        .forEach(
            event ->
                reasons.put(
                    event.getOrDefault("ref", AttributeValue.fromS("")).s(),
                    Objects.requireNonNull(event.get("reason")).s()));
    return reasons;
  }

  @Test
  void the_same_withdrawal_fifty_times_at_once_is_made_once() throws Exception {
    earn(20_000);
    payoutMethod(creator, "sandbox_bank_ok");
    String key = Api.newKey();

    Set<JsonNode> answers = new HashSet<>();
    for (Answer answer :
        atOnce(
            50,
            number ->
                api.post(
                    creator,
                    "/v1/withdrawals",
                    key,
                    "{\"diamonds\":10000,\"payout_method\":\"bank\"}"))) {
      assertEquals(201, answer.status(), answer::toString);
      answers.add(answer.body());
    }

    assertEquals(1, answers.size());
    assertEquals(10_000, diamonds());
  }

  @Test
  void withdrawals_keep_to_the_policy() throws Exception {
    earn(20_000);

    assertProblem(422, "below_minimum_withdrawal", withdraw(creator, 9_999, "sandbox_bank_ok"));
    assertProblem(422, "insufficient_diamonds", withdraw(creator, 20_001, "sandbox_bank_ok"));
    assertProblem(
        422, "payout_method_not_verified", withdraw(creator, 10_000, "sandbox_bank_unverified"));
    String anonymous = newCreator(5_000, false, false);
    assertProblem(422, "identity_not_verified", withdraw(anonymous, 10_000, "sandbox_bank_ok"));

    assertEquals(20_000, diamonds());
  }

  /** None of them is a policy; every test here goes on with the version before them. */
  private static void putPoliciesByHand() {
    String standard = Policy.standard().text("document");
    String second = standard.replace("\"version\": 1,", "\"version\": 2,");
    List<String> documents =
        List.of(
            standard,
            second.replace("\"commissionBasisPoints\": 5000,", ""),
            second.replace("5000,", "15000,"),
            second.replace("\"coins\": 1\n", "\"coins\": -100\n"),
            second.replace("\"coins\": 1\n", "\"coins\": 0\n"),
            second.replace("followersMin", "followerMin"),
            second.replace(
                "\"giftQuantityMax\": 10000,", "\"giftQuantityMax\": 1000000000000000000,"),
            "{\"version\":");
    var table = new DynamoDbTable(runtime.aws().dynamoDb(), runtime.aws().tableName());
    for (int index = 0; index < documents.size(); index++) {
      long version = index + 2;
      table.replace(
          Policy.item(
              version,
              documents.get(index).replace("\"version\": 2,", "\"version\": " + version + ",")));
    }
  }

  @Test
  void a_policy_that_somebody_put_by_hand_takes_nothing_down() throws Exception {
    assertEquals(1, api.get(viewer, "/v1/gifts/catalogue").number("policy_version"));
    assertEquals(
        1, api.get(viewer, "/v1/coin-packages?region=US&channel=web").number("policy_version"));
    earn(10_000);
    String key = Api.newKey();
    api.recharge(viewer, "coins-100");
    Answer sent = api.post(viewer, "/v1/gifts", key, Api.gift(creator, "panda", "1"));
    assertEquals(201, sent.status(), sent::toString);
    assertEquals(1, sent.number("policy_version"));
    assertEquals(
        sent.body(), api.post(viewer, "/v1/gifts", key, Api.gift(creator, "panda", "1")).body());
    assertEquals(201, withdraw(creator, 10_000, "sandbox_bank_ok").status());
  }

  @Test
  void a_budget_holds_from_the_next_gift_on() throws Exception {
    api.recharge(viewer, "coins-100");
    assertEquals(201, postGift(Api.gift(creator, "panda", "1")).status());
    assertEquals(200, api.put(viewer, "/v1/wallet/budget", "{\"coins_per_month\":9}").status());

    assertProblem(422, "budget_exceeded", postGift(Api.gift(creator, "panda", "1")));
    assertEquals(201, postGift(Api.gift(creator, "rose", "4")).status());
    assertProblem(422, "budget_exceeded", postGift(Api.gift(creator, "rose", "1")));
  }

  @Test
  void a_statement_shows_every_entry_once() throws Exception {
    api.recharge(viewer, "coins-100");
    for (int gift = 0; gift < 6; gift++) postGift(Api.gift(creator, "rose", "1"));

    List<Long> sequences = new ArrayList<>();
    String cursor = "";
    do {
      Answer page = api.get(viewer, "/v1/wallet/entries?limit=3" + cursor);
      page.body().path("entries").forEach(entry -> sequences.add(entry.path("sequence").asLong()));
      cursor = page.body().has("next") ? "&cursor=" + page.text("next") : "";
    } while (!cursor.isEmpty());

    assertEquals(List.of(7L, 6L, 5L, 4L, 3L, 2L, 1L), sequences);
  }

  @Test
  void every_route_of_the_template_is_answered_by_its_function() throws Exception {
    for (HttpRoute route : HttpRoute.all(runtime.aws().template())) {
      String path = route.path().replaceAll("\\{[a-z]+}", "x");
      Answer answer =
          api.send(
              api.request(path)
                  .header("Authorization", "Bearer " + runtime.token(viewer))
                  .method(route.method(), BodyPublishers.noBody()));
      assertNotEquals(500, answer.status(), () -> route.key() + ": " + answer);
      // Not the gateway's own "no such route".
      assertTrue(
          answer.status() < 300 || !answer.code().isEmpty(), () -> route.key() + ": " + answer);
    }
  }

  private static void assertProblem(int status, String code, Answer answer) {
    assertEquals(code, answer.code(), answer::toString);
    assertEquals(status, answer.status(), answer::toString);
    assertEquals(status, answer.number("status"));
    assertEquals(
        "application/problem+json",
        answer.headers().firstValue("content-type").orElse(""),
        answer::toString);
    assertFalse(answer.body().toString().contains("Exception"), answer::toString);
  }

  static void assertBalanced(Counts books) {
    assertEquals(List.of(), books.firstFaults());
    assertEquals(List.of(), books.unbalanced());
    assertEquals(
        -books.balance(ChartOfAccounts.COINS_ISSUED, Assets.COIN),
        books.balance(ChartOfAccounts.WALLET, Assets.COIN)
            + books.balance(ChartOfAccounts.GIFTS_IN_TRANSIT, Assets.COIN)
            + books.balance(ChartOfAccounts.COINS_SPENT, Assets.COIN));
  }

  /** The whole ledger of a runtime, verified and added up. */
  static Counts books(LocalRuntime runtime) {
    var table = new TableScan(runtime.aws().dynamoDb(), runtime.aws().tableName());
    return SegmentWalk.wholeTable(
        new LedgerReader(table, new JitteredBackoff(() -> Duration.ofMinutes(1))), _ -> {});
  }

  private static Seed seed() {
    return new Seed(runtime.aws().dynamoDb(), runtime.aws().tableName());
  }

  private static String newCreator(long followers, boolean suspended, boolean verified) {
    String creator = "creator-" + UUID.randomUUID();
    seed().creator(new CreatorProfile(creator, followers, suspended, "US", verified));
    return creator;
  }

  /** Has a new viewer send gifts until the creator has so many diamonds. */
  private void earn(long diamonds) throws Exception {
    for (long coins = 0; coins < 2 * diamonds; coins += 10_000) {
      api.recharge(viewer, "coins-10000");
    }
    assertEquals(
        201,
        postGift(Api.gift(creator, "drama-queen", Long.toString(2 * diamonds / 5_000))).status());
    Api.await("conversion", () -> diamonds() == diamonds);
  }

  private long coins() throws Exception {
    return api.get(viewer, "/v1/wallet").number("coins");
  }

  private long diamonds() throws Exception {
    return api.get(creator, "/v1/earnings").number("diamonds");
  }

  private Answer postGift(String body) throws Exception {
    return api.post(viewer, "/v1/gifts", Api.newKey(), body);
  }

  private Answer postRecharge(String coinPackage, String region, String channel, String method)
      throws Exception {
    return api.post(
        viewer,
        "/v1/recharges",
        Api.newKey(),
        """
        {"package":"%s","region":"%s","channel":"%s","payment_method":"%s"}\
        """
            .formatted(coinPackage, region, channel, method));
  }

  private static void payoutMethod(String creator, String token) throws Exception {
    Answer stored =
        api.put(
            creator,
            "/v1/payout-methods/bank",
            "{\"provider\":\"sandbox\",\"token\":\"%s\"}".formatted(token));
    assertEquals(200, stored.status(), stored::toString);
  }

  private static Answer withdraw(String creator, long diamonds, String token) throws Exception {
    payoutMethod(creator, token);
    return api.post(
        creator,
        "/v1/withdrawals",
        Api.newKey(),
        "{\"diamonds\":%d,\"payout_method\":\"bank\"}".formatted(diamonds));
  }

  private void awaitWithdrawal(Answer requested, String status) throws Exception {
    Api.await(
        status,
        () ->
            api.get(creator, "/v1/withdrawals/" + requested.text("id"))
                .text("status")
                .equals(status));
  }

  private static Answer webhook(String event, String signature) throws Exception {
    return api.send(
        api.request("/v1/webhooks/sandbox")
            .header("Content-Type", Api.JSON)
            .header("Sandbox-Signature", signature)
            .POST(BodyPublishers.ofString(event)));
  }

  private static String signed(String event, Instant at) {
    return new WebhookSignature(runtime.aws().secret("SandboxWebhookSecret"))
        .sign(bytes(event), at);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A request that a test sends several times at once. */
  @FunctionalInterface
  private interface Sending {
    Answer send(int number) throws Exception;
  }

  private static List<Answer> atOnce(int times, Sending sending) throws Exception {
    List<Callable<Answer>> calls =
        IntStream.range(0, times)
            .<Callable<Answer>>mapToObj(number -> () -> sending.send(number))
            .toList();
    List<Answer> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer : threads.invokeAll(calls)) answers.add(answer.get());
    }
    return answers;
  }
}

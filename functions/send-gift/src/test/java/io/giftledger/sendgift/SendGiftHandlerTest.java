package io.giftledger.sendgift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.Invocation;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.table.Table;
import io.micronaut.core.type.Argument;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendGiftHandlerTest {

  private static final ObjectMapper JSON = ObjectMapper.getDefault();
  private static final Argument<Map<String, Object>> OBJECT =
      Argument.mapOf(String.class, Object.class);

  private static EmbeddedAws aws;
  private static Table table;
  private static Ledger ledger;
  private static SendGiftHandler handler;

  private final String viewer = "viewer-" + UUID.randomUUID();
  private final String creator = "creator-" + UUID.randomUUID();
  private final Account<Wallet> wallet = Wallet.BOOK.account(viewer);

  /** What a client gets. */
  private record Answer(int status, Map<String, Object> headers, Map<String, Object> body) {

    String code() {
      return String.valueOf(body.get("code"));
    }
  }

  @BeforeAll
  static void start() throws IOException {
    aws = EmbeddedAws.shared();
    table = new DynamoDbTable(aws.dynamoDb(), aws.tableName());
    ledger = new Ledger(table, InstantSource.system(), attempt -> {});
    table.replace(Policy.standard());
    handler = new SendGiftHandler(aws.environment("SendGiftFunction"));
  }

  @AfterAll
  static void stop() {
    handler.close();
  }

  @Test
  void a_gift_is_sent_and_answered() throws IOException {
    recharge(100);
    knowCreator(1_000);

    Answer answer = send("key", gift("panda", 3));

    assertEquals(201, answer.status());
    assertFalse(answer.headers().containsKey("Idempotent-Replayed"));
    Map<String, Object> body = new HashMap<>(answer.body());
    String id = String.valueOf(body.remove("id"));
    Gift stored = ledger.find(Gift.TYPE, Gift.TYPE.key(wallet, id)).orElseThrow();
    assertEquals(
        Map.ofEntries(
            Map.entry("status", "sent"),
            Map.entry("creator", creator),
            Map.entry("gift", "panda"),
            Map.entry("quantity", 3),
            Map.entry("live_stream", "stream-1"),
            Map.entry("coins", 15),
            Map.entry("points", 15),
            Map.entry("wallet_coins", 85),
            Map.entry("policy_version", 1),
            Map.entry("sent_at", stored.sentAt().toString())),
        body);
    assertEquals(85, coins());
    assertEquals(5_000, stored.commissionBasisPoints());
  }

  @Test
  void a_gift_for_a_video_names_the_video() throws IOException {
    recharge(100);
    knowCreator(1_000);

    Answer answer =
        send("key", Map.of("creator", creator, "gift", "rose", "quantity", 1, "video", "v-1"));

    assertEquals("v-1", answer.body().get("video"));
    assertFalse(answer.body().containsKey("live_stream"));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void a_quantity_below_one_is_invalid(long quantity) throws IOException {
    recharge(100);
    knowCreator(1_000);

    Answer answer = send("key", gift("rose", quantity));

    assertEquals(422, answer.status());
    assertEquals("invalid_request", answer.code());
    assertNothingHappened();
  }

  @Test
  void a_quantity_of_a_million_millions_is_too_large() throws IOException {
    recharge(100);
    knowCreator(1_000);

    assertRefused("quantity_too_large", send("key", gift("rose", 1_000_000_000_000L)));
    assertRefused("quantity_too_large", send("key", gift("lion", 999_999_999_999_999_999L)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.5", "0.999", "\"many\"", "1e400", "99999999999999999999", "{}", "null"})
  void a_quantity_that_is_no_whole_number_is_malformed(String quantity) throws IOException {
    recharge(100);
    knowCreator(1_000);
    String body =
        """
        {"creator":"%s","gift":"rose","quantity":%s,"live_stream":"stream-1"}\
        """
            .formatted(creator, quantity);

    Answer answer = call("POST /v1/gifts", headers("key"), body);

    assertTrue(answer.status() == 400 || answer.status() == 422, answer.toString());
    assertNothingHappened();
  }

  @Test
  void an_unknown_gift_is_refused() throws IOException {
    recharge(100);
    knowCreator(1_000);

    assertRefused("unknown_gift", send("key", gift("unicorn", 1)));
  }

  @Test
  void an_unknown_creator_is_refused() throws IOException {
    recharge(100);

    assertRefused("unknown_creator", send("key", gift("rose", 1)));
    assertRefused(
        "unknown_creator",
        send("key", Map.of("creator", "no#one", "gift", "rose", "quantity", 1, "video", "v-1")));
  }

  @Test
  void a_gift_to_oneself_is_refused() throws IOException {
    recharge(100);
    table.replace(new CreatorProfile(viewer, 1_000, false, "US", true).item());

    assertRefused(
        "gift_to_self",
        send("key", Map.of("creator", viewer, "gift", "rose", "quantity", 1, "video", "v-1")));
  }

  @Test
  void a_creator_with_999_followers_cannot_receive() throws IOException {
    recharge(100);
    knowCreator(999);

    assertRefused("creator_not_eligible", send("key", gift("rose", 1)));
  }

  @Test
  void a_suspended_creator_cannot_receive() throws IOException {
    recharge(100);
    table.replace(new CreatorProfile(creator, 1_000, true, "US", true).item());

    assertRefused("creator_not_eligible", send("key", gift("rose", 1)));
  }

  @Test
  void a_gift_names_either_a_live_stream_or_a_video() throws IOException {
    recharge(100);
    knowCreator(1_000);
    Map<String, Object> neither = Map.of("creator", creator, "gift", "rose", "quantity", 1);
    Map<String, Object> both = new HashMap<>(neither);
    both.putAll(Map.of("live_stream", "stream-1", "video", "v-1"));

    for (Map<String, Object> body : List.of(neither, both)) {
      Answer answer = send("key", body);
      assertEquals(422, answer.status());
      assertEquals("invalid_request", answer.code());
    }
    assertNothingHappened();
  }

  @Test
  void a_gift_that_costs_more_than_the_wallet_has_changes_nothing() throws IOException {
    recharge(4);
    knowCreator(1_000);

    Answer answer = send("key", gift("panda", 1));

    assertEquals(422, answer.status());
    assertEquals("insufficient_coins", answer.code());
    assertEquals(5, answer.body().get("coins"));
    assertEquals(4, answer.body().get("wallet_coins"));
    assertEquals("application/problem+json", answer.headers().get("Content-Type"));
    assertEquals(1, audit().size());
  }

  @Test
  void a_viewer_who_never_bought_coins_cannot_send_a_gift() throws IOException {
    knowCreator(1_000);

    assertEquals("insufficient_coins", send("key", gift("rose", 1)).code());
    assertEquals(List.of(), audit());
  }

  @Test
  void the_same_request_again_is_answered_as_the_first() throws IOException {
    recharge(5);
    knowCreator(1_000);
    Answer first = send("key", gift("panda", 1));

    Answer again = send("key", gift("panda", 1));

    assertEquals(first.body(), again.body());
    assertEquals(201, again.status());
    assertEquals("true", again.headers().get("Idempotent-Replayed"));
    assertEquals(2, audit().size());
  }

  @Test
  void a_key_is_good_for_one_request() throws IOException {
    recharge(100);
    knowCreator(1_000);
    send("key", gift("panda", 1));

    for (Map<String, Object> other :
        List.of(gift("rose", 1), gift("panda", 2), gift("unicorn", 1))) {
      Answer answer = send("key", other);
      assertEquals(409, answer.status());
      assertEquals("idempotency_key_reused", answer.code());
    }
    assertEquals(95, coins());
  }

  @Test
  void without_a_key_or_a_user_nothing_is_sent() throws IOException {
    recharge(100);
    knowCreator(1_000);
    String body = JSON.writeValueAsString(gift("rose", 1));

    assertEquals(
        "idempotency_key_required",
        call("POST /v1/gifts", Map.of("content-type", "application/json"), body).code());
    assertEquals("idempotency_key_invalid", send("k".repeat(256), gift("rose", 1)).code());
    assertEquals(201, send("k".repeat(255), gift("rose", 1)).status());
    assertEquals("unauthorized", call("POST /v1/gifts", "no user", headers("key"), body).code());
    assertEquals(99, coins());
  }

  @Test
  void the_same_post_fifty_times_at_once_happens_once_and_answers_the_same() throws Exception {
    recharge(100);
    knowCreator(1_000);

    List<Answer> answers = atOnce(Collections.nCopies(50, () -> send("key", gift("panda", 2))));

    assertEquals(1, answers.stream().map(Answer::body).distinct().count());
    assertTrue(answers.stream().allMatch(answer -> answer.status() == 201));
    assertEquals(
        49,
        answers.stream()
            .filter(answer -> answer.headers().containsKey("Idempotent-Replayed"))
            .count());
    assertEquals(90, coins());
    assertEquals(2, audit().size());
  }

  @Test
  void two_hundred_gifts_at_once_from_a_wallet_that_pays_for_a_hundred() throws Exception {
    recharge(100);
    knowCreator(1_000);

    List<Answer> answers =
        atOnce(
            IntStream.range(0, 200)
                .<Callable<Answer>>mapToObj(
                    number -> () -> untilAnswered("key-" + number, gift("rose", 1)))
                .toList());

    assertEquals(100, answers.stream().filter(answer -> answer.status() == 201).count());
    assertEquals(
        100, answers.stream().filter(answer -> answer.code().equals("insufficient_coins")).count());
    assertEquals(0, coins());
    List<Entry<Wallet>> chain = audit();
    assertEquals(101, chain.size());
    assertEquals(101, chain.stream().map(Entry::ref).distinct().count());
    assertEquals(100, chain.getLast().state().spentCoins());
  }

  @Test
  void a_budget_is_set_exceeded_and_lifted() throws IOException {
    recharge(100);
    knowCreator(1_000);

    assertEquals(Map.of("coins_per_month", 10), setBudget("{\"coins_per_month\":10}").body());
    assertEquals(201, send("a", gift("panda", 2)).status());

    Answer refused = send("b", gift("rose", 1));
    assertEquals(422, refused.status());
    assertEquals("budget_exceeded", refused.code());
    assertEquals(1, refused.body().get("coins"));
    assertEquals(10, refused.body().get("spent_this_month"));
    assertEquals(10, refused.body().get("budget"));

    assertEquals(Map.of(), setBudget("{}").body());
    assertEquals(201, send("b", gift("rose", 1)).status());
    assertEquals(
        List.of(
            EntryKind.RECHARGED,
            EntryKind.BUDGET_SET,
            EntryKind.GIFT_SENT,
            EntryKind.BUDGET_SET,
            EntryKind.GIFT_SENT),
        audit().stream().map(Entry::kind).toList());
  }

  @Test
  void a_budget_that_stands_already_adds_no_entry() throws IOException {
    for (int time = 0; time < 3; time++) {
      assertEquals(200, setBudget("{\"coins_per_month\":0}").status());
    }

    assertEquals(1, audit().size());
  }

  @Test
  void an_invalid_budget_changes_nothing() throws IOException {
    for (String body : List.of("-1", "1000000000001", "10.5", "1e400")) {
      Answer answer = setBudget("{\"coins_per_month\":" + body + "}");
      assertEquals(422, answer.status(), body);
      assertEquals("invalid_request", answer.code());
    }
    for (String body : List.of("", "[]", "{\"coins_per_month\":\"x\"}", "{", "null")) {
      assertEquals("malformed_body", setBudget(body).code(), body);
    }
    assertEquals(List.of(), audit());
  }

  @Test
  void a_body_that_is_malformed_too_large_or_no_json_changes_nothing() throws IOException {
    recharge(100);
    knowCreator(1_000);
    String body = JSON.writeValueAsString(gift("rose", 1));

    assertEquals("malformed_body", call("POST /v1/gifts", headers("key"), "{").code());
    assertEquals("malformed_body", call("POST /v1/gifts", headers("key"), null).code());
    assertEquals(
        "body_too_large",
        call("POST /v1/gifts", headers("key"), body + " ".repeat(64 * 1024)).code());
    assertEquals(
        "unsupported_media_type",
        call("POST /v1/gifts", Map.of("content-type", "text/plain", "idempotency-key", "key"), body)
            .code());
    assertNothingHappened();
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

  private void knowCreator(long followers) {
    table.replace(new CreatorProfile(creator, followers, false, "US", true).item());
  }

  private Map<String, Object> gift(String gift, long quantity) {
    return Map.of(
        "creator", creator, "gift", gift, "quantity", quantity, "live_stream", "stream-1");
  }

  private Answer send(String key, Map<String, Object> body) throws IOException {
    return call("POST /v1/gifts", headers(key), JSON.writeValueAsString(body));
  }

  /** Tries again as often as a busy machine tells a client to. */
  private Answer untilAnswered(String key, Map<String, Object> body) throws Exception {
    Answer answer = send(key, body);
    for (int again = 0; again < 20 && answer.status() == 503; again++) {
      Thread.sleep(
          Duration.ofSeconds(Long.parseLong(String.valueOf(answer.headers().get("Retry-After")))));
      answer = send(key, body);
    }
    return answer;
  }

  private Answer setBudget(String body) throws IOException {
    return call("PUT /v1/wallet/budget", Map.of("content-type", "application/json"), body);
  }

  private static Map<String, String> headers(String key) {
    return Map.of("content-type", "application/json; charset=utf-8", "idempotency-key", key);
  }

  private Answer call(String route, Map<String, String> headers, @Nullable String body)
      throws IOException {
    return call(route, viewer, headers, body);
  }

  /** Calls the handler as API Gateway does. */
  private static Answer call(
      String route, String caller, Map<String, String> headers, @Nullable String body)
      throws IOException {
    Map<String, Object> event = new HashMap<>();
    event.put("version", "2.0");
    event.put("routeKey", route);
    event.put("rawPath", route.substring(route.indexOf(' ') + 1));
    event.put("headers", headers);
    if (body != null) event.put("body", body);
    event.put("isBase64Encoded", false);
    event.put(
        "requestContext",
        Map.of(
            "requestId",
            "request-1",
            "authorizer",
            Map.of("jwt", Map.of("claims", Map.of("sub", caller)))));
    Map<String, Object> reply = parse(Invocation.invoke(handler, JSON.writeValueAsString(event)));
    return new Answer(
        (Integer) Objects.requireNonNull(reply.get("statusCode")),
        object(reply.get("headers")),
        parse(String.valueOf(reply.get("body"))));
  }

  private static List<Answer> atOnce(List<? extends Callable<Answer>> calls) throws Exception {
    List<Answer> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer : threads.invokeAll(calls)) answers.add(answer.get());
    }
    return answers;
  }

  private static Map<String, Object> parse(String json) throws IOException {
    return Objects.requireNonNull(JSON.readValue(json, OBJECT));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(@Nullable Object value) {
    return (Map<String, Object>) Objects.requireNonNull(value);
  }

  private long coins() {
    return ledger.head(wallet, true).state().coins();
  }

  /** The wallet's entries, oldest first, each proven to follow from the one before. */
  private List<Entry<Wallet>> audit() {
    List<Entry<Wallet>> newestFirst =
        new ArrayList<>(ledger.entries(wallet, 1_000, Optional.empty()));
    Head<Wallet> head = Head.opening(wallet);
    for (Entry<Wallet> entry : newestFirst.reversed()) {
      assertTrue(entry.follows(head), () -> "the chain breaks at " + entry);
      head = entry.head();
    }
    return newestFirst.reversed();
  }

  private void assertRefused(String code, Answer answer) {
    assertEquals(422, answer.status());
    assertEquals(code, answer.code());
    assertNothingHappened();
  }

  private void assertNothingHappened() {
    assertEquals(1, audit().size());
    assertEquals(100, coins());
  }
}

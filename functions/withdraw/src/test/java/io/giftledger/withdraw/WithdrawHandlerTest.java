package io.giftledger.withdraw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.policy.Policy;
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
import io.giftledger.ledger.Settlement;
import io.giftledger.ledger.table.Table;
import io.micronaut.core.type.Argument;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
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
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WithdrawHandlerTest {

  private static final ObjectMapper JSON = ObjectMapper.getDefault();

  private static EmbeddedAws aws;
  private static Table table;
  private static Ledger ledger;
  private static WithdrawHandler handler;

  private final String creator = "creator-" + UUID.randomUUID();
  private final Account<Earnings> account = Earnings.BOOK.account(creator);

  /** What a client gets. */
  private record Answer(int status, Map<String, Object> headers, Map<String, Object> body) {
    Object code() {
      return body.getOrDefault("code", "none");
    }
  }

  @BeforeAll
  static void start() throws IOException {
    aws = EmbeddedAws.shared();
    table = new DynamoDbTable(aws.dynamoDb(), aws.tableName());
    ledger = new Ledger(table, InstantSource.system(), attempt -> {});
    table.replace(Policy.standard());
    handler = new WithdrawHandler(aws.environment("WithdrawFunction"));
  }

  @AfterAll
  static void stop() {
    handler.close();
  }

  @Test
  void a_withdrawal_holds_the_diamonds_that_make_whole_cents() throws IOException {
    creatorWith(20_000);
    setBank("sandbox_bank_ok");

    Answer answer = withdraw("key", 10_001, "bank");

    assertEquals(201, answer.status());
    assertFalse(answer.headers().containsKey("Idempotent-Replayed"));
    assertEquals("requested", answer.body().get("status"));
    assertEquals(10_000, number(answer.body().get("diamonds")));
    assertEquals(Map.of("amount", 5_000, "currency", "USD"), answer.body().get("amount"));
    assertEquals("bank", answer.body().get("payout_method"));
    assertFalse(
        answer.body().toString().contains("sandbox_bank"), "the token is nobody's business");
    Earnings earnings = ledger.head(account, true).state();
    assertEquals(10_000, earnings.diamonds());
    assertEquals(10_000, earnings.heldDiamonds());
    Withdrawal stored =
        ledger
            .find(
                Withdrawal.TYPE,
                Withdrawal.TYPE.key(account, String.valueOf(answer.body().get("id"))))
            .orElseThrow();
    assertEquals(Withdrawal.Status.REQUESTED, stored.status());
    assertEquals("sandbox_bank_ok", stored.payoutToken());
    assertChainVerifies();
  }

  @Test
  void a_repeat_is_answered_alike_even_when_the_rules_would_refuse_it_now() throws IOException {
    creatorWith(10_000);
    setBank("sandbox_bank_ok");
    Answer first = withdraw("key", 10_000, "bank");

    Answer withoutDiamonds = withdraw("key", 10_000, "bank");
    table.replace(new CreatorProfile(creator, 0, true, "FR", false).item());
    Answer whileSuspended = withdraw("key", 10_000, "bank");

    assertEquals(first.body(), withoutDiamonds.body());
    assertEquals(first.body(), whileSuspended.body());
    assertEquals(201, whileSuspended.status());
    assertEquals("true", whileSuspended.headers().get("Idempotent-Replayed"));
    assertEquals("creator_suspended", withdraw("another-key", 10_000, "bank").code());
  }

  @Test
  void the_same_request_fifty_times_at_once_holds_once_and_answers_alike() throws Exception {
    creatorWith(500_000);
    setBank("sandbox_bank_ok");
    Callable<Answer> request = () -> withdraw("key", 10_000, "bank");

    List<Answer> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> answer : threads.invokeAll(Collections.nCopies(50, request))) {
        answers.add(answer.get());
      }
    }

    assertEquals(1, answers.stream().map(Answer::body).distinct().count());
    assertTrue(answers.stream().allMatch(answer -> answer.status() == 201));
    assertEquals(
        49, answers.stream().filter(a -> a.headers().containsKey("Idempotent-Replayed")).count());
    assertEquals(2, ledger.head(account, true).sequence());
    assertEquals(10_000, ledger.head(account, true).state().heldDiamonds());
  }

  @Test
  void ten_requests_at_once_for_diamonds_that_pay_three_grant_three() throws Exception {
    creatorWith(35_000);
    setBank("sandbox_bank_ok");

    List<Callable<Answer>> requests = new ArrayList<>();
    for (int index = 0; index < 10; index++) {
      String key = "key-" + index;
      requests.add(() -> withdraw(key, 10_000, "bank"));
    }
    List<Object> codes = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> answer : threads.invokeAll(requests)) codes.add(answer.get().code());
    }

    assertEquals(3, Collections.frequency(codes, "none"));
    assertEquals(7, Collections.frequency(codes, "insufficient_diamonds"));
    assertEquals(30_000, ledger.head(account, true).state().heldDiamonds());
    assertChainVerifies();
  }

  @Test
  void a_key_that_was_used_for_another_request_is_refused() throws IOException {
    creatorWith(50_000);
    setBank("sandbox_bank_ok");
    withdraw("key", 10_000, "bank");

    Answer answer = withdraw("key", 10_001, "bank");

    assertEquals(409, answer.status());
    assertEquals("idempotency_key_reused", answer.code());
    assertEquals(409, withdraw("key", 10_000, "other-bank").status());
    assertEquals(10_000, ledger.head(account, true).state().heldDiamonds());
  }

  @Test
  void each_reason_to_refuse_has_its_code_and_changes_nothing() throws IOException {
    assertRefused("unknown_creator", 10_000);
    creatorWith(300_000);
    long before = ledger.head(account, true).sequence();
    assertRefused("unknown_payout_method", 10_000);
    setBank("sandbox_bank_unverified");
    assertRefused("payout_method_not_verified", 10_000);
    setBank("sandbox_bank_ok");
    assertRefused("insufficient_diamonds", 1_000_000_000_000L);
    assertRefused("below_minimum_withdrawal", 9_999);
    assertRefused("weekly_limit_exceeded", 200_002);
    table.replace(new CreatorProfile(creator, 0, false, "FR", true).item());
    assertRefused("country_not_supported", 10_000);
    table.replace(new CreatorProfile(creator, 0, false, "US", false).item());
    assertRefused("identity_not_verified", 10_000);
    table.replace(new CreatorProfile(creator, 0, true, "US", true).item());
    assertRefused("creator_suspended", 10_000);

    assertEquals(before, ledger.head(account, true).sequence());
  }

  @Test
  void a_refusal_carries_the_figures_that_explain_it() throws IOException {
    creatorWith(300_000);
    setBank("sandbox_bank_ok");
    withdraw("first", 190_000, "bank");

    Answer answer = withdraw("second", 20_000, "bank");

    assertEquals(422, answer.status());
    assertEquals("application/problem+json", answer.headers().get("Content-Type"));
    assertEquals(Map.of("amount", 10_000, "currency", "USD"), answer.body().get("amount"));
    assertEquals(
        Map.of("amount", 95_000, "currency", "USD"), answer.body().get("withdrawn_this_week"));
    assertEquals(Map.of("amount", 100_000, "currency", "USD"), answer.body().get("weekly_maximum"));
  }

  @Test
  void a_payout_method_stays_with_its_provider_after_the_configuration_changed()
      throws IOException {
    creatorWith(10_000);
    Map<String, String> environment = new HashMap<>(aws.environment("WithdrawFunction"));
    environment.put("PAYOUT_PROVIDER", "other");
    WithdrawHandler before = new WithdrawHandler(environment);
    try {
      Answer stored = call(before, payoutMethod("bank", "other", "other_bank"));
      assertEquals(200, stored.status(), () -> stored.body().toString());
    } finally {
      before.close();
    }

    // From here on, new payout methods are the sandbox's.
    assertEquals("invalid_request", setPayoutMethod("new", "other", "other_bank").code());
    Answer answer = withdraw("key", 10_000, "bank");

    assertEquals(201, answer.status(), () -> answer.body().toString());
    Withdrawal withdrawal =
        ledger
            .find(
                Withdrawal.TYPE,
                Withdrawal.TYPE.key(account, String.valueOf(answer.body().get("id"))))
            .orElseThrow();
    assertEquals("other", withdrawal.provider());
    assertEquals("other_bank", withdrawal.payoutToken());
  }

  @Test
  void creators_may_choose_among_several_preferred_providers() throws IOException {
    creatorWith(1);
    Map<String, String> environment = new HashMap<>(aws.environment("WithdrawFunction"));
    environment.put("PAYOUT_PROVIDER", "sandbox,other");
    WithdrawHandler both = new WithdrawHandler(environment);
    try {
      assertEquals(200, call(both, payoutMethod("one", "other", "other_bank")).status());
      assertEquals(200, call(both, payoutMethod("two", "sandbox", "sandbox_bank_ok")).status());
      assertEquals(422, call(both, payoutMethod("three", "sandbox", "other_bank")).status());
      assertTrue(
          call(both, payoutMethod("four", "former", "t"))
              .body()
              .toString()
              .contains("must be sandbox or other"));
    } finally {
      both.close();
    }
  }

  @Test
  void a_payout_method_of_a_provider_that_is_not_on_board_is_unknown() throws IOException {
    creatorWith(10_000);
    table.replace(new PayoutMethod(creator, "bank", "former", "sandbox_bank_ok", true).item());

    assertRefused("unknown_payout_method", 10_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"diamonds\":0,\"payout_method\":\"bank\"}",
        "{\"diamonds\":-1,\"payout_method\":\"bank\"}",
        "{\"diamonds\":10000.5,\"payout_method\":\"bank\"}",
        "{\"diamonds\":1e30,\"payout_method\":\"bank\"}",
        "{\"payout_method\":\"bank\"}",
        "{\"diamonds\":10000}",
        "{\"diamonds\":10000,\"payout_method\":\"\"}",
        "{\"diamonds\":10000,\"payout_method\":\"Bank#1\"}",
      })
  void a_request_with_an_invalid_field_is_refused(String body) throws IOException {
    Answer answer = post("key", body);

    assertEquals(422, answer.status());
    assertEquals("invalid_request", answer.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"diamonds\":\"many\",\"payout_method\":\"bank\"}", "[]", "{"})
  void a_body_that_is_no_request_is_refused(String body) throws IOException {
    Answer answer = post("key", body);

    assertEquals(400, answer.status(), () -> answer.body().toString());
    assertEquals("malformed_body", answer.code());
  }

  @Test
  void a_withdrawal_without_a_key_is_refused() throws IOException {
    Map<String, Object> event = event("POST /v1/withdrawals", creator);
    event.put("body", "{\"diamonds\":10000,\"payout_method\":\"bank\"}");

    Answer answer = call(event);

    assertEquals(400, answer.status());
    assertEquals("idempotency_key_required", answer.code());
  }

  @ParameterizedTest
  @CsvSource({
    "sandbox_bank_ok, true",
    "sandbox_bank_closed, true",
    "sandbox_bank_unverified, false",
  })
  void a_payout_method_is_as_verified_as_the_provider_says(String token, boolean verified)
      throws IOException {
    creatorWith(1);

    Answer answer = setBank(token);

    assertEquals(200, answer.status());
    assertEquals(Map.of("id", "bank", "provider", "sandbox", "verified", verified), answer.body());
    PayoutMethod stored =
        table.get(PayoutMethod.key(creator, "bank"), true).map(PayoutMethod::of).orElseThrow();
    assertEquals(new PayoutMethod(creator, "bank", "sandbox", token, verified), stored);
  }

  @ParameterizedTest
  @CsvSource({
    "bank, sandbox, sandbox_bank_unheard_of, token",
    "bank, other, sandbox_bank_ok, provider",
    "bank, sandbox, ' ', token",
    "Bank, sandbox, sandbox_bank_ok, id",
    "a-name-that-is-longer-than-32-chars, sandbox, sandbox_bank_ok, id",
  })
  void a_payout_method_with_an_invalid_field_is_not_stored(
      String id, String provider, String token, String field) throws IOException {
    creatorWith(1);

    Answer answer = setPayoutMethod(id, provider, token);

    assertEquals(422, answer.status());
    assertEquals("invalid_request", answer.code());
    assertInstanceOf(List.class, answer.body().get("errors"));
    assertTrue(
        String.valueOf(answer.body().get("errors")).contains("field=" + field),
        () -> answer.body().toString());
    assertTrue(table.get(PayoutMethod.key(creator, id), true).isEmpty());
  }

  @Test
  void only_creators_have_payout_methods() throws IOException {
    Answer answer = setBank("sandbox_bank_ok");

    assertEquals(422, answer.status());
    assertEquals("unknown_creator", answer.code());
    assertTrue(table.get(PayoutMethod.key(creator, "bank"), true).isEmpty());
  }

  @Test
  void a_withdrawal_keeps_the_token_it_was_requested_with() throws IOException {
    creatorWith(10_000);
    setBank("sandbox_bank_ok");
    Answer answer = withdraw("key", 10_000, "bank");

    setBank("sandbox_bank_closed");

    assertEquals(
        "sandbox_bank_ok",
        ledger
            .find(
                Withdrawal.TYPE,
                Withdrawal.TYPE.key(account, String.valueOf(answer.body().get("id"))))
            .orElseThrow()
            .payoutToken());
  }

  @Test
  void a_payout_provider_that_does_not_exist_stops_the_start() {
    Map<String, String> environment = new HashMap<>(aws.environment("WithdrawFunction"));
    environment.put("PAYOUT_PROVIDER", "sandbx");

    Exception fault =
        assertThrows(RuntimeException.class, () -> new WithdrawHandler(environment).close());

    assertTrue(
        String.valueOf(fault.getMessage()).contains("PAYOUT_PROVIDER is \"sandbx\""),
        fault.getMessage());
  }

  /** A creator in good standing with some diamonds. */
  private void creatorWith(long diamonds) {
    table.replace(new CreatorProfile(creator, 1_000, false, "US", true).item());
    long e4 = diamonds * Earnings.E4;
    assertInstanceOf(
        Settlement.Posted.class,
        ledger.settle(
            account,
            (head, at) ->
                new Movement<>(
                    new Draft<>(
                        EntryKind.GIFTS_CONVERTED,
                        List.of(
                            new Posting(LedgerAccount.DIAMONDS_ISSUED, Asset.DIAMOND_E4, -e4),
                            new Posting(LedgerAccount.EARNINGS, Asset.DIAMOND_E4, e4)),
                        head.state().earn(0, e4),
                        "",
                        1),
                    List.of())));
  }

  private void assertRefused(String code, long diamonds) throws IOException {
    Answer answer = withdraw(UUID.randomUUID().toString(), diamonds, "bank");
    assertEquals(code, answer.code());
    assertEquals(422, answer.status());
  }

  private void assertChainVerifies() {
    Head<Earnings> head = Head.opening(account);
    for (Entry<Earnings> entry : ledger.entries(account, 100, Optional.empty()).reversed()) {
      assertTrue(entry.follows(head), () -> "entry " + entry.sequence());
      head = entry.head();
    }
  }

  private Answer setBank(String token) throws IOException {
    return setPayoutMethod("bank", "sandbox", token);
  }

  private Answer setPayoutMethod(String id, String provider, String token) throws IOException {
    return call(payoutMethod(id, provider, token));
  }

  private Map<String, Object> payoutMethod(String id, String provider, String token)
      throws IOException {
    Map<String, Object> event = event("PUT /v1/payout-methods/{id}", creator);
    event.put("pathParameters", Map.of("id", id));
    event.put("body", JSON.writeValueAsString(Map.of("provider", provider, "token", token)));
    return event;
  }

  private Answer withdraw(String key, long diamonds, String method) throws IOException {
    return post(
        key, JSON.writeValueAsString(Map.of("diamonds", diamonds, "payout_method", method)));
  }

  private Answer post(String key, String body) throws IOException {
    Map<String, Object> event = event("POST /v1/withdrawals", creator);
    event.put("headers", Map.of("content-type", "application/json", "idempotency-key", key));
    event.put("body", body);
    return call(event);
  }

  private static Map<String, Object> event(String routeKey, String caller) {
    Map<String, Object> event = new HashMap<>();
    event.put("version", "2.0");
    event.put("routeKey", routeKey);
    event.put("headers", Map.of("content-type", "application/json"));
    event.put("isBase64Encoded", false);
    event.put(
        "requestContext",
        Map.of(
            "requestId",
            "request",
            "authorizer",
            Map.of("jwt", Map.of("claims", Map.of("sub", caller)))));
    return event;
  }

  private static Answer call(Map<String, Object> event) throws IOException {
    return call(handler, event);
  }

  private static Answer call(WithdrawHandler asked, Map<String, Object> event) throws IOException {
    Map<String, Object> reply = read(Invocation.invoke(asked, JSON.writeValueAsString(event)));
    @SuppressWarnings("unchecked")
    Map<String, Object> headers =
        (Map<String, Object>) Objects.requireNonNull(reply.get("headers"));
    return new Answer(
        (int) number(reply.get("statusCode")), headers, read(String.valueOf(reply.get("body"))));
  }

  private static Map<String, Object> read(String json) throws IOException {
    return Objects.requireNonNull(JSON.readValue(json, Argument.mapOf(String.class, Object.class)));
  }

  private static long number(@Nullable Object value) {
    return ((Number) Objects.requireNonNull(value)).longValue();
  }
}

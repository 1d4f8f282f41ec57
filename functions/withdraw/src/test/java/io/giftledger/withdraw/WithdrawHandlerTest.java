package io.giftledger.withdraw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.RecognitionRows;
import io.giftledger.dynamodb.TableScan;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Exchange;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.recognition.Recognition;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.WalletFrozen;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Value;
import io.giftledger.testkit.AtOnce;
import io.giftledger.testkit.Creator;
import io.giftledger.testkit.Embedded;
import io.giftledger.testkit.Gifts;
import io.giftledger.testkit.HttpAnswer;
import io.giftledger.testkit.HttpApi;
import io.giftledger.testkit.HttpRequest;
import io.giftledger.testkit.Json;
import io.giftledger.testkit.NeededPermissions;
import io.giftledger.testkit.PayoutMethods;
import io.giftledger.testkit.Profiles;
import io.giftledger.testkit.SpoiltBodies;
import io.giftledger.testkit.Viewer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@ExtendWith(NeededPermissions.class)
class WithdrawHandlerTest {

  static {
    // The default policy without waits, under which ten diamonds can be exchanged for coins, and
    // earnings in Brazil are put on hold by a first withdrawal of more than 500 reais, and those in
    // Germany, where nothing has to mature, by who the gifts came from.
    String trial = Policy.trial().text("document");
    Embedded.TABLE.replace(
        Policy.item(
            2,
            trial
                .replaceFirst("\"version\": 1,", "\"version\": 2,")
                .replaceFirst("\"diamondsMin\": 100,", "\"diamondsMin\": 10,")
                .replaceFirst(
                    "\"country\": \"BR\",",
                    "\"country\": \"BR\", \"holds\": {\"firstWithdrawalMinor\": 50000,"
                        + " \"cashOutPercent\": 80, \"cashOutHours\": 48},")
                .replaceFirst(
                    "\"country\": \"DE\",",
                    "\"country\": \"DE\", \"holds\": {\"firstWithdrawalMinor\": 1000000000,"
                        + " \"cashOutPercent\": 100, \"cashOutHours\": 1, \"payers\":"
                        + " {\"onePayerPercent\": 60, \"youngPercent\": 50, \"youngDays\": 7,"
                        + " \"reciprocityPercent\": 30}},")
                .replaceFirst("(?s)(\"country\": \"DE\",.*?\"maturityDays\": )7", "$10")));
  }

  @AutoClose
  private static final WithdrawHandler HANDLER =
      new WithdrawHandler(Embedded.environment("WithdrawFunction"));

  private final Creator creator = new Creator();
  private final HttpApi api = new HttpApi(HANDLER).as(creator.id());

  @Test
  void a_withdrawal_holds_the_diamonds_that_make_whole_cents() {
    creator.known().earned(20_000);
    setBank("sandbox_bank_ok");

    HttpAnswer answer = withdraw("key", 10_001, "bank").expect(201);

    assertFalse(answer.isReplay());
    assertEquals("requested", answer.get("status"));
    assertEquals(10_000, answer.get("diamonds"));
    assertEquals(Map.of("amount", 5_000, "currency", "USD"), answer.get("amount"));
    assertEquals("bank", answer.get("payout_method"));
    assertFalse(answer.body().contains("sandbox_bank"), "the token is nobody's business");
    Earnings earnings = creator.state();
    assertEquals(10_000, earnings.diamonds());
    assertEquals(10_000, earnings.heldDiamonds());
    Withdrawal stored = creator.withdrawal(answer.text("id"));
    assertEquals(Withdrawal.Status.REQUESTED, stored.status());
    assertEquals("sandbox_bank_ok", stored.payoutToken());
    creator.chain();
  }

  @Test
  void a_repeat_is_answered_alike_even_when_the_rules_would_refuse_it_now() {
    creator.known().earned(10_000);
    setBank("sandbox_bank_ok");
    HttpAnswer first = withdraw("key", 10_000, "bank");

    HttpAnswer withoutDiamonds = withdraw("key", 10_000, "bank");
    creator.known(profile -> profile.suspended().country("FR").unverified());
    HttpAnswer whileSuspended = withdraw("key", 10_000, "bank");

    assertEquals(first.body(), withoutDiamonds.body());
    assertEquals(first.body(), whileSuspended.body());
    assertTrue(whileSuspended.expect(201).isReplay());
    withdraw("another-key", 10_000, "bank").expect(422, "creator_suspended");
  }

  @Test
  void the_same_request_fifty_times_at_once_holds_once_and_answers_alike() throws Exception {
    creator.known().earned(500_000);
    setBank("sandbox_bank_ok");
    List<HttpAnswer> answers = AtOnce.call(50, () -> withdraw("key", 10_000, "bank"));

    assertEquals(1, answers.stream().map(HttpAnswer::body).distinct().count());
    assertTrue(answers.stream().allMatch(answer -> answer.status() == 201));
    assertEquals(49, answers.stream().filter(HttpAnswer::isReplay).count());
    assertEquals(2, creator.sequence());
    assertEquals(10_000, creator.state().heldDiamonds());
  }

  @Test
  void ten_requests_at_once_for_diamonds_that_pay_three_grant_three() throws Exception {
    creator.known().earned(35_000);
    setBank("sandbox_bank_ok");

    List<Callable<HttpAnswer>> requests = new ArrayList<>();
    for (int index = 0; index < 10; index++) {
      String key = "key-" + index;
      requests.add(() -> withdraw(key, 10_000, "bank"));
    }
    List<String> codes = AtOnce.call(requests).stream().map(HttpAnswer::code).toList();

    assertEquals(3, Collections.frequency(codes, ""));
    assertEquals(7, Collections.frequency(codes, "insufficient_diamonds"));
    assertEquals(30_000, creator.state().heldDiamonds());
    creator.chain();
  }

  @Test
  void a_key_that_was_used_for_another_request_is_refused() {
    creator.known().earned(50_000);
    setBank("sandbox_bank_ok");
    withdraw("key", 10_000, "bank");

    withdraw("key", 10_001, "bank").expect(409, "idempotency_key_reused");
    withdraw("key", 10_000, "other-bank").expect(409, "idempotency_key_reused");
    assertEquals(10_000, creator.state().heldDiamonds());
  }

  @Test
  void each_reason_to_refuse_has_its_code_and_changes_nothing() {
    assertRefused("unknown_creator", 10_000);
    creator.known().earned(300_000);
    long before = creator.sequence();
    assertRefused("unknown_payout_method", 10_000);
    setBank("sandbox_bank_unverified");
    assertRefused("payout_method_not_verified", 10_000);
    setBank("sandbox_bank_other_name");
    assertRefused("payee_name_mismatch", 10_000);
    setBank("sandbox_bank_ok");
    assertRefused("insufficient_diamonds", 1_000_000_000_000L);
    assertRefused("below_minimum_withdrawal", 9_999);
    assertRefused("weekly_limit_exceeded", 200_002);
    creator.known(profile -> profile.country("AQ"));
    assertRefused("country_not_supported", 10_000);
    creator.known(profile -> profile.unverified());
    assertRefused("identity_not_verified", 10_000);
    creator.known(profile -> profile.suspended());
    assertRefused("creator_suspended", 10_000);

    assertEquals(before, creator.sequence());
  }

  @Test
  void a_refusal_carries_the_figures_that_explain_it() {
    creator.known().earned(300_000);
    setBank("sandbox_bank_ok");
    withdraw("first", 190_000, "bank");

    HttpAnswer answer = withdraw("second", 20_000, "bank").expect(422, "weekly_limit_exceeded");

    assertEquals(Map.of("amount", 10_000, "currency", "USD"), answer.get("amount"));
    assertEquals(Map.of("amount", 95_000, "currency", "USD"), answer.get("withdrawn_this_week"));
    assertEquals(Map.of("amount", 100_000, "currency", "USD"), answer.get("weekly_maximum"));
  }

  @Test
  void earnings_that_are_on_hold_still_grow_and_pay_nothing_out_until_they_are_released() {
    creator.known().earned(10_000).hold("review").earned(10_000);
    setBank("sandbox_bank_ok");

    assertEquals(
        "review", withdraw("first", 10_000, "bank").expect(422, "earnings_held").get("reason"));
    assertEquals(20_000, creator.state().diamonds());

    creator.release("cleared");
    withdraw("first", 10_000, "bank").expect(201);
  }

  @Test
  void a_large_first_withdrawal_puts_the_earnings_on_hold_until_somebody_looked_at_them() {
    inBrazil(30);

    quote(30_000, "bank").expect(422, "earnings_held");
    assertEquals(1, creator.sequence(), "a quote puts nothing on hold");
    HttpAnswer held = withdraw("first", 30_000, "bank").expect(422, "earnings_held");
    assertEquals("first_withdrawal", held.get("reason"));
    assertEquals(Optional.of("first_withdrawal"), creator.state().onHold());
    withdraw("first", 30_000, "bank").expect(422, "earnings_held");
    withdraw("small", 10_000, "bank").expect(422, "earnings_held");
    assertEquals(2, creator.sequence(), "earned, and put on hold once");

    creator.release("cleared");
    withdraw("first", 30_000, "bank").expect(201);
    creator.chain();
  }

  @Test
  void a_small_first_withdrawal_of_little_of_it_is_not_held_but_most_of_the_rest_at_once_is() {
    inBrazil(8);
    withdraw("first", 18_000, "bank").expect(201);

    HttpAnswer held = withdraw("second", 70_000, "bank").expect(422, "earnings_held");

    assertEquals("early_cash_out", held.get("reason"));
    assertEquals(Optional.of("early_cash_out"), creator.state().onHold());
  }

  @Test
  void a_first_withdrawal_in_two_parts_is_held_as_if_it_were_one_unless_the_first_is_cancelled() {
    inBrazil(30);
    String first = withdraw("first", 10_000, "bank").expect(201).text("id");
    assertEquals(
        "first_withdrawal", quote(10_000, "bank").expect(422, "earnings_held").get("reason"));

    cancel(first).expect(200);
    withdraw("second", 10_000, "bank").expect(201);
    HttpAnswer held = withdraw("third", 10_000, "bank").expect(422, "earnings_held");

    assertEquals("first_withdrawal", held.get("reason"));
    assertEquals(Optional.of("first_withdrawal"), creator.state().onHold());
  }

  @Test
  void ten_requests_at_once_that_break_a_rule_place_one_hold() throws Exception {
    inBrazil(30);

    List<Callable<HttpAnswer>> requests = new ArrayList<>();
    for (int index = 0; index < 10; index++) {
      String key = "key-" + index;
      requests.add(() -> withdraw(key, 30_000, "bank"));
    }
    for (HttpAnswer answer : AtOnce.call(requests)) answer.expect(422, "earnings_held");

    assertEquals(2, creator.sequence(), "earned, and put on hold once");
    creator.chain();
  }

  @Test
  void most_coins_of_one_payer_put_the_earnings_on_hold_until_somebody_looked_at_them() {
    inGermany();
    give(older(60), 20, 61_000);
    give(older(60), 19, 39_000);
    count(creator.id());

    quote(20_000, "bank").expect(422, "earnings_held");
    HttpAnswer held = withdraw("key", 20_000, "bank").expect(422, "earnings_held");

    assertEquals("payer_concentration", held.get("reason"));
    assertEquals(Optional.of("payer_concentration"), creator.state().onHold());
    creator.release("cleared");
    withdraw("key", 20_000, "bank").expect(201);
    creator.chain();
  }

  @Test
  void most_coins_of_accounts_that_gave_in_their_first_week_put_the_earnings_on_hold() {
    inGermany();
    give(older(26), 20, 26_000);
    give(older(24), 18, 25_000);
    give(older(60), 17, 49_000);
    count(creator.id());

    HttpAnswer held = withdraw("key", 20_000, "bank").expect(422, "earnings_held");

    assertEquals("young_accounts", held.get("reason"));
  }

  @Test
  void coins_that_go_back_and_forth_put_the_earnings_on_hold() {
    inGermany();
    Viewer friend = older(60);
    give(friend, 20, 40_000);
    give(older(60), 19, 30_000);
    give(older(60), 18, 30_000);
    give(new Creator(friend.id()), older(50, new Viewer(creator.id())), 18, 31_000);
    count(creator.id());
    count(friend.id());

    HttpAnswer held = withdraw("key", 20_000, "bank").expect(422, "earnings_held");

    assertEquals("reciprocity", held.get("reason"));
  }

  @Test
  void who_the_gifts_came_from_is_asked_again_until_it_is_counted_but_not_of_a_repeat() {
    inGermany();
    for (int day = 20; day > 15; day--) give(older(60), day, 20_000);

    quote(20_000, "bank").expect(503, "gifts_not_counted");
    withdraw("key", 20_000, "bank").expect(503, "gifts_not_counted");
    assertEquals(Optional.empty(), creator.state().onHold());

    count(creator.id());
    withdraw("key", 20_000, "bank").expect(201);
    forget(creator.id());
    assertTrue(withdraw("key", 20_000, "bank").expect(201).isReplay());
    withdraw("another", 20_000, "bank").expect(503, "gifts_not_counted");
    creator.chain();
  }

  @Test
  void what_is_paid_out_before_its_gifts_are_counted_waits_also_if_nothing_has_to_mature() {
    inGermany();
    for (int day = 20; day > 15; day--) give(older(60), day, 20_000);
    count(creator.id());
    give(older(60), 0, 20_000);

    quote(50_000, "bank").expect(200);
    quote(52_000, "bank").expect(503, "gifts_not_counted");
    withdraw("key", 52_000, "bank").expect(503, "gifts_not_counted");
    assertEquals(Optional.empty(), creator.state().onHold());

    count(creator.id());
    withdraw("key", 52_000, "bank").expect(201);
  }

  @Test
  void exchanged_diamonds_are_coins_of_the_same_user_at_once() {
    creator.known().earned(100);

    HttpAnswer answer = exchange("key", 31).expect(201);

    assertFalse(answer.isReplay());
    assertEquals("credited", answer.get("status"));
    assertEquals(30, answer.get("diamonds"));
    assertEquals(15, answer.get("coins"));
    assertEquals(2, answer.get("policy_version"));
    assertEquals(1, answer.get("wallet_entry"));
    assertEquals(70, creator.state().diamonds());
    assertEquals("1x15", wallet().state().lots().toString());
    creator.chain();
    wallet().chain();

    creator.known(profile -> profile.suspended());
    HttpAnswer again = exchange("key", 31).expect(201);
    assertTrue(again.isReplay());
    assertEquals(answer.body(), again.body());
    exchange("key", 32).expect(409, "idempotency_key_reused");
    exchange("other", 31).expect(422, "creator_suspended");
    assertEquals(70, creator.state().diamonds());
    assertEquals(1, wallet().sequence());
  }

  @Test
  void an_exchange_of_who_died_before_the_coins_arrived_is_completed_by_a_repeat() {
    creator.known().earned(100);
    IdempotentRequest<Exchange> request =
        IdempotentRequest.of(Exchange.TYPE, creator.account(), "key", "20");
    Embedded.LEDGER.open(
        creator.account(),
        request,
        (_, at) ->
            new Decision.Accept<>(
                new Exchange(request.id(), creator.id(), 20, 20, 10, 2, at, Optional.empty())));
    assertEquals(0, wallet().sequence());

    HttpAnswer repeat = exchange("key", 20).expect(201);

    assertTrue(repeat.isReplay());
    assertEquals("credited", repeat.get("status"));
    assertEquals(10, wallet().state().coins());
    assertEquals(80, creator.state().diamonds());
  }

  @Test
  void an_exchange_asked_for_twenty_times_at_once_happens_once() throws Exception {
    creator.known().earned(100);

    List<HttpAnswer> answers = AtOnce.call(20, () -> exchange("key", 20));

    assertEquals(List.of(201), answers.stream().map(HttpAnswer::status).distinct().toList());
    assertEquals(1, answers.stream().map(HttpAnswer::body).distinct().count());
    assertEquals(10, wallet().state().coins());
    assertEquals(1, wallet().sequence());
    assertEquals(80, creator.state().diamonds());
  }

  @Test
  void each_reason_to_refuse_an_exchange_has_its_code_and_changes_nothing() {
    exchange("key", 20).expect(422, "unknown_creator");
    creator.known().earned(100);
    exchange("key", 9).expect(422, "exchange_out_of_bounds");
    exchange("key", 102).expect(422, "insufficient_diamonds");
    new SpoiltBodies(Map.<String, Object>of("diamonds", 20), List.of(), List.of())
        .assertRefused(() -> api.post("/v1/exchanges").key("key"));
    api.post("/v1/exchanges").text("{\"diamonds\":20}").expect(400, "idempotency_key_required");
    Embedded.LEDGER.append(
        wallet().account(), new WalletFrozen(new OperatorAction("fraud", "ann", "T-1"))::movement);
    HttpAnswer frozen = exchange("key", 20).expect(422, "wallet_frozen");
    creator.hold("review");
    assertEquals("review", exchange("key", 20).expect(422, "earnings_held").get("reason"));

    assertEquals("fraud", frozen.get("reason"));
    assertEquals(2, creator.sequence(), "earned, and put on hold");
    assertEquals(100, creator.state().diamonds());
    assertEquals(1, wallet().sequence());
  }

  @Test
  void a_payout_method_stays_with_its_provider_after_the_configuration_changed() {
    creator.known().earned(10_000);
    try (WithdrawHandler before =
        new WithdrawHandler(Embedded.environment("WithdrawFunction", "PAYOUT_PROVIDER", "other"))) {
      setPayoutMethod(before, "bank", "other", "other_bank").expect(200);
    }

    // From here on, new payout methods are the sandbox's.
    setPayoutMethod("new", "other", "other_bank").expect(422, "invalid_request");
    HttpAnswer answer = withdraw("key", 10_000, "bank").expect(201);

    Withdrawal withdrawal = creator.withdrawal(answer.text("id"));
    assertEquals("other", withdrawal.provider());
    assertEquals("other_bank", withdrawal.payoutToken());
  }

  @Test
  void creators_may_choose_among_several_preferred_providers() {
    creator.known().earned(1);
    try (WithdrawHandler both =
        new WithdrawHandler(
            Embedded.environment("WithdrawFunction", "PAYOUT_PROVIDER", "sandbox,other"))) {
      setPayoutMethod(both, "one", "other", "other_bank").expect(200);
      setPayoutMethod(both, "two", "sandbox", "sandbox_bank_ok").expect(200);
      setPayoutMethod(both, "three", "sandbox", "other_bank").expect(422, "invalid_request");
      HttpAnswer former =
          setPayoutMethod(both, "four", "former", "t").expect(422, "invalid_request");
      assertTrue(former.body().contains("must be sandbox or other"), former.body());
    }
  }

  @Test
  void a_payout_method_of_a_provider_that_is_not_on_board_is_unknown() {
    creator.known().earned(10_000);
    creator.paidTo(bank -> bank.provider("former"));

    assertRefused("unknown_payout_method", 10_000);
  }

  /** Whatever stands beside it in a list, which no rule of CloudFormation's can look into. */
  @ParameterizedTest
  @ValueSource(strings = {"sandbox", "other,sandbox", "sandbox,other"})
  void without_the_sandbox_on_board_no_function_starts_that_is_to_prefer_it(String preferred) {
    Map<String, String> environment = withoutSandbox(preferred);

    assertThrows(RuntimeException.class, () -> new WithdrawHandler(environment).close());
  }

  @Test
  void without_the_sandbox_on_board_no_payout_method_of_its_counts() {
    creator.known().earned(10_000);
    setBank("sandbox_bank_ok").expect(200);

    try (WithdrawHandler without = new WithdrawHandler(withoutSandbox("other"))) {
      setPayoutMethod(without, "two", "sandbox", "sandbox_bank_ok").expect(422, "invalid_request");
      new HttpApi(without)
          .as(creator.id())
          .post("/v1/withdrawals")
          .key("first")
          .json(Map.of("diamonds", 10_000, "payout_method", "bank"))
          .send()
          .expect(422, "unknown_payout_method");
    }
    withdraw("second", 10_000, "bank").expect(201);
  }

  private static Map<String, String> withoutSandbox(String preferred) {
    Map<String, String> environment =
        new HashMap<>(Embedded.environment("WithdrawFunction", "PAYOUT_PROVIDER", preferred));
    environment.put("WITH_SANDBOX", "false");
    return environment;
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "country", "identity"})
  void a_profile_without_what_decides_on_withdrawals_is_refused_until_it_is_mended(String name) {
    creator.known().earned(20_000);
    setBank("sandbox_bank_ok").expect(200);
    HttpAnswer first = withdraw("first", 10_000, "bank").expect(201);
    Item whole = Profiles.of(creator.id()).build().item();

    for (Item spoilt : spoilt(whole, name)) {
      Embedded.TABLE.replace(spoilt);
      HttpAnswer answer = withdraw("key", 10_000, "bank").expect(503, "creator_profile_invalid");
      assertEquals("1", answer.headers().get("Retry-After"));
      assertEquals(first.body(), withdraw("first", 10_000, "bank").expect(201).body());
      setBank("sandbox_bank_ok").expect(200);
    }

    assertEquals(10_000, creator.state().heldDiamonds());
    Embedded.TABLE.replace(whole);
    withdraw("key", 10_000, "bank").expect(201);
  }

  @Test
  void a_withdrawal_does_not_need_to_know_the_followers() {
    creator.known().earned(20_000);
    setBank("sandbox_bank_ok");

    for (Item spoilt : spoilt(Profiles.of(creator.id()).build().item(), "followers")) {
      Embedded.TABLE.replace(spoilt);
      withdraw(UUID.randomUUID().toString(), 10_000, "bank").expect(201);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"kind", "provider", "token", "verified", "nameMatches", "addedAt"})
  void a_payout_method_that_lacks_something_is_refused_until_it_is_stored_again(String name) {
    creator.known().earned(20_000);
    setBank("sandbox_bank_ok").expect(200);
    HttpAnswer first = withdraw("first", 10_000, "bank").expect(201);
    Item whole = PayoutMethods.bank(creator.id()).build().item();

    for (Item spoilt : spoilt(whole, name)) {
      Embedded.TABLE.replace(spoilt);
      HttpAnswer answer = withdraw("key", 10_000, "bank").expect(422, "payout_method_invalid");
      assertEquals("bank", answer.get("payout_method"));
      assertEquals(first.body(), withdraw("first", 10_000, "bank").expect(201).body());
    }

    setBank("sandbox_bank_ok").expect(200);
    withdraw("key", 10_000, "bank").expect(201);
  }

  /** An item without one of its attributes, and with another type of it. */
  private static List<Item> spoilt(Item whole, String name) {
    Map<String, Value> without = new HashMap<>(whole.attributes());
    without.remove(name);
    Map<String, Value> mistyped = new HashMap<>(without);
    mistyped.put(name, new Value.Many(List.of()));
    return List.of(new Item(without), new Item(mistyped));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"diamonds\":0,\"payout_method\":\"bank\"}",
        "{\"diamonds\":-1,\"payout_method\":\"bank\"}",
        "{\"diamonds\":10000.5,\"payout_method\":\"bank\"}",
        "{\"diamonds\":1e30,\"payout_method\":\"bank\"}",
        "{\"diamonds\":\"many\",\"payout_method\":\"bank\"}",
        "{\"payout_method\":\"bank\"}",
        "{\"diamonds\":10000}",
        "{\"diamonds\":10000,\"payout_method\":\"\"}",
        "{\"diamonds\":10000,\"payout_method\":\"Bank#1\"}",
      })
  void a_request_with_an_invalid_field_is_refused(String body) {
    post("key", body).expect(422, "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{"})
  void a_body_that_is_no_request_is_refused(String body) {
    post("key", body).expect(400, "malformed_body");
  }

  @Test
  void a_spoilt_withdrawal_or_payout_method_is_refused_and_named_and_changes_nothing() {
    creator.known().earned(20_000);
    setBank("sandbox_bank_ok");
    Optional<PayoutMethod> stored = payoutMethod("bank");
    var withdrawal = Map.<String, Object>of("diamonds", 10_000, "payout_method", "bank");
    var method = Map.<String, Object>of("provider", "sandbox", "token", "sandbox_bank_closed");

    new SpoiltBodies(withdrawal, List.of(), List.of())
        .assertRefused(() -> api.post("/v1/withdrawals").key("key"));
    new SpoiltBodies(method, List.of(), List.of())
        .assertRefused(() -> api.put("/v1/payout-methods/{id}", "bank"));

    assertEquals(1, creator.chain().size());
    assertEquals(stored, payoutMethod("bank"));
    withdraw("key", 10_000, "bank").expect(201);
  }

  @Test
  void a_withdrawal_without_a_key_is_refused() {
    api.post("/v1/withdrawals")
        .text("{\"diamonds\":10000,\"payout_method\":\"bank\"}")
        .expect(400, "idempotency_key_required");
  }

  @ParameterizedTest
  @CsvSource({
    "sandbox_bank_ok, true",
    "sandbox_bank_closed, true",
    "sandbox_bank_unverified, false",
  })
  void a_payout_method_is_as_verified_as_the_provider_says(String token, boolean verified) {
    creator.known().earned(1);

    HttpAnswer answer = setBank(token).expect(200);

    PayoutMethod stored = payoutMethod("bank").orElseThrow();
    String added = stored.addedAt().toString();
    assertEquals(
        Map.of(
            "id", "bank",
            "kind", "bank",
            "provider", "sandbox",
            "verified", verified,
            "name_matches", verified,
            "added_at", added,
            "usable_at", added),
        answer.json());
    assertEquals(
        PayoutMethods.bank(creator.id())
            .token(token)
            .verified(verified)
            .nameMatches(verified)
            .addedAt(stored.addedAt())
            .build(),
        stored);
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
      String id, String provider, String token, String field) {
    creator.known().earned(1);

    HttpAnswer answer = setPayoutMethod(id, provider, token).expect(422, "invalid_request");

    assertTrue(
        answer.list("errors").stream().anyMatch(error -> field.equals(error.get("field"))),
        answer::body);
    assertTrue(payoutMethod(id).isEmpty());
  }

  @Test
  void only_creators_have_payout_methods() {
    setBank("sandbox_bank_ok").expect(422, "unknown_creator");

    assertTrue(payoutMethod("bank").isEmpty());
  }

  @Test
  void payout_methods_are_listed_and_removed_and_say_nothing_of_their_tokens() {
    creator.known().earned(30_000);
    setBank("sandbox_bank_ok");
    setPayoutMethod("paypal", "sandbox", "sandbox_paypal_ok");
    withdraw("before", 10_000, "bank").expect(201);

    HttpAnswer both = api.get("/v1/payout-methods").expect(200);
    HttpAnswer one = api.delete("/v1/payout-methods/{id}", "bank").expect(200);

    assertEquals(
        List.of("bank", "paypal"),
        both.list("payout_methods").stream().map(method -> method.get("kind")).toList());
    assertFalse(both.body().contains("sandbox_paypal_ok"), both.body());
    assertEquals(
        List.of("paypal"),
        one.list("payout_methods").stream().map(method -> method.get("id")).toList());
    assertFalse(
        Embedded.TABLE
            .get(PayoutMethod.key(creator.id(), "bank"), true)
            .orElseThrow()
            .attributes()
            .containsKey("token"),
        "nothing is left of where it paid to");
    withdraw("after", 10_000, "bank").expect(422, "unknown_payout_method");
    withdraw("before", 10_000, "bank").expect(201);
    api.delete("/v1/payout-methods/{id}", "bank").expect(404, "not_found");
    new HttpApi(HANDLER)
        .as("somebody-else")
        .delete("/v1/payout-methods/{id}", "paypal")
        .expect(404, "not_found");
  }

  @Test
  void a_payout_method_is_new_when_it_pays_to_another_place_and_waits_three_days() {
    creator.known(profile -> profile.country("GB"));
    creator.at(Instant.now().minus(Duration.ofDays(30))).earned(50_000);
    creator.paidTo(bank -> bank);

    // The same place, as the provider sees it now: nothing changes.
    setBank("sandbox_bank_ok");
    assertEquals(Instant.EPOCH, payoutMethod("bank").orElseThrow().addedAt());
    withdraw("same", 10_000, "bank").expect(201);

    setBank("sandbox_bank_closed");
    PayoutMethod replaced = payoutMethod("bank").orElseThrow();
    HttpAnswer refused =
        withdraw("another", 10_000, "bank").expect(422, "payout_method_not_usable_yet");
    assertEquals(
        replaced.addedAt().plus(Duration.ofHours(72)).toString(), refused.get("usable_at"));

    // Removed and stored again it has waited for nothing.
    creator.paidTo(bank -> bank);
    api.delete("/v1/payout-methods/{id}", "bank").expect(200);
    setBank("sandbox_bank_ok");
    withdraw("again", 10_000, "bank").expect(422, "payout_method_not_usable_yet");
  }

  @Test
  void a_creator_has_twenty_names_for_payout_methods_and_no_more() {
    creator.known().earned(1);
    for (int number = 1; number <= 20; number++) {
      setPayoutMethod("bank-" + number, "sandbox", "sandbox_bank_ok").expect(200);
    }
    api.delete("/v1/payout-methods/{id}", "bank-7").expect(200);

    setPayoutMethod("bank-21", "sandbox", "sandbox_bank_ok").expect(422, "too_many_payout_methods");
    setPayoutMethod("bank-1", "sandbox", "sandbox_bank_closed").expect(200);
    setPayoutMethod("bank-7", "sandbox", "sandbox_bank_ok").expect(200);
  }

  @Test
  void of_names_that_are_given_at_once_twenty_are_and_none_is_left_out_of_the_list()
      throws Exception {
    creator.known().earned(1);
    List<Callable<HttpAnswer>> adding = new ArrayList<>();
    for (int number = 1; number <= 30; number++) {
      String id = "bank-" + number;
      adding.add(() -> setPayoutMethod(id, "sandbox", "sandbox_bank_ok"));
    }

    List<HttpAnswer> answers = AtOnce.call(adding);

    Set<String> added = new TreeSet<>();
    for (HttpAnswer answer : answers) {
      if (answer.status() == 200) added.add(answer.text("id"));
      else answer.expect(422, "too_many_payout_methods");
    }
    assertEquals(20, added.size());
    assertEquals(
        List.copyOf(added),
        api.get("/v1/payout-methods").expect(200).list("payout_methods").stream()
            .map(method -> method.get("id"))
            .toList());
  }

  @Test
  void a_quote_is_what_is_requested_then() {
    creator.known().earned(30_001);
    setPayoutMethod("paypal", "sandbox", "sandbox_paypal_ok");

    HttpAnswer quote = quote(20_001, "paypal").expect(200);

    assertEquals(money(10_000), quote.get("gross"));
    assertEquals(money(200), quote.get("fee"));
    assertEquals(money(9_800), quote.get("amount"));
    assertEquals(20_000, quote.get("diamonds"));
    assertEquals(Map.of("amount", 1, "currency", "USD", "diamonds", 2), quote.get("diamond_rate"));
    assertEquals(30_001, quote.get("available_diamonds"));
    assertEquals(10_001, quote.get("remaining_diamonds"));
    assertEquals(0, quote.get("immature_diamonds"));
    assertEquals(money(5_000), quote.get("minimum"));
    assertEquals(money(100_000), quote.get("weekly_maximum"));
    assertEquals(money(90_200), quote.get("weekly_remaining"));
    assertEquals(1, creator.sequence());

    HttpAnswer requested = withdraw("key", 20_001, "paypal", 9_800, "USD").expect(201);

    for (String figure : List.of("gross", "fee", "amount", "diamonds", "policy_version")) {
      assertEquals(quote.get(figure), requested.get(figure), figure);
    }
    assertEquals(10_001, creator.state().diamonds());
    assertEquals(9_800, creator.state().withdrawn().minor());
    creator.chain();
  }

  @Test
  void a_quote_is_refused_as_the_request_would_be() {
    creator.known().earned(10_000);
    quote(10_000, "bank").expect(422, "unknown_payout_method");
    setBank("sandbox_bank_ok");

    quote(10_001, "bank").expect(422, "insufficient_diamonds");
    quote(9_999, "bank").expect(422, "below_minimum_withdrawal");
    api.post("/v1/withdrawals/quote")
        .text("{\"diamonds\":0,\"payout_method\":\"bank\"}")
        .expect(422, "invalid_request");
  }

  @Test
  void another_amount_than_was_shown_is_not_paid() {
    creator.known().earned(20_000);
    setBank("sandbox_bank_ok");

    HttpAnswer answer = withdraw("key", 10_000, "bank", 4_999, "USD").expect(409, "amount_changed");

    assertEquals(money(4_999), answer.get("amount"));
    assertEquals(money(5_000), answer.get("amount_now"));
    withdraw("key", 10_000, "bank", 5_000, "GBP").expect(409, "amount_changed");
    assertEquals(1, creator.sequence());
    withdraw("key", 10_000, "bank", 5_000, "USD").expect(201);
    withdraw("key", 10_000, "bank", 5_001, "USD").expect(409, "idempotency_key_reused");
    withdraw("key", 10_000, "bank").expect(409, "idempotency_key_reused");
  }

  @Test
  void diamonds_are_withdrawn_seven_days_after_they_were_earned() {
    creator.known(profile -> profile.country("GB"));
    creator.paidTo(bank -> bank);
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Instant young = now.minus(Duration.ofDays(6));
    creator.at(now.minus(Duration.ofDays(8))).earned(15_000);
    creator.at(now.minus(Duration.ofDays(7).minusMinutes(5))).earned(5_000);
    creator.at(young).earned(10_000);

    HttpAnswer quote = quote(15_000, "bank").expect(200);
    assertEquals(15_000, quote.get("available_diamonds"));
    assertEquals(15_000, quote.get("immature_diamonds"));
    assertEquals(young.plus(Duration.ofDays(7)).toString(), quote.get("mature_at"));

    HttpAnswer soon = withdraw("key", 15_001, "bank").expect(422, "insufficient_diamonds");
    assertEquals(15_000, soon.get("available_diamonds"));
    assertEquals(15_000, soon.get("immature_diamonds"));
    assertEquals(now.plus(Duration.ofMinutes(5)).toString(), soon.get("available_at"));
    HttpAnswer exchanged = exchange("key", 15_001).expect(422, "insufficient_diamonds");
    assertEquals(now.plus(Duration.ofMinutes(5)).toString(), exchanged.get("available_at"));
    HttpAnswer never = withdraw("key", 30_001, "bank").expect(422, "insufficient_diamonds");
    assertFalse(never.body().contains("available_at"), never.body());

    String id = withdraw("key", 15_000, "bank").expect(201).text("id");
    withdraw("more", 10_000, "bank").expect(422, "insufficient_diamonds");
    // What comes back was mature, and is.
    cancel(id).expect(200);
    withdraw("more", 15_000, "bank").expect(201);
    creator.chain();
  }

  /** By one payout method, by two of one provider, and by those of two. */
  @ParameterizedTest
  @ValueSource(strings = {"bank", "paypal", "other"})
  void a_hundred_at_once_of_which_a_week_admits_three_are_three(String second) throws Exception {
    creator.known().earned(100 * 60_000);
    setBank("sandbox_bank_ok");
    setPayoutMethod("paypal", "sandbox", "sandbox_paypal_ok");
    try (WithdrawHandler other =
        new WithdrawHandler(Embedded.environment("WithdrawFunction", "PAYOUT_PROVIDER", "other"))) {
      setPayoutMethod(other, "other", "other", "other_bank").expect(200);
    }

    // $300 each, or $294 through PayPal, of $1,000.
    List<Callable<HttpAnswer>> requests = new ArrayList<>();
    for (int index = 0; index < 100; index++) {
      String key = "key-" + index;
      String method = index % 2 == 1 ? second : "bank";
      requests.add(() -> withdraw(key, 60_000, method));
    }
    List<String> codes = AtOnce.call(requests).stream().map(HttpAnswer::code).toList();

    assertEquals(3, Collections.frequency(codes, ""), codes::toString);
    assertEquals(97, Collections.frequency(codes, "weekly_limit_exceeded"), codes::toString);
    assertEquals(180_000, creator.state().heldDiamonds());
    assertEquals(4, creator.chain().size());
  }

  @Test
  void what_is_cancelled_comes_back_once_with_the_weeks_limit() throws Exception {
    creator.known().earned(200_000);
    setBank("sandbox_bank_ok");
    String id = withdraw("key", 200_000, "bank").expect(201).text("id");
    withdraw("another", 10_000, "bank").expect(422, "insufficient_diamonds");

    List<HttpAnswer> answers = AtOnce.call(20, () -> cancel(id));

    assertEquals(1, answers.stream().map(HttpAnswer::body).distinct().count());
    HttpAnswer cancelled = answers.getFirst().expect(200);
    assertEquals("failed", cancelled.get("status"));
    assertEquals("cancelled", cancelled.get("failure_reason"));
    assertEquals(200_000, creator.state().diamonds());
    assertEquals(0, creator.state().heldDiamonds());
    assertEquals(3, creator.chain().size());
    // The key is good for ever; the limit of the week is free again.
    withdraw("key", 200_000, "bank").expect(201);
    withdraw("another", 200_000, "bank").expect(201);
  }

  @Test
  void what_the_provider_may_know_of_is_not_cancelled() {
    creator.known().earned(20_000);
    setBank("sandbox_bank_ok");
    String id = withdraw("key", 10_000, "bank").expect(201).text("id");
    assertEquals(
        Optional.empty(), Embedded.LEDGER.advance(creator.withdrawal(id).submitted(Instant.now())));

    HttpAnswer answer = cancel(id).expect(409, "withdrawal_not_cancellable");

    assertEquals("submitted", answer.get("withdrawal_status"));
    assertEquals(10_000, creator.state().heldDiamonds());
    assertEquals(2, creator.sequence());
    new HttpApi(HANDLER)
        .as("somebody-else")
        .post("/v1/withdrawals/{id}/cancel", id)
        .expect(404, "not_found");
    cancel("no-such-id").expect(404, "not_found");
    api.post("/v1/withdrawals/{id}/cancel", id)
        .json(Map.of("diamonds", 5))
        .expect(400, "malformed_body");
  }

  @Test
  void of_a_cancellation_and_what_submits_it_one_comes_first() throws Exception {
    creator.known().earned(200_000);
    setBank("sandbox_bank_ok");
    for (int round = 0; round < 10; round++) {
      Withdrawal requested =
          creator.withdrawal(withdraw("key-" + round, 10_000, "bank").expect(201).text("id"));
      List<Callable<Boolean>> both =
          List.of(
              () -> cancel(requested.id()).status() == 200,
              () -> Embedded.LEDGER.advance(requested.submitted(Instant.now())).isEmpty());

      List<Boolean> done = AtOnce.call(both);

      assertTrue(done.get(0) ^ done.get(1), done::toString);
      assertEquals(
          done.get(0) ? Withdrawal.Status.FAILED : Withdrawal.Status.SUBMITTED,
          creator.withdrawal(requested.id()).status());
    }
    creator.chain();
  }

  @Test
  void one_that_has_ended_and_whose_status_was_set_back_is_not_cancelled() {
    creator.known().earned(20_000);
    setBank("sandbox_bank_ok");
    String id = withdraw("key", 10_000, "bank").expect(201).text("id");
    withdraw("other", 10_000, "bank").expect(201);
    Item requested = Embedded.TABLE.get(creator.withdrawal(id).key(), true).orElseThrow();
    cancel(id).expect(200);
    Embedded.TABLE.replace(requested);

    assertEquals(503, cancel(id).status());
    assertEquals(10_000, creator.state().heldDiamonds());
    assertEquals(4, creator.sequence());
  }

  @Test
  void a_withdrawal_keeps_the_token_it_was_requested_with() {
    creator.known().earned(10_000);
    setBank("sandbox_bank_ok");
    HttpAnswer answer = withdraw("key", 10_000, "bank");

    setBank("sandbox_bank_closed");

    assertEquals("sandbox_bank_ok", creator.withdrawal(answer.text("id")).payoutToken());
  }

  @Test
  void a_payout_provider_that_does_not_exist_stops_the_start() {
    Map<String, String> environment =
        Embedded.environment("WithdrawFunction", "PAYOUT_PROVIDER", "sandbx");

    Exception fault =
        assertThrows(RuntimeException.class, () -> new WithdrawHandler(environment).close());

    assertTrue(
        String.valueOf(fault.getMessage()).contains("PAYOUT_PROVIDER is \"sandbx\""),
        fault.getMessage());
  }

  private static Map<String, Object> money(long minor) {
    return Map.of("amount", (int) minor, "currency", "USD");
  }

  private HttpAnswer cancel(String id) {
    return api.post("/v1/withdrawals/{id}/cancel", id).send();
  }

  private HttpAnswer quote(long diamonds, String method) {
    return api.post("/v1/withdrawals/quote")
        .json(Map.of("diamonds", diamonds, "payout_method", method))
        .send();
  }

  private HttpAnswer withdraw(
      String key, long diamonds, String method, long amount, String currency) {
    return api.post("/v1/withdrawals")
        .key(key)
        .json(
            Map.of(
                "diamonds", diamonds,
                "payout_method", method,
                "amount", Map.of("amount", amount, "currency", currency)))
        .send();
  }

  /** A creator in Brazil, who could be paid for long, and earned so many days ago. */
  private void inBrazil(int days) {
    Instant then = Instant.now().minus(Duration.ofDays(days));
    creator.known(profile -> profile.country("BR")).paidTo(bank -> bank.addedAt(then));
    creator.at(then).earned(100_000);
  }

  /** A creator in Germany, who could be paid for long. */
  private void inGermany() {
    Instant then = Instant.now().minus(Duration.ofDays(30));
    creator.known(profile -> profile.country("DE")).paidTo(bank -> bank.addedAt(then));
  }

  /** A viewer who bought their first coins so many days ago. */
  private static Viewer older(int days) {
    return older(days, new Viewer());
  }

  private static Viewer older(int days, Viewer viewer) {
    return viewer.at(Instant.now().minus(Duration.ofDays(days))).recharge(100_000);
  }

  private void give(Viewer viewer, int daysAgo, long coins) {
    give(creator, viewer, daysAgo, coins);
  }

  private static void give(Creator to, Viewer viewer, int daysAgo, long coins) {
    Instant then = Instant.now().minus(Duration.ofDays(daysAgo));
    Gift gift = viewer.at(then).send(Gifts.sent().to(to.id()).roses(coins));
    to.at(then).convert(List.of(gift));
  }

  /** Recognition counts what a creator was given. */
  private static void count(String creator) {
    new Recognition(
            Embedded.TABLE,
            new TableScan(Embedded.AWS.dynamoDb(), Embedded.AWS.tableName()),
            new RecognitionRows(Embedded.AWS.dynamoDb(), Embedded.AWS.tableName("Recognition")),
            InstantSource.system(),
            (lost, attempt) -> true,
            Format.CURRENT)
        .fold(creator);
  }

  /** Recognition's table is new, and counts nothing of a creator yet. */
  private static void forget(String creator) {
    Embedded.AWS
        .dynamoDb()
        .deleteItem(
            delete ->
                delete
                    .tableName(Embedded.AWS.tableName("Recognition"))
                    .key(
                        Map.of(
                            "PK", AttributeValue.fromS("FANS#" + creator),
                            "SK", AttributeValue.fromS("PROGRESS"))));
  }

  private void assertRefused(String code, long diamonds) {
    withdraw(UUID.randomUUID().toString(), diamonds, "bank").expect(422, code);
  }

  private Optional<PayoutMethod> payoutMethod(String id) {
    return Embedded.TABLE.get(PayoutMethod.key(creator.id(), id), true).map(PayoutMethod::of);
  }

  private HttpAnswer setBank(String token) {
    return setPayoutMethod("bank", "sandbox", token);
  }

  private HttpAnswer setPayoutMethod(String id, String provider, String token) {
    return setPayoutMethod(HANDLER, id, provider, token);
  }

  private HttpAnswer setPayoutMethod(
      WithdrawHandler asked, String id, String provider, String token) {
    return new HttpApi(asked)
        .as(creator.id())
        .put("/v1/payout-methods/{id}", id)
        .json(Map.of("provider", provider, "token", token))
        .send();
  }

  private HttpAnswer exchange(String key, long diamonds) {
    return api.post("/v1/exchanges").key(key).json(Map.of("diamonds", diamonds)).send();
  }

  /** The creator's own wallet. */
  private Viewer wallet() {
    return new Viewer(creator.id());
  }

  private HttpAnswer withdraw(String key, long diamonds, String method) {
    return post(key, Json.write(Map.of("diamonds", diamonds, "payout_method", method))).send();
  }

  private HttpRequest post(String key, String body) {
    return api.post("/v1/withdrawals").key(key).text(body);
  }
}

package io.giftledger.sendgift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.policy.Market;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.economy.wallet.Budget;
import io.giftledger.economy.wallet.BudgetSet;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.GiftSent;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Value;
import io.giftledger.testkit.AtOnce;
import io.giftledger.testkit.CountedLines;
import io.giftledger.testkit.Creator;
import io.giftledger.testkit.Embedded;
import io.giftledger.testkit.HttpAnswer;
import io.giftledger.testkit.HttpApi;
import io.giftledger.testkit.HttpRequest;
import io.giftledger.testkit.Json;
import io.giftledger.testkit.Profiles;
import io.giftledger.testkit.SpoiltBodies;
import io.giftledger.testkit.SpoiltRecords;
import io.giftledger.testkit.TestPolicy;
import io.giftledger.testkit.Viewer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crac.Core;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendGiftHandlerTest {

  @AutoClose
  private static final SendGiftHandler HANDLER =
      new SendGiftHandler(Embedded.environment("SendGiftFunction"));

  private final Viewer viewer = new Viewer();
  private final Creator creator = new Creator();
  private final HttpApi api = new HttpApi(HANDLER).as(viewer.id());

  @Test
  void a_gift_is_sent_and_answered() {
    viewer.recharge(100);
    creator.known();

    HttpAnswer answer = send("key", gift("panda", 3)).expect(201);

    assertFalse(answer.isReplay());
    Map<String, Object> body = new HashMap<>(answer.json());
    Gift stored = viewer.gift((String) body.remove("id"));
    assertEquals(
        Map.ofEntries(
            Map.entry("status", "sent"),
            Map.entry("creator", creator.id()),
            Map.entry("gift", "panda"),
            Map.entry("quantity", 3),
            Map.entry("live_stream", "stream-1"),
            Map.entry("coins", 15),
            Map.entry("points", 15),
            Map.entry("price", Map.of("amount", 20, "currency", "USD")),
            Map.entry("wallet_coins", 85),
            Map.entry("policy_version", 1),
            Map.entry("combo", Map.of("id", stored.id(), "count", 3)),
            Map.entry("level_reached", 1),
            Map.entry("sent_at", stored.sentAt().toString())),
        body);
    assertEquals(85, viewer.coins());
    assertEquals(5_000, stored.commissionBasisPoints());
  }

  /** A combo is the wallet's: it is the same whichever device, and function, a tap goes through. */
  @Test
  void taps_from_two_devices_with_a_recharge_between_are_one_combo_and_a_repeat_says_the_same()
      throws Exception {
    viewer.recharge(100);
    creator.known();
    try (var other = new SendGiftHandler(Embedded.environment("SendGiftFunction"))) {
      HttpApi tablet = new HttpApi(other).as(viewer.id());
      HttpAnswer first = send("one", gift("rose", 8)).expect(201);
      viewer.recharge(100);
      HttpAnswer second =
          tablet.post("/v1/gifts").key("two").json(gift("rose", 1)).send().expect(201);
      HttpAnswer third = send("three", gift("rose", 3)).expect(201);
      HttpAnswer elsewhere = send("four", gift("panda", 1)).expect(201);
      HttpAnswer again = send("three", gift("rose", 3)).expect(201);

      String id = first.text("id");
      assertEquals(Map.of("id", id, "count", 8), first.get("combo"));
      assertEquals(Map.of("id", id, "count", 9), second.get("combo"));
      assertEquals(Map.of("id", id, "count", 12, "milestone", 10), third.get("combo"));
      assertEquals(Map.of("id", elsewhere.text("id"), "count", 1), elsewhere.get("combo"));
      assertTrue(again.isReplay());
      assertEquals(third.body(), again.body());
    }
  }

  @Test
  void a_gift_that_comes_too_late_is_refused_unless_it_has_happened() {
    viewer.recharge(100);
    creator.known();
    Map<String, Object> late = new HashMap<>(gift("rose", 1));
    late.put("expires_at", "2026-01-01T00:00:00Z");
    Map<String, Object> inTime = new HashMap<>(gift("rose", 1));
    inTime.put("expires_at", "2099-01-01T00:00:00.5Z");

    assertRefused("gift_expired", send("key", late));
    send("key", inTime).expect(201);
    assertTrue(send("key", late).expect(201).isReplay());
    for (String none : List.of("2026-02-30T00:00:00Z", "2026-01-01", "soon", "")) {
      late.put("expires_at", none);
      HttpAnswer answer = send("key", late).expect(422, "invalid_request");
      assertEquals("expires_at", answer.list("errors").getFirst().get("field"));
    }
    assertEquals(2, viewer.chain().size());
  }

  @Test
  void a_record_that_cannot_be_read_stops_the_repeat_and_sends_nothing() {
    viewer.recharge(100);
    creator.known();
    HttpAnswer first = send("key", gift("panda", 3)).expect(201);
    Item honest = Embedded.TABLE.get(viewer.gift(first.text("id")).key(), true).orElseThrow();

    Stream.concat(SpoiltRecords.mistyped(honest), SpoiltRecords.lacking(honest))
        .forEach(
            spoilt -> {
              Embedded.TABLE.replace(spoilt);
              send("key", gift("panda", 3)).expect(503, "account_stopped");
            });

    assertEquals(85, viewer.coins());
  }

  /** Its place is its own word; what has followed from it cannot have lost that. */
  @Test
  void a_converted_gift_whose_record_names_another_place_is_not_sent_again() {
    viewer.recharge(100);
    creator.known();
    HttpAnswer first = send("key", gift("panda", 3)).expect(201);
    Item honest = Embedded.TABLE.get(viewer.gift(first.text("id")).key(), true).orElseThrow();
    for (long place : List.of(1L, 77L, 0L, -1L)) {
      Embedded.TABLE.replace(
          honest.toBuilder().number("entry", place).text("status", "CONVERTED").build());

      send("key", gift("panda", 3)).expect(503, "account_stopped");
    }
    assertEquals(85, viewer.coins());
  }

  @Test
  void null_is_no_price_and_no_target() {
    viewer.recharge(100);
    creator.known();
    for (String member : List.of("coins", "video")) {
      String nothing = Json.write(gift("rose", 1)).replace("}", ",\"" + member + "\":null}");

      HttpAnswer answer = post("key").text(nothing).send().expect(422, "invalid_request");

      assertEquals(member, answer.list("errors").getFirst().get("field"));
    }
    assertNothingHappened();
  }

  @Test
  void a_gift_for_a_video_names_the_video() {
    viewer.recharge(100);
    creator.known();

    HttpAnswer answer =
        send("key", Map.of("creator", creator.id(), "gift", "rose", "quantity", 1, "video", "v-1"));

    assertEquals("v-1", answer.get("video"));
    assertFalse(answer.json().containsKey("live_stream"));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void a_quantity_below_one_is_invalid(long quantity) {
    viewer.recharge(100);
    creator.known();

    send("key", gift("rose", quantity)).expect(422, "invalid_request");

    assertNothingHappened();
  }

  @Test
  void a_quantity_of_a_million_millions_is_too_large() {
    viewer.recharge(100);
    creator.known();

    assertRefused("quantity_too_large", send("key", gift("rose", 1_000_000_000_000L)));
    assertRefused("quantity_too_large", send("key", gift("lion", 999_999_999_999_999_999L)));
    send("first", gift("rose", 1)).expect(201);
    send("key", gift("rose", Long.MAX_VALUE)).expect(422, "quantity_too_large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.5", "0.999", "\"many\"", "1e400", "99999999999999999999", "{}", "null"})
  void a_quantity_that_is_no_whole_number_is_malformed(String quantity) {
    viewer.recharge(100);
    creator.known();
    String body =
        """
        {"creator":"%s","gift":"rose","quantity":%s,"live_stream":"stream-1"}\
        """
            .formatted(creator.id(), quantity);

    HttpAnswer answer = post("key").text(body).send();

    assertTrue(answer.status() == 400 || answer.status() == 422, answer.toString());
    assertNothingHappened();
  }

  @Test
  void an_unknown_gift_is_refused() {
    viewer.recharge(100);
    creator.known();

    assertRefused("unknown_gift", send("key", gift("unicorn", 1)));
  }

  @Test
  void an_unknown_creator_is_refused() {
    viewer.recharge(100);

    assertRefused("unknown_creator", send("key", gift("rose", 1)));
    assertRefused(
        "unknown_creator",
        send("key", Map.of("creator", "no#one", "gift", "rose", "quantity", 1, "video", "v-1")));
  }

  @Test
  void a_gift_to_oneself_is_refused() {
    viewer.recharge(100);
    Embedded.TABLE.replace(Profiles.of(viewer.id()).build().item());

    assertRefused(
        "gift_to_self",
        send("key", Map.of("creator", viewer.id(), "gift", "rose", "quantity", 1, "video", "v-1")));
  }

  @Test
  void a_creator_with_999_followers_cannot_receive() {
    viewer.recharge(100);
    creator.known(profile -> profile.followers(999));

    assertRefused("creator_not_eligible", send("key", gift("rose", 1)));
  }

  @Test
  void a_suspended_creator_cannot_receive() {
    viewer.recharge(100);
    creator.known(profile -> profile.suspended());

    assertRefused("creator_not_eligible", send("key", gift("rose", 1)));
  }

  @ParameterizedTest
  @CsvSource({"followers, flag", "followers, ''", "status, text", "status, ''"})
  void a_profile_without_what_decides_on_gifts_is_no_fault_of_the_viewer(String name, String type) {
    viewer.recharge(100);
    creator.known();
    spoilProfile(name, type);

    HttpAnswer answer = send("key", gift("rose", 1)).expect(503, "creator_profile_invalid");

    assertEquals("1", answer.headers().get("Retry-After"));
    assertNothingHappened();
    creator.known();
    send("key", gift("rose", 1)).expect(201);
  }

  @ParameterizedTest
  @CsvSource({"country, flag", "country, ''", "identity, flag", "identity, ''"})
  void a_profile_without_what_gifts_do_not_need_is_as_good_as_any(String name, String type) {
    viewer.recharge(100);
    creator.known();
    spoilProfile(name, type);

    send("key", gift("rose", 1)).expect(201);
  }

  @Test
  void a_repeat_does_not_need_the_profile() {
    viewer.recharge(100);
    creator.known();
    HttpAnswer first = send("key", gift("rose", 1)).expect(201);
    spoilProfile("followers", "");

    try (var started = new SendGiftHandler(Embedded.environment("SendGiftFunction"))) {
      HttpRequest again = new HttpApi(started).as(viewer.id()).post("/v1/gifts").key("key");

      assertEquals(first.body(), again.json(gift("rose", 1)).expect(201).body());
    }
  }

  /** Puts a profile of which an attribute is of another type, or is missing. */
  private void spoilProfile(String name, String type) {
    Map<String, Value> profile =
        new HashMap<>(Profiles.of(creator.id()).build().item().attributes());
    switch (type) {
      case "flag" -> profile.put(name, new Value.Flag(true));
      case "text" -> profile.put(name, new Value.Text("true"));
      default -> profile.remove(name);
    }
    Embedded.TABLE.replace(new Item(profile));
  }

  @Test
  void a_gift_names_either_a_live_stream_or_a_video() {
    viewer.recharge(100);
    creator.known();
    Map<String, Object> neither = Map.of("creator", creator.id(), "gift", "rose", "quantity", 1);
    Map<String, Object> both = new HashMap<>(neither);
    both.putAll(Map.of("live_stream", "stream-1", "video", "v-1"));

    for (Map<String, Object> body : List.of(neither, both)) {
      send("key", body).expect(422, "invalid_request");
    }
    assertNothingHappened();
  }

  @Test
  void a_gift_that_costs_more_than_the_wallet_has_changes_nothing() {
    viewer.recharge(4);
    creator.known();

    HttpAnswer answer = send("key", gift("panda", 1)).expect(422, "insufficient_coins");

    assertEquals(5, answer.get("coins"));
    assertEquals(4, answer.get("wallet_coins"));
    assertEquals(1, viewer.chain().size());
  }

  @Test
  void a_viewer_who_never_bought_coins_cannot_send_a_gift() {
    creator.known();

    send("key", gift("rose", 1)).expect(422, "insufficient_coins");
    assertEquals(List.of(), viewer.chain());
  }

  @Test
  void the_same_request_again_is_answered_as_the_first() {
    viewer.recharge(5);
    creator.known();
    HttpAnswer first = send("key", gift("panda", 1));

    HttpAnswer again = send("key", gift("panda", 1)).expect(201);

    assertEquals(first.body(), again.body());
    assertTrue(again.isReplay());
    assertEquals(2, viewer.chain().size());
  }

  @Test
  void a_key_is_good_for_one_request() {
    viewer.recharge(100);
    creator.known();
    send("key", gift("panda", 1));

    for (Map<String, Object> other :
        List.of(gift("rose", 1), gift("panda", 2), gift("unicorn", 1))) {
      send("key", other).expect(409, "idempotency_key_reused");
    }
    assertEquals(95, viewer.coins());
  }

  @Test
  void without_a_key_or_a_user_nothing_is_sent() {
    viewer.recharge(100);
    creator.known();
    Map<String, Object> rose = gift("rose", 1);

    api.post("/v1/gifts").json(rose).expect(400, "idempotency_key_required");
    send("k".repeat(256), rose).expect(400, "idempotency_key_invalid");
    send("k".repeat(255), rose).expect(201);
    new HttpApi(HANDLER).post("/v1/gifts").key("key").json(rose).expect(401, "unauthorized");
    api.as("no user")
        .post("/v1/gifts")
        .key("key")
        .json(rose)
        .expect(403, "account_id_not_supported");
    assertEquals(99, viewer.coins());
  }

  @Test
  void the_same_post_fifty_times_at_once_happens_once_and_answers_the_same() throws Exception {
    viewer.recharge(100);
    creator.known();

    List<HttpAnswer> answers = AtOnce.call(50, () -> send("key", gift("panda", 2)));

    assertEquals(1, answers.stream().map(HttpAnswer::body).distinct().count());
    assertTrue(answers.stream().allMatch(answer -> answer.status() == 201));
    assertEquals(49, answers.stream().filter(HttpAnswer::isReplay).count());
    assertEquals(90, viewer.coins());
    assertEquals(2, viewer.chain().size());
  }

  @Test
  void eighty_gifts_at_once_from_a_wallet_that_pays_for_forty() throws Exception {
    viewer.recharge(40);
    creator.known();

    List<HttpAnswer> answers =
        AtOnce.call(
            IntStream.range(0, 80)
                .<Callable<HttpAnswer>>mapToObj(
                    number -> () -> post("key-" + number).json(gift("rose", 1)).untilAnswered())
                .toList());

    assertEquals(40, answers.stream().filter(answer -> answer.status() == 201).count());
    assertEquals(
        40, answers.stream().filter(answer -> answer.code().equals("insufficient_coins")).count());
    assertEquals(0, viewer.coins());
    List<Entry<Wallet>> chain = viewer.chain();
    assertEquals(41, chain.size());
    assertEquals(41, chain.stream().map(Entry::ref).distinct().count());
    assertEquals(40, chain.getLast().state().spent().coins().inMonth());
  }

  @Test
  void a_repeat_shows_the_price_in_money_that_the_first_one_showed() {
    viewer.recharge(100);
    creator.known();
    Map<String, Object> rose = gift("rose", 100);
    HttpAnswer first = from(viewer, "JP").json(rose).expect(201);
    assertEquals(Map.of("amount", 190, "currency", "JPY"), first.get("price"));

    HttpAnswer again = from(viewer, "KW").json(rose).expect(201);

    assertTrue(again.isReplay());
    assertEquals(first.body(), again.body());
  }

  private HttpRequest from(Viewer sender, String country) {
    return api.claiming(Map.of("sub", sender.id(), "country", country))
        .post("/v1/gifts")
        .key("key")
        .header("content-type", "application/json");
  }

  @Test
  void gifts_reach_the_limit_of_the_viewers_group_and_no_further() {
    viewer.recharge(6_000_000);
    creator.known();
    send("a", gift("castle-fantasy", 25)).expect(201);

    HttpAnswer refused = send("b", gift("rose", 1)).expect(422, "gift_limit_exceeded");

    String tomorrow = LocalDate.now(ZoneOffset.UTC).plusDays(1) + "T00:00:00Z";
    assertEquals("day", refused.get("period"));
    assertEquals(500_000, refused.get("limit"));
    assertEquals(500_000, refused.get("spent"));
    assertEquals(0, refused.get("remaining"));
    assertEquals(tomorrow, refused.get("resets_at"));
    assertEquals(2, viewer.chain().size());
    assertTrue(send("a", gift("castle-fantasy", 25)).expect(201).isReplay());
  }

  @Test
  void who_is_verified_may_spend_more_and_who_is_under_age_nothing() {
    Viewer verified = new Viewer();
    Viewer minor = new Viewer();
    Viewer unclear = new Viewer();
    creator.known();
    Embedded.TABLE.replace(new ViewerProfile(verified.id(), "US", "adult", true).item());
    Embedded.TABLE.replace(new ViewerProfile(minor.id(), "US", "minor", true).item());
    Embedded.TABLE.replace(
        Item.builder(ViewerProfile.key(unclear.id())).text("country", "US").build());
    for (Viewer sender : List.of(verified, minor, unclear)) sender.recharge(600_000);
    Map<String, Object> castles = gift("castle-fantasy", 26);

    from(verified, "US").json(castles).expect(201);
    from(minor, "US").json(castles).expect(422, "spending_not_allowed");
    from(unclear, "US").json(castles).expect(503, "viewer_profile_invalid");

    assertEquals(600_000, minor.coins());
    assertEquals(600_000, unclear.coins());
  }

  @Test
  void a_budget_is_set_exceeded_and_lifted_from_the_next_month_on() {
    viewer.recharge(100);
    creator.known();

    assertEquals(Map.of("coins_per_month", 10), setBudget("{\"coins_per_month\":10}").json());
    send("a", gift("panda", 2)).expect(201);

    HttpAnswer refused = send("b", gift("rose", 1)).expect(422, "budget_exceeded");
    assertEquals(1, refused.get("coins"));
    assertEquals(10, refused.get("spent_this_month"));
    assertEquals(10, refused.get("coins_per_month"));

    String next = YearMonth.now(ZoneOffset.UTC).plusMonths(1).toString();
    assertEquals(
        Map.of("coins_per_month", 10, "next_budget", Map.of("month", next, "lifted", true)),
        setBudget("{\"coins_per_month\":null}").json());
    send("b", gift("rose", 1)).expect(422, "budget_exceeded");
    assertEquals(
        Map.of(
            "coins_per_month",
            10,
            "next_budget",
            Map.of("month", next, "coins_per_month", 11, "lifted", false)),
        setBudget("{\"coins_per_month\":11}").json());
    send("b", gift("rose", 1)).expect(422, "budget_exceeded");
    assertEquals(
        List.of(Recharged.KIND, BudgetSet.KIND, GiftSent.KIND, BudgetSet.KIND, BudgetSet.KIND),
        viewer.chain().stream().map(Entry::kind).toList());
    assertEquals(
        List.of(OptionalLong.of(10), OptionalLong.empty(), OptionalLong.of(11)),
        viewer.chain().stream()
            .filter(entry -> entry.kind().equals(BudgetSet.KIND))
            .map(entry -> entry.details().findNumber("budgetCoins"))
            .toList());
  }

  @Test
  void a_budget_that_stands_already_adds_no_entry() {
    for (int time = 0; time < 3; time++) {
      setBudget("{\"coins_per_month\":0}").expect(200);
    }

    assertEquals(1, viewer.chain().size());
  }

  @Test
  void an_invalid_budget_changes_nothing() {
    for (String body : List.of("-1", "1000000000001", "10.5", "1e400", "\"x\"")) {
      setBudget("{\"coins_per_month\":" + body + "}").expect(422, "invalid_request");
    }
    for (String body : List.of("", "[]", "{", "null")) {
      setBudget(body).expect(400, "malformed_body");
    }
    assertEquals(List.of(), viewer.chain());
  }

  @Test
  void a_body_that_is_malformed_too_large_or_no_json_changes_nothing() {
    viewer.recharge(100);
    creator.known();
    String body = Json.write(gift("rose", 1));

    post("key").text("{").expect(400, "malformed_body");
    post("key").expect(400, "malformed_body");
    post("key").text(body + " ".repeat(64 * 1024)).expect(413, "body_too_large");
    post("key")
        .header("content-type", "text/plain")
        .text(body)
        .expect(415, "unsupported_media_type");
    assertNothingHappened();
  }

  /** The cases are data: what was once sent to the running system, and what is right. */
  @ParameterizedTest
  @MethodSource("requests")
  void a_request_is_read_no_more_kindly_than_it_says(Map<String, Object> request) {
    Embedded.TABLE.replace(Profiles.of("luna").build().item());
    viewer.recharge(10_000).budget(9_000);
    String path = text(request, "path");
    boolean isGift = text(request, "method").equals("POST");
    HttpRequest sent = isGift ? api.post(path).key("key") : api.put(path);
    Json.object(request.getOrDefault("headers", Map.of()))
        .forEach((name, value) -> sent.header(name.toLowerCase(Locale.ROOT), (String) value));

    HttpAnswer answer = sent.text(text(request, "body")).send();

    assertTrue(
        request.get("status") instanceof List<?> right && right.contains(answer.status()),
        answer::toString);
    assertEquals(10_000, viewer.coins());
    boolean lifts = "no budget".equals(request.get("then"));
    assertEquals(
        lifts ? Optional.of(OptionalLong.empty()) : Optional.empty(),
        viewer.state().budget().raise().map(Budget.Raise::coins));
    assertEquals(OptionalLong.of(9_000), viewer.state().budget().coins());
    assertEquals(lifts ? 3 : 2, viewer.chain().size());
  }

  private static String text(Map<String, Object> request, String name) {
    return (String) Objects.requireNonNull(request.get(name));
  }

  static Stream<Map<String, Object>> requests() throws IOException {
    try (var cases =
        Objects.requireNonNull(SendGiftHandlerTest.class.getResourceAsStream("requests.json"))) {
      String array = new String(cases.readAllBytes(), StandardCharsets.UTF_8);
      return Json.objects(Json.read("{\"cases\":" + array + "}").get("cases")).stream();
    }
  }

  @Test
  void a_spoilt_gift_or_budget_is_refused_and_named_and_changes_nothing() {
    viewer.recharge(100).budget(50);
    creator.known();
    Map<String, Object> gift = new LinkedHashMap<>();
    gift.put("creator", creator.id());
    gift.put("gift", "rose");
    gift.put("quantity", 1);
    gift.put("live_stream", "stream-1");
    gift.put("coins", 1);
    var budget = Map.<String, Object>of("coins_per_month", 10);

    new SpoiltBodies(gift, List.of("live_stream", "coins"), List.of("coins"))
        .assertRefused(() -> post("key"));
    new SpoiltBodies(budget, List.of("coins_per_month"), List.of())
        .assertRefused(() -> api.put("/v1/wallet/budget"));

    assertEquals(2, viewer.chain().size());
    assertEquals(
        List.of(),
        Embedded.TABLE.newest(viewer.account().partitionKey(), "GIFT#", 1, Optional.empty(), true));
    assertEquals(201, post("key").json(gift).send().status());
  }

  @Test
  void a_gift_is_sent_at_the_price_that_was_shown_and_at_no_other() {
    viewer.recharge(100);
    creator.known();

    HttpAnswer changed = send("key", shown("panda", 3, 14)).expect(409, "price_changed");
    assertEquals(14, changed.get("coins"));
    assertEquals(15, changed.get("coins_now"));
    assertNothingHappened();

    // A refusal is not remembered: the same key may be tried with the price of now.
    send("key", shown("panda", 3, 15)).expect(201);
    assertEquals(85, viewer.coins());
  }

  @Test
  void another_price_with_the_same_key_is_another_request() {
    viewer.recharge(100);
    creator.known();
    send("key", shown("panda", 1, 5)).expect(201);

    send("key", shown("panda", 1, 6)).expect(409, "idempotency_key_reused");
    send("key", gift("panda", 1)).expect(409, "idempotency_key_reused");
    assertTrue(send("key", shown("panda", 1, 5)).expect(201).isReplay());
    assertEquals(95, viewer.coins());
  }

  @Test
  void a_repeat_gets_its_first_success_though_the_price_has_changed_since() {
    viewer.recharge(100);
    creator.known();
    Gift sent = viewer.gift(send("key", shown("panda", 1, 5)).text("id"));
    Policy dearer = TestPolicy.version(2).gift("panda", 6).build();
    var again =
        new GiftSent(
            sent.id(), viewer.id(), creator.id(), "panda", 1, sent.target(), OptionalLong.of(5));
    var request =
        IdempotentRequest.<Gift>of(
            Gift.TYPE,
            viewer.account(),
            "key",
            creator.id(),
            "panda",
            "1",
            "live_stream",
            "stream-1",
            "5");

    var outcome =
        Embedded.LEDGER.open(
            viewer.account(),
            request,
            (head, at) ->
                again.decide(
                    head,
                    at,
                    dearer,
                    Optional.of(Profiles.of(creator.id()).build()),
                    Optional.empty(),
                    new Market("US", "web")));

    assertEquals(new Outcome.Replayed<>(sent), outcome);
  }

  @Test
  void gifts_and_refusals_are_counted_in_the_log() {
    viewer.recharge(100);
    creator.known();
    List<String> sent = new ArrayList<>();
    List<Map<String, Object>> counted =
        CountedLines.of(
            () -> {
              sent.add(send("key", gift("panda", 3)).expect(201).text("id"));
              send("key", gift("panda", 3)).expect(201);
              send("other", gift("panda", 1_000)).expect(422);
            });

    counted.forEach(line -> line.keySet().removeAll(Set.of("_aws", "FunctionName", "requestId")));
    assertEquals(
        List.of(
            Map.of("Gifts", 1, "gifts", sent),
            Map.of("GiftCoins", 15),
            Map.of("Refusals", 1, "code", "insufficient_coins")),
        counted);
  }

  /** Lambda's SnapStart: what the process knew when the snapshot was taken is days old. */
  @Test
  void a_copy_of_a_snapshot_writes_nothing_before_and_believes_nothing_afterwards()
      throws Exception {
    try (var handler = new SendGiftHandler(Embedded.environment("SendGiftFunction"))) {
      HttpApi snapshot = new HttpApi(handler).as(viewer.id());
      viewer.recharge(100);
      creator.known();
      snapshot.post("/v1/gifts").key("before").json(gift("panda", 1)).send().expect(201);

      handler.beforeCheckpoint(Core.getGlobalContext());
      snapshot
          .post("/v1/gifts")
          .key("meanwhile")
          .json(gift("panda", 1))
          .within(Duration.ofMillis(2_100))
          .expect(503, "try_again");
      creator.known(profile -> profile.suspended());
      handler.afterRestore(Core.getGlobalContext());

      snapshot
          .post("/v1/gifts")
          .key("after")
          .json(gift("panda", 1))
          .send()
          .expect(422, "creator_not_eligible");
      assertEquals(95, viewer.coins());
    }
  }

  @Test
  void without_the_time_to_do_it_a_client_is_told_to_try_again() {
    viewer.recharge(100).budget(50);
    creator.known();

    for (HttpRequest late :
        List.of(
            post("key").json(gift("rose", 1)),
            api.put("/v1/wallet/budget").text("{\"coins_per_month\":10}"))) {
      HttpAnswer answer = late.within(Duration.ofMillis(400)).expect(503, "try_again");
      assertEquals("1", answer.headers().get("Retry-After"));
    }

    assertEquals(2, viewer.chain().size());
    assertFalse(send("key", gift("rose", 1)).expect(201).isReplay());
  }

  @Test
  void a_very_busy_wallet_answers_everybody_in_time() throws Exception {
    viewer.recharge(100);
    creator.known();

    List<HttpAnswer> answers =
        AtOnce.call(
            IntStream.range(0, 60)
                .<Callable<HttpAnswer>>mapToObj(
                    number ->
                        () ->
                            post("key-" + number)
                                .json(gift("rose", 1))
                                .within(Duration.ofMillis(2_100))
                                .send())
                .toList());

    for (HttpAnswer answer : answers) {
      if (answer.status() == 201) continue;
      answer.expect(503, "try_again");
      assertEquals("1", answer.headers().get("Retry-After"));
    }
    // What was only claimed may have been completed by another; no gift is there in half.
    long sent = viewer.chain().size() - 1;
    assertEquals(100 - sent, viewer.coins());
    assertTrue(sent >= answers.stream().filter(answer -> answer.status() == 201).count());
  }

  private Map<String, Object> shown(String gift, long quantity, long coins) {
    Map<String, Object> shown = new HashMap<>(gift(gift, quantity));
    shown.put("coins", coins);
    return shown;
  }

  private Map<String, Object> gift(String gift, long quantity) {
    return Map.of(
        "creator", creator.id(), "gift", gift, "quantity", quantity, "live_stream", "stream-1");
  }

  private HttpRequest post(String key) {
    return api.post("/v1/gifts").key(key).header("content-type", "application/json; charset=utf-8");
  }

  private HttpAnswer send(String key, Map<String, Object> gift) {
    return post(key).json(gift).send();
  }

  private HttpAnswer setBudget(String body) {
    return api.put("/v1/wallet/budget").text(body).send();
  }

  private void assertRefused(String code, HttpAnswer answer) {
    answer.expect(422, code);
    assertNothingHappened();
  }

  private void assertNothingHappened() {
    assertEquals(1, viewer.chain().size());
    assertEquals(100, viewer.coins());
  }
}

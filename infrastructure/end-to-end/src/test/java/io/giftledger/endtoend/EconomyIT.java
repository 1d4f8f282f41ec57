package io.giftledger.endtoend;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.endtoend.Api.Answer;
import io.giftledger.local.TokenIssuer;
import io.giftledger.local.demo.Demo;
import io.giftledger.operator.Operator;
import io.giftledger.payments.WebhookSignature;
import io.giftledger.template.FunctionDefinition;
import io.giftledger.template.HttpRoute;
import io.giftledger.testkit.Contract;
import io.giftledger.testkit.EventContract;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.crac.Core;
import org.crac.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The whole of it over HTTP: what the template describes, run in this process. */
class EconomyIT extends LocalEconomy {

  @TempDir private Path folder = Path.of("");

  /** What runs at night can be asked for, so that finance can look at books of today. */
  @Test
  void an_audit_that_is_asked_for_signs_the_books_as_of_then_each_time() throws Exception {
    api.signIn("fred", "scope=giftledger/finance");
    api.recharge(viewer, "coins-1000");

    Answer first = audited();
    api.recharge(viewer, "coins-1000");
    Answer second = audited();

    assertTrue(first.body().toString().contains("platform:cash"));
    assertTrue(first.text("as_of").compareTo(second.text("as_of")) < 0);
    assertFalse(Instant.parse(second.text("as_of")).isAfter(Instant.now()));
    assertTrue(first.number("entries") < second.number("entries"));
  }

  /** The books of an audit that is asked for now. */
  private Answer audited() throws Exception {
    Answer asked = api.send(api.request("/schedules").POST(BodyPublishers.noBody()));
    String asOf = asked.body().at("/as_of/0").asText();
    Api.await(
        "books as of " + asOf,
        () -> asOf.equals(api.get("fred", "/v1/admin/trial-balance").text("as_of")));
    return api.get("fred", "/v1/admin/trial-balance");
  }

  @Test
  void the_demo_tells_its_story_and_ends_with_books_that_balance() {
    var told = new ByteArrayOutputStream();
    Demo.play(
        runtime.url(), runtime.aws(), creator, new PrintStream(told, true, StandardCharsets.UTF_8));

    String story = told.toString(StandardCharsets.UTF_8).replaceAll("[ │]+", " ");
    for (String part :
        List.of(
            "alice buys 1,000 coins for $12.99, and gets 200 on top +1,200 1,200",
            "sends a Panda",
            "oliver buys 1,000 coins for £11.79, £1.97 of it tax",
            "1,000 single Roses",
            "(the provider keeps $3.89 of it)",
            "sends a Drama Queen",
            "sends a Lion",
            "ivy is paid back $6.49 0 500",
            "ivy may not send a Rose: wallet_in_debt",
            "ivy buys 1,000 coins for $12.99 +1,000 500 \n",
            "1 recharged +1,000 2,200 0 200 2,000 0",
            "2 gift sent -500 0 0 0 -1,000 1,000",
            "3 payment taken back -400 -880 0 -80 -800 0",
            "4 payment taken back -100 +500 -1,320 0 -120 -200 -1,000",
            "= after all of it +500 -1,100 1,100 0 0 0",
            "4 payment taken back -100 +500 -2.394 0.000 0.000 -0.399 -1.995",
            "5 payment restored +100 -500 2.394 0.000 0.000 0.399 1.995",
            "= after all of it +100 2.394 0.000 0.000 0.399 1.995",
            "a quote: 10,000 diamonds are worth $50.00",
            "sent back by her bank (",
            "of them not 95",
            "a quote for 50 insufficient_diamonds",
            "fred may not approve it himself: own_proposal",
            "gina approves it +50",
            "36,504",
            "18,250",
            "$91.25",
            "Luna: $3.76",
            "every hash chain verifies")) {
      assertTrue(story.contains(part), () -> part + " is missing in:\n" + story);
    }
    assertEquals(
        rest(story, "revenue + deferred + tax + unapplied"),
        rest(story, "cash + fees + paid to creators"));
  }

  /** What the entries of a kind are told as. */
  private static final Map<String, String> TOLD =
      Map.ofEntries(
          Map.entry("recharged", "recharge.paid"),
          Map.entry("payment_taken_back", "recharge.refunded"),
          Map.entry("purchase_returned", "recharge.refunded"),
          Map.entry("payment_restored", "recharge.restored"),
          Map.entry("gift_sent", "gift.sent"),
          Map.entry("gifts_converted", "gifts.converted"),
          Map.entry("withdrawal_requested", "withdrawal.requested"),
          Map.entry("payout_paid", "withdrawal.paid"),
          Map.entry("payout_paid_late", "withdrawal.paid"),
          Map.entry("payout_failed", "withdrawal.failed"),
          Map.entry("payout_returned", "withdrawal.returned"),
          Map.entry("wallet_frozen", "wallet.frozen"),
          Map.entry("wallet_released", "wallet.released"));

  /** All that has happened to anybody here so far, and a story that leaves nothing out. */
  @Test
  void what_happened_is_told_as_it_stands_in_the_chains_none_missing_and_twice_is_once()
      throws Exception {
    api.signIn("otto", "scope=giftledger/operator");
    earn(10_000);
    awaitWithdrawal(withdraw(creator, 10_000, "sandbox_bank_ok"), "paid");
    Answer bought = buy("\"package\":\"coins-500\"");
    assertEquals(201, postGift(Api.gift(creator, "concert", "1")).status());
    tell(bought, "payment.refunded", "re_1", 649);
    buy("\"package\":\"coins-500\"");
    assertEquals(
        201,
        api.post(
                "otto",
                "/v1/admin/wallets/" + viewer + "/freeze",
                Api.newKey(),
                "{\"reason\":\"fraud\",\"note\":\"T-1\"}")
            .status());
    Api.await("conversion", () -> diamonds() == 250);

    Set<String> expected = told();
    Set<String> missing = new TreeSet<>(expected);
    // What an entry tells besides comes with it, or a moment later.
    missing.addAll(List.of("debt.opened WALLET#" + viewer, "debt.paid WALLET#" + viewer));
    List<EventFeed.Heard> heard =
        EventFeed.hear(
            runtime.url(),
            "0",
            all -> {
              EventFeed.Heard last = all.getLast();
              missing.remove(last.name());
              missing.remove(last.type() + " " + last.data().at("/detail/account").asText());
              return missing.isEmpty();
            });
    assertEquals(Set.of(), missing);
    heard.forEach(event -> EventContract.check(event.data()));
    Set<String> invented = new TreeSet<>(names(heard));
    invented.removeAll(told());
    invented.removeIf(name -> name.matches(".*/debt[.].*|POLICY/.*|.*/wallet[.]frozen"));
    assertEquals(Set.of(), invented);
    List<EventFeed.Heard> own =
        heard.stream()
            .filter(
                event ->
                    event.name().matches("(WALLET#%s|EARNINGS#%s)/.*".formatted(viewer, creator)))
            .toList();
    assertEquals(
        new TreeSet<>(
            List.of(
                "recharge.paid 0",
                "gift.sent 20000",
                "gifts.converted 20000",
                "withdrawal.requested 5000 USD",
                "withdrawal.paid 5000 USD",
                "gift.sent 500",
                "gifts.converted 500",
                "recharge.refunded 500",
                "debt.opened 500",
                "debt.paid 500",
                "wallet.frozen fraud")),
        own.stream().map(EconomyIT::figure).collect(toCollection(TreeSet::new)));

    // The queue delivers one again: another event to the bus, the same to who knows its id.
    EventFeed.Heard again = own.getFirst();
    String message =
        "{\"announcements\":[{\"name\":\"%s\",\"detail\":%s}]}"
            .formatted(again.type(), again.data().path("detail"));
    runtime
        .aws()
        .sqs()
        .sendMessage(
            send -> send.queueUrl(runtime.aws().queueUrl("Announcements")).messageBody(message));
    List<EventFeed.Heard> since =
        EventFeed.hear(
            runtime.url(), heard.getLast().id(), all -> names(all).contains(again.name()));
    EventFeed.Heard second = since.getLast();
    assertEquals(again.name(), second.name());
    assertEquals(again.data().path("detail"), second.data().path("detail"));
    assertTrue(Long.parseLong(second.id()) > Long.parseLong(heard.getLast().id()));
  }

  private static Set<String> names(List<EventFeed.Heard> heard) {
    return heard.stream().map(EventFeed.Heard::name).collect(toCollection(TreeSet::new));
  }

  /** What is told by the entries that there are now, each with its place and its hash. */
  private static Set<String> told() {
    Set<String> told = new TreeSet<>();
    var entries =
        runtime
            .aws()
            .dynamoDb()
            .scanPaginator(
                scan ->
                    scan.tableName(runtime.aws().tableName())
                        .consistentRead(true)
                        .filterExpression("begins_with(SK, :entry)")
                        .expressionAttributeValues(
                            Map.of(":entry", AttributeValue.fromS("ENTRY#"))));
    for (var entry : entries.items()) {
      String name = TOLD.get(Objects.requireNonNull(entry.get("kind")).s());
      if (name == null) continue;
      String number = Objects.requireNonNull(entry.get("SK")).s().replaceFirst("ENTRY#0*", "");
      byte[] hash = Objects.requireNonNull(entry.get("hash")).b().asByteArray();
      told.add(
          "%s/%s/%s/%s"
              .formatted(
                  Objects.requireNonNull(entry.get("PK")).s(),
                  number,
                  HexFormat.of().formatHex(hash),
                  name));
    }
    return told;
  }

  /** What an event tells, and the figure that matters. */
  private static String figure(EventFeed.Heard event) {
    JsonNode detail = event.data().path("detail");
    String figure =
        switch (event.type()) {
          case "recharge.paid" -> "" + detail.path("bonus_coins").asLong();
          case "wallet.frozen" -> detail.path("reason").asText();
          case "debt.paid" -> detail.path("paid_coins").asText();
          case "debt.opened", "recharge.refunded" -> detail.path("debt_coins").asText();
          case "withdrawal.requested", "withdrawal.paid" -> money(detail.path("amount"));
          default -> detail.path("coins").asText();
        };
    return event.type() + " " + figure;
  }

  /** With SnapStart, Lambda publishes no version of a function that fails here. */
  @Test
  void every_function_can_be_put_into_a_snapshot_and_woken() throws Exception {
    for (FunctionDefinition function : runtime.aws().functions()) {
      Object handler =
          Class.forName(function.handlerClass())
              .getConstructor(Map.class)
              .newInstance(function.environment());
      try (var closing = (AutoCloseable) handler) {
        ((Resource) closing).beforeCheckpoint(Core.getGlobalContext());
        ((Resource) closing).afterRestore(Core.getGlobalContext());
      }
    }
    var written =
        runtime
            .aws()
            .dynamoDb()
            .query(
                query ->
                    query
                        .tableName(runtime.aws().tableName())
                        .keyConditionExpression("PK = :wallet")
                        .expressionAttributeValues(
                            Map.of(":wallet", AttributeValue.fromS("WALLET#rehearsal-of-nobody"))));
    assertEquals(0, written.count());
  }

  /** What stands behind a label, to the end of its line. */
  private static String rest(String story, String label) {
    int at = story.indexOf(label);
    assertTrue(at >= 0, () -> label + " is missing in:\n" + story);
    return story.substring(at + label.length(), story.indexOf('\n', at));
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
    assertProblem(422, "region_mismatch", postRecharge("coins-100", "XX", "web", "sandbox_card"));
    assertProblem(422, "channel_mismatch", postRecharge("coins-100", "US", "ios", "sandbox_card"));
    assertProblem(422, "unknown_payment_method", postRecharge("coins-100", "US", "web", "my_card"));
  }

  @Test
  void where_coins_are_not_sold_it_is_said_why() throws Exception {
    api.signIn(viewer, "country=AQ");

    Answer packages = api.get(viewer, "/v1/coin-packages");

    assertEquals("region_not_supported", packages.text("reason"));
    assertTrue(packages.body().path("coin_packages").isEmpty(), packages::toString);
    assertFalse(packages.body().path("sold_in").isEmpty(), packages::toString);
    assertProblem(422, "not_sold_here", postRecharge("\"package\":\"coins-100\"", "sandbox_card"));
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

  @ParameterizedTest
  @CsvSource({
    "country=GB, GBP, 1179, 197",
    "country=JP, JPY, 1900, 173",
    "country=JP&client_id=giftledger-ios, JPY, 2200, 200",
    "country=KW, KWD, 3990, 0"
  })
  void coins_cost_what_they_do_in_the_viewers_country_and_channel(
      String claims, String currency, long price, long tax) throws Exception {
    api.signIn(viewer, claims);

    JsonNode offer = offer(api.get(viewer, "/v1/coin-packages"), "coins-1000");
    assertEquals(price + " " + currency, money(offer.path("price")));
    assertEquals(tax + " " + currency, money(offer.path("tax")));
    Answer bought = buy("\"package\":\"coins-1000\"");
    assertEquals(price + " " + currency, money(bought.body().path("price")));
    assertEquals(tax + " " + currency, money(bought.body().path("tax")));
    JsonNode lot = lots().path(0);
    assertEquals(1_000, lot.path("coins").asLong());
    assertEquals(price - tax + " " + currency, money(lot.path("money")));
    assertProblem(422, "region_mismatch", postRecharge("coins-1000", "US", "web", "sandbox_card"));
  }

  @Test
  void coins_are_bought_by_the_number_at_the_price_that_was_shown() throws Exception {
    JsonNode quote = api.get(viewer, "/v1/coin-packages?coins=1234").body().path("quote");

    Answer bought = buy("\"coins\":1234");

    assertEquals("1603 USD", money(quote.path("price")));
    assertEquals(money(quote.path("price")), money(bought.body().path("price")));
    assertEquals(1_234, coins());
  }

  @Test
  void a_promotion_gives_coins_with_a_first_purchase_and_they_are_spent_first() throws Exception {
    JsonNode offer = offer(api.get(viewer, "/v1/coin-packages"), "coins-1000");
    assertEquals(200, offer.path("bonus_coins").asLong());
    assertEquals("welcome", offer.path("promotion").path("id").asText());

    Answer first = buy("\"package\":\"coins-1000\"");
    Answer second = buy("\"package\":\"coins-1000\"");

    assertEquals("welcome", first.text("promotion"));
    assertEquals(0, second.number("bonus_coins"));
    assertEquals(List.of("paid 1000", "bonus 200", "paid 1000"), lotsInWords());
    assertEquals(201, postGift(Api.gift(creator, "sun-cream", "5")).status());
    assertEquals(List.of("paid 950", "paid 1000"), lotsInWords());
    Answer wallet = api.get(viewer, "/v1/wallet");
    assertEquals(1_950, wallet.number("paid_coins"));
    assertEquals(0, wallet.number("bonus_coins"));
  }

  @Test
  void the_price_that_was_shown_is_kept_or_the_new_one_is_told() throws Exception {
    api.signIn(viewer, "country=DE");

    Answer shownJustNow = buy("\"package\":\"coins-1000\",\"policy_version\":1");
    assertEquals("1379 EUR", money(shownJustNow.body().path("price")));
    Answer shownLongAgo =
        postRecharge("\"package\":\"coins-1000\",\"policy_version\":2", "sandbox_card");
    assertProblem(409, "price_changed", shownLongAgo);
    assertEquals("1379 EUR", money(shownLongAgo.body().path("price")));
    assertEquals("1479 EUR", money(shownLongAgo.body().path("price_now")));
    assertEquals(POLICY, shownLongAgo.number("policy_version_now"));
    assertEquals("1479 EUR", money(buy("\"package\":\"coins-1000\"").body().path("price")));
    assertEquals(2_000, coins());
  }

  @ParameterizedTest
  @CsvSource({"JP, 1900", "KW, 3990"})
  void a_purchase_abroad_that_is_paid_back_and_charged_back_leaves_no_money_and_a_debt(
      String country, long price) throws Exception {
    api.signIn(viewer, "country=" + country);
    Answer bought = buy("\"package\":\"coins-1000\"");
    assertEquals(price, bought.body().path("price").path("amount").asLong());
    assertEquals(201, postGift(Api.gift(creator, "concert", "1")).status());

    tell(bought, "payment.refunded", "re_1", price * 2 / 5);
    assertEquals(100, coins());
    assertEquals(0, debt());
    tell(bought, "payment.disputed", "dp_1", price - price * 2 / 5);

    assertEquals(0, coins());
    assertEquals(500, debt());
    assertEquals(price, takenBack(bought));
    assertEquals(
        List.of("recharged", "gift_sent", "payment_taken_back", "payment_taken_back"), kinds());
    for (String account : List.of("cash", "tax-payable", "deferred-revenue", "revenue")) {
      assertEquals(0, posted("platform:" + account), account);
    }
  }

  @Test
  void a_refund_that_is_told_before_the_payment_takes_its_part_when_that_comes() throws Exception {
    Answer opened = postRecharge("coins-500", "US", "web", "sandbox_card_slow");

    tell(opened, "payment.refunded", "re_1", 325);
    assertEquals(List.of(), kinds());
    tell(opened, "payment.succeeded", "", 649);
    tell(opened, "payment.succeeded", "", 649);

    assertEquals(List.of("recharged", "payment_taken_back"), kinds());
    assertEquals(500 - 500 * 325 / 649, coins());
    assertEquals(325, takenBack(opened));
  }

  @Test
  void what_a_viewer_may_spend_is_limited_by_who_they_are() throws Exception {
    table().replace(new ViewerProfile(viewer, "US", ViewerProfile.MINOR, true).item());
    assertProblem(
        422, "spending_not_allowed", postRecharge("\"coins\":100000", "sandbox_card_slow"));

    table().replace(new ViewerProfile(viewer, "US", "adult", false).item());
    assertEquals(201, postRecharge("\"coins\":100000", "sandbox_card_slow").status());
    Answer refused = postRecharge("\"coins\":100000", "sandbox_card_slow");

    assertProblem(422, "recharge_limit_exceeded", refused);
    assertEquals("day", refused.text("period"));
    assertEquals("200000 USD", money(refused.body().path("limit")));
    assertEquals("74390 USD", money(refused.body().path("remaining")));
    JsonNode limits = api.get(viewer, "/v1/wallet").body().path("limits");
    assertEquals("adult", limits.path("age_group").asText());
    assertEquals(
        money(refused.body().path("remaining")),
        money(limits.path("recharges").path(0).path("remaining")));
    assertEquals(500_000, limits.path("gifts").path(0).path("remaining").asLong());
  }

  @Test
  void a_gift_shows_its_price_in_the_viewers_money() throws Exception {
    api.signIn(viewer, "country=JP");
    buy("\"package\":\"coins-100\"");

    JsonNode rose = api.get(viewer, "/v1/gifts/catalogue").body().path("gifts").path(0);
    Answer sent = postGift(Api.gift(creator, "rose", "10"));

    assertEquals("2 JPY", money(rose.path("price")));
    assertEquals("19 JPY", money(sent.body().path("price")));
    assertEquals(
        "19 JPY", money(api.get(viewer, "/v1/gifts/" + sent.text("id")).body().path("price")));
  }

  @Test
  void who_owes_coins_sends_no_gift_until_the_next_ones_pay_the_debt() throws Exception {
    Answer bought = buy("\"package\":\"coins-500\"");
    assertEquals(201, postGift(Api.gift(creator, "concert", "1")).status());
    tell(bought, "payment.refunded", "re_1", 649);
    tell(bought, "payment.refunded", "re_1", 649);
    assertEquals(500, debt());
    assertEquals(0, posted("platform:revenue"));

    Answer refused = postGift(Api.gift(creator, "rose", "1"));
    assertProblem(422, "wallet_in_debt", refused);
    assertEquals(500, refused.number("debt_coins"));
    buy("\"package\":\"coins-500\"");
    assertEquals(0, debt());
    assertEquals(0, coins());
    assertEquals(-649, posted("platform:revenue"));

    buy("\"package\":\"coins-100\"");
    assertEquals(201, postGift(Api.gift(creator, "rose", "1")).status());
    assertEquals(99, coins());
  }

  @ParameterizedTest
  @CsvSource({
    "sandbox_card_dispute_won, fee_returned",
    "sandbox_card_refund_failed, payment_restored"
  })
  void what_comes_back_to_us_gives_the_coins_again(String method, String last) throws Exception {
    Answer opened = postRecharge("coins-500", "US", "web", method);

    Api.await("the last of it", () -> kinds().contains(last));

    assertEquals(
        List.of("recharged", "payment_taken_back", "payment_restored"),
        kinds().stream().filter(kind -> !kind.startsWith("fee_")).toList());
    assertEquals(0, posted("platform:payment-fees"));
    assertEquals(0, takenBack(opened));
    assertEquals(0, debt());
    assertEquals(List.of("paid 500"), lotsInWords());
    assertEquals("649 USD", money(lots().path(0).path("money")));
  }

  @ParameterizedTest
  @CsvSource({
    "sandbox_card, submitted",
    "sandbox_card_no_refund, failed",
    "sandbox_card_refund_lost, failed"
  })
  void what_a_viewer_has_not_spent_is_paid_back_or_comes_again(String method, String end)
      throws Exception {
    api.signIn(viewer, "country=DE");
    Answer bought = buy("\"package\":\"coins-1000\"", method);
    assertEquals(201, postGift(Api.gift(creator, "concert", "1")).status());
    String path = "/v1/recharges/" + bought.text("id");

    String key = Api.newKey();
    Answer returned = api.post(viewer, path + "/refunds", key, "");
    assertEquals(201, returned.status(), returned::toString);
    assertEquals(500, returned.number("coins"));
    assertEquals(returned.body(), api.post(viewer, path + "/refunds", key, "{}").body());
    Api.await(
        "refund to be " + end,
        () -> end.equals(api.get(viewer, path).body().at("/refunds/0/status").asText()));

    boolean comesAgain = end.equals("failed");
    assertEquals(comesAgain ? 500 : 0, coins());
    assertEquals(0, debt());
    long paidBack = returned.body().path("amount").path("amount").asLong();
    assertEquals(bought.body().path("price").path("amount").asLong() / 2, paidBack);
    assertEquals(comesAgain ? 0 : paidBack, takenBack(bought));
    List<String> once = List.of("recharged", "gift_sent", "purchase_returned");
    assertEquals(once, kinds().subList(0, 3));
    assertEquals(
        comesAgain ? List.of("payment_restored") : List.of(), kinds().subList(3, kinds().size()));
    if (comesAgain) return;
    assertProblem(422, "nothing_to_refund", api.post(viewer, path + "/refunds", Api.newKey(), ""));
  }

  @Test
  void a_fee_is_the_platforms_cost_and_not_the_viewers() throws Exception {
    postRecharge("coins-500", "US", "web", "sandbox_card_fee");

    Api.await("fee", () -> kinds().contains("fee_charged"));

    assertEquals(500, coins());
    assertEquals(649 - 19, posted("platform:cash"));
    assertEquals(19, posted("platform:payment-fees"));
    assertEquals(-649, posted("platform:deferred-revenue"));
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
  void what_a_provider_tells_afterwards_is_booked_and_what_nothing_books_is_kept()
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
            "WITHDRAWAL#" + paidLate.text("id"), "payout_paid_late",
            "RECHARGE#" + paidAgain.text("id"), "second_payment");

    Api.await("events", () -> unbooked().entrySet().containsAll(told.entrySet()));
    awaitWithdrawal(returned, "returned");
    Api.await("refund", () -> takenBack(refunded) == 649);
    Api.await("dispute", () -> takenBack(disputed) == 649);

    Set<String> kept = unbooked().keySet();
    assertFalse(kept.contains("RECHARGE#" + refunded.text("id")));
    assertFalse(kept.contains("RECHARGE#" + disputed.text("id")));
    assertFalse(kept.contains("WITHDRAWAL#" + returned.text("id")));
    assertEquals(500, coins());
    assertEquals(0, debt());
    assertEquals(20_000, diamonds());

    // The sandbox's own report says the same, but for the payout that nothing books.
    Set<String> ids =
        Set.of(
            refunded.text("payment_id"),
            disputed.text("payment_id"),
            paidAgain.text("payment_id"),
            returned.text("id"),
            paidLate.text("id"));
    Api.await(
        "the report",
        () -> {
          List<String> differences = reconciled(ids);
          return differences.size() == 1
              && differences.getFirst().startsWith("missing here: ")
              && differences.getFirst().contains(" transfer ");
        });
  }

  /** What the sandbox's settlement report and the ledger do not both say of some of its ids. */
  private List<String> reconciled(Set<String> ids) {
    Path report = folder.resolve("sandbox.csv");
    String table = runtime.aws().tableName();
    StringWriter out = new StringWriter();
    CommandLine operator = Operator.commandLine().setOut(new PrintWriter(out));
    assertEquals(
        0, operator.execute("sandbox-report", "--table", table, "--out", report.toString()));
    operator.execute(
        "reconcile", "--table", table, "--provider", "sandbox", "--report", report.toString());
    return out.toString()
        .lines()
        .filter(line -> line.matches("(missing|different|duplicate).*"))
        .filter(line -> ids.stream().anyMatch(line::contains))
        .toList();
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

  @Test
  void a_policy_that_somebody_put_by_hand_takes_nothing_down() throws Exception {
    assertEquals(POLICY, api.get(viewer, "/v1/gifts/catalogue").number("policy_version"));
    assertEquals(
        POLICY,
        api.get(viewer, "/v1/coin-packages?region=US&channel=web").number("policy_version"));
    earn(10_000);
    String key = Api.newKey();
    api.recharge(viewer, "coins-100");
    Answer sent = api.post(viewer, "/v1/gifts", key, Api.gift(creator, "panda", "1"));
    assertEquals(201, sent.status(), sent::toString);
    assertEquals(POLICY, sent.number("policy_version"));
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
  void a_route_of_the_operators_is_closed_to_everybody_without_its_scope() throws Exception {
    Map<String, String> scopes = new TreeMap<>(Map.of(viewer, "", creator, "openid"));
    for (String scope : List.of("operator", "finance", "platform")) {
      scopes.put(scope, "giftledger/" + scope);
      api.signIn(scope, "scope=giftledger/" + scope);
    }
    int met = 0;
    for (HttpRoute route : HttpRoute.all(runtime.aws().template())) {
      if (!route.path().startsWith("/v1/admin/")) continue;
      met++;
      for (String user : scopes.keySet()) {
        if (route.scopes().contains(scopes.get(user))) continue;
        Answer answer =
            api.send(
                api.request(route.path().replaceAll("\\{[a-z]+}", "x"))
                    .header("Authorization", "Bearer " + api.token(user))
                    .method(route.method(), BodyPublishers.noBody()));
        assertProblem(403, "forbidden", answer);
      }
    }
    assertTrue(met > 20, "routes: " + met);
  }

  @Test
  void coins_that_two_people_give_by_hand_are_there_once() throws Exception {
    api.signIn("fred", "scope=giftledger/finance");
    api.signIn("gina", "scope=giftledger/finance");
    String adjustments = "/v1/admin/wallets/" + viewer + "/adjustments";
    Answer proposed =
        api.post(
            "fred",
            adjustments,
            Api.newKey(),
            """
            {"coins":50,"reason":"goodwill","note":"T-11"}\
            """);
    assertEquals(201, proposed.status(), proposed::toString);
    String approval = adjustments + "/" + proposed.text("id") + "/approval";

    assertProblem(403, "own_proposal", api.post("fred", approval, Api.newKey(), "{\"coins\":50}"));
    assertEquals(0, api.get(viewer, "/v1/wallet").number("coins"));
    for (int time = 0; time < 2; time++) {
      Answer approved = api.post("gina", approval, Api.newKey(), "{\"coins\":50}");
      assertEquals(200, approved.status(), approved::toString);
    }
    Answer wallet = api.get(viewer, "/v1/wallet");
    assertEquals(50, wallet.number("coins"), wallet::toString);
    assertEquals("bonus", wallet.body().path("lots").path(0).path("kind").asText());
    assertEquals(
        List.of("coins_adjusted", "adjustment_proposed"),
        api.get("fred", "/v1/admin/actions?limit=2")
            .body()
            .path("actions")
            .findValuesAsText("kind"));
  }

  @Test
  void a_withdrawal_is_resolved_when_two_people_say_so_and_none_of_them_is_the_creator()
      throws Exception {
    earn(10_000);
    Answer requested = withdraw(creator, 10_000, "sandbox_bank_ok");
    awaitWithdrawal(requested, "paid");
    for (String who : List.of("fred", "gina", creator)) {
      api.signIn(who, "scope=giftledger/finance");
    }
    String resolutions = resolutions(requested);
    String body =
        """
        {"end":"returned","text":"re_1","reason":"returned_by_bank","note":"T-13"}\
        """;
    assertProblem(403, "own_account", api.post(creator, resolutions, Api.newKey(), body));
    Answer proposed = api.post("fred", resolutions, Api.newKey(), body);
    assertEquals(201, proposed.status(), proposed::toString);
    String approval = resolutions + "/" + proposed.text("id") + "/approval";
    String shown =
        "{\"end\":\"returned\",\"text\":\"re_1\",\"amount\":"
            + proposed.body().path("amount")
            + "}";
    assertProblem(403, "own_account", api.post(creator, approval, Api.newKey(), shown));
    assertProblem(403, "own_proposal", api.post("fred", approval, Api.newKey(), shown));
    assertEquals(0, diamonds());

    for (int time = 0; time < 2; time++) {
      Answer approved = api.post("gina", approval, Api.newKey(), shown);
      assertEquals(200, approved.status(), approved::toString);
    }

    awaitWithdrawal(requested, "returned");
    assertEquals(10_000, diamonds());
    assertProblem(409, "withdrawal_elsewhere", api.post("fred", resolutions, Api.newKey(), body));
    Answer listed = api.get("gina", "/v1/admin/proposals?limit=1");
    assertEquals(proposed.text("id"), listed.body().at("/proposals/0/id").asText());
    assertEquals("approved", listed.body().at("/proposals/0/status").asText());
  }

  @Test
  void what_a_creator_is_paid_late_and_has_spent_meanwhile_is_what_the_platform_is_short_of()
      throws Exception {
    earn(10_000);
    Answer late = withdraw(creator, 10_000, "sandbox_bank_paid_late");
    awaitWithdrawal(late, "failed");
    awaitWithdrawal(withdraw(creator, 10_000, "sandbox_bank_ok"), "paid");
    for (String who : List.of("fred", "gina")) api.signIn(who, "scope=giftledger/finance");
    String end = "\"end\":\"paid_late\",\"text\":\"po_%s\"".formatted(late.text("id"));
    Answer proposed = propose(late, end);
    assertEquals(201, proposed.status(), proposed::toString);

    Answer approved = approve(late, proposed, end);

    assertEquals(200, approved.status(), approved::toString);
    awaitWithdrawal(late, "paid");
    assertEquals(0, diamonds());
    JsonNode newest = api.get(creator, "/v1/earnings/entries?limit=1").body().at("/entries/0");
    assertEquals("payout_paid_late", newest.path("kind").asText(), newest::toString);
    assertTrue(
        newest
            .path("postings")
            .valueStream()
            .anyMatch(
                posting ->
                    posting.path("account").asText().equals("platform:payout-shortfall")
                        && posting.path("amount").asLong() == -100_000_000),
        newest::toString);
  }

  /** How a withdrawal ended, as one person says. */
  private Answer propose(Answer withdrawal, String end) throws Exception {
    return api.post(
        "fred",
        resolutions(withdrawal),
        Api.newKey(),
        "{" + end + ",\"reason\":\"told_by_letter\",\"note\":\"T-15\"}");
  }

  /** As another says, too. */
  private Answer approve(Answer withdrawal, Answer proposed, String end) throws Exception {
    return api.post(
        "gina",
        resolutions(withdrawal) + "/" + proposed.text("id") + "/approval",
        Api.newKey(),
        "{%s,\"amount\":%s}".formatted(end, proposed.body().path("amount")));
  }

  private String resolutions(Answer withdrawal) {
    return "/v1/admin/withdrawals/" + creator + "/" + withdrawal.text("id") + "/resolutions";
  }

  /** Pay-out may have carried out the one before the other is approved. */
  @Test
  void of_ends_of_a_withdrawal_that_contradict_each_other_one_is_approved() throws Exception {
    earn(10_000);
    Answer requested = withdraw(creator, 10_000, "sandbox_bank_timeout");
    awaitWithdrawal(requested, "submitted");
    for (String who : List.of("fred", "gina")) api.signIn(who, "scope=giftledger/finance");
    List<String> ends =
        List.of("\"end\":\"paid\",\"text\":\"po_1\"", "\"end\":\"refused\",\"text\":\"closed\"");
    List<Answer> proposed = new ArrayList<>();
    for (String end : ends) proposed.add(propose(requested, end));

    List<Answer> approved =
        atOnce(2, number -> approve(requested, proposed.get(number), ends.get(number)));

    int first = approved.getFirst().status() == 200 ? 0 : 1;
    assertEquals(200, approved.get(first).status(), approved::toString);
    Answer other = approved.get(1 - first);
    assertEquals(409, other.status(), other::toString);
    assertTrue(
        Set.of("resolved_otherwise", "withdrawal_elsewhere").contains(other.code()),
        other::toString);
    awaitWithdrawal(requested, first == 0 ? "paid" : "failed");
    assertEquals(first == 0 ? 0 : 10_000, diamonds());
    Answer undecided = api.get("fred", "/v1/admin/withdrawals/" + creator + "/undecided");
    assertEquals(0, undecided.body().path("withdrawals").size(), undecided::toString);
  }

  @Test
  void a_weeks_maximum_is_paid_and_no_more_until_the_next_or_something_comes_back()
      throws Exception {
    given(220_000);
    Answer returned = withdraw(creator, 20_000, "sandbox_bank_returned");
    assertEquals(201, returned.status(), returned::toString);
    assertEquals(201, withdraw(creator, 180_000, "sandbox_bank_ok").status());
    awaitWithdrawal(returned, "returned");

    assertEquals(201, withdraw(creator, 20_000, "sandbox_bank_ok").status());

    assertProblem(422, "weekly_limit_exceeded", withdraw(creator, 20_000, "sandbox_bank_ok"));
    assertEquals(20_000, diamonds());
  }

  /** Two people give the creator diamonds. */
  private void given(long diamonds) throws Exception {
    for (String who : List.of("fred", "gina")) api.signIn(who, "scope=giftledger/finance");
    String adjustments = "/v1/admin/earnings/" + creator + "/adjustments";
    String what = "{\"diamonds_e4\":" + diamonds * 10_000;
    Answer proposed =
        api.post(
            "fred",
            adjustments,
            Api.newKey(),
            what + ",\"reason\":\"goodwill\",\"note\":\"T-16\"}");
    String approval = adjustments + "/" + proposed.text("id") + "/approval";
    assertEquals(200, api.post("gina", approval, Api.newKey(), what + "}").status());
    assertEquals(diamonds, diamonds());
  }

  @Test
  void nobody_tells_of_themselves_who_they_are() throws Exception {
    api.signIn(creator, "scope=giftledger/platform");
    Map<String, String> told =
        Map.of(
            "creators",
                "{\"followers\":1000000,\"status\":\"active\",\"country\":\"US\",\"identity\":\"verified\"}",
            "viewers", "{\"country\":\"JP\",\"age_group\":\"adult\"}");
    for (Map.Entry<String, String> profile : told.entrySet()) {
      assertProblem(
          403,
          "own_account",
          api.put(creator, "/v1/admin/" + profile.getKey() + "/" + creator, profile.getValue()));
    }
  }

  @Test
  void who_is_verified_withdraws_and_who_is_on_hold_does_not() throws Exception {
    earn(10_000);
    api.signIn("platform", "scope=giftledger/platform");
    api.signIn("otto", "scope=giftledger/operator");
    for (String identity : List.of("none", "pending", "expired", "rejected", "review")) {
      identified(identity);
      assertProblem(422, "identity_not_verified", withdraw(creator, 10_000, "sandbox_bank_ok"));
    }
    identified("verified");
    String earnings = "/v1/admin/earnings/" + creator;
    String why = "{\"reason\":\"review\",\"note\":\"T-14\"}";
    assertEquals(201, api.post("otto", earnings + "/hold", Api.newKey(), why).status());
    assertProblem(422, "earnings_held", withdraw(creator, 10_000, "sandbox_bank_ok"));
    assertEquals(201, api.post("otto", earnings + "/release", Api.newKey(), why).status());

    awaitWithdrawal(withdraw(creator, 10_000, "sandbox_bank_ok"), "paid");
  }

  private void identified(String identity) throws Exception {
    Answer told =
        api.put(
            "platform",
            "/v1/admin/creators/" + creator,
            """
            {"followers":5000,"status":"active","country":"US","identity":"%s"}\
            """
                .formatted(identity));
    assertEquals(200, told.status(), told::toString);
    assertEquals(identity, api.get("platform", "/v1/admin/creators/" + creator).text("identity"));
  }

  @Test
  void every_route_of_the_template_is_answered_by_its_function() throws Exception {
    String scopes = "giftledger/operator%20giftledger/finance%20giftledger/platform";
    api.signIn(viewer, "scope=" + scopes);
    for (HttpRoute route : HttpRoute.all(runtime.aws().template())) {
      String path = route.path().replaceAll("\\{[a-z]+}", "x");
      Answer answer =
          api.send(
              api.request(path)
                  .header("Authorization", "Bearer " + api.token(viewer))
                  .method(route.method(), BodyPublishers.noBody()));
      assertNotEquals(500, answer.status(), () -> route.key() + ": " + answer);
      // Not the gateway's own "no such route".
      assertTrue(
          answer.status() < 300 || !answer.code().isEmpty(), () -> route.key() + ": " + answer);
    }
  }

  @Test
  void every_documented_request_is_answered_as_documented() throws Exception {
    Set<String> done = new TreeSet<>();
    for (String scope : List.of("operator", "finance", "platform")) {
      api.signIn(scope, "scope=giftledger/" + scope);
    }
    api.signIn("gina", "scope=giftledger/finance");
    String fan = "fan-" + UUID.randomUUID();
    String luna = "luna";

    // The platform tells of both; the viewer buys and sends.
    example(done, "platform", "putViewer", viewer);
    example(done, "platform", "getViewer", viewer);
    example(done, "platform", "putCreator", luna);
    example(done, "platform", "getCreator", luna);
    example(done, viewer, "listCoinPackages");
    example(done, viewer, "getCatalogue");
    Answer bought = example(done, viewer, "createRecharge");
    Api.await("payments", () -> coins() == 11_234);
    example(done, viewer, "getRecharge", bought.text("id"));
    example(done, viewer, "listRecharges");
    example(done, viewer, "getWallet");
    example(done, viewer, "setBudget");
    Answer sent = example(done, viewer, "sendGift");
    example(done, viewer, "listGifts");
    example(done, viewer, "listWalletEntries");
    // In the US there is no right to return anything.
    assertProblem(
        422, "refund_period_over", example(done, viewer, "refundRecharge", bought.text("id")));

    // The creator earns and withdraws.
    for (int time = 0; time < 2; time++) api.recharge(fan, "coins-10000");
    assertEquals(
        201,
        api.post(fan, "/v1/gifts", Api.newKey(), Api.gift(luna, "castle-fantasy", "1")).status());
    Api.await(
        "conversion", () -> api.get(luna, "/v1/earnings").number("available_diamonds") >= 10_000);
    Answer converted = example(done, viewer, "getGift", sent.text("id"));
    example(done, luna, "getConversion", converted.text("conversion"));
    example(done, luna, "getEarnings");
    example(done, luna, "listEarningsEntries");
    // Converted gifts are recognised.
    Api.await(
        "recognition",
        () ->
            example(done, viewer, "getFan", luna, "me").body().path("coins").path("all").asLong()
                > 0);
    example(done, viewer, "getCreatorBoard", luna);
    example(done, viewer, "getRoomBoard", "luna-live-1");
    example(done, viewer, "getCreatorRanking");
    example(done, viewer, "getRoomSnapshot", "luna-live-1");
    example(done, luna, "putPayoutMethod", "bank");
    example(done, luna, "listPayoutMethods");
    example(done, luna, "quoteWithdrawal");
    Answer requested = example(done, luna, "requestWithdrawal");
    Api.await(
        "payout",
        () ->
            example(done, luna, "getWithdrawal", requested.text("id"))
                .text("status")
                .equals("paid"));
    assertProblem(
        409,
        "withdrawal_not_cancellable",
        example(done, luna, "cancelWithdrawal", requested.text("id")));
    example(done, "finance", "listUndecidedWithdrawals", luna);
    Answer resolution = example(done, "finance", "proposeResolution", luna, requested.text("id"));
    example(done, "gina", "approveResolution", luna, requested.text("id"), resolution.text("id"));
    Api.await(
        "return",
        () ->
            example(done, luna, "getWithdrawal", requested.text("id"))
                .text("status")
                .equals("returned"));
    example(done, luna, "listWithdrawals");
    Answer exchanged = example(done, luna, "exchangeDiamonds");
    assertEquals(50, exchanged.number("coins"));
    example(done, luna, "getExchange", exchanged.text("id"));
    example(done, luna, "removePayoutMethod", "bank");

    // Those who run the platform.
    example(done, "operator", "listPolicies");
    example(done, "operator", "getPolicy", Long.toString(POLICY));
    example(done, "operator", "getPolicyChanges", Long.toString(POLICY));
    assertProblem(422, "policy_invalid", example(done, "operator", "publishPolicy"));
    example(done, "operator", "checkPolicy");
    example(done, "operator", "freezeWallet", fan);
    example(done, "operator", "releaseWallet", fan);
    example(done, "operator", "holdEarnings", luna);
    example(done, "operator", "releaseEarnings", luna);
    Answer coins = example(done, "finance", "proposeCoins", fan);
    example(done, "gina", "approveCoins", fan, coins.text("id"));
    Answer diamonds = example(done, "finance", "proposeDiamonds", luna);
    example(done, "gina", "approveDiamonds", luna, diamonds.text("id"));
    Answer funding = example(done, "finance", "proposeFunding", "winter-cup");
    example(done, "gina", "approveFunding", "winter-cup", funding.text("id"));
    Answer award = example(done, "finance", "proposeAward", "winter-cup");
    example(done, "gina", "approveAward", "winter-cup", award.text("id"));
    String regretful = fan + "-2";
    api.recharge(regretful, "coins-1000");
    String recharge = api.get(regretful, "/v1/recharges").body().at("/recharges/0/id").asText();
    Answer refund = example(done, "finance", "proposeRefund", regretful, recharge);
    example(done, "gina", "approveRefund", regretful, recharge, refund.text("id"));
    example(done, "finance", "receiveWebhook", "sandbox");
    // What it tells of is paid for no recharge; so is another payment, which somebody's open one
    // gets.
    example(done, "finance", "listUnappliedPayments");
    Answer back = example(done, "finance", "proposeUnappliedRefund", "sandbox", "pay-1");
    example(done, "gina", "approveUnappliedRefund", "sandbox", "pay-1", back.text("id"));
    Answer open = postRecharge("coins-1000", "US", "web", "sandbox_card_declined");
    String other = "pay-" + open.text("id");
    String event =
        """
        {"id":"%s","type":"payment.succeeded","created_at":"2026-11-01T00:00:00Z","data":{
        "payment_id":"%s","recharge_id":"none","user_id":"%s","amount":1299,"currency":"USD"}}\
        """
            .formatted(other, other, viewer);
    assertEquals(200, webhook(event, signed(event, Instant.now())).status());
    UnaryOperator<String> forOpen =
        body ->
            body.replace("84cnq0j6p3s1f0d5o2b7m9h4k6", open.text("id"))
                .replace("\"alice\"", "\"" + viewer + "\"");
    Answer application = example(done, "finance", "proposeApplication", forOpen, "sandbox", other);
    example(done, "gina", "approveApplication", forOpen, "sandbox", other, application.text("id"));
    assertEquals("paid", recharge(open).text("status"));
    example(done, "finance", "listProposals");
    example(done, "finance", "receivePayoutWebhook", "sandbox");
    example(done, "finance", "listUnbookedEvents");
    assertProblem(404, "not_found", example(done, "finance", "getTrialBalance"));
    example(done, "operator", "listDeadLetters", "conversions");
    example(done, "operator", "redrive", "conversions");
    example(done, "operator", "listActions");

    assertEquals(
        Contract.OF_THE_API.operations().stream()
            .map(Contract.Operation::id)
            .collect(toCollection(TreeSet::new)),
        done);
  }

  /**
   * Sends what is documented of an operation: its query and each of its bodies, or none.
   *
   * @param done remembers its name
   * @param path what stands in the path for the route's variables, in order
   * @return the answer, which is as documented; to the last body, if there are several
   */
  private static Answer example(Set<String> done, String user, String operationId, String... path)
      throws Exception {
    return example(done, user, operationId, UnaryOperator.identity(), path);
  }

  /**
   * Likewise.
   *
   * @param ids puts what there is in place of what the documented bodies name
   */
  private static Answer example(
      Set<String> done, String user, String operationId, UnaryOperator<String> ids, String... path)
      throws Exception {
    done.add(operationId);
    Contract.Operation operation =
        Contract.OF_THE_API.operations().stream()
            .filter(known -> known.id().equals(operationId))
            .findFirst()
            .orElseThrow();
    String url = operation.route().path();
    for (String variable : path) url = url.replaceFirst("\\{[a-z]+}", variable);
    String query = Contract.OF_THE_API.exampleQuery(operation);
    if (!query.isEmpty()) url += "?" + query;
    List<String> bodies = new ArrayList<>();
    Contract.OF_THE_API
        .requestExamples(operation)
        .values()
        .forEach(body -> bodies.add(ids.apply(body.toString())));
    if (bodies.isEmpty()) bodies.add(operation.description().has("requestBody") ? "{}" : "");
    Answer answer = null;
    for (String body : bodies) {
      var request =
          api.request(url).method(operation.route().method(), BodyPublishers.ofString(body));
      request.header("Content-Type", Api.JSON);
      request.header("Idempotency-Key", Api.newKey());
      request.header(
          operation.route().open() ? "Sandbox-Signature" : "Authorization",
          operation.route().open() ? signed(body, Instant.now()) : "Bearer " + api.token(user));
      answer = api.send(request);
      // An example of a body shows what is done.
      if (body.length() > 2) assertTrue(answer.status() < 300, answer::toString);
    }
    return Objects.requireNonNull(answer);
  }

  @Test
  void the_reference_page_is_served_with_all_that_it_loads() throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      String page = http.send(api.request("/docs").build(), BodyHandlers.ofString()).body();
      Set<String> loaded =
          Pattern.compile("(?:href|src|url)[=:] ?\"(/[^\"]+)\"")
              .matcher(page)
              .results()
              .map(found -> found.group(1))
              .collect(toCollection(TreeSet::new));

      assertEquals(
          Set.of("/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css", "/openapi.yaml"), loaded);
      assertFalse(page.contains("//"), page);
      for (String path : loaded) {
        var response = http.send(api.request(path).build(), BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), path);
        assertTrue(response.body().length() > 10_000, path);
      }
      assertEquals(
          Files.readString(TEMPLATE.resolveSibling("infrastructure/openapi.yaml")),
          http.send(api.request("/openapi.yaml").build(), BodyHandlers.ofString()).body());
      assertEquals(
          404, http.send(api.request("/docs/x").build(), BodyHandlers.ofString()).statusCode());
    }
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
}

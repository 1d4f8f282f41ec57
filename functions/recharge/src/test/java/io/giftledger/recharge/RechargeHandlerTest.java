package io.giftledger.recharge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Money;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.economy.wallet.OpenRecharges;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharge.Status;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Value;
import io.giftledger.payments.ProviderEvent;
import io.giftledger.payments.UnbookedEvent;
import io.giftledger.payments.UnbookedEvent.Reason;
import io.giftledger.payments.UnbookedEvents;
import io.giftledger.payments.WebhookSignature;
import io.giftledger.payments.sandbox.SandboxEvent;
import io.giftledger.testkit.AtOnce;
import io.giftledger.testkit.Embedded;
import io.giftledger.testkit.HttpAnswer;
import io.giftledger.testkit.Json;
import io.giftledger.testkit.NeededPermissions;
import io.giftledger.testkit.SpoiltBodies;
import io.giftledger.testkit.SpoiltRecords;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

@ExtendWith(NeededPermissions.class)
class RechargeHandlerTest {

  private static final String BY_CARD = Client.order("coins-1000", "sandbox_card");

  private static Client client;

  private final String viewer = "viewer-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    client = new Client();
  }

  @AfterAll
  static void stop() {
    client.close();
  }

  @Test
  void coins_are_credited_when_the_webhook_says_that_they_are_paid() {
    HttpAnswer opened = client.recharge(viewer, "key", BY_CARD);

    assertEquals(201, opened.status());
    assertEquals("awaiting_payment", opened.text("status"));
    assertEquals("coins-1000", opened.text("package"));
    assertEquals(1_000, opened.json().get("coins"));
    assertEquals(Map.of("amount", 1_299, "currency", "USD"), opened.json().get("price"));
    assertTrue(opened.text("payment_id").startsWith("sbxpay_"));
    assertEquals(0, client.coins(viewer));

    List<String> webhooks = client.queuedWebhooks(opened.text("id"));
    assertEquals(1, webhooks.size());
    HttpAnswer received = client.webhook(webhooks.getFirst());

    assertEquals(200, received.status());
    assertEquals("{\"received\":true}", received.body());
    assertEquals(1_000, client.coins(viewer));
    Recharge recharge = client.stored(viewer, opened.text("id"));
    assertEquals(Status.PAID, recharge.status());
    assertEquals(Optional.of(opened.text("payment_id")), recharge.paymentId());
    var entry = client.entries(viewer).getFirst();
    assertEquals(Optional.of(entry.at()), recharge.settledAt());
    assertEquals(Recharged.KIND, entry.kind());
    assertEquals("RECHARGE#" + recharge.id(), entry.ref());
    assertEquals(
        List.of(
            new Posting(ChartOfAccounts.COINS_ISSUED, Assets.COIN, -1_000),
            new Posting(ChartOfAccounts.WALLET, Assets.COIN, 1_000),
            new Posting(ChartOfAccounts.CASH, Asset.money("USD"), 1_299),
            new Posting(ChartOfAccounts.DEFERRED_REVENUE, Asset.money("USD"), -1_299)),
        entry.postings());
  }

  /** What the wallet's chain says is hashed; a status is not. */
  @Test
  void a_paid_recharge_whose_status_was_set_back_is_not_credited_again() {
    HttpAnswer opened = client.recharge(viewer, "key", BY_CARD);
    String paid = Client.event(SandboxEvent.SUCCEEDED, recharge(opened));
    assertEquals(200, client.webhook(paid).status());
    Item honest = client.table.get(recharge(opened).key(), true).orElseThrow();
    Map<String, Value> setBack = new HashMap<>(honest.attributes());
    setBack.keySet().removeAll(Set.of("settledAt", "settlement"));
    setBack.put("status", new Value.Text("AWAITING_PAYMENT"));
    client.table.replace(new Item(Map.copyOf(setBack)));

    HttpAnswer again = client.webhook(paid);

    assertEquals(503, again.status(), again.body());
    assertEquals("account_stopped", again.text("code"));
    assertEquals(1_000, client.coins(viewer));
    client.table.replace(honest);
    assertEquals(200, client.webhook(paid).status());
    assertEquals(1_000, client.coins(viewer));
  }

  /** Found by the simulator: the clock had been put back between question and payment. */
  @Test
  void nor_is_one_that_was_opened_later_than_it_was_paid() {
    HttpAnswer opened = client.recharge(viewer, "key", BY_CARD);
    String paid = Client.event(SandboxEvent.SUCCEEDED, recharge(opened));
    assertEquals(200, client.webhook(paid).status());
    Item honest = client.table.get(recharge(opened).key(), true).orElseThrow();
    client.table.replace(
        honest.toBuilder()
            .text("status", "AWAITING_PAYMENT")
            .instant("openedAt", Instant.now().plus(Duration.ofDays(1)))
            .build());

    assertEquals("account_stopped", client.webhook(paid).text("code"));

    assertEquals(1_000, client.coins(viewer));
  }

  /** Whatever the record says of when: the mark beside its entry stands. */
  @Test
  void nor_is_one_whose_record_was_made_to_look_new() {
    String order = Client.order("coins-1000", "sandbox_balance");
    HttpAnswer opened = client.recharge(viewer, "key", order).expect(201);
    assertEquals(1_000, client.coins(viewer));
    Item honest = client.table.get(recharge(opened).key(), true).orElseThrow();
    client.table.replace(
        SpoiltRecords.without(honest, "settledAt", "settlement").toBuilder()
            .text("status", "AWAITING_PAYMENT")
            .instant("openedAt", Instant.now().plus(Duration.ofDays(1)))
            .build());

    assertEquals("account_stopped", client.recharge(viewer, "key", order).text("code"));
    String another = Client.event(SandboxEvent.SUCCEEDED, recharge(opened));
    assertEquals("account_stopped", client.webhook(another).text("code"));

    assertEquals(1_000, client.coins(viewer));
  }

  @Test
  void nor_is_one_whose_record_is_gone_and_that_is_asked_for_again() {
    String order = Client.order("coins-1000", "sandbox_balance");
    HttpAnswer opened = client.recharge(viewer, "key", order).expect(201);
    client.delete(recharge(opened).key());

    assertEquals("account_stopped", client.recharge(viewer, "key", order).text("code"));

    assertEquals(1_000, client.coins(viewer));
  }

  @Test
  void a_record_that_cannot_be_read_stops_the_repeat_and_the_webhook_in_words() {
    HttpAnswer opened = client.recharge(viewer, "key", BY_CARD);
    String paid = Client.event(SandboxEvent.SUCCEEDED, recharge(opened));
    client.webhook(paid);
    Item honest = client.table.get(recharge(opened).key(), true).orElseThrow();

    SpoiltRecords.mistyped(honest)
        .forEach(
            spoilt -> {
              client.table.replace(spoilt);
              assertProblem(503, "account_stopped", client.recharge(viewer, "key", BY_CARD));
              if (!(spoilt.attributes().get("requestHash") instanceof Value.Flag)) {
                assertProblem(503, "account_stopped", client.webhook(paid));
              }
            });
    client.table.replace(SpoiltRecords.without(honest, "requestHash"));
    assertProblem(503, "account_stopped", client.recharge(viewer, "key", BY_CARD));
    SpoiltRecords.lacking(honest)
        .forEach(
            spoilt -> {
              client.table.replace(spoilt);
              assertTrue(client.recharge(viewer, "key", BY_CARD).status() != 500);
            });

    assertEquals(1_000, client.coins(viewer));
  }

  @Test
  void a_repeat_is_answered_alike_also_when_it_is_paid_by_then() {
    HttpAnswer first = client.recharge(viewer, "key", BY_CARD);
    HttpAnswer second = client.recharge(viewer, "key", BY_CARD);
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, recharge(first)));
    HttpAnswer third = client.recharge(viewer, "key", BY_CARD);

    assertEquals(first.body(), second.body());
    assertEquals(first.body(), third.body());
    assertEquals(201, third.status());
    assertEquals("true", third.headers().get("Idempotent-Replayed"));
    assertEquals(1, client.queuedWebhooks(first.text("id")).size());
    assertEquals(1_000, client.coins(viewer));
  }

  @Test
  void the_same_request_fifty_times_at_once_is_one_recharge_and_one_answer() throws Exception {
    List<HttpAnswer> answers = AtOnce.call(50, () -> client.recharge(viewer, "key", BY_CARD));

    assertEquals(Set.of(201), answers.stream().map(HttpAnswer::status).collect(Collectors.toSet()));
    assertEquals(1, answers.stream().map(HttpAnswer::body).distinct().count());
    assertEquals(
        1,
        client.table.newest("WALLET#" + viewer, "RECHARGE#", 100, Optional.empty(), true).size());
    for (String webhook : client.queuedWebhooks(answers.getFirst().text("id"))) {
      assertEquals(200, client.webhook(webhook).status());
    }
    assertEquals(1_000, client.coins(viewer));
  }

  /** They hold their prices in one record, which one writer after another has to change. */
  @Test
  void forty_purchases_of_one_viewer_at_once_are_all_opened() throws Exception {
    List<Callable<HttpAnswer>> opening =
        IntStream.range(0, 40)
            .<Callable<HttpAnswer>>mapToObj(
                number ->
                    () ->
                        client
                            .recharging(viewer, "key-" + number)
                            .text(Client.order("coins-100", "sandbox_card"))
                            .untilAnswered())
            .toList();

    List<HttpAnswer> answers = AtOnce.call(opening);

    assertEquals(Set.of(201), answers.stream().map(HttpAnswer::status).collect(Collectors.toSet()));
    assertEquals(40, answers.stream().map(answer -> answer.text("id")).distinct().count());
    for (int number = 0; number < 40; number++) {
      assertEquals(
          answers.get(number).text("id"),
          client.storedFor(viewer, "key-" + number).orElseThrow().id());
    }
  }

  @Test
  void a_key_that_was_used_for_another_request_is_refused() {
    client.recharge(viewer, "key", BY_CARD);

    for (String other :
        List.of(
            Client.order("coins-100", "sandbox_card"),
            Client.order("coins-1000", "sandbox_card_slow"),
            Client.order("no-such-package", "sandbox_card"))) {
      HttpAnswer answer = client.recharge(viewer, "key", other);
      assertEquals(409, answer.status());
      assertEquals("idempotency_key_reused", answer.text("code"));
    }
    assertEquals("coins-1000", client.storedFor(viewer, "key").orElseThrow().quote().coinPackage());
  }

  @Test
  void the_same_key_of_another_viewer_is_another_recharge() {
    HttpAnswer one = client.recharge(viewer, "key", BY_CARD);
    HttpAnswer other = client.recharge(viewer + "-2", "key", BY_CARD);

    assertEquals(201, other.status());
    assertNotEquals(one.text("id"), other.text("id"));
    assertNotEquals(one.text("payment_id"), other.text("payment_id"));
  }

  @ParameterizedTest
  @CsvSource({
    "no-such-package, sandbox_card, unknown_package",
    "coins-1000, no_such_method, unknown_payment_method",
    "coins-1000, SANDBOX_CARD, unknown_payment_method",
  })
  void what_is_not_sold_is_refused_and_nothing_is_stored(
      String coinPackage, String paymentMethod, String code) {
    HttpAnswer answer = client.recharge(viewer, "key", Client.order(coinPackage, paymentMethod));

    assertEquals(422, answer.status());
    assertEquals(code, answer.text("code"));
    assertTrue(client.storedFor(viewer, "key").isEmpty());
    assertEquals(201, client.recharge(viewer, "key", BY_CARD).status());
  }

  /** Where and how they buy is not for the request to say: no client gets a cheaper price so. */
  @ParameterizedTest
  @CsvSource({
    "GB, web, giftledger-ios, region_mismatch, region, GB, region_of_viewer, US",
    "US, web, giftledger-ios, channel_mismatch, channel, web, channel_of_client, ios",
    "US, ios, another, channel_mismatch, channel, ios, channel_of_client, web",
    "US, fax, another, channel_mismatch, channel, fax, channel_of_client, web",
    "us, web, another, region_mismatch, region, us, region_of_viewer, US"
  })
  void another_region_or_channel_than_the_viewers_own_is_refused(
      String region,
      String channel,
      String application,
      String code,
      String named,
      String value,
      String found,
      String own) {
    HttpAnswer answer =
        client
            .claiming(Map.of("sub", viewer, "client_id", application), "key")
            .text(BY_CARD.replace("US", region).replace("web", channel))
            .expect(422, code);

    assertEquals(value, answer.get(named));
    assertEquals(own, answer.get(found));
    assertTrue(client.storedFor(viewer, "key").isEmpty());
  }

  @Test
  void an_app_store_costs_more_whatever_claim_names_the_app() {
    for (String claim : List.of("client_id", "azp")) {
      HttpAnswer answer =
          client
              .claiming(Map.of("sub", viewer, claim, "giftledger-ios"), claim)
              .text(BY_CARD.replace("web", "ios"))
              .expect(201);

      assertEquals(Map.of("amount", 1_499, "currency", "USD"), answer.get("price"));
    }
  }

  @Test
  void without_region_and_channel_it_is_the_viewers_own_in_money_and_tax() {
    HttpAnswer answer =
        client
            .claiming(Map.of("sub", viewer, "country", "JP"), "key")
            .text("{\"package\":\"coins-1000\",\"payment_method\":\"sandbox_card\"}")
            .expect(201);

    assertEquals("JP", answer.get("region"));
    assertEquals("web", answer.get("channel"));
    assertEquals(Map.of("amount", 1_900, "currency", "JPY"), answer.get("price"));
    assertEquals(Map.of("amount", 173, "currency", "JPY"), answer.get("tax"));
  }

  @Test
  void what_the_platform_says_of_a_viewer_comes_before_their_token() {
    String body = "{\"package\":\"coins-1000\",\"payment_method\":\"sandbox_card\"}";
    Map<String, String> claims = Map.of("sub", viewer, "country", "IN");
    client.table.replace(new ViewerProfile(viewer, "KW", "adult", true).item());

    HttpAnswer answer = client.claiming(claims, "key").text(body).expect(201);

    assertEquals(Map.of("amount", 3_990, "currency", "KWD"), answer.get("price"));
    client.table.replace(Item.builder(ViewerProfile.key(viewer)).number("country", 7).build());
    client.claiming(claims, "key-2").text(body).expect(503, "viewer_profile_invalid");
    client.table.replace(new ViewerProfile(viewer, "ZZ", "adult", true).item());
    HttpAnswer nowhere = client.claiming(claims, "key-3").text(body).expect(422, "not_sold_here");
    assertEquals("region_not_supported", nowhere.get("reason"));
  }

  /** Stores sell fixed products: a number of one's own is none, and that is what is said. */
  @Test
  void what_is_not_sold_where_the_viewer_buys_is_named() {
    Map<String, String> onIos = Map.of("sub", viewer, "client_id", "giftledger-ios");

    HttpAnswer refused =
        client
            .claiming(onIos, "key")
            .text("{\"coins\":1234,\"payment_method\":\"sandbox_store\",\"bonus_coins\":0}")
            .expect(422, "not_sold_here");

    assertEquals("top_up_not_sold", refused.get("reason"));
    assertEquals("US", refused.get("region"));
    assertEquals("ios", refused.get("channel"));
  }

  private static final String HALF_A_DAYS_LIMIT =
      "{\"coins\":100000,\"payment_method\":\"sandbox_card\"}";

  @Test
  void a_recharge_holds_its_price_until_it_is_paid_and_is_counted_once_it_is() {
    HttpAnswer first = client.recharge(viewer, "first", HALF_A_DAYS_LIMIT).expect(201);

    HttpAnswer refused =
        client.recharge(viewer, "second", HALF_A_DAYS_LIMIT).expect(422, "recharge_limit_exceeded");
    assertEquals("day", refused.get("period"));
    assertEquals(dollars(200_000), refused.get("limit"));
    assertEquals(dollars(0), refused.get("spent"));
    assertEquals(dollars(125_610), refused.get("open"));
    assertEquals(dollars(74_390), refused.get("remaining"));
    assertEquals(dollars(125_610), refused.get("price"));
    assertEquals(Optional.empty(), client.storedFor(viewer, "second"));
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, recharge(first)));

    HttpAnswer counted =
        client.recharge(viewer, "second", HALF_A_DAYS_LIMIT).expect(422, "recharge_limit_exceeded");
    assertEquals(dollars(125_610), counted.get("spent"));
    assertEquals(dollars(0), counted.get("open"));
    assertEquals(dollars(74_390), counted.get("remaining"));
    client.recharge(viewer, "less", BY_CARD).expect(201);
    assertTrue(client.recharge(viewer, "first", HALF_A_DAYS_LIMIT).expect(201).isReplay());
  }

  @Test
  void a_recharge_that_was_declined_holds_its_price_since_it_may_be_paid_after_all() {
    HttpAnswer first = client.recharge(viewer, "first", HALF_A_DAYS_LIMIT).expect(201);
    client.webhook(Client.event(SandboxEvent.FAILED, recharge(first)));

    client.recharge(viewer, "second", HALF_A_DAYS_LIMIT).expect(422, "recharge_limit_exceeded");
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, recharge(first)));

    assertEquals(100_000, client.coins(viewer));
    client.recharge(viewer, "second", HALF_A_DAYS_LIMIT).expect(422, "recharge_limit_exceeded");
  }

  @Test
  void recharges_at_once_do_not_exceed_together_what_one_of_them_may_pay() throws Exception {
    List<Callable<HttpAnswer>> opening =
        IntStream.range(0, 6)
            .<Callable<HttpAnswer>>mapToObj(
                number -> () -> client.recharge(viewer, "key-" + number, HALF_A_DAYS_LIMIT))
            .toList();

    Map<Integer, Integer> statuses = new HashMap<>();
    for (HttpAnswer answer : AtOnce.call(opening)) {
      statuses.merge(answer.status(), 1, Integer::sum);
    }

    assertEquals(Map.of(201, 1, 422, 5), statuses);
  }

  @Test
  void who_is_verified_may_pay_more_and_who_is_under_age_nothing() {
    client.table.replace(new ViewerProfile(viewer, "US", "adult", true).item());
    client.recharge(viewer, "first", HALF_A_DAYS_LIMIT).expect(201);
    client.recharge(viewer, "second", HALF_A_DAYS_LIMIT).expect(201);
    client.table.replace(new ViewerProfile(viewer, "US", ViewerProfile.MINOR, true).item());

    HttpAnswer refused =
        client.recharge(viewer, "third", BY_CARD).expect(422, "spending_not_allowed");

    assertEquals("minor", refused.get("age_group"));
    assertEquals(true, refused.get("verified"));
    client.table.replace(
        Item.builder(ViewerProfile.key(viewer))
            .text("country", "US")
            .text("ageGroup", "x")
            .build());
    client.recharge(viewer, "third", BY_CARD).expect(503, "viewer_profile_invalid");
    assertEquals(Optional.empty(), client.storedFor(viewer, "third"));
  }

  @Test
  void so_many_recharges_may_wait_for_their_payment_and_no_more() {
    client.table.replace(
        new OpenRecharges(
                viewer,
                Collections.nCopies(
                    OpenRecharges.MAX,
                    new OpenRecharges.Open("id", Instant.now(), new Money(1, "USD"))))
            .item());

    client.recharge(viewer, "key", BY_CARD).expect(422, "too_many_open_recharges");

    client.table.replace(
        new OpenRecharges(
                viewer,
                Collections.nCopies(
                    OpenRecharges.MAX,
                    new OpenRecharges.Open(
                        "id", Instant.now().minus(Duration.ofDays(1)), new Money(199_999, "USD"))))
            .item());
    client.recharge(viewer, "key", BY_CARD).expect(201);
  }

  private static Map<String, Object> dollars(int cents) {
    return Map.of("amount", cents, "currency", "USD");
  }

  @Test
  void coins_are_bought_by_the_number_too() {
    String body = "{\"coins\":1234,\"payment_method\":\"sandbox_card\"}";

    HttpAnswer opened = client.recharge(viewer, "key", body).expect(201);

    assertEquals("top-up", opened.get("package"));
    assertEquals(1_234, opened.get("coins"));
    assertEquals(Map.of("amount", 1_603, "currency", "USD"), opened.get("price"));
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, recharge(opened)));
    assertEquals(1_234, client.coins(viewer));
  }

  @ParameterizedTest
  @ValueSource(longs = {29, 100_001, Long.MAX_VALUE})
  void so_many_coins_as_are_not_sold_at_once_are_refused_with_the_bounds(long coins) {
    HttpAnswer answer =
        client
            .recharge(viewer, "key", "{\"coins\":%d,\"payment_method\":\"card\"}".formatted(coins))
            .expect(422, "coins_out_of_bounds");

    assertEquals(30, answer.get("coins_min"));
    assertEquals(100_000, answer.get("coins_max"));
  }

  @Test
  void either_a_package_is_named_or_a_number_of_coins() {
    for (String body :
        List.of(
            "{\"payment_method\":\"sandbox_card\"}",
            "{\"package\":\"coins-100\",\"coins\":100,\"payment_method\":\"sandbox_card\"}")) {
      HttpAnswer answer = client.recharge(viewer, "key", body).expect(422, "invalid_request");
      assertEquals("package", answer.list("errors").getFirst().get("field"));
    }
  }

  @Test
  void a_spoilt_recharge_is_refused_and_named_and_changes_nothing() {
    new SpoiltBodies(
            Json.read(BY_CARD),
            List.of("package", "region", "channel"),
            List.of("region", "channel"))
        .assertRefused(() -> client.recharging(viewer, "key"));

    assertEquals(Optional.empty(), client.storedFor(viewer, "key"));
    assertEquals(201, client.recharge(viewer, "key", BY_CARD).status());
  }

  @Test
  void fields_that_are_missing_are_named_as_the_request_names_them() {
    HttpAnswer answer = client.recharge(viewer, "key", "{}");

    assertEquals(422, answer.status());
    assertEquals("invalid_request", answer.text("code"));
    assertTrue(answer.body().contains("\"field\":\"payment_method\""), answer.body());
  }

  @Test
  void a_caller_whose_token_names_no_user_is_forbidden() {
    HttpAnswer answer = client.recharge("", "key", BY_CARD);

    assertEquals(403, answer.status());
    assertEquals("account_id_not_supported", answer.text("code"));
  }

  @Test
  void a_provider_that_does_not_answer_can_be_asked_again() {
    String body = Client.order("coins-1000", "sandbox_timeout");

    for (int attempt = 0; attempt < 2; attempt++) {
      HttpAnswer answer = client.recharge(viewer, "key", body);
      assertEquals(503, answer.status());
      assertEquals("payment_provider_unavailable", answer.text("code"));
      assertEquals("2", answer.headers().get("Retry-After"));
    }

    Recharge recharge = client.storedFor(viewer, "key").orElseThrow();
    assertEquals(Status.AWAITING_PAYMENT, recharge.status());
    assertTrue(recharge.paymentId().isEmpty());
    assertTrue(client.queuedWebhooks(recharge.id()).isEmpty());
  }

  @Test
  void a_webhook_may_overtake_the_providers_answer() {
    String body = Client.order("coins-1000", "sandbox_timeout");
    client.recharge(viewer, "key", body);
    Recharge recharge = client.storedFor(viewer, "key").orElseThrow();

    assertEquals(200, client.webhook(Client.event(SandboxEvent.SUCCEEDED, recharge)).status());

    assertEquals(1_000, client.coins(viewer));
    assertEquals(
        Optional.of("sbxpay_of_" + recharge.id()),
        client.stored(viewer, recharge.id()).paymentId());
    // The payment is known now, so that the provider, which still times out, is not asked.
    HttpAnswer repeated = client.recharge(viewer, "key", body);
    assertEquals(201, repeated.status());
    assertEquals("sbxpay_of_" + repeated.text("id"), repeated.text("payment_id"));
    assertEquals("awaiting_payment", repeated.text("status"));
  }

  @ParameterizedTest
  @CsvSource({
    "sandbox_card_declined, card_declined",
    "sandbox_card_insufficient_funds, insufficient_funds",
  })
  void a_declined_card_buys_nothing(String paymentMethod, String reason) {
    HttpAnswer opened = client.recharge(viewer, "key", Client.order("coins-500", paymentMethod));
    String webhook = client.queuedWebhooks(opened.text("id")).getFirst();

    assertEquals("{\"received\":true}", client.webhook(webhook).body());
    Recharge declined = recharge(opened);
    assertEquals("{\"received\":true}", client.webhook(webhook).body());

    assertEquals(Status.DECLINED, declined.status());
    assertEquals(Optional.of(reason), declined.declineReason());
    assertTrue(declined.settledAt().isPresent());
    assertEquals(declined, recharge(opened));
    assertTrue(client.entries(viewer).isEmpty());
    assertEquals(
        opened.body(),
        client.recharge(viewer, "key", Client.order("coins-500", paymentMethod)).body());
  }

  @Test
  void a_payment_that_succeeds_after_a_decline_counts() {
    HttpAnswer opened = client.recharge(viewer, "key", BY_CARD);
    client.webhook(Client.event(SandboxEvent.FAILED, recharge(opened)));
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, recharge(opened)));

    assertEquals(Status.PAID, recharge(opened).status());
    assertEquals(1_000, client.coins(viewer));
  }

  @Test
  void a_decline_after_the_payment_is_ignored() {
    HttpAnswer opened = client.recharge(viewer, "key", BY_CARD);
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, recharge(opened)));
    Recharge paid = recharge(opened);

    assertEquals(200, client.webhook(Client.event(SandboxEvent.FAILED, paid)).status());

    assertEquals(paid, recharge(opened));
    assertEquals(1_000, client.coins(viewer));
  }

  @Test
  void a_webhook_that_comes_twice_credits_once() {
    HttpAnswer opened =
        client.recharge(viewer, "key", Client.order("coins-1000", "sandbox_card_twice"));
    List<String> webhooks = client.queuedWebhooks(opened.text("id"));

    assertEquals(2, webhooks.size());
    assertEquals(webhooks.getFirst(), webhooks.getLast());
    for (String webhook : webhooks) assertEquals(200, client.webhook(webhook).status());

    assertEquals(1_000, client.coins(viewer));
    assertEquals(1, client.entries(viewer).size());
  }

  @Test
  void a_webhook_that_arrives_twenty_times_at_once_credits_once() throws Exception {
    HttpAnswer opened = client.recharge(viewer, "key", BY_CARD);
    String webhook = client.queuedWebhooks(opened.text("id")).getFirst();

    List<HttpAnswer> answers = AtOnce.call(20, () -> client.webhook(webhook));

    assertEquals(
        Set.of("{\"received\":true}"),
        answers.stream().map(HttpAnswer::body).collect(Collectors.toSet()));
    assertEquals(1_000, client.coins(viewer));
    assertEquals(1, client.entries(viewer).size());
  }

  @Test
  void a_slow_card_is_paid_some_seconds_later() {
    HttpAnswer opened =
        client.recharge(viewer, "key", Client.order("coins-1000", "sandbox_card_slow"));

    String url = "https://sandbox.invalid/pay/" + opened.text("payment_id");
    assertEquals(Map.of("type", "redirect", "url", url), payment(opened));
    assertTrue(client.queuedWebhooks(opened.text("id")).isEmpty());
    var delayed = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED;
    assertEquals(
        "1",
        client
            .aws
            .sqs()
            .getQueueAttributes(
                get -> get.queueUrl(client.aws.queueUrl("SandboxWebhooks")).attributeNames(delayed))
            .attributes()
            .get(delayed));
  }

  @Test
  void a_webhook_without_a_good_signature_is_not_even_read() {
    Recharge recharge = recharge(client.recharge(viewer, "key", BY_CARD));
    String event = Client.event(SandboxEvent.SUCCEEDED, recharge);
    String good = client.sign(event, Instant.now());

    assertProblem(401, "invalid_signature", client.webhook("sandbox", event, Map.of()));
    for (String signature :
        List.of(
            "",
            "nonsense",
            good.substring(0, good.length() - 1),
            good + "0",
            good.replace("v1", "v0"),
            client.sign(event + " ", Instant.now()),
            good.replaceFirst("t=[0-9]+", "t=1"))) {
      assertProblem(401, "invalid_signature", signed(event, signature));
      assertProblem(401, "invalid_signature", signed("not an event", signature));
    }
    // The header of a provider is its own.
    assertProblem(
        401,
        "invalid_signature",
        client.webhook("sandbox", event, Map.of("stripe-signature", good)));

    assertEquals(recharge, client.stored(viewer, recharge.id()));
    assertEquals(0, client.coins(viewer));
  }

  @ParameterizedTest
  @ValueSource(longs = {-302, 305})
  void a_webhook_signed_too_long_ago_or_in_the_future_is_refused(long seconds) {
    Recharge recharge = recharge(client.recharge(viewer, "key", BY_CARD));
    String event = Client.event(SandboxEvent.SUCCEEDED, recharge);

    assertProblem(
        401,
        "signature_expired",
        signed(event, client.sign(event, Instant.now().plus(Duration.ofSeconds(seconds)))));

    assertEquals(0, client.coins(viewer));
  }

  @Test
  void a_payment_of_another_amount_or_currency_changes_nothing_and_is_kept() {
    Recharge recharge = recharge(client.recharge(viewer, "key", BY_CARD));

    for (Map<String, Object> other :
        List.<Map<String, Object>>of(
            Map.of("amount", 1),
            Map.of("amount", 1_300),
            Map.of("amount", 0),
            Map.of("currency", "JPY"),
            Map.of("currency", "usd"))) {
      UnbookedEvent kept = kept(Client.event(SandboxEvent.SUCCEEDED, recharge, ofItsOwn(other)));

      assertEquals(Reason.AMOUNT_MISMATCH, kept.reason());
      assertEquals(Optional.of("RECHARGE#" + recharge.id()), kept.event().ref());
      assertNotEquals(Optional.of(recharge.quote().price()), kept.event().amount());
    }

    assertEquals(recharge, client.stored(viewer, recharge.id()));
    assertEquals(0, client.coins(viewer));
  }

  @Test
  void a_payment_for_no_recharge_is_kept() {
    Recharge recharge = recharge(client.recharge(viewer, "key", BY_CARD));

    for (Map<String, Object> other :
        List.<Map<String, Object>>of(
            Map.of("recharge_id", "0".repeat(26)),
            Map.of("recharge_id", "x"),
            Map.of("user_id", "somebody-else"),
            Map.of("user_id", "some#body"))) {
      for (String type : List.of(SandboxEvent.SUCCEEDED, SandboxEvent.FAILED)) {
        UnbookedEvent kept = kept(Client.event(type, recharge, ofItsOwn(other)));
        assertEquals(Reason.UNKNOWN_RECHARGE, kept.reason());
        assertEquals(Optional.of(recharge.quote().price()), kept.event().amount());
      }
    }
    assertEquals(Status.AWAITING_PAYMENT, client.stored(viewer, recharge.id()).status());
  }

  /** Of a payment of its own: what is told of one payment is one. */
  private static Map<String, Object> ofItsOwn(Map<String, Object> others) {
    Map<String, Object> data = new HashMap<>(others);
    data.put("payment_id", "sbxpay_" + UUID.randomUUID());
    return data;
  }

  /** What is kept is kept for ever: who can be no user is not named in it. */
  @ParameterizedTest
  @ValueSource(strings = {"anna@example.com", "+4915112345678", "some#body", "a b"})
  void who_can_own_no_account_is_not_kept_with_what_they_paid(String nobody) {
    Recharge recharge = recharge(client.recharge(viewer, "key", BY_CARD));
    String payment = "sbxpay_" + UUID.randomUUID();

    UnbookedEvent kept =
        kept(
            Client.event(
                SandboxEvent.SUCCEEDED,
                recharge,
                Map.of("user_id", nobody, "payment_id", payment)));

    assertEquals(Reason.UNKNOWN_RECHARGE, kept.reason());
    assertEquals(Optional.empty(), kept.event().user());
    assertFalse(kept.event().body().contains(nobody), kept.event().body());
    Item unapplied = client.table.get(UnappliedPayment.key("sandbox", payment), true).orElseThrow();
    assertEquals(Optional.empty(), unapplied.findText("toldUser"));
  }

  @Test
  void a_second_payment_is_kept_once_with_all_that_is_needed_to_book_it_and_rings_the_alarm() {
    Recharge recharge = recharge(client.recharge(viewer, "key", BY_CARD));
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, recharge));
    String second =
        Client.event(
            SandboxEvent.SUCCEEDED,
            recharge,
            Map.of("payment_id", "sbxpay_second_" + recharge.id()));
    String alarm =
        Embedded.AWS
            .template()
            .resource("AWS::Logs::MetricFilter", "RechargeUnbookedEvents")
            .string("FilterPattern")
            .replace("\"", "");

    try (LogLines log = LogLines.of(UnbookedEvents.class)) {
      UnbookedEvent kept = kept(second);
      assertEquals(kept, kept(second));

      assertEquals(Reason.SECOND_PAYMENT, kept.reason());
      ProviderEvent event = kept.event();
      assertEquals("sandbox", event.provider());
      assertEquals(SandboxEvent.SUCCEEDED, event.type());
      assertEquals(Optional.of(viewer), event.user());
      assertEquals(Optional.of("RECHARGE#" + recharge.id()), event.ref());
      assertEquals(Optional.of("sbxpay_second_" + recharge.id()), event.paymentId());
      assertEquals(Optional.of(recharge.quote().price()), event.amount());
      assertEquals(second, event.body());
      assertEquals(2, log.errors().stream().filter(line -> line.contains(alarm)).count());
    }
    assertEquals(1_000, client.coins(viewer));
    assertEquals(1, client.entries(viewer).size());
  }

  @Test
  void what_is_told_of_payouts_has_an_address_of_its_own_and_is_ignored_here() {
    Recharge recharge = recharge(client.recharge(viewer, "key", BY_CARD));
    client.webhook(Client.event(SandboxEvent.SUCCEEDED, recharge));
    Recharge paid = recharge(client.recharge(viewer, "key", BY_CARD));

    assertEquals(
        "{\"received\":true}", client.webhook(Client.event("payout.returned", paid)).body());

    assertEquals(paid, client.stored(viewer, paid.id()));
    assertEquals(1_000, client.coins(viewer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"data\":null}",
        "{\"data\":\"x\"}",
        "{\"data\":{\"amount\":{\"deep\":[1]},\"currency\":\"USD\"}}",
        "{\"data\":{\"amount\":12.5,\"currency\":\"USD\"}}",
        "{\"data\":{\"amount\":1e99,\"currency\":\"USD\"}}",
        "{\"data\":{\"amount\":1,\"currency\":\"dollars\"}}",
      })
  void a_refund_that_cannot_be_understood_is_kept_as_it_is(String said) {
    Map<String, Object> event = new HashMap<>(Json.read(said));
    event.put("id", "sbxevt_" + UUID.randomUUID());
    event.put("type", SandboxEvent.REFUNDED);
    String body = Json.write(event);

    UnbookedEvent kept = kept(body);

    assertEquals(Reason.NOT_UNDERSTOOD, kept.reason());
    assertEquals(body, kept.event().body());
    assertTrue(kept.event().amount().isEmpty());
  }

  /** What is told of money is never forgotten, and never read more kindly than it is written. */
  @Test
  void a_payment_that_is_not_told_as_it_must_be_is_kept_and_credits_nothing() {
    Recharge recharge = recharge(client.recharge(viewer, "key", BY_CARD));
    String honest = Client.event(SandboxEvent.SUCCEEDED, recharge);
    String amount = "\"amount\":1299";
    assertTrue(honest.contains(amount), honest);
    for (String spoilt :
        List.of(
            honest.replace(amount, "\"amount\":\"1299\""),
            honest.replace(amount, "\"amount\":null"),
            honest.replace(amount, "\"amount\":1299.0"),
            honest.replace(amount, "\"amount\":[1299]"),
            honest.replace(amount, "\"amount\":true"),
            honest.replace(amount, amount + "," + amount),
            honest.replace(amount, "\"amount\":99999999999999999999"),
            honest.replace("\"currency\":\"USD\"", "\"currency\":7"),
            honest + " {}",
            honest + "x")) {
      String event =
          spoilt.replaceFirst("\"id\":\"[^\"]*\"", "\"id\":\"e-" + UUID.randomUUID() + "\"");

      UnbookedEvent kept = kept(event);

      assertEquals(Reason.NOT_UNDERSTOOD, kept.reason(), event);
      assertEquals(event, kept.event().body());
    }
    assertEquals(0, client.coins(viewer));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"id\":null,", "\"id\":\"\",", "\"id\":\"a b\","})
  void a_refund_that_cannot_be_told_from_others_is_invalid(String id) {
    HttpAnswer answer = client.webhook("{" + id + "\"type\":\"payment.refunded\"}");

    assertProblem(422, "invalid_request", answer);
    assertTrue(answer.body().contains("\"field\":\"id\""), answer.body());
  }

  @Test
  void a_webhook_that_says_nothing_is_told_all_that_it_lacks() {
    HttpAnswer answer = client.webhook("{}");

    assertProblem(422, "invalid_request", answer);
    assertEquals(
        List.of("created_at", "data", "id", "type"),
        answer.list("errors").stream().map(error -> error.get("field")).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "sandbox_card_fee, payment.fee_charged, 38",
    "sandbox_card_refunded, payment.refunded, 1299",
    "sandbox_card_refunded_fee, payment.refunded;payment.fee_charged, 1299",
    "sandbox_card_refunded_half, payment.refunded, 649",
    "sandbox_card_refund_failed, payment.refunded;payment.refund_failed, 1299",
    "sandbox_card_disputed, payment.disputed;payment.fee_charged, 1299",
    "sandbox_card_dispute_won,"
        + " payment.disputed;payment.fee_charged;payment.dispute_won;payment.fee_returned, 1299",
    "sandbox_card_paid_again, payment.succeeded, 1299"
  })
  void the_sandbox_tells_afterwards_what_its_method_says(
      String method, String types, int amountMinor) {
    HttpAnswer opened = client.recharge(viewer, "key", Client.order("coins-1000", method));
    client.webhook(client.queuedWebhooks(opened.text("id")).getFirst());
    client.recharge(viewer, "key", Client.order("coins-1000", method));
    assertEquals(1_000, client.coins(viewer));

    // The queue keeps no order: they come in any.
    List<String> expected = List.of(types.split(";"));
    List<String> came = new ArrayList<>();
    while (came.size() < expected.size()) {
      String told = client.awaitWebhook(opened.text("id"));
      String type = String.valueOf(Json.read(told).get("type"));
      if (type.equals(expected.getFirst())) {
        assertEquals(amountMinor, Client.data(told).get("amount"));
      }
      assertEquals(200, client.webhook(told).status());
      came.add(type);
    }
    assertEquals(expected.stream().sorted().toList(), came.stream().sorted().toList());
  }

  @Test
  void the_headers_that_another_scheme_or_a_rotation_of_the_provider_makes_are_accepted() {
    Recharge recharge = recharge(client.recharge(viewer, "key", BY_CARD));
    String event = Client.event(SandboxEvent.SUCCEEDED, recharge);
    String good = client.sign(event, Instant.now());
    String forged = ",v1=" + "0".repeat(64);

    assertEquals(200, signed(event, good + ",v0=" + "1".repeat(64)).status());
    assertEquals(200, signed(event, good + forged).status());
    assertEquals(200, signed(event, good.replaceFirst(",", forged + ",")).status());
    assertEquals(1_000, client.coins(viewer));
  }

  @Test
  void after_the_secret_was_replaced_the_new_one_and_the_one_before_are_accepted() {
    String before = client.aws.secret("SandboxWebhookSecret");
    client.aws.rotateSecret("SandboxWebhookSecret", "a new secret");
    Recharge recharge = recharge(client.recharge(viewer, "key", BY_CARD));
    String event = Client.event(SandboxEvent.FAILED, recharge);

    try (Client anew = new Client()) {
      for (String secret : List.of("a new secret", before)) {
        String signature =
            new WebhookSignature(secret)
                .sign(event.getBytes(StandardCharsets.UTF_8), Instant.now());
        Map<String, String> header = Map.of("sandbox-signature", signature);
        assertEquals(200, anew.webhook("sandbox", event, header).status());
      }
    }
  }

  @Test
  void an_event_of_no_concern_is_received_and_ignored() {
    for (String event :
        List.of(
            "{\"id\":\"e\",\"type\":\"payout.paid\",\"data\":{\"amount\":{\"deep\":[1]}}}",
            "{\"type\":\"customer.created\"}")) {
      assertEquals("{\"received\":true}", client.webhook(event).body());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "null",
        "\"payment.succeeded\"",
      })
  void a_signed_body_that_is_no_event_is_malformed(String body) {
    assertProblem(400, "malformed_body", client.webhook(body));
  }

  @ParameterizedTest
  @ValueSource(strings = {"payment_id", "recharge_id", "user_id", "amount", "currency"})
  void a_signed_event_that_lacks_a_field_is_kept(String field) {
    Recharge recharge = recharge(client.recharge(viewer, "key", BY_CARD));
    Map<String, Object> event =
        new HashMap<>(Json.read(Client.event(SandboxEvent.SUCCEEDED, recharge)));
    Map<String, Object> data = new HashMap<>(Client.data(Json.write(event)));
    data.remove(field);
    event.put("data", data);

    event.put("id", "e-" + UUID.randomUUID());
    assertEquals(Reason.NOT_UNDERSTOOD, kept(Json.write(event)).reason());
    data.put(field, field.equals("amount") ? 1_299.5 : "");
    event.put("data", data);
    event.put("id", "e-" + UUID.randomUUID());
    assertEquals(Reason.NOT_UNDERSTOOD, kept(Json.write(event)).reason());
    assertEquals(0, client.coins(viewer));
    assertProblem(422, "invalid_request", client.webhook("{\"type\":\"payment.failed\"}"));
  }

  @Test
  void a_webhook_of_another_provider_is_unknown() {
    String event = "{\"type\":\"payment.succeeded\"}";
    Map<String, String> signature = Map.of("sandbox-signature", client.sign(event, Instant.now()));

    assertProblem(404, "unknown_provider", client.webhook("stripe", event, signature));
  }

  @Test
  void a_body_over_64_kilobytes_is_too_large_whoever_sends_it() {
    String event = "{\"type\":\"" + "x".repeat(65_536) + "\"}";

    assertProblem(413, "body_too_large", client.webhook(event));
    assertProblem(413, "body_too_large", client.recharge(viewer, "key", event));
  }

  @Test
  void a_function_with_an_unknown_provider_does_not_start() {
    Map<String, String> environment = new HashMap<>(client.environment);
    environment.put("PAYMENT_PROVIDER", "barter");

    RuntimeException refused =
        assertThrows(RuntimeException.class, () -> new RechargeHandler(environment).close());

    assertTrue(
        String.valueOf(refused.getMessage()).contains("PAYMENT_PROVIDER is \"barter\""),
        String.valueOf(refused.getMessage()));
  }

  @Test
  void a_provider_without_its_secret_says_so_when_it_is_first_used() {
    Map<String, String> environment = new HashMap<>(client.environment);
    environment.remove("SANDBOX_WEBHOOK_SECRET_ARN");

    try (Client withoutSecret = new Client(environment)) {
      HttpAnswer opened = withoutSecret.recharge(viewer, "key", BY_CARD);
      assertProblem(500, "internal_error", opened);
      Recharge recharge = client.storedFor(viewer, "key").orElseThrow();
      assertTrue(recharge.paymentId().isEmpty());
      HttpAnswer told = withoutSecret.webhook(Client.event(SandboxEvent.SUCCEEDED, recharge));
      assertProblem(500, "internal_error", told);
    }

    assertEquals(201, client.recharge(viewer, "key", BY_CARD).status());
    assertEquals(0, client.coins(viewer));
  }

  @Test
  void where_the_sandbox_is_not_deployed_nobody_reaches_it() {
    Map<String, String> environment = new HashMap<>(client.environment);
    environment.remove("SANDBOX_WEBHOOKS_QUEUE_URL");
    environment.put("PAYMENT_PROVIDER", "fake");

    try (Client withoutSandbox = new Client(environment)) {
      assertProblem(
          404, "unknown_provider", withoutSandbox.webhook("{\"type\":\"payment.succeeded\"}"));
    }
  }

  @Test
  void a_card_is_confirmed_with_the_providers_own_kit() {
    HttpAnswer card = client.recharge(viewer, "card", BY_CARD);
    assertEquals("client_secret", payment(card).get("type"));
    assertTrue(String.valueOf(payment(card).get("client_secret")).startsWith("sbxsec_"));
  }

  @Test
  void a_purchase_from_a_store_has_its_payment_id_from_the_webhook() {
    String body = Client.order("coins-1000", "sandbox_store");
    HttpAnswer opened = client.recharge(viewer, "key", body);

    assertEquals(
        Map.of(
            "type", "store_receipt", "product", "coins-1000", "account_token", opened.text("id")),
        payment(opened));
    assertFalse(opened.json().containsKey("payment_id"));
    assertTrue(recharge(opened).paymentId().isEmpty());

    client.webhook(client.queuedWebhooks(opened.text("id")).getFirst());

    assertTrue(recharge(opened).paymentId().orElseThrow().startsWith("sbxpay_"));
    assertEquals(1_000, client.coins(viewer));
    assertEquals(opened.body(), client.recharge(viewer, "key", body).body());
  }

  @Test
  void what_is_paid_when_it_is_opened_is_credited_once_without_a_webhook() throws Exception {
    String body = Client.order("coins-1000", "sandbox_balance");

    List<HttpAnswer> answers = AtOnce.call(20, () -> client.recharge(viewer, "key", body));

    assertEquals(1, answers.stream().map(HttpAnswer::body).distinct().count());
    HttpAnswer opened = answers.getFirst();
    assertEquals(201, opened.status());
    assertEquals("paid", opened.text("status"));
    assertEquals(Map.of("type", "settled"), payment(opened));
    assertEquals(Status.PAID, recharge(opened).status());
    assertEquals(Optional.of(opened.text("payment_id")), recharge(opened).paymentId());
    assertEquals(1_000, client.coins(viewer));
    assertEquals(1, client.entries(viewer).size());
    assertTrue(client.queuedWebhooks(opened.text("id")).isEmpty());
  }

  @Test
  void a_recharge_in_flight_stays_with_its_provider_after_the_configuration_changed() {
    String body = Client.order("coins-1000", "card");
    HttpAnswer opened;
    try (Client before = new Client("fake")) {
      opened = before.recharge(viewer, "key", body);
    }
    assertEquals(201, opened.status());
    assertEquals("fake", opened.text("provider"));

    // From here on, new recharges go to the sandbox.
    assertEquals(opened.body(), client.recharge(viewer, "key", body).body());
    assertEquals("unknown_payment_method", client.recharge(viewer, "new-key", body).text("code"));
    String paid = FakeProvider.paid(recharge(opened));
    assertProblem(401, "invalid_signature", client.webhook("fake", paid, Map.of()));
    // What another provider says of it is worth nothing.
    assertEquals(
        Reason.UNKNOWN_RECHARGE,
        kept(Client.event(SandboxEvent.SUCCEEDED, recharge(opened))).reason());
    assertEquals(0, client.coins(viewer));

    HttpAnswer received = client.webhook("fake", paid, Map.of("fake-signature", "good"));

    assertEquals(200, received.status());
    assertEquals(Status.PAID, recharge(opened).status());
    assertEquals(1_000, client.coins(viewer));
    assertEquals(opened.body(), client.recharge(viewer, "key", body).body());
  }

  @Test
  void two_providers_take_recharges_side_by_side() {
    try (Client both = new Client("fake,sandbox")) {
      HttpAnswer fake = both.recharge(viewer, "one", Client.order("coins-1000", "card"));
      HttpAnswer sandbox = both.recharge(viewer, "two", BY_CARD);

      assertEquals("fake", fake.text("provider"));
      assertEquals("sandbox", sandbox.text("provider"));
      both.webhook("fake", FakeProvider.paid(recharge(fake)), Map.of("fake-signature", "good"));
      both.webhook(both.queuedWebhooks(sandbox.text("id")).getFirst());
      assertEquals(2_000, both.coins(viewer));
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> payment(HttpAnswer opened) {
    return (Map<String, Object>) Objects.requireNonNull(opened.json().get("payment"));
  }

  private Recharge recharge(HttpAnswer opened) {
    return client.stored(viewer, opened.text("id"));
  }

  /** Sends an event that is received and not booked, and looks up how it is kept. */
  private static UnbookedEvent kept(String event) {
    return client.kept(event);
  }

  private static HttpAnswer signed(String body, String signature) {
    return client.webhook("sandbox", body, Map.of("sandbox-signature", signature));
  }

  private static void assertProblem(int status, String code, HttpAnswer answer) {
    answer.expect(status, code);
    assertNull(answer.json().get("received"));
    assertFalse(answer.body().contains("Exception"), answer.body());
  }
}

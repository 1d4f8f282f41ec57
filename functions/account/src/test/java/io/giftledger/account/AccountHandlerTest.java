package io.giftledger.account;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Money;
import io.giftledger.economy.Transfer;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.earnings.Exchange;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.OpenRecharges;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Value;
import io.giftledger.ledger.table.Write;
import io.giftledger.testkit.Creator;
import io.giftledger.testkit.Embedded;
import io.giftledger.testkit.Gifts;
import io.giftledger.testkit.HttpAnswer;
import io.giftledger.testkit.HttpApi;
import io.giftledger.testkit.HttpRequest;
import io.giftledger.testkit.Json;
import io.giftledger.testkit.Recharges;
import io.giftledger.testkit.SpoiltRecords;
import io.giftledger.testkit.Viewer;
import io.giftledger.testkit.Withdrawals;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountHandlerTest {

  private static final Instant NOVEMBER = Instant.parse("2026-11-30T23:59:00Z");
  private static final String NO_RECORD = "0".repeat(RecordType.ID_LENGTH);

  @AutoClose
  private static final AccountHandler HANDLER =
      new AccountHandler(Embedded.environment("AccountFunction"));

  private static final HttpApi API = new HttpApi(HANDLER);

  private final Viewer viewer = new Viewer();
  private final Creator creator = new Creator();
  private final HttpApi viewers = API.as(viewer.id());
  private final HttpApi creators = API.as(creator.id());

  @Test
  void packages_are_shown_at_the_viewers_own_price() {
    for (HttpRequest request :
        List.of(
            viewers.get("/v1/coin-packages"),
            viewers.get("/v1/coin-packages").query("region", "US").query("channel", "web"))) {
      HttpAnswer answer = request.expect(200);

      assertEquals(1, answer.get("policy_version"));
      assertEquals("US", answer.get("region"));
      assertEquals("web", answer.get("channel"));
      assertEquals(true, answer.get("yours"));
      assertEquals(Map.of("basis_points", 0, "included", false), answer.get("tax"));
      assertEquals(4, answer.list("coin_packages").size());
      assertEquals(
          Map.of(
              "id",
              "coins-1000",
              "coins",
              1_000,
              "bonus_coins",
              0,
              "price",
              Map.of("amount", 1_299, "currency", "USD"),
              "tax",
              Map.of("amount", 0, "currency", "USD")),
          answer.list("coin_packages").get(2));
      assertFalse(answer.json().containsKey("reason"));
    }
  }

  @Test
  void the_price_has_the_currency_and_the_tax_of_the_country() {
    assertEquals(
        Map.of(
            "id",
            "coins-1000",
            "coins",
            1_000,
            "bonus_coins",
            0,
            "price",
            Map.of("amount", 1_900, "currency", "JPY"),
            "tax",
            Map.of("amount", 173, "currency", "JPY")),
        API.claiming(Map.of("sub", viewer.id(), "country", "JP"))
            .get("/v1/coin-packages")
            .expect(200)
            .list("coin_packages")
            .get(2));
    Embedded.TABLE.replace(new ViewerProfile(viewer.id(), "KW", "adult", true).item());

    HttpAnswer kuwait =
        API.claiming(Map.of("sub", viewer.id(), "country", "JP", "client_id", "giftledger-ios"))
            .get("/v1/coin-packages")
            .expect(200);

    assertEquals("ios", kuwait.get("channel"));
    assertEquals(
        Map.of("amount", 4_590, "currency", "KWD"),
        kuwait.list("coin_packages").get(2).get("price"));
    assertFalse(kuwait.json().containsKey("top_up"));
  }

  @Test
  void what_is_sold_elsewhere_is_shown_and_is_not_the_viewers() {
    HttpAnswer answer =
        viewers.get("/v1/coin-packages").query("region", "DE").query("channel", "ios").expect(200);

    assertEquals(false, answer.get("yours"));
    assertEquals(
        Map.of("amount", 159, "currency", "EUR"),
        answer.list("coin_packages").getFirst().get("price"));
    assertEquals(24, answer.list("sold_in").size());
    assertTrue(
        answer
            .list("sold_in")
            .contains(Map.of("region", "JP", "channel", "web", "currency", "JPY")));
  }

  @Test
  void where_nothing_is_sold_it_is_said_why() {
    HttpAnswer nowhere = viewers.get("/v1/coin-packages").query("region", "ZZ").expect(200);
    assertEquals(List.of(), nowhere.list("coin_packages"));
    assertEquals("region_not_supported", nowhere.get("reason"));
    assertEquals(24, nowhere.list("sold_in").size());

    HttpAnswer nohow = viewers.get("/v1/coin-packages").query("channel", "fax").expect(200);
    assertEquals(List.of(), nohow.list("coin_packages"));
    assertEquals("channel_not_sold", nohow.get("reason"));
  }

  @Test
  void coins_by_the_number_have_a_price_before_they_are_bought() {
    HttpAnswer answer = viewers.get("/v1/coin-packages").query("coins", "1234").expect(200);

    assertEquals(
        Map.of(
            "id",
            "top-up",
            "coins",
            1_234,
            "bonus_coins",
            0,
            "price",
            Map.of("amount", 1_603, "currency", "USD"),
            "tax",
            Map.of("amount", 0, "currency", "USD")),
        answer.get("quote"));
    assertEquals(
        Map.of(
            "coins_min",
            30,
            "coins_max",
            100_000,
            "per_coins",
            1_000,
            "steps",
            List.of(step(1, 1_299), step(10_001, 1_273), step(50_001, 1_234))),
        answer.get("top_up"));
    assertFalse(answer.json().containsKey("quote_reason"));
    for (String coins : List.of("0", "-1", "1.5", "many", "", "1000000000000")) {
      assertInvalid("coins", viewers.get("/v1/coin-packages").query("coins", coins).send());
    }
  }

  @Test
  void coins_by_the_number_that_have_no_price_have_a_reason() {
    for (String coins : List.of("29", "100001", "999999999999")) {
      assertUnquoted("coins_out_of_bounds", viewers.get("/v1/coin-packages").query("coins", coins));
    }
    assertUnquoted(
        "top_up_not_sold",
        viewers.get("/v1/coin-packages").query("coins", "1234").query("channel", "ios"));
    assertUnquoted(
        "channel_not_sold",
        viewers.get("/v1/coin-packages").query("coins", "1234").query("channel", "fax"));
    assertUnquoted(
        "region_not_supported",
        viewers.get("/v1/coin-packages").query("coins", "29").query("region", "ZZ"));
    assertFalse(
        viewers.get("/v1/coin-packages").expect(200).json().containsKey("quote_reason"),
        "nobody asked");
  }

  private static void assertUnquoted(String reason, HttpRequest asked) {
    HttpAnswer answer = asked.expect(200);
    assertFalse(answer.json().containsKey("quote"));
    assertEquals(reason, answer.get("quote_reason"));
  }

  private static Map<String, Object> step(int coinsFrom, int minor) {
    return Map.of("coins_from", coinsFrom, "price", Map.of("amount", minor, "currency", "USD"));
  }

  @Test
  void the_catalogue_names_every_gift_and_what_it_costs() {
    HttpAnswer answer = viewers.get("/v1/gifts/catalogue").send();

    assertEquals(15, answer.list("gifts").size());
    assertEquals(
        Map.of(
            "id",
            "im-very-rich",
            "name",
            "I'm Very Rich",
            "coins",
            1_000,
            "price",
            Map.of("amount", 1_300, "currency", "USD"),
            "effect",
            Map.of("kind", "banner", "duration_ms", 4_000, "tier", 4)),
        answer.list("gifts").get(8));
    assertEquals(10_000, answer.get("quantity_max"));
  }

  @Test
  void a_wallet_that_was_never_used_is_empty() {
    assertEquals(
        Map.of(
            "coins", 0,
            "paid_coins", 0,
            "bonus_coins", 0,
            "exchanged_coins", 0,
            "debt_coins", 0,
            "lots", List.of(),
            "spent_this_month", 0,
            "level", Map.of("level", 0, "coins", 0, "next_at", 1)),
        withoutLimits(viewers.get("/v1/wallet").send()));
    assertEquals(Map.of("entries", List.of()), viewers.get("/v1/wallet/entries").send().json());
  }

  @Test
  void a_wallet_shows_coins_what_was_spent_and_the_budget() {
    viewer.recharge(100).budget(500).send(Gifts.sent().coins(30));

    assertEquals(
        Map.of(
            "coins",
            70,
            "paid_coins",
            70,
            "bonus_coins",
            0,
            "exchanged_coins",
            0,
            "debt_coins",
            0,
            "lots",
            List.of(
                Map.of(
                    "kind",
                    "paid",
                    "entry",
                    1,
                    "coins",
                    70,
                    "money",
                    Map.of("amount", 70, "currency", "USD"))),
            "spent_this_month",
            30,
            "coins_per_month",
            500,
            "level",
            Map.of("level", 1, "coins", 30, "next_at", 100)),
        withoutLimits(viewers.get("/v1/wallet").send()));
  }

  private static Map<String, Object> withoutLimits(HttpAnswer wallet) {
    Map<String, Object> rest = new HashMap<>(wallet.json());
    rest.remove("limits");
    return rest;
  }

  @Test
  void the_catalogue_shows_the_price_in_the_viewers_money_and_channel() {
    Map<String, String> inJapan = Map.of("sub", viewer.id(), "country", "JP");
    Map<String, String> nowhere = Map.of("sub", viewer.id(), "country", "ZZ");

    Map<String, Object> rose =
        API.claiming(inJapan).get("/v1/gifts/catalogue").expect(200).list("gifts").getFirst();

    assertEquals(1, rose.get("coins"));
    assertEquals(Map.of("amount", 2, "currency", "JPY"), rose.get("price"));
    assertFalse(
        API.claiming(nowhere)
            .get("/v1/gifts/catalogue")
            .expect(200)
            .list("gifts")
            .getFirst()
            .containsKey("price"));
  }

  @Test
  void a_wallet_shows_the_limits_that_hold_and_what_is_left_of_them() {
    Recharge paid = viewer.paid(Recharges.opened().coins(100));
    viewer.send(Gifts.sent().coins(30));
    Money open = new Money(5_000, "USD");
    Embedded.TABLE.replace(
        new OpenRecharges(
                viewer.id(),
                List.of(
                    new OpenRecharges.Open(paid.id(), Instant.now(), paid.quote().price()),
                    new OpenRecharges.Open("unpaid", Instant.now(), open)))
            .item());

    Map<String, Object> limits = Json.object(viewers.get("/v1/wallet").expect(200).get("limits"));

    String tomorrow = LocalDate.now(ZoneOffset.UTC).plusDays(1) + "T00:00:00Z";
    assertEquals("adult", limits.get("age_group"));
    assertEquals(false, limits.get("verified"));
    assertEquals(
        Map.of(
            "period", "day",
            "limit", 500_000,
            "spent", 30,
            "remaining", 499_970,
            "resets_at", tomorrow),
        Json.objects(Objects.requireNonNull(limits.get("gifts"))).getFirst());
    int price = Math.toIntExact(paid.quote().price().minor());
    assertEquals(
        Map.of(
            "period", "day",
            "limit", Map.of("amount", 200_000, "currency", "USD"),
            "spent", Map.of("amount", price, "currency", "USD"),
            "open", Map.of("amount", 5_000, "currency", "USD"),
            "remaining", Map.of("amount", 195_000 - price, "currency", "USD"),
            "resets_at", tomorrow),
        Json.objects(Objects.requireNonNull(limits.get("recharges"))).getFirst());
  }

  @Test
  void who_is_under_age_has_no_limits_since_they_may_spend_nothing() {
    Embedded.TABLE.replace(new ViewerProfile(viewer.id(), "US", ViewerProfile.MINOR, true).item());

    assertEquals(
        Map.of("age_group", "minor", "verified", true, "gifts", List.of(), "recharges", List.of()),
        viewers.get("/v1/wallet").expect(200).get("limits"));
    HttpAnswer packages = viewers.get("/v1/coin-packages").expect(200);
    assertEquals(false, packages.get("yours"));
    assertEquals("spending_not_allowed", packages.get("reason"));
  }

  @Test
  void a_budget_that_is_raised_is_shown_with_the_month_from_which_it_counts() {
    viewer.budget(500).budget(700);
    String next = YearMonth.now(ZoneOffset.UTC).plusMonths(1).toString();

    HttpAnswer wallet = viewers.get("/v1/wallet").expect(200);

    assertEquals(500, wallet.get("coins_per_month"));
    assertEquals(
        Map.of("month", next, "coins_per_month", 700, "lifted", false), wallet.get("next_budget"));
  }

  @Test
  void a_wallet_that_is_frozen_says_why() {
    viewer.recharge(100).freeze("fraud");
    assertEquals("fraud", viewers.get("/v1/wallet").expect(200).get("frozen"));

    viewer.release("cleared");
    assertFalse(viewers.get("/v1/wallet").expect(200).json().containsKey("frozen"));
  }

  @Test
  void earnings_that_were_never_touched_are_empty() {
    assertEquals(
        Map.of("points", 0, "diamonds", 0, "remainder_e4", 0, "held_diamonds", 0),
        creators.get("/v1/earnings").send().json());
  }

  @Test
  void earnings_show_whole_diamonds_the_rest_and_what_they_are_worth() {
    creator.known().receive(Gifts.sent().roses(1_001), Gifts.sent().commission(3_333));

    HttpAnswer answer = creators.get("/v1/earnings").send();

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
  void earnings_that_are_on_hold_say_why() {
    creator.hold("review");
    assertEquals("review", creators.get("/v1/earnings").expect(200).get("on_hold"));

    creator.release("cleared");
    assertFalse(creators.get("/v1/earnings").expect(200).json().containsKey("on_hold"));
  }

  @Test
  void earnings_do_not_need_a_profile_that_is_whole() {
    creator.receive(Gifts.sent().roses(10));
    Embedded.TABLE.replace(
        Item.builder(CreatorProfile.key(creator.id())).number("country", 1).build());

    HttpAnswer answer = creators.get("/v1/earnings").expect(200);

    assertEquals(5, answer.get("diamonds"));
    assertFalse(answer.json().containsKey("worth"));
  }

  @Test
  void a_creator_in_a_country_without_terms_sees_no_rate() {
    creator.known(profile -> profile.country("ZZ"));

    HttpAnswer answer = creators.get("/v1/earnings").send();

    assertFalse(answer.json().containsKey("diamond_rate"));
    assertFalse(answer.json().containsKey("worth"));
  }

  @Test
  void an_exchange_is_shown_in_transit_and_then_with_the_coins_in_the_same_users_wallet() {
    Creator both = new Creator(viewer.id()).earned(100);
    Exchange left = both.exchange(40);
    HttpAnswer requested = viewers.get("/v1/exchanges/{id}", left.id()).expect(200);
    assertEquals("requested", requested.get("status"));
    assertFalse(requested.json().containsKey("wallet_entry"));
    assertEquals(0, viewers.get("/v1/wallet").send().get("coins"));

    Transfer.complete(Embedded.LEDGER, Exchange.TYPE, left);
    viewer.recharge(10);

    HttpAnswer credited = viewers.get("/v1/exchanges/{id}", left.id()).expect(200);
    assertEquals("credited", credited.get("status"));
    assertEquals(40, credited.get("coins"));
    assertEquals(1, credited.get("wallet_entry"));
    HttpAnswer wallet = viewers.get("/v1/wallet").expect(200);
    assertEquals(50, wallet.get("coins"));
    assertEquals(40, wallet.get("exchanged_coins"));
    assertEquals(10, wallet.get("paid_coins"));
    assertEquals("exchanged", wallet.list("lots").getFirst().get("kind"));
    assertEquals(40, wallet.list("lots").getFirst().get("coins"));
    assertEquals(
        "EXCHANGE#" + left.id(),
        viewers.get("/v1/wallet/entries").expect(200).list("entries").get(1).get("ref"));
    API.as("another").get("/v1/exchanges/{id}", left.id()).expect(404);
  }

  @Test
  void a_withdrawal_shows_what_is_held_and_what_this_week_has_paid() {
    String id = creator.earned(20_000).withdraw(Withdrawals.requested().diamonds(10_000)).id();

    HttpAnswer answer = creators.get("/v1/earnings").send();

    assertEquals(10_000, answer.get("diamonds"));
    assertEquals(10_000, answer.get("held_diamonds"));
    assertEquals(Map.of("amount", 5_000, "currency", "USD"), answer.get("withdrawn_this_week"));

    HttpAnswer withdrawal = creators.get("/v1/withdrawals/{id}", id).expect(200);
    assertEquals("requested", withdrawal.get("status"));
    assertEquals(Map.of("amount", 5_000, "currency", "USD"), withdrawal.get("amount"));
    assertFalse(withdrawal.body().contains("sandbox_bank_ok"), "the token is nobody's business");
    API.as("another").get("/v1/withdrawals/{id}", id).expect(404);
  }

  @Test
  void a_conversion_shows_what_each_gift_earned_and_why() {
    Gift roses =
        creator
            .receive(
                Gifts.sent().roses(1_001),
                Gifts.sent().commission(3_333),
                Gifts.sent().roses(2),
                // Of coins of which 40 had been diamonds.
                Gifts.sent().roses(45).points(5))
            .getFirst();

    HttpAnswer answer = creators.get("/v1/earnings/conversions/{id}", "000000000001").send();

    assertEquals("000000000001", answer.get("id"));
    assertEquals(
        Map.ofEntries(
            entry("id", roses.id()),
            entry("sender", roses.sender()),
            entry("gift", "rose"),
            entry("quantity", 1_001),
            entry("coins", 1_001),
            entry("exchanged_coins", 0),
            entry("points_per_coin", 1),
            entry("points", 1_001),
            entry("commission_basis_points", 5_000),
            entry("earned_e4", 5_005_000),
            entry("earned", "500.5"),
            entry("policy_version", 1)),
        answer.list("gifts").getFirst());
    assertEquals(
        List.of("500.5", "0.6667", "1", "2.5"),
        answer.list("gifts").stream().map(gift -> gift.get("earned")).toList());
    assertEquals(
        List.of(0, 0, 0, 40),
        answer.list("gifts").stream().map(gift -> gift.get("exchanged_coins")).toList());
    API.as("another").get("/v1/earnings/conversions/{id}", "000000000001").expect(404);
    creators.get("/v1/earnings/conversions/{id}", "1").expect(404);
    creators.get("/v1/earnings/conversions/{id}", "000000000002").expect(404);
  }

  @Test
  void a_gift_is_shown_to_who_sent_it_and_to_nobody_else() {
    String id = viewer.recharge(100).send(Gifts.sent().coins(30)).id();

    HttpAnswer answer = viewers.get("/v1/gifts/{id}", id).expect(200);

    assertEquals(id, answer.get("id"));
    assertEquals("sent", answer.get("status"));
    assertEquals(30, answer.get("coins"));
    API.as("another").get("/v1/gifts/{id}", id).expect(404, "not_found");
  }

  @Test
  void a_recharge_is_shown_to_who_opened_it_and_to_nobody_else() {
    Recharge opened = viewer.open(Recharges.opened().price(1_299, "USD"));

    HttpAnswer answer = viewers.get("/v1/recharges/{id}", opened.id()).send();

    assertEquals("awaiting_payment", answer.get("status"));
    assertEquals(Map.of("amount", 1_299, "currency", "USD"), answer.get("price"));
    API.as("another").get("/v1/recharges/{id}", opened.id()).expect(404, "not_found");
  }

  @Test
  void recharges_are_listed_newest_first_whatever_their_ids() {
    List<String> opened = new ArrayList<>();
    for (int minute = 0; minute < 7; minute++) {
      // Of two that were opened in the same millisecond either may come first.
      Instant at = NOVEMBER.plus(Duration.ofMinutes(minute == 3 ? 2 : minute));
      opened.addFirst(viewer.open(Recharges.opened().at(at)).id());
    }
    new Viewer().open(Recharges.opened());

    List<Object> listed = new ArrayList<>();
    HttpRequest next = viewers.get("/v1/recharges").query("limit", "3");
    List<Integer> sizes = new ArrayList<>();
    while (true) {
      HttpAnswer page = next.expect(200);
      sizes.add(page.list("recharges").size());
      page.list("recharges").forEach(recharge -> listed.add(recharge.get("id")));
      if (!page.json().containsKey("next")) break;
      next.query("cursor", page.text("next"));
    }

    assertEquals(List.of(3, 3, 1), sizes);
    assertEquals(opened.subList(0, 3), listed.subList(0, 3));
    assertEquals(Set.copyOf(opened.subList(3, 5)), Set.copyOf(listed.subList(3, 5)));
    assertEquals(opened.subList(5, 7), listed.subList(5, 7));
    assertEquals(
        "awaiting_payment",
        viewers.get("/v1/recharges").send().list("recharges").getFirst().get("status"));
  }

  @Test
  void a_recharge_that_comes_between_two_pages_shifts_nothing() {
    Recharge first = viewer.open(Recharges.opened().at(NOVEMBER));
    Recharge second = viewer.open(Recharges.opened().at(NOVEMBER.plusMillis(1)));
    HttpAnswer page = viewers.get("/v1/recharges").query("limit", "1").expect(200);
    assertEquals(second.id(), page.list("recharges").getFirst().get("id"));

    viewer.open(Recharges.opened().at(NOVEMBER.plusMillis(2)));

    HttpAnswer last = viewers.get("/v1/recharges").query("cursor", page.text("next")).expect(200);
    assertEquals(
        List.of(first.id()),
        last.list("recharges").stream().map(recharge -> recharge.get("id")).toList());
    assertFalse(last.json().containsKey("next"));
  }

  @Test
  void what_was_paid_and_taken_back_is_told_by_month_and_currency() {
    Instant december = Instant.parse("2026-12-01T00:00:00Z");
    Viewer then = viewer.at(NOVEMBER);
    Recharge first = then.paid(Recharges.opened().price(1_000, "USD"));
    then.paid(Recharges.opened().price(190, "JPY"));
    viewer.at(december).paid(Recharges.opened().price(500, "USD"));
    viewer.open(Recharges.opened().price(9_999, "USD"));
    viewer.at(december).takeBack(first, refund(first.id() + "re_1", 250));
    viewer.at(december).takeBack(first, refund(first.id() + "re_2", 300));
    viewer.at(december).restore(first, refund(first.id() + "re_2", 300));
    viewer
        .at(december)
        .charge(
            first, new Adjustment("txn_" + first.id(), Adjustment.Cause.FEE, new Money(30, "USD")));

    HttpAnswer answer = viewers.get("/v1/recharges").query("limit", "1").expect(200);

    assertEquals(
        List.of(
            total("2026-12", "USD", 500, 250),
            total("2026-11", "JPY", 190, 0),
            total("2026-11", "USD", 1_000, 0)),
        answer.list("totals"));
    assertEquals(
        answer.list("totals"),
        viewers
            .get("/v1/recharges")
            .query("cursor", answer.text("next"))
            .expect(200)
            .list("totals"));
    assertEquals(
        Map.of("recharges", List.of(), "totals", List.of()),
        creators.get("/v1/recharges").send().json());
  }

  private static Adjustment refund(String id, long cents) {
    return new Adjustment(id, Adjustment.Cause.REFUND, new Money(cents, "USD"));
  }

  private static Map<String, Object> total(String month, String currency, int paid, int back) {
    return Map.of("month", month, "currency", currency, "paid", paid, "taken_back", back);
  }

  @Test
  void of_more_recharges_than_can_be_read_there_is_no_list() {
    for (int hundred = 0; hundred < 50; hundred++) {
      Embedded.TABLE.write(
          IntStream.range(0, 100)
              .<Write>mapToObj(
                  _ -> new Write.Insert(Recharges.opened().by(viewer.id()).build().item()))
              .toList());
    }
    assertEquals(20, viewers.get("/v1/recharges").expect(200).list("recharges").size());

    viewer.open(Recharges.opened());

    assertEquals(
        5_000, viewers.get("/v1/recharges").expect(422, "too_many_recharges").get("recharges_max"));
  }

  @Test
  void withdrawals_are_listed_newest_first_and_only_those_that_have_happened() {
    List<String> requested = new ArrayList<>();
    for (int minute = 0; minute < 5; minute++) {
      Creator then = creator.at(NOVEMBER.plus(Duration.ofMinutes(minute)));
      requested.addFirst(then.earned(10_000).withdraw(Withdrawals.requested()).id());
    }
    // It claims a place in the chain that is not there yet.
    Item claim = Withdrawals.requested().by(creator.id()).build().item();
    Embedded.TABLE.replace(claim.toBuilder().number("entry", 999).build());

    HttpAnswer first = creators.get("/v1/withdrawals").query("limit", "3").expect(200);
    HttpAnswer second =
        creators.get("/v1/withdrawals").query("cursor", first.text("next")).expect(200);

    assertEquals(requested.subList(0, 3), ids(first, "withdrawals"));
    assertEquals(requested.subList(3, 5), ids(second, "withdrawals"));
    assertFalse(second.json().containsKey("next"));
    assertEquals(List.of(), second.list("totals"));
    assertInvalid(
        "cursor", viewers.get("/v1/recharges").query("cursor", first.text("next")).send());
  }

  @Test
  void what_was_paid_out_is_told_by_year_and_quarter_as_tax_forms_ask() {
    paid("2026-09-30T23:59:59.999Z", 4_800, 200);
    paid("2026-10-01T00:00:00Z", 9_900, 100);
    paid("2026-12-31T23:59:59.999Z", 5_000, 0);
    paid("2027-01-01T00:00:00Z", 7_000, 0);
    creator
        .at(Instant.parse("2027-01-02T00:00:00Z"))
        .earned(10_000)
        .withdraw(Withdrawals.requested());

    HttpAnswer page = creators.get("/v1/withdrawals").query("limit", "1").expect(200);

    assertEquals("requested", page.list("withdrawals").getFirst().get("status"));
    assertEquals(
        List.of(
            Map.of(
                "year", 2027,
                "currency", "USD",
                "count", 1,
                "gross", 7_000,
                "fees", 0,
                "amount", 7_000,
                "quarters", List.of(quarter(1, 1, 7_000, 0))),
            Map.of(
                "year", 2026,
                "currency", "USD",
                "count", 3,
                "gross", 20_000,
                "fees", 300,
                "amount", 19_700,
                "quarters", List.of(quarter(3, 1, 5_000, 200), quarter(4, 2, 15_000, 100)))),
        page.list("totals"));
  }

  @Test
  void what_was_paid_after_it_had_failed_counts_when_it_was_paid() {
    Creator then = creator.at(Instant.parse("2026-12-31T23:00:00Z")).earned(20_000);
    Withdrawal failed =
        then.fail(
            then.withdraw(
                Withdrawals.requested().diamonds(10_000).amount(new Money(4_800, "USD")).fee(200)));
    assertEquals(
        List.of(), creators.get("/v1/withdrawals").expect(200).list("totals"), "it failed");

    creator.at(Instant.parse("2027-04-02T00:00:00Z")).payLate(failed);

    HttpAnswer page = creators.get("/v1/withdrawals").expect(200);
    Map<String, Object> paid = page.list("withdrawals").getFirst();
    assertEquals("2027-04-02T00:00:00Z", paid.get("settled_at"));
    assertFalse(paid.containsKey("failure_reason"), "it has not failed");
    assertEquals(
        List.of(
            Map.of(
                "year", 2027,
                "currency", "USD",
                "count", 1,
                "gross", 5_000,
                "fees", 200,
                "amount", 4_800,
                "quarters", List.of(quarter(2, 1, 5_000, 200)))),
        page.list("totals"));
    creator.chain();
  }

  private void paid(String at, long minor, long feeMinor) {
    Creator then = creator.at(Instant.parse(at)).earned(20_000);
    then.pay(
        then.withdraw(
            Withdrawals.requested()
                .diamonds(2 * (minor + feeMinor))
                .amount(new Money(minor, "USD"))
                .fee(feeMinor)));
  }

  private static Map<String, Object> quarter(int number, int count, int gross, int fees) {
    return Map.of(
        "quarter", number, "count", count, "gross", gross, "fees", fees, "amount", gross - fees);
  }

  @Test
  void gifts_are_listed_newest_first_and_nothing_else_of_the_wallet() {
    List<String> sent = new ArrayList<>();
    viewer.recharge(1_000);
    for (int rose = 1; rose <= 5; rose++) {
      sent.addFirst(viewer.send(Gifts.sent().roses(rose).to(creator.id())).id());
      viewer.freeze("fraud").release("cleared");
    }

    HttpAnswer first = viewers.get("/v1/gifts").query("limit", "3").expect(200);
    HttpAnswer second = viewers.get("/v1/gifts").query("cursor", first.text("next")).expect(200);

    assertEquals(sent.subList(0, 3), ids(first, "gifts"));
    assertEquals(sent.subList(3, 5), ids(second, "gifts"));
    assertFalse(second.json().containsKey("next"));
    Map<String, Object> newest = first.list("gifts").getFirst();
    HttpAnswer one = viewers.get("/v1/gifts/{id}", sent.getFirst()).expect(200);
    for (String name : List.of("creator", "gift", "quantity", "coins", "points", "sent_at")) {
      assertEquals(one.get(name), newest.get(name), name);
    }
    assertEquals(List.of(), creators.get("/v1/gifts").expect(200).list("gifts"));
  }

  @Test
  void a_page_of_gifts_reads_four_hundred_entries_and_no_more() {
    String sent = viewer.recharge(1_000).send(Gifts.sent()).id();
    for (int change = 0; change < 201; change++) viewer.freeze("fraud").release("cleared");

    HttpAnswer none = viewers.get("/v1/gifts").expect(200);
    HttpAnswer last = viewers.get("/v1/gifts").query("cursor", none.text("next")).expect(200);

    assertEquals(List.of(), none.list("gifts"));
    assertEquals(List.of(sent), ids(last, "gifts"));
    assertFalse(last.json().containsKey("next"));
  }

  private static List<Object> ids(HttpAnswer page, String list) {
    return page.list(list).stream()
        .<Object>map(one -> Objects.requireNonNull(one.get("id")))
        .toList();
  }

  @Test
  void earnings_say_what_is_not_mature_and_when_it_will_be() {
    Instant young = Instant.now().truncatedTo(ChronoUnit.MILLIS).minus(Duration.ofDays(2));
    creator.known(profile -> profile.country("JP"));
    creator.at(young.minus(Duration.ofDays(6))).earned(300);
    creator.at(young).earned(200);

    HttpAnswer answer = creators.get("/v1/earnings").expect(200);

    assertEquals(500, answer.get("diamonds"));
    assertEquals(300, answer.get("available_diamonds"));
    assertEquals(200, answer.get("immature_diamonds"));
    assertEquals(young.plus(Duration.ofDays(7)).toString(), answer.get("mature_at"));
    assertEquals(Map.of("amount", 3, "currency", "JPY", "diamonds", 4), answer.get("diamond_rate"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/gifts/{id}",
        "/v1/recharges/{id}",
        "/v1/withdrawals/{id}",
        "/v1/earnings/conversions/{id}"
      })
  void an_id_that_names_nothing_is_not_found(String route) {
    for (String id : List.of(NO_RECORD, "x", "", "../" + NO_RECORD, "v".repeat(2_000), "\u0000")) {
      viewers.get(route, id).expect(404, "not_found");
      creators.get(route, id).expect(404, "not_found");
    }
  }

  @Test
  void pages_show_every_one_of_250_entries_once_newest_first() {
    viewer.recharge(1_000);
    for (int number = 2; number <= 250; number++) viewer.send(Gifts.sent());

    List<Integer> sizes = new ArrayList<>();
    List<Object> sequences = new ArrayList<>();
    HttpRequest next = viewers.get("/v1/wallet/entries").query("limit", "100");
    while (true) {
      HttpAnswer page = next.expect(200);
      sizes.add(page.list("entries").size());
      page.list("entries").forEach(entry -> sequences.add(number(entry, "sequence")));
      if (!page.json().containsKey("next")) break;
      next.query("cursor", page.text("next"));
    }

    assertEquals(List.of(100, 100, 50), sizes);
    assertEquals(
        LongStream.rangeClosed(1, 250).map(number -> 251 - number).boxed().toList(), sequences);
    assertEquals(250, new HashSet<>(sequences).size());
  }

  @Test
  void a_page_that_ends_with_the_first_entry_is_the_last() {
    viewer.recharge(100).send(Gifts.sent());

    HttpAnswer page = page("2");

    assertEquals(2, page.list("entries").size());
    assertFalse(page.json().containsKey("next"));
    assertTrue(page("1").json().containsKey("next"));
  }

  @Test
  void what_happens_between_two_pages_shifts_nothing() {
    viewer.recharge(100);
    for (int number = 0; number < 4; number++) viewer.send(Gifts.sent());
    String next = page("2").text("next");

    viewer.send(Gifts.sent());

    HttpAnswer page =
        viewers.get("/v1/wallet/entries").query("limit", "2").query("cursor", next).send();
    assertEquals(
        List.of(3L, 2L),
        page.list("entries").stream().map(entry -> number(entry, "sequence")).toList());
  }

  @Test
  void an_entry_shows_its_postings_the_balances_after_it_and_its_hash() {
    Gift gift = viewer.recharge(100).send(Gifts.sent().coins(30));
    Entry<Wallet> stored = viewer.newest();

    Map<String, Object> entry = page("20").list("entries").getFirst();

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
                Map.of("account", "platform:gifts-in-transit", "asset", "coin", "amount", 30),
                Map.of("account", "platform:deferred-revenue", "asset", "USD", "amount", 30),
                Map.of("account", "platform:revenue", "asset", "USD", "amount", -30)),
            "balances",
            List.of(Map.of("account", "wallet", "asset", "coin", "amount", 70)),
            "unspent_money",
            List.of(Map.of("amount", 70, "currency", "USD")),
            "hash",
            stored.hash().hex()),
        entry);
  }

  @Test
  void a_creators_entries_are_a_statement_of_their_own() {
    new Viewer(creator.id()).recharge(100);
    creator.receive(Gifts.sent().roses(1_001));

    List<Map<String, Object>> entries = creators.get("/v1/earnings/entries").send().list("entries");

    assertEquals(1, entries.size());
    assertEquals("gifts_converted", entries.getFirst().get("kind"));
    assertEquals("CONVERSION#000000000001", entries.getFirst().get("ref"));
    assertEquals(
        List.of(
            Map.of("account", "earnings", "asset", "diamond_e4", "amount", 5_005_000),
            Map.of("account", "earnings:held", "asset", "diamond_e4", "amount", 0)),
        entries.getFirst().get("balances"));
    assertFalse(entries.getFirst().containsKey("unspent_money"));
  }

  // ---- Statements of a month, and as of an instant ----------------------------------------------

  private static final Instant LAST_OF_OCTOBER = Instant.parse("2026-10-31T23:59:59.999Z");

  /** Bought in October, spent on the first and the last instant of November and in December. */
  private void bought_and_spent() {
    viewer.at(LAST_OF_OCTOBER).recharge(1_000);
    viewer.at(LAST_OF_OCTOBER.plusMillis(1)).send(Gifts.sent().coins(10));
    viewer.at(Instant.parse("2026-11-30T23:59:59.999Z")).send(Gifts.sent().coins(20));
    viewer.at(Instant.parse("2026-12-01T00:00:00Z")).send(Gifts.sent().coins(30));
  }

  private static List<Long> sequences(HttpAnswer page) {
    return page.list("entries").stream().map(entry -> number(entry, "sequence")).toList();
  }

  @Test
  void a_statement_of_a_month_has_its_entries_and_no_others() {
    bought_and_spent();
    HttpRequest october = viewers.get("/v1/wallet/entries").query("month", "2026-10");
    HttpRequest november = viewers.get("/v1/wallet/entries").query("month", "2026-11");

    assertEquals(List.of(1L), sequences(october.expect(200)));
    assertEquals(List.of(3L, 2L), sequences(november.expect(200)));
    assertFalse(november.expect(200).json().containsKey("next"));
    for (String month : List.of("2026-09", "2027-01", "0000-01", "9999-12")) {
      HttpAnswer none = viewers.get("/v1/wallet/entries").query("month", month).expect(200);
      assertEquals(Map.of("entries", List.of()), none.json());
    }

    HttpAnswer first = november.query("limit", "1").expect(200);
    assertEquals(List.of(3L), sequences(first));
    HttpAnswer second = november.query("cursor", first.text("next")).expect(200);
    assertEquals(List.of(2L), sequences(second));
    HttpAnswer third = november.query("cursor", second.text("next")).expect(200);
    assertEquals(Map.of("entries", List.of()), third.json());
    assertEquals(List.of(1L), sequences(october.query("cursor", page("1").text("next")).send()));
  }

  @Test
  void a_balance_is_shown_as_it_stood_at_an_instant() {
    bought_and_spent();
    Map<String, Integer> coins =
        Map.of(
            "2026-10-31T23:59:59.999Z", 1_000,
            "2026-11-01T00:00:00Z", 990,
            "2026-11-15T12:00:00.000000001Z", 990,
            "2026-12-01T00:00:00Z", 940,
            "2099-01-01T00:00:00Z", 940);
    coins.forEach(
        (at, balance) ->
            assertEquals(
                List.of(Map.of("account", "wallet", "asset", "coin", "amount", balance)),
                viewers
                    .get("/v1/wallet/entries")
                    .query("at", at)
                    .query("limit", "1")
                    .expect(200)
                    .list("entries")
                    .getFirst()
                    .get("balances"),
                at));
    assertEquals(
        List.of(),
        viewers
            .get("/v1/wallet/entries")
            .query("at", "2026-10-31T23:59:59.998Z")
            .expect(200)
            .list("entries"));
  }

  @Test
  void a_month_of_a_wallet_is_a_table_oldest_first_with_balances() {
    Viewer then = viewer.at(Instant.parse("2026-11-20T10:00:00Z"));
    Recharge bought = then.paid(Recharges.opened().coins(100).price(129, "USD"));
    Gift gift = then.send(Gifts.sent().coins(70));
    then.takeBack(
        bought,
        new Adjustment("re_" + bought.id(), Adjustment.Cause.REFUND, new Money(129, "USD")));
    then.charge(
        bought, new Adjustment("txn_" + bought.id(), Adjustment.Cause.FEE, new Money(9, "USD")));

    HttpAnswer answer =
        viewers
            .get("/v1/wallet/entries")
            .query("month", "2026-11")
            .header("accept", "application/json;q=0.5, Text/CSV; charset=utf-8")
            .expect(200);

    assertEquals("text/csv; charset=utf-8", answer.headers().get("Content-Type"));
    String recharge = "RECHARGE#" + bought.id();
    assertEquals(
        List.of(
            "at,sequence,kind,ref,coins,coins_balance,debt_coins,debt_coins_balance,money_paid,"
                + "currency,unspent_money,policy_version",
            "2026-11-20T10:00:00Z,1,recharged," + recharge + ",100,100,0,0,1.29,USD,1.29 USD,1",
            "2026-11-20T10:00:00Z,2,gift_sent,GIFT#" + gift.id() + ",-70,30,0,0,,,0.39 USD,1",
            "2026-11-20T10:00:00Z,3,payment_taken_back," + recharge + ",-30,0,70,70,-1.29,USD,,1",
            "2026-11-20T10:00:00Z,4,fee_charged," + recharge + ",0,0,0,70,,,,1"),
        answer.body().lines().map(line -> line.substring(0, line.lastIndexOf(','))).toList());
    assertTrue(answer.body().endsWith("," + viewer.newest().hash().hex() + "\r\n"));
  }

  @Test
  void a_wallet_of_two_currencies_shows_what_is_not_spent_of_each() {
    Viewer then = viewer.at(Instant.parse("2026-11-20T10:00:00Z"));
    then.paid(Recharges.opened().coins(100).price(129, "USD"));
    then.paid(Recharges.opened().coins(100).price(220, "JPY").tax(20));

    String table =
        viewers
            .get("/v1/wallet/entries")
            .query("month", "2026-11")
            .header("accept", "text/csv")
            .expect(200)
            .body();

    assertTrue(table.lines().toList().getLast().contains(",220,JPY,200 JPY + 1.29 USD,1,"), table);
    assertEquals(
        List.of(Map.of("amount", 200, "currency", "JPY"), Map.of("amount", 129, "currency", "USD")),
        page("1").list("entries").getFirst().get("unspent_money"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          text/csv                                               | text/csv; charset=utf-8
          text/csv, application/json;q=0.9                       | text/csv; charset=utf-8
          text/*, application/json;q=0.9                         | text/csv; charset=utf-8
          text/csv;q=0.2, */*;q=0.1                              | text/csv; charset=utf-8
          application/json, text/csv, application/problem+json   | application/json
          text/csv;q=0                                           | application/json
          text/csv;q=0.5, application/json;q=0.9                 | application/json
          text/csv;q=much                                        | application/json
          text/csv;q=0.8, */*                                    | application/json
          */*                                                    | application/json
          ''                                                     | application/json
          """)
  void a_month_is_a_table_only_for_who_would_rather_have_that(String accept, String type) {
    viewer.recharge(100);
    assertEquals(
        type,
        viewers
            .get("/v1/wallet/entries")
            .query("month", YearMonth.now(ZoneOffset.UTC).toString())
            .header("accept", accept)
            .expect(200)
            .headers()
            .get("Content-Type"));
  }

  @Test
  void a_month_of_earnings_is_a_table_of_diamonds() {
    new Viewer(creator.id()).recharge(100);
    creator.receive(Gifts.sent().roses(1_001));
    String month = creator.newest().at().toString().substring(0, 7);

    HttpAnswer answer =
        creators
            .get("/v1/earnings/entries")
            .query("month", month)
            .header("accept", "text/csv")
            .expect(200);

    List<String> lines = answer.body().lines().toList();
    assertEquals(2, lines.size());
    assertTrue(lines.getFirst().startsWith("at,sequence,kind,ref,diamonds,diamonds_balance,"));
    assertTrue(
        lines
            .getLast()
            .contains(
                ",1,gifts_converted,CONVERSION#000000000001,500.5000,500.5000,0.0000,0.0000,"),
        answer.body());
  }

  @Test
  void a_time_that_is_none_is_invalid() {
    HttpApi api = viewers;
    for (String month : List.of("", "2026", "2026-13", "2026-1", "2026-11-01", "november")) {
      assertInvalid("month", api.get("/v1/wallet/entries").query("month", month).send());
    }
    for (String at : List.of("", "2026-11-20", "now", "+1000000000-12-31T23:59:59.999999999Z")) {
      assertInvalid("at", api.get("/v1/earnings/entries").query("at", at).send());
    }
    assertInvalid(
        "at",
        api.get("/v1/wallet/entries")
            .query("at", "2026-11-20T10:15:30Z")
            .query("month", "2026-11")
            .send());
    HttpRequest table = api.get("/v1/wallet/entries").header("accept", "text/csv");
    assertInvalid("month", table.send());
    assertInvalid("limit", table.query("month", "2026-11").query("limit", "5").send());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "101", "-1", "1.5", "ten", "", "99999999999999999999"})
  void a_limit_that_is_not_1_to_100_is_invalid(String limit) {
    assertInvalid("limit", page(limit));
  }

  @Test
  void a_cursor_that_no_page_named_is_invalid() {
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
            base64("RECHARGE 5"),
            base64("RECHARGE -5 " + NO_RECORD),
            base64("RECHARGE 5 " + NO_RECORD + "0"),
            base64("GIFT 5 " + NO_RECORD),
            "A".repeat(100_000))) {
      assertInvalid("cursor", viewers.get("/v1/wallet/entries").query("cursor", cursor).send());
      assertInvalid("cursor", viewers.get("/v1/recharges").query("cursor", cursor).send());
      assertInvalid("cursor", viewers.get("/v1/withdrawals").query("cursor", cursor).send());
    }
  }

  @Test
  void what_a_query_does_not_take_is_named_and_begins_no_list_anew() {
    for (String path : List.of("/v1/wallet/entries", "/v1/earnings/entries", "/v1/recharges")) {
      assertInvalid("next", viewers.get(path).query("next", "zzz").query("limit", "2").send());
    }
    assertInvalid("Limit", viewers.get("/v1/recharges").query("Limit", "2").send());
    assertInvalid("country", viewers.get("/v1/coin-packages").query("country", "JP").send());
    assertInvalid("at", viewers.get("/v1/wallet").query("at", "2026-11-01").send());
  }

  /** Of two regions nobody knows which is meant, and none is none that was asked for. */
  @Test
  void what_a_query_has_twice_or_without_a_value_is_named() {
    assertInvalid(
        "region",
        viewers
            .get("/v1/coin-packages")
            .query("region", "US,JP")
            .rawQuery("region=US&%72egion=JP")
            .send());
    for (String name : List.of("region", "channel", "coins")) {
      assertInvalid(name, viewers.get("/v1/coin-packages").query(name, "").send());
    }
    for (String path : List.of("/v1/wallet/entries", "/v1/recharges", "/v1/gifts")) {
      assertInvalid("cursor", viewers.get(path).query("cursor", "").rawQuery("cursor=").send());
    }
    viewers.get("/v1/recharges").query("limit", "2").rawQuery("limit=2").expect(200);
  }

  @Test
  void a_record_that_cannot_be_read_is_said_to_be_stopped() {
    viewer.recharge(1_000);
    Gift gift = viewer.send(Gifts.sent().to(creator.id()).roses(3));
    Item honest = Embedded.TABLE.get(gift.key(), true).orElseThrow();

    SpoiltRecords.mistyped(honest)
        // Nobody who looks needs to know the request.
        .filter(spoilt -> spoilt.attributes().get("requestHash") instanceof Value.Bytes)
        .forEach(
            spoilt -> {
              Embedded.TABLE.replace(spoilt);
              viewers.get("/v1/gifts/{id}", gift.id()).expect(503, "account_stopped");
            });
    Embedded.TABLE.replace(SpoiltRecords.without(honest, "entry"));
    viewers.get("/v1/gifts/{id}", gift.id()).expect(503, "account_stopped");
    Embedded.TABLE.replace(honest);
    viewers.get("/v1/gifts/{id}", gift.id()).expect(200);
  }

  @Test
  void a_cursor_of_one_statement_is_invalid_for_the_other() {
    viewer.recharge(100).send(Gifts.sent());
    String next = page("1").text("next");

    assertInvalid("cursor", viewers.get("/v1/earnings/entries").query("cursor", next).send());
    assertInvalid("cursor", viewers.get("/v1/recharges").query("cursor", next).send());
  }

  @Test
  void without_a_user_nothing_of_a_user_is_shown() {
    for (String path :
        List.of(
            "/v1/recharges",
            "/v1/gifts",
            "/v1/wallet",
            "/v1/wallet/entries",
            "/v1/earnings",
            "/v1/withdrawals")) {
      API.get(path).expect(401, "unauthorized");
      API.as("not a user#").get(path).expect(403, "account_id_not_supported");
      overlay().get(path).expect(403, "read_only_token");
    }
    overlay().get("/v1/gifts/catalogue").expect(200);
  }

  /** A client with a token that shows gifts and does nothing else. */
  private HttpApi overlay() {
    return API.claiming(Map.of("sub", viewer.id(), "scope", "openid giftledger/overlay"));
  }

  @Test
  void every_route_of_the_template_is_answered() {
    for (String path :
        List.of(
            "/v1/coin-packages",
            "/v1/gifts/catalogue",
            "/v1/gifts",
            "/v1/recharges",
            "/v1/wallet",
            "/v1/wallet/entries",
            "/v1/earnings",
            "/v1/earnings/entries",
            "/v1/withdrawals")) {
      HttpAnswer answer = viewers.get(path).expect(200);
      assertEquals("application/json", answer.headers().get("Content-Type"));
    }
  }

  private HttpAnswer page(String limit) {
    return viewers.get("/v1/wallet/entries").query("limit", limit).send();
  }

  private static long number(Map<String, Object> of, String name) {
    return ((Number) Objects.requireNonNull(of.get(name))).longValue();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertInvalid(String field, HttpAnswer answer) {
    answer.expect(422, "invalid_request");
    assertEquals(field, answer.list("errors").getFirst().get("field"));
  }
}

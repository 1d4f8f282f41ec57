package io.giftledger.endtoend;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.giftledger.endtoend.Api.Answer;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Money that comes in, and all that a provider tells of it afterwards, whatever that is. */
class EconomyMoneyInIT extends LocalEconomy {

  /** What 500 coins cost on the web in the US, in cents; there is no tax and no bonus. */
  private static final long PRICE = 649;

  private static final String COINS_500 = "\"package\":\"coins-500\"";

  /** Pays after five seconds, so that a test can tell first. */
  private static final String SLOW = "sandbox_card_slow";

  private static final String NO_RECHARGE = "0".repeat(26);

  @BeforeEach
  void sign_in_those_who_run_the_platform() throws Exception {
    for (String who : List.of("fred", "gina")) api.signIn(who, "scope=giftledger/finance");
    api.signIn("otto", "scope=giftledger/operator");
    api.signIn("platform", "scope=giftledger/platform");
  }

  // ---- What is sold, to whom

  @Test
  void another_bonus_than_was_shown_is_told_and_opens_nothing() throws Exception {
    Answer none = postRecharge("\"package\":\"coins-1000\",\"bonus_coins\":0", "sandbox_card");
    assertProblem(409, "bonus_changed", none);
    assertEquals(0, none.number("bonus_coins"));
    assertEquals(200, none.number("bonus_coins_now"));
    assertEquals(1_000, none.number("coins_now"));
    assertEquals("1299 USD", money(none.body().path("price_now")));
    assertEquals(POLICY, none.number("policy_version_now"));
    assertTrue(purchases("limit=9").body().path("recharges").isEmpty());

    buy("\"package\":\"coins-1000\",\"bonus_coins\":200");
    Answer again = postRecharge("\"package\":\"coins-1000\",\"bonus_coins\":200", "sandbox_card");
    assertProblem(409, "bonus_changed", again);
    assertEquals(0, again.number("bonus_coins_now"));
    assertEquals(1_200, coins());
    assertEquals(1, purchases("limit=9").body().path("recharges").size());
  }

  @Test
  void coins_by_the_number_that_have_no_price_have_a_reason() throws Exception {
    Map<String, String> reasons =
        Map.of(
            "coins=29", "coins_out_of_bounds",
            "coins=999999999999", "coins_out_of_bounds",
            "coins=1234&channel=ios", "top_up_not_sold",
            "coins=1234&channel=fax", "channel_not_sold",
            "coins=1234&region=ZZ", "region_not_supported");
    for (Map.Entry<String, String> asked : reasons.entrySet()) {
      Answer answer = api.get(viewer, "/v1/coin-packages?" + asked.getKey());
      assertEquals(asked.getValue(), answer.text("quote_reason"), answer::toString);
      assertFalse(answer.body().has("quote"), answer::toString);
    }
    assertProblem(422, "coins_out_of_bounds", postRecharge("\"coins\":29", "sandbox_card"));
    api.signIn(viewer, "client_id=giftledger-ios");
    Answer onIos = postRecharge("\"coins\":1234", "sandbox_store");
    assertProblem(422, "not_sold_here", onIos);
    assertEquals("top_up_not_sold", onIos.text("reason"));
    assertTrue(purchases("limit=9").body().path("recharges").isEmpty());
  }

  @Test
  void what_the_platform_says_of_a_viewer_comes_before_their_token() throws Exception {
    api.signIn(viewer, "country=IN");
    tellViewer("KW", 200);
    assertEquals("KW", api.get("platform", "/v1/admin/viewers/" + viewer).text("country"));

    JsonNode offer = offer(api.get(viewer, "/v1/coin-packages"), "coins-1000");
    assertEquals("3990 KWD", money(offer.path("price")));
    assertEquals("3990 KWD", money(buy("\"package\":\"coins-1000\"").body().path("price")));

    tellViewer("AQ", 200);
    Answer nowhere = postRecharge("\"package\":\"coins-1000\"", "sandbox_card");
    assertProblem(422, "not_sold_here", nowhere);
    assertEquals("region_not_supported", nowhere.text("reason"));
    tellViewer("Kuwait", 422);
    assertEquals("AQ", api.get("platform", "/v1/admin/viewers/" + viewer).text("country"));
  }

  private void tellViewer(String country, int status) throws Exception {
    Answer told =
        api.put(
            "platform",
            "/v1/admin/viewers/" + viewer,
            "{\"country\":\"%s\",\"age_group\":\"adult\",\"verified\":true}".formatted(country));
    assertEquals(status, told.status(), told::toString);
  }

  @Test
  void a_budget_is_lowered_at_once_and_raised_from_the_next_month_on() throws Exception {
    api.recharge(viewer, "coins-100");
    assertEquals(20, budget("20").number("coins_per_month"));
    assertEquals(10, budget("10").number("coins_per_month"));
    assertEquals(201, postGift(Api.gift(creator, "panda", "2")).status());
    Answer refused = postGift(Api.gift(creator, "rose", "1"));
    assertProblem(422, "budget_exceeded", refused);
    assertEquals(10, refused.number("spent_this_month"));

    String next = YearMonth.now(ZoneOffset.UTC).plusMonths(1).toString();
    for (String more : List.of("null", "11")) {
      Answer raised = budget(more);
      assertEquals(10, raised.number("coins_per_month"), raised::toString);
      JsonNode then = raised.body().path("next_budget");
      assertEquals(next, then.path("month").asText());
      assertEquals(more.equals("null"), then.path("lifted").asBoolean());
      assertEquals(more.equals("null") ? 0 : 11, then.path("coins_per_month").asLong());
      assertProblem(422, "budget_exceeded", postGift(Api.gift(creator, "rose", "1")));
    }
    assertEquals(90, coins());
  }

  private Answer budget(String coins) throws Exception {
    Answer set = api.put(viewer, "/v1/wallet/budget", "{\"coins_per_month\":%s}".formatted(coins));
    assertEquals(200, set.status(), set::toString);
    return set;
  }

  @Test
  void purchases_are_listed_newest_first_with_what_was_paid_by_month() throws Exception {
    List<String> opened = new ArrayList<>();
    for (int number = 0; number < 5; number++) opened.addFirst(buy(COINS_500).text("id"));
    opened.addFirst(postRecharge(COINS_500, "sandbox_card_declined").text("id"));
    Answer first = purchases("limit=4");
    String second = first.body().at("/recharges/2/id").asText();
    tell(recharge(second), "payment.refunded", "re_1", 100);

    Answer last = purchases("limit=4&cursor=" + first.text("next"));
    List<String> listed = new ArrayList<>();
    for (Answer page : List.of(first, last)) {
      listed.addAll(page.body().path("recharges").findValuesAsText("id"));
    }
    assertEquals(opened, listed);
    assertFalse(last.body().has("next"));
    String month = YearMonth.now(ZoneOffset.UTC).toString();
    assertEquals(
        "[{\"month\":\"%s\",\"currency\":\"USD\",\"paid\":3245,\"taken_back\":100}]"
            .formatted(month),
        last.body().path("totals").toString());
  }

  private Answer purchases(String query) throws Exception {
    return api.get(viewer, "/v1/recharges?" + query);
  }

  private Answer recharge(String id) throws Exception {
    return api.get(viewer, "/v1/recharges/" + id);
  }

  @Test
  void twenty_purchases_of_one_viewer_at_once_are_all_opened_and_paid() throws Exception {
    List<Answer> answers =
        atOnce(20, number -> postRecharge("\"package\":\"coins-100\"", "sandbox_card"));

    assertEquals(Set.of(201), answers.stream().map(Answer::status).collect(toSet()));
    assertEquals(20, answers.stream().map(answer -> answer.text("id")).distinct().count());
    Api.await("payments", () -> coins() == 2_000);
  }

  // ---- What is taken back

  /** The policy: two within 90 days. */
  @Test
  void a_second_chargeback_freezes_the_wallet_and_so_does_an_operator() throws Exception {
    Answer first = buy(COINS_500);
    Answer second = buy(COINS_500);
    assertEquals(201, postGift(Api.gift(creator, "rose", "600")).status());
    tell(first, "payment.disputed", "dp_1", PRICE);
    tell(first, "payment.disputed", "dp_1", PRICE);
    assertFalse(api.get(viewer, "/v1/wallet").body().has("frozen"));
    Answer open = postRecharge(COINS_500, SLOW);
    assertEquals(201, open.status());

    tell(second, "payment.disputed", "dp_1", PRICE);

    assertRefusedAsFrozen("chargebacks", 600);
    tell(open, "payment.succeeded", "", PRICE);
    assertRefusedAsFrozen("chargebacks", 100);
    tell(first, "payment.dispute_won", "dp_1", PRICE);
    assertEquals(400, coins());
    assertRefusedAsFrozen("chargebacks", 0);

    assertEquals(201, act("release", "cleared").status());
    assertProblem(409, "already_done", act("release", "cleared"));
    assertEquals(201, postGift(Api.gift(creator, "rose", "1")).status());
    assertEquals("wallet_frozen", act("freeze", "fraud").text("kind"));
    assertProblem(409, "already_done", act("freeze", "again"));
    assertRefusedAsFrozen("fraud", 0);
    assertEquals(201, act("release", "cleared").status());
    buy(COINS_500);
    assertEquals(899, coins());
  }

  private Answer act(String what, String reason) throws Exception {
    return api.post(
        "otto",
        "/v1/admin/wallets/" + viewer + "/" + what,
        Api.newKey(),
        "{\"reason\":\"%s\",\"note\":\"T-15\"}".formatted(reason));
  }

  private void assertRefusedAsFrozen(String reason, long debt) throws Exception {
    assertEquals(reason, api.get(viewer, "/v1/wallet").text("frozen"));
    for (Answer refused :
        List.of(
            postRecharge(COINS_500, "sandbox_card"), postGift(Api.gift(creator, "rose", "1")))) {
      assertProblem(422, "wallet_frozen", refused);
      assertEquals(reason, refused.text("reason"));
      assertEquals(debt, refused.number("debt_coins"));
    }
  }

  /** They keep what they were given: it is the viewer's debt, and the platform's loss. */
  @Test
  void a_chargeback_of_coins_that_went_to_three_creators_takes_nothing_from_them()
      throws Exception {
    Answer bought = buy(COINS_500);
    List<String> creators = new ArrayList<>(List.of(creator));
    while (creators.size() < 3) creators.add(newCreator(5_000, false, true));
    for (String given : creators) {
      assertEquals(201, postGift(Api.gift(given, "rose", "150")).status());
    }
    for (String given : creators) {
      Api.await("conversion", () -> earned(given) == 75);
    }

    tell(bought, "payment.disputed", "dp_1", PRICE);

    assertEquals(0, coins());
    assertEquals(450, debt());
    for (String account : List.of("cash", "revenue", "deferred-revenue")) {
      assertEquals(0, posted("platform:" + account), account);
    }
    for (String given : creators) assertEquals(75, earned(given));
  }

  private static long earned(String creator) throws Exception {
    return api.get(creator, "/v1/earnings").number("diamonds");
  }

  @Test
  void a_wallet_of_three_currencies_spends_and_pays_back_each_in_its_own() throws Exception {
    boughtIn(viewer, "US");
    Answer euros = boughtIn(viewer, "DE");
    JsonNode inYen = boughtIn(viewer, "JP").body();
    long yen = inYen.at("/price/amount").asLong();
    long netYen = yen - inYen.at("/tax/amount").asLong();
    assertEquals(201, postGift(Api.gift(creator, "rose", "750")).status());

    tell(euros, "payment.refunded", "re_1", euros.body().at("/price/amount").asLong());

    assertEquals(250, coins(), "where euros are spent, yen are taken");
    assertEquals(0, debt());
    assertEquals(1, lots().size());
    assertEquals(netYen - netYen / 2 + " JPY", money(lots().path(0).path("money")));
    for (String account : List.of("cash", "revenue", "deferred-revenue", "tax-payable")) {
      assertEquals(0, posted("platform:" + account, "EUR"), account);
    }
    assertEquals(PRICE, posted("platform:cash", "USD"));
    assertEquals(-PRICE, posted("platform:revenue", "USD"));
    assertEquals(yen, posted("platform:cash", "JPY"));
    assertEquals(-(netYen / 2), posted("platform:revenue", "JPY"));
  }

  private long posted(String account, String asset) throws Exception {
    return entries()
        .valueStream()
        .flatMap(entry -> entry.path("postings").valueStream())
        .filter(posting -> posting.path("account").asText().equals(account))
        .filter(posting -> posting.path("asset").asText().equals(asset))
        .mapToLong(posting -> posting.path("amount").asLong())
        .sum();
  }

  /** For a dispute a provider may keep more than a payment was, and gives it back if it is won. */
  @Test
  void a_fee_for_a_dispute_is_booked_and_given_back_and_an_absurd_one_is_kept() throws Exception {
    Answer bought = buy(COINS_500);
    tell(bought, "payment.disputed", "dp_1", PRICE);
    tell(bought, "payment.fee_charged", "fee_1", 1_500);
    assertEquals(-1_500, posted("platform:cash"));
    assertEquals(1_500, posted("platform:payment-fees"));

    tell(bought, "payment.dispute_won", "dp_1", PRICE);
    for (int time = 0; time < 2; time++) tell(bought, "payment.fee_returned", "back_1", 1_500);
    assertEquals(PRICE, posted("platform:cash"));
    assertEquals(0, posted("platform:payment-fees"));

    int before = kinds().size();
    String payment = bought.text("payment_id");
    for (long absurd : new long[] {10_001, 900_000_000_000_000_000L}) {
      String event = event(bought, "payment.fee_charged").with("adjustment_id", id()).of(absurd);
      assertEquals("fee_implausible", kept(event));
    }
    assertEquals(before, kinds().size());
    assertEquals(2, keptOf(payment).size());
  }

  // ---- Whatever is told, in any order

  /** Each event of a payment is the first one once, and the last one. */
  @Test
  void what_becomes_of_a_payment_ends_alike_in_every_order() throws Exception {
    for (int turn = 0; turn < 5; turn++) {
      Answer opened = postRecharge(COINS_500, SLOW);
      List<String> events = new ArrayList<>();
      events.add(event(opened, "payment.succeeded").of(PRICE));
      events.add(adjusted(opened, "payment.refunded", "re_1", 299));
      events.add(adjusted(opened, "payment.fee_charged", "fee_1", 38));
      events.add(adjusted(opened, "payment.disputed", "dp_1", 300));
      events.add(adjusted(opened, "payment.dispute_won", "dp_1", 300));
      Collections.rotate(events, turn);
      if (turn % 2 == 1) Collections.reverse(events);

      for (int time = 0; time < 2; time++) {
        for (String event : events) received(event);
      }

      int done = turn + 1;
      assertEquals(299, takenBack(opened), events::toString);
      assertEquals(done * (500 - 500 * 299 / PRICE), coins());
      assertEquals(0, debt());
      assertEquals(done * (PRICE - 299 - 38), posted("platform:cash"));
      assertEquals(done * 38, posted("platform:payment-fees"));
      assertEquals(
          done * (299 - PRICE), posted("platform:deferred-revenue") + posted("platform:revenue"));
    }
  }

  /** The dispute of the one is won, and leaves no trace in what the refund of the other did. */
  @Test
  void what_is_told_of_two_purchases_in_two_currencies_is_the_same_in_any_order() throws Exception {
    Set<List<String>> ends = new HashSet<>();
    for (int order = 0; order < 3; order++) {
      String buyer = viewer + order;
      Answer dinars = boughtIn(buyer, "KW");
      Answer euros = boughtIn(buyer, "DE");
      assertEquals(
          201,
          api.post(buyer, "/v1/gifts", Api.newKey(), Api.gift(creator, "rose", "395")).status());
      List<String> events =
          new ArrayList<>(
              List.of(
                  whole(buyer, dinars, "payment.disputed"),
                  whole(buyer, euros, "payment.refunded"),
                  whole(buyer, dinars, "payment.dispute_won")));
      Collections.rotate(events, order);
      for (String event : events) received(event);

      Answer wallet = api.get(buyer, "/v1/wallet");
      ends.add(
          List.of(
              Long.toString(wallet.number("coins")),
              Long.toString(wallet.number("debt_coins")),
              money(wallet.body().at("/lots/0/money"))));
    }
    assertEquals(1, ends.size(), ends::toString);
    assertEquals(List.of("105", "0"), ends.iterator().next().subList(0, 2));
  }

  private static Answer boughtIn(String buyer, String country) throws Exception {
    api.signIn(buyer, "country=" + country);
    Answer opened =
        api.post(
            buyer,
            "/v1/recharges",
            Api.newKey(),
            "{%s,\"payment_method\":\"sandbox_card\"}".formatted(COINS_500));
    Api.await(
        "payment",
        () -> api.get(buyer, "/v1/recharges/" + opened.text("id")).text("status").equals("paid"));
    return opened;
  }

  private String whole(String buyer, Answer bought, String type) {
    return event(bought, type)
        .with("user_id", buyer)
        .with("adjustment_id", bought.text("id"))
        .of(bought.body().at("/price/amount").asLong());
  }

  /** What is kept is not changed: whether it waits still, its payment says. */
  @Test
  void what_had_no_room_is_kept_and_is_known_to_be_booked_once_it_is() throws Exception {
    Answer bought = buy(COINS_500);
    tell(bought, "payment.refunded", "re_1", PRICE);
    String waits = adjusted(bought, "payment.refunded", "re_2", 300);
    assertEquals("more_than_paid", kept(waits));
    assertFalse(isBooked(waits));

    tell(bought, "payment.refund_failed", "re_1", PRICE);

    assertTrue(isBooked(waits));
    assertEquals(300, takenBack(bought));
    assertEquals(500 - 500 * 300 / PRICE, coins());
    String contradicted = adjusted(bought, "payment.refunded", "re_2", 299);
    assertEquals("amount_mismatch", kept(contradicted));
    assertFalse(isBooked(contradicted));
  }

  // ---- A provider that contradicts itself

  @Test
  void a_payment_that_is_told_for_two_recharges_is_credited_once() throws Exception {
    Answer paid = buy(COINS_500);
    Answer open = postRecharge(COINS_500, SLOW);
    String payment = paid.text("payment_id");
    for (String told :
        List.of(
            event(open, "payment.succeeded").with("payment_id", payment).of(PRICE),
            event(paid, "payment.succeeded").with("recharge_id", NO_RECHARGE).of(PRICE),
            event(paid, "payment.succeeded").of(PRICE - 1))) {
      assertEquals("payment_contradicted", kept(told));
      assertFalse(isBooked(told), "for a person");
    }
    assertEquals(500, coins());
    assertEquals(List.of("recharged"), kinds());
    assertEquals(Map.of(), unapplied());

    tell(open, "payment.succeeded", "", PRICE);
    assertEquals(1_000, coins());

    // One for four recharges at the same time.
    String one = "pay_" + UUID.randomUUID();
    List<Answer> four = new ArrayList<>();
    while (four.size() < 4) four.add(postRecharge(COINS_500, "sandbox_card_declined"));
    atOnce(
        4,
        number ->
            received(
                event(four.get(number), "payment.succeeded").with("payment_id", one).of(PRICE)));
    assertEquals(1_500, coins());
    int booked = 0;
    for (Answer opened : four) {
      Answer stands = recharge(opened);
      if (stands.text("status").equals("paid")) {
        booked++;
        assertEquals(one, stands.text("payment_id"));
      }
    }
    assertEquals(1, booked);
  }

  /** It is the payment's id that says what is paid back. */
  @Test
  void what_becomes_of_a_payment_is_booked_once_and_where_that_is() throws Exception {
    Answer first = buy(COINS_500);
    Answer second = buy(COINS_500);
    String payment = first.text("payment_id");
    String refund = id();
    String fee = id();
    received(
        event(second, "payment.refunded")
            .with("payment_id", payment)
            .with("adjustment_id", refund)
            .of(299));
    received(event(first, "payment.fee_charged").with("adjustment_id", fee).of(30));
    assertEquals(299, takenBack(first));
    assertEquals(0, takenBack(second));

    for (String told :
        List.of(
            event(second, "payment.refunded").with("adjustment_id", refund).of(299),
            event(second, "payment.fee_charged").with("adjustment_id", fee).of(30))) {
      assertEquals("payment_contradicted", kept(told));
      assertFalse(isBooked(told), "for a person");
    }
    for (String type : List.of("payment.refunded", "payment.disputed")) {
      String absurd = event(first, type).with("adjustment_id", id()).of(999_999_999_999_999_999L);
      assertEquals("amount_implausible", kept(absurd));
    }
    String never = "pay_" + UUID.randomUUID();
    assertEquals(
        "amount_implausible",
        kept(
            event(first, "payment.succeeded")
                .with("payment_id", never)
                .of(999_999_999_999_999_999L)));

    assertEquals(0, takenBack(second));
    assertEquals(1_000 - 500 * 299 / PRICE, coins());
    assertEquals(List.of("recharged", "recharged", "payment_taken_back", "fee_charged"), kinds());
    assertEquals(Map.of(), unapplied());
  }

  // ---- Payments that are applied to nothing

  @Test
  void a_second_payment_is_booked_once_and_paid_back_as_it_is_told() throws Exception {
    Answer paid = buy(COINS_500);
    String payment = "pay_" + UUID.randomUUID();
    String second = event(paid, "payment.succeeded").with("payment_id", payment).of(PRICE);
    assertEquals("second_payment", kept(second));
    received(second);
    assertEquals(Map.of(payment, "unapplied 649 USD"), unapplied());
    assertFalse(isBooked(second));

    String part = refundOf(payment, paid, 299);
    received(part);
    received(part);
    assertEquals(Map.of(payment, "unapplied 350 USD"), unapplied());
    assertEquals("more_than_paid", kept(refundOf(payment, paid, 351)));
    received(refundOf(payment, paid, 350));

    assertEquals(Map.of(), unapplied());
    assertTrue(isBooked(second));
    assertEquals(List.of("recharged"), kinds(), "the wallet has nothing of it");
  }

  @Test
  void two_people_apply_an_unapplied_payment_to_a_recharge_and_it_is_adjusted_there()
      throws Exception {
    Answer paid = buy(COINS_500);
    Answer open = postRecharge(COINS_500, "sandbox_card_declined");
    String payment = "pay_" + UUID.randomUUID();
    String second = event(paid, "payment.succeeded").with("payment_id", payment).of(PRICE);
    received(refundOf(payment, paid, 2 * PRICE)); // of more than is ever paid
    received(second);
    String to =
        "{\"user\":\"%s\",\"recharge\":\"%s\",".formatted(viewer, open.text("id"))
            + "\"reason\":\"paid_elsewhere\",\"note\":\"T-16\"}";
    String shown =
        "{\"user\":\"%s\",\"recharge\":\"%s\",".formatted(viewer, open.text("id"))
            + "\"amount\":{\"amount\":649,\"currency\":\"USD\"}}";
    String applications = "/v1/admin/unapplied-payments/sandbox/" + payment + "/applications";
    api.signIn(viewer, "scope=giftledger/finance");
    assertProblem(403, "own_account", api.post(viewer, applications, Api.newKey(), to));
    Answer proposal = api.post("fred", applications, Api.newKey(), to);
    assertEquals(201, proposal.status(), proposal::toString);
    String approval = applications + "/" + proposal.text("id") + "/approval";
    assertProblem(403, "own_proposal", api.post("fred", approval, Api.newKey(), shown));
    assertEquals(500, coins());

    for (int time = 0; time < 2; time++) {
      Answer approved = api.post("gina", approval, Api.newKey(), shown);
      assertEquals(200, approved.status(), approved::toString);
    }

    assertEquals(1_000, coins());
    assertEquals(payment, recharge(open).text("payment_id"));
    assertTrue(
        keptOf(payment).stream()
            .anyMatch(one -> one.path("reason").asText().equals("more_than_paid")));
    assertEquals(Map.of(), unapplied());
    assertTrue(isBooked(second));
    received(refundOf(payment, paid, PRICE));
    assertEquals(PRICE, takenBack(open));
    assertEquals(0, takenBack(paid));
    assertEquals(500, coins());
  }

  @Test
  void two_people_have_an_unapplied_payment_paid_back() throws Exception {
    Answer paid = buy(COINS_500);
    String payment = "pay_" + UUID.randomUUID();
    String second = event(paid, "payment.succeeded").with("payment_id", payment).of(PRICE);
    received(second);
    String refunds = "/v1/admin/unapplied-payments/sandbox/" + payment + "/refunds";
    String why = "{\"reason\":\"paid_twice\",\"note\":\"T-17\"}";
    String shown = "{\"amount\":{\"amount\":649,\"currency\":\"USD\"}}";
    api.signIn(viewer, "scope=giftledger/finance");
    assertProblem(403, "own_account", api.post(viewer, refunds, Api.newKey(), why));
    Answer proposal = api.post("fred", refunds, Api.newKey(), why);
    assertEquals(201, proposal.status(), proposal::toString);
    String approval = refunds + "/" + proposal.text("id") + "/approval";
    assertProblem(403, "own_proposal", api.post("fred", approval, Api.newKey(), shown));
    String rest = shown.replace("649", "350");
    assertProblem(409, "proposal_differs", api.post("gina", approval, Api.newKey(), rest));
    received(refundOf(payment, paid, 299));
    assertProblem(409, "amount_changed", api.post("gina", approval, Api.newKey(), shown));
    assertEquals(Map.of(payment, "unapplied 350 USD"), unapplied());

    Answer ofTheRest = api.post("fred", refunds, Api.newKey(), why);
    for (int time = 0; time < 2; time++) {
      Answer approved =
          api.post("gina", refunds + "/" + ofTheRest.text("id") + "/approval", Api.newKey(), rest);
      assertEquals(200, approved.status(), approved::toString);
    }

    Api.await("refund", () -> isBooked(second));
    assertEquals(Map.of(), unapplied());
    assertProblem(409, "payment_settled", api.post("fred", refunds, Api.newKey(), why));
    assertEquals(List.of("recharged"), kinds());
  }

  // ---- What a provider tells

  /** An event that tells of a payment; by default of a recharge's own. */
  private record Event(String type, Map<String, String> data) {

    Event with(String field, String value) {
      Map<String, String> changed = new TreeMap<>(data);
      changed.put(field, value);
      return new Event(type, changed);
    }

    /**
     * @param minor how much it tells of
     */
    String of(long minor) {
      StringBuilder fields = new StringBuilder();
      data.forEach((field, value) -> fields.append("\"%s\":\"%s\",".formatted(field, value)));
      return """
      {"id":"%s","type":"%s","created_at":"2026-11-01T00:00:00Z","data":{%s"amount":%d}}\
      """
          .formatted(id(), type, fields, minor);
    }
  }

  private static String id() {
    return UUID.randomUUID().toString();
  }

  private Event event(Answer recharge, String type) {
    return new Event(
        type,
        Map.of(
            "payment_id", recharge.text("payment_id"),
            "recharge_id", recharge.text("id"),
            "user_id", viewer,
            "currency", recharge.body().at("/price/currency").asText()));
  }

  /**
   * @param adjustment what tells it from all else that became of the recharge
   */
  private String adjusted(Answer recharge, String type, String adjustment, long minor) {
    return event(recharge, type)
        .with("adjustment_id", recharge.text("id") + "_" + adjustment)
        .of(minor);
  }

  private String refundOf(String payment, Answer named, long minor) {
    return event(named, "payment.refunded")
        .with("payment_id", payment)
        .with("adjustment_id", id())
        .of(minor);
  }

  /** Tells it; it is received, whether anything books it or not. */
  private static Answer received(String event) throws Exception {
    Answer answer = webhook(event, signed(event, Instant.now()));
    assertEquals(200, answer.status(), answer::toString);
    return answer;
  }

  /** Tells what nothing books, and looks up why. */
  private static String kept(String event) throws Exception {
    received(event);
    return found(event).path("reason").asText();
  }

  private static boolean isBooked(String event) throws Exception {
    return found(event).path("booked").asBoolean();
  }

  private static JsonNode found(String event) throws Exception {
    String id = event.substring(7, 7 + id().length());
    return all()
        .valueStream()
        .filter(one -> one.path("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** The newest that were kept. */
  private static JsonNode all() throws Exception {
    return api.get("fred", "/v1/admin/events?limit=100").body().path("events");
  }

  private static List<JsonNode> keptOf(String payment) throws Exception {
    return all()
        .valueStream()
        .filter(one -> one.path("payment_id").asText().equals(payment))
        .toList();
  }

  /** What is left of the viewer's payments that are applied to nothing, by their ids. */
  private Map<String, String> unapplied() throws Exception {
    return api.get("fred", "/v1/admin/unapplied-payments?provider=sandbox&limit=100")
        .body()
        .path("payments")
        .valueStream()
        .filter(payment -> payment.path("user").asText().equals(viewer))
        .collect(
            toMap(
                payment -> payment.path("payment").asText(),
                payment -> payment.path("status").asText() + " " + money(payment.path("left"))));
  }
}

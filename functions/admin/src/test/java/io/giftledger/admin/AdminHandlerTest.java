package io.giftledger.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Money;
import io.giftledger.economy.Movements;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.Records;
import io.giftledger.economy.challenge.Challenge;
import io.giftledger.economy.challenge.ChallengeFunded;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.earnings.PayoutPaid;
import io.giftledger.economy.earnings.PayoutResolution;
import io.giftledger.economy.earnings.PayoutReturned;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.payment.PaymentUnapplied;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.payment.UnappliedApplied;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.payment.UnappliedRefunded;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.PurchaseReturned;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.queues.Cause;
import io.giftledger.queues.PayoutMessage;
import io.giftledger.queues.UnappliedRefundMessage;
import io.giftledger.template.HttpRoute;
import io.giftledger.testkit.AtOnce;
import io.giftledger.testkit.Creator;
import io.giftledger.testkit.Embedded;
import io.giftledger.testkit.Gifts;
import io.giftledger.testkit.HttpAnswer;
import io.giftledger.testkit.HttpApi;
import io.giftledger.testkit.HttpRequest;
import io.giftledger.testkit.Recharges;
import io.giftledger.testkit.Viewer;
import io.giftledger.testkit.Withdrawals;
import io.micronaut.json.JsonMapper;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

class AdminHandlerTest {

  private static final String STANDARD = Policy.standard().text("document");
  private static final List<String> SCOPES =
      List.of("giftledger/operator", "giftledger/finance", "giftledger/platform");

  private static final HttpApi API =
      new HttpApi(new AdminHandler(Embedded.environment("AdminFunction")));

  private static final HttpApi OPERATOR = with("ann", "giftledger/operator");
  private static final HttpApi PLATFORM = with("backend", "openid giftledger/platform");

  private final String user = "user-" + UUID.randomUUID();

  private static HttpApi with(String sub, String scope) {
    return API.claiming(Map.of("sub", sub, "scope", scope));
  }

  @BeforeEach
  void the_policy_is_the_standard_one() {
    Embedded.TABLE.replace(Policy.standard());
  }

  // ---- Who may call what -----------------------------------------------------------------------

  static Stream<HttpRoute> routes() {
    return HttpRoute.all(Embedded.AWS.template()).stream()
        .filter(route -> route.path().startsWith("/v1/admin/"));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void a_token_without_the_routes_scope_is_forbidden(HttpRoute route) {
    List<HttpApi> others = new ArrayList<>();
    others.add(API.as("alice"));
    others.add(with("alice", "openid profile"));
    others.add(with("luna", "giftledger/operators giftledger giftledger/*"));
    SCOPES.stream()
        .filter(scope -> !route.scopes().contains(scope))
        .forEach(scope -> others.add(with("ann", scope)));

    assertTrue(others.size() > 3, () -> route.key() + " is open to " + route.scopes());
    for (HttpApi other : others) request(other, route).expect(403, "forbidden");
    request(API, route).expect(401, "unauthorized");
    // With its own scope it is asked what it wants.
    for (String scope : route.scopes()) {
      int status = request(with("ann", scope), route).send().status();
      assertTrue(status != 401 && status != 403 && status < 500, () -> route.key() + ": " + status);
    }
  }

  private static HttpRequest request(HttpApi api, HttpRoute route) {
    String[] parameters =
        route
            .path()
            .chars()
            .filter(letter -> letter == '{')
            .mapToObj(_ -> "nobody")
            .toArray(String[]::new);
    return switch (route.method()) {
      case "GET" -> api.get(route.path(), parameters);
      case "POST" -> api.post(route.path(), parameters);
      case "PUT" -> api.put(route.path(), parameters);
      default -> throw new IllegalArgumentException(route.key());
    };
  }

  @Test
  void a_token_that_names_nobody_is_forbidden() {
    API.claiming(Map.of("scope", "giftledger/operator"))
        .get("/v1/admin/policies")
        .expect(403, "forbidden");
  }

  // ---- Policies --------------------------------------------------------------------------------

  @Test
  void a_policy_is_published_and_it_is_known_by_whom_and_why_and_what_changed() {
    long version = newest() + 1;
    String next =
        numbered(version)
            .replace("\"commissionBasisPoints\": 5000", "\"commissionBasisPoints\": 4500");

    HttpAnswer published =
        OPERATOR
            .post("/v1/admin/policies")
            .query("note", "T-7: fewer for us")
            .text(next)
            .expect(201);
    assertEquals((int) version, published.get("version"));

    assertEquals(
        next, Embedded.TABLE.get(Policy.key(version), true).orElseThrow().text("document"));
    Map<String, Object> listed =
        OPERATOR
            .get("/v1/admin/policies")
            .query("limit", "1")
            .expect(200)
            .list("policies")
            .getFirst();
    assertEquals("ann", listed.get("published_by"));
    assertEquals("T-7: fewer for us", listed.get("note"));
    assertEquals(
        (int) version,
        OPERATOR.get("/v1/admin/policies/{version}", "" + version).expect(200).get("version"));
    Map<String, Object> act = acts(1).getFirst();
    assertEquals("policy_published", act.get("kind"));
    assertEquals(Map.of("version", (int) version), act.get("figures"));

    assertEquals(
        List.of(
            Map.of("path", "$.version", "before", 1, "after", (int) version),
            Map.of("path", "$.commissionBasisPoints", "before", 5000, "after", 4500)),
        OPERATOR
            .get("/v1/admin/policies/{version}/changes", "" + version)
            .query("since", "1")
            .expect(200)
            .list("changes"));
  }

  @Test
  void every_fault_is_named_at_once_and_nothing_is_published() {
    long version = newest() + 1;
    String wrong =
        numbered(version)
            .replace("\"commissionBasisPoints\": 5000,", "\"commissionBasisPoints\": 15000,")
            .replace("followersMin", "followerMin");

    HttpAnswer refused =
        OPERATOR
            .post("/v1/admin/policies")
            .query("note", "T-8")
            .text(wrong)
            .expect(422, "policy_invalid");
    assertEquals(3, refused.list("faults").size(), refused.body());
    assertEquals("$.commissionBasisPoints", refused.list("faults").getFirst().get("path"));
    assertEquals(version - 1, newest());
    assertEquals(
        refused.list("faults"),
        OPERATOR.post("/v1/admin/policies/check").text(wrong).expect(200).list("faults"));

    assertEquals(
        List.of(),
        OPERATOR
            .post("/v1/admin/policies/check")
            .text(numbered(version))
            .expect(200)
            .list("faults"));
    assertEquals(
        List.of("$.version"),
        OPERATOR
            .post("/v1/admin/policies/check")
            .text(numbered(version + 1))
            .expect(200)
            .list("faults")
            .stream()
            .map(fault -> fault.get("path"))
            .toList());
    OPERATOR.post("/v1/admin/policies").text(numbered(version)).expect(422, "invalid_request");
    for (String route : List.of("/v1/admin/policies", "/v1/admin/policies/check")) {
      HttpRequest told = OPERATOR.post(route).header("content-type", "text/plain");
      if (!route.endsWith("check")) told.query("note", "T-9");
      told.text(numbered(version)).expect(415, "unsupported_media_type");
    }
    OPERATOR
        .post("/v1/admin/policies")
        .query("note", "T-8\u0000")
        .text(numbered(version))
        .expect(422, "invalid_request");
    assertEquals(version - 1, newest());
  }

  @Test
  void of_policies_that_are_published_at_once_one_is_and_the_others_are_told_so() throws Exception {
    long version = newest() + 1;
    List<Callable<HttpAnswer>> publishing = new ArrayList<>();
    for (int index = 0; index < 6; index++) {
      String document = numbered(version) + " ".repeat(index + 1);
      publishing.add(
          () -> OPERATOR.post("/v1/admin/policies").query("note", "T-9").text(document).send());
    }

    List<HttpAnswer> answers = AtOnce.call(publishing);

    assertEquals(1, answers.stream().filter(answer -> answer.status() == 201).count());
    for (HttpAnswer answer : answers) {
      if (answer.status() != 201) {
        assertEquals((int) version, answer.expect(409, "version_taken").get("version"));
      }
    }
    assertEquals(version, newest());
    OPERATOR
        .post("/v1/admin/policies")
        .query("note", "T-9")
        .text(numbered(version - 1))
        .expect(422, "policy_invalid");
  }

  /** Nobody is told that it is published whose name stands nowhere. */
  @Test
  void of_equal_policies_that_are_published_at_once_one_is_and_the_others_are_told_so()
      throws Exception {
    long version = newest() + 1;
    List<Callable<HttpAnswer>> publishing = new ArrayList<>();
    for (int index = 0; index < 20; index++) {
      HttpApi who = with("publisher-" + index, "giftledger/operator");
      String note = "T-" + index;
      publishing.add(
          () -> who.post("/v1/admin/policies").query("note", note).text(numbered(version)).send());
    }

    List<HttpAnswer> answers = AtOnce.call(publishing);

    for (int index = 0; index < 20; index++) {
      if (answers.get(index).status() != 201) {
        answers.get(index).expect(409, "version_taken");
      } else {
        assertEquals("publisher-" + index, acts(1).getFirst().get("by"));
        assertEquals(publishing.get(index).call().body(), answers.get(index).body());
      }
    }
    assertEquals(1, answers.stream().filter(answer -> answer.status() == 201).count());
    assertEquals(version, newest());
  }

  /** A policy has more to say than anything else that is sent. */
  @Test
  void a_long_policy_is_checked_and_published_and_one_that_cannot_be_stored_is_too_large() {
    long version = newest() + 1;
    String document = numbered(version) + " ".repeat(100_000);

    assertEquals(
        List.of(),
        OPERATOR.post("/v1/admin/policies/check").text(document).expect(200).list("faults"));
    OPERATOR.post("/v1/admin/policies").query("note", "T-10").text(document).expect(201);

    assertEquals(version, newest());
    String larger = numbered(version + 1) + " ".repeat(392 * 1024);
    assertEquals(
        392 * 1024,
        OPERATOR
            .post("/v1/admin/policies")
            .query("note", "T-10")
            .text(larger)
            .expect(413, "body_too_large")
            .get("bytes_max"));
    assertEquals(version, newest());
  }

  @Test
  void a_policy_that_is_none_is_not_found() {
    OPERATOR.get("/v1/admin/policies/{version}", "999999").expect(404, "not_found");
    OPERATOR.get("/v1/admin/policies/{version}", "one").expect(422, "invalid_request");
    OPERATOR.get("/v1/admin/policies").query("cursor", "AAAA").expect(422, "invalid_request");
  }

  private static long newest() {
    Map<String, Object> listed =
        OPERATOR.get("/v1/admin/policies").expect(200).list("policies").getFirst();
    return Long.parseLong(String.valueOf(listed.get("version")));
  }

  private static String numbered(long version) {
    return STANDARD.replace("\"version\": 1,", "\"version\": " + version + ",");
  }

  // ---- Creators and viewers --------------------------------------------------------------------

  @Test
  void what_the_platform_tells_of_a_creator_is_stored_whole() {
    PLATFORM.get("/v1/admin/creators/{id}", user).expect(404, "not_found");
    Map<String, Object> told =
        Map.of("followers", 12_500, "status", "active", "country", "US", "identity", "verified");

    assertEquals(told, PLATFORM.put("/v1/admin/creators/{id}", user).json(told).expect(200).json());
    assertEquals(told, PLATFORM.get("/v1/admin/creators/{id}", user).expect(200).json());
    assertEquals(
        CreatorProfile.inGoodStanding(user, 12_500, "US"),
        Embedded.TABLE.get(CreatorProfile.key(user), true).map(CreatorProfile::of).orElseThrow());

    Map<String, Object> act = acts(1).getFirst();
    assertEquals("CREATOR#" + user, act.get("subject"));
    assertEquals("backend", act.get("by"));
    assertEquals(Map.of("changed", "country followers identity status"), act.get("figures"));

    // Told again nothing changes, and nothing is said of it.
    PLATFORM.put("/v1/admin/creators/{id}", user).json(told).expect(200);
    assertEquals(act, acts(1).getFirst());
  }

  @Test
  void what_a_profile_leaves_out_is_there_no_more_and_the_act_names_it() {
    Map<String, Object> told =
        Map.of("followers", 12_500, "status", "active", "country", "US", "identity", "verified");
    Map<String, Object> more = new HashMap<>(told);
    more.put("category", "music");
    PLATFORM.put("/v1/admin/creators/{id}", user).json(more).expect(200);

    PLATFORM.put("/v1/admin/creators/{id}", user).json(told).expect(200);

    assertEquals(told, PLATFORM.get("/v1/admin/creators/{id}", user).expect(200).json());
    assertEquals(Map.of("changed", "category"), acts(1).getFirst().get("figures"));
  }

  @Test
  void what_is_wrong_in_a_profile_is_named_and_nothing_is_stored() {
    HttpAnswer refused =
        PLATFORM
            .put("/v1/admin/creators/{id}", user)
            .text("{\"followers\":\"many\",\"status\":0,\"country\":\"US\",\"vip\":true}")
            .expect(422, "invalid_request");
    assertEquals(
        List.of("followers", "status", "vip", "identity"),
        refused.list("errors").stream().map(error -> error.get("field")).toList());
    PLATFORM
        .put("/v1/admin/viewers/{id}", user)
        .json(Map.of("country", "Japan", "age_group", "adult", "verified", false))
        .expect(422, "invalid_request");
    PLATFORM
        .put("/v1/admin/viewers/{id}", "ann@example.com")
        .json(Map.of("country", "JP", "age_group", "adult", "verified", false))
        .expect(422, "invalid_request");
    assertTrue(Embedded.TABLE.get(CreatorProfile.key(user), true).isEmpty());
    assertTrue(Embedded.TABLE.get(ViewerProfile.key(user), true).isEmpty());
  }

  @Test
  void what_the_platform_tells_of_a_viewer_is_stored_whole() {
    PLATFORM.get("/v1/admin/viewers/{id}", user).expect(404, "not_found");
    Map<String, Object> told = Map.of("country", "JP", "age_group", "adult", "verified", false);

    PLATFORM.put("/v1/admin/viewers/{id}", user).json(told).expect(200);
    assertEquals(told, PLATFORM.get("/v1/admin/viewers/{id}", user).expect(200).json());
    assertEquals(
        new ViewerProfile(user, "JP", "adult", false),
        Embedded.TABLE.get(ViewerProfile.key(user), true).map(ViewerProfile::of).orElseThrow());
  }

  @Test
  void a_viewer_is_called_what_others_can_see() {
    Map<String, Object> told = Map.of("country", "JP", "age_group", "adult", "verified", false);
    for (String name : List.of("", " ann", "ann\u00a0", "\u200b", "\u3164", "\u200d", "a\u202eb")) {
      Map<String, Object> named = new HashMap<>(told);
      named.put("display_name", name);
      PLATFORM.put("/v1/admin/viewers/{id}", user).json(named).expect(422, "invalid_request");
    }
    PLATFORM.get("/v1/admin/viewers/{id}", user).expect(404, "not_found");
    for (String name :
        List.of("Ann B.", "\u0644\u064a\u0644\u0649", "\ud83d\udc69\u200d\ud83d\ude80", "*")) {
      Map<String, Object> named = new HashMap<>(told);
      named.put("display_name", name);
      PLATFORM.put("/v1/admin/viewers/{id}", user).json(named).expect(200);
    }
  }

  // ---- Wallets and earnings that stand still ---------------------------------------------------

  @Test
  void a_wallet_is_frozen_and_released_and_the_entry_has_its_action() {
    Viewer viewer = new Viewer(user).recharge(100);

    HttpAnswer frozen = act("/v1/admin/wallets/{id}/freeze", "fraud").expect(201);
    assertEquals(2, frozen.get("entry"));
    assertEquals("wallet_frozen", frozen.get("kind"));
    assertEquals(Optional.of("fraud"), viewer.state().standing().frozen());
    act("/v1/admin/wallets/{id}/freeze", "again").expect(409, "already_done");

    act("/v1/admin/wallets/{id}/release", "cleared").expect(201);
    act("/v1/admin/wallets/{id}/release", "cleared").expect(409, "already_done");
    assertEquals(3, viewer.chain().size());
    for (Entry<Wallet> entry : viewer.chain().subList(1, 3)) {
      Item action = Embedded.TABLE.get(new Key("WALLET#" + user, entry.ref()), true).orElseThrow();
      assertEquals(
          Objects.requireNonNull(Movements.OF_WALLETS.get(entry.kind())).said(entry),
          Records.told(action).said());
      assertEquals("ann", action.text("by"));
    }
    assertEquals(
        List.of(
            Map.of("kind", "wallet_released", "by", "ann", "reason", "cleared", "note", "T-9"),
            Map.of("kind", "wallet_frozen", "by", "ann", "reason", "fraud", "note", "T-9")),
        acts(2).stream().map(AdminHandlerTest::whoAndWhy).toList());
    assertEquals(Map.of("entry", 3), acts(1).getFirst().get("figures"));
  }

  private static Map<String, Object> whoAndWhy(Map<String, Object> act) {
    Map<String, Object> kept = new HashMap<>(act);
    kept.keySet().retainAll(Set.of("kind", "by", "reason", "note"));
    return kept;
  }

  @Test
  void earnings_are_put_on_hold_and_released() {
    Creator creator = new Creator(user).earned(10);

    act("/v1/admin/earnings/{id}/hold", "review").expect(201);
    assertEquals(Optional.of("review"), creator.state().onHold());
    act("/v1/admin/earnings/{id}/hold", "again").expect(409, "already_done");
    act("/v1/admin/earnings/{id}/release", "cleared").expect(201);
    assertEquals(Optional.empty(), creator.state().onHold());
    act("/v1/admin/earnings/{id}/release", "cleared").expect(409, "already_done");
    assertEquals(3, creator.chain().size());
  }

  @Test
  void nobody_releases_an_account_of_their_own() {
    Viewer viewer = new Viewer(user).recharge(100);
    Creator creator = new Creator(user).earned(10);
    act("/v1/admin/wallets/{id}/freeze", "fraud").expect(201);
    act("/v1/admin/earnings/{id}/hold", "review").expect(201);
    HttpApi self = with(user, "giftledger/operator");

    for (String book : List.of("wallets", "earnings")) {
      self.post("/v1/admin/" + book + "/{id}/release", user)
          .json(Map.of("reason", "cleared", "note", "T-9"))
          .expect(403, "own_account");
    }

    assertEquals(Optional.of("fraud"), viewer.state().standing().frozen());
    assertEquals(Optional.of("review"), creator.state().onHold());
  }

  /** Who is verified, and has how many followers, is nobody's own word. */
  @Test
  void nobody_tells_of_themselves_who_they_are() {
    HttpApi self = with(user, "giftledger/platform");
    Map<String, Object> creator =
        Map.of("followers", 12_500, "status", "active", "country", "US", "identity", "verified");

    self.put("/v1/admin/creators/{id}", user).json(creator).expect(403, "own_account");
    self.put("/v1/admin/viewers/{id}", user)
        .json(Map.of("country", "JP"))
        .expect(403, "own_account");

    self.get("/v1/admin/creators/{id}", user).expect(404, "not_found");
    self.get("/v1/admin/viewers/{id}", user).expect(404, "not_found");
    self.put("/v1/admin/creators/{id}", "other-" + user).json(creator).expect(200);
  }

  @Test
  void nothing_is_done_to_an_account_without_a_reason_that_is_a_word_and_a_note() {
    Viewer viewer = new Viewer(user).recharge(100);
    for (Map<String, String> why :
        List.of(
            Map.of("reason", "He said so", "note", "T-9"),
            Map.of("reason", "fraud", "note", " "),
            Map.of("reason", "fraud"),
            Map.of("note", "T-9"))) {
      OPERATOR.post("/v1/admin/wallets/{id}/freeze", user).json(why).expect(422, "invalid_request");
    }
    OPERATOR
        .post("/v1/admin/wallets/{id}/freeze", "ann@example.com")
        .json(Map.of("reason", "fraud", "note", "T-9"))
        .expect(422, "invalid_request");
    assertEquals(1, viewer.chain().size());
  }

  private HttpAnswer act(String route, String reason) {
    return OPERATOR.post(route, user).json(Map.of("reason", reason, "note", "T-9")).send();
  }

  // ---- Adjustments by hand ---------------------------------------------------------------------

  private static final String COINS = "/v1/admin/wallets/{id}/adjustments";
  private static final String DIAMONDS = "/v1/admin/earnings/{id}/adjustments";

  private final HttpApi fred = with("fred", "giftledger/finance");
  private final HttpApi gina = with("gina", "giftledger/finance");

  private HttpAnswer propose(String route, String field, long amount) {
    return fred.post(route, user)
        .key("key" + amount)
        .json(Map.of(field, amount, "reason", "goodwill", "note", "T-11"))
        .send();
  }

  private HttpAnswer approve(HttpApi who, String route, String id, String field, long amount) {
    return who.post(route + "/{proposal}/approval", user, id).json(Map.of(field, amount)).send();
  }

  @Test
  void coins_move_by_hand_when_two_people_want_it_and_once() {
    Viewer viewer = new Viewer(user).recharge(100);

    HttpAnswer proposed = propose(COINS, "coins", 50).expect(201);
    assertEquals("proposed", proposed.get("status"));
    assertEquals(proposed.json(), propose(COINS, "coins", 50).expect(201).json());
    assertEquals(1, viewer.sequence());

    String id = proposed.text("id");
    approve(fred, COINS, id, "coins", 50).expect(403, "own_proposal");
    approve(gina, COINS, id, "coins", 51).expect(409, "proposal_differs");
    assertEquals(1, viewer.sequence());

    HttpAnswer approved = approve(gina, COINS, id, "coins", 50).expect(200);
    assertEquals("approved", approved.get("status"));
    assertEquals("gina", approved.get("approved_by"));
    assertEquals(2, approved.get("entry"));
    assertEquals("1p100USD100 2b50", viewer.state().lots().toString());

    HttpAnswer again = approve(gina, COINS, id, "coins", 50).expect(200);
    assertTrue(again.isReplay());
    assertEquals(approved.json(), again.json());
    approve(with("hal", "giftledger/finance"), COINS, id, "coins", 50).expect(409, "proposal_used");
    approve(fred, COINS, id, "coins", 50).expect(409, "proposal_used");
    assertEquals(2, viewer.chain().size());

    Entry<Wallet> entry = viewer.newest();
    assertEquals("PROPOSAL#" + id, entry.ref());
    Item record = Embedded.TABLE.get(new Key("WALLET#" + user, entry.ref()), true).orElseThrow();
    assertEquals(
        Objects.requireNonNull(Movements.OF_WALLETS.get(entry.kind())).said(entry),
        Records.told(record).said());
    assertEquals(
        List.of(
            Map.of("kind", "coins_adjusted", "by", "gina", "reason", "goodwill", "note", "T-11"),
            Map.of(
                "kind", "adjustment_proposed", "by", "fred", "reason", "goodwill", "note", "T-11")),
        acts(2).stream().map(AdminHandlerTest::whoAndWhy).toList());
  }

  @Test
  void coins_that_are_taken_go_as_if_they_were_spent_and_the_rest_is_owed() {
    Viewer viewer = new Viewer(user).recharge(100);
    String id = propose(COINS, "coins", -130).expect(201).text("id");

    approve(gina, COINS, id, "coins", -130).expect(200);

    assertEquals(0, viewer.coins());
    assertEquals(30, viewer.state().debt());
    assertEquals(
        List.of(
            "wallet coin -100",
            "wallet:debt coin -30",
            "platform:adjustments coin 130",
            "platform:deferred-revenue USD 100",
            "platform:revenue USD -100"),
        viewer.newest().postings().stream().map(Object::toString).toList());
    viewer.chain();
  }

  @Test
  void diamonds_are_given_and_taken_but_not_more_than_there_are() {
    Creator creator = new Creator(user).earned(10);

    String tooMany = propose(DIAMONDS, "diamonds_e4", -100_001).expect(201).text("id");
    approve(gina, DIAMONDS, tooMany, "diamonds_e4", -100_001).expect(422, "insufficient_diamonds");
    String taken = propose(DIAMONDS, "diamonds_e4", -100_000).expect(201).text("id");
    approve(gina, DIAMONDS, taken, "diamonds_e4", -100_000).expect(200);
    String given = propose(DIAMONDS, "diamonds_e4", 25_000).expect(201).text("id");
    approve(gina, DIAMONDS, given, "diamonds_e4", 25_000).expect(200);

    assertEquals(25_000, creator.state().diamondsE4());
    assertEquals(125_000, creator.state().earnedE4());
    assertEquals(3, creator.chain().size());
  }

  @Test
  void two_who_approve_at_once_move_it_once() throws Exception {
    Viewer viewer = new Viewer(user).recharge(100);
    String id = propose(COINS, "coins", 7).expect(201).text("id");

    List<HttpAnswer> answers = AtOnce.call(8, () -> approve(gina, COINS, id, "coins", 7));

    assertEquals(1, answers.stream().map(HttpAnswer::body).distinct().count());
    assertTrue(answers.stream().allMatch(answer -> answer.status() == 200), answers.toString());
    assertEquals(
        7,
        answers.stream().filter(HttpAnswer::isReplay).count(),
        "one of them moved it: " + answers);
    assertEquals(107, viewer.coins());
    assertEquals(2, viewer.chain().size());
  }

  @Test
  void a_proposal_that_is_too_old_moves_nothing() {
    Viewer viewer = new Viewer(user).recharge(100);
    Proposal old =
        Proposal.of(
            viewer.account(),
            "0".repeat(26),
            5,
            new OperatorAction("goodwill", "fred", "T-11"),
            Instant.now().truncatedTo(ChronoUnit.MILLIS).minus(Proposal.LIFE).minusSeconds(1));
    Embedded.TABLE.replace(old.item());
    Embedded.TABLE.replace(old.proposing().item());

    approve(gina, COINS, old.id(), "coins", 5).expect(409, "proposal_expired");
    assertEquals(1, viewer.chain().size());
  }

  @Test
  void a_proposal_whose_status_was_set_back_moves_nothing_again() {
    Viewer viewer = new Viewer(user).recharge(100);
    String id = propose(COINS, "coins", 5).expect(201).text("id");
    Key key = new Key("WALLET#" + user, "PROPOSAL#" + id);
    Item before = Embedded.TABLE.get(key, true).orElseThrow();
    approve(gina, COINS, id, "coins", 5).expect(200);

    Embedded.TABLE.replace(before);
    approve(gina, COINS, id, "coins", 5).expect(409, "proposal_used");
    assertEquals(2, viewer.chain().size());
  }

  @Test
  void an_approval_that_is_given_again_with_another_amount_is_refused() {
    Viewer viewer = new Viewer(user).recharge(100);
    String id = propose(COINS, "coins", 5).expect(201).text("id");
    approve(gina, COINS, id, "coins", 5).expect(200);

    approve(gina, COINS, id, "coins", 6).expect(409, "proposal_differs");
    assertTrue(approve(gina, COINS, id, "coins", 5).expect(200).isReplay());
    assertEquals(105, viewer.coins());
  }

  @Test
  void a_proposal_that_was_altered_in_the_table_is_believed_by_nobody() {
    Viewer viewer = new Viewer(user).recharge(100);
    String id = propose(COINS, "coins", 5).expect(201).text("id");
    Key key = new Key("WALLET#" + user, "PROPOSAL#" + id);
    Item proposed = Embedded.TABLE.get(key, true).orElseThrow();
    for (Item altered :
        List.of(
            proposed.toBuilder().number("amount", 5_000).build(),
            proposed.toBuilder().text("by", "mallory").build(),
            proposed.toBuilder().text("reason", "other").build(),
            proposed.toBuilder()
                .instant("proposedAt", proposed.instant("proposedAt").plusSeconds(60))
                .build())) {
      Embedded.TABLE.replace(altered);
      approve(gina, COINS, id, "coins", altered.number("amount")).expect(503, "account_stopped");
    }
    assertEquals(100, viewer.coins());

    Embedded.TABLE.replace(proposed);
    approve(gina, COINS, id, "coins", 5).expect(200);
    Map<String, Object> what = Map.of("diamonds", 500);
    HttpAnswer funding = proposed(FUNDINGS, what, cup);
    Key stored = new Key("CHALLENGE#" + cup, "PROPOSAL#" + funding.text("id"));
    Embedded.TABLE.replace(
        Embedded.TABLE.get(stored, true).orElseThrow().toBuilder().number("amount", 900).build());
    approving(gina, FUNDINGS, funding, Map.of("diamonds", 900), cup).expect(503, "account_stopped");
    assertEquals(0, budget().budget());
  }

  @Test
  void proposals_are_listed_the_newest_first() {
    new Viewer(user).recharge(100);
    String first = propose(COINS, "coins", 1).expect(201).text("id");
    String second = propose(DIAMONDS, "diamonds_e4", 2).expect(201).text("id");
    approve(gina, COINS, first, "coins", 1).expect(200);

    HttpAnswer page = gina.get("/v1/admin/proposals").query("limit", "1").expect(200);
    HttpAnswer next =
        gina.get("/v1/admin/proposals")
            .query("limit", "1")
            .query("cursor", page.text("next"))
            .expect(200);
    assertEquals(
        List.of(second + " earnings proposed", first + " wallet approved"),
        Stream.of(page, next)
            .map(answer -> answer.list("proposals").getFirst())
            .map(it -> it.get("id") + " " + it.get("account") + " " + it.get("status"))
            .toList());
  }

  @Test
  void a_proposal_that_cannot_be_read_is_named_among_the_others() {
    new Viewer(user).recharge(100);
    String first = propose(COINS, "coins", 1).expect(201).text("id");
    String broken = propose(DIAMONDS, "diamonds_e4", 2).expect(201).text("id");
    Key key = new Key("EARNINGS#" + user, "PROPOSAL#" + broken);
    Item stored = Embedded.TABLE.get(key, true).orElseThrow();
    Embedded.TABLE.replace(stored.toBuilder().text("amount", "two").build());

    HttpAnswer page = gina.get("/v1/admin/proposals").query("limit", "2").expect(200);
    HttpAnswer next = gina.get("/v1/admin/proposals").query("limit", "1").expect(200);

    assertEquals(
        List.of(Map.of("subject", "EARNINGS#" + user, "id", broken)), page.list("unreadable"));
    assertEquals(first, page.list("proposals").getFirst().get("id"));
    assertEquals(List.of(), next.list("proposals"));
    assertEquals(
        first,
        gina.get("/v1/admin/proposals")
            .query("limit", "1")
            .query("cursor", next.text("next"))
            .expect(200)
            .list("proposals")
            .getFirst()
            .get("id"));
    Embedded.TABLE.replace(stored);
  }

  @Test
  void what_is_no_adjustment_is_not_proposed() {
    propose(COINS, "coins", 0).expect(422, "invalid_request");
    propose(COINS, "coins", 1_000_000_001).expect(422, "invalid_request");
    fred.post(COINS, user)
        .json(Map.of("coins", 5, "reason", "goodwill", "note", "T-11"))
        .expect(400, "idempotency_key_required");
    for (String note : List.of("T-11\u0000", "T-11\nT-12", "\u0085T", " ")) {
      fred.post(COINS, user)
          .key("note")
          .json(Map.of("coins", 5, "reason", "goodwill", "note", note))
          .expect(422, "invalid_request");
    }
    approve(gina, COINS, "0".repeat(26), "coins", 5).expect(404, "not_found");
  }

  // ---- Challenges and refunds ------------------------------------------------------------------

  private static final String FUNDINGS = "/v1/admin/challenges/{id}/fundings";
  private static final String AWARDS = "/v1/admin/challenges/{id}/awards";
  private static final String REFUNDS = "/v1/admin/wallets/{id}/recharges/{recharge}/refunds";

  private final String cup = "cup-" + UUID.randomUUID();

  private HttpAnswer proposed(String route, Map<String, Object> what, String... path) {
    Map<String, Object> body = new HashMap<>(what);
    body.put("reason", "winter_cup");
    body.put("note", "T-7");
    return fred.post(route, path).key("key" + what.hashCode()).json(body).expect(201);
  }

  private HttpRequest approving(
      HttpApi who, String route, HttpAnswer proposal, Map<String, Object> shown, String... path) {
    List<String> whole = new ArrayList<>(List.of(path));
    whole.add(proposal.text("id"));
    return who.post(route + "/{proposal}/approval", whole.toArray(String[]::new)).json(shown);
  }

  private Challenge budget() {
    return Embedded.LEDGER.head(Challenge.BOOK.account(cup), true).state();
  }

  private HttpAnswer funded(long diamonds) {
    Map<String, Object> what = Map.of("diamonds", diamonds);
    HttpAnswer proposal = proposed(FUNDINGS, what, cup);
    return approving(gina, FUNDINGS, proposal, what, cup).expect(200);
  }

  @Test
  void a_challenge_is_funded_when_two_people_want_it_and_once() throws Exception {
    Map<String, Object> what = Map.of("diamonds", 500);
    HttpAnswer proposal = proposed(FUNDINGS, what, cup);
    assertEquals(proposal.json(), proposed(FUNDINGS, what, cup).json());
    assertEquals("funding", proposal.get("kind"));
    assertEquals(cup, proposal.get("challenge"));
    approving(fred, FUNDINGS, proposal, what, cup).expect(403, "own_proposal");
    approving(gina, FUNDINGS, proposal, Map.of("diamonds", 501), cup)
        .expect(409, "proposal_differs");
    approving(gina, AWARDS, proposal, Map.of("creator", "a", "tier", "b", "diamonds", 500), cup)
        .expect(404, "not_found");
    assertEquals(0, budget().budget());

    List<HttpAnswer> answers =
        AtOnce.call(8, () -> approving(gina, FUNDINGS, proposal, what, cup).expect(200));

    assertEquals(1, answers.stream().map(HttpAnswer::body).distinct().count());
    assertEquals(1, answers.stream().filter(answer -> !answer.isReplay()).count());
    assertEquals(500, budget().budget());
    assertEquals("gina", answers.getFirst().get("approved_by"));
    assertEquals(1, answers.getFirst().get("entry"));
    approving(with("hal", "giftledger/finance"), FUNDINGS, proposal, what, cup)
        .expect(409, "proposal_used");
    Item record =
        Embedded.TABLE.newest("CHALLENGE#" + cup, "FUNDING#", 1, Optional.empty(), true).getFirst();
    assertEquals("fred gina", record.text("by"));
    assertEquals(
        List.of(
            Map.of("kind", "challenge_funded", "by", "gina", "reason", "winter_cup", "note", "T-7"),
            Map.of(
                "kind", "funding_proposed", "by", "fred", "reason", "winter_cup", "note", "T-7")),
        acts(2).stream().map(AdminHandlerTest::whoAndWhy).toList());
  }

  /** One is the second person; whatever is proposed, the others are told that it is used. */
  @Test
  void of_twenty_who_approve_one_proposal_at_once_the_losers_are_told_the_same() throws Exception {
    new Viewer(user).recharge(100);
    Map<String, Object> what = Map.of("diamonds", 500);
    HttpAnswer funding = proposed(FUNDINGS, what, cup);
    String coins = propose(COINS, "coins", 7).expect(201).text("id");
    List<Callable<HttpAnswer>> fundings = new ArrayList<>();
    List<Callable<HttpAnswer>> adjustments = new ArrayList<>();
    for (int index = 0; index < 20; index++) {
      HttpApi who = with("approver-" + index, "giftledger/finance");
      fundings.add(() -> approving(who, FUNDINGS, funding, what, cup).send());
      adjustments.add(() -> approve(who, COINS, coins, "coins", 7));
    }

    for (List<Callable<HttpAnswer>> approvals : List.of(fundings, adjustments)) {
      List<HttpAnswer> answers = AtOnce.call(approvals);
      assertEquals(1, answers.stream().filter(answer -> answer.status() == 200).count());
      answers.stream()
          .filter(answer -> answer.status() != 200)
          .forEach(answer -> answer.expect(409, "proposal_used"));
    }
    assertEquals(500, budget().budget());
  }

  /** Neither to propose nor to approve: what moves is theirs. */
  @Test
  void nobody_has_a_word_in_what_moves_value_of_their_own() {
    Viewer viewer = new Viewer(user);
    Recharge bought = viewer.paid(Recharges.opened().coins(100));
    Recharge open = viewer.open(Recharges.opened());
    new Creator(user).known().earned(10);
    funded(500);
    String payment = "pay-" + user;
    unapplied("sandbox", payment);
    Map<String, Object> coins = Map.of("coins", 5);
    Map<String, Object> diamonds = Map.of("diamonds_e4", 5);
    Map<String, Object> award = Map.of("creator", user, "tier", "first-place", "diamonds", 300);
    Map<String, Object> application = Map.of("user", user, "recharge", open.id());
    String friend = "friend-" + user;
    assertNotTheirs(COINS, coins, coins, user);
    assertNotTheirs(DIAMONDS, diamonds, diamonds, user);
    assertNotTheirs(AWARDS, award, award, cup);
    Map<String, Object> price = Map.of("amount", 100, "currency", "USD");
    assertNotTheirs(REFUNDS, Map.of(), Map.of("amount", price), user, bought.id());
    Map<String, Object> left = Map.of("amount", PAID.minor(), "currency", PAID.currency());
    assertNotTheirs(UNAPPLIED_REFUNDS, Map.of(), Map.of("amount", left), "sandbox", payment);
    assertNotTheirs(APPLICATIONS, application, applying(user, open.id()), "sandbox", payment);
    String friends = new Viewer(friend).open(Recharges.opened()).id();
    Map<String, Object> toFriend = Map.of("user", friend, "recharge", friends);
    assertNotTheirs(APPLICATIONS, toFriend, applying(friend, friends), "sandbox", payment);

    assertEquals(100, viewer.coins());
    assertEquals(500, budget().budget());
    assertEquals(UnappliedPayment.Status.UNAPPLIED, stands("sandbox", payment).status());
  }

  private void assertNotTheirs(
      String route, Map<String, Object> what, Map<String, Object> shown, String... path) {
    HttpApi self = with(user, "giftledger/finance");
    self.post(route, path).key("own").json(reasoned(what)).expect(403, "own_account");
    HttpAnswer proposal =
        fred.post(route, path)
            .key("others" + what.hashCode() + route)
            .json(reasoned(what))
            .expect(201);
    approving(self, route, proposal, shown, path).expect(403, "own_account");
  }

  @Test
  void a_funding_whose_approval_broke_off_is_completed_by_who_gave_it_and_by_nobody_else() {
    Map<String, Object> what = Map.of("diamonds", 70);
    HttpAnswer proposal = proposed(FUNDINGS, what, cup);
    new ChallengeFunded(cup, 70, new OperatorAction("winter_cup", "fred gina", "T-7"))
        .with(Embedded.LEDGER, proposal.text("id"));

    approving(with("hal", "giftledger/finance"), FUNDINGS, proposal, what, cup)
        .expect(409, "proposal_used");
    HttpAnswer approved = approving(gina, FUNDINGS, proposal, what, cup).expect(200);

    assertEquals("approved", approved.get("status"));
    assertEquals(70, budget().budget());
  }

  @Test
  void a_creator_is_awarded_of_a_budget_when_two_people_want_it_and_once_for_a_tier() {
    funded(500);
    Creator creator = new Creator(user).known();
    Map<String, Object> what = Map.of("creator", user, "tier", "first-place", "diamonds", 300);
    HttpAnswer proposal = proposed(AWARDS, what, cup);
    approving(fred, AWARDS, proposal, what, cup).expect(403, "own_proposal");
    approving(
            gina,
            AWARDS,
            proposal,
            Map.of("creator", "somebody", "tier", "first-place", "diamonds", 300),
            cup)
        .expect(409, "proposal_differs");

    HttpAnswer approved = approving(gina, AWARDS, proposal, what, cup).expect(200);

    assertEquals(user, approved.get("creator"));
    assertEquals(300, creator.state().diamonds());
    assertEquals(200, budget().budget());
    assertTrue(approving(gina, AWARDS, proposal, what, cup).expect(200).isReplay());
    for (long diamonds : List.of(300, 100)) {
      Map<String, Object> again =
          Map.of("creator", user, "tier", "first-place", "diamonds", diamonds);
      HttpAnswer second =
          gina.post(AWARDS, cup).key("again" + diamonds).json(reasoned(again)).expect(201);
      approving(fred, AWARDS, second, again, cup).expect(409, "already_done");
    }
    Map<String, Object> tooMuch = Map.of("creator", user, "tier", "second", "diamonds", 201);
    approving(gina, AWARDS, proposed(AWARDS, tooMuch, cup), tooMuch, cup)
        .expect(422, "challenge_budget_exceeded");
    fred.post(AWARDS, cup)
        .key("nobody")
        .json(reasoned(Map.of("creator", "nobody", "tier", "third", "diamonds", 1)))
        .expect(422, "unknown_creator");
    assertEquals(300, creator.state().diamonds());
    creator.chain();
  }

  /** Each says the same, by the same people: one of them is what was done. */
  @Test
  void of_six_equal_proposals_that_are_approved_at_once_one_is() throws Exception {
    funded(500);
    Creator creator = new Creator(user).known();
    Map<String, Object> what = Map.of("creator", user, "tier", "first-place", "diamonds", 300);
    List<Callable<HttpAnswer>> approvals = new ArrayList<>();
    for (int index = 0; index < 6; index++) {
      HttpAnswer proposal =
          fred.post(AWARDS, cup).key("equal-" + index).json(reasoned(what)).expect(201);
      approvals.add(() -> approving(gina, AWARDS, proposal, what, cup).send());
    }

    List<HttpAnswer> answers = AtOnce.call(approvals);

    assertEquals(1, answers.stream().filter(answer -> answer.status() == 200).count());
    answers.stream()
        .filter(answer -> answer.status() != 200)
        .forEach(answer -> answer.expect(409, "already_done"));
    assertEquals(300, creator.state().diamonds());
    assertEquals(
        1,
        acts(20).stream()
            .filter(act -> ("CHALLENGE#" + cup).equals(act.get("subject")))
            .filter(act -> "award_opened".equals(act.get("kind")))
            .count());
    for (Callable<HttpAnswer> again : approvals) {
      HttpAnswer answer = again.call();
      if (answer.status() == 200) assertTrue(answer.isReplay());
      else answer.expect(409, "already_done");
    }
  }

  private static Map<String, Object> reasoned(Map<String, Object> what) {
    Map<String, Object> body = new HashMap<>(what);
    body.put("reason", "winter_cup");
    body.put("note", "T-7");
    return body;
  }

  @Test
  void what_is_left_of_a_purchase_is_paid_back_when_two_people_want_it_and_once() {
    Viewer viewer = new Viewer(user);
    Recharge bought = viewer.paid(Recharges.opened().coins(100));
    viewer.send(Gifts.sent().to("luna").roses(40));
    fred.post(REFUNDS, user, "0".repeat(26))
        .key("none")
        .json(reasoned(Map.of()))
        .expect(404, "not_found");

    fred.post(REFUNDS, user, viewer.open(Recharges.opened()).id())
        .key("open")
        .json(reasoned(Map.of()))
        .expect(422, "recharge_not_paid");

    HttpAnswer proposal = proposed(REFUNDS, Map.of(), user, bought.id());
    assertEquals("refund", proposal.get("kind"));
    assertEquals(bought.id(), proposal.get("recharge"));
    Map<String, Object> shown = Map.of("amount", proposal.get("amount"));
    approving(fred, REFUNDS, proposal, shown, user, bought.id()).expect(403, "own_proposal");
    viewer.send(Gifts.sent().to("luna").roses(10));
    approving(gina, REFUNDS, proposal, shown, user, bought.id()).expect(409, "amount_changed");
    assertEquals(50, viewer.coins());

    HttpAnswer second =
        fred.post(REFUNDS, user, bought.id()).key("second").json(reasoned(Map.of())).expect(201);
    Map<String, Object> now = Map.of("amount", second.get("amount"));
    HttpAnswer approved = approving(gina, REFUNDS, second, now, user, bought.id()).expect(200);

    assertTrue(approving(gina, REFUNDS, second, now, user, bought.id()).expect(200).isReplay());
    assertEquals(
        second.text("id"),
        fred.post(REFUNDS, user, bought.id())
            .key("second")
            .json(reasoned(Map.of()))
            .expect(201)
            .text("id"),
        "a repeat finds it, although nothing is left");
    fred.post(REFUNDS, user, bought.id())
        .key("third")
        .json(reasoned(Map.of()))
        .expect(422, "nothing_to_refund");
    assertEquals(0, viewer.coins());
    Entry<Wallet> entry = viewer.newest();
    assertEquals(entry.sequence(), Long.parseLong(String.valueOf(approved.get("entry"))));
    assertEquals("purchase_returned", entry.kind().label());
    assertEquals("winter_cup", entry.details().text("reason"));
    assertTrue(PurchaseReturned.isBy(entry, new OperatorAction("winter_cup", "fred gina", "T-7")));
    assertEquals("purchase_returned", acts(1).getFirst().get("kind"));
    viewer.chain();
  }

  // ---- Payments that are applied to no recharge ------------------------------------------------

  private static final String UNAPPLIED = "/v1/admin/unapplied-payments";
  private static final String UNAPPLIED_REFUNDS = UNAPPLIED + "/{provider}/{payment}/refunds";
  private static final String APPLICATIONS = UNAPPLIED + "/{provider}/{payment}/applications";
  private static final Money PAID = new Money(1_000, "USD");

  /** Of a provider of the test's own, so that nothing else is listed. */
  private UnappliedPayment unapplied(String provider, String payment) {
    Embedded.LEDGER.append(
        Unapplied.of(provider),
        new PaymentUnapplied(
                provider,
                payment,
                PAID,
                "second_payment",
                Optional.of(user),
                Optional.of("recharge-1"))
            ::movement);
    return stands(provider, payment);
  }

  private static UnappliedPayment stands(String provider, String payment) {
    return Embedded.LEDGER
        .find(UnappliedPayment.TYPE, UnappliedPayment.key(provider, payment))
        .orElseThrow();
  }

  private static void paidBack(UnappliedPayment payment, long minor) {
    Money back = new Money(minor, "USD");
    Embedded.LEDGER.append(
        Unapplied.of(payment.provider()),
        new UnappliedRefunded(
                payment,
                new Adjustment("re-" + payment.paymentId() + minor, Adjustment.Cause.REFUND, back))
            ::movement);
  }

  @Test
  void payments_that_are_applied_to_nothing_are_listed_page_by_page_the_newest_first() {
    String provider = "p-" + user;
    for (String payment : List.of("b", "d", "a", "c")) unapplied(provider, payment);
    paidBack(stands(provider, "d"), 1_000);
    paidBack(stands(provider, "a"), 300);

    HttpAnswer first =
        gina.get(UNAPPLIED).query("provider", provider).query("limit", "2").expect(200);
    HttpAnswer second =
        gina.get(UNAPPLIED)
            .query("provider", provider)
            .query("limit", "2")
            .query("cursor", first.text("next"))
            .expect(200);

    assertEquals(List.of("c unapplied 1000", "a unapplied 700"), listed(first));
    assertEquals(List.of("b unapplied 1000"), listed(second));
    assertEquals(null, second.json().get("next"));
    Map<String, Object> last = second.list("payments").getFirst();
    assertEquals(Map.of("amount", 1_000, "currency", "USD"), last.get("amount"));
    assertEquals("second_payment", last.get("reason"));
    assertEquals(user, last.get("user"));
    assertEquals("recharge-1", last.get("recharge"));
    assertEquals(stands(provider, "b").booking().at().toString(), last.get("booked_at"));
    assertEquals(
        List.of("c unapplied 1000", "a unapplied 700", "d refunded 0", "b unapplied 1000"),
        listed(gina.get(UNAPPLIED).query("provider", provider).query("all", "true").expect(200)));

    gina.get(UNAPPLIED).expect(422, "invalid_request");
    gina.get(UNAPPLIED).query("provider", "a b").expect(422, "invalid_request");
    gina.get(UNAPPLIED)
        .query("provider", provider)
        .query("all", "yes")
        .expect(422, "invalid_request");
    gina.get(UNAPPLIED)
        .query("provider", "sandbox")
        .query("cursor", first.text("next"))
        .expect(422, "invalid_request");
  }

  private static List<String> listed(HttpAnswer answer) {
    return answer.list("payments").stream()
        .map(
            it ->
                it.get("payment")
                    + " "
                    + it.get("status")
                    + " "
                    + left(Objects.requireNonNull(it.get("left"))))
        .toList();
  }

  private static Object left(Object money) {
    return money instanceof Map<?, ?> map ? String.valueOf(map.get("amount")) : "";
  }

  /** What is on the queue for pay-out; it is there no more. */
  private static List<String> queued() {
    String queue = Embedded.environment("AdminFunction").get("PAYOUTS_QUEUE_URL");
    List<String> bodies = new ArrayList<>();
    List<Message> taken;
    do {
      taken =
          Embedded.AWS
              .sqs()
              .receiveMessage(take -> take.queueUrl(queue).maxNumberOfMessages(10))
              .messages();
      taken.forEach(message -> bodies.add(message.body()));
    } while (!taken.isEmpty());
    return bodies;
  }

  private static List<UnappliedRefundMessage> sent(String payment) {
    return queued().stream()
        .flatMap(
            body -> UnappliedRefundMessage.TYPE.find(JsonMapper.createDefault(), body).stream())
        .filter(refund -> refund.payment().equals(payment))
        .toList();
  }

  /** Its id has what a path takes only if it is encoded. */
  @Test
  void an_unapplied_payment_is_sent_to_be_paid_back_when_two_people_want_it() throws Exception {
    String payment = "pay/" + user + "#1?%";
    unapplied("sandbox", payment);
    fred.post(UNAPPLIED_REFUNDS, "sandbox", "none")
        .key("none")
        .json(reasoned(Map.of()))
        .expect(404, "not_found");
    HttpAnswer proposal = proposed(UNAPPLIED_REFUNDS, Map.of(), "sandbox", payment);
    assertEquals(
        "unapplied_refund payments sandbox " + payment,
        Stream.of("kind", "account", "provider", "payment")
            .map(proposal::text)
            .collect(Collectors.joining(" ")));
    Map<String, Object> shown = Map.of("amount", proposal.get("amount"));
    approving(fred, UNAPPLIED_REFUNDS, proposal, shown, "sandbox", payment)
        .expect(403, "own_proposal");
    approving(gina, APPLICATIONS, proposal, applying("nobody", "none"), "sandbox", payment)
        .expect(404, "not_found");
    paidBack(stands("sandbox", payment), 300);
    approving(gina, UNAPPLIED_REFUNDS, proposal, shown, "sandbox", payment)
        .expect(409, "amount_changed");
    assertEquals(UnappliedPayment.Status.UNAPPLIED, stands("sandbox", payment).status());
    assertEquals(List.of(), sent(payment));

    HttpAnswer second =
        fred.post(UNAPPLIED_REFUNDS, "sandbox", payment)
            .key("second" + user)
            .json(reasoned(Map.of()))
            .expect(201);
    Map<String, Object> now = Map.of("amount", second.get("amount"));
    assertEquals(Map.of("amount", 700, "currency", "USD"), second.get("amount"));
    HttpAnswer equal =
        fred.post(UNAPPLIED_REFUNDS, "sandbox", payment)
            .key("equal" + user)
            .json(reasoned(Map.of()))
            .expect(201);
    List<HttpAnswer> answers =
        AtOnce.call(
            4,
            () -> approving(gina, UNAPPLIED_REFUNDS, second, now, "sandbox", payment).expect(200));

    assertEquals(1, answers.stream().map(HttpAnswer::body).distinct().count());
    assertEquals(1, answers.stream().filter(answer -> !answer.isReplay()).count());
    assertEquals("approved", answers.getFirst().get("status"));
    assertEquals(null, answers.getFirst().json().get("entry"));
    UnappliedRefundMessage message =
        new UnappliedRefundMessage("sandbox", payment, "fred gina", "T-7");
    assertEquals(Set.of(message), Set.copyOf(sent(payment)));
    assertEquals(UnappliedPayment.Status.REFUNDING, stands("sandbox", payment).status());
    assertEquals(
        List.of("unapplied_refund_approved gina", "unapplied_refund_proposed fred"),
        acts(2).stream().map(act -> act.get("kind") + " " + act.get("by")).toList());

    approving(gina, UNAPPLIED_REFUNDS, equal, now, "sandbox", payment).expect(409, "already_done");
    // Broken off after it was stored: what was lost is sent again, as long as it waits for that.
    assertTrue(
        approving(gina, UNAPPLIED_REFUNDS, second, now, "sandbox", payment).expect(200).isReplay());
    assertEquals(List.of(message), sent(payment));
    approving(with("hal", "giftledger/finance"), UNAPPLIED_REFUNDS, second, now, "sandbox", payment)
        .expect(409, "proposal_used");
    approving(gina, UNAPPLIED_REFUNDS, second, now, "sandbox", "another")
        .expect(409, "proposal_differs");
    fred.post(APPLICATIONS, "sandbox", payment)
        .key("late" + user)
        .json(reasoned(Map.of("user", user, "recharge", "0".repeat(26))))
        .expect(409, "payment_settled");
    fred.post(UNAPPLIED_REFUNDS, "sandbox", payment)
        .key("again" + user)
        .json(reasoned(Map.of()))
        .expect(409, "payment_settled");
    paidBack(stands("sandbox", payment), 700);
    assertTrue(
        approving(gina, UNAPPLIED_REFUNDS, second, now, "sandbox", payment).expect(200).isReplay());
    assertEquals(List.of(), sent(payment));
    fred.post(UNAPPLIED_REFUNDS, "sandbox", payment)
        .key("third" + user)
        .json(reasoned(Map.of()))
        .expect(409, "payment_settled");
  }

  private static Map<String, Object> applying(String whose, String recharge) {
    return Map.of(
        "user",
        whose,
        "recharge",
        recharge,
        "amount",
        Map.of("amount", PAID.minor(), "currency", PAID.currency()));
  }

  private HttpAnswer proposedFor(String payment, String recharge) {
    return fred.post(APPLICATIONS, "sandbox", payment)
        .key("apply" + payment + recharge)
        .json(reasoned(Map.of("user", user, "recharge", recharge)))
        .expect(201);
  }

  @Test
  void an_unapplied_payment_credits_a_recharge_once_when_two_people_want_it() throws Exception {
    Viewer viewer = new Viewer(user);
    Recharge open = viewer.open(Recharges.opened());
    Recharge dearer = viewer.open(Recharges.opened().coins(2_000));
    String payment = "pay-" + user;
    unapplied("sandbox", payment);
    String none = "0".repeat(26);
    for (String recharge : List.of(none, "short")) {
      approving(
              gina,
              APPLICATIONS,
              proposedFor(payment, recharge),
              applying(user, recharge),
              "sandbox",
              payment)
          .expect(404, "not_found");
    }
    approving(
            gina,
            APPLICATIONS,
            proposedFor(payment, dearer.id()),
            applying(user, dearer.id()),
            "sandbox",
            payment)
        .expect(409, "recharge_does_not_fit");
    HttpAnswer proposal = proposedFor(payment, open.id());
    assertEquals("application", proposal.get("kind"));
    assertEquals(user, proposal.get("user"));
    Map<String, Object> shown = applying(user, open.id());
    approving(fred, APPLICATIONS, proposal, shown, "sandbox", payment).expect(403, "own_proposal");
    approving(gina, APPLICATIONS, proposal, applying("luna", open.id()), "sandbox", payment)
        .expect(409, "proposal_differs");
    assertEquals(0, viewer.coins());

    List<HttpAnswer> answers =
        AtOnce.call(
            4,
            () -> approving(gina, APPLICATIONS, proposal, shown, "sandbox", payment).expect(200));

    assertEquals(1, answers.stream().map(HttpAnswer::body).distinct().count());
    assertEquals(1, answers.stream().filter(answer -> !answer.isReplay()).count());
    assertEquals(1_000, viewer.coins());
    assertEquals(Optional.of(payment), viewer.recharge(open).paymentId());
    UnappliedPayment.Application applied = stands("sandbox", payment).applied().orElseThrow();
    assertEquals("fred gina T-7", applied.by() + " " + applied.note());
    assertEquals(
        applied.place().sequence(),
        Long.parseLong(String.valueOf(answers.getFirst().get("entry"))));
    assertEquals(
        List.of("unapplied_applied gina", "application_proposed fred"),
        acts(2).stream().map(act -> act.get("kind") + " " + act.get("by")).toList());
    fred.post(UNAPPLIED_REFUNDS, "sandbox", payment)
        .key("refund" + user)
        .json(reasoned(Map.of()))
        .expect(409, "payment_settled");
    viewer.chain();
  }

  /** Each is told what became of it; one payment is one recharge's, and no money is lost. */
  @Test
  void of_applications_that_are_approved_at_once_those_that_do_not_fit_change_nothing()
      throws Exception {
    Viewer viewer = new Viewer(user);
    List<Recharge> open = List.of(viewer.open(Recharges.opened()), viewer.open(Recharges.opened()));
    List<String> payments = List.of("pay-1" + user, "pay-2" + user);
    List<Callable<HttpAnswer>> approvals = new ArrayList<>();
    for (String payment : payments) {
      unapplied("sandbox", payment);
      for (int turn = 0; turn < 4; turn++) {
        String recharge = open.get(turn % 2).id();
        HttpAnswer proposal =
            fred.post(APPLICATIONS, "sandbox", payment)
                .key(turn + payment)
                .json(reasoned(Map.of("user", user, "recharge", recharge)))
                .expect(201);
        approvals.add(
            () ->
                approving(
                        gina, APPLICATIONS, proposal, applying(user, recharge), "sandbox", payment)
                    .send());
      }
    }

    List<HttpAnswer> answers = AtOnce.call(approvals);

    List<HttpAnswer> done = answers.stream().filter(its -> its.status() == 200).toList();
    assertEquals(
        Set.of(),
        answers.stream()
            .filter(its -> its.status() != 200)
            .map(its -> its.status() + " " + its.get("code"))
            .filter(
                its ->
                    !Set.of("409 already_done", "409 payment_settled", "409 recharge_does_not_fit")
                        .contains(its))
            .collect(Collectors.toSet()));
    long left =
        payments.stream().mapToLong(payment -> stands("sandbox", payment).left().minor()).sum();
    assertEquals(PAID.minor() * (2 - done.size()), left);
    assertEquals(1_000L * done.size(), viewer.coins());
    viewer.chain();
  }

  /**
   * It stands, and is credited, when the approval is given again; by nobody else, and to no other.
   */
  @Test
  void an_application_that_broke_off_is_completed_by_who_approved_it() {
    Viewer viewer = new Viewer(user);
    Recharge open = viewer.open(Recharges.opened());
    Recharge other = viewer.open(Recharges.opened());
    String payment = "pay-" + user;
    UnappliedPayment came = unapplied("sandbox", payment);
    HttpAnswer proposal = proposedFor(payment, open.id());
    HttpAnswer elsewhere = proposedFor(payment, other.id());
    HttpAnswer equal =
        fred.post(APPLICATIONS, "sandbox", payment)
            .key("equal" + payment)
            .json(reasoned(Map.of("user", user, "recharge", open.id())))
            .expect(201);
    Embedded.LEDGER.append(
        Unapplied.of("sandbox"), new UnappliedApplied(came, open, "fred gina", "T-7")::movement);
    Map<String, Object> shown = applying(user, open.id());

    approving(with("hal", "giftledger/finance"), APPLICATIONS, proposal, shown, "sandbox", payment)
        .expect(409, "already_done");
    approving(gina, APPLICATIONS, elsewhere, applying(user, other.id()), "sandbox", payment)
        .expect(409, "payment_settled");
    // The recharge is that payment's from now on, and no other's.
    unapplied("sandbox", "other-" + user);
    approving(
            gina,
            APPLICATIONS,
            proposedFor("other-" + user, open.id()),
            shown,
            "sandbox",
            "other-" + user)
        .expect(409, "recharge_does_not_fit");
    assertEquals(0, viewer.coins());
    approving(gina, APPLICATIONS, proposal, shown, "sandbox", payment).expect(200);

    assertEquals(1_000, viewer.coins());
    assertTrue(
        approving(gina, APPLICATIONS, proposal, shown, "sandbox", payment).expect(200).isReplay());
    approving(gina, APPLICATIONS, equal, shown, "sandbox", payment).expect(409, "already_done");
    assertEquals(1_000, viewer.coins());
  }

  // ---- Payouts, providers' events and the books ------------------------------------------------

  private static final String RESOLUTIONS = "/v1/admin/withdrawals/{id}/{withdrawal}/resolutions";

  private static Map<String, Object> ending(String end, String text) {
    return Map.of("end", end, "text", text);
  }

  private HttpAnswer resolution(String withdrawal, String end, String text) {
    return fred.post(RESOLUTIONS, user, withdrawal)
        .key(end + text)
        .json(reasoned(ending(end, text)))
        .send();
  }

  private HttpRequest resolving(HttpApi who, HttpAnswer proposal, String end, String text) {
    Map<String, Object> shown = new HashMap<>(ending(end, text));
    shown.put("amount", proposal.get("amount"));
    return approving(who, RESOLUTIONS, proposal, shown, user, proposal.text("withdrawal"));
  }

  private static List<PayoutMessage> told(String withdrawal) {
    return queued().stream()
        .flatMap(body -> PayoutMessage.TYPE.find(JsonMapper.createDefault(), body).stream())
        .filter(message -> message.withdrawal().equals(withdrawal))
        .toList();
  }

  @Test
  void a_withdrawal_that_was_never_submitted_is_cancelled_by_pay_out_when_two_people_say_so() {
    Creator creator = new Creator(user).known().earned(20_000);
    Withdrawal withdrawal = creator.withdraw(Withdrawals.requested());
    String id = withdrawal.id();
    for (String end : List.of("paid", "refused", "returned", "paid_late")) {
      resolution(id, end, "re_1").expect(409, "withdrawal_elsewhere");
    }
    resolution("0".repeat(26), "cancelled", "creator_asked").expect(404, "not_found");
    resolution(id, "lost", "creator_asked").expect(422, "invalid_request");

    HttpAnswer proposal = resolution(id, "cancelled", "creator_asked").expect(201);

    assertEquals(
        "resolution earnings " + user + " cancelled creator_asked proposed",
        Stream.of("kind", "account", "user", "end", "text", "status")
            .map(proposal::text)
            .collect(Collectors.joining(" ")));
    assertEquals(
        Map.of("amount", (int) withdrawal.amount().minor(), "currency", "USD"),
        proposal.get("amount"));
    resolving(fred, proposal, "cancelled", "creator_asked").expect(403, "own_proposal");
    resolving(gina, proposal, "cancelled", "provider_changed").expect(409, "proposal_differs");
    resolving(gina, proposal, "none", "creator_asked").expect(409, "proposal_differs");
    assertEquals(List.of(), told(id));

    HttpAnswer approved = resolving(gina, proposal, "cancelled", "creator_asked").expect(200);

    assertEquals("approved gina", approved.text("status") + " " + approved.text("approved_by"));
    assertEquals(null, approved.json().get("entry"));
    PayoutMessage message = PayoutMessage.resolved(user, id, proposal.text("id"));
    assertEquals(List.of(message), told(id));
    // Broken off after it was stored: what was lost is sent again, as long as it waits for that.
    assertTrue(resolving(gina, proposal, "cancelled", "creator_asked").expect(200).isReplay());
    assertEquals(List.of(message), told(id));
    resolving(with("hal", "giftledger/finance"), proposal, "cancelled", "creator_asked")
        .expect(409, "proposal_used");
    assertEquals(
        List.of("payout_resolved gina", "resolution_proposed fred"),
        acts(2).stream().map(act -> act.get("kind") + " " + act.get("by")).toList());
    assertEquals("EARNINGS#" + user, acts(1).getFirst().get("subject"));

    creator.fail(withdrawal);
    assertTrue(resolving(gina, proposal, "cancelled", "creator_asked").expect(200).isReplay());
    assertEquals(List.of(), told(id));
  }

  @Test
  void an_approval_that_pay_out_could_not_be_told_of_is_to_be_given_again() {
    Creator creator = new Creator(user).known().earned(20_000);
    String id = creator.withdraw(Withdrawals.requested()).id();
    HttpAnswer proposal = resolution(id, "cancelled", "creator_asked").expect(201);
    String nowhere = Embedded.AWS.queueUrl("Payouts") + "-of-nobody";
    HttpApi cutOff =
        new HttpApi(
                new AdminHandler(
                    Embedded.environment("AdminFunction", "PAYOUTS_QUEUE_URL", nowhere)))
            .claiming(Map.of("sub", "gina", "scope", "giftledger/finance"));

    resolving(cutOff, proposal, "cancelled", "creator_asked").expect(503, "try_again");

    assertEquals(List.of(), told(id));
    assertTrue(resolving(gina, proposal, "cancelled", "creator_asked").expect(200).isReplay());
    assertEquals(List.of(PayoutMessage.resolved(user, id, proposal.text("id"))), told(id));
  }

  /** One person's word gave the same diamonds back again and again. */
  @Test
  void what_gives_diamonds_back_is_no_one_persons_word_and_never_the_creators_own() {
    Creator creator = new Creator(user).known().earned(40_000);
    Withdrawal paid = creator.pay(creator.withdraw(Withdrawals.requested()));
    Withdrawal submitted = creator.withdraw(Withdrawals.requested());
    Embedded.LEDGER.advance(submitted.submitted(submitted.requestedAt()));
    HttpApi self = with(user, "giftledger/finance");
    for (Map.Entry<String, String> end :
        Map.of(paid.id(), "returned", submitted.id(), "refused").entrySet()) {
      self.post(RESOLUTIONS, user, end.getKey())
          .key("own")
          .json(reasoned(ending(end.getValue(), "re_1")))
          .expect(403, "own_account");
      HttpAnswer proposal = resolution(end.getKey(), end.getValue(), "re_1").expect(201);
      resolving(self, proposal, end.getValue(), "re_1").expect(403, "own_account");
      resolving(fred, proposal, end.getValue(), "re_1").expect(403, "own_proposal");
    }
    self.post(RESOLUTIONS, user, paid.id())
        .key("cannot")
        .json(reasoned(ending("refused", "re_1")))
        .expect(403, "own_account");
    assertEquals(List.of(), told(paid.id()));
    assertEquals(List.of(), told(submitted.id()));
  }

  /** Each of two proposals that contradict each other was approved, and pay-out took the first. */
  @Test
  void of_resolutions_that_contradict_each_other_one_is_approved_while_it_is_open() {
    Creator creator = new Creator(user).known().earned(40_000);
    Withdrawal submitted = submitted(creator);
    String id = submitted.id();
    HttpAnswer paid = resolution(id, "paid", "po_77").expect(201);
    HttpAnswer other = resolution(id, "paid", "po_78").expect(201);
    HttpAnswer refused = resolution(id, "refused", "account_closed").expect(201);
    HttpAnswer alike =
        fred.post(RESOLUTIONS, user, id)
            .key("alike")
            .json(reasoned(ending("paid", "po_77")))
            .expect(201);

    resolving(gina, paid, "paid", "po_77").expect(200);

    HttpAnswer contradicting =
        resolving(gina, refused, "refused", "account_closed").expect(409, "resolved_otherwise");
    assertEquals(
        List.of(paid.text("id"), "paid", "po_77"),
        Stream.of("proposal", "end", "text").map(contradicting::text).toList());
    resolving(gina, other, "paid", "po_78").expect(409, "resolved_otherwise");
    resolving(gina, alike, "paid", "po_77").expect(409, "already_done");
    assertTrue(resolving(gina, paid, "paid", "po_77").expect(200).isReplay());
    assertEquals(Set.of(PayoutMessage.resolved(user, id, paid.text("id"))), Set.copyOf(told(id)));

    // Once it is carried out, what becomes of it then is decided for itself.
    creator.pay(submitted);
    HttpAnswer back = resolution(id, "returned", "re_" + id).expect(201);
    resolving(gina, back, "returned", "re_" + id).expect(200);
    assertEquals(List.of(PayoutMessage.resolved(user, id, back.text("id"))), told(id));
  }

  /** What can be carried out no more keeps nobody from saying what is true. */
  @Test
  void a_return_is_one_withdrawals_and_another_that_was_approved_by_it_ends_otherwise() {
    Creator creator = new Creator(user).known().earned(40_000);
    Withdrawal paid = creator.pay(creator.withdraw(Withdrawals.requested()));
    HttpAnswer wrong = resolution(paid.id(), "returned", "re_" + user).expect(201);
    HttpAnswer late = resolution(paid.id(), "returned", "re_true" + user).expect(201);
    resolving(gina, wrong, "returned", "re_" + user).expect(200);
    resolving(gina, late, "returned", "re_true" + user).expect(409, "resolved_otherwise");

    Creator other = new Creator();
    Withdrawal others = other.known().earned(20_000).withdraw(Withdrawals.requested());
    Withdrawal back = other.pay(others);
    Embedded.LEDGER.append(
        other.account(),
        new PayoutReturned(back, "re_" + user, "account_closed", Optional.empty())::movement);

    resolving(gina, late, "returned", "re_true" + user).expect(200);
    assertTrue(told(paid.id()).contains(PayoutMessage.resolved(user, paid.id(), late.text("id"))));
    HttpAnswer booked =
        fred.post(RESOLUTIONS, user, paid.id())
            .key("again")
            .json(reasoned(ending("returned", "re_" + user)))
            .expect(409, "return_booked");
    assertEquals(
        other.id() + " " + back.id(), booked.text("user") + " " + booked.text("withdrawal"));
  }

  /** One payout was approved as that of two withdrawals, and took the diamonds of both. */
  @Test
  void a_payout_is_one_withdrawals_and_another_that_was_approved_by_it_ends_otherwise() {
    Creator creator = new Creator(user).known().earned(40_000);
    Withdrawal open = submitted(creator);
    HttpAnswer wrong = resolution(open.id(), "paid", "payout-of" + user).expect(201);
    HttpAnswer refused = resolution(open.id(), "refused", "account_closed").expect(201);
    resolving(gina, wrong, "paid", "payout-of" + user).expect(200);
    resolving(gina, refused, "refused", "account_closed").expect(409, "resolved_otherwise");

    Creator other = new Creator();
    Withdrawal others = submitted(other.known().earned(20_000));
    Embedded.LEDGER.append(
        other.account(), new PayoutPaid(others, "payout-of" + user, Optional.empty())::movement);

    resolving(gina, refused, "refused", "account_closed").expect(200);
    assertTrue(
        told(open.id()).contains(PayoutMessage.resolved(user, open.id(), refused.text("id"))));
    Withdrawal failed = creator.fail(creator.withdraw(Withdrawals.requested()));
    for (Map.Entry<String, String> end :
        Map.of(open.id(), "paid", failed.id(), "paid_late").entrySet()) {
      HttpAnswer booked =
          fred.post(RESOLUTIONS, user, end.getKey())
              .key("again" + end.getValue())
              .json(reasoned(ending(end.getValue(), "payout-of" + user)))
              .expect(409, "payout_booked");
      assertEquals(
          other.id() + " " + others.id(), booked.text("user") + " " + booked.text("withdrawal"));
    }
  }

  @Test
  void of_resolutions_that_are_approved_at_once_one_is() throws Exception {
    Creator creator = new Creator(user).known().earned(20_000);
    String id = submitted(creator).id();
    List<HttpAnswer> proposals = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      proposals.add(resolution(id, "paid", "po_" + number).expect(201));
      proposals.add(resolution(id, "refused", "why_" + number).expect(201));
    }

    List<HttpAnswer> answers =
        AtOnce.call(
            proposals.stream()
                .<Callable<HttpAnswer>>map(
                    its -> () -> resolving(gina, its, its.text("end"), its.text("text")).send())
                .toList());

    assertEquals(
        Map.of(200, 1L, 409, 5L),
        answers.stream().collect(Collectors.groupingBy(HttpAnswer::status, Collectors.counting())));
    assertEquals(
        Set.of("resolved_otherwise"),
        answers.stream()
            .filter(answer -> answer.status() == 409)
            .map(answer -> answer.text("code"))
            .collect(Collectors.toSet()));
    assertEquals(1, told(id).size());
  }

  private static Withdrawal submitted(Creator creator) {
    Withdrawal requested = creator.withdraw(Withdrawals.requested());
    Embedded.LEDGER.advance(requested.submitted(requested.requestedAt()));
    return requested.asSubmitted(requested.requestedAt());
  }

  /** A withdrawal that has ended meanwhile, or ends otherwise, is resolved by nobody. */
  @Test
  void what_has_ended_by_the_time_of_the_approval_is_not_resolved() {
    Creator creator = new Creator(user).known().earned(20_000);
    Withdrawal withdrawal = creator.withdraw(Withdrawals.requested());
    HttpAnswer proposal = resolution(withdrawal.id(), "cancelled", "creator_asked").expect(201);
    creator.pay(withdrawal);

    assertEquals(
        "paid",
        resolving(gina, proposal, "cancelled", "creator_asked")
            .expect(409, "withdrawal_elsewhere")
            .get("withdrawal_status"));

    assertEquals(List.of(), told(withdrawal.id()));
    assertEquals("resolution_proposed", acts(1).getFirst().get("kind"));
  }

  @Test
  void what_no_provider_has_decided_on_is_listed_the_oldest_first() {
    Creator creator = new Creator(user).known().earned(60_000);
    creator.pay(creator.withdraw(Withdrawals.requested()));
    Withdrawal submitted = creator.withdraw(Withdrawals.requested());
    Embedded.LEDGER.advance(submitted.submitted(submitted.requestedAt()));
    Withdrawal requested = creator.withdraw(Withdrawals.requested());

    List<Map<String, Object>> listed =
        gina.get("/v1/admin/withdrawals/{id}/undecided", user).expect(200).list("withdrawals");

    assertEquals(
        List.of(submitted.id() + " submitted sandbox", requested.id() + " requested sandbox"),
        listed.stream()
            .map(it -> it.get("id") + " " + it.get("status") + " " + it.get("provider"))
            .toList());
    assertEquals(
        Map.of("amount", (int) submitted.amount().minor(), "currency", "USD"),
        listed.getFirst().get("amount"));
  }

  @Test
  void what_no_entry_says_is_listed() {
    String id = "evt-" + UUID.randomUUID();
    Embedded.TABLE.replace(
        Item.builder(new Key("PROVIDER_EVENTS", "EVENT#sandbox#" + id))
            .text("type", "payment.paid")
            .text("reason", "second_payment")
            .text("receivedAt", "2026-11-20T10:15:30Z")
            .text("body", "{}")
            .number("amountMinor", 129)
            .text("currency", "USD")
            .build());
    assertTrue(
        gina.get("/v1/admin/events").query("limit", "100").expect(200).list("events").stream()
            .anyMatch(
                event ->
                    id.equals(event.get("id"))
                        && Boolean.FALSE.equals(event.get("booked"))
                        && "second_payment".equals(event.get("reason"))
                        && Map.of("amount", 129, "currency", "USD").equals(event.get("amount"))));
  }

  @Test
  void what_was_booked_since_says_so() {
    String payment = "pay-" + UUID.randomUUID();
    Money paid = new Money(129, "USD");
    Embedded.LEDGER.append(
        Unapplied.of("sandbox"),
        new PaymentUnapplied(
                "sandbox", payment, paid, "second_payment", Optional.empty(), Optional.empty())
            ::movement);
    Embedded.TABLE.replace(
        Item.builder(new Key("PROVIDER_EVENTS", "EVENT#sandbox#" + payment))
            .text("type", "payment.paid")
            .text("reason", "second_payment")
            .text("receivedAt", "2226-11-20T10:15:30Z")
            .text("paymentId", payment)
            .text("body", "{}")
            .build());
    assertEquals(false, newestEvent().get("booked"));

    UnappliedPayment unapplied =
        Embedded.LEDGER
            .find(UnappliedPayment.TYPE, UnappliedPayment.key("sandbox", payment))
            .orElseThrow();
    Embedded.LEDGER.append(
        Unapplied.of("sandbox"),
        new UnappliedRefunded(
                unapplied, new Adjustment("re-" + payment, Adjustment.Cause.REFUND, paid))
            ::movement);

    assertEquals(payment, newestEvent().get("payment_id"));
    assertEquals(true, newestEvent().get("booked"));
    Embedded.TABLE.replace(
        Item.builder(new Key("PROVIDER_EVENTS", "EVENT#sandbox#" + payment))
            .text("type", "payment.paid")
            .text("reason", "second_payment")
            .text("receivedAt", "2026-11-20T10:15:30Z")
            .text("body", "{}")
            .build());
  }

  @Test
  void a_payout_that_was_paid_late_is_booked_when_it_is_resolved_by_its_id() {
    Creator creator = new Creator(user).known().earned(20_000);
    Withdrawal failed = creator.fail(creator.withdraw(Withdrawals.requested()));
    for (String event : List.of("evt-own", "evt-other")) {
      Embedded.TABLE.replace(
          Item.builder(new Key("PROVIDER_EVENTS", "EVENT#sandbox#" + event + user))
              .text("type", "payout.paid")
              .text("reason", "payout_paid_late")
              .text("receivedAt", "2026-11-20T10:15:30Z")
              .text("user", user)
              .text("ref", "WITHDRAWAL#" + failed.id())
              .text("paymentId", event.equals("evt-own") ? "PAYOUT" : "another")
              .text("body", "{}")
              .build());
    }
    assertEquals(Set.of("evt-own false", "evt-other false"), bookedOfUser());

    Withdrawal paid = creator.payLate(failed);
    Item own =
        Embedded.TABLE
            .get(new Key("PROVIDER_EVENTS", "EVENT#sandbox#evt-own" + user), true)
            .orElseThrow();
    Embedded.TABLE.replace(
        own.toBuilder().text("paymentId", paid.payoutId().orElseThrow()).build());

    assertEquals(Set.of("evt-own true", "evt-other false"), bookedOfUser());
  }

  /** What the runbook says is done about it: it is resolved by that return. */
  @Test
  void a_return_that_was_kept_is_booked_when_its_withdrawal_is_resolved_by_it() {
    Creator creator = new Creator(user).known().earned(20_000);
    Withdrawal paid = creator.pay(creator.withdraw(Withdrawals.requested()));
    List<String[]> events =
        List.of(
            new String[] {"evt-own", "payout_returned", "re_77"},
            new String[] {"evt-failed", "payout_contradicted", ""},
            new String[] {"evt-other", "payout_contradicted", "re_78"},
            new String[] {"evt-amount", "amount_mismatch", "re_77"});
    for (String[] event : events) {
      Embedded.TABLE.replace(
          Item.builder(new Key("PROVIDER_EVENTS", "EVENT#sandbox#" + event[0] + user))
              .text("type", "payout.returned")
              .text("reason", event[1])
              .text("receivedAt", "2026-11-20T10:15:30Z")
              .text("user", user)
              .text("ref", "WITHDRAWAL#" + paid.id())
              .text("paymentId", paid.payoutId().orElseThrow())
              .text("adjustmentId", Optional.of(event[2]).filter(id -> !id.isEmpty()))
              .text("body", "{}")
              .build());
    }
    assertEquals(
        Set.of("evt-own false", "evt-failed false", "evt-other false", "evt-amount false"),
        bookedOfUser());

    Embedded.LEDGER.append(
        creator.account(),
        new PayoutReturned(
                paid,
                "re_77",
                PayoutReturned.REASON_UNKNOWN,
                Optional.of(
                    new PayoutResolution(
                        PayoutResolution.Kind.RETURNED, "re_77", "fred gina", "T-7")))
            ::movement);

    assertEquals(
        Set.of("evt-own true", "evt-failed true", "evt-other false", "evt-amount false"),
        bookedOfUser());
  }

  private Set<String> bookedOfUser() {
    return gina.get("/v1/admin/events").query("limit", "100").expect(200).list("events").stream()
        .filter(event -> String.valueOf(event.get("id")).endsWith(user))
        .map(event -> String.valueOf(event.get("id")).replace(user, "") + " " + event.get("booked"))
        .collect(Collectors.toSet());
  }

  private Map<String, Object> newestEvent() {
    return gina.get("/v1/admin/events").query("limit", "1").expect(200).list("events").getFirst();
  }

  /** Whatever their ids: those are the provider's, and say nothing of when. */
  @Test
  void the_newest_that_no_entry_says_are_listed_first_page_by_page() {
    List<String> ids = Stream.of("b", "a", "d", "c").map(letter -> letter + user).toList();
    for (int place = 0; place < ids.size(); place++) {
      Embedded.TABLE.replace(
          Item.builder(new Key("PROVIDER_EVENTS", "EVENT#sandbox#" + ids.get(place)))
              .text("type", "payment.paid")
              .text("reason", "second_payment")
              .text("receivedAt", "2126-11-20T10:15:3%dZ".formatted(9 - place))
              .text("body", "{}")
              .build());
    }

    List<Object> listed = new ArrayList<>();
    Optional<String> next = Optional.empty();
    for (int page = 0; page < 2; page++) {
      HttpRequest request = gina.get("/v1/admin/events").query("limit", "2");
      next.ifPresent(cursor -> request.query("cursor", cursor));
      HttpAnswer answer = request.expect(200);
      answer.list("events").forEach(event -> listed.add(event.get("id")));
      next = Optional.ofNullable(answer.json().get("next")).map(Object::toString);
    }

    assertEquals(ids, listed);
    String unknown =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("PROVIDER_EVENTS EVENT#sandbox#none".getBytes(UTF_8));
    gina.get("/v1/admin/events").query("cursor", unknown).expect(422, "invalid_request");
  }

  /** The same at every route: nothing of a query is passed over. */
  @Test
  void what_a_query_does_not_take_is_named() {
    for (String path :
        List.of(
            "/v1/admin/policies",
            "/v1/admin/events",
            "/v1/admin/proposals",
            "/v1/admin/unapplied-payments",
            "/v1/admin/trial-balance",
            "/v1/admin/actions")) {
      HttpRequest asked = path.endsWith("policies") ? OPERATOR.get(path) : gina.get(path);
      assertTrue(
          asked.query("page", "2").expect(422, "invalid_request").body().contains("\"page\""),
          path);
    }
  }

  @Test
  void without_an_audit_there_is_no_trial_balance() {
    gina.get("/v1/admin/trial-balance").expect(404, "not_found");
  }

  @Test
  void dead_letters_are_looked_at_and_tried_again_each_once() {
    String body = "{\"n\":\"" + user + "\"}";
    Map<String, String> said =
        Map.of(
            "cause",
            Cause.MALFORMED_BODY.label(),
            "detail",
            "neither gifts nor a transfer",
            "function",
            "ConvertFunction",
            "requestId",
            "request-1",
            "id",
            "message-1");
    Map<String, String> environment = Embedded.environment("AdminFunction");
    Embedded.AWS
        .sqs()
        .sendMessage(
            send ->
                send.queueUrl(environment.get("CONVERSIONS_DEAD_QUEUE_URL"))
                    .messageBody(body)
                    .messageAttributes(
                        said.entrySet().stream()
                            .collect(
                                Collectors.toMap(
                                    Map.Entry::getKey,
                                    its ->
                                        MessageAttributeValue.builder()
                                            .dataType("String")
                                            .stringValue(its.getValue())
                                            .build())))
                    .messageGroupId("luna")
                    .messageDeduplicationId(user));

    HttpAnswer seen = OPERATOR.get("/v1/admin/dead-letters/{queue}", "conversions").expect(200);
    List<Map<String, Object>> letters = seen.list("dead_letters");
    assertEquals(List.of(body), letters.stream().map(it -> it.get("body")).toList());
    assertEquals(
        List.of(said.get("cause"), said.get("detail"), "ConvertFunction", "request-1"),
        Stream.of("cause", "detail", "function", "request_id")
            .map(letters.getFirst()::get)
            .toList());

    Map<String, String> why = Map.of("reason", "mended", "note", "T-13");
    assertEquals(
        1,
        OPERATOR
            .post("/v1/admin/dead-letters/{queue}/redrive", "conversions")
            .json(why)
            .expect(200)
            .get("moved"));
    assertEquals(
        List.of(),
        OPERATOR
            .get("/v1/admin/dead-letters/{queue}", "conversions")
            .expect(200)
            .list("dead_letters"));
    assertEquals("redriven", acts(1).getFirst().get("kind"));
    OPERATOR
        .post("/v1/admin/dead-letters/{queue}/redrive", "dispatch")
        .json(why)
        .expect(409, "nothing_to_redrive");
    OPERATOR.get("/v1/admin/dead-letters/{queue}", "others").expect(404, "not_found");
  }

  // ---- What was done ---------------------------------------------------------------------------

  private static List<Map<String, Object>> acts(int limit) {
    return OPERATOR.get("/v1/admin/actions").query("limit", "" + limit).expect(200).list("actions");
  }

  @Test
  void what_was_done_is_listed_page_by_page_the_newest_first() {
    for (int followers = 1; followers <= 3; followers++) {
      PLATFORM
          .put("/v1/admin/creators/{id}", user)
          .query("note", "count " + followers)
          .json(
              Map.of(
                  "followers",
                  followers,
                  "status",
                  "active",
                  "country",
                  "US",
                  "identity",
                  "verified"))
          .expect(200);
    }
    HttpAnswer first = OPERATOR.get("/v1/admin/actions").query("limit", "2").expect(200);
    HttpAnswer second =
        OPERATOR
            .get("/v1/admin/actions")
            .query("limit", "2")
            .query("cursor", first.text("next"))
            .expect(200);
    assertEquals(
        List.of("count 3", "count 2", "count 1"),
        Stream.concat(first.list("actions").stream(), second.list("actions").stream())
            .limit(3)
            .map(act -> act.get("note"))
            .toList());
    OPERATOR.get("/v1/admin/actions").query("cursor", "AAAA").expect(422, "invalid_request");
  }
}

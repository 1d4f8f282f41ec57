package io.giftledger.recharge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.dynamodb.Policies;
import io.giftledger.dynamodb.PolicyVersions;
import io.giftledger.economy.Money;
import io.giftledger.economy.Records;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.policy.Buyer;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.PolicyReading;
import io.giftledger.economy.wallet.PromotionClaim;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharge.Status;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Figure;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.table.WriteResult;
import io.giftledger.payments.PaymentEvent;
import io.giftledger.payments.PaymentEvent.Payment;
import io.giftledger.payments.PaymentProvider;
import io.giftledger.payments.Providers;
import io.giftledger.payments.booking.SettleRecharge;
import io.giftledger.testkit.AtOnce;
import io.giftledger.testkit.Embedded;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** What a recharge costs and brings while policies change, promotions end, and others buy too. */
class RechargePricesTest {

  private static final Instant START = Instant.parse("2026-12-01T00:00:00Z");
  private static final Instant END = Instant.parse("2026-12-08T00:00:00Z");
  private static final String STANDARD = Policy.standard().text("document");

  private static Client client;

  private final String viewer = "viewer-" + UUID.randomUUID();
  private final Table policyTable = newTable();
  private final PolicyVersions versions = new PolicyVersions(policyTable);
  private long nanos;
  private Instant now = START;
  private final InstantSource clock = () -> now;

  @BeforeAll
  static void start() {
    client = new Client();
  }

  @AfterAll
  static void stop() {
    client.close();
  }

  @BeforeEach
  void publishTheFirst() {
    publish(1, STANDARD, START.minus(Duration.ofDays(30)));
  }

  /** The policies' own table: those of other tests go on with the default policy. */
  private static Table newTable() {
    String name = "policies-" + UUID.randomUUID();
    Embedded.AWS
        .dynamoDb()
        .createTable(
            table ->
                table
                    .tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                        pk -> pk.attributeName(Item.PK).attributeType(ScalarAttributeType.S),
                        sk -> sk.attributeName(Item.SK).attributeType(ScalarAttributeType.S))
                    .keySchema(
                        pk -> pk.attributeName(Item.PK).keyType(KeyType.HASH),
                        sk -> sk.attributeName(Item.SK).keyType(KeyType.RANGE)));
    return new DynamoDbTable(Embedded.AWS.dynamoDb(), name);
  }

  // ---- The price that was shown
  // ------------------------------------------------------------------

  @Test
  void a_price_that_was_shown_holds_for_a_quarter_of_an_hour_after_it_was_replaced() {
    publish(2, dearer(STANDARD), START);
    now = START.plus(Duration.ofMinutes(15));

    Recharge shown = opened(open("shown", "coins-1000", 1));
    assertEquals(new Money(1_299, "USD"), shown.quote().price());
    assertEquals(1, shown.policyVersion());
    assertEquals(new Money(1_399, "USD"), opened(open("any", "coins-1000")).quote().price());

    now = now.plusMillis(1);
    Refusal refusal = refused(open("late", "coins-1000", 1));
    assertEquals(RefusalCode.PRICE_CHANGED, refusal.code());
    assertEquals(
        Map.of(
            "coins", new Figure.Count(1_000),
            "coins_now", new Figure.Count(1_000),
            "price", new Figure.Amount(1_299, "USD"),
            "price_now", new Figure.Amount(1_399, "USD"),
            "policy_version_now", new Figure.Count(2)),
        refusal.figures());
    assertTrue(client.storedFor(viewer, "late").isEmpty());
    // What was opened in time is still opened, also when it is asked again.
    assertEquals(shown, replayed(open("shown", "coins-1000", 1)));
  }

  @Test
  void what_costs_the_same_now_is_sold_whatever_version_was_shown() {
    publish(2, dearer(STANDARD), START);
    publish(3, dearer(STANDARD), START);
    now = START.plus(Duration.ofDays(1));

    Recharge recharge = opened(open("key", "coins-500", 1));

    assertEquals(new Money(649, "USD"), recharge.quote().price());
    assertEquals(3, recharge.policyVersion());
    assertEquals(new Money(1_399, "USD"), opened(open("2", "coins-1000", 2)).quote().price());
  }

  @Test
  void a_version_that_is_not_there_was_shown_to_nobody() {
    Refusal refusal = refused(open("key", "coins-1000", 9));

    assertEquals(RefusalCode.PRICE_CHANGED, refusal.code());
    assertEquals(new Figure.Amount(1_299, "USD"), refusal.figures().get("price_now"));
    assertFalse(refusal.figures().containsKey("price"));
  }

  @Test
  void a_version_that_is_in_force_elsewhere_already_holds_here() {
    Policies inMemory = new Policies(policyTable, () -> nanos);
    assertEquals(1, inMemory.inForce().version());
    publish(2, dearer(STANDARD), START);

    Recharge recharge = opened(open(inMemory, "key", request("coins-1000", null, 2L)));

    assertEquals(new Money(1_399, "USD"), recharge.quote().price());
    assertEquals(2, recharge.policyVersion());
  }

  @Test
  void a_version_that_was_put_in_its_place_by_hand_says_not_when() {
    policyTable.replace(Policy.item(2, numbered(2, dearer(STANDARD))));

    assertEquals(RefusalCode.PRICE_CHANGED, refused(open("key", "coins-1000", 1)).code());
  }

  // ---- Promotions
  // --------------------------------------------------------------------------------

  @Test
  void a_promotion_that_ends_between_purchase_and_payment_is_kept() {
    publishPromotions(promotion("week", "percent", 20, false, false));
    now = END.minusMillis(1);
    Recharge inTime = opened(open("in time", "coins-1000"));
    now = END;
    Recharge late = opened(open("late", "coins-1000"));
    assertEquals(inTime, replayed(open("in time", "coins-1000")));

    pay(inTime);
    pay(late);

    assertEquals(Optional.of("week"), inTime.quote().promotion());
    assertEquals(200, inTime.quote().bonusCoins());
    assertEquals(0, late.quote().bonusCoins());
    assertEquals(2_200, client.coins(viewer));
  }

  @Test
  void of_two_purchases_at_the_same_time_one_has_a_promotion_that_is_once_for_a_viewer()
      throws Exception {
    publishPromotions(promotion("once", "coins", 50, true, false));

    List<Callable<Recharge>> buyers = new ArrayList<>();
    for (int index = 0; index < 8; index++) {
      String key = "key-" + index;
      buyers.add(() -> opened(open(key, "coins-100")));
    }
    List<Recharge> recharges = AtOnce.call(buyers);

    assertEquals(
        List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L, 50L),
        recharges.stream().map(recharge -> recharge.quote().bonusCoins()).sorted().toList());
    recharges.forEach(this::pay);
    assertEquals(850, client.coins(viewer));
    now = now.plus(Duration.ofDays(3));
    assertEquals(0, opened(open("later", "coins-100")).quote().bonusCoins());
    // Another viewer has it too, and each repeat has what it had.
    assertEquals(50, opened(open("other", "key", "coins-100")).quote().bonusCoins());
    for (int index = 0; index < 8; index++) {
      assertEquals(
          recharges.get(index).quote(), replayed(open("key-" + index, "coins-100")).quote());
    }
  }

  @Test
  void of_all_promotions_for_a_first_purchase_a_viewer_has_one() {
    publishPromotions(
        promotion("first-small", "coins", 50, false, true)
            .replace("\"packages\":[]", "\"packages\":[\"coins-100\"]"),
        promotion("first-large", "coins", 500, false, true)
            .replace("\"packages\":[]", "\"packages\":[\"coins-1000\"]"));

    assertEquals(50, opened(open("1", "coins-100")).quote().bonusCoins());
    assertEquals(0, opened(open("2", "coins-1000")).quote().bonusCoins());

    pay(opened(open("other", "before", "coins-500")));
    assertEquals(0, opened(open("other", "1", "coins-1000")).quote().bonusCoins());
  }

  /** Whoever was shown a bonus gets that, or is told what there is in its place. */
  @Test
  void another_bonus_than_was_shown_is_told_and_opens_nothing() throws Exception {
    publishPromotions(promotion("once", "coins", 50, true, false));
    List<Callable<Outcome<Recharge>>> six =
        IntStream.range(0, 6)
            .<Callable<Outcome<Recharge>>>mapToObj(
                number -> () -> open(policies(), "key-" + number, shown("coins-100", 50)))
            .toList();
    List<Refusal> refusals = new ArrayList<>();
    for (Outcome<Recharge> outcome : AtOnce.call(six)) {
      if (outcome instanceof Outcome.Refused<Recharge>(Refusal refusal)) refusals.add(refusal);
      else assertEquals(50, opened(outcome).quote().bonusCoins());
    }
    assertEquals(5, refusals.size());
    for (Refusal refusal : refusals) {
      assertEquals(RefusalCode.BONUS_CHANGED, refusal.code());
      assertEquals(
          Map.of(
              "bonus_coins", new Figure.Count(50),
              "bonus_coins_now", new Figure.Count(0),
              "coins_now", new Figure.Count(100),
              "price_now", new Figure.Amount(129, "USD"),
              "policy_version_now", new Figure.Count(2)),
          refusal.figures());
    }
    assertEquals(0, opened(open(policies(), "none", shown("coins-100", 0))).quote().bonusCoins());

    publish(3, withPromotions(promotion("now", "coins", 70, false, false)), START);
    assertEquals(
        new Figure.Count(70),
        refused(open(policies(), "more", shown("coins-100", 0))).figures().get("bonus_coins_now"));
    assertEquals(70, opened(open(policies(), "same", shown("coins-100", 70))).quote().bonusCoins());
    now = START.plus(Duration.ofDays(365));
    assertEquals(
        RefusalCode.BONUS_CHANGED,
        refused(open(policies(), "late", shown("coins-100", 70))).code());
    // What was opened then is opened.
    replayed(open(policies(), "same", shown("coins-100", 70)));
  }

  private static RechargeRequest shown(String coinPackage, long bonusCoins) {
    return new RechargeRequest(coinPackage, null, null, null, "card", null, bonusCoins);
  }

  @Test
  void a_declined_recharge_loses_its_promotion_to_the_next_and_nobody_has_it_twice() {
    publishPromotions(promotion("once", "coins", 50, true, false));
    Recharge first = opened(open("first", "coins-100"));
    assertEquals(Optional.empty(), settle(new PaymentEvent.Failed(payment(first), "declined")));

    Recharge second = opened(open("second", "coins-100"));

    assertEquals(50, second.quote().bonusCoins());
    assertEquals(second, replayed(open("second", "coins-100")));
    Recharge left = client.storedFor(viewer, "first").orElseThrow();
    assertEquals(Status.DECLINED, left.status());
    assertEquals(first.quote().price(), left.quote().price());
    assertEquals(0, left.quote().bonusCoins());
    assertEquals(Optional.empty(), left.quote().promotion());
    assertEquals(left.quote(), replayed(open("first", "coins-100")).quote());
    // Its card is good after all.
    pay(first);
    pay(second);
    assertEquals(250, client.coins(viewer));
    assertEquals(0, opened(open("third", "coins-100")).quote().bonusCoins());
  }

  @Test
  void a_recharge_that_nobody_pays_holds_its_promotion_for_a_day() {
    publishPromotions(promotion("once", "coins", 50, true, false));
    Recharge first = opened(open("first", "coins-100"));
    now = START.plus(Duration.ofDays(1));
    assertEquals(0, opened(open("second", "coins-100")).quote().bonusCoins());
    assertEquals(first, replayed(open("first", "coins-100")));
    now = now.plusMillis(1);

    assertEquals(50, opened(open("third", "coins-100")).quote().bonusCoins());
    assertEquals(0, client.storedFor(viewer, "first").orElseThrow().quote().bonusCoins());
  }

  @Test
  void a_payment_that_comes_while_its_promotion_goes_to_another_recharge_credits_what_is_left() {
    publishPromotions(promotion("once", "coins", 50, true, false));
    Recharge first = opened(open("first", "coins-100"));
    settle(new PaymentEvent.Failed(payment(first), "declined"));
    Recharge[] second = new Recharge[1];
    Before table = new Before(() -> second[0] = opened(open("second", "coins-100")));
    Ledger ledger = new Ledger(table, InstantSource.system(), (_, _) -> true, Format.CURRENT);

    assertEquals(
        Optional.empty(),
        SettleRecharge.in(ledger, policies(), clock)
            .settle("fake", new PaymentEvent.Succeeded(payment(first))));

    assertEquals(100, client.coins(viewer));
    pay(second[0]);
    assertEquals(250, client.coins(viewer));
  }

  @Test
  void a_purchase_whose_promotion_is_taken_while_it_is_opened_is_opened_without_it() {
    publishPromotions(promotion("once", "coins", 50, true, false));
    Before table =
        new Before(() -> assertEquals(50, opened(open("2", "coins-100")).quote().bonusCoins()));
    Ledger ledger = new Ledger(table, InstantSource.system(), (_, _) -> true, Format.CURRENT);

    Recharge overtaken =
        opened(open(ledger, policies(), viewer, "1", request("coins-100", null, null)));

    assertEquals(0, overtaken.quote().bonusCoins());
  }

  /** Three times so much in a day would be too much; twice is not. */
  @Test
  void what_is_paid_while_another_purchase_is_tried_again_counts_once() {
    // What is paid counts for the day on which it is.
    now = Instant.now();
    RechargeRequest much = request(null, 60_000L, null);
    Recharge first = opened(open(policies(), "first", much));
    Before table =
        new Before(
            () -> {
              opened(open("faster", "coins-100"));
              pay(first);
            });
    Ledger ledger = new Ledger(table, InstantSource.system(), (_, _) -> true, Format.CURRENT);

    opened(open(ledger, policies(), viewer, "second", much));

    assertEquals(
        RefusalCode.RECHARGE_LIMIT_EXCEEDED, refused(open(policies(), "third", much)).code());
  }

  @Test
  void coins_by_the_number_have_their_bonus_and_one_of_nothing_claims_nothing() {
    publishPromotions(promotion("once", "percent", 1, true, false));

    assertEquals(0, opened(open(policies(), "99", request(null, 99L, null))).quote().bonusCoins());
    Recharge more = opened(open(policies(), "1234", request(null, 1_234L, null)));

    assertEquals(12, more.quote().bonusCoins());
    assertEquals(Optional.of("once"), more.quote().promotion());
  }

  /** An audit holds records against entries; a claim is none, and says nothing of an entry. */
  @Test
  void a_claim_is_no_record_that_an_audit_looks_at() {
    publishPromotions(promotion("once", "coins", 50, true, false));
    Recharge recharge = opened(open("key", "coins-100"));

    Key key = PromotionClaim.TYPE.key(Wallet.BOOK.account(viewer), "once");

    assertEquals(recharge.id(), client.table.get(key, true).orElseThrow().text("recharge"));
    assertFalse(Records.isRecord(key));
  }

  // ---- Helpers
  // -----------------------------------------------------------------------------------

  /** The table, with something that happens just before its first write. */
  private static final class Before implements Table {
    private final Queue<Runnable> first = new ArrayDeque<>();

    Before(Runnable first) {
      this.first.add(first);
    }

    @Override
    public WriteResult write(List<Write> writes) {
      Optional.ofNullable(first.poll()).ifPresent(Runnable::run);
      return Embedded.TABLE.write(writes);
    }

    @Override
    public void replace(Item item) {
      Embedded.TABLE.replace(item);
    }

    @Override
    public Optional<Item> get(Key key, boolean consistent) {
      return Embedded.TABLE.get(key, consistent);
    }

    @Override
    public List<Item> newest(
        String partition, String prefix, int limit, Optional<String> below, boolean consistent) {
      return Embedded.TABLE.newest(partition, prefix, limit, below, consistent);
    }
  }

  private Policies policies() {
    return new Policies(policyTable, () -> nanos);
  }

  private Outcome<Recharge> open(String key, String coinPackage) {
    return open(policies(), key, request(coinPackage, null, null));
  }

  private Outcome<Recharge> open(String key, String coinPackage, long policyVersion) {
    return open(policies(), key, request(coinPackage, null, policyVersion));
  }

  /** Another viewer, who shares the name. */
  private Outcome<Recharge> open(String other, String key, String coinPackage) {
    return open(
        client.ledger, policies(), viewer + "-" + other, key, request(coinPackage, null, null));
  }

  private Outcome<Recharge> open(Policies policies, String key, RechargeRequest asked) {
    return open(client.ledger, policies, viewer, key, asked);
  }

  private Outcome<Recharge> open(
      Ledger ledger, Policies policies, String viewer, String key, RechargeRequest asked) {
    Providers<PaymentProvider> providers =
        new Providers<>(List.of(new FakeProvider()), "PAYMENT_PROVIDER", "fake");
    return new OpenRecharge(ledger, policies, providers, clock)
        .open(viewer, Optional.empty(), new Buyer(Optional.empty(), Optional.empty()), key, asked);
  }

  private static RechargeRequest request(
      @Nullable String coinPackage, @Nullable Long coins, @Nullable Long policyVersion) {
    return new RechargeRequest(coinPackage, coins, null, null, "card", policyVersion, null);
  }

  private static Recharge opened(Outcome<Recharge> outcome) {
    return (Recharge) assertInstanceOf(Outcome.Opened.class, outcome).record();
  }

  private static Recharge replayed(Outcome<Recharge> outcome) {
    return (Recharge) assertInstanceOf(Outcome.Replayed.class, outcome).record();
  }

  private static Refusal refused(Outcome<Recharge> outcome) {
    return assertInstanceOf(Outcome.Refused.class, outcome).refusal();
  }

  private void pay(Recharge recharge) {
    assertEquals(Optional.empty(), settle(new PaymentEvent.Succeeded(payment(recharge))));
  }

  private Optional<?> settle(PaymentEvent event) {
    return SettleRecharge.in(client.ledger, policies(), InstantSource.system())
        .settle("fake", event);
  }

  private static Payment payment(Recharge recharge) {
    return new Payment(
        "payment-" + recharge.id(), recharge.id(), recharge.viewer(), recharge.quote().price());
  }

  private void publishPromotions(String... promotions) {
    publish(2, withPromotions(promotions), START);
  }

  private static String withPromotions(String... promotions) {
    return STANDARD.replace(
        "\"promotions\": []", "\"promotions\": [" + String.join(",", promotions) + "]");
  }

  private static String promotion(
      String id, String kind, int number, boolean oncePerViewer, boolean firstPurchaseOnly) {
    return """
    {"id":"%s","bonus":{"kind":"%s","number":%d},"startsAt":"%s","endsAt":"%s","packages":[],\
    "regions":[],"oncePerViewer":%b,"firstPurchaseOnly":%b}\
    """
        .formatted(id, kind, number, START, END, oncePerViewer, firstPurchaseOnly);
  }

  private static String dearer(String document) {
    return document.replace("\"minor\": 1299, \"currency\"", "\"minor\": 1399, \"currency\"");
  }

  private static String numbered(long version, String document) {
    return document.replace("\"version\": 1,", "\"version\": " + version + ",");
  }

  private void publish(long version, String document, Instant at) {
    assertInstanceOf(
        PolicyReading.Whole.class,
        versions.publish(numbered(version, document), "ann", "TICKET-1", at));
  }
}

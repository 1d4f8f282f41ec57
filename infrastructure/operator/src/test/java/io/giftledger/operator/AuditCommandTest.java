package io.giftledger.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.Attributes;
import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.dynamodb.TableScan;
import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Transfer;
import io.giftledger.economy.challenge.Award;
import io.giftledger.economy.challenge.AwardOpened;
import io.giftledger.economy.challenge.Challenge;
import io.giftledger.economy.challenge.ChallengeFunded;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Exchange;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.PayoutFailed;
import io.giftledger.economy.earnings.PayoutPaid;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.wallet.Adjustments.Booking;
import io.giftledger.economy.wallet.BookedAdjustment;
import io.giftledger.economy.wallet.BookedPayment;
import io.giftledger.economy.wallet.CoinsExchanged;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Lot;
import io.giftledger.economy.wallet.Lots;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Spent;
import io.giftledger.economy.wallet.Standing;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Value;
import io.giftledger.testkit.Creator;
import io.giftledger.testkit.Gifts;
import io.giftledger.testkit.Recharges;
import io.giftledger.testkit.SpoiltRecords;
import io.giftledger.testkit.Stored;
import io.giftledger.testkit.Viewer;
import io.giftledger.testkit.Withdrawals;
import io.giftledger.verify.Counts;
import io.giftledger.verify.LedgerReader;
import io.giftledger.verify.SegmentWalk;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * What {@code operator audit} names of a table that somebody has been at. The table holds the
 * golden one, in which everything has happened that can, and a few accounts of today.
 */
class AuditCommandTest {

  private static final String TABLE = "audited";
  private static final Instant AT = Instant.parse("2026-11-20T12:00:00Z");
  private static final String LATER = "2027-01-01T00:00:00Z";

  /**
   * Attributes of records that no hash covers and that lead to nothing: when and how a payment or a
   * payout was tried, for display; what a package was called; and the fingerprint, which only tells
   * a repeat from another request.
   */
  private static final Map<String, Set<String>> DISPLAYED =
      Map.of(
          "RECHARGE",
          Set.of(
              "package",
              "region",
              "channel",
              "paymentMethod",
              "openedAt",
              "declineReason",
              "requestHash"),
          "GIFT",
          Set.of("milestone", "level", "requestHash"),
          "WITHDRAWAL",
          Set.of("submittedAt", "failureReason", "requestHash"),
          "CONVERSION",
          Set.of(),
          "RESOLUTION",
          Set.of(),
          "EXCHANGE",
          Set.of("requestHash"),
          "FUNDING",
          Set.of("requestHash"),
          "AWARD",
          Set.of("requestHash"),
          "PAYMENT",
          Set.of(),
          "ADJUSTMENT",
          Set.of());

  /** What says of itself that it arrived in another partition, or is booked there. */
  private static final Set<String> CROSSED =
      Set.of(
          "GIFT CONVERTED",
          "EXCHANGE CREDITED",
          "AWARD CREDITED",
          "PAYMENT CREDITED",
          "PAYMENT UNAPPLIED",
          "ADJUSTMENT ");

  private static final Account<Challenge> CUP = Challenge.BOOK.account("cup");

  private static DynamoDbClient dynamoDb;
  private static Table table;
  private static Ledger ledger;
  private static List<Item> golden = List.of();

  private final Deque<Runnable> undo = new ArrayDeque<>();

  @BeforeAll
  static void start() throws IOException {
    EmbeddedAws aws = EmbeddedAws.shared();
    Map<String, String> environment = aws.administrator();
    System.setProperty("aws.region", environment.getOrDefault("AWS_REGION", ""));
    System.setProperty(
        "aws.endpointUrlDynamoDb", environment.getOrDefault("AWS_ENDPOINT_URL_DYNAMODB", ""));
    dynamoDb = aws.dynamoDb();
    Golden.createTable(dynamoDb, TABLE);
    table = new DynamoDbTable(dynamoDb, TABLE);
    ledger = new Ledger(table, () -> AT, (_, _) -> true, Format.CURRENT);
    golden = Golden.items();
    golden.forEach(table::replace);
  }

  @AfterEach
  void put_all_back() {
    while (!undo.isEmpty()) undo.pop().run();
  }

  // ---- Single changes, and what the command says ----------------------------------------------

  @Test
  void a_table_that_is_whole_has_no_faults() {
    Ran ran = audit();

    assertEquals(0, ran.status(), ran.out());
    assertTrue(ran.out().contains("no faults"), ran.out());
  }

  @Test
  void the_newest_gift_sent_deleted_with_its_gift() {
    Creator creator = creator("newest-sent");
    Gift gift = creator.receive(Gifts.sent().roses(5)).getFirst();
    delete(new Key(gift.key().partition(), Entry.sortKey(2)));
    delete(gift.key());

    assertNames(
        "EARNINGS#newest-sent entry 1: record_missing: " + gift.key().sort(),
        "platform:gifts-in-transit entry 0: wrong_total");
  }

  @Test
  void the_newest_gifts_converted_deleted_with_its_conversion() {
    Creator creator = creator("newest-converted");
    List<Gift> gifts = creator.receive(gifts(12));
    delete(new Key("EARNINGS#newest-converted", Entry.sortKey(1)));
    delete(new Key("EARNINGS#newest-converted", "CONVERSION#" + Key.padded(1)));

    assertNames(
        gifts.stream()
            .map(
                gift ->
                    gift.key().partition()
                        + " entry 2: conversion_missing: "
                        + gift.key().sort()
                        + " says that entry 1 of EARNINGS#newest-converted converted it")
            .toArray(String[]::new));
  }

  @Test
  void a_whole_wallet_deleted() {
    Gift gift = creator("robbed").receive(Gifts.sent().roses(163)).getFirst();
    for (String prefix : List.of("ENTRY#", "RECHARGE#", "GIFT#")) {
      table
          .newest(gift.key().partition(), prefix, 9, Optional.empty(), true)
          .forEach(item -> delete(item.key()));
    }

    assertNames(
        "EARNINGS#robbed entry 1: record_missing: " + gift.key().sort(),
        "platform:gifts-in-transit entry 0: wrong_total");
  }

  @Test
  void coins_minted_by_an_entry_with_a_right_hash() {
    Viewer viewer = new Viewer("minter", ledger).recharge(5);
    Recharge none = Recharges.opened().by("minter").coins(1_000_000).build();
    var recharged =
        (Movement.Append<Wallet>)
            new Recharged(none, "payment").movement(ledger.head(viewer.account(), true), AT);
    append(viewer.account(), recharged.draft());

    assertNames("WALLET#minter entry 2: record_missing: " + none.key().sort());
  }

  @Test
  void coins_minted_by_an_entry_that_names_a_recharge_once_more() {
    Viewer viewer = new Viewer("twice-paid", ledger);
    Recharge recharge = viewer.open(Recharges.opened().coins(100));
    ledger.append(viewer.account(), new Recharged(recharge, "payment-" + recharge.id())::movement);
    append(viewer.account(), recharged(viewer, recharge).draft());

    assertNames("WALLET#twice-paid entry 2: named_twice: " + recharge.key().sort());
  }

  @Test
  void coins_minted_by_an_entry_of_a_kind_that_nobody_knows() {
    Viewer viewer = new Viewer("bonus", ledger).recharge(5);
    Head<Wallet> head = ledger.head(viewer.account(), true);
    append(
        viewer.account(),
        new Draft<>(
            new EntryKind("bonus"),
            List.of(
                new Posting(ChartOfAccounts.COINS_ISSUED, Assets.COIN, -7),
                new Posting(ChartOfAccounts.WALLET, Assets.COIN, 7)),
            new Wallet(
                new Lots(
                    List.of(
                        new Lot(1, 1, 7, Optional.empty()), head.state().lots().all().getFirst())),
                head.state().debt(),
                head.state().lifetimeCoins(),
                head.state().spent(),
                head.state().budget(),
                Standing.GOOD),
            "",
            0,
            Item.EMPTY));

    assertNames("WALLET#bonus entry 2: not_understood: this version does not know the kind bonus");
  }

  @Test
  void commission_booked_to_a_creator_by_a_hand_made_payout_failed() {
    Creator creator = creator("greedy").earned(10);
    Earnings before = creator.state();
    append(
        creator.account(),
        new Draft<>(
            PayoutFailed.KIND,
            List.of(
                new Posting(ChartOfAccounts.COMMISSION, Assets.DIAMOND_E4, -5),
                new Posting(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, 5)),
            new Earnings(
                before.diamondsE4() + 5,
                before.heldE4(),
                before.points(),
                before.earnedE4(),
                before.withdrawnWeek(),
                before.withdrawn()),
            "",
            0,
            Item.EMPTY));

    assertNames("EARNINGS#greedy entry 2: wrong_movement: payout_failed");
  }

  @Test
  void an_entry_with_a_right_hash_whose_state_does_not_follow() {
    Viewer viewer = new Viewer("forgetful", ledger).recharge(100);
    viewer.send(Gifts.sent().to("luna").roses(30));
    Head<Wallet> head = ledger.head(viewer.account(), true);
    append(
        viewer.account(),
        new Draft<>(
            EntryKind.PLACE_VOIDED,
            List.of(),
            new Wallet(
                head.state().lots(),
                0,
                30,
                new Spent(
                    head.state().spent().day(), new Spent.Tally(0, 0), head.state().spent().paid()),
                head.state().budget(),
                Standing.GOOD),
            "",
            0,
            Item.EMPTY));

    assertNames("WALLET#forgetful entry 3: wrong_movement: place_voided: another state");
  }

  @Test
  void the_commission_of_a_gift_changed() {
    Gift sent = new Viewer("sender", ledger).recharge(9).send(Gifts.sent().to("luna").roses(9));
    Gift converted = creator("payee").receive(Gifts.sent().roses(5)).getFirst();
    for (Gift gift : List.of(sent, converted)) {
      alter(gift.key(), item -> item.toBuilder().number("commissionBasisPoints", 0).build());
    }

    assertNames(
        "WALLET#sender entry 2: record_altered: " + sent.key().sort() + ": commissionBasisPoints",
        converted.key().partition() + " entry 2: record_altered: " + converted.key().sort(),
        "EARNINGS#payee entry 1: record_altered: " + converted.key().sort());
  }

  @Test
  void a_paid_recharge_set_back() {
    Viewer viewer = new Viewer("set-back", ledger).recharge(100);
    Key key = new Key("WALLET#set-back", viewer.newest().ref());
    alter(
        key,
        item ->
            without(item, "settledAt", "settlement").toBuilder()
                .text("status", "AWAITING_PAYMENT")
                .build());

    assertNames("WALLET#set-back entry 1: record_altered: " + key.sort() + " does not say");
  }

  /** Its money could be booked once more. */
  @Test
  void a_booked_payment_gone_or_altered() {
    Viewer viewer = new Viewer("booked", ledger);
    Recharge paid = viewer.paid(Recharges.opened().coins(100));
    Key mark = markOf(paid.provider(), paid.paymentId().orElseThrow(), "PAYMENT");
    delete(mark);
    assertNames(
        "WALLET#booked entry 1: record_missing: PAYMENT of " + mark.partition() + " is gone");

    put_all_back();
    for (UnaryOperator<Item> alteration :
        List.<UnaryOperator<Item>>of(
            item -> item.toBuilder().text("recharge", "0".repeat(26)).build(),
            item -> item.toBuilder().number("settlement", 2).build(),
            item -> item.toBuilder().text("viewer", "thief").build())) {
      alter(mark, alteration);
      assertNames(
          "WALLET#booked entry 1: record_altered: PAYMENT of " + mark.partition(),
          mark.partition() + " entry 0: entry_missing: PAYMENT says that entry ");
      put_all_back();
    }
    alter(mark, item -> item.toBuilder().text("status", "UNAPPLIED").build());
    assertNames(
        "WALLET#booked entry 1: record_altered: PAYMENT of " + mark.partition(),
        mark.partition() + " entry 0: record_altered: PAYMENT: what it says of itself");
  }

  @Test
  void a_booked_payment_that_no_entry_booked_or_two_entries_did() {
    put(BookedPayment.unapplied("sandbox", "pay_planted", new Booking(1, AT)).item());
    assertNames(
        "BOOKED#sandbox#pay_planted entry 0: entry_missing: PAYMENT says that entry 1 of"
            + " PAYMENTS#sandbox booked it");

    put_all_back();
    Viewer viewer = new Viewer("twice-booked", ledger);
    Recharge first = viewer.paid(Recharges.opened().coins(100));
    Recharge second = viewer.open(Recharges.opened().coins(100));
    String payment = first.paymentId().orElseThrow();
    var again =
        (Movement.Append<Wallet>)
            new Recharged(second, payment).movement(ledger.head(viewer.account(), true), AT);
    append(viewer.account(), again.draft());
    alter(
        second.key(),
        item ->
            item.toBuilder()
                .text("status", "PAID")
                .text("paymentId", payment)
                .number("settlement", 2)
                .instant("settledAt", AT)
                .build());
    assertNames(
        "WALLET#twice-booked entry 2: named_twice: PAYMENT of "
            + markOf(first.provider(), payment, "PAYMENT").partition()
            + " was booked by entry 1");
  }

  @Test
  void a_booked_adjustment_gone_altered_or_planted() {
    Key mark = markOf("sandbox", "re_1", "ADJUSTMENT");
    Item stored = table.get(mark, true).orElseThrow();
    String entry = stored.text("account") + " entry " + stored.number("booking");
    delete(mark);
    assertNames(entry + ": record_missing: ADJUSTMENT of BOOKED#sandbox#re_1 is gone");

    put_all_back();
    alter(mark, item -> item.toBuilder().text("paymentId", "pay_12").build());
    assertNames(
        entry + ": record_altered: ADJUSTMENT of BOOKED#sandbox#re_1",
        "BOOKED#sandbox#re_1 entry 0: entry_missing: ADJUSTMENT says that entry ");

    put_all_back();
    put(
        new BookedAdjustment(
                "sandbox", "re_planted", "pay_11", "WALLET#viewer-cleo", booking(stored))
            .item());
    assertNames("BOOKED#sandbox#re_planted entry 0: entry_missing: ADJUSTMENT says that entry ");
  }

  private static Booking booking(Item mark) {
    return new Booking(mark.number("booking"), mark.instant("bookedAt"));
  }

  private static Key markOf(String provider, String id, String sort) {
    return new Key("BOOKED#" + provider + "#" + id, sort);
  }

  @Test
  void a_conversion_altered_or_deleted() {
    creator("listed").receive(gifts(12));
    Key key = new Key("EARNINGS#listed", "CONVERSION#" + Key.padded(1));
    alter(key, item -> item.toBuilder().texts("gifts", item.texts("gifts").subList(0, 1)).build());
    assertNames("EARNINGS#listed entry 1: record_altered: " + key.sort());

    put_all_back();
    delete(key);
    assertNames("EARNINGS#listed entry 1: record_missing: " + key.sort());
  }

  @Test
  void the_amount_of_a_paid_withdrawal_times_ten() {
    Withdrawal paid = paid("overpaid");
    alter(
        paid.key(),
        item -> item.toBuilder().number("amountMinor", 10 * item.number("amountMinor")).build());

    assertNames(
        "EARNINGS#overpaid entry 2: record_altered: " + paid.key().sort() + ": amountMinor",
        "EARNINGS#overpaid entry 3: record_altered: " + paid.key().sort() + ": amountMinor");
  }

  @Test
  void a_withdrawal_set_back() {
    Withdrawal paid = paid("open-again");
    alter(
        paid.key(),
        item ->
            without(item, "settledAt", "settlement", "payoutId").toBuilder()
                .text("status", "SUBMITTED")
                .build());

    assertNames(
        "EARNINGS#open-again entry 3: record_altered: " + paid.key().sort() + " does not say",
        "earnings:held entry 0: wrong_total");
  }

  @Test
  void a_gift_converted_twice() {
    Creator creator = creator("double");
    Gift gift = creator.receive(Gifts.sent().roses(5)).getFirst();
    var again =
        (Movement.Append<Earnings>)
            new GiftsConverted(List.of(Gifts.convertible(gift)))
                .movement(ledger.head(creator.account(), true), AT);
    append(creator.account(), again.draft());

    assertNames(
        "EARNINGS#double entry 2: converted_twice: "
            + gift.key().sort()
            + " of "
            + gift.key().partition()
            + " was converted by entry 1",
        "platform:gifts-in-transit entry 0: wrong_total");
  }

  @Test
  void a_converted_gift_set_back() {
    Gift gift = creator("again").receive(Gifts.sent().roses(5)).getFirst();
    alter(
        gift.key(),
        item ->
            without(item, "conversion", "convertedAt").toBuilder().text("status", "SENT").build());

    assertNames("EARNINGS#again entry 1: not_converted: " + gift.key().sort());
  }

  @Test
  void an_exchange_credited_twice() {
    Exchange exchange = exchanged("minted");
    append(
        Wallet.BOOK.account("minted"),
        exchange.arrivingDraft(ledger.head(Wallet.BOOK.account("minted"), true)));

    assertNames(
        "WALLET#minted entry 2: credited_twice: "
            + exchange.key().sort()
            + " of EARNINGS#minted was credited by entry 1",
        "platform:exchanges-in-transit entry 0: wrong_total");
  }

  @Test
  void an_exchange_set_back_or_its_wallets_half_deleted() {
    Exchange exchange = exchanged("half");
    alter(
        exchange.key(),
        item ->
            without(item, "credit", "creditedAt").toBuilder().text("status", "REQUESTED").build());
    assertNames(
        "WALLET#half entry 1: not_credited: " + exchange.key().sort(),
        "platform:exchanges-in-transit entry 0: wrong_total");

    put_all_back();
    Exchange other = exchanged("half-again");
    delete(new Key("WALLET#half-again", Entry.sortKey(1)));
    assertNames(
        "EARNINGS#half-again entry 2: credit_missing: " + other.key().sort(),
        "platform:exchanges-in-transit entry 0: wrong_total");
  }

  @Test
  void an_exchange_of_more_coins_than_its_diamonds_made_or_gone() {
    Exchange exchange = exchanged("inflated");
    alter(exchange.key(), item -> item.toBuilder().number("coins", 1_000).build());
    assertNames(
        "EARNINGS#inflated entry 2: record_altered: " + exchange.key().sort() + ": coins",
        "WALLET#inflated entry 1: record_altered: " + exchange.key().sort());

    put_all_back();
    delete(exchange.key());
    assertNames(
        "EARNINGS#inflated entry 2: record_missing: " + exchange.key().sort(),
        "WALLET#inflated entry 1: record_missing: " + exchange.key().sort());
  }

  /** By an entry that is right in itself: it says more than was in transit. */
  @Test
  void more_coins_arrive_than_had_left() {
    Creator creator = creator("generous").earned(100);
    Exchange exchange = creator.exchange(40);
    Account<Wallet> wallet = Wallet.BOOK.account("generous");
    append(
        wallet,
        CoinsExchanged.draft(
            CoinsExchanged.arriving(exchange.key(), 4_000, 1), ledger.head(wallet, true)));
    alter(
        exchange.key(),
        item ->
            item.toBuilder()
                .text("status", "CREDITED")
                .number("credit", 1)
                .instant("creditedAt", AT)
                .build());

    assertNames(
        "WALLET#generous entry 1: record_altered: " + exchange.key().sort(),
        "platform:exchanges-in-transit entry 0: wrong_total");
  }

  @Test
  void coins_that_were_diamonds_sent_as_if_they_had_been_bought() {
    exchanged("launderer");
    Viewer viewer = new Viewer("launderer", ledger).recharge(100);
    Gift gift = Gifts.sent().by("launderer").coins(50).walletCoins(90).at(AT).build();
    Draft<Wallet> right = gift.draft(ledger.head(viewer.account(), true));
    assertEquals(40, right.details().number("exchangedCoins"));
    append(
        viewer.account(),
        new Draft<>(right.kind(), right.postings(), right.state(), right.ref(), 1, gift.details()));
    put(Stored.record(gift).number("entry", 3).build());

    assertNames("WALLET#launderer entry 3: wrong_movement: gift_sent");
  }

  @Test
  void an_award_credited_twice_or_a_budget_written_up() {
    OperatorAction action = new OperatorAction("cup", "ann", "T-1");
    new ChallengeFunded("cup", 100, action).with(ledger, "key");
    AwardOpened first = new AwardOpened("cup", "winner", "first", 60, action);
    var profile = Optional.of(CreatorProfile.inGoodStanding("winner", 5, "US"));
    assertInstanceOf(Outcome.Opened.class, first.with(ledger, profile));
    assertEquals(0, audit().status());
    Key record = new Key("CHALLENGE#cup", ledger.entry(CUP, 2).orElseThrow().ref());
    Award award = ledger.find(Award.TYPE, record).orElseThrow();
    append(award.target(), award.arrivingDraft(ledger.head(award.target(), true)));
    assertNames(
        "EARNINGS#winner entry 2: credited_twice: " + record.sort(),
        "platform:awards-in-transit entry 0: wrong_total");

    put_all_back();
    alter(record, item -> item.toBuilder().text("by", "nobody").build());
    assertNames("CHALLENGE#cup entry 2: record_altered: " + record.sort() + ": action");

    put_all_back();
    append(
        CUP,
        new Draft<>(
            EntryKind.PLACE_VOIDED,
            List.of(
                new Posting(ChartOfAccounts.AWARDS_FUNDED, Assets.DIAMOND_E4, -600_000),
                new Posting(ChartOfAccounts.CHALLENGE, Assets.DIAMOND_E4, 600_000)),
            new Challenge(1_000_000, 600_000),
            "",
            0,
            Item.EMPTY));
    assertNames("CHALLENGE#cup entry 3: wrong_movement: place_voided");
  }

  @Test
  void a_gift_that_costs_less_than_nothing() {
    Viewer viewer = new Viewer("negative", ledger).recharge(5);
    Gift gift = Gifts.sent().by("negative").coins(-100).walletCoins(105).at(AT).build();
    append(viewer.account(), gift.draft(ledger.head(viewer.account(), true)));
    put(Stored.record(gift).number("entry", 2).build());

    // What was spent in all is part of the account's state, and cannot be less than nothing.
    assertNames("WALLET#negative entry 2: malformed: it cannot be read: no sums: -100/-100");
  }

  /** Then nothing in the table tells of it: only a digest has seen it. */
  @Test
  void the_newest_recharged_deleted_with_all_that_tells_of_it_is_left_to_the_digest() {
    Viewer viewer = new Viewer("forgotten", ledger);
    Recharge paid = viewer.paid(Recharges.opened().coins(100));
    Key mark = markOf(paid.provider(), paid.paymentId().orElseThrow(), "PAYMENT");
    delete(viewer.newest().item().key());
    delete(paid.key());
    assertNames(
        mark.partition()
            + " entry 0: entry_missing: PAYMENT says that entry 1 of"
            + " WALLET#forgotten booked it");

    delete(mark);
    assertEquals(0, audit().status());
  }

  @Test
  void a_claim_that_never_happened_is_no_fault() {
    Viewer viewer = new Viewer("cut-off", ledger).recharge(100);
    Gift left = Gifts.sent().by("cut-off").roses(9).walletCoins(91).at(AT).build();
    Gift taken = Gifts.sent().by("cut-off").roses(8).walletCoins(92).at(AT).build();
    put(Stored.record(left).number("entry", 2).build());
    put(Stored.record(taken).number("entry", 1).build());
    assertEquals(0, audit().status());

    put(Stored.record(left).number("entry", 3).build());
    assertNames("WALLET#cut-off entry 3: entry_missing: " + left.key().sort());
    assertEquals(1, viewer.sequence());
  }

  // ---- Every attribute of everything ----------------------------------------------------------

  @Test
  void every_attribute_of_every_record_that_is_altered_or_missing_is_a_fault() {
    Map<String, Item> ofStatus = new TreeMap<>();
    for (Item item : golden) {
      String type = type(item);
      if (DISPLAYED.containsKey(type) && hasHappened(item)) {
        ofStatus.putIfAbsent(type + " " + item.findText("status").orElse(""), item);
      }
    }
    assertEquals(18, ofStatus.size(), ofStatus::toString);
    // One change of each record at a time, and all records at once: a walk takes its time.
    Map<Item, List<Optional<Item>>> changes = new HashMap<>();
    ofStatus.values().forEach(record -> changes.put(record, changes(record)));
    int rounds = changes.values().stream().mapToInt(List::size).max().orElseThrow();
    List<String> unseen = new ArrayList<>();
    for (int number = 0; number < rounds; number++) {
      int round = number;
      changes.forEach((record, ofIt) -> change(record, ofIt, round));
      Counts counts = walk();
      changes.forEach(
          (record, ofIt) -> {
            if (round < ofIt.size() && !isNamed(record, counts)) unseen.add("" + ofIt.get(round));
          });
    }
    ofStatus.values().forEach(table::replace);
    assertEquals(List.of(), unseen);
    assertEquals(List.of(), walk().firstFaults());
  }

  /** Also what no hash covers has its type: what reads the record must be able to. */
  @Test
  void every_attribute_of_every_record_that_is_of_another_type_is_a_fault() {
    Map<String, Item> ofStatus = new TreeMap<>();
    for (Item item : golden) {
      if (DISPLAYED.containsKey(type(item))) {
        ofStatus.putIfAbsent(type(item) + " " + item.findText("status").orElse(""), item);
      }
    }
    Map<Item, List<Optional<Item>>> changes = new HashMap<>();
    ofStatus
        .values()
        .forEach(
            record ->
                changes.put(
                    record,
                    Stream.concat(
                            SpoiltRecords.mistyped(record),
                            Stream.of("requestHash", "openedAt", "package", "paymentMethod")
                                .filter(record.attributes()::containsKey)
                                .map(attribute -> without(record, attribute)))
                        .map(Optional::of)
                        .toList()));
    int rounds = changes.values().stream().mapToInt(List::size).max().orElseThrow();
    Set<String> words = new TreeSet<>();
    for (int number = 0; number < rounds; number++) {
      int round = number;
      changes.forEach((record, ofIt) -> change(record, ofIt, round));
      Counts counts = walk();
      changes.forEach(
          (record, ofIt) ->
              assertTrue(
                  round >= ofIt.size() || isNamed(record, counts),
                  () -> ofIt.get(round) + " in " + counts.firstFaults()));
      counts.firstFaults().forEach(fault -> words.add(fault.words()));
    }
    ofStatus.values().forEach(table::replace);
    assertTrue(words.stream().anyMatch(said -> said.endsWith(": requestHash is missing")));
    assertEquals(
        List.of(),
        words.stream()
            .filter(said -> said.matches(".*(Exception|Optional|\\w\\[|java\\.|null).*"))
            .toList());
  }

  @Test
  void a_record_that_is_gone_and_was_asked_for_again_is_named_with_its_first_entry() {
    Account<Wallet> wallet = new Viewer("asks-again", ledger).recharge(100).account();
    var gift = IdempotentRequest.of(Gift.TYPE, wallet, "once");
    Account<Earnings> earnings = creator("asks-again").earned(20_000).account();
    var withdrawal = IdempotentRequest.of(Withdrawal.TYPE, earnings, "once");
    for (int time = 0; time < 2; time++) {
      ledger.open(
          wallet,
          gift,
          (head, at) ->
              new Decision.Accept<>(
                  Gifts.sent()
                      .id(gift.id())
                      .by("asks-again")
                      .roses(3)
                      .walletCoins(head.state().coins() - 3)
                      .at(at)
                      .after(head.state().combo())
                      .build()));
      ledger.open(
          earnings,
          withdrawal,
          (_, at) ->
              new Decision.Accept<>(
                  Withdrawals.requested().id(withdrawal.id()).by("asks-again").at(at).build()));
      if (time == 0) {
        delete(gift.key());
        delete(withdrawal.key());
      }
    }
    undo.push(() -> remove(new Key(wallet.partitionKey(), Entry.sortKey(3))));
    undo.push(() -> remove(new Key(earnings.partitionKey(), Entry.sortKey(3))));

    assertNames(
        "WALLET#asks-again entry 2: named_twice: GIFT#",
        "EARNINGS#asks-again entry 2: named_twice: WITHDRAWAL#");
  }

  private static void change(Item record, List<Optional<Item>> changes, int round) {
    if (round >= changes.size()) table.replace(record);
    else changes.get(round).ifPresentOrElse(table::replace, () -> remove(record.key()));
  }

  /** Whether it is said by its key, or, of what has crossed, by the sum of who received it. */
  private static boolean isNamed(Item record, Counts counts) {
    return counts.firstFaults().stream()
        .anyMatch(
            fault ->
                fault.words().startsWith(record.key().sort())
                    || (CROSSED.contains(type(record) + " " + record.findText("status").orElse(""))
                        && fault.code().equals("conversions_differ")));
  }

  /** What becomes of a record: each attribute another, or missing; and all of it gone. */
  private static List<Optional<Item>> changes(Item record) {
    List<Optional<Item>> changes = new ArrayList<>();
    changes.add(Optional.empty());
    for (String attribute : new TreeMap<>(record.attributes()).keySet()) {
      if (Set.of("PK", "SK").contains(attribute)
          || DISPLAYED.getOrDefault(type(record), Set.of()).contains(attribute)) {
        continue;
      }
      alterations(record, attribute).forEach(altered -> changes.add(Optional.of(altered)));
    }
    return changes;
  }

  /** A recharge that was not paid, and a gift that only claims its place, say nothing of value. */
  private static boolean hasHappened(Item record) {
    return switch (type(record)) {
      case "RECHARGE" -> record.text("status").equals("PAID");
      case "GIFT" -> ledger.find(Gift.TYPE, record.key()).isPresent();
      default -> true;
    };
  }

  private static String type(Item item) {
    return item.key().sort().split("#", 2)[0];
  }

  private static List<Item> alterations(Item record, String attribute) {
    Value value = record.attributes().getOrDefault(attribute, new Value.Flag(true));
    Stream<Value> others =
        switch (value) {
          case Value.Text(String text) when attribute.equals("status") ->
              Stream.of(
                      "SENT",
                      "CONVERTED",
                      "AWAITING_PAYMENT",
                      "DECLINED",
                      "PAID",
                      "REQUESTED",
                      "SUBMITTED",
                      "FAILED",
                      "CREDITED")
                  .filter(status -> !status.equals(text))
                  .map(Value.Text::new);
          case Value.Text(String text) -> Stream.of(new Value.Text(other(text)));
          case Value.Number(long number) ->
              LongStream.of(number + 1, -number)
                  .filter(other -> other != number)
                  .mapToObj(Value.Number::new);
          case Value.Many(List<Value> values) ->
              Stream.of(
                  new Value.Many(values.subList(0, values.size() - 1)),
                  new Value.Many(
                      Stream.concat(values.stream(), Stream.of(values.getLast())).toList()));
          default -> throw new AssertionError("no record has such a value: " + value);
        };
    List<Item> altered = new ArrayList<>();
    altered.add(without(record, attribute));
    others.forEach(
        other -> {
          Map<String, Value> attributes = new HashMap<>(record.attributes());
          attributes.put(attribute, other);
          altered.add(new Item(Map.copyOf(attributes)));
        });
    return altered;
  }

  private static String other(String text) {
    try {
      return Instant.parse(text).plusMillis(1).toString();
    } catch (DateTimeParseException notTime) {
      return text + "x";
    }
  }

  private static Counts walk() {
    return SegmentWalk.wholeTable(
        new LedgerReader(new TableScan(dynamoDb, TABLE), Aws::pause), _ -> {});
  }

  // ---- Deeds ----------------------------------------------------------------------------------

  private static Creator creator(String id) {
    return new Creator(id, ledger);
  }

  private static Gifts[] gifts(int count) {
    return Stream.generate(() -> Gifts.sent().roses(3)).limit(count).toArray(Gifts[]::new);
  }

  private static Movement.Append<Wallet> recharged(Viewer viewer, Recharge recharge) {
    return (Movement.Append<Wallet>)
        new Recharged(recharge, "payment").movement(ledger.head(viewer.account(), true), AT);
  }

  /** Forty diamonds that became as many coins, with which the wallet begins. */
  private static Exchange exchanged(String id) {
    return Transfer.complete(ledger, Exchange.TYPE, creator(id).earned(100).exchange(40));
  }

  private static Withdrawal paid(String id) {
    Creator creator = creator(id).earned(10_000);
    Withdrawal requested = creator.withdraw(Withdrawals.requested());
    ledger.advance(requested.submitted(AT));
    ledger.append(
        creator.account(),
        new PayoutPaid(requested.asSubmitted(AT), "payout-" + requested.id(), Optional.empty())
            ::movement);
    return creator.withdrawal(requested.id());
  }

  /** Appends an entry with a right hash, and nothing else. */
  private <S extends State> void append(Account<S> account, Draft<S> draft) {
    put(Entry.append(ledger.head(account, true), AT, draft, Format.CURRENT).item());
  }

  private void alter(Key key, UnaryOperator<Item> alteration) {
    put(alteration.apply(table.get(key, true).orElseThrow()));
  }

  private void put(Item item) {
    Optional<Item> before = table.get(item.key(), true);
    table.replace(item);
    undo.push(() -> before.ifPresentOrElse(table::replace, () -> remove(item.key())));
  }

  private void delete(Key key) {
    Item before = table.get(key, true).orElseThrow();
    remove(key);
    undo.push(() -> table.replace(before));
  }

  private static void remove(Key key) {
    dynamoDb.deleteItem(delete -> delete.tableName(TABLE).key(Attributes.of(key)));
  }

  private static Item without(Item item, String... attributes) {
    Map<String, Value> left = new HashMap<>(item.attributes());
    left.keySet().removeAll(Set.of(attributes));
    return new Item(Map.copyOf(left));
  }

  // ---- The command ----------------------------------------------------------------------------

  /** What the command wrote, and its status. */
  private record Ran(int status, String out) {}

  private static void assertNames(String... faults) {
    Ran ran = audit();
    assertEquals(1, ran.status(), ran.out());
    for (String fault : faults) {
      assertTrue(ran.out().contains("\n" + fault), () -> fault + " is missing in\n" + ran.out());
    }
  }

  private static Ran audit() {
    StringWriter out = new StringWriter();
    int status =
        Operator.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute("audit", "--table", TABLE, "--segments", "2", "--as-of", LATER);
    return new Ran(status, out.toString());
  }
}

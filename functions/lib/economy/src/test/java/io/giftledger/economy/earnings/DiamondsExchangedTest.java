package io.giftledger.economy.earnings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Money;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.Transfer;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.Identity;
import io.giftledger.economy.policy.DiamondRate;
import io.giftledger.economy.policy.Live;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.Policy.WithdrawalTerms;
import io.giftledger.economy.policy.Prices;
import io.giftledger.economy.policy.Spending;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.economy.wallet.WalletFrozen;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.Refusal.Figure;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.MemoryTable;
import io.giftledger.ledger.table.UnreadableException;
import io.giftledger.ledger.table.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiamondsExchangedTest {

  private static final Instant AT = Instant.parse("2026-11-20T12:00:00Z");
  private static final Identity UNVERIFIED = new Identity(Identity.State.NONE, Optional.empty());
  private static final CreatorProfile CREATOR =
      new CreatorProfile(
          "mia", 5, CreatorProfile.Status.ACTIVE, "US", Optional.empty(), UNVERIFIED);
  private static final Earnings RICH = Earnings.BOOK.opening().earn(0, 1_000 * Earnings.E4);
  private static final Wallet WALLET = Wallet.BOOK.opening();

  /** Three diamonds are two coins. */
  private static final Policy OFFERED =
      policy(Optional.of(new Policy.ExchangeTerms(2, 3, 10, 500, false)));

  private final MemoryTable table = new MemoryTable();
  private final Ledger ledger =
      new Ledger(table, () -> AT, (lost, attempt) -> true, Format.CURRENT);
  private final Account<Earnings> account = Earnings.BOOK.account("mia");

  @Test
  void no_more_diamonds_are_consumed_than_make_the_coins() {
    Exchange accepted = accepted(decide(101, RICH));
    Draft<Earnings> draft = accepted.draft(head(RICH));

    assertEquals(new Exchange("id", "mia", 101, 101, 67, 7, AT, Optional.empty()), accepted);
    assertEquals(100, accepted(decide(100, RICH)).askedDiamonds());
    assertEquals(99, accepted(decide(100, RICH)).diamonds());
    assertEquals(66, accepted(decide(100, RICH)).coins());
    assertEquals(
        List.of(
            new Posting(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, -1_010_000),
            new Posting(ChartOfAccounts.DIAMONDS_EXCHANGED, Assets.DIAMOND_E4, 1_010_000),
            new Posting(ChartOfAccounts.COINS_ISSUED, Assets.COIN, -67),
            new Posting(ChartOfAccounts.EXCHANGES_IN_TRANSIT, Assets.COIN, 67)),
        draft.postings());
    assertEquals(899, draft.state().diamonds());
    assertEquals(RICH.earnedE4(), draft.state().earnedE4(), "what was earned stays earned");
  }

  @Test
  void who_may_not_exchange_is_told_why() {
    DiamondsExchanged asked = new DiamondsExchanged("id", "mia", 100);
    assertRefused(
        RefusalCode.UNKNOWN_CREATOR,
        asked.decide(head(RICH), AT, OFFERED, Optional.empty(), WALLET, Maturity.AT_ONCE));
    CreatorProfile suspended =
        new CreatorProfile(
            "mia", 5, CreatorProfile.Status.SUSPENDED, "US", Optional.empty(), Identity.VERIFIED);
    assertRefused(
        RefusalCode.CREATOR_SUSPENDED,
        asked.decide(head(RICH), AT, OFFERED, Optional.of(suspended), WALLET, Maturity.AT_ONCE));
    assertRefused(
        RefusalCode.EXCHANGE_NOT_OFFERED,
        asked.decide(
            head(RICH),
            AT,
            policy(Optional.empty()),
            Optional.of(CREATOR),
            WALLET,
            Maturity.AT_ONCE));
    assertRefused(RefusalCode.EXCHANGE_OUT_OF_BOUNDS, decide(9, RICH));
    assertRefused(RefusalCode.EXCHANGE_OUT_OF_BOUNDS, decide(501, RICH));
    assertRefused(RefusalCode.EXCHANGE_OUT_OF_BOUNDS, decide(Long.MAX_VALUE, RICH));
    assertRefused(RefusalCode.INSUFFICIENT_DIAMONDS, decide(100, Earnings.BOOK.opening()));

    var frozen =
        new WalletFrozen(new OperatorAction("fraud", "ann", "T-1"))
            .movement(Head.opening(Wallet.BOOK.account("mia")), AT);
    Wallet ice = ((Movement.Append<Wallet>) frozen).draft().state();
    assertRefused(
        RefusalCode.WALLET_FROZEN,
        asked.decide(head(RICH), AT, OFFERED, Optional.of(CREATOR), ice, Maturity.AT_ONCE));
  }

  @Test
  void diamonds_that_a_withdrawal_holds_are_not_exchanged() {
    Earnings held = RICH.hold(950, new Money(475, "USD"), AT);

    assertRefused(RefusalCode.INSUFFICIENT_DIAMONDS, decide(51, held));
    assertEquals(33, accepted(decide(50, held)).coins());
  }

  @Test
  void diamonds_on_hold_and_those_that_are_too_young_are_not_exchanged() {
    assertRefused(RefusalCode.EARNINGS_HELD, decide(100, RICH.held("review")));

    Maturity half = new Maturity(500 * Earnings.E4, Optional.of(AT.plusSeconds(60)));
    DiamondsExchanged more = new DiamondsExchanged("id", "mia", 501);
    var refused =
        assertInstanceOf(
            Decision.Refuse.class,
            more.decide(
                head(RICH),
                AT,
                policy(Optional.of(new Policy.ExchangeTerms(2, 3, 10, 1_000, false))),
                Optional.of(CREATOR),
                WALLET,
                half));
    assertEquals(RefusalCode.INSUFFICIENT_DIAMONDS, refused.refusal().code());
    assertEquals(
        Map.of(
            "diamonds", new Figure.Count(501),
            "available_diamonds", new Figure.Count(500),
            "immature_diamonds", new Figure.Count(500),
            "available_at", new Figure.Word("2026-11-20T12:01:00Z")),
        refused.refusal().figures());
    DiamondsExchanged enough = new DiamondsExchanged("id", "mia", 500);
    assertEquals(
        333,
        accepted(enough.decide(head(RICH), AT, OFFERED, Optional.of(CREATOR), WALLET, half))
            .coins());
  }

  @Test
  void diamonds_wait_as_for_a_withdrawal_and_where_there_is_none_as_long_as_anywhere() {
    Policy policy = policy(List.of(waiting("DE", 14), waiting("US", 7)), OFFERED.exchange());

    assertEquals(Duration.ofDays(7), policy.exchangeMaturity("US"));
    assertEquals(Duration.ofDays(14), policy.exchangeMaturity("DE"));
    assertEquals(Duration.ofDays(14), policy.exchangeMaturity("FR"));
    assertEquals(Duration.ZERO, OFFERED.exchangeMaturity("US"));
  }

  @Test
  void the_bounds_are_named_also_where_the_fewest_make_no_coin() {
    Policy coarse = policy(Optional.of(new Policy.ExchangeTerms(1, 100, 10, 500, false)));
    var refused =
        assertInstanceOf(
            Decision.Refuse.class,
            new DiamondsExchanged("id", "mia", 99)
                .decide(head(RICH), AT, coarse, Optional.of(CREATOR), WALLET, Maturity.AT_ONCE));

    assertEquals(
        Map.of(
            "diamonds", new Figure.Count(99),
            "diamonds_min", new Figure.Count(100),
            "diamonds_max", new Figure.Count(500)),
        refused.refusal().figures());
  }

  @Test
  void the_coins_arrive_once_however_often_it_is_completed() {
    Exchange left = left();

    Exchange arrived = Transfer.complete(ledger, Exchange.TYPE, left);
    assertEquals(arrived, Transfer.complete(ledger, Exchange.TYPE, left));
    assertEquals(arrived, Transfer.complete(ledger, Exchange.TYPE, arrived));

    assertEquals("1x66", wallet().lots().toString());
    assertEquals(Optional.of(arrived), ledger.find(Exchange.TYPE, left.key()));
  }

  /** Who can write the table sets a status back, with all that goes with it. */
  @Test
  void a_status_that_was_set_back_brings_no_coins_again() {
    Exchange left = left();
    Item before = table.get(left.key(), true).orElseThrow();
    Transfer.complete(ledger, Exchange.TYPE, left);
    table.replace(before);

    assertThrows(
        RecordAlteredException.class, () -> Transfer.complete(ledger, Exchange.TYPE, left));

    assertEquals(66, wallet().coins());
  }

  @Test
  void a_record_that_says_more_coins_than_its_entry_brings_none() {
    Exchange left = left();
    Item record = table.get(left.key(), true).orElseThrow();
    table.replace(record.toBuilder().number("coins", 6_600).build());

    assertThrows(
        RecordAlteredException.class, () -> Transfer.complete(ledger, Exchange.TYPE, left));
    assertThrows(RecordAlteredException.class, () -> ledger.find(Exchange.TYPE, left.key()));

    assertEquals(0, wallet().coins());
  }

  @Test
  void a_credit_without_its_status_is_no_whole_record() {
    Exchange left = left();
    Item record = table.get(left.key(), true).orElseThrow();
    assertEquals(left, Transfer.whole(Exchange.TYPE, record));

    Item halfArrived = record.toBuilder().number("credit", 1).build();
    assertThrows(UnreadableException.class, () -> Transfer.whole(Exchange.TYPE, halfArrived));
    Map<String, Value> without =
        new HashMap<>(record.toBuilder().text("status", "CREDITED").build().attributes());
    assertThrows(RuntimeException.class, () -> Transfer.whole(Exchange.TYPE, new Item(without)));
  }

  /** One that is in transit. */
  private Exchange left() {
    Exchange first = accepted(decide(100, RICH));
    ledger.append(
        account,
        (head, at) ->
            new Movement.Append<>(
                AwardCredited.draft(
                    AwardCredited.arriving(new Key("CHALLENGE#cup", "AWARD#1"), 1_000), head),
                List.of()));
    IdempotentRequest<Exchange> request =
        IdempotentRequest.of(Exchange.TYPE, account, "key", "100");
    var outcome =
        ledger.open(
            account,
            request,
            (head, at) ->
                new DiamondsExchanged(request.id(), "mia", first.askedDiamonds())
                    .decide(head, at, OFFERED, Optional.of(CREATOR), WALLET, Maturity.AT_ONCE));
    return (Exchange) assertInstanceOf(Outcome.Opened.class, outcome).record();
  }

  private Wallet wallet() {
    return ledger.head(Wallet.BOOK.account("mia"), true).state();
  }

  private static Decision<Exchange> decide(long diamonds, Earnings earnings) {
    return new DiamondsExchanged("id", "mia", diamonds)
        .decide(head(earnings), AT, OFFERED, Optional.of(CREATOR), WALLET, Maturity.AT_ONCE);
  }

  private static Head<Earnings> head(Earnings earnings) {
    return new Head<>(Earnings.BOOK.account("mia"), 5, 1, AT, Hash.ZERO, earnings);
  }

  private static Exchange accepted(Decision<Exchange> decision) {
    return (Exchange) assertInstanceOf(Decision.Accept.class, decision).record();
  }

  private static void assertRefused(RefusalCode code, Decision<Exchange> decision) {
    assertEquals(code, assertInstanceOf(Decision.Refuse.class, decision).refusal().code());
  }

  private static Policy policy(Optional<Policy.ExchangeTerms> exchange) {
    return policy(List.of(), exchange);
  }

  private static Policy policy(
      List<WithdrawalTerms> withdrawals, Optional<Policy.ExchangeTerms> exchange) {
    return new Policy(
        7,
        Prices.NONE,
        List.of(),
        1,
        1,
        5_000,
        1_000,
        withdrawals,
        new Policy.Chargebacks(2, 90),
        List.of(),
        List.of(),
        Spending.UNLIMITED,
        exchange,
        Live.STANDARD);
  }

  private static WithdrawalTerms waiting(String country, int days) {
    Money any = new Money(1, "USD");
    return new WithdrawalTerms(country, new DiamondRate(1, 2), any, any, List.of(), days, 0);
  }
}

package io.giftledger.ledger;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.Money;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** What the tests of the ledger share: the real table, plain rules, and an audit. */
final class Fixture {

  static final Instant AT = Instant.parse("2026-11-20T10:15:30.125Z");

  /** Coins that cost a cent each. */
  static final long PRICE_MINOR = 1;

  private Fixture() {}

  /** The template's table. */
  static Table table() {
    EmbeddedAws aws = EmbeddedAws.shared();
    return new DynamoDbTable(aws.dynamoDb(), aws.tableName());
  }

  /** A ledger that does not wait between tries. */
  static Ledger ledger(Table table) {
    return new Ledger(table, InstantSource.system(), attempt -> {});
  }

  static Account<Wallet> newWallet() {
    return Wallet.BOOK.account("viewer-" + UUID.randomUUID());
  }

  static Account<Earnings> newEarnings() {
    return Earnings.BOOK.account("creator-" + UUID.randomUUID());
  }

  /** A wallet with coins, in one entry. */
  static Account<Wallet> walletWith(Ledger ledger, long coins) {
    Account<Wallet> wallet = newWallet();
    ledger.settle(wallet, (head, at) -> new Movement<>(recharged(head, coins, ""), List.of()));
    return wallet;
  }

  static Draft<Wallet> recharged(Head<Wallet> head, long coins, String ref) {
    return new Draft<>(
        EntryKind.RECHARGED,
        List.of(
            new Posting(LedgerAccount.COINS_ISSUED, Asset.COIN, -coins),
            new Posting(LedgerAccount.WALLET, Asset.COIN, coins),
            new Posting(LedgerAccount.CASH, Asset.money("USD"), coins * PRICE_MINOR),
            new Posting(LedgerAccount.COIN_SALES, Asset.money("USD"), -coins * PRICE_MINOR)),
        head.state().plus(coins),
        ref,
        1);
  }

  static Draft<Wallet> giftSent(Head<Wallet> head, Instant at, long coins, String ref) {
    return new Draft<>(
        EntryKind.GIFT_SENT,
        List.of(
            new Posting(LedgerAccount.WALLET, Asset.COIN, -coins),
            new Posting(LedgerAccount.GIFTS_IN_TRANSIT, Asset.COIN, coins)),
        head.state().spend(coins, at),
        ref,
        1);
  }

  static Draft<Wallet> budgetSet(Head<Wallet> head, long budget) {
    return new Draft<>(
        EntryKind.BUDGET_SET, List.of(), head.state().withBudget(OptionalLong.of(budget)), "", 0);
  }

  /** Points that lose half of themselves to the commission. */
  static Draft<Earnings> giftsConverted(Head<Earnings> head, long points, String ref) {
    long earnedE4 = points * 5_000;
    return new Draft<>(
        EntryKind.GIFTS_CONVERTED,
        List.of(
            new Posting(LedgerAccount.GIFTS_IN_TRANSIT, Asset.COIN, -points),
            new Posting(LedgerAccount.COINS_SPENT, Asset.COIN, points),
            new Posting(LedgerAccount.POINTS_ISSUED, Asset.POINT, -points),
            new Posting(LedgerAccount.POINTS_CONVERTED, Asset.POINT, points),
            new Posting(LedgerAccount.DIAMONDS_ISSUED, Asset.DIAMOND_E4, -2 * earnedE4),
            new Posting(LedgerAccount.EARNINGS, Asset.DIAMOND_E4, earnedE4),
            new Posting(LedgerAccount.COMMISSION, Asset.DIAMOND_E4, earnedE4)),
        head.state().earn(points, earnedE4),
        ref,
        1);
  }

  /** Diamonds at half a cent. */
  static Draft<Earnings> withdrawalRequested(
      Head<Earnings> head, Instant at, long diamonds, String ref) {
    return new Draft<>(
        EntryKind.WITHDRAWAL_REQUESTED,
        List.of(
            new Posting(LedgerAccount.EARNINGS, Asset.DIAMOND_E4, -diamonds * Earnings.E4),
            new Posting(LedgerAccount.EARNINGS_HELD, Asset.DIAMOND_E4, diamonds * Earnings.E4)),
        head.state().hold(diamonds, new Money(diamonds / 2, "USD"), at),
        ref,
        1);
  }

  static Draft<Earnings> payoutPaid(Head<Earnings> head, long diamonds, String ref) {
    return new Draft<>(
        EntryKind.PAYOUT_PAID,
        List.of(
            new Posting(LedgerAccount.EARNINGS_HELD, Asset.DIAMOND_E4, -diamonds * Earnings.E4),
            new Posting(LedgerAccount.PAYOUTS, Asset.DIAMOND_E4, diamonds * Earnings.E4),
            new Posting(LedgerAccount.PAYOUTS, Asset.money("USD"), diamonds / 2),
            new Posting(LedgerAccount.CASH, Asset.money("USD"), -(diamonds / 2))),
        head.state().redeem(diamonds),
        ref,
        1);
  }

  static Draft<Earnings> payoutFailed(
      Head<Earnings> head, Instant requestedAt, long diamonds, String ref) {
    return new Draft<>(
        EntryKind.PAYOUT_FAILED,
        List.of(
            new Posting(LedgerAccount.EARNINGS_HELD, Asset.DIAMOND_E4, -diamonds * Earnings.E4),
            new Posting(LedgerAccount.EARNINGS, Asset.DIAMOND_E4, diamonds * Earnings.E4)),
        head.state().giveBack(diamonds, new Money(diamonds / 2, "USD"), requestedAt),
        ref,
        1);
  }

  /** A request to send a gift of so many coins. */
  static Request<Gift> giftRequest(Account<Wallet> wallet, String key, long coins) {
    return Request.of(Gift.TYPE, wallet, key, "creator", Long.toString(coins));
  }

  /** Sends a gift of so many coins, if the wallet has them. */
  static Outcome<Gift> send(Ledger ledger, Account<Wallet> wallet, String key, long coins) {
    Request<Gift> request = giftRequest(wallet, key, coins);
    return ledger.open(wallet, request, giftRule(request, coins));
  }

  static OpeningRule<Wallet, Gift> giftRule(Request<Gift> request, long coins) {
    return (head, at) -> {
      if (coins > head.state().coins()) {
        return new Decision.Refuse<>(new Refusal(Refusal.Code.INSUFFICIENT_COINS, "too few"));
      }
      return new Decision.Accept<>(gift(request, coins, head.state().coins() - coins, at));
    };
  }

  static Gift gift(Request<Gift> request, long coins, long walletCoins, Instant at) {
    return new Gift(
        request.id(),
        request.account().owner(),
        "creator",
        "rose",
        coins,
        coins,
        coins,
        5_000,
        1,
        new Gift.Target(Gift.Target.Kind.VIDEO, "video-1"),
        walletCoins,
        at,
        Gift.Status.SENT,
        OptionalLong.empty());
  }

  /** A recharge of so many coins that awaits its payment. */
  static Recharge recharge(Request<Recharge> request, long coins) {
    return new Recharge(
        request.id(),
        request.account().owner(),
        "coins-" + coins,
        "US",
        "web",
        coins,
        new Money(coins * PRICE_MINOR, "USD"),
        "card",
        "sandbox",
        1,
        AT,
        Recharge.Status.AWAITING_PAYMENT,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static Request<Recharge> rechargeRequest(Account<Wallet> wallet, String key, long coins) {
    return Request.of(Recharge.TYPE, wallet, key, Long.toString(coins));
  }

  /** Credits a recharge that was paid. */
  static Settlement<Wallet> credit(Ledger ledger, Request<Recharge> request, long coins) {
    return ledger.settle(
        Wallet.BOOK.account(request.account().owner()),
        (head, at) ->
            new Movement<>(recharged(head, coins, request.key().sort()), List.of(paid(request))));
  }

  /** The change of a recharge from unpaid to paid. */
  static Write.Transition paid(Request<Recharge> request) {
    return new Write.Transition(
        request.key(),
        Set.of(Recharge.Status.AWAITING_PAYMENT.name(), Recharge.Status.DECLINED.name()),
        Item.builder().build(),
        Item.builder().text("status", Recharge.Status.PAID.name()).build());
  }

  /**
   * Reads a whole chain and proves it: no gap, every entry follows from the one before.
   *
   * @return its entries, oldest first
   */
  static <S extends State> List<Entry<S>> audit(Ledger ledger, Account<S> account) {
    List<Entry<S>> newestFirst = new ArrayList<>();
    Optional<Long> before = Optional.empty();
    while (true) {
      List<Entry<S>> page = ledger.entries(account, 100, before);
      if (page.isEmpty()) break;
      newestFirst.addAll(page);
      before = Optional.of(page.getLast().sequence());
    }
    Head<S> head = Head.opening(account);
    for (Entry<S> entry : newestFirst.reversed()) {
      assertTrue(entry.follows(head), () -> "the chain breaks at " + entry.item().key().sort());
      head = entry.head();
    }
    return newestFirst.reversed();
  }
}

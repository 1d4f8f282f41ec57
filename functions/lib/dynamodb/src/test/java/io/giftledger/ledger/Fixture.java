package io.giftledger.ledger;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.Money;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.Maturity;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.WithdrawalRequested;
import io.giftledger.economy.policy.DiamondRate;
import io.giftledger.economy.policy.Market;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.Policy.CatalogueGift;
import io.giftledger.economy.policy.Policy.WithdrawalTerms;
import io.giftledger.economy.policy.Prices;
import io.giftledger.economy.wallet.BudgetSet;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.GiftSent;
import io.giftledger.economy.wallet.Lot;
import io.giftledger.economy.wallet.Lots;
import io.giftledger.economy.wallet.Quote;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.ledger.table.Table;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;

/** What the tests of the ledger share: the real table, the economy's own rules, and an audit. */
final class Fixture {

  static final Instant AT = Instant.parse("2026-11-20T10:15:30.125Z");

  /** Coins that cost a cent each. */
  static final long PRICE_MINOR = 1;

  static final String CREATOR = "creator";

  static final Gift.Target VIDEO = new Gift.Target(Gift.Target.Kind.VIDEO, "video-1");

  private static final long PLENTY = 1_000_000_000_000L;

  /** Roses for a coin each, half of their points for the creator, diamonds at half a cent. */
  static final Policy POLICY =
      new Policy(
          1,
          Prices.NONE,
          List.of(new CatalogueGift("rose", "Rose", 1)),
          PLENTY,
          1,
          5_000,
          0,
          List.of(
              new WithdrawalTerms(
                  "US",
                  new DiamondRate(1, 2),
                  new Money(1, "USD"),
                  new Money(PLENTY, "USD"),
                  List.of(new Policy.PayoutFee(PayoutMethod.Kind.BANK, 0, 0)),
                  0,
                  0)),
          new Policy.Chargebacks(2, 90));

  private Fixture() {}

  /** The template's table. */
  static Table table() {
    EmbeddedAws aws = EmbeddedAws.shared();
    return new DynamoDbTable(aws.dynamoDb(), aws.tableName());
  }

  /** A ledger that does not wait between tries. */
  static Ledger ledger(Table table) {
    return ledger(table, InstantSource.system());
  }

  static Ledger ledger(Table table, InstantSource clock) {
    return new Ledger(table, clock, (lost, attempt) -> true, Format.CURRENT);
  }

  static Account<Wallet> newWallet() {
    return Wallet.BOOK.account("viewer-" + UUID.randomUUID());
  }

  static Account<Earnings> newEarnings() {
    return Earnings.BOOK.account("creator-" + UUID.randomUUID());
  }

  /** Coins that nobody paid for. */
  static Lots lots(long coins) {
    return coins == 0 ? Lots.NONE : new Lots(List.of(new Lot(1, 1, coins, Optional.empty())));
  }

  /** With coins that nobody paid for besides. */
  static Lots withBonus(Lots lots, long coins) {
    return new Lots(Stream.concat(lots(coins).all().stream(), lots.all().stream()).toList());
  }

  /** A wallet with coins, in one entry. */
  static Account<Wallet> walletWith(Ledger ledger, long coins) {
    Account<Wallet> wallet = newWallet();
    fund(ledger, wallet, "funds", coins);
    return wallet;
  }

  /** A recharge of so many coins, from the request to its payment. */
  static AppendOutcome<Wallet> fund(Ledger ledger, Account<Wallet> wallet, String key, long coins) {
    IdempotentRequest<Recharge> request = rechargeRequest(wallet, key, coins);
    ledger.register(request, recharge(request, coins));
    return credit(ledger, request, coins);
  }

  static IdempotentRequest<Recharge> rechargeRequest(
      Account<Wallet> wallet, String key, long coins) {
    return IdempotentRequest.of(Recharge.TYPE, wallet, key, Long.toString(coins));
  }

  /** A recharge of so many coins that awaits its payment. */
  static Recharge recharge(IdempotentRequest<Recharge> request, long coins) {
    return Recharge.opened(
        request.id(),
        request.account().owner(),
        new Quote(
            "coins-" + coins, "US", "web", coins, 0, new Money(coins * PRICE_MINOR, "USD"), 0),
        "card",
        "sandbox",
        1,
        AT);
  }

  /** Credits a recharge that was paid. */
  static AppendOutcome<Wallet> credit(
      Ledger ledger, IdempotentRequest<Recharge> request, long coins) {
    return credit(ledger, request, coins, "payment-" + request.id());
  }

  static AppendOutcome<Wallet> credit(
      Ledger ledger, IdempotentRequest<Recharge> request, long coins, String paymentId) {
    return ledger.append(
        Wallet.BOOK.account(request.account().owner()),
        new Recharged(recharge(request, coins), paymentId)::movement);
  }

  static BudgetSet budgetSet(long budget) {
    return new BudgetSet(OptionalLong.of(budget));
  }

  /** A request to send a gift of so many coins. */
  static IdempotentRequest<Gift> giftRequest(Account<Wallet> wallet, String key, long coins) {
    return giftRequest(wallet, key, CREATOR, coins, VIDEO);
  }

  static IdempotentRequest<Gift> giftRequest(
      Account<Wallet> wallet, String key, String creator, long coins, Gift.Target target) {
    return IdempotentRequest.of(
        Gift.TYPE,
        wallet,
        key,
        creator,
        "rose",
        Long.toString(coins),
        target.kind().label(),
        target.id());
  }

  /** Sends a gift of so many coins, if the wallet has them. */
  static Outcome<Gift> send(Ledger ledger, Account<Wallet> wallet, String key, long coins) {
    return send(ledger, wallet, key, CREATOR, coins);
  }

  static Outcome<Gift> send(
      Ledger ledger, Account<Wallet> wallet, String key, String creator, long coins) {
    IdempotentRequest<Gift> request = giftRequest(wallet, key, creator, coins, VIDEO);
    return ledger.open(wallet, request, giftRule(request, creator, coins, VIDEO));
  }

  static OpeningRule<Wallet, Gift> giftRule(IdempotentRequest<Gift> request, long coins) {
    return giftRule(request, CREATOR, coins, VIDEO);
  }

  static OpeningRule<Wallet, Gift> giftRule(
      IdempotentRequest<Gift> request, String creator, long coins, Gift.Target target) {
    GiftSent gift =
        new GiftSent(
            request.id(),
            request.account().owner(),
            creator,
            "rose",
            coins,
            target,
            OptionalLong.empty());
    return (head, at) ->
        gift.decide(head, at, POLICY, profile(creator), Optional.empty(), new Market("US", "web"));
  }

  /** A gift as it is decided on a head that has the coins. */
  static Gift gift(IdempotentRequest<Gift> request, long coins, Head<Wallet> head, Instant at) {
    return accepted(giftRule(request, coins).decide(head, at));
  }

  /** A gift that was sent, as its conversion needs it. */
  static ConvertedGift sent(Ledger ledger, Account<Wallet> wallet, Gift gift) {
    return audit(ledger, wallet).stream()
        .filter(entry -> entry.ref().equals(gift.key().sort()))
        .map(entry -> ConvertedGift.ofEntry(entry.item()))
        .findFirst()
        .orElseThrow();
  }

  /** Converts gifts that a patron buys the coins for: one for each point, half of them diamonds. */
  static void earn(Ledger ledger, Account<Earnings> account, long points) {
    Account<Wallet> patron = Wallet.BOOK.account("patron");
    fund(ledger, patron, "funds", points);
    Gift gift = opened(send(ledger, patron, "gift", account.owner(), points));
    ledger.append(account, new GiftsConverted(List.of(sent(ledger, patron, gift)))::movement);
  }

  static IdempotentRequest<Withdrawal> withdrawalRequest(
      Account<Earnings> account, String key, long diamonds) {
    return IdempotentRequest.of(Withdrawal.TYPE, account, key, Long.toString(diamonds), "bank");
  }

  static OpeningRule<Earnings, Withdrawal> withdrawalRule(
      IdempotentRequest<Withdrawal> request, long diamonds) {
    String creator = request.account().owner();
    WithdrawalRequested asked =
        new WithdrawalRequested(request.id(), creator, diamonds, "bank", Optional.empty());
    PayoutMethod bank =
        new PayoutMethod(
            creator, "bank", PayoutMethod.Kind.BANK, "sandbox", "token", true, true, Instant.EPOCH);
    return (head, at) ->
        asked.decide(head, at, POLICY, profile(creator), Optional.of(bank), Maturity.AT_ONCE);
  }

  private static Optional<CreatorProfile> profile(String creator) {
    return Optional.of(CreatorProfile.inGoodStanding(creator, 0, "US"));
  }

  static <R extends BusinessRecord> R accepted(Decision<R> decision) {
    return switch (decision) {
      case Decision.Accept<R>(R record) -> record;
      case Decision.Refuse<R> refused -> throw new AssertionError(refused);
    };
  }

  static <R extends BusinessRecord> R opened(Outcome<R> outcome) {
    return switch (outcome) {
      case Outcome.Opened<R>(R record) -> record;
      case Outcome.Replayed<R> _, Outcome.KeyReused<R> _, Outcome.Refused<R> _ ->
          throw new AssertionError(outcome);
    };
  }

  static <S extends State> Entry<S> posted(AppendOutcome<S> outcome) {
    return switch (outcome) {
      case AppendOutcome.Posted<S>(Entry<S> entry) -> entry;
      case AppendOutcome.Overtaken<S> _, AppendOutcome.Stale<S> _ ->
          throw new AssertionError(outcome);
    };
  }

  /** What a rule that cannot refuse appends. */
  static <S extends State> Movement.Append<S> append(Movement<S> movement) {
    return switch (movement) {
      case Movement.Append<S> append -> append;
      case Movement.Stale<S> stale -> throw new AssertionError(stale);
    };
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
      Optional<Flaw> flaw = entry.flawAfter(head);
      assertTrue(
          flaw.isEmpty(), () -> "the chain breaks at " + entry.item().key().sort() + ": " + flaw);
      head = entry.head();
    }
    return newestFirst.reversed();
  }
}

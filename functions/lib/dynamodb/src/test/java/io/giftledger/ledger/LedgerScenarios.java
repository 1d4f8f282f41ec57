package io.giftledger.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Money;
import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.LedgerWriters.Advances;
import io.giftledger.ledger.LedgerWriters.Converts;
import io.giftledger.ledger.LedgerWriters.Opens;
import io.giftledger.ledger.LedgerWriters.Registers;
import io.giftledger.ledger.LedgerWriters.Settles;
import io.giftledger.ledger.LedgerWriters.SettlesPayout;
import io.giftledger.ledger.model.Explorer;
import io.giftledger.ledger.model.ModelTable;
import io.giftledger.ledger.model.Scenario;
import io.giftledger.ledger.model.Scenario.Clocks;
import io.giftledger.ledger.model.Snapshot;
import io.giftledger.ledger.model.Writer;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writers that meet on one chain, and what must come of it, for whatever protocol.
 *
 * @param protocol what is asked
 * @param clocks how the writers' clocks go
 * @param isAtomic whether the protocol promises that entry and record agree at every moment
 */
record LedgerScenarios(Protocol.Over protocol, Clocks clocks, boolean isAtomic) {

  /** A writer whose clock is an hour behind: to whom what is an hour old is new. */
  private record AnHourAgo(Writer writer) implements Writer {
    @Override
    public String name() {
      return "an hour ago: " + writer.name();
    }

    @Override
    public Object run(Table table, InstantSource clock) {
      return writer.run(table, () -> clock.instant().minus(Duration.ofHours(1)));
    }

    @Override
    public void check(Object answer, List<Snapshot> during) {
      writer.check(answer, during);
    }
  }

  static final Account<Wallet> WALLET = Wallet.BOOK.account("viewer");
  static final Account<Earnings> EARNINGS = Earnings.BOOK.account("creator");

  private static final long GIFT_COINS = 10;

  /** Three gifts with funds for two. */
  Scenario threeGiftsWithFundsForTwo() {
    return scenario(
        seeded(ledger -> fund(ledger, 100)),
        List.of(sends("first", 50), sends("second", 50), sends("third", 50)),
        (ledger, answers) -> {
          assertEquals(0, coins(ledger));
          assertEquals(3, entries(ledger), "two gifts are sent");
          assertEquals(1, count(answers, Outcome.Refused.class), "one gift is refused");
        });
  }

  /**
   * One request, three times at once.
   *
   * @param coins what it costs; the wallet has 100
   */
  Scenario oneRequestThreeTimes(long coins) {
    return scenario(
        seeded(ledger -> fund(ledger, 100)),
        List.of(sends("key", coins), sends("key", coins), sends("key", coins)),
        (ledger, answers) -> {
          assertEquals(100 - coins, coins(ledger));
          assertEquals(2, entries(ledger));
          assertEquals(
              3,
              count(answers, Outcome.Opened.class) + count(answers, Outcome.Replayed.class),
              "a repeat is never refused");
          assertTrue(count(answers, Outcome.Opened.class) <= 1, "it is opened once");
        });
  }

  /** One request, twice, beside another that takes their place. */
  Scenario oneRequestBesideAnother() {
    return scenario(
        seeded(ledger -> fund(ledger, 100)),
        List.of(sends("key", 30), sends("key", 30), sends("other", 30)),
        (ledger, answers) -> {
          assertEquals(40, coins(ledger));
          assertEquals(3, entries(ledger));
        });
  }

  /** One key for three requests. */
  Scenario oneKeyForThreeRequests() {
    return scenario(
        seeded(ledger -> fund(ledger, 100)),
        List.of(sends("key", 30), sends("key", 40), sends("key", 50)),
        (ledger, answers) -> {
          assertEquals(2, entries(ledger));
          assertEquals(2, count(answers, Outcome.KeyReused.class), "one request has the key");
        });
  }

  /**
   * A gift was claimed an hour ago and its entry was not put. Who claimed it goes on, somebody asks
   * for it again, and perhaps another gift is sent.
   */
  Scenario aClaimThatWasLeft(boolean besideAnother) {
    long coins = 60;
    Request<Gift> request = Fixture.giftRequest(WALLET, "key", coins);
    Instant then = Explorer.AT.minus(Duration.ofHours(1));
    ModelTable table = new ModelTable(seeded(then, ledger -> fund(ledger, 100)));
    Gift left = Fixture.gift(request, coins, 100 - coins, then);
    table.write(List.of(new Write.Insert(request.claim(left, 2))));
    Writer goesOn = sends("key", coins);
    return scenario(
        table.snapshot(),
        besideAnother
            ? List.of(new AnHourAgo(goesOn), goesOn, sends("other", coins))
            : List.of(new AnHourAgo(goesOn), goesOn),
        (ledger, answers) -> assertEquals(100 - coins, coins(ledger), "one gift is sent"));
  }

  /** A recharge that three webhooks say was paid; one of them tells of another payment. */
  Scenario aRechargeAndThreeWebhooks() {
    Request<Recharge> request = Fixture.rechargeRequest(WALLET, "recharge", 100);
    return scenario(
        seeded(ledger -> ledger.register(request, Fixture.recharge(request, 100))),
        List.of(
            pays("webhook 1", request, "payment 1"),
            pays("webhook 2", request, "payment 1"),
            pays("webhook 3", request, "payment 2")),
        (ledger, answers) -> {
          assertEquals(100, coins(ledger));
          assertEquals(1, entries(ledger));
        });
  }

  /** Coins come in while they are spent: no gift is refused that began after they were there. */
  Scenario twoGiftsWhileTheirCoinsComeIn() {
    Request<Recharge> request = Fixture.rechargeRequest(WALLET, "recharge", 100);
    return scenario(
        seeded(ledger -> ledger.register(request, Fixture.recharge(request, 100))),
        List.of(pays("webhook", request, "payment"), sends("first", 60), sends("second", 60)),
        (ledger, answers) -> {
          long sent = count(answers, Outcome.Opened.class) + count(answers, Outcome.Replayed.class);
          assertTrue(sent <= 1, "coins for one gift");
          assertEquals(100 - 60 * sent, coins(ledger));
        });
  }

  /** Batches of gifts that overlap, beside a withdrawal of what was earned before. */
  Scenario overlappingConversionsBesideAWithdrawal() {
    List<Request<Gift>> gifts = gifts(3);
    Request<Withdrawal> withdrawal = withdrawalRequest();
    return scenario(
        seeded(
            ledger -> {
              send(ledger, gifts);
              earn(ledger, 100);
            }),
        List.of(
            converts(gifts.subList(0, 2)),
            converts(gifts.subList(1, 3)),
            withdraws(withdrawal, 50)),
        (ledger, answers) -> {
          Earnings state = ledger.head(EARNINGS, true).state();
          assertEquals(100 + 3 * GIFT_COINS, state.points(), "each gift once");
          assertEquals(50, state.heldDiamonds());
          assertEquals((100 + 3 * GIFT_COINS) / 2 - 50, state.diamonds());
        });
  }

  /** Three batches of the same value, so that their entries may be equal to the byte. */
  Scenario threeConversionsOfTheSameValue() {
    List<Request<Gift>> gifts = gifts(3);
    return scenario(
        seeded(ledger -> send(ledger, gifts)),
        List.of(
            converts(gifts.subList(0, 1)),
            converts(gifts.subList(1, 2)),
            converts(gifts.subList(2, 3))),
        (ledger, answers) ->
            assertEquals(3 * GIFT_COINS, ledger.head(EARNINGS, true).state().points()));
  }

  /** A withdrawal that three deliveries of one message say was paid. */
  Scenario aPayoutThatIsSettledThrice() {
    Request<Withdrawal> request = withdrawalRequest();
    return scenario(
        seeded(ledger -> submitted(ledger, request)),
        List.of(
            settles("delivery 1", request, true),
            settles("delivery 2", request, true),
            settles("delivery 3", request, true)),
        (ledger, answers) -> {
          assertEquals(0, ledger.head(EARNINGS, true).state().heldE4());
          assertEquals(0, ledger.head(EARNINGS, true).state().diamonds());
        });
  }

  /** A payout of which the provider says this and that, while its diamonds are asked for again. */
  Scenario aPayoutThatIsPaidAndRefusedBesideAWithdrawal() {
    Request<Withdrawal> request = withdrawalRequest();
    Request<Withdrawal> other =
        Request.of(Withdrawal.TYPE, EARNINGS, "other withdrawal", "50", "bank");
    return scenario(
        seeded(ledger -> submitted(ledger, request)),
        List.of(
            settles("paid", request, true),
            settles("refused", request, false),
            withdraws(other, 50)),
        (ledger, answers) -> {
          Earnings state = ledger.head(EARNINGS, true).state();
          boolean isPaid =
              ledger.find(Withdrawal.TYPE, request.key()).orElseThrow().status()
                  == Withdrawal.Status.PAID;
          boolean isRefused = count(answers, Outcome.Refused.class) == 1;
          assertEquals(isPaid || isRefused ? 0 : 50, state.heldDiamonds());
          assertEquals(!isPaid && isRefused ? 50 : 0, state.diamonds());
          assertTrue(!isPaid || isRefused, "diamonds that were paid are spent again");
        });
  }

  /** Entries without a record: nothing but their own hash says that they are there. */
  Scenario threeBudgets() {
    return scenario(
        seeded(ledger -> fund(ledger, 100)),
        List.of(budgets(10), budgets(20), budgets(30)),
        (ledger, answers) -> assertEquals(4, entries(ledger), "each budget is set once"));
  }

  /** A request without an entry, twice, and another with its key. */
  Scenario threeRegistrationsWithOneKey() {
    return scenario(
        seeded(ledger -> {}),
        List.of(registers(100), registers(100), registers(500)),
        (ledger, answers) -> {
          long reused = count(answers, Outcome.KeyReused.class);
          assertTrue(reused == 1 || reused == 2, "one request has the key");
          assertTrue(count(answers, Outcome.Opened.class) <= 1, "it is opened once");
        });
  }

  /** A withdrawal that three deliveries of one message hand to the provider. */
  Scenario aWithdrawalThatIsSubmittedThrice() {
    Request<Withdrawal> request = withdrawalRequest();
    return scenario(
        seeded(
            ledger -> {
              earn(ledger, 100);
              withdraw(ledger, request);
            }),
        List.of(
            new Advances("delivery 1", protocol, submission(request)),
            new Advances("delivery 2", protocol, submission(request)),
            new Advances("delivery 3", protocol, submission(request))),
        (ledger, answers) -> {
          assertEquals(
              Withdrawal.Status.SUBMITTED,
              ledger.find(Withdrawal.TYPE, request.key()).orElseThrow().status());
          assertTrue(answers.stream().filter(Optional.empty()::equals).count() <= 1);
        });
  }

  /** One gift alone, for so many faults that its tries are used up. */
  Scenario oneGift() {
    return scenario(
        seeded(ledger -> fund(ledger, 100)),
        List.of(sends("key", 30)),
        (ledger, answers) -> assertEquals(70, coins(ledger)));
  }

  /** One recharge alone, for so many faults that its tries are used up. */
  Scenario oneWebhook() {
    Request<Recharge> request = Fixture.rechargeRequest(WALLET, "recharge", 100);
    return scenario(
        seeded(ledger -> ledger.register(request, Fixture.recharge(request, 100))),
        List.of(pays("webhook", request, "payment")),
        (ledger, answers) -> assertEquals(100, coins(ledger)));
  }

  private Scenario scenario(Snapshot before, List<Writer> writers, LedgerPromise.End end) {
    return new Scenario(
        before,
        writers,
        new LedgerPromise(List.of(WALLET), List.of(EARNINGS), isAtomic, end),
        clocks);
  }

  private static Snapshot seeded(Consumer<Ledger> seed) {
    return seeded(Explorer.AT, seed);
  }

  private static Snapshot seeded(Instant at, Consumer<Ledger> seed) {
    ModelTable table = new ModelTable(Snapshot.EMPTY);
    seed.accept(new Ledger(table, InstantSource.fixed(at), attempt -> {}));
    return table.snapshot();
  }

  private static void fund(Ledger ledger, long coins) {
    ledger.settle(
        WALLET, (head, at) -> new Movement<>(Fixture.recharged(head, coins, ""), List.of()));
  }

  private static void earn(Ledger ledger, long points) {
    ledger.settle(
        EARNINGS,
        (head, at) -> new Movement<>(Fixture.giftsConverted(head, points, ""), List.of()));
  }

  private static List<Request<Gift>> gifts(int count) {
    List<Request<Gift>> gifts = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      gifts.add(Fixture.giftRequest(WALLET, "gift " + number, GIFT_COINS));
    }
    return gifts;
  }

  private static void send(Ledger ledger, List<Request<Gift>> gifts) {
    fund(ledger, 100);
    gifts.forEach(gift -> ledger.open(WALLET, gift, Fixture.giftRule(gift, GIFT_COINS)));
  }

  private static Request<Withdrawal> withdrawalRequest() {
    return Request.of(Withdrawal.TYPE, EARNINGS, "withdrawal", "50", "bank");
  }

  private static void withdraw(Ledger ledger, Request<Withdrawal> request) {
    ledger.open(EARNINGS, request, withdrawalRule(request, 50));
  }

  private static void submitted(Ledger ledger, Request<Withdrawal> request) {
    earn(ledger, 100);
    withdraw(ledger, request);
    ledger.advance(submission(request));
  }

  private static Write.Transition submission(Request<Withdrawal> request) {
    return moved(request, Withdrawal.Status.REQUESTED, Withdrawal.Status.SUBMITTED);
  }

  private static Write.Transition moved(
      Request<Withdrawal> request, Withdrawal.Status from, Withdrawal.Status to) {
    return new Write.Transition(
        request.key(),
        Set.of(from.name()),
        Item.builder().build(),
        Item.builder().text("status", to.name()).build());
  }

  private static OpeningRule<Earnings, Withdrawal> withdrawalRule(
      Request<Withdrawal> request, long diamonds) {
    return (head, at) -> {
      if (diamonds > head.state().diamonds()) {
        return new Decision.Refuse<>(new Refusal(Refusal.Code.INSUFFICIENT_DIAMONDS, "too few"));
      }
      return new Decision.Accept<>(
          new Withdrawal(
              request.id(),
              request.account().owner(),
              diamonds,
              new Money(diamonds / 2, "USD"),
              "bank",
              "sandbox",
              "token",
              1,
              at,
              Withdrawal.Status.REQUESTED,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));
    };
  }

  /** What a batch of gifts becomes: one entry, one conversion, and every gift moves. */
  static Movement<Earnings> conversion(Head<Earnings> head, Instant at, List<Request<Gift>> gifts) {
    List<ConvertedGift> listed =
        gifts.stream().map(gift -> LedgerWriters.converted(gift, GIFT_COINS)).toList();
    Conversion conversion = LedgerWriters.conversionAt(head, at, listed);
    List<Write> changes = new ArrayList<>();
    changes.add(new Write.Insert(conversion.item()));
    for (Request<Gift> gift : gifts) {
      changes.add(
          new Write.Transition(
              gift.key(),
              Set.of(Gift.Status.SENT.name()),
              Item.builder().number("coins", GIFT_COINS).build(),
              Item.builder()
                  .text("status", Gift.Status.CONVERTED.name())
                  .number("conversion", conversion.sequence())
                  .build()));
    }
    return new Movement<>(
        Fixture.giftsConverted(head, GIFT_COINS * gifts.size(), conversion.key().sort()), changes);
  }

  private Writer sends(String key, long coins) {
    Request<Gift> request = Fixture.giftRequest(WALLET, key, coins);
    return new Opens<>(
        "gift " + key + " of " + coins,
        protocol,
        WALLET,
        request,
        Fixture.giftRule(request, coins));
  }

  private Writer pays(String name, Request<Recharge> request, String paymentId) {
    Write.Transition paid = Fixture.paid(request);
    Item set = paid.set().toBuilder().text("paymentId", paymentId).build();
    return new Settles<>(
        name,
        protocol,
        WALLET,
        (head, at) ->
            new Movement<>(
                Fixture.recharged(head, 100, request.key().sort()),
                List.of(new Write.Transition(paid.key(), paid.from(), paid.expected(), set))));
  }

  private Writer budgets(long coins) {
    return new Settles<>(
        "budget " + coins,
        protocol,
        WALLET,
        (head, at) -> new Movement<>(Fixture.budgetSet(head, coins), List.of()));
  }

  private Writer converts(List<Request<Gift>> gifts) {
    return new Converts(
        "batch of " + gifts.size() + " from " + gifts.getFirst().id().substring(0, 6),
        protocol,
        EARNINGS,
        gifts);
  }

  private Writer withdraws(Request<Withdrawal> request, long diamonds) {
    return new Opens<>(
        "withdrawal of " + diamonds,
        protocol,
        EARNINGS,
        request,
        withdrawalRule(request, diamonds));
  }

  private Writer settles(String name, Request<Withdrawal> request, boolean isPaid) {
    return new SettlesPayout(
        name,
        protocol,
        EARNINGS,
        request.key(),
        (head, at) ->
            new Movement<>(
                isPaid
                    ? Fixture.payoutPaid(head, 50, request.key().sort())
                    : Fixture.payoutFailed(head, Explorer.AT, 50, request.key().sort()),
                List.of(
                    moved(
                        request,
                        Withdrawal.Status.SUBMITTED,
                        isPaid ? Withdrawal.Status.PAID : Withdrawal.Status.FAILED))));
  }

  private Writer registers(long coins) {
    Request<Recharge> request = Fixture.rechargeRequest(WALLET, "key", coins);
    return new Registers<>(
        "recharge of " + coins, protocol, request, Fixture.recharge(request, coins));
  }

  private static long coins(Ledger ledger) {
    return ledger.head(WALLET, true).state().coins();
  }

  private static long entries(Ledger ledger) {
    return ledger.head(WALLET, true).sequence();
  }

  private static long count(List<Object> answers, Class<?> kind) {
    return answers.stream().filter(kind::isInstance).count();
  }
}

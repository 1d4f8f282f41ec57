package io.giftledger.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.PayoutFailed;
import io.giftledger.economy.earnings.PayoutPaid;
import io.giftledger.economy.earnings.PayoutResolution;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.LedgerWriters.Advances;
import io.giftledger.ledger.LedgerWriters.Appends;
import io.giftledger.ledger.LedgerWriters.Converts;
import io.giftledger.ledger.LedgerWriters.EndsPayout;
import io.giftledger.ledger.LedgerWriters.Opens;
import io.giftledger.ledger.LedgerWriters.Registers;
import io.giftledger.ledger.Newer.IndebtedWallet;
import io.giftledger.ledger.model.Explorer;
import io.giftledger.ledger.model.ModelTable;
import io.giftledger.ledger.model.Promise;
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
import java.util.function.BiFunction;
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
  static final Account<Earnings> EARNINGS = Earnings.BOOK.account(Fixture.CREATOR);

  /** Who sent the gifts that {@link #EARNINGS} has earned by before. */
  private static final Account<Wallet> PATRON = Wallet.BOOK.account("patron");

  private static final long GIFT_COINS = 10;

  private static final Optional<PayoutResolution> BY_HAND =
      Optional.of(
          new PayoutResolution(PayoutResolution.Kind.REFUSED, "by hand", "ben", "ticket 4711"));

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
    IdempotentRequest<Gift> request = Fixture.giftRequest(WALLET, "key", coins);
    Instant then = Explorer.AT.minus(Duration.ofHours(1));
    ModelTable table = new ModelTable(seeded(then, ledger -> fund(ledger, 100)));
    Gift left = Fixture.gift(request, coins, Fixture.ledger(table).head(WALLET, true), then);
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
    IdempotentRequest<Recharge> request = Fixture.rechargeRequest(WALLET, "recharge", 100);
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
    IdempotentRequest<Recharge> request = Fixture.rechargeRequest(WALLET, "recharge", 100);
    return scenario(
        seeded(ledger -> ledger.register(request, Fixture.recharge(request, 100))),
        List.of(pays("webhook", request, "payment"), sends("first", 60), sends("second", 60)),
        (ledger, answers) -> {
          long sent = count(answers, Outcome.Opened.class) + count(answers, Outcome.Replayed.class);
          assertTrue(sent <= 1, "coins for one gift");
          assertEquals(100 - 60 * sent, coins(ledger));
        });
  }

  /**
   * Batches of gifts that overlap, beside a withdrawal of what was earned before. Two gifts are
   * more than an entry holds, one is not.
   */
  Scenario overlappingConversionsBesideAWithdrawal() {
    ModelTable table = new ModelTable(seeded(ledger -> Fixture.earn(ledger, EARNINGS, 100)));
    List<ConvertedGift> gifts = sent(table, 3, 127);
    return scenario(
        table.snapshot(),
        List.of(
            converts(gifts.subList(0, 2)),
            converts(gifts.subList(1, 3)),
            withdraws(withdrawalRequest(), 50)),
        (ledger, answers) -> {
          Earnings state = ledger.head(EARNINGS, true).state();
          assertEquals(100 + 3 * GIFT_COINS, state.points(), "each gift once");
          assertEquals(50, state.heldDiamonds());
          assertEquals((100 + 3 * GIFT_COINS) / 2 - 50, state.diamonds());
        });
  }

  /** Three batches of the same value. */
  Scenario threeConversionsOfTheSameValue() {
    ModelTable table = new ModelTable(Snapshot.EMPTY);
    List<ConvertedGift> gifts = sent(table, 3, 5);
    return scenario(
        table.snapshot(),
        List.of(
            converts(gifts.subList(0, 1)),
            converts(gifts.subList(1, 2)),
            converts(gifts.subList(2, 3))),
        (ledger, answers) ->
            assertEquals(3 * GIFT_COINS, ledger.head(EARNINGS, true).state().points()));
  }

  /** A withdrawal that three deliveries of one message say was paid. */
  Scenario aPayoutThatIsSettledThrice() {
    ModelTable table = new ModelTable(seeded(LedgerScenarios::submitted));
    Withdrawal withdrawal = stored(table);
    return scenario(
        table.snapshot(),
        List.of(
            pays("delivery 1", withdrawal),
            pays("delivery 2", withdrawal),
            pays("delivery 3", withdrawal)),
        (ledger, answers) -> {
          assertEquals(0, ledger.head(EARNINGS, true).state().heldE4());
          assertEquals(0, ledger.head(EARNINGS, true).state().diamonds());
        });
  }

  /**
   * A payout of which the provider says that it paid and a person that it did not, while its
   * diamonds are asked for again.
   */
  Scenario aPayoutThatIsPaidAndRefusedBesideAWithdrawal() {
    ModelTable table = new ModelTable(seeded(LedgerScenarios::submitted));
    Withdrawal withdrawal = stored(table);
    return scenario(
        table.snapshot(),
        List.of(
            pays("paid", withdrawal),
            refuses("refused", withdrawal, "closed", BY_HAND),
            withdraws(Fixture.withdrawalRequest(EARNINGS, "other withdrawal", 50), 50)),
        (ledger, answers) -> {
          Earnings state = ledger.head(EARNINGS, true).state();
          boolean isPaid = stands(ledger) == Withdrawal.Status.PAID;
          boolean isRefused = count(answers, Outcome.Refused.class) == 1;
          assertEquals(isPaid || isRefused ? 0 : 50, state.heldDiamonds());
          assertEquals(!isPaid && isRefused ? 50 : 0, state.diamonds());
          assertTrue(!isPaid || isRefused, "diamonds that were paid are spent again");
        });
  }

  /**
   * A payout that is refused for three reasons. A reason is not in the entry, so that the entries
   * may be equal to the byte.
   */
  Scenario aPayoutThatIsRefusedForThreeReasons() {
    ModelTable table = new ModelTable(seeded(LedgerScenarios::submitted));
    Withdrawal withdrawal = stored(table);
    return scenario(
        table.snapshot(),
        List.of(
            refuses("closed", withdrawal, "closed", Optional.empty()),
            refuses("unknown", withdrawal, "unknown", Optional.empty()),
            refuses("by hand", withdrawal, "by hand", BY_HAND)),
        (ledger, answers) -> {
          assertEquals(Withdrawal.Status.FAILED, stands(ledger));
          assertEquals(50, ledger.head(EARNINGS, true).state().diamonds());
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
    ModelTable table = new ModelTable(seeded(LedgerScenarios::requested));
    Write.Transition submission = stored(table).submitted(Explorer.AT);
    return scenario(
        table.snapshot(),
        List.of(
            new Advances("delivery 1", protocol, submission),
            new Advances("delivery 2", protocol, submission),
            new Advances("delivery 3", protocol, submission)),
        (ledger, answers) -> {
          assertEquals(Withdrawal.Status.SUBMITTED, stands(ledger));
          assertTrue(answers.stream().filter(Optional.empty()::equals).count() <= 1);
        });
  }

  /**
   * Newer code notes a debt, in a state field that two writers of gifts do not know.
   *
   * @param older how those read the wallet
   */
  Scenario aStateFieldThatIsNotKnown(Book<Wallet> older) {
    Account<Wallet> wallet = older.account(WALLET.owner());
    Account<IndebtedWallet> indebted = Newer.indebted(WALLET);
    return new Scenario(
        seeded(ledger -> fund(ledger, 100)),
        List.of(
            new Appends<>("debt", protocol, indebted, Newer.debt(7)),
            new LeavesToNewer(sends("first", wallet, 30)),
            new LeavesToNewer(sends("second", wallet, 30))),
        new Kept(indebted),
        clocks);
  }

  /** Asks for a gift, which newer code has to be asked for if it has written to the account. */
  private record LeavesToNewer(Writer writer) implements Writer {
    @Override
    public String name() {
      return writer.name();
    }

    @Override
    public Object run(Table table, InstantSource clock) {
      try {
        return writer.run(table, clock);
      } catch (AccountNotUnderstoodException newer) {
        return "try again";
      }
    }

    @Override
    public void check(Object answer, List<Snapshot> during) {
      if (answer instanceof Outcome<?>) writer.check(answer, during);
    }
  }

  /** A state field that is there once is there for ever. */
  private record Kept(Account<IndebtedWallet> account) implements Promise {
    @Override
    public void always(Snapshot now) {
      boolean noted = false;
      for (Entry<IndebtedWallet> entry :
          Fixture.audit(Fixture.ledger(new ModelTable(now)), account)) {
        assertTrue(!noted || Newer.hasDebt(entry), "a state field is dropped");
        noted = Newer.hasDebt(entry);
      }
    }

    @Override
    public void step(Snapshot before, Snapshot after) {}

    @Override
    public Snapshot past(Snapshot then) {
      return LedgerPromise.happened(then);
    }

    @Override
    public void finallyHolds(Snapshot now, List<Object> answers) {
      assertEquals(7, Fixture.ledger(new ModelTable(now)).head(account, true).state().debtCoins());
    }
  }

  /**
   * A gift of whose record somebody has made a dearer one, and two who convert it.
   *
   * @param listed what they convert, from the gift's entry and its record
   */
  Scenario aGiftWhoseRecordWasAltered(BiFunction<Item, Item, ConvertedGift> listed) {
    ModelTable table = new ModelTable(Snapshot.EMPTY);
    ConvertedGift sent = sent(table, 1, 5).getFirst();
    Item entry =
        table
            .newest(WALLET.partitionKey(), Entry.SORT_KEY_PREFIX, 1, Optional.empty(), true)
            .getFirst();
    Item record =
        table.get(sent.key(), true).orElseThrow().toBuilder()
            .number("coins", 1_000)
            .number("points", 1_000)
            .build();
    Snapshot altered =
        table
            .snapshot()
            .only(item -> !item.key().equals(sent.key()))
            .write(List.of(new Write.Insert(record)), write -> true)
            .after();
    AppendRule<Earnings> converts =
        new GiftsConverted(List.of(listed.apply(entry, record)))::movement;
    return new Scenario(
        altered,
        List.of(
            new Appends<>("batch 1", protocol, EARNINGS, converts),
            new Appends<>("batch 2", protocol, EARNINGS, converts)),
        new Backed(EARNINGS, sent.points()),
        clocks);
  }

  /** Nothing is earned that the gifts' entries do not say. */
  private record Backed(Account<Earnings> account, long points) implements Promise {
    @Override
    public void always(Snapshot now) {
      long earned = Fixture.ledger(new ModelTable(now)).head(account, true).state().points();
      assertTrue(earned <= points, () -> "earned by no entry: " + earned);
    }

    @Override
    public void step(Snapshot before, Snapshot after) {}

    @Override
    public Snapshot past(Snapshot then) {
      return LedgerPromise.happened(then);
    }

    @Override
    public void finallyHolds(Snapshot now, List<Object> answers) {}
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
    IdempotentRequest<Recharge> request = Fixture.rechargeRequest(WALLET, "recharge", 100);
    return scenario(
        seeded(ledger -> ledger.register(request, Fixture.recharge(request, 100))),
        List.of(pays("webhook", request, "payment")),
        (ledger, answers) -> assertEquals(100, coins(ledger)));
  }

  private Scenario scenario(Snapshot before, List<Writer> writers, LedgerPromise.End end) {
    return new Scenario(
        before,
        writers,
        new LedgerPromise(List.of(WALLET, PATRON, EARNINGS), isAtomic, end),
        clocks);
  }

  private static Snapshot seeded(Consumer<Ledger> seed) {
    return seeded(Explorer.AT, seed);
  }

  private static Snapshot seeded(Instant at, Consumer<Ledger> seed) {
    ModelTable table = new ModelTable(Snapshot.EMPTY);
    seed.accept(Fixture.ledger(table, InstantSource.fixed(at)));
    return table.snapshot();
  }

  private static void fund(Ledger ledger, long coins) {
    Fixture.fund(ledger, WALLET, "funds", coins);
  }

  /** Sends gifts, each in a video of its own. */
  private static List<ConvertedGift> sent(ModelTable table, int count, int targetLength) {
    Ledger ledger = Fixture.ledger(table, InstantSource.fixed(Explorer.AT));
    fund(ledger, 100);
    List<ConvertedGift> gifts = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      Gift.Target target =
          new Gift.Target(Gift.Target.Kind.VIDEO, "v".repeat(targetLength) + number);
      IdempotentRequest<Gift> request =
          Fixture.giftRequest(WALLET, "gift " + number, Fixture.CREATOR, GIFT_COINS, target);
      Gift gift =
          Fixture.opened(
              ledger.open(
                  WALLET, request, Fixture.giftRule(request, Fixture.CREATOR, GIFT_COINS, target)));
      gifts.add(Fixture.sent(ledger, WALLET, gift));
    }
    return gifts;
  }

  private static IdempotentRequest<Withdrawal> withdrawalRequest() {
    return Fixture.withdrawalRequest(EARNINGS, "withdrawal", 50);
  }

  /** A withdrawal of all that was earned. */
  private static void requested(Ledger ledger) {
    Fixture.earn(ledger, EARNINGS, 100);
    IdempotentRequest<Withdrawal> request = withdrawalRequest();
    ledger.open(EARNINGS, request, Fixture.withdrawalRule(request, 50));
  }

  private static void submitted(Ledger ledger) {
    requested(ledger);
    Withdrawal requested = ledger.find(Withdrawal.TYPE, withdrawalRequest().key()).orElseThrow();
    ledger.advance(requested.submitted(Explorer.AT));
  }

  private static Withdrawal stored(Table table) {
    return Fixture.ledger(table).find(Withdrawal.TYPE, withdrawalRequest().key()).orElseThrow();
  }

  private static Withdrawal.Status stands(Ledger ledger) {
    return ledger.find(Withdrawal.TYPE, withdrawalRequest().key()).orElseThrow().status();
  }

  private Writer sends(String key, long coins) {
    return sends(key, WALLET, coins);
  }

  private Writer sends(String key, Account<Wallet> wallet, long coins) {
    IdempotentRequest<Gift> request = Fixture.giftRequest(wallet, key, coins);
    return new Opens<>(
        "gift " + key + " of " + coins,
        protocol,
        wallet,
        request,
        Fixture.giftRule(request, coins));
  }

  private Writer pays(String name, IdempotentRequest<Recharge> request, String paymentId) {
    Recharged paid = new Recharged(Fixture.recharge(request, 100), paymentId);
    return new Appends<>(name, protocol, WALLET, paid::movement);
  }

  private Writer budgets(long coins) {
    return new Appends<>("budget " + coins, protocol, WALLET, Fixture.budgetSet(coins)::movement);
  }

  private Writer converts(List<ConvertedGift> gifts) {
    return new Converts(
        "batch of " + gifts.size() + " from " + gifts.getFirst().id().substring(0, 6),
        protocol,
        EARNINGS,
        gifts);
  }

  private Writer withdraws(IdempotentRequest<Withdrawal> request, long diamonds) {
    return new Opens<>(
        "withdrawal of " + diamonds,
        protocol,
        EARNINGS,
        request,
        Fixture.withdrawalRule(request, diamonds));
  }

  private Writer pays(String name, Withdrawal withdrawal) {
    return new EndsPayout(
        name,
        protocol,
        withdrawal.key(),
        new PayoutPaid(withdrawal, "payout-" + withdrawal.id(), Optional.empty())::movement);
  }

  private Writer refuses(
      String name, Withdrawal withdrawal, String reason, Optional<PayoutResolution> resolution) {
    return new EndsPayout(
        name,
        protocol,
        withdrawal.key(),
        new PayoutFailed(withdrawal, reason, resolution)::movement);
  }

  private Writer registers(long coins) {
    IdempotentRequest<Recharge> request = Fixture.rechargeRequest(WALLET, "key", coins);
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

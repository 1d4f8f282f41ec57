package io.giftledger.ledger;

import io.giftledger.economy.Act;
import io.giftledger.economy.Money;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.Transfer;
import io.giftledger.economy.challenge.AwardOpened;
import io.giftledger.economy.challenge.Challenge;
import io.giftledger.economy.challenge.ChallengeFunded;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.DiamondsAdjusted;
import io.giftledger.economy.earnings.DiamondsExchanged;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Exchange;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.HoldPlaced;
import io.giftledger.economy.earnings.HoldReleased;
import io.giftledger.economy.earnings.Maturity;
import io.giftledger.economy.earnings.PayoutFailed;
import io.giftledger.economy.earnings.PayoutPaid;
import io.giftledger.economy.earnings.PayoutPaidLate;
import io.giftledger.economy.earnings.PayoutResolution;
import io.giftledger.economy.earnings.PayoutReturned;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.WithdrawalRequested;
import io.giftledger.economy.payment.AwaitedPayment;
import io.giftledger.economy.payment.PaymentUnapplied;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.payment.UnappliedApplied;
import io.giftledger.economy.payment.UnappliedFeeCharged;
import io.giftledger.economy.payment.UnappliedFeeReturned;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.payment.UnappliedRefunded;
import io.giftledger.economy.payment.UnappliedRestored;
import io.giftledger.economy.policy.DiamondRate;
import io.giftledger.economy.policy.Live;
import io.giftledger.economy.policy.Market;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.Policy.CatalogueGift;
import io.giftledger.economy.policy.Policy.WithdrawalTerms;
import io.giftledger.economy.policy.Prices;
import io.giftledger.economy.policy.Spending;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.BudgetSet;
import io.giftledger.economy.wallet.CoinsAdjusted;
import io.giftledger.economy.wallet.FeeCharged;
import io.giftledger.economy.wallet.FeeReturned;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.GiftSent;
import io.giftledger.economy.wallet.PaymentRestored;
import io.giftledger.economy.wallet.PaymentTakenBack;
import io.giftledger.economy.wallet.PurchaseReturned;
import io.giftledger.economy.wallet.Quote;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.economy.wallet.WalletFrozen;
import io.giftledger.economy.wallet.WalletReleased;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.MemoryTable;
import io.giftledger.ledger.table.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A table on which everything has happened that can happen, each time the same: two viewers, a
 * creator, every movement, and every status of every record.
 */
final class GoldenTable {

  static final Account<Wallet> ANNA = Wallet.BOOK.account("viewer-anna");
  static final Account<Wallet> BEN = Wallet.BOOK.account("auth0|5f7c8ec7c33c6c004bbafe82");
  static final Account<Wallet> CLEO = Wallet.BOOK.account("viewer-cleo");
  static final Account<Unapplied> SANDBOX = Unapplied.of("sandbox");
  static final Account<Earnings> MIA =
      Earnings.BOOK.account("creator-550e8400-e29b-41d4-a716-446655440000");

  static final String NOA = "creator-noa";
  static final Account<Wallet> NOAS_WALLET = Wallet.BOOK.account(NOA);
  static final Account<Earnings> NOAS_EARNINGS = Earnings.BOOK.account(NOA);
  static final Account<Challenge> CUP = Challenge.BOOK.account("winter-cup-2026");

  static final Policy POLICY =
      new Policy(
          3,
          Prices.NONE,
          List.of(new CatalogueGift("rose", "Rose", 1), new CatalogueGift("lion", "Lion", 29_999)),
          10_000,
          1,
          5_000,
          1_000,
          List.of(
              new WithdrawalTerms(
                  "US",
                  new DiamondRate(1, 2),
                  new Money(5_000, "USD"),
                  new Money(100_000, "USD"),
                  List.of(new Policy.PayoutFee(PayoutMethod.Kind.BANK, 25, 0)),
                  0,
                  0)),
          new Policy.Chargebacks(2, 90),
          List.of(),
          List.of(),
          Spending.UNLIMITED,
          Optional.of(new Policy.ExchangeTerms(3, 2, 10, 10_000, false)),
          Live.STANDARD);

  private static final CreatorProfile PROFILE =
      CreatorProfile.inGoodStanding(MIA.owner(), 120_000, "US");
  private static final PayoutMethod BANK =
      new PayoutMethod(
          MIA.owner(),
          "bank-1",
          PayoutMethod.Kind.BANK,
          "sandbox",
          "sandbox_bank_ok",
          true,
          true,
          Instant.parse("2026-11-01T12:00:00Z"));
  private static final Gift.Target STREAM =
      new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "stream-7");
  private static final Gift.Target VIDEO = new Gift.Target(Gift.Target.Kind.VIDEO, "v=9;t=10s");

  private final MemoryTable table = new MemoryTable();
  private Instant now = Fixture.AT;
  private final Ledger ledger = Fixture.ledger(table, this::tick);

  private GoldenTable() {}

  /** Plays it all, and tells the items in the order of their keys. */
  static List<Item> played() {
    return whole().items();
  }

  /** The same, and payouts that were paid late, of which the diamonds had been spent. */
  static List<Item> playedWithShortfalls() {
    GoldenTable golden = whole();
    golden.paidLateForWhatWasSpent();
    return golden.items();
  }

  private static GoldenTable whole() {
    GoldenTable golden = new GoldenTable();
    golden.table.replace(PROFILE.item());
    golden.table.replace(BANK.item());
    golden.recharges();
    golden.giftsAndConversions();
    golden.withdrawals();
    golden.adjustments();
    golden.byHand();
    golden.unapplied();
    golden.transfers();
    return golden;
  }

  private List<Item> items() {
    List<String> partitions =
        List.of(
            Act.partitionKey(Act.month(now)),
            Proposal.LIST_PARTITION,
            ANNA.partitionKey(),
            "CREATOR#" + MIA.owner(),
            "PAYOUT_METHODS#" + MIA.owner(),
            MIA.partitionKey(),
            BEN.partitionKey(),
            CLEO.partitionKey(),
            SANDBOX.partitionKey(),
            CUP.partitionKey(),
            NOAS_EARNINGS.partitionKey(),
            NOAS_WALLET.partitionKey());
    Stream<String> booked =
        partitions.stream().flatMap(this::items).flatMap(GoldenTable::booked).distinct();
    return Stream.concat(partitions.stream(), booked).sorted().flatMap(this::items).toList();
  }

  private Stream<Item> items(String partition) {
    return table.newest(partition, "", 1_000, Optional.empty(), true).reversed().stream();
  }

  /** Where the payments and payouts that an item tells of are booked, and what became of them. */
  private static Stream<String> booked(Item item) {
    if (item.key().sort().startsWith(UnappliedPayment.TYPE.prefix() + "#")) {
      return Stream.of("BOOKED#" + SANDBOX.owner() + "#" + item.key().id());
    }
    return item.findMap("details").stream()
        .flatMap(
            details ->
                Map.of(
                        "paymentId", "BOOKED#",
                        "adjustment", "BOOKED#",
                        "payoutId", "PAIDOUT#",
                        "returnId", "PAIDOUT#")
                    .entrySet()
                    .stream()
                    .flatMap(
                        named ->
                            details.findText(named.getKey()).stream()
                                .map(id -> named.getValue() + SANDBOX.owner() + "#" + id)));
  }

  private Instant tick() {
    now = now.plusMillis(1_234);
    return now;
  }

  private void later(Duration duration) {
    now = now.plus(duration);
  }

  private void recharges() {
    Recharge first = registered(ANNA, "recharge-1", 100_000);
    ledger.advance(first.opened("pay_1"));
    ledger.append(ANNA, new Recharged(first, "pay_1")::movement);

    // Declined, and paid after all.
    Recharge second = registered(BEN, "recharge-1", 100);
    ledger.advance(second.declined("pay_2", "insufficient_funds", tick()));
    ledger.append(BEN, new Recharged(second, "pay_3")::movement);

    Recharge declined = registered(BEN, "recharge-2", 500);
    ledger.advance(declined.declined("pay_4", "expired_card", tick()));
    registered(BEN, "recharge-3", 1_000);
  }

  /** What becomes of payments after they were made. */
  private void adjustments() {
    Recharge first = registered(CLEO, "recharge-1", 1_000);
    AwaitedPayment.of(ledger, "sandbox", "pay_11").note(ledger, refund("re_1", 129), false);
    AwaitedPayment.of(ledger, "sandbox", "pay_11").note(ledger, refund("re_0", 1), true);
    ledger.append(CLEO, new Recharged(current(first), "pay_11")::movement);
    book(first, refund("re_1", 129));
    charge(first, new Adjustment("txn_1", Adjustment.Cause.FEE, new Money(67, "EUR")));
    Adjustment fee = new Adjustment("txn_2", Adjustment.Cause.FEE_RETURNED, new Money(60, "EUR"));
    ledger.append(CLEO, new FeeReturned(current(first), fee)::movement);
    Recharge second = registered(CLEO, "recharge-2", 100);
    ledger.append(CLEO, new Recharged(second, "pay_12")::movement);
    sent(CLEO, "gift-1", "rose", 500, STREAM);
    Adjustment dispute = new Adjustment("dp_1", Adjustment.Cause.DISPUTE, new Money(1_161, "USD"));
    book(first, dispute);
    ledger.append(CLEO, PaymentRestored.of(ledger, current(first), dispute).in(ledger));
    book(second, refund("re_2", 129));
    ledger.append(CLEO, new Recharged(registered(CLEO, "recharge-3", 500), "pay_13")::movement);
    ledger.advance(current(second).voided(refund("re_3", 1)));
    Recharge third = registered(CLEO, "recharge-4", 100);
    ledger.append(CLEO, new Recharged(third, "pay_14")::movement);
    book(third, new Adjustment("dp_2", Adjustment.Cause.DISPUTE, new Money(29, "USD")));
    // The first was won, and does not count: it is the third that freezes.
    book(third, new Adjustment("dp_3", Adjustment.Cause.DISPUTE, new Money(28, "USD")));
    Recharge fourth = registered(CLEO, "recharge-5", 200);
    ledger.append(CLEO, new Recharged(fourth, "pay_15")::movement);
    act(new WalletReleased(new OperatorAction("cleared", "operator-7", "ticket 4712"))::movement);
    giveBack(fourth, "key-1");
    Adjustments.One failed = current(fourth).adjustments().all().getFirst();
    ledger.append(
        CLEO, PaymentRestored.of(ledger, current(fourth), failed.adjustment()).in(ledger));
    giveBack(fourth, "key-2");
    Recharge returned = current(fourth);
    ledger.advance(returned.refunding(returned.adjustments().all().getLast(), "re_4"));
    act(new WalletFrozen(new OperatorAction("fraud", "operator-7", "ticket 4713"))::movement);
  }

  /** Payments that came in for nothing that was sold. */
  private void unapplied() {
    unapplied("pay_6", 1_290, "EUR", "second_payment");
    unapplied("pay_7", 129, "USD", "unknown_recharge");
    paidBack("pay_6", "re_5", 290);
    paidBack("pay_6", "re_6", 1_000);
    UnappliedPayment payment = unapplied("pay_7");
    Recharge recharge = registered(CLEO, "recharge-7", 100);
    Fixture.posted(
        ledger.append(
            SANDBOX,
            new UnappliedApplied(payment, recharge, "operator-7", "ticket 4714")::movement));
    unapplied("pay_8", 649, "USD", "amount_mismatch");
    Adjustment dispute = new Adjustment("dp_4", Adjustment.Cause.DISPUTE, new Money(649, "USD"));
    Adjustment fee = new Adjustment("txn_3", Adjustment.Cause.FEE, new Money(15, "EUR"));
    Adjustment back = new Adjustment("txn_4", Adjustment.Cause.FEE_RETURNED, fee.amount());
    Fixture.posted(
        ledger.append(SANDBOX, new UnappliedRefunded(unapplied("pay_8"), dispute)::movement));
    Fixture.posted(
        ledger.append(SANDBOX, new UnappliedFeeCharged(unapplied("pay_8"), fee)::movement));
    Fixture.posted(
        ledger.append(SANDBOX, new UnappliedRestored(unapplied("pay_8"), dispute)::movement));
    Fixture.posted(
        ledger.append(SANDBOX, new UnappliedFeeReturned(unapplied("pay_8"), back)::movement));
    ledger.advance(unapplied("pay_8").refunding());
  }

  private void unapplied(String payment, long minor, String currency, String reason) {
    Fixture.posted(
        ledger.append(
            SANDBOX,
            new PaymentUnapplied(
                    "sandbox",
                    payment,
                    new Money(minor, currency),
                    reason,
                    Optional.of("viewer-cleo"),
                    Optional.empty())
                ::movement));
  }

  private void paidBack(String payment, String refund, long minor) {
    Fixture.posted(
        ledger.append(
            SANDBOX,
            new UnappliedRefunded(
                    unapplied(payment),
                    new Adjustment(refund, Adjustment.Cause.REFUND, new Money(minor, "EUR")))
                ::movement));
  }

  private UnappliedPayment unapplied(String payment) {
    return ledger
        .find(UnappliedPayment.TYPE, UnappliedPayment.key("sandbox", payment))
        .orElseThrow();
  }

  private void giveBack(Recharge recharge, String key) {
    String id = PurchaseReturned.idFor(recharge.key(), key);
    act(new PurchaseReturned(current(recharge), id, 14)::movement);
  }

  /** What two people wanted, and what one of them did. */
  private void byHand() {
    Proposal given = proposed(CLEO, "given", 40);
    act(new CoinsAdjusted(given, "operator-8")::movement);
    Proposal taken = proposed(CLEO, "taken", -1_000_000);
    act(new CoinsAdjusted(taken, "operator-8")::movement);
    // What is owed is paid with coins that are wanted back, and come again.
    Recharge recharge = registered(CLEO, "recharge-6", 100);
    ledger.append(CLEO, new Recharged(recharge, "pay_9")::movement);
    Adjustment refund = refund("re_10", 129);
    book(recharge, refund);
    act(PaymentRestored.of(ledger, current(recharge), refund).in(ledger));
    Proposal diamonds = proposed(MIA, "given", 5_000);
    end(new DiamondsAdjusted(diamonds, "operator-8")::movement);
    proposed(MIA, "open", -5_000);
  }

  private Proposal proposed(Account<?> account, String key, long amount) {
    OperatorAction action = new OperatorAction("goodwill", "operator-7", "ticket 4716");
    IdempotentRequest<Proposal> request =
        IdempotentRequest.of(Proposal.TYPE, account, key, Long.toString(amount));
    Proposal proposal = Proposal.of(account, request.id(), amount, action, tick());
    List<Write> others =
        List.of(new Write.Insert(proposal.listed()), new Write.Insert(proposal.proposing().item()));
    return Fixture.opened(ledger.register(request, proposal, others).orElseThrow());
  }

  /** A challenge's awards, of which one is on its way, are exchanged for coins, and those sent. */
  private void transfers() {
    OperatorAction action = new OperatorAction("winter_cup", "operator-7", "ticket 4714");
    Fixture.opened(new ChallengeFunded(CUP.owner(), 1_000, action).with(ledger, "funding-1"));
    Fixture.opened(
        new AwardOpened(CUP.owner(), NOA, "first-place", 300, action)
            .with(ledger, Optional.of(PROFILE)));
    Fixture.opened(
        new AwardOpened(CUP.owner(), NOA, "most-fans", 50, action)
            .opened(ledger, Optional.of(PROFILE)));

    Transfer.complete(ledger, Exchange.TYPE, exchanged("exchange-1", 101));
    exchanged("exchange-2", 11);
    sent(NOAS_WALLET, "gift-1", "rose", 20, STREAM);
    ledger.append(NOAS_WALLET, new Recharged(registered(NOAS_WALLET, "pay", 100), "p")::movement);
    sent(NOAS_WALLET, "gift-2", "rose", 135, STREAM);
  }

  private Exchange exchanged(String key, long diamonds) {
    IdempotentRequest<Exchange> request =
        IdempotentRequest.of(Exchange.TYPE, NOAS_EARNINGS, key, Long.toString(diamonds));
    DiamondsExchanged asked = new DiamondsExchanged(request.id(), NOA, diamonds);
    return Fixture.opened(
        ledger.open(
            NOAS_EARNINGS,
            request,
            (head, at) ->
                asked.decide(
                    head,
                    at,
                    POLICY,
                    Optional.of(PROFILE),
                    Wallet.BOOK.opening(),
                    Maturity.AT_ONCE)));
  }

  private void act(AppendRule<Wallet> rule) {
    Fixture.posted(ledger.append(CLEO, rule));
  }

  private static Adjustment refund(String id, long minor) {
    return new Adjustment(id, Adjustment.Cause.REFUND, new Money(minor, "USD"));
  }

  private Recharge current(Recharge recharge) {
    return ledger.find(Recharge.TYPE, recharge.key()).orElseThrow();
  }

  private void book(Recharge recharge, Adjustment adjustment) {
    ledger.append(
        CLEO, new PaymentTakenBack(current(recharge), adjustment, POLICY.chargebacks()).in(ledger));
  }

  private void charge(Recharge recharge, Adjustment fee) {
    ledger.append(CLEO, new FeeCharged(current(recharge), fee)::movement);
  }

  private Recharge registered(Account<Wallet> wallet, String key, long coins) {
    IdempotentRequest<Recharge> request =
        IdempotentRequest.of(Recharge.TYPE, wallet, key, "coins-" + coins, "US", "web", "card");
    Recharge recharge =
        Recharge.opened(
            request.id(),
            wallet.owner(),
            new Quote(
                "coins-" + coins,
                "US",
                "web",
                coins,
                coins / 100,
                new Money(coins * 129 / 100, "USD"),
                coins * 129 / 2_100),
            "card",
            "sandbox",
            POLICY.version(),
            tick());
    return Fixture.opened(ledger.register(request, recharge));
  }

  private void giftsAndConversions() {
    Gift lions = sent(ANNA, "gift-1", "lion", 3, STREAM);
    convert(ANNA, List.of(lions));

    ledger.append(BEN, new BudgetSet(OptionalLong.of(60))::movement);
    List<Gift> roses = new ArrayList<>();
    for (int number = 1; number <= 12; number++) {
      roses.add(sent(BEN, "gift-" + number, "rose", number % 3 + 1, number > 8 ? VIDEO : STREAM));
    }
    convert(BEN, roses);
    ledger.append(BEN, new BudgetSet(OptionalLong.of(100))::movement);
    ledger.append(BEN, new BudgetSet(OptionalLong.empty())::movement);

    // Claimed and left; an hour later its place is voided, and it is sent after all.
    IdempotentRequest<Gift> left = request(BEN, "left", "rose", 3, VIDEO);
    claim(left, "rose", 3, VIDEO);
    later(Duration.ofHours(1));
    sent(BEN, "left", "rose", 3, VIDEO);

    // A gift that is on its way, and one that never happened.
    sent(ANNA, "gift-2", "rose", 5, VIDEO);
    claim(request(ANNA, "cut off", "rose", 7, STREAM), "rose", 7, STREAM);
  }

  private Gift sent(
      Account<Wallet> wallet, String key, String gift, long quantity, Gift.Target target) {
    IdempotentRequest<Gift> request = request(wallet, key, gift, quantity, target);
    return Fixture.opened(ledger.open(wallet, request, rule(request, gift, quantity, target)));
  }

  private void claim(
      IdempotentRequest<Gift> request, String gift, long quantity, Gift.Target target) {
    Head<Wallet> head = ledger.head(Wallet.BOOK.account(request.account().owner()), true);
    Gift claimed = Fixture.accepted(rule(request, gift, quantity, target).decide(head, tick()));
    table.write(List.of(new Write.Insert(request.claim(claimed, head.sequence() + 1))));
  }

  private static IdempotentRequest<Gift> request(
      Account<Wallet> wallet, String key, String gift, long quantity, Gift.Target target) {
    return IdempotentRequest.of(
        Gift.TYPE,
        wallet,
        key,
        MIA.owner(),
        gift,
        Long.toString(quantity),
        target.kind().label(),
        target.id());
  }

  private static OpeningRule<Wallet, Gift> rule(
      IdempotentRequest<Gift> request, String gift, long quantity, Gift.Target target) {
    GiftSent sent =
        new GiftSent(
            request.id(),
            request.account().owner(),
            MIA.owner(),
            gift,
            quantity,
            target,
            OptionalLong.empty());
    return (head, at) ->
        sent.decide(
            head, at, POLICY, Optional.of(PROFILE), Optional.empty(), new Market("US", "web"));
  }

  private void convert(Account<Wallet> sender, List<Gift> gifts) {
    List<ConvertedGift> batch =
        gifts.stream().map(gift -> Fixture.sent(ledger, sender, gift)).toList();
    ledger.append(MIA, new GiftsConverted(batch)::movement);
  }

  private void withdrawals() {
    Withdrawal paid = submitted(requested("withdrawal-1", 10_001));
    end(new PayoutPaid(paid, "po_1", Optional.empty())::movement);

    Withdrawal refused = submitted(requested("withdrawal-2", 10_000));
    end(new PayoutFailed(refused, "account_closed", Optional.empty())::movement);

    Withdrawal lost = submitted(requested("withdrawal-3", 10_002));
    end(new PayoutPaid(lost, "po_3", byHand(PayoutResolution.Kind.PAID, "po_3"))::movement);

    Withdrawal cancelled = requested("withdrawal-4", 10_004);
    later(Duration.ofDays(7));
    end(
        new PayoutFailed(
                cancelled,
                "creator_asked",
                byHand(PayoutResolution.Kind.CANCELLED, "creator_asked"))
            ::movement);

    Withdrawal charged = submitted(requested("withdrawal-7", 10_000));
    end(
        new PayoutPaid(charged, "po_7", Optional.of(new Money(25, "USD")), Optional.empty())
            ::movement);
    end(new PayoutReturned(found(charged), "re_7", "account_closed", Optional.empty())::movement);

    Withdrawal recalled = submitted(requested("withdrawal-8", 10_000));
    end(new PayoutPaid(recalled, "po_8", Optional.empty())::movement);
    end(
        new PayoutReturned(
                found(recalled),
                "re_8",
                PayoutReturned.REASON_UNKNOWN,
                byHand(PayoutResolution.Kind.RETURNED, "re_8"))
            ::movement);

    Withdrawal late = submitted(requested("withdrawal-9", 10_000));
    end(new PayoutFailed(late, "rejected_by_bank", Optional.empty())::movement);
    end(
        new PayoutPaidLate(found(late), "po_9", byHand(PayoutResolution.Kind.PAID_LATE, "po_9"))
            ::movement);
    end(new PayoutReturned(found(late), "re_9", "recalled", Optional.empty())::movement);

    submitted(requested("withdrawal-5", 10_000));
    requested("withdrawal-6", 10_000);
    end(new HoldPlaced(new OperatorAction("review", "operator-7", "ticket 4714"))::movement);
    end(new HoldReleased(new OperatorAction("cleared", "operator-7", "ticket 4715"))::movement);
  }

  /** Of two, one stays owed, and one comes back. */
  private void paidLateForWhatWasSpent() {
    for (String id : List.of("10", "11")) {
      adjust("given-" + id, 200_000_000);
      Withdrawal late = submitted(requested("withdrawal-" + id, 10_000));
      end(new PayoutFailed(late, "rejected_by_bank", Optional.empty())::movement);
      adjust("spent-" + id, -200_000_000);
      end(new PayoutPaidLate(found(late), "po_" + id, Optional.empty())::movement);
      if (id.equals("11")) {
        end(new PayoutReturned(found(late), "re_" + id, "recalled", Optional.empty())::movement);
      }
    }
  }

  private void adjust(String key, long diamondsE4) {
    end(new DiamondsAdjusted(proposed(MIA, key, diamondsE4), "operator-8")::movement);
  }

  private Withdrawal found(Withdrawal withdrawal) {
    return ledger.find(Withdrawal.TYPE, withdrawal.key()).orElseThrow();
  }

  private Withdrawal requested(String key, long diamonds) {
    IdempotentRequest<Withdrawal> request =
        IdempotentRequest.of(Withdrawal.TYPE, MIA, key, Long.toString(diamonds), BANK.id());
    WithdrawalRequested asked =
        new WithdrawalRequested(request.id(), MIA.owner(), diamonds, BANK.id(), Optional.empty());
    return Fixture.opened(
        ledger.open(
            MIA,
            request,
            (head, at) ->
                asked.decide(
                    head, at, POLICY, Optional.of(PROFILE), Optional.of(BANK), Maturity.AT_ONCE)));
  }

  private Withdrawal submitted(Withdrawal requested) {
    Instant at = tick();
    ledger.advance(requested.submitted(at));
    return requested.asSubmitted(at);
  }

  private void end(AppendRule<Earnings> rule) {
    Fixture.posted(ledger.append(MIA, rule));
  }

  private static Optional<PayoutResolution> byHand(PayoutResolution.Kind kind, String text) {
    return Optional.of(new PayoutResolution(kind, text, "operator-7", "ticket 4711"));
  }
}

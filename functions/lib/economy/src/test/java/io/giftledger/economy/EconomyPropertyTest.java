package io.giftledger.economy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.challenge.Award;
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
import io.giftledger.economy.earnings.PayoutReturned;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.WithdrawalRequested;
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
import io.giftledger.economy.policy.Prices;
import io.giftledger.economy.policy.Spending;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.Budget;
import io.giftledger.economy.wallet.CoinsAdjusted;
import io.giftledger.economy.wallet.FeeCharged;
import io.giftledger.economy.wallet.FeeReturned;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.GiftSent;
import io.giftledger.economy.wallet.Lots;
import io.giftledger.economy.wallet.PaymentRestored;
import io.giftledger.economy.wallet.PaymentTakenBack;
import io.giftledger.economy.wallet.PurchaseReturned;
import io.giftledger.economy.wallet.Quote;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Standing;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.economy.wallet.WalletFrozen;
import io.giftledger.economy.wallet.WalletReleased;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.AppendRule;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.MemoryTable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/**
 * Twenty viewers in five currencies, on the real rules and the real ledger: after every step of
 * thousands the books say of every minor unit where it is.
 */
class EconomyPropertyTest {

  private static final int STEPS = 2_000;
  private static final int VIEWERS = 20;
  private static final int CREATORS = 3;
  private static final String CUP = "cup";
  private static final OperatorAction AWARDING = new OperatorAction("cup", "ann", "T-2");
  private static final List<String> CURRENCIES = List.of("USD", "EUR", "JPY", "KWD", "BRL");
  private static final Set<Adjustment.Cause> TOLD =
      Set.of(Adjustment.Cause.REFUND, Adjustment.Cause.DISPUTE);
  private static final Policy.Chargebacks FREEZING = new Policy.Chargebacks(2, 1);
  private static final Duration MATURITY = Duration.ofHours(2);
  private static final Policy.WithdrawalTerms TERMS =
      new Policy.WithdrawalTerms(
          "US",
          new DiamondRate(1, 2),
          new Money(1, "USD"),
          new Money(1_000_000, "USD"),
          List.of(new Policy.PayoutFee(PayoutMethod.Kind.BANK, 3, 100)),
          0,
          0);
  private static final Gift.Target STREAM =
      new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "stream-1");

  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void after_every_step_the_books_are_right(@ForAll long seed) {
    new Play(seed).run(STEPS);
  }

  /** One that is always played, and meets everything. */
  @Test
  void every_kind_of_step_is_met() {
    Play play = new Play(4_715);
    play.run(STEPS);
    assertEquals(List.of(), play.unmet());
  }

  /** One evening of an economy. */
  private static final class Play {

    private Random random;
    private final MemoryTable table = new MemoryTable();
    private Instant now = Instant.parse("2026-11-20T10:00:00Z");
    private final Ledger ledger =
        new Ledger(table, () -> now, (lost, attempt) -> true, Format.CURRENT);
    private final List<Recharge> open = new ArrayList<>();
    private final List<Recharge> paid = new ArrayList<>();
    private final List<Entry<Wallet>> sent = new ArrayList<>();
    private final Map<String, Wallet> wallets = new HashMap<>();

    /** Sums of all postings so far, by ledger account and asset. */
    private final Map<String, Long> books = new HashMap<>();

    /** What came from viewers, what went back, and what providers kept, by currency. */
    private final Map<String, Long> received = new HashMap<>();

    private final Map<String, Long> paidBack = new HashMap<>();
    private final Map<String, Long> kept = new HashMap<>();

    /** Payments that are applied to nothing, and a recharge that they would pay. */
    private final Map<String, Recharge> unapplied = new HashMap<>();

    private final Map<String, Integer> met = new HashMap<>();

    /** The last five disputes of a viewer's payments that were not won, and the day of each. */
    private final Map<String, List<String>> disputes = new HashMap<>();

    private final Map<String, LocalDate> disputedOn = new HashMap<>();

    /** Why wallets are frozen. */
    private final Map<String, String> frozen = new HashMap<>();

    /** What has left and not arrived, and who knows each as it was when it left. */
    private final List<Transfer<?, ?>> inTransit = new ArrayList<>();

    private final Map<String, Earnings> earnings = new HashMap<>();

    private final List<Key> withdrawals = new ArrayList<>();

    /** What withdrawals have paid that did not come back, in cents. */
    private final Map<String, Long> paidOut = new HashMap<>();

    /** Creators whose earnings are on hold. */
    private final Set<String> onHold = new HashSet<>();

    /** Coins that were given by hand, less those that were taken. */
    private long byHand;

    /** Coins that came to a viewer, less those that went and those that are wanted back. */
    private final Map<String, Long> rightful = new HashMap<>();

    /** Points of all gifts so far: none for coins that had been diamonds. */
    private long pointsSent;

    private int commission = 5_000;
    private int number;

    /** Whether a spree may end with a return. */
    private boolean isReturning = true;

    Play(long seed) {
      random = new Random(seed);
    }

    void run(int steps) {
      for (int step = 0; step < steps; step++) {
        now = now.plusMillis(random.nextInt(100_000));
        step();
        check();
      }
    }

    List<String> unmet() {
      return List.of(
              "buy",
              "pay",
              "send",
              "convert",
              "refund",
              "dispute",
              "restore",
              "won",
              "return",
              "return restored",
              "unapplied",
              "unapplied refunded",
              "unapplied restored",
              "unapplied fee",
              "unapplied applied",
              "fee",
              "fee returned",
              "frozen by hand",
              "frozen for chargebacks",
              "released",
              "frozen again",
              "policy",
              "exchange",
              "award",
              "arrival",
              "arrival again",
              "exchanged coins sent",
              "over budget",
              "withdrawal",
              "on hold",
              "held back",
              "immature",
              "paid",
              "failed",
              "cancelled",
              "returned",
              "paid late",
              "adjusted coins",
              "adjusted diamonds",
              "in debt",
              "debt paid",
              "merged",
              "lots full",
              "nothing spent of it")
          .stream()
          .filter(word -> !met.containsKey(word))
          .toList();
    }

    private void step() {
      switch (random.nextInt(40)) {
        case 0, 1, 2 -> buy();
        case 3, 4, 5 -> pay();
        case 6, 7, 8, 9, 10 -> send();
        case 11, 12 -> convert();
        case 13, 14 -> takeBack(Adjustment.Cause.REFUND);
        case 15 -> takeBack(Adjustment.Cause.DISPUTE);
        case 16, 17 -> restore();
        case 18 -> fee();
        case 19, 20 -> act();
        case 21, 22 -> giveBack();
        case 23 -> unapplied();
        case 24 -> settleUnapplied();
        case 25, 26 -> exchange();
        case 27 -> award();
        case 28, 29 -> arrive();
        case 30, 31, 32 -> withdraw();
        case 33, 34, 35 -> settle();
        case 36 -> hold();
        case 37, 38 -> adjust();
        default -> {
          commission = random.nextInt(10_001);
          meet("policy");
        }
      }
    }

    private void buy() {
      buy("viewer-" + random.nextInt(VIEWERS));
    }

    private void buy(String viewer) {
      long coins = 1 + random.nextInt(2_000);
      long price = 1 + random.nextInt(3_000);
      Quote quote =
          new Quote(
              "coins",
              "US",
              "web",
              coins,
              random.nextInt(3) == 0 ? random.nextInt(500) : 0,
              new Money(price, CURRENCIES.get(random.nextInt(CURRENCIES.size()))),
              random.nextInt((int) price));
      IdempotentRequest<Recharge> request =
          IdempotentRequest.of(
              Recharge.TYPE, Wallet.BOOK.account(viewer), "key-" + number++, "coins");
      Recharge recharge = Recharge.opened(request.id(), viewer, quote, "card", "sandbox", 1, now);
      assertInstanceOf(Outcome.Opened.class, ledger.register(request, recharge));
      open.add(recharge);
      meet("buy");
    }

    private void pay() {
      if (open.isEmpty()) return;
      Recharge recharge = open.remove(random.nextInt(open.size()));
      Wallet before = wallet(recharge.viewer());
      Wallet after =
          append(
              Wallet.BOOK.account(recharge.viewer()),
              new Recharged(recharge, "pay-" + number++)::movement);
      paid.add(recharge);
      came(recharge.viewer(), recharge.quote().coins() + recharge.quote().bonusCoins());
      add(received, recharge.quote().price());
      meet("pay");
      if (before.debt() > after.debt()) meet("debt paid");
      if (after.lots().all().size() == Lots.MAX) meet("lots full");
      if (after.lots().all().stream().anyMatch(lot -> lot.first() != lot.last())) meet("merged");
    }

    /** Diamonds become coins of the creator's own wallet, but not yet. */
    private void exchange() {
      String creator = creator();
      Account<Earnings> account = Earnings.BOOK.account(creator);
      IdempotentRequest<Exchange> request =
          IdempotentRequest.of(Exchange.TYPE, account, "key-" + number++, "exchange");
      DiamondsExchanged asked =
          new DiamondsExchanged(request.id(), creator, 1 + random.nextInt(300));
      var outcome =
          ledger.open(
              account,
              request,
              (head, at) ->
                  asked.decide(
                      head,
                      at,
                      policy(),
                      Optional.of(profile(creator)),
                      wallet(creator),
                      Maturity.AT_ONCE));
      if (outcome instanceof Outcome.Opened<Exchange>(Exchange exchange)) {
        left(account, exchange);
        meet("exchange");
      }
    }

    /** A challenge is funded now and then, and awards what it has, and no more. */
    private void award() {
      Account<Challenge> account = Challenge.BOOK.account(CUP);
      if (random.nextInt(3) == 0) {
        new ChallengeFunded(CUP, 1 + random.nextInt(500), AWARDING).with(ledger, "key-" + number++);
        post(ledger.entries(account, 1, Optional.empty()).getFirst());
      }
      long before = ledger.head(account, true).state().budget();
      long diamonds = 1 + random.nextInt(300);
      AwardOpened asked = new AwardOpened(CUP, creator(), "tier-" + number++, diamonds, AWARDING);
      switch (asked.opened(ledger, Optional.of(profile(asked.creator())))) {
        case Outcome.Opened<Award>(Award award) -> {
          assertTrue(diamonds <= before);
          left(account, award);
          meet("award");
        }
        case Outcome.Refused<Award>(var refusal) -> {
          assertEquals(RefusalCode.CHALLENGE_BUDGET_EXCEEDED, refusal.code());
          assertTrue(diamonds > before);
          meet("over budget");
        }
        case Outcome.Replayed<Award> _, Outcome.KeyReused<Award> _ -> throw new AssertionError();
      }
    }

    private void left(Account<?> account, Transfer<?, ?> transfer) {
      post(ledger.entries(account, 1, Optional.empty()).getFirst());
      inTransit.add(transfer);
    }

    /** One arrives that had left some time ago; who comes later with the same changes nothing. */
    private void arrive() {
      if (inTransit.isEmpty()) return;
      switch (inTransit.remove(random.nextInt(inTransit.size()))) {
        case Exchange exchange -> arrive(Exchange.TYPE, exchange);
        case Award award -> arrive(Award.TYPE, award);
        default -> throw new AssertionError();
      }
    }

    private <T extends State, R extends Transfer<?, T>> void arrive(
        RecordType<R> type, R transfer) {
      R arrived = Transfer.complete(ledger, type, transfer);
      Entry<T> entry = ledger.entries(transfer.target(), 1, Optional.empty()).getFirst();
      assertEquals(entry.sequence(), arrived.arrival().orElseThrow().sequence());
      post(entry);
      if (entry.state() instanceof Wallet wallet) wallets.put(transfer.target().owner(), wallet);
      if (transfer instanceof Exchange exchange) came(exchange.creator(), exchange.coins());
      meet("arrival");
      if (random.nextBoolean()) return;
      assertEquals(arrived, Transfer.complete(ledger, type, transfer));
      assertEquals(entry.sequence(), ledger.head(transfer.target(), true).sequence());
      meet("arrival again");
    }

    /** A creator asks for some diamonds, or a hold or their age keeps them. */
    private void withdraw() {
      String creator = creator();
      Account<Earnings> account = Earnings.BOOK.account(creator);
      IdempotentRequest<Withdrawal> request =
          IdempotentRequest.of(Withdrawal.TYPE, account, "key-" + number++, "withdrawal");
      WithdrawalRequested asked =
          new WithdrawalRequested(
              request.id(), creator, 1 + random.nextInt(400), "bank", Optional.empty());
      PayoutMethod bank =
          new PayoutMethod(
              creator, "bank", PayoutMethod.Kind.BANK, "sandbox", "token", true, true, now);
      var outcome =
          ledger.open(
              account,
              request,
              (head, at) ->
                  asked.decide(
                      head,
                      at,
                      policy(),
                      Optional.of(profile(creator)),
                      Optional.of(bank),
                      Maturity.of(ledger, head, at, MATURITY, asked.diamonds())));
      switch (outcome) {
        case Outcome.Opened<Withdrawal>(Withdrawal withdrawal) -> {
          assertFalse(onHold.contains(creator));
          post(ledger.entries(account, 1, Optional.empty()).getFirst());
          withdrawals.add(withdrawal.key());
          meet("withdrawal");
        }
        case Outcome.Refused<Withdrawal>(var refusal) -> {
          assertEquals(onHold.contains(creator), refusal.code() == RefusalCode.EARNINGS_HELD);
          if (onHold.contains(creator)) meet("held back");
          if (refusal.figures().containsKey("available_at")) meet("immature");
        }
        case Outcome.Replayed<Withdrawal> _, Outcome.KeyReused<Withdrawal> _ ->
            throw new AssertionError();
      }
    }

    /** One of the newest withdrawals goes on from wherever it stands, to wherever it may go. */
    private void settle() {
      if (withdrawals.isEmpty()) return;
      int newest = random.nextInt(Math.min(10, withdrawals.size()));
      Key key = withdrawals.get(withdrawals.size() - 1 - newest);
      Withdrawal stands = ledger.find(Withdrawal.TYPE, key).orElseThrow();
      assertTrue(stands.isAsItsEntriesSay(ledger));
      Account<Earnings> account = Earnings.BOOK.account(stands.creator());
      switch (stands.status()) {
        case REQUESTED -> {
          if (random.nextInt(4) > 0) {
            assertTrue(ledger.advance(stands.submitted(now)).isEmpty());
            return;
          }
          append(
              account, new PayoutFailed(stands, Withdrawal.CANCELLED, Optional.empty())::movement);
          meet("cancelled");
        }
        case SUBMITTED -> {
          if (random.nextInt(3) == 0) {
            append(account, new PayoutFailed(stands, "closed", Optional.empty())::movement);
            meet("failed");
            return;
          }
          append(account, new PayoutPaid(stands, "payout-" + number++, Optional.empty())::movement);
          paidOut.merge(stands.id(), stands.amount().minor(), Long::sum);
          meet("paid");
        }
        case PAID -> {
          if (random.nextInt(3) > 0) return;
          append(
              account,
              new PayoutReturned(stands, "back-" + number++, "closed", Optional.empty())::movement);
          paidOut.remove(stands.id());
          meet("returned");
        }
        case FAILED -> {
          if (stands.submittedAt().isEmpty()) return;
          boolean isShort = ledger.head(account, true).state().diamonds() < stands.diamonds();
          append(
              account, new PayoutPaidLate(stands, "late-" + number++, Optional.empty())::movement);
          paidOut.merge(stands.id(), stands.amount().minor(), Long::sum);
          meet(isShort ? "paid late of diamonds that were spent" : "paid late");
        }
        case RETURNED -> {}
      }
    }

    private void hold() {
      String creator = creator();
      Account<Earnings> account = Earnings.BOOK.account(creator);
      if (onHold.remove(creator)) {
        append(account, new HoldReleased(action("cleared"))::movement);
        return;
      }
      if (random.nextInt(4) > 0) return;
      append(account, new HoldPlaced(action("fraud"))::movement);
      onHold.add(creator);
      meet("on hold");
    }

    /** Two people give or take by hand. */
    private void adjust() {
      long amount = random.nextInt(-500, 501);
      if (amount == 0) return;
      if (random.nextBoolean()) {
        Account<Wallet> account = Wallet.BOOK.account("viewer-" + random.nextInt(VIEWERS));
        append(account, new CoinsAdjusted(proposal(account, amount), "bob")::movement);
        came(account.owner(), amount);
        byHand += amount;
        meet("adjusted coins");
        return;
      }
      Account<Earnings> account = Earnings.BOOK.account(creator());
      DiamondsAdjusted adjusted =
          new DiamondsAdjusted(proposal(account, amount * Earnings.E4 + 7), "bob");
      if (!adjusted.isPossible(ledger.head(account, true).state())) return;
      append(account, adjusted::movement);
      meet("adjusted diamonds");
    }

    private Proposal proposal(Account<?> account, long amount) {
      IdempotentRequest<Proposal> request =
          IdempotentRequest.of(Proposal.TYPE, account, "key-" + number++, "adjustment");
      Proposal proposal = Proposal.of(account, request.id(), amount, action("goodwill"), now);
      assertInstanceOf(Outcome.Opened.class, ledger.register(request, proposal));
      return proposal;
    }

    private String creator() {
      return "creator-" + random.nextInt(CREATORS);
    }

    private void send() {
      int sender = random.nextInt(VIEWERS + CREATORS);
      send(sender < VIEWERS ? "viewer-" + sender : "creator-" + (sender - VIEWERS));
    }

    private void send(String viewer) {
      Account<Wallet> account = Wallet.BOOK.account(viewer);
      IdempotentRequest<Gift> request =
          IdempotentRequest.of(Gift.TYPE, account, "key-" + number++, "gift");
      GiftSent asked =
          new GiftSent(
              request.id(),
              viewer,
              creator(),
              "rose",
              1 + random.nextInt(600),
              STREAM,
              OptionalLong.empty());
      Wallet before = wallet(viewer);
      var outcome =
          ledger.open(
              account,
              request,
              (head, at) ->
                  asked.decide(
                      head,
                      at,
                      policy(),
                      Optional.of(profile(asked.creator())),
                      Optional.empty(),
                      new Market("US", "web")));
      if (before.debt() > 0) assertInstanceOf(Outcome.Refused.class, outcome);
      if (frozen.containsKey(viewer)) {
        var refused = assertInstanceOf(Outcome.Refused.class, outcome);
        assertEquals(RefusalCode.WALLET_FROZEN, refused.refusal().code());
      }
      if (!(outcome instanceof Outcome.Opened<Gift>(Gift gift))) return;
      Entry<Wallet> entry = ledger.entries(account, 1, Optional.empty()).getFirst();
      post(entry);
      wallets.put(viewer, entry.state());
      sent.add(entry);
      came(viewer, -gift.coins());
      long exchanged = entry.details().findNumber("exchangedCoins").orElse(0);
      assertEquals(gift.coins() - exchanged, gift.points());
      pointsSent += gift.points();
      if (exchanged > 0) meet("exchanged coins sent");
      meet("send");
    }

    private void convert() {
      if (sent.isEmpty()) return;
      Entry<Wallet> gift = sent.remove(random.nextInt(sent.size()));
      ConvertedGift converted = ConvertedGift.ofEntry(gift.item());
      append(
          Earnings.BOOK.account(gift.details().text("creator")),
          new GiftsConverted(List.of(converted))::movement);
      meet("convert");
    }

    private void takeBack(Adjustment.Cause cause) {
      if (paid.isEmpty()) return;
      Recharge recharge = current(paid.get(random.nextInt(paid.size())));
      Money price = recharge.quote().price();
      long left = price.minor() - recharge.adjustments().takenMinor();
      if (left == 0 || recharge.adjustments().all().size() == Adjustments.MAX) return;
      long minor = random.nextBoolean() ? left : 1 + random.nextLong(left);
      Adjustment told =
          new Adjustment("adj-" + number++, cause, new Money(minor, price.currency()));
      Wallet before = wallet(recharge.viewer());
      Wallet after =
          append(
              Wallet.BOOK.account(recharge.viewer()),
              new PaymentTakenBack(recharge, told, FREEZING).in(ledger));
      came(recharge.viewer(), wanted(recharge) - wanted(current(recharge)));
      add(paidBack, told.amount());
      meet(cause.label());
      if (cause == Adjustment.Cause.DISPUTE) disputed(recharge.viewer(), told.id());
      if (after.debt() > before.debt()) meet("in debt");
      else meet("nothing spent of it");
    }

    /** Money comes in for nothing that was sold, of the price of a recharge that is not paid. */
    private void unapplied() {
      if (open.isEmpty()) return;
      Recharge recharge = open.get(random.nextInt(open.size()));
      String payment = "pay-" + number++;
      append(
          Unapplied.of("sandbox"),
          new PaymentUnapplied(
                  "sandbox",
                  payment,
                  recharge.quote().price(),
                  "unknown_recharge",
                  Optional.empty(),
                  Optional.empty())
              ::movement);
      add(received, recharge.quote().price());
      unapplied.put(payment, recharge);
      meet("unapplied");
    }

    /** It is paid back, in part or whole, or is the recharge's after all. */
    private void settleUnapplied() {
      if (unapplied.isEmpty()) return;
      String payment = unapplied.keySet().stream().sorted().findFirst().orElseThrow();
      Recharge recharge = Objects.requireNonNull(unapplied.get(payment));
      UnappliedPayment stands =
          ledger
              .find(UnappliedPayment.TYPE, UnappliedPayment.key("sandbox", payment))
              .orElseThrow();
      assertTrue(stands.isAsItsEntriesSay(ledger));
      Account<Unapplied> sandbox = Unapplied.of("sandbox");
      if (random.nextInt(4) == 0) {
        Adjustment fee = feeOf(stands.amount().currency());
        append(
            sandbox,
            fee.cause() == Adjustment.Cause.FEE
                ? new UnappliedFeeCharged(stands, fee)::movement
                : new UnappliedFeeReturned(stands, fee)::movement);
        meet("unapplied fee");
        return;
      }
      Optional<Adjustment> undone =
          stands.adjustments().all().stream()
              .filter(one -> one.status() == Adjustments.Status.BOOKED)
              .map(Adjustments.One::adjustment)
              .filter(told -> !told.cause().isOfFees())
              .findFirst();
      if (undone.isPresent() && random.nextBoolean()) {
        append(sandbox, new UnappliedRestored(stands, undone.get())::movement);
        add(paidBack, new Money(-undone.get().amount().minor(), stands.amount().currency()));
        meet("unapplied restored");
        return;
      }
      if (stands.left().equals(stands.amount())
          && open.contains(recharge)
          && random.nextBoolean()) {
        append(
            Unapplied.of("sandbox"),
            new UnappliedApplied(stands, recharge, "ann", "T-1")::movement);
        Recharge applied = ledger.find(Recharge.TYPE, recharge.key()).orElseThrow();
        append(Wallet.BOOK.account(recharge.viewer()), new Recharged(applied, payment)::movement);
        came(recharge.viewer(), recharge.quote().coins() + recharge.quote().bonusCoins());
        open.remove(recharge);
        paid.add(recharge);
        unapplied.remove(payment);
        meet("unapplied applied");
        return;
      }
      long left = stands.left().minor();
      Money back =
          new Money(
              random.nextBoolean() ? left : 1 + random.nextLong(left), stands.left().currency());
      append(
          sandbox,
          new UnappliedRefunded(
                  stands, new Adjustment("refund-" + number++, Adjustment.Cause.REFUND, back))
              ::movement);
      add(paidBack, back);
      if (back.minor() == left) unapplied.remove(payment);
      meet("unapplied refunded");
    }

    /** A viewer returns what they have not spent of a purchase: no other coins, and no debt. */
    private void giveBack() {
      if (paid.isEmpty()) return;
      Recharge recharge = current(paid.get(random.nextInt(paid.size())));
      Account<Wallet> account = Wallet.BOOK.account(recharge.viewer());
      PurchaseReturned returned =
          new PurchaseReturned(recharge, "return-" + number++, random.nextInt(10_000));
      if (returned.refusal(ledger.head(account, true), now).isPresent()) return;
      Wallet before = wallet(recharge.viewer());
      Wallet after = append(account, returned::movement);
      long entry = recharge.settlement().orElseThrow();
      assertEquals(
          before.lots().all().stream()
              .filter(lot -> lot.first() != entry || lot.last() != entry)
              .toList(),
          after.lots().all());
      assertEquals(0, after.debt());
      came(recharge.viewer(), after.coins() - before.coins());
      Adjustments adjustments = current(recharge).adjustments();
      assertTrue(adjustments.takenMinor() <= recharge.quote().price().minor());
      add(paidBack, adjustments.all().getLast().adjustment().amount());
      meet("return");
    }

    /** Two to four purchases of one viewer's, of which some is spent, and some may be returned. */
    private void spree() {
      int purchases = 2 + random.nextInt(3);
      for (int purchase = 0; purchase < purchases; purchase++) {
        buy("anna");
        pay();
        if (random.nextInt(3) > 0) send("anna");
      }
      if (isReturning && random.nextInt(3) == 0) giveBack();
    }

    /** What is told of each purchase is no more than its price, together with what is returned. */
    private List<Told> told() {
      List<Told> told = new ArrayList<>();
      for (int purchase = 0; purchase < paid.size(); purchase++) {
        Recharge recharge = current(paid.get(purchase));
        Money price = recharge.quote().price();
        for (Adjustments.One one : recharge.adjustments().all()) {
          told.add(new Told(purchase, one.adjustment(), random.nextBoolean()));
        }
        long left = price.minor() - recharge.adjustments().takenMinor();
        for (int number = random.nextInt(4); number > 0 && left > 0; number--) {
          long minor = random.nextInt(3) == 0 ? left : 1 + random.nextLong(left);
          Adjustment.Cause cause =
              random.nextBoolean() ? Adjustment.Cause.REFUND : Adjustment.Cause.DISPUTE;
          Adjustment adjustment =
              new Adjustment("adj-" + told.size(), cause, new Money(minor, price.currency()));
          told.add(new Told(purchase, adjustment, random.nextBoolean()));
          left -= minor;
        }
      }
      return told;
    }

    /** Some order of all that is told, and of what is undone of it. */
    private void tell(List<Told> told, Random shuffling) {
      List<Told> steps = new ArrayList<>();
      told.forEach(its -> steps.addAll(its.undone() ? List.of(its, its) : List.of(its)));
      Collections.shuffle(steps, shuffling);
      steps.forEach(this::tell);
    }

    /** It is told, or if it was it is undone; a return is booked before anything is told. */
    private void tell(Told step) {
      Recharge recharge = current(paid.get(step.purchase()));
      Optional<Adjustments.Status> status =
          recharge.adjustments().find(step.adjustment().id()).map(Adjustments.One::status);
      boolean isReturn = step.adjustment().cause() == Adjustment.Cause.RETURN;
      if (isReturn && (!step.undone() || status.equals(Optional.of(Adjustments.Status.REVERSED))))
        return;
      append(
          Wallet.BOOK.account("anna"),
          status.isPresent()
              ? PaymentRestored.of(ledger, recharge, step.adjustment()).in(ledger)
              : new PaymentTakenBack(recharge, step.adjustment(), FREEZING).in(ledger));
      Wallet after = wallet("anna");
      assertTrue(after.debt() == 0 || after.coins() == 0, "who owes coins has none");
    }

    /** Something else happens to the wallet, as the seed says. */
    private void between(long seed) {
      random = new Random(seed);
      switch (random.nextInt(4)) {
        case 0 -> {
          buy("anna");
          pay();
        }
        case 1 -> send("anna");
        case 2 -> {
          Account<Wallet> account = Wallet.BOOK.account("anna");
          long amount = random.nextBoolean() ? 200 : -200;
          append(account, new CoinsAdjusted(proposal(account, amount), "bob")::movement);
        }
        default -> {}
      }
    }

    /** Money for coins, whether they are spent or not, by currency. */
    private Map<String, Long> paidFor() {
      Map<String, Long> sums = new HashMap<>();
      for (String currency : CURRENCIES) {
        Asset money = Asset.money(currency);
        sums.put(
            currency,
            book(ChartOfAccounts.DEFERRED_REVENUE, money) + book(ChartOfAccounts.REVENUE, money));
      }
      return sums;
    }

    /** All that stands is undone, in some order. */
    private void undo(Random shuffling) {
      List<Told> standing = new ArrayList<>();
      for (int purchase = 0; purchase < paid.size(); purchase++) {
        for (Adjustments.One one : current(paid.get(purchase)).adjustments().all()) {
          if (one.status() != Adjustments.Status.BOOKED) continue;
          standing.add(new Told(purchase, one.adjustment(), true));
        }
      }
      Collections.shuffle(standing, shuffling);
      standing.forEach(this::tell);
    }

    private void disputed(String viewer, String dispute) {
      LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
      disputedOn.put(dispute, today);
      List<String> lost = disputes.computeIfAbsent(viewer, _ -> new ArrayList<>());
      lost.add(dispute);
      if (lost.size() > Policy.Chargebacks.FREEZE_AFTER_MAX) lost.removeFirst();
      long lately =
          lost.stream().filter(one -> !disputedOn(one).isBefore(today.minusDays(1))).count();
      if (lately < 2 || frozen.putIfAbsent(viewer, "chargebacks") != null) return;
      meet(lately == 2 ? "frozen for chargebacks" : "frozen again");
    }

    private LocalDate disputedOn(String dispute) {
      return Objects.requireNonNull(disputedOn.get(dispute));
    }

    /** One that is won counts no more; of several on a day it does not matter which. */
    private void won(String viewer, String dispute) {
      List<String> lost = disputes.getOrDefault(viewer, List.of());
      lost.stream()
          .filter(one -> disputedOn(one).equals(disputedOn(dispute)))
          .findFirst()
          .ifPresent(lost::remove);
      meet("won");
    }

    /** An operator releases a wallet that is frozen, or freezes some other. */
    private void act() {
      if (!frozen.isEmpty() && random.nextInt(4) > 0) {
        String viewer = frozen.keySet().stream().sorted().findFirst().orElseThrow();
        append(Wallet.BOOK.account(viewer), new WalletReleased(action("cleared"))::movement);
        frozen.remove(viewer);
        meet("released");
        return;
      }
      String viewer = "viewer-" + random.nextInt(VIEWERS);
      if (frozen.containsKey(viewer)) return;
      append(Wallet.BOOK.account(viewer), new WalletFrozen(action("fraud"))::movement);
      frozen.put(viewer, "fraud");
      meet("frozen by hand");
    }

    private static OperatorAction action(String reason) {
      return new OperatorAction(reason, "ann", "T-1");
    }

    private void restore() {
      if (paid.isEmpty()) return;
      Recharge recharge = current(paid.get(random.nextInt(paid.size())));
      List<Adjustment> booked =
          recharge.adjustments().all().stream()
              .filter(one -> one.status() == Adjustments.Status.BOOKED)
              .map(Adjustments.One::adjustment)
              .filter(told -> told.cause() != Adjustment.Cause.FEE)
              .toList();
      if (booked.isEmpty()) return;
      Adjustment told = booked.get(random.nextInt(booked.size()));
      append(
          Wallet.BOOK.account(recharge.viewer()),
          PaymentRestored.of(ledger, recharge, told).in(ledger));
      came(recharge.viewer(), wanted(recharge) - wanted(current(recharge)));
      if (told.cause() == Adjustment.Cause.RETURN) {
        came(recharge.viewer(), returned(recharge, told));
        meet("return restored");
      }
      paidBack.merge(told.amount().currency(), -told.amount().minor(), Long::sum);
      if (told.cause() == Adjustment.Cause.DISPUTE) won(recharge.viewer(), told.id());
      meet("restore");
    }

    /** Coins of a purchase that refunds and disputes of it want back. */
    private static long wanted(Recharge recharge) {
      Quote quote = recharge.quote();
      long minor =
          recharge.adjustments().all().stream()
              .filter(one -> one.status() == Adjustments.Status.BOOKED)
              .map(Adjustments.One::adjustment)
              .filter(its -> TOLD.contains(its.cause()))
              .mapToLong(its -> its.amount().minor())
              .sum();
      return quote.coins() * minor / quote.price().minor()
          + quote.bonusCoins() * minor / quote.price().minor();
    }

    private long returned(Recharge recharge, Adjustment told) {
      Entry<Wallet> entry = PurchaseReturned.entry(ledger, recharge, told.id()).orElseThrow();
      return entry.details().number("coins") + entry.details().number("bonusCoins");
    }

    private void came(String viewer, long coins) {
      rightful.merge(viewer, coins, Long::sum);
    }

    private void fee() {
      if (paid.isEmpty()) return;
      Recharge recharge = current(paid.get(random.nextInt(paid.size())));
      if (recharge.adjustments().all().size() == Adjustments.MAX) return;
      Adjustment told = feeOf(recharge.quote().price().currency());
      append(
          Wallet.BOOK.account(recharge.viewer()),
          told.cause() == Adjustment.Cause.FEE
              ? new FeeCharged(recharge, told)::movement
              : new FeeReturned(recharge, told)::movement);
      meet("fee");
    }

    /** A provider's fee, or one that it gives back: maybe before it is known to have kept it. */
    private Adjustment feeOf(String currency) {
      boolean isBack = random.nextInt(3) == 0;
      if (isBack) meet("fee returned");
      Money amount = new Money(1 + random.nextInt(50), currency);
      add(kept, isBack ? new Money(-amount.minor(), currency) : amount);
      return new Adjustment(
          "fee-" + number++, isBack ? Adjustment.Cause.FEE_RETURNED : Adjustment.Cause.FEE, amount);
    }

    private void check() {
      Map<String, Long> inLots = new HashMap<>();
      long coins = 0;
      long debt = 0;
      wallets.forEach(
          (viewer, wallet) ->
              assertEquals(
                  Optional.ofNullable(frozen.get(viewer)), wallet.standing().frozen(), viewer));
      wallets.forEach(
          (viewer, wallet) ->
              assertEquals(
                  rightful.getOrDefault(viewer, 0L), wallet.coins() - wallet.debt(), viewer));
      for (Wallet wallet : wallets.values()) {
        wallet
            .lots()
            .money()
            .forEach((currency, minor) -> inLots.merge(currency, minor, Long::sum));
        coins += wallet.coins();
        debt += wallet.debt();
        assertEquals(
            wallet.coins(), wallet.lots().all().stream().mapToLong(lot -> lot.coins()).sum());
        assertTrue(wallet.debt() == 0 || wallet.coins() == 0, "who owes coins has none");
        assertTrue(wallet.debt() >= 0);
      }
      assertEquals(coins, book(ChartOfAccounts.WALLET, Assets.COIN));
      assertEquals(-debt, book(ChartOfAccounts.WALLET_DEBT, Assets.COIN));
      assertTrue(book(ChartOfAccounts.GIFTS_IN_TRANSIT, Assets.COIN) >= 0);
      assertEquals(
          inTransit.stream()
              .mapToLong(left -> left instanceof Exchange exchange ? exchange.coins() : 0)
              .sum(),
          book(ChartOfAccounts.EXCHANGES_IN_TRANSIT, Assets.COIN));
      assertEquals(
          Earnings.E4
              * inTransit.stream()
                  .mapToLong(left -> left instanceof Award award ? award.diamonds() : 0)
                  .sum(),
          book(ChartOfAccounts.AWARDS_IN_TRANSIT, Assets.DIAMOND_E4));
      assertEquals(
          earnings.values().stream().mapToLong(Earnings::diamondsE4).sum(),
          book(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4));
      assertEquals(
          earnings.values().stream().mapToLong(Earnings::heldE4).sum(),
          book(ChartOfAccounts.EARNINGS_HELD, Assets.DIAMOND_E4));
      earnings.forEach(
          (creator, its) -> {
            assertTrue(its.diamondsE4() >= 0 && its.heldE4() >= 0, creator);
            assertEquals(onHold.contains(creator), its.onHold().isPresent(), creator);
          });
      assertEquals(-byHand, book(ChartOfAccounts.ADJUSTMENTS, Assets.COIN));
      assertTrue(book(ChartOfAccounts.CHALLENGE, Assets.DIAMOND_E4) >= 0);
      assertEquals(
          pointsSent - sent.stream().mapToLong(gift -> gift.details().number("points")).sum(),
          -book(ChartOfAccounts.POINTS_ISSUED, Assets.POINT));
      for (String currency : CURRENCIES) {
        Asset money = Asset.money(currency);
        long revenue = -book(ChartOfAccounts.REVENUE, money);
        long deferred = -book(ChartOfAccounts.DEFERRED_REVENUE, money);
        long tax = -book(ChartOfAccounts.TAX_PAYABLE, money);
        long cash = book(ChartOfAccounts.CASH, money);
        long fees = book(ChartOfAccounts.PAYMENT_FEES, money);
        long refunds = paidBack.getOrDefault(currency, 0L);
        long out =
            currency.equals("USD") ? paidOut.values().stream().mapToLong(Long::longValue).sum() : 0;
        long payouts = book(ChartOfAccounts.PAYOUTS, money);
        long payoutFees = -book(ChartOfAccounts.PAYOUT_FEES, money);
        assertEquals(out, payouts - payoutFees, "what was paid out");
        assertEquals(inLots.getOrDefault(currency, 0L), deferred, "what lies in the lots");
        long owed = -book(ChartOfAccounts.UNAPPLIED_PAYMENTS, money);
        assertTrue(owed >= 0, currency);
        assertEquals(
            revenue + deferred + tax + owed,
            cash + fees + out,
            "revenue, deferred, tax, unapplied; cash, fees, payouts");
        assertEquals(received.getOrDefault(currency, 0L), cash + fees + out + refunds);
        assertEquals(kept.getOrDefault(currency, 0L), fees);
        assertTrue(deferred >= 0 && tax >= 0, currency);
      }
    }

    private <S extends State> S append(Account<S> account, AppendRule<S> rule) {
      if (!(ledger.append(account, rule) instanceof AppendOutcome.Posted<S>(Entry<S> entry))) {
        throw new AssertionError("not posted");
      }
      post(entry);
      if (entry.state() instanceof Wallet wallet) wallets.put(account.owner(), wallet);
      return entry.state();
    }

    private void post(Entry<?> entry) {
      if (entry.state() instanceof Earnings its) earnings.put(entry.account().owner(), its);
      Map<Asset, Long> sums = new HashMap<>();
      for (Posting posting : entry.postings()) {
        sums.merge(posting.asset(), posting.amount(), Long::sum);
        books.merge(name(posting.account(), posting.asset()), posting.amount(), Long::sum);
      }
      assertTrue(sums.values().stream().allMatch(sum -> sum == 0), entry::toString);
    }

    /** The sums that are not zero. */
    private Map<String, Long> moved() {
      Map<String, Long> moved = new HashMap<>(books);
      moved.values().removeIf(sum -> sum == 0);
      return moved;
    }

    private long book(LedgerAccount account, Asset asset) {
      return books.getOrDefault(name(account, asset), 0L);
    }

    private static String name(LedgerAccount account, Asset asset) {
      return account.label() + " " + asset.code();
    }

    private Recharge current(Recharge recharge) {
      return ledger.find(Recharge.TYPE, recharge.key()).orElseThrow();
    }

    private Wallet wallet(String viewer) {
      return wallets.getOrDefault(viewer, Wallet.BOOK.opening());
    }

    private static void add(Map<String, Long> sums, Money money) {
      sums.merge(money.currency(), money.minor(), Long::sum);
    }

    private void meet(String what) {
      met.merge(what, 1, Integer::sum);
    }

    private static CreatorProfile profile(String creator) {
      return CreatorProfile.inGoodStanding(creator, 1_000, "US");
    }

    private Policy policy() {
      return new Policy(
          1,
          Prices.NONE,
          List.of(new Policy.CatalogueGift("rose", "Rose", 1)),
          1_000,
          1,
          commission,
          0,
          List.of(TERMS),
          FREEZING,
          List.of(),
          List.of(),
          Spending.UNLIMITED,
          Optional.of(new Policy.ExchangeTerms(3, 2, 1, 1_000, false)),
          Live.STANDARD);
    }
  }

  /** Told of one of the payments, and maybe undone. */
  private record Told(int purchase, Adjustment adjustment, boolean undone) {}

  /** Each once, what is undone after it was told: whatever the order, the wallet is one. */
  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void a_wallet_follows_from_what_stands_of_its_payments_and_not_from_its_order(@ForAll long seed) {
    Random shuffling = new Random(seed);
    Play one = new Play(seed);
    one.spree();
    List<Told> told = one.told();
    one.tell(told, shuffling);
    for (int turn = 0; turn < 3; turn++) {
      Play other = new Play(seed);
      other.spree();
      other.tell(told, shuffling);
      assertEquals(one.wallet("anna").lots().toString(), other.wallet("anna").lots().toString());
      assertEquals(one.wallet("anna").debt(), other.wallet("anna").debt());
      assertEquals(one.moved(), other.moved());
    }
    // All that stands is undone, too, as if no return had been asked for, nor anything been told.
    one.undo(shuffling);
    Play never = new Play(seed);
    never.isReturning = false;
    never.spree();
    assertEquals(never.wallet("anna").lots(), one.wallet("anna").lots());
    assertEquals(0, one.wallet("anna").debt());
    assertEquals(0, one.wallet("anna").taken());
    assertEquals(never.moved(), one.moved());
  }

  /**
   * Gifts are sent and coins bought in between: when all is undone there are as many coins as if
   * nothing had been told, and as much money for them and for what was sent. Which coins were sent
   * is as it was at the time, and so is what of the money is earned.
   */
  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void what_is_undone_leaves_no_coin_and_no_money_behind_whatever_came_between(@ForAll long seed) {
    Random shuffling = new Random(seed);
    Play one = new Play(seed);
    Play never = new Play(seed);
    List.of(one, never).forEach(play -> play.isReturning = false);
    one.spree();
    never.spree();
    List<Told> steps = new ArrayList<>();
    one.told().forEach(its -> steps.addAll(its.undone() ? List.of(its, its) : List.of(its)));
    Collections.shuffle(steps, shuffling);
    for (Told step : steps) {
      one.tell(step);
      long seedBetween = shuffling.nextLong();
      int sent = one.sent.size();
      one.between(seedBetween);
      boolean isRefused = new Random(seedBetween).nextInt(4) == 1 && one.sent.size() == sent;
      if (!isRefused) never.between(seedBetween);
    }
    one.undo(shuffling);
    assertEquals(never.wallet("anna").coins(), one.wallet("anna").coins());
    assertEquals(never.wallet("anna").debt(), one.wallet("anna").debt());
    assertEquals(never.wallet("anna").lifetimeCoins(), one.wallet("anna").lifetimeCoins());
    assertEquals(never.paidFor(), one.paidFor());
  }

  /** Parts of a purchase, whatever they are and in whatever order, leave nothing behind. */
  @Test
  void all_parts_of_a_purchase_are_the_purchase() {
    Random random = new Random(1);
    IntStream.range(0, 1_000)
        .forEach(
            _ -> {
              Play play = new Play(random.nextLong());
              play.buy();
              play.pay();
              Recharge recharge = play.paid.getFirst();
              while (play.current(recharge).adjustments().takenMinor()
                      < recharge.quote().price().minor()
                  && play.current(recharge).adjustments().all().size() < Adjustments.MAX) {
                play.takeBack(Adjustment.Cause.REFUND);
              }
              if (play.current(recharge).adjustments().takenMinor()
                  == recharge.quote().price().minor()) {
                Wallet left = play.wallet(recharge.viewer());
                assertEquals(
                    new Wallet(
                        Lots.NONE,
                        0,
                        0,
                        left.spent(),
                        Budget.NONE,
                        Standing.GOOD,
                        Optional.empty(),
                        left.taken()),
                    left);
                Money price = recharge.quote().price();
                assertEquals(price.minor(), left.spent().paid(price.currency()).onDay());
                play.check();
                String currency = recharge.quote().price().currency();
                assertEquals(0, play.book(ChartOfAccounts.TAX_PAYABLE, Asset.money(currency)));
                assertEquals(0, play.book(ChartOfAccounts.REVENUE, Asset.money(currency)));
              }
            });
  }
}

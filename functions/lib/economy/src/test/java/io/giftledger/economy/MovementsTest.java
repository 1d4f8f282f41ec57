package io.giftledger.economy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.challenge.Award;
import io.giftledger.economy.challenge.Challenge;
import io.giftledger.economy.challenge.Funding;
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
import io.giftledger.economy.wallet.BudgetSet;
import io.giftledger.economy.wallet.CoinsAdjusted;
import io.giftledger.economy.wallet.FeeCharged;
import io.giftledger.economy.wallet.FeeReturned;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.GiftSent;
import io.giftledger.economy.wallet.Lot;
import io.giftledger.economy.wallet.Lots;
import io.giftledger.economy.wallet.PaymentAdjusted;
import io.giftledger.economy.wallet.PaymentRestored;
import io.giftledger.economy.wallet.PaymentTakenBack;
import io.giftledger.economy.wallet.PurchaseReturned;
import io.giftledger.economy.wallet.Quote;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.TakenBack;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.economy.wallet.WalletFrozen;
import io.giftledger.economy.wallet.WalletReleased;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Book;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.OpeningRecord;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Write;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What {@link Movements} lists is what there is, and what each of them does. */
class MovementsTest {

  private static final Instant AT = Instant.parse("2026-11-20T10:15:30.125Z");
  private static final Account<Wallet> VIEWER = Wallet.BOOK.account("anna");
  private static final Account<Earnings> CREATOR = Earnings.BOOK.account("mia");
  private static final Gift.Target STREAM =
      new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "stream-7");

  private static final Policy.Chargebacks FREEZING = new Policy.Chargebacks(1, 90);

  /** The legs that were seen, as they are listed. */
  private static final Set<String> MET = ConcurrentHashMap.newKeySet();

  private static final Map<EntryKind, Movements.Listed> LISTED =
      Movements.ALL.stream().collect(Collectors.toMap(Movements.Listed::kind, listed -> listed));

  @Test
  void every_class_of_a_movement_is_listed_and_nothing_else() throws Exception {
    assertEquals(
        classesWithAKind(),
        Movements.ALL.stream().map(Movements.Listed::rule).collect(Collectors.toSet()));
    for (Movements.Listed listed : Movements.ALL) {
      assertEquals(listed.kind(), listed.rule().getField("KIND").get(null));
    }
    assertEquals(Movements.ALL.size(), LISTED.size(), "each kind is one movement's");
  }

  @Test
  void every_ledger_account_of_a_movement_is_in_the_chart_and_every_one_of_the_chart_is_used() {
    assertEquals(
        ChartOfAccounts.ALL.stream().map(LedgerAccount::label).collect(Collectors.toSet()),
        Movements.ALL.stream()
            .flatMap(listed -> listed.postings().stream())
            .map(posting -> posting.split(" ")[0])
            .collect(Collectors.toSet()));
  }

  @Test
  void the_first_five_accounts_are_the_owners_and_the_others_the_platforms() {
    assertEquals(
        List.of(
            ChartOfAccounts.WALLET,
            ChartOfAccounts.WALLET_DEBT,
            ChartOfAccounts.EARNINGS,
            ChartOfAccounts.EARNINGS_HELD,
            ChartOfAccounts.CHALLENGE),
        ChartOfAccounts.ALL.stream().filter(LedgerAccount::isOwners).toList());
    assertEquals(ChartOfAccounts.ALL.size(), ChartOfAccounts.ALL.stream().distinct().count());
  }

  /** A whole life: coins are bought, sent, converted, withdrawn, and paid or given back. */
  @Property
  void each_movement_posts_what_is_listed_and_leads_from_state_to_state(
      @ForAll @LongRange(min = 1, max = 1_000_000_000L) long coins,
      @ForAll @LongRange(min = 1, max = 1_000_000L) long priceMinor,
      @ForAll @LongRange(min = 0, max = 1_000_000_000L) long budget,
      @ForAll @LongRange(min = 1, max = 1_000L) long quantity,
      @ForAll @LongRange(min = 1, max = 1_000L) long pointsPerCoin,
      @ForAll @IntRange(max = 10_000) int commissionBasisPoints,
      @ForAll @LongRange(min = 1, max = 1_000L) long rateMinor,
      @ForAll @LongRange(min = 1, max = 1_000L) long rateDiamonds,
      @ForAll @LongRange(min = 1, max = 1_000_000L) long asked,
      @ForAll @IntRange(max = 100) int taxPercent,
      @ForAll @LongRange(min = 0, max = 1_000L) long bonus,
      @ForAll @IntRange(min = 1, max = 100) int backPercent) {
    Policy policy = policy(pointsPerCoin, commissionBasisPoints, rateMinor, rateDiamonds);
    Set<EntryKind> met = new HashSet<>();

    Entry<Wallet> recharged =
        check(
            met,
            Head.opening(VIEWER),
            new Recharged(recharge(coins, bonus, priceMinor, taxPercent), "payment-1")
                .movement(Head.opening(VIEWER), AT));
    Entry<Wallet> limited =
        check(
            met,
            recharged.head(),
            new BudgetSet(OptionalLong.of(budget)).movement(recharged.head(), AT));

    Decision<Gift> sending =
        new GiftSent("gift-id", "anna", "mia", "rose", quantity, STREAM, OptionalLong.empty())
            .decide(
                limited.head(), AT, policy, profile(), Optional.empty(), new Market("US", "web"));
    if (!(sending instanceof Decision.Accept<Gift>(Gift gift))) return;
    Entry<Wallet> sent = check(met, limited.head(), gift);

    Recharge open = recharge(coins, bonus, priceMinor, taxPercent);
    Recharge paid =
        after(open, new Recharged(open, "payment-1").movement(Head.opening(VIEWER), AT));
    Adjustment refund =
        new Adjustment(
            "refund-1",
            Adjustment.Cause.REFUND,
            new Money(Math.max(1, priceMinor * backPercent / 100), "USD"));
    Entry<Wallet> refunded =
        check(
            met,
            sent.head(),
            new PaymentTakenBack(paid, refund, FREEZING).movement(sent.head(), AT, TakenBack.NONE));
    Recharge reduced =
        after(
            paid,
            new PaymentTakenBack(paid, refund, FREEZING).movement(sent.head(), AT, TakenBack.NONE));
    Entry<Wallet> restored =
        check(
            met,
            refunded.head(),
            new PaymentRestored(reduced, refund)
                .movement(refunded.head(), AT, PaymentAdjusted.takenBack(refunded, sent.state())));
    assertEquals(limited.state().coins() - gift.coins(), restored.state().coins());
    assertEquals(0, restored.state().debt());
    PurchaseReturned unspent = new PurchaseReturned(paid, "return-1", 1);
    check(met, recharged.head(), unspent.movement(recharged.head(), AT));
    if (unspent.movement(sent.head(), AT) instanceof Movement.Append<Wallet> rest) {
      Entry<Wallet> returned = check(met, sent.head(), rest);
      assertEquals(Lots.NONE, returned.state().lots());
      Recharge back = after(paid, rest);
      Entry<Wallet> again =
          check(
              met,
              returned.head(),
              new PaymentRestored(
                      back, back.adjustments().all().getFirst().adjustment(), Optional.of(returned))
                  .movement(returned.head(), AT, TakenBack.NONE));
      assertEquals(sent.state().coins(), again.state().coins());
    }
    Entry<Wallet> disputed =
        check(
            met,
            sent.head(),
            new PaymentTakenBack(
                    paid,
                    new Adjustment("dispute-1", Adjustment.Cause.DISPUTE, refund.amount()),
                    FREEZING)
                .movement(sent.head(), AT, TakenBack.NONE));
    assertEquals(Optional.of("chargebacks"), disputed.state().standing().frozen());
    OperatorAction action = new OperatorAction("cleared", "ann", "T-1");
    Entry<Wallet> released =
        check(met, disputed.head(), new WalletReleased(action).movement(disputed.head(), AT));
    check(met, released.head(), new WalletFrozen(action).movement(released.head(), AT));
    check(
        met,
        refunded.head(),
        new FeeCharged(reduced, new Adjustment("fee-1", Adjustment.Cause.FEE, new Money(15, "EUR")))
            .movement(refunded.head(), AT));
    check(
        met,
        refunded.head(),
        new FeeReturned(
                reduced,
                new Adjustment("fee-1", Adjustment.Cause.FEE_RETURNED, new Money(15, "EUR")))
            .movement(refunded.head(), AT));
    check(
        met,
        refunded.head(),
        new Recharged(recharge(coins, bonus, priceMinor, taxPercent), "payment-2")
            .movement(refunded.head(), AT));

    Head<Earnings> opening = Head.opening(CREATOR);
    Entry<Earnings> converted =
        check(
            met,
            opening,
            new GiftsConverted(List.of(ConvertedGift.ofEntry(sent.item()))).movement(opening, AT));

    Decision<Withdrawal> requesting =
        new WithdrawalRequested("withdrawal-id", "mia", asked, "bank", Optional.empty())
            .decide(converted.head(), AT, policy, profile(), bank(), Maturity.AT_ONCE);
    if (!(requesting instanceof Decision.Accept<Withdrawal>(Withdrawal withdrawal))) return;
    Entry<Earnings> requested = check(met, converted.head(), withdrawal);

    Movement<Earnings> paying =
        new PayoutPaid(withdrawal, "payout-1", Optional.of(new Money(25, "USD")), Optional.empty())
            .movement(requested.head(), AT);
    Entry<Earnings> paidOut = check(met, requested.head(), paying);
    Withdrawal gone = after(withdrawal, paying);
    check(
        met,
        paidOut.head(),
        new PayoutReturned(gone, "return-1", "closed", Optional.empty())
            .movement(paidOut.head(), AT));
    Withdrawal submitted = withdrawal.asSubmitted(AT);
    Movement<Earnings> failing =
        new PayoutFailed(submitted, "closed", Optional.empty()).movement(requested.head(), AT);
    Entry<Earnings> failed = check(met, requested.head(), failing);
    check(
        met,
        failed.head(),
        new PayoutPaidLate(after(submitted, failing), "payout-1", Optional.empty())
            .movement(failed.head(), AT));
    Entry<Earnings> spent =
        check(
            met,
            failed.head(),
            new DiamondsAdjusted(proposal(CREATOR, 1 - failed.state().diamondsE4()), "bob")
                .movement(failed.head(), AT));
    Movement<Earnings> payingShort =
        new PayoutPaidLate(after(submitted, failing), "payout-1", Optional.empty())
            .movement(spent.head(), AT);
    Entry<Earnings> paidShort = check(met, spent.head(), payingShort);
    check(
        met,
        paidShort.head(),
        new PayoutReturned(
                after(after(submitted, failing), payingShort),
                "return-1",
                "closed",
                Optional.empty())
            .movement(paidShort.head(), AT));
    Entry<Earnings> held =
        check(met, converted.head(), new HoldPlaced(action).movement(converted.head(), AT));
    check(met, held.head(), new HoldReleased(action).movement(held.head(), AT));
    Entry<Wallet> given =
        check(
            met,
            disputed.head(),
            new CoinsAdjusted(proposal(VIEWER, coins), "bob").movement(disputed.head(), AT));
    check(
        met,
        limited.head(),
        new CoinsAdjusted(proposal(VIEWER, -limited.state().coins() - 1), "bob")
            .movement(limited.head(), AT));
    assertEquals(
        disputed.state().coins() - disputed.state().debt() + coins,
        given.state().coins() - given.state().debt());
    long all = converted.state().diamondsE4();
    check(
        met,
        converted.head(),
        new DiamondsAdjusted(proposal(CREATOR, 1), "bob").movement(converted.head(), AT));
    if (all == 0) return;
    Entry<Earnings> taken =
        check(
            met,
            converted.head(),
            new DiamondsAdjusted(proposal(CREATOR, -all), "bob").movement(converted.head(), AT));
    assertEquals(converted.state().earnedE4(), taken.state().earnedE4());
    assertEquals(
        new Movement.Stale<>(),
        new DiamondsAdjusted(proposal(CREATOR, -all - 1), "bob").movement(converted.head(), AT));
    Head<Unapplied> sandbox = Head.opening(Unapplied.of("sandbox"));
    Movement<Unapplied> coming =
        new PaymentUnapplied(
                "sandbox",
                "payment-3",
                new Money(priceMinor, "USD"),
                "second_payment",
                Optional.of("anna"),
                Optional.empty())
            .movement(sandbox, AT);
    Entry<Unapplied> came = check(met, sandbox, coming);
    UnappliedPayment kept =
        UnappliedPayment.TYPE.read(
            ((Write.Insert) ((Movement.Append<Unapplied>) coming).changes().getFirst()).item());
    Adjustment whole = new Adjustment("refund-2", Adjustment.Cause.REFUND, kept.amount());
    Entry<Unapplied> back =
        check(met, came.head(), new UnappliedRefunded(kept, whole).movement(came.head(), AT));
    assertEquals(Unapplied.BOOK.opening(), back.state());
    UnappliedPayment goneBack =
        after(kept, new UnappliedRefunded(kept, whole).movement(came.head(), AT));
    Entry<Unapplied> cameAgain =
        check(met, back.head(), new UnappliedRestored(goneBack, whole).movement(back.head(), AT));
    assertEquals(came.state(), cameAgain.state());
    Adjustment fee = new Adjustment("fee-2", Adjustment.Cause.FEE, new Money(15, "EUR"));
    Adjustment feeBack = new Adjustment("fee-3", Adjustment.Cause.FEE_RETURNED, fee.amount());
    check(met, came.head(), new UnappliedFeeCharged(kept, fee).movement(came.head(), AT));
    check(met, came.head(), new UnappliedFeeReturned(kept, feeBack).movement(came.head(), AT));
    check(
        met,
        came.head(),
        new UnappliedApplied(kept, recharge(coins, bonus, priceMinor, taxPercent), "ann", "T-1")
            .movement(came.head(), AT));
    // Others were faster, and all of it is gone since it was read.
    assertEquals(
        List.of(new Movement.Stale<>(), new Movement.Stale<>()),
        List.of(
            new UnappliedRefunded(kept, whole).movement(back.head(), AT),
            new UnappliedApplied(kept, recharge(coins, bonus, priceMinor, taxPercent), "ann", "T-1")
                .movement(back.head(), AT)));
    assertInstanceOf(
        Movement.Stale.class,
        new UnappliedRefunded(
                kept,
                new Adjustment(
                    "refund-2", Adjustment.Cause.REFUND, new Money(priceMinor + 1, "USD")))
            .movement(came.head(), AT));

    Decision<Exchange> exchanging =
        new DiamondsExchanged("exchange-id", "mia", asked)
            .decide(converted.head(), AT, policy, profile(), recharged.state(), Maturity.AT_ONCE);
    if (!(exchanging instanceof Decision.Accept<Exchange>(Exchange exchange))) return;
    check(met, converted.head(), exchange);
    check(met, recharged.head(), exchange.movement(recharged.head(), AT));
    assertSpentFirst(check(met, refunded.head(), exchange.movement(refunded.head(), AT)), policy);

    Head<Challenge> cup = Head.opening(Challenge.BOOK.account("cup"));
    Entry<Challenge> funding = check(met, cup, new Funding("funding-id", "cup", asked, action, AT));
    Award award = new Award("award-id", "cup", "mia", "first", asked, action, AT, Optional.empty());
    check(met, funding.head(), award);
    check(met, converted.head(), award.movement(converted.head(), AT));
    assertEquals(LISTED.keySet(), met);
  }

  /** A gift brings points for those of its coins only that had not been diamonds. */
  private static void assertSpentFirst(Entry<Wallet> exchanged, Policy policy) {
    Wallet wallet = exchanged.state();
    if (wallet.debt() > 0 || wallet.coins() == 0) return;
    long bonus = wallet.lots().coins(Lot.Kind.BONUS);
    long diamonds = wallet.lots().coins(Lot.Kind.EXCHANGED);
    for (long coins : List.of(1L, bonus + 1, bonus + diamonds + 1, wallet.coins())) {
      Decision<Gift> sending =
          new GiftSent("gift-2", "anna", "mia", "rose", coins, STREAM, OptionalLong.empty())
              .decide(
                  exchanged.head(),
                  AT,
                  policy,
                  profile(),
                  Optional.empty(),
                  new Market("US", "web"));
      if (!(sending instanceof Decision.Accept<Gift>(Gift gift))) continue;
      long without = Math.max(0, Math.min(diamonds, coins - bonus));
      assertEquals((coins - without) * policy.pointsPerCoin(), gift.points());
      Entry<Wallet> sent = check(new HashSet<>(), exchanged.head(), gift);
      assertEquals(
          without == 0 ? OptionalLong.empty() : OptionalLong.of(without),
          sent.details().findNumber("exchangedCoins"));
    }
  }

  /** One that meets every movement, so that the property cannot pass without having looked. */
  @Test
  void every_movement_is_met() {
    each_movement_posts_what_is_listed_and_leads_from_state_to_state(
        1_000, 1_299, 1_000, 400, 1, 5_000, 1, 2, 200, 19, 100, 100);
  }

  /** Each leg that may be left out is there in some case: else it would be listed for nothing. */
  @Test
  void every_leg_that_is_listed_is_met() {
    every_movement_is_met();
    assertEquals(
        Set.of(),
        Movements.ALL.stream()
            .flatMap(
                listed -> listed.postings().stream().map(leg -> listed.kind().label() + ": " + leg))
            .filter(leg -> !MET.contains(leg))
            .collect(Collectors.toSet()));
  }

  private static <S extends State, R extends OpeningRecord<S>> Entry<S> check(
      Set<EntryKind> met, Head<S> head, R record) {
    Draft<S> draft = record.draft(head);
    String status = record.item().text("status");
    assertEquals(listed(draft).record(), word(record.key().sort()) + " is " + status);
    assertEquals(record.key().sort(), draft.ref());
    return check(met, head, draft);
  }

  private static <S extends State> Entry<S> check(
      Set<EntryKind> met, Head<S> head, Movement<S> movement) {
    @SuppressWarnings("unchecked")
    Movement.Append<S> append = assertInstanceOf(Movement.Append.class, movement);
    Draft<S> draft = append.draft();
    assertEquals(
        listed(draft).record(),
        append.changes().stream()
            .filter(change -> !change.key().sort().startsWith(Act.SORT_KEY_PREFIX))
            .map(change -> change(draft, change))
            .collect(Collectors.joining(", ")));
    return check(met, head, draft);
  }

  private static Proposal proposal(Account<?> account, long amount) {
    return Proposal.of(account, "id", amount, new OperatorAction("goodwill", "ann", "T-1"), AT);
  }

  /** Whether it says that something of a provider's is booked. */
  private static boolean isBooked(Write change) {
    return Stream.of("BOOKED#", "PAIDOUT#").anyMatch(change.key().partition()::startsWith);
  }

  private static String change(Draft<?> draft, Write change) {
    if (change instanceof Write.Insert) {
      boolean isMark = draft.kind().equals(Recharged.KIND) || isBooked(change);
      if (!isMark) assertEquals(change.key().sort(), draft.ref());
      return word(change.key().sort()) + " is stored";
    }
    Write.Transition moved = assertInstanceOf(Write.Transition.class, change);
    return word(moved.key().sort())
        + (listed(draft).record().contains("gifts") ? "s" : "")
        + (moved.from().equals(Set.of(moved.set().text("status"))) ? " stays " : " to ")
        + moved.set().text("status");
  }

  private static <S extends State> Entry<S> check(
      Set<EntryKind> met, Head<S> head, Draft<S> draft) {
    met.add(draft.kind());
    Movements.Listed listed = listed(draft);
    assertEquals(listed.book(), head.account().book());
    int place = 0;
    Map<Object, Long> sums = new HashMap<>();
    for (Posting posting : draft.postings()) {
      place = 1 + place(listed.postings(), posting, place);
      assertTrue(posting.amount() != 0 || !listed.book().equals(Wallet.BOOK), posting.toString());
      MET.add(draft.kind().label() + ": " + listed.postings().get(place - 1));
      assertTrue(ChartOfAccounts.ALL.contains(posting.account()), posting.toString());
      assertTrue(Assets.isKnown(posting.asset()), posting.toString());
      sums.merge(posting.asset(), posting.amount(), Math::addExact);
    }
    assertTrue(sums.values().stream().allMatch(sum -> sum == 0), draft.toString());
    Entry<S> entry = Entry.append(head, AT, draft, Format.CURRENT);
    assertEquals(Optional.empty(), entry.flawAfter(head));
    assertEquals(draft.state(), entry.state(), "what is stored of the state is all of it");
    assertTrue(
        head.account().book().fields().containsAll(draft.state().fields().attributes().keySet()));
    assertRetold(draft, retold(entry, head), entry);
    return entry;
  }

  /** Told from its entry alone a movement is the same again: this is what audits go by. */
  private static void assertRetold(Draft<?> draft, Draft<?> retold, Entry<?> entry) {
    assertEquals(draft.kind(), retold.kind());
    assertEquals(draft.postings(), retold.postings());
    assertEquals(draft.state(), retold.state());
    assertEquals(draft.ref(), retold.ref());
    assertEquals(draft.policyVersion(), retold.policyVersion());
    assertTrue(
        entry
            .details()
            .attributes()
            .entrySet()
            .containsAll(retold.details().attributes().entrySet()),
        retold::toString);
  }

  @SuppressWarnings("unchecked")
  private static <S extends State> Draft<S> retold(Entry<S> entry, Head<S> head) {
    Map<Book<?>, Map<EntryKind, ?>> books =
        Map.of(
            Wallet.BOOK, Movements.OF_WALLETS,
            Earnings.BOOK, Movements.OF_EARNINGS,
            Unapplied.BOOK, Movements.OF_PAYMENTS,
            Challenge.BOOK, Movements.OF_CHALLENGES);
    Map<EntryKind, ?> movements =
        Optional.<Map<EntryKind, ?>>ofNullable(books.get(head.account().book())).orElseThrow();
    return ((Retelling<S>) Optional.ofNullable(movements.get(entry.kind())).orElseThrow())
        .draft(entry, head);
  }

  @Test
  void every_movement_can_be_told_from_its_entry() {
    assertEquals(kindsOf(Wallet.BOOK), Movements.OF_WALLETS.keySet());
    assertEquals(kindsOf(Earnings.BOOK), Movements.OF_EARNINGS.keySet());
    assertEquals(kindsOf(Unapplied.BOOK), Movements.OF_PAYMENTS.keySet());
    assertEquals(kindsOf(Challenge.BOOK), Movements.OF_CHALLENGES.keySet());
  }

  private static Set<EntryKind> kindsOf(Book<?> book) {
    return Stream.concat(
            Movements.ALL.stream()
                .filter(listed -> listed.book().equals(book))
                .map(Movements.Listed::kind),
            Stream.of(EntryKind.PLACE_VOIDED))
        .collect(Collectors.toSet());
  }

  /**
   * Which of the legs that are listed one is, the first that can be.
   *
   * @param from those before are behind it, unless they may come for each of several currencies
   */
  private static int place(List<String> listed, Posting posting, int from) {
    for (int place = 0; place < listed.size(); place++) {
      if ((place >= from || listed.get(place).endsWith(" each"))
          && isListed(listed.get(place), posting)) return place;
    }
    throw new AssertionError(listed + ": " + posting);
  }

  private static boolean isListed(String listed, Posting posting) {
    List<String> words = List.of(listed.split(" ", -1));
    return words.get(0).equals(posting.account().label())
        && words.get(1).equals(posting.asset().isMoney() ? "money" : posting.asset().code())
        && words.contains(posting.amount() >= 0 ? "+" : "-");
  }

  private static Movements.Listed listed(Draft<?> draft) {
    return Optional.ofNullable(LISTED.get(draft.kind())).orElseThrow();
  }

  /** {@code RECHARGE#1} is a {@code recharge}. */
  private static String word(String sort) {
    return sort.split("#", 2)[0].toLowerCase(Locale.ROOT);
  }

  private static Policy policy(
      long pointsPerCoin, int commissionBasisPoints, long rateMinor, long rateDiamonds) {
    return new Policy(
        7,
        Prices.NONE,
        List.of(new Policy.CatalogueGift("rose", "Rose", 1)),
        1_000,
        pointsPerCoin,
        commissionBasisPoints,
        0,
        List.of(
            new Policy.WithdrawalTerms(
                "US",
                new DiamondRate(rateMinor, rateDiamonds),
                new Money(1, "USD"),
                new Money(Long.MAX_VALUE, "USD"),
                List.of(new Policy.PayoutFee(PayoutMethod.Kind.BANK, 0, 100)),
                0,
                0)),
        new Policy.Chargebacks(2, 90),
        List.of(),
        List.of(),
        Spending.UNLIMITED,
        Optional.of(new Policy.ExchangeTerms(rateMinor, rateDiamonds, 1, 1_000_000, false)),
        Live.STANDARD);
  }

  private static Optional<CreatorProfile> profile() {
    return Optional.of(CreatorProfile.inGoodStanding("mia", 1_000, "US"));
  }

  private static Optional<PayoutMethod> bank() {
    return Optional.of(
        new PayoutMethod(
            "mia", "bank", PayoutMethod.Kind.BANK, "sandbox", "token", true, true, Instant.EPOCH));
  }

  private static Recharge recharge(long coins, long bonus, long priceMinor, int taxPercent) {
    return Recharge.opened(
        "recharge-id",
        "anna",
        new Quote(
            "coins-100",
            "US",
            "web",
            coins,
            bonus,
            new Money(priceMinor, "USD"),
            priceMinor * taxPercent / (100 + taxPercent)),
        "card",
        "sandbox",
        7,
        AT);
  }

  /** The recharge as a movement leaves it. */
  private static Recharge after(Recharge recharge, Movement<Wallet> movement) {
    var append = (Movement.Append<Wallet>) movement;
    return Recharge.TYPE.read(append.changes().getFirst().applied(Optional.of(recharge.item())));
  }

  /** The unapplied payment as a movement leaves it. */
  private static UnappliedPayment after(UnappliedPayment payment, Movement<Unapplied> movement) {
    var append = (Movement.Append<Unapplied>) movement;
    return UnappliedPayment.TYPE.read(
        append.changes().getFirst().applied(Optional.of(payment.item())));
  }

  /** The withdrawal as a movement leaves it. */
  private static Withdrawal after(Withdrawal withdrawal, Movement<Earnings> movement) {
    var append = (Movement.Append<Earnings>) movement;
    return Withdrawal.TYPE.read(
        append.changes().getFirst().applied(Optional.of(withdrawal.item())));
  }

  private static Set<Class<?>> classesWithAKind() throws IOException, URISyntaxException {
    Path classes =
        Path.of(Movements.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes.resolve("io/giftledger/economy"))) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(file -> file.endsWith(".class"))
          .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
          .<Class<?>>map(MovementsTest::named)
          .filter(MovementsTest::hasKind)
          .collect(Collectors.toSet());
    }
  }

  private static boolean hasKind(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields())
        .anyMatch(
            field ->
                field.getName().equals("KIND")
                    && field.getType() == EntryKind.class
                    && Modifier.isStatic(field.getModifiers()));
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName(name, false, Movements.class.getClassLoader());
    } catch (ClassNotFoundException absent) {
      throw new AssertionError(absent);
    }
  }
}

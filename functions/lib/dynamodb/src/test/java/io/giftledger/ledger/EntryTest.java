package io.giftledger.ledger;

import static io.giftledger.ledger.Fixture.AT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.Attributes;
import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Money;
import io.giftledger.economy.Movements;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.challenge.Award;
import io.giftledger.economy.challenge.Challenge;
import io.giftledger.economy.challenge.Funding;
import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.DiamondsAdjusted;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Exchange;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.HoldPlaced;
import io.giftledger.economy.earnings.HoldReleased;
import io.giftledger.economy.earnings.PayoutFailed;
import io.giftledger.economy.earnings.PayoutPaid;
import io.giftledger.economy.earnings.PayoutPaidLate;
import io.giftledger.economy.earnings.PayoutReturned;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.payment.PaymentUnapplied;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.payment.UnappliedApplied;
import io.giftledger.economy.payment.UnappliedFeeCharged;
import io.giftledger.economy.payment.UnappliedFeeReturned;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.payment.UnappliedRefunded;
import io.giftledger.economy.payment.UnappliedRestored;
import io.giftledger.economy.policy.Live;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.Budget;
import io.giftledger.economy.wallet.BudgetSet;
import io.giftledger.economy.wallet.CoinsAdjusted;
import io.giftledger.economy.wallet.Combo;
import io.giftledger.economy.wallet.FeeCharged;
import io.giftledger.economy.wallet.FeeReturned;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Lot;
import io.giftledger.economy.wallet.Lots;
import io.giftledger.economy.wallet.PaymentAdjusted;
import io.giftledger.economy.wallet.PaymentRestored;
import io.giftledger.economy.wallet.PaymentTakenBack;
import io.giftledger.economy.wallet.PurchaseReturned;
import io.giftledger.economy.wallet.Quote;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Spent;
import io.giftledger.economy.wallet.Standing;
import io.giftledger.economy.wallet.TakenBack;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.economy.wallet.WalletFrozen;
import io.giftledger.economy.wallet.WalletReleased;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Write;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class EntryTest {

  private static final Account<Wallet> WALLET = Wallet.BOOK.account("viewer-1");
  private static final Head<Wallet> OPENING = Head.opening(WALLET);

  /** Account, sums and weekly totals no larger than this keep every entry below its size. */
  private static final long LARGE = 1_000_000_000_000_000L;

  /** No policy has a gift that costs more: the dearest, in the greatest quantity. */
  private static final long GIFT_COINS_MAX = 100_000_000_000L;

  /** Nobody can set a higher one. */
  private static final long BUDGET_MAX = 1_000_000_000_000L;

  /** No policy lets a viewer spend more coins, or pay more, in a month. */
  private static final long GIFTS_MAX = 9_999_999_999L;

  private static final long RECHARGES_MAX = 999_999_999_999L;

  /** No policy has a purchase of more coins, or a dearer one. */
  private static final long PURCHASE_COINS_MAX = 1_000_000_000L;

  private static final long PAYMENT_MAX = 1_000_000_000_000L;

  /** As many as are kept apart, of which a large gift takes a part of the first. */
  private static final Lots EIGHT_LOTS =
      new Lots(
          LongStream.rangeClosed(1, Lots.MAX)
              .mapToObj(
                  number ->
                      new Lot(
                          999_000 + number,
                          999_000 + number,
                          number == 1 ? 2 * LARGE : 1_000_000,
                          Optional.of(new Money(number == 1 ? LARGE : 1_299_900, "USD"))))
              .toList());

  /** So long a list of gifts stays in the entry. */
  private static final int IN_ENTRY_CHARACTERS_MAX = 280;

  @Test
  void postings_that_do_not_sum_to_zero_are_refused() {
    assertRefused(
        OPENING,
        recharge(
            wallet(100),
            new Posting(ChartOfAccounts.COINS_ISSUED, Assets.COIN, -99),
            new Posting(ChartOfAccounts.WALLET, Assets.COIN, 100)));
  }

  @Test
  void postings_sum_to_zero_for_each_asset_by_itself() {
    assertRefused(
        OPENING,
        recharge(
            wallet(100),
            new Posting(ChartOfAccounts.CASH, Asset.money("USD"), -100),
            new Posting(ChartOfAccounts.WALLET, Assets.COIN, 100)));
  }

  @Test
  void a_state_that_the_postings_do_not_lead_to_is_refused() {
    assertRefused(
        OPENING, recharge(wallet(101), recharged(OPENING, 100).postings().toArray(Posting[]::new)));
  }

  @Test
  void a_balance_below_zero_is_refused() {
    assertRefused(
        Head.opening(Earnings.BOOK.account("creator")),
        new Draft<>(
            GiftsConverted.KIND,
            List.of(
                new Posting(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, -1),
                new Posting(ChartOfAccounts.COMMISSION, Assets.DIAMOND_E4, 1)),
            new Earnings(-1, 0, 0, 0, "", new Money(0, "")),
            "",
            1,
            Item.EMPTY));
  }

  @Test
  void a_debt_that_somebody_else_has_is_refused() {
    assertRefused(
        OPENING,
        recharge(
            new Wallet(Lots.NONE, -1, 0, Spent.NONE, Budget.NONE, Standing.GOOD),
            new Posting(ChartOfAccounts.WALLET_DEBT, Assets.COIN, 1),
            new Posting(ChartOfAccounts.COINS_ISSUED, Assets.COIN, -1)));
  }

  /** Only the lots of a wallet say what is owed in gifts: no other entry may post to it. */
  @Test
  void money_that_is_owed_for_no_coins_is_refused() {
    assertRefused(
        OPENING,
        recharge(
            wallet(0),
            new Posting(ChartOfAccounts.DEFERRED_REVENUE, Asset.money("USD"), -5),
            new Posting(ChartOfAccounts.CASH, Asset.money("USD"), 5)));
  }

  @Test
  void amounts_that_overflow_are_refused() {
    assertRefused(
        OPENING,
        recharge(
            wallet(0),
            new Posting(ChartOfAccounts.WALLET, Assets.COIN, Long.MAX_VALUE),
            new Posting(ChartOfAccounts.WALLET, Assets.COIN, 2)));
  }

  @Test
  void diamonds_that_leave_for_the_hold_must_arrive_there() {
    Account<Earnings> account = Earnings.BOOK.account("creator-1");
    Head<Earnings> opening = Head.opening(account);
    Head<Earnings> head = appended(opening, converted(opening, gift(1_000, 5_000))).head();
    Draft<Earnings> honest = withdrawal(head, 200).draft(head);
    Earnings lost =
        new Earnings(
            honest.state().diamondsE4(),
            0,
            1_000,
            honest.state().earnedE4(),
            "2026-W47",
            new Money(100, "USD"));

    assertRefused(
        head,
        new Draft<>(
            honest.kind(),
            honest.postings(),
            lost,
            honest.ref(),
            honest.policyVersion(),
            honest.details()));
  }

  @Test
  void what_would_break_a_line_of_the_hashed_text_is_refused() {
    Recharge recharge = Fixture.recharge(request("key"), 1);

    assertThrows(
        IllegalArgumentException.class,
        () -> appended(OPENING, draft(new Recharged(recharge, "pay\nment").movement(OPENING, AT))));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            appended(
                OPENING,
                withDetails(recharged(OPENING, 1), Item.builder().number("two words", 1).build())));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            appended(
                OPENING,
                withDetails(recharged(OPENING, 1), Item.builder().flag("flag", true).build())));
  }

  @Test
  void an_entry_follows_the_head_it_was_appended_to_and_no_other() {
    Entry<Wallet> first = appended(OPENING, recharged(OPENING, 100));
    Entry<Wallet> second = appended(first.head(), sent(first.head(), 1));

    assertTrue(first.follows(OPENING));
    assertTrue(second.follows(first.head()));
    assertFalse(first.follows(first.head()));
    assertFalse(second.follows(OPENING));
    assertFalse(second.follows(second.head()));
  }

  static Stream<Item> an_entry_with_any_one_attribute_changed_does_not_follow() {
    Item honest = second().item();
    Item state = honest.map("state");
    Item details = honest.map("details");
    return Stream.of(
        with(honest, item -> item.text("PK", "WALLET#viewer-2")),
        with(honest, item -> item.text("SK", Entry.sortKey(1))),
        with(honest, item -> item.text("SK", Entry.sortKey(3))),
        with(honest, item -> item.number("format", 0)),
        with(honest, item -> item.number("format", 2)),
        with(honest, item -> item.instant("at", AT.plusMillis(1))),
        with(honest, item -> item.instant("at", AT.minusMillis(1))),
        with(honest, item -> item.instant("at", AT.plusNanos(1))),
        with(honest, item -> item.text("kind", "budget_set")),
        postings(honest),
        postings(honest, "platform:gifts-in-transit coin 5", "wallet coin -5"),
        postings(honest, "wallet coin -6", "platform:gifts-in-transit coin 6"),
        postings(honest, "wallet coin -5", "platform:coins-spent coin 5"),
        postings(
            honest,
            "wallet coin " + Long.MIN_VALUE,
            "platform:gifts-in-transit coin " + Long.MIN_VALUE),
        with(honest, item -> item.map("state", with(state, field -> field.text("lots", "1b96")))),
        with(honest, item -> item.map("state", with(state, field -> field.number("everSpent", 4)))),
        with(
            honest,
            item -> item.map("state", with(state, field -> field.text("spent", "2026-11-21 5/5")))),
        with(
            honest,
            item -> item.map("state", with(state, field -> field.text("spent", "2026-11-20 4/5")))),
        with(honest, item -> item.map("state", with(state, field -> field.number("budget", 1)))),
        with(honest, item -> item.text("ref", "GIFT#1")),
        with(honest, item -> item.text("ref", "")),
        with(honest, item -> item.number("policyVersion", 2)),
        with(
            honest,
            item -> item.map("details", with(details, field -> field.number("points", 500)))),
        with(honest, item -> item.map("details", with(details, field -> field.number("combo", 1)))),
        with(honest, item -> item.map("details", Item.EMPTY)),
        with(honest, item -> item.bytes("previousHash", Hash.ZERO.bytes())),
        with(honest, item -> item.bytes("hash", Hash.ZERO.bytes())));
  }

  @ParameterizedTest
  @MethodSource
  void an_entry_with_any_one_attribute_changed_does_not_follow(Item tampered) {
    Account<Wallet> account = Wallet.BOOK.account(tampered.key().owner());

    assertFalse(follows(new Entry<>(account, tampered), first().head()));
  }

  static Stream<Item> an_entry_that_was_hashed_anew_does_not_follow_either() {
    Item honest = second().item();
    return Stream.of(
        with(honest, item -> item.bytes("previousHash", Hash.ZERO.bytes())),
        with(honest, item -> item.number("format", 0)),
        with(honest, item -> item.instant("at", AT.minusMillis(1))),
        postings(honest, "wallet coin -6", "platform:gifts-in-transit coin 6"),
        with(
            honest,
            item ->
                item.map("state", with(honest.map("state"), field -> field.text("lots", "1b96")))));
  }

  @ParameterizedTest
  @MethodSource
  void an_entry_that_was_hashed_anew_does_not_follow_either(Item tampered) {
    assertFalse(new Entry<>(WALLET, rehashed(tampered)).follows(first().head()));
  }

  @Test
  void the_entry_before_the_changes_does_follow() {
    assertTrue(new Entry<>(WALLET, rehashed(second().item())).follows(first().head()));
    assertEquals(second().item(), rehashed(second().item()));
  }

  @Test
  void an_entry_that_is_earlier_than_the_one_before_it_does_not_follow() {
    Head<Wallet> head = first().head();
    Instant earlier = AT.minusMillis(1);
    Entry<Wallet> entry = Entry.append(head, earlier, sent(head, 5), Format.CURRENT);

    assertFalse(entry.follows(head));
  }

  @Property
  void an_entry_is_read_as_it_was_written(
      @ForAll @LongRange(min = 1, max = LARGE) long coins,
      @ForAll @LongRange(min = 0, max = 4_102_444_800_000L) long epochMillis,
      @ForAll @LongRange(min = 0, max = 999_999_999_998L) long sequence) {
    Head<Wallet> head =
        new Head<>(WALLET, sequence, 1, Instant.EPOCH, Hash.ZERO, WALLET.book().opening());
    Instant at = Instant.ofEpochMilli(epochMillis);
    Draft<Wallet> draft = recharged(head, coins);
    Entry<Wallet> entry = Entry.append(head, at, draft, Format.CURRENT);

    assertEquals(1, entry.format());
    assertEquals(sequence + 1, entry.sequence());
    assertEquals(at, entry.at());
    assertEquals(
        draft,
        new Draft<>(
            entry.kind(),
            entry.postings(),
            entry.state(),
            entry.ref(),
            entry.policyVersion(),
            entry.details()));
    assertEquals(head.hash(), entry.previousHash());
    assertTrue(entry.follows(head));
    assertTrue(Entry.isWhole(entry.item()));
    assertEquals(Head.of(WALLET, entry.item(), Format.CURRENT), entry.head());
  }

  @Test
  void a_sequence_outside_of_one_to_twelve_digits_has_no_key() {
    assertThrows(IllegalArgumentException.class, () -> Entry.sortKey(0));
    assertThrows(IllegalArgumentException.class, () -> Entry.sortKey(1_000_000_000_000L));
    assertEquals("ENTRY#000000000001", Entry.sortKey(1));
    assertEquals("ENTRY#999999999999", Entry.sortKey(999_999_999_999L));
  }

  /**
   * Ids as they are: a UUID with a prefix for a user, a stream and a payment, a word or two for a
   * gift and a payout method.
   */
  private static final Lengths USUAL = new Lengths(36, 20, 36, 32);

  /** The longest ids that there can be. */
  private static final Lengths LONGEST = new Lengths(128, 64, 128, 64);

  /**
   * How long ids are, in characters.
   *
   * @param user of a user
   * @param catalogue of a gift and of a payout method
   * @param target of a stream or video
   * @param provider a payment's and a payout's, and the names of their providers
   */
  private record Lengths(int user, int catalogue, int target, int provider) {}

  static Stream<Entry<?>> an_entry_of_every_kind_costs_one_write_unit() {
    return entries(USUAL);
  }

  @ParameterizedTest
  @MethodSource
  void an_entry_of_every_kind_costs_one_write_unit(Entry<?> entry) {
    int bytes = bytes(entry.item());

    assertTrue(bytes < 1_024, () -> entry.kind() + " has " + bytes + " bytes");
  }

  /**
   * What has more than 1,024 bytes then costs a second write unit: a gift out of a wallet with
   * eight lots whose viewer, creator and stream all have ids of 128 characters, for one.
   */
  @Test
  void what_an_entry_of_every_kind_has_with_the_longest_ids() {
    assertEquals(
        Map.ofEntries(
            Map.entry("recharged", 1_165),
            Map.entry("payment_taken_back", 1_121),
            Map.entry("purchase_returned", 1_010),
            Map.entry("payment_restored", 1_137),
            Map.entry("fee_charged", 1_011),
            Map.entry("fee_returned", 1_021),
            Map.entry("gift_sent", 1_342),
            Map.entry("place_voided", 741),
            Map.entry("budget_set", 711),
            Map.entry("wallet_frozen", 845),
            Map.entry("wallet_released", 816),
            Map.entry("gifts_converted", 1_091),
            Map.entry("withdrawal_requested", 912),
            Map.entry("payout_paid", 850),
            Map.entry("payment_unapplied", 491),
            Map.entry("unapplied_refunded", 528),
            Map.entry("unapplied_restored", 557),
            Map.entry("unapplied_fee_charged", 541),
            Map.entry("unapplied_fee_returned", 551),
            Map.entry("unapplied_applied", 686),
            Map.entry("payout_returned", 890),
            Map.entry("payout_paid_late", 808),
            Map.entry("payout_failed", 660),
            Map.entry("hold_placed", 631),
            Map.entry("hold_released", 622),
            Map.entry("coins_adjusted", 916),
            Map.entry("diamonds_adjusted", 713),
            Map.entry("diamonds_exchanged", 761),
            Map.entry("coins_exchanged", 992),
            Map.entry("challenge_funded", 625),
            Map.entry("award_opened", 821),
            Map.entry("award_credited", 778)),
        entries(LONGEST)
            .collect(
                Collectors.toMap(
                    entry -> entry.kind().label(), entry -> bytes(entry.item()), Math::max)));
  }

  @Test
  void every_kind_of_entry_is_weighed() {
    assertEquals(
        Stream.concat(
                Movements.ALL.stream().map(Movements.Listed::kind),
                Stream.of(EntryKind.PLACE_VOIDED))
            .collect(Collectors.toSet()),
        entries(USUAL).map(Entry::kind).collect(Collectors.toSet()));
  }

  /**
   * Its state names the entry that says what, and no more. If the viewer raises a budget, too, and
   * spends fortunes, it may need a second unit.
   */
  @Test
  void a_gift_costs_one_write_unit_whatever_is_taken_back_of_the_wallet() {
    String user = "u".repeat(USUAL.user());
    Gift gift = gift(user, USUAL, GIFT_COINS_MAX);
    Standing standing =
        new Standing(Optional.empty(), List.of(LocalDate.ofInstant(AT, ZoneOffset.UTC)));
    Head<Wallet> wallet =
        after(gift.show().combo(), head(user, Budget.of(BUDGET_MAX), standing), 999_999_999_997L);

    int bytes = bytes(appended(wallet, gift.draft(wallet)).item());

    assertTrue(bytes < 1_024, () -> bytes + " bytes");
  }

  /** A wallet to which a purchase has just come. */
  private static Head<Wallet> credited(Recharge recharge, String payment, Head<Wallet> before) {
    return appended(before, draft(new Recharged(recharge, payment).movement(before, AT))).head();
  }

  /** One entry of every kind, with large amounts and a full state. */
  private static Stream<Entry<?>> entries(Lengths ids) {
    String user = "u".repeat(ids.user());
    String provider = "p".repeat(ids.provider());
    List<LocalDate> days = Collections.nCopies(1, LocalDate.ofInstant(AT, ZoneOffset.UTC));
    Standing standing = new Standing(Optional.empty(), days);
    Budget budget = Budget.of(BUDGET_MAX - 1).set(OptionalLong.of(BUDGET_MAX), AT);
    Head<Wallet> wallet = head(user, budget, standing);
    // A wallet that has a raise as well, or spends fortunes, may need a second unit to have a
    // payment taken back, or restored.
    Head<Wallet> lowered = head(user, Budget.of(BUDGET_MAX), standing, spent(9_999, 99_999));
    Head<Earnings> earnings =
        new Head<>(
            Earnings.BOOK.account(user),
            999_999_999_998L,
            1,
            AT,
            Hash.ZERO,
            new Earnings(LARGE, LARGE, LARGE, LARGE, "2026-W47", new Money(LARGE, "USD")));
    Head<Earnings> held =
        new Head<>(
            earnings.account(),
            earnings.sequence(),
            1,
            AT,
            Hash.ZERO,
            draft(
                    new HoldPlaced(new OperatorAction("r".repeat(24), "ann", "T-1"))
                        .movement(earnings, AT))
                .state());
    long points = LARGE / 10_000;
    long diamonds = LARGE / 10_000;
    Gift gift = gift(user, ids, GIFT_COINS_MAX);
    Head<Wallet> tapping = after(gift.show().combo(), wallet);
    Recharge recharge = recharge(user, provider);
    Recharge paid = after(recharge, new Recharged(recharge, provider).movement(wallet, AT));
    Adjustment refund = adjustment(Adjustment.Cause.REFUND, provider);
    Recharge refunded =
        after(
            paid,
            new PaymentTakenBack(paid, refund, Fixture.POLICY.chargebacks())
                .movement(wallet, AT, TakenBack.NONE));
    Head<Wallet> earlier =
        new Head<>(lowered.account(), lowered.sequence() - 1, 1, AT, Hash.ZERO, lowered.state());
    Entry<Wallet> taking =
        appended(
            earlier,
            draft(
                new PaymentTakenBack(paid, refund, Fixture.POLICY.chargebacks())
                    .movement(earlier, AT, TakenBack.NONE)));
    TakenBack takenBack = PaymentAdjusted.takenBack(taking, earlier.state());
    // What is returned has left its lots: of eight, six stay.
    Head<Wallet> returning = credited(recharge, provider, earlier);
    PurchaseReturned returned =
        new PurchaseReturned(
            after(recharge, new Recharged(recharge, provider).movement(earlier, AT)),
            PurchaseReturned.idFor(recharge.key(), "key"),
            Policy.RefundTerms.DAYS_MAX);
    OperatorAction action = new OperatorAction("r".repeat(24), "ann", "T-1");
    Wallet after = draft(new WalletFrozen(action).movement(wallet, AT)).state();
    Head<Wallet> frozen = new Head<>(wallet.account(), wallet.sequence(), 1, AT, Hash.ZERO, after);
    String id = "v".repeat(RecordType.ID_LENGTH);
    Exchange exchange =
        new Exchange(id, user, diamonds, diamonds, LARGE, 999, AT, Optional.empty());
    Head<Challenge> challenge =
        new Head<>(Challenge.BOOK.account(user), 1, 1, AT, Hash.ZERO, new Challenge(LARGE, LARGE));
    Funding funding = new Funding(id, user, diamonds, action, AT);
    Award award =
        new Award(
            id, user, user, "t".repeat(ids.catalogue()), diamonds, action, AT, Optional.empty());
    Withdrawal withdrawal =
        withdrawal(user, "b".repeat(ids.catalogue()), provider, diamonds, diamonds / 2);
    Movement<Earnings> paying =
        new PayoutPaid(withdrawal, provider, Optional.of(new Money(LARGE, "USD")), Optional.empty())
            .movement(earnings, AT);
    Movement<Earnings> failing =
        new PayoutFailed(withdrawal, "closed", Optional.empty()).movement(earnings, AT);
    Head<Unapplied> payments = Head.opening(Unapplied.of("p".repeat(32)));
    PaymentUnapplied came =
        new PaymentUnapplied(
            payments.account().owner(),
            provider,
            new Money(LARGE, "USD"),
            "amount_mismatch",
            Optional.empty(),
            Optional.empty());
    var unapplied = appended(payments, draft(came.movement(payments, AT)));
    UnappliedPayment kept =
        UnappliedPayment.TYPE.read(
            ((Write.Insert) Fixture.append(came.movement(payments, AT)).changes().getFirst())
                .item());
    Adjustment back = new Adjustment(provider, Adjustment.Cause.REFUND, kept.amount());
    return Stream.of(
        unapplied,
        appended(
            unapplied.head(),
            draft(new UnappliedRefunded(kept, back).movement(unapplied.head(), AT))),
        appended(
            wallet,
            draft(
                new FeeReturned(paid, adjustment(Adjustment.Cause.FEE_RETURNED, provider))
                    .movement(wallet, AT))),
        appended(
            unapplied.head(),
            draft(
                new UnappliedFeeCharged(kept, adjustment(Adjustment.Cause.FEE, provider))
                    .movement(unapplied.head(), AT))),
        appended(
            unapplied.head(),
            draft(
                new UnappliedFeeReturned(kept, adjustment(Adjustment.Cause.FEE_RETURNED, provider))
                    .movement(unapplied.head(), AT))),
        appended(
            payments,
            draft(
                new UnappliedRestored(
                        new UnappliedPayment(
                            kept.provider(),
                            kept.paymentId(),
                            kept.amount(),
                            kept.reason(),
                            kept.user(),
                            kept.recharge(),
                            kept.booking(),
                            UnappliedPayment.Status.REFUNDED,
                            Adjustments.NONE.booked(back, new Adjustments.Booking(1, AT)),
                            Optional.empty()),
                        back)
                    .movement(payments, AT))),
        appended(
            unapplied.head(),
            draft(
                new UnappliedApplied(kept, recharge, "ann", "T-1").movement(unapplied.head(), AT))),
        // After a gift a payment that is taken back or restored may need a second unit, and so may
        // what a frozen wallet has.
        appended(tapping, draft(new Recharged(recharge, provider).movement(tapping, AT))),
        appended(
            lowered,
            draft(
                new PaymentTakenBack(paid, refund, Fixture.POLICY.chargebacks())
                    .movement(lowered, AT, TakenBack.NONE))),
        appended(
            lowered,
            draft(
                new PaymentTakenBack(
                        paid,
                        adjustment(Adjustment.Cause.DISPUTE, provider),
                        Fixture.POLICY.chargebacks())
                    .movement(lowered, AT, TakenBack.NONE))),
        appended(returning, draft(returned.movement(returning, AT))),
        appended(wallet, draft(new WalletFrozen(action).movement(wallet, AT))),
        appended(frozen, draft(new WalletReleased(action).movement(frozen, AT))),
        appended(frozen, draft(new Recharged(recharge, provider).movement(frozen, AT))),
        appended(
            taking.head(),
            draft(new PaymentRestored(refunded, refund).movement(taking.head(), AT, takenBack))),
        appended(
            wallet,
            draft(
                new FeeCharged(paid, adjustment(Adjustment.Cause.FEE, provider))
                    .movement(wallet, AT))),
        appended(tapping, gift.draft(tapping)),
        appended(tapping, Draft.voiding(tapping)),
        appended(wallet, draft(new BudgetSet(OptionalLong.of(BUDGET_MAX)).movement(wallet, AT))),
        // As many as an entry holds, and more, of which it has the digest.
        appended(
            earnings, draft(new GiftsConverted(List.of(fullest(points))).movement(earnings, AT))),
        appended(
            earnings,
            draft(
                new GiftsConverted(Collections.nCopies(Conversion.GIFTS_MAX, gift(points, 5_000)))
                    .movement(earnings, AT))),
        appended(earnings, withdrawal.draft(earnings)),
        appended(earnings, draft(new HoldPlaced(action).movement(earnings, AT))),
        appended(held, draft(new HoldReleased(action).movement(held, AT))),
        appended(earnings, exchange.draft(earnings)),
        appended(wallet, exchange.arrivingDraft(wallet)),
        appended(challenge, funding.draft(challenge)),
        appended(challenge, award.draft(challenge)),
        appended(earnings, award.arrivingDraft(earnings)),
        appended(
            earnings,
            draft(
                new DiamondsAdjusted(proposal(earnings.account(), action), "bob")
                    .movement(earnings, AT))),
        appended(
            wallet,
            draft(
                new CoinsAdjusted(proposal(wallet.account(), action), "bob").movement(wallet, AT))),
        appended(earnings, draft(paying)),
        appended(
            earnings,
            draft(
                new PayoutReturned(
                        after(withdrawal, paying), provider, "w".repeat(64), Optional.empty())
                    .movement(earnings, AT))),
        appended(
            earnings,
            draft(
                new PayoutPaidLate(after(withdrawal, failing), provider, Optional.empty())
                    .movement(earnings, AT))),
        appended(earnings, draft(failing)));
  }

  private static Proposal proposal(Account<?> account, OperatorAction action) {
    return Proposal.of(account, "v".repeat(RecordType.ID_LENGTH), 1_000_000_000, action, AT);
  }

  private static Head<Wallet> head(String user, Budget budget, Standing standing) {
    return head(user, budget, standing, spent(GIFTS_MAX, RECHARGES_MAX));
  }

  private static Head<Wallet> head(String user, Budget budget, Standing standing, Spent spent) {
    return new Head<>(
        Wallet.BOOK.account(user),
        999_999_999_998L,
        1,
        AT,
        Hash.ZERO,
        new Wallet(EIGHT_LOTS, 0, LARGE, spent, budget, standing));
  }

  /** The same wallet after a tap in a long combo. */
  private static Head<Wallet> after(Combo combo, Head<Wallet> head) {
    return after(combo, head, 0);
  }

  private static Head<Wallet> after(Combo combo, Head<Wallet> head, long taken) {
    Wallet wallet = head.state();
    return new Head<>(
        head.account(),
        head.sequence(),
        1,
        head.at(),
        head.hash(),
        new Wallet(
            wallet.lots(),
            wallet.debt(),
            wallet.lifetimeCoins(),
            wallet.spent(),
            wallet.budget(),
            wallet.standing(),
            Optional.of(combo),
            taken));
  }

  /** As much as any policy lets a viewer spend, and pay in one currency, all on one day. */
  private static Spent spent(long coins, long minor) {
    return new Spent(
        Optional.of(LocalDate.ofInstant(AT, ZoneOffset.UTC)),
        new Spent.Tally(coins, coins),
        new TreeMap<>(Map.of("USD", new Spent.Tally(minor, minor))));
  }

  /** A gift that is as long as a list of gifts may be that stays in its entry. */
  private static ConvertedGift fullest(long points) {
    int rest = IN_ENTRY_CHARACTERS_MAX - fullest(points, "").toString().length();
    return fullest(points, "s".repeat(rest));
  }

  private static ConvertedGift fullest(long points, String target) {
    return new ConvertedGift(
        "u".repeat(128),
        "v".repeat(RecordType.ID_LENGTH),
        "g".repeat(64),
        1,
        points,
        points,
        5_000,
        999,
        new Gift.Target(Gift.Target.Kind.LIVE_STREAM, target));
  }

  private static Gift gift(String user, Lengths ids, long points) {
    return new Gift(
        "v".repeat(RecordType.ID_LENGTH),
        user,
        "c".repeat(ids.user()),
        "g".repeat(ids.catalogue()),
        10_000,
        points,
        points,
        5_000,
        999,
        new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "s".repeat(ids.target())),
        0,
        Optional.empty(),
        new Gift.Show(
            new Combo(
                99_999,
                AT.getEpochSecond(),
                Live.GIFTS_PER_SECOND_MAX,
                "k".repeat(6),
                "v".repeat(RecordType.ID_LENGTH)),
            0,
            0,
            10_000),
        AT,
        Gift.Status.SENT,
        OptionalLong.empty(),
        Optional.empty());
  }

  private static Recharge recharge(String user, String provider) {
    Recharge usual = Fixture.recharge(request("key"), PURCHASE_COINS_MAX);
    Quote quote =
        new Quote(
            usual.quote().coinPackage(),
            "US",
            "web",
            PURCHASE_COINS_MAX,
            0,
            new Money(PAYMENT_MAX, "USD"),
            0);
    return Recharge.opened(
        usual.id(), user, quote, usual.paymentMethod(), provider, 999, usual.openedAt());
  }

  /** The recharge as a movement leaves it. */
  private static Recharge after(Recharge recharge, Movement<Wallet> movement) {
    var append = (Movement.Append<Wallet>) movement;
    return Recharge.TYPE.read(append.changes().getFirst().applied(Optional.of(recharge.item())));
  }

  /** The withdrawal as a movement leaves it. */
  private static Withdrawal after(Withdrawal withdrawal, Movement<Earnings> movement) {
    var append = (Movement.Append<Earnings>) movement;
    return Withdrawal.TYPE.read(
        append.changes().getFirst().applied(Optional.of(withdrawal.item())));
  }

  private static Adjustment adjustment(Adjustment.Cause cause, String id) {
    return new Adjustment(id, cause, new Money(PAYMENT_MAX / 10, "USD"));
  }

  private static Withdrawal withdrawal(
      String user, String method, String provider, long diamonds, long minor) {
    return new Withdrawal(
        "v".repeat(RecordType.ID_LENGTH),
        user,
        diamonds,
        diamonds,
        new Money(minor, "USD"),
        minor / 10,
        method,
        provider,
        "t".repeat(64),
        999,
        AT,
        Withdrawal.Status.SUBMITTED,
        Optional.of(AT),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Entry<Wallet> first() {
    return appended(OPENING, recharged(OPENING, 100));
  }

  private static Entry<Wallet> second() {
    return appended(first().head(), sent(first().head(), 5));
  }

  private static <S extends State> Entry<S> appended(Head<S> head, Draft<S> draft) {
    return Entry.append(head, AT, draft, Format.CURRENT);
  }

  private static <S extends State> Draft<S> draft(Movement<S> movement) {
    return Fixture.append(movement).draft();
  }

  private static IdempotentRequest<Recharge> request(String key) {
    return Fixture.rechargeRequest(WALLET, key, 1);
  }

  private static Draft<Wallet> recharged(Head<Wallet> head, long coins) {
    return draft(
        new Recharged(Fixture.recharge(request("key"), coins), "payment-1").movement(head, AT));
  }

  private static Draft<Wallet> sent(Head<Wallet> head, long coins) {
    return Fixture.gift(Fixture.giftRequest(WALLET, "key", coins), coins, head, AT).draft(head);
  }

  private static Draft<Earnings> converted(Head<Earnings> head, ConvertedGift gift) {
    return draft(new GiftsConverted(List.of(gift)).movement(head, AT));
  }

  private static ConvertedGift gift(long points, int commissionBasisPoints) {
    return new ConvertedGift(
        "viewer-1", "0".repeat(26), "rose", 1, 1, points, commissionBasisPoints, 1, Fixture.VIDEO);
  }

  private static Withdrawal withdrawal(Head<Earnings> head, long diamonds) {
    IdempotentRequest<Withdrawal> request =
        Fixture.withdrawalRequest(head.account(), "key", diamonds);
    return Fixture.accepted(Fixture.withdrawalRule(request, diamonds).decide(head, AT));
  }

  private static Wallet wallet(long coins) {
    return new Wallet(Fixture.lots(coins), 0, 0, Spent.NONE, Budget.NONE, Standing.GOOD);
  }

  private static Draft<Wallet> recharge(Wallet state, Posting... postings) {
    return new Draft<>(Recharged.KIND, List.of(postings), state, "", 1, Item.EMPTY);
  }

  private static Draft<Wallet> withDetails(Draft<Wallet> of, Item details) {
    return new Draft<>(of.kind(), of.postings(), of.state(), of.ref(), of.policyVersion(), details);
  }

  private static Item with(Item of, UnaryOperator<Item.Builder> change) {
    return change.apply(of.toBuilder()).build();
  }

  private static Item postings(Item of, String... postings) {
    return with(of, item -> item.texts("postings", List.of(postings)));
  }

  private static Item rehashed(Item of) {
    return with(
        of,
        item ->
            item.bytes("hash", Hash.of(of.bytes("previousHash"), CanonicalText.of(of)).bytes()));
  }

  /** Whether an entry follows; what cannot be read as one does not. */
  private static boolean follows(Entry<Wallet> entry, Head<Wallet> head) {
    try {
      return entry.follows(head);
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static <S extends State> void assertRefused(Head<S> head, Draft<S> draft) {
    assertThrows(IllegalStateException.class, () -> appended(head, draft));
  }

  /** An item's size as DynamoDB bills it. */
  private static int bytes(Item item) {
    return members(Attributes.of(item));
  }

  private static int members(Map<String, AttributeValue> attributes) {
    return attributes.entrySet().stream()
        .mapToInt(attribute -> utf8(attribute.getKey()) + bytes(attribute.getValue()))
        .sum();
  }

  private static int bytes(AttributeValue value) {
    return switch (value.type()) {
      case S -> utf8(value.s());
      // One byte for two digits, one for the exponent, one for a sign.
      case N -> (value.n().length() + 1) / 2 + 2;
      case B -> value.b().asByteArray().length;
      case BOOL -> 1;
      case L -> 3 + value.l().stream().mapToInt(element -> 1 + bytes(element)).sum();
      case M -> 3 + value.m().size() + members(value.m());
      default -> throw new IllegalArgumentException("no entry has a " + value.type());
    };
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}

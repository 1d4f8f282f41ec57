package io.giftledger.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.PayoutFailed;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.wallet.Budget;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.GiftSent;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Spent;
import io.giftledger.economy.wallet.Standing;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.FaultyTable.Fault;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ledger on the real table. */
class LedgerTest {

  private final Table table = Fixture.table();
  private final Ledger ledger = Fixture.ledger(table);

  @Test
  void a_gift_is_one_query_and_two_writes() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    FaultyTable counted = new FaultyTable(table);

    Fixture.send(Fixture.ledger(counted), wallet, "key", 30);

    assertEquals(2, counted.writes());
    assertEquals(0, counted.gets());
  }

  @Test
  void a_gift_that_was_cut_off_before_its_entry_is_completed_by_its_repeat() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    IdempotentRequest<Gift> request = Fixture.giftRequest(wallet, "key", 30);
    Gift cutOff = claimed(request, Instant.now().truncatedTo(ChronoUnit.MILLIS));

    assertTrue(ledger.find(Gift.TYPE, request.key()).isEmpty(), "it has not happened");
    Outcome<Gift> repeat = Fixture.send(ledger, wallet, "key", 30);

    assertEquals(new Outcome.Opened<>(cutOff), repeat, "it happens now");
    assertEquals(new Outcome.Replayed<>(cutOff), Fixture.send(ledger, wallet, "key", 30));
    assertEquals(Optional.of(cutOff), ledger.find(Gift.TYPE, request.key()));
    Entry<Wallet> entry = Fixture.audit(ledger, wallet).getLast();
    assertEquals(request.key().sort(), entry.ref());
    assertEquals(cutOff.sentAt(), entry.at());
  }

  @Test
  void whoever_finds_its_claim_completed_by_another_did_not_open_it() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    List<Outcome<Gift>> others = new ArrayList<>();
    FaultyTable contended =
        new FaultyTable(table)
            .failing(Fault.NONE, Fault.OVERTAKEN)
            .otherWriter(() -> others.add(Fixture.send(ledger, wallet, "key", 30)));

    Outcome<Gift> outcome = Fixture.send(Fixture.ledger(contended), wallet, "key", 30);

    Gift gift = Fixture.opened(others.getFirst());
    assertEquals(new Outcome.Replayed<>(gift), outcome);
    assertEquals(2, Fixture.audit(ledger, wallet).size());
  }

  @Test
  void another_request_with_its_key_completes_it_and_is_told() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    claimed(Fixture.giftRequest(wallet, "key", 30), Instant.now().truncatedTo(ChronoUnit.MILLIS));

    assertEquals(new Outcome.KeyReused<>(), Fixture.send(ledger, wallet, "key", 31));
    assertEquals(70, ledger.head(wallet, true).state().coins());
  }

  @Test
  void what_was_cut_off_long_ago_is_not_completed_but_decided_anew() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    IdempotentRequest<Gift> request = Fixture.giftRequest(wallet, "key", 30);
    Gift cutOff = claimed(request, Instant.now().minus(Duration.ofHours(1)));

    Outcome<Gift> repeat = Fixture.send(ledger, wallet, "key", 30);

    assertInstanceOf(Outcome.Opened.class, repeat);
    assertTrue(record(repeat).sentAt().isAfter(cutOff.sentAt()));
    assertEquals(
        List.of(Recharged.KIND, EntryKind.PLACE_VOIDED, GiftSent.KIND),
        Fixture.audit(ledger, wallet).stream().map(Entry::kind).toList());
    assertEquals(70, ledger.head(wallet, true).state().coins());
  }

  @Test
  void what_lost_its_place_is_no_reason_against_another_request_with_its_key() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    IdempotentRequest<Gift> request = Fixture.giftRequest(wallet, "key", 100);
    claimed(request, Instant.now().truncatedTo(ChronoUnit.MILLIS));
    Fixture.send(ledger, wallet, "other", 50);

    assertInstanceOf(Outcome.Refused.class, Fixture.send(ledger, wallet, "key", 100));
    assertTrue(ledger.find(Gift.TYPE, request.key()).isEmpty());
    assertInstanceOf(Outcome.Opened.class, Fixture.send(ledger, wallet, "key", 50));
  }

  /** Else a record could name two targets, or a milestone that it did not reach. */
  @Test
  void nothing_stays_of_what_lost_its_place_in_the_record_that_takes_another() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    claimed(Fixture.giftRequest(wallet, "key", 30), Instant.now().truncatedTo(ChronoUnit.MILLIS));
    Fixture.send(ledger, wallet, "other", 50);
    Gift.Target live = new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "live-1");
    IdempotentRequest<Gift> request = Fixture.giftRequest(wallet, "key", Fixture.CREATOR, 20, live);

    Outcome<Gift> outcome =
        ledger.open(wallet, request, Fixture.giftRule(request, Fixture.CREATOR, 20, live));

    Gift gift = Fixture.opened(outcome);
    assertEquals(request.claim(gift, 3), table.get(request.key(), true).orElseThrow());
    assertEquals(Optional.of(gift), ledger.find(Gift.TYPE, request.key()));
  }

  @Test
  void a_gift_that_claims_no_place_was_never_written_by_a_ledger() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    IdempotentRequest<Gift> request = Fixture.giftRequest(wallet, "key", 30);
    Gift gift = Fixture.gift(request, 30, ledger.head(wallet, true), Fixture.AT);
    table.write(List.of(new Write.Insert(request.stamp(gift))));

    var altered =
        assertThrows(RecordAlteredException.class, () -> ledger.find(Gift.TYPE, request.key()));
    // What AccountStoppedAlarm listens for in the functions' logs.
    assertTrue(String.valueOf(altered.getMessage()).contains("cannot be trusted"));
    assertThrows(RecordAlteredException.class, () -> Fixture.send(ledger, wallet, "key", 30));
    assertEquals(1, Fixture.audit(ledger, wallet).size());
  }

  /** A gift of 30 that claims the second place of its chain, and no more. */
  private Gift claimed(IdempotentRequest<Gift> request, Instant at) {
    Account<Wallet> wallet = Wallet.BOOK.account(request.account().owner());
    Gift gift = Fixture.gift(request, 30, ledger.head(wallet, true), at);
    table.write(List.of(new Write.Insert(request.claim(gift, 2))));
    return gift;
  }

  @Test
  void a_gift_takes_its_coins_and_leaves_its_record() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);

    Outcome<Gift> outcome = Fixture.send(ledger, wallet, "key", 30);

    assertInstanceOf(Outcome.Opened.class, outcome);
    Gift gift = record(outcome);
    assertEquals(Optional.of(gift), ledger.find(Gift.TYPE, gift.key()));
    assertEquals(70, coins(wallet));
    Entry<Wallet> entry = Fixture.audit(ledger, wallet).getLast();
    assertEquals(gift.key().sort(), entry.ref());
    assertEquals(gift.sentAt(), entry.at());
  }

  @Test
  void an_account_without_entries_stands_at_its_opening() {
    Account<Wallet> wallet = Fixture.newWallet();

    assertEquals(Head.opening(wallet), ledger.head(wallet, true));
    assertEquals(List.of(), ledger.entries(wallet, 100, Optional.empty()));
  }

  @Test
  void the_same_request_again_is_a_replay_and_changes_nothing() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    Outcome<Gift> first = Fixture.send(ledger, wallet, "key", 30);
    Head<Wallet> head = ledger.head(wallet, true);

    Outcome<Gift> again = Fixture.send(ledger, wallet, "key", 30);

    assertEquals(new Outcome.Replayed<>(record(first)), again);
    assertEquals(head, ledger.head(wallet, true));
  }

  @Test
  void the_same_key_for_another_request_is_refused() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    Fixture.send(ledger, wallet, "key", 30);

    assertEquals(new Outcome.KeyReused<>(), Fixture.send(ledger, wallet, "key", 31));
    assertEquals(70, coins(wallet));
  }

  @Test
  void the_same_key_for_another_request_that_would_be_refused_is_reused_all_the_same() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    Fixture.send(ledger, wallet, "key", 30);

    assertEquals(new Outcome.KeyReused<>(), Fixture.send(ledger, wallet, "key", 1_000));
  }

  @Test
  void the_same_key_of_another_viewer_is_another_key() {
    Account<Wallet> one = Fixture.walletWith(ledger, 100);
    Account<Wallet> other = Fixture.walletWith(ledger, 100);

    assertInstanceOf(Outcome.Opened.class, Fixture.send(ledger, one, "key", 30));
    assertInstanceOf(Outcome.Opened.class, Fixture.send(ledger, other, "key", 30));
  }

  @Test
  void a_repeat_that_could_no_longer_be_paid_is_a_replay() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    Outcome<Gift> first = Fixture.send(ledger, wallet, "key", 100);

    assertEquals(new Outcome.Replayed<>(record(first)), Fixture.send(ledger, wallet, "key", 100));
  }

  @Test
  void a_refusal_changes_nothing_and_its_key_may_be_tried_again() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    Head<Wallet> head = ledger.head(wallet, true);

    assertInstanceOf(Outcome.Refused.class, Fixture.send(ledger, wallet, "key", 101));
    assertEquals(head, ledger.head(wallet, true));

    Fixture.fund(ledger, wallet, "more", 1);

    assertInstanceOf(Outcome.Opened.class, Fixture.send(ledger, wallet, "key", 101));
  }

  @Test
  void a_stale_head_is_never_the_reason_for_a_refusal() {
    Account<Wallet> wallet = Fixture.newWallet();
    FaultyTable stale = new FaultyTable(table).freeze(wallet);
    Fixture.fund(ledger, wallet, "funds", 100);

    assertInstanceOf(Outcome.Opened.class, Fixture.send(Fixture.ledger(stale), wallet, "key", 100));
    assertEquals(0, coins(wallet));
  }

  @Test
  void a_stale_head_cannot_make_coins_be_spent_twice() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    FaultyTable stale = new FaultyTable(table).freeze(wallet);
    Fixture.send(ledger, wallet, "first", 100);

    assertInstanceOf(
        Outcome.Refused.class, Fixture.send(Fixture.ledger(stale), wallet, "second", 100));
    assertEquals(0, coins(wallet));
  }

  @Test
  void what_follows_up_on_a_record_never_sees_a_stale_head() {
    Account<Wallet> wallet = Fixture.newWallet();
    FaultyTable stale = new FaultyTable(table).freeze(wallet);
    Fixture.fund(ledger, wallet, "funds", 100);

    Fixture.ledger(stale)
        .append(
            wallet,
            (head, at) -> {
              assertEquals(100, head.state().coins());
              return Fixture.budgetSet(5).movement(head, at);
            });
  }

  @Test
  void who_loses_the_race_decides_again_on_the_new_head() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    FaultyTable contended =
        new FaultyTable(table)
            .failing(Fault.OVERTAKEN)
            .otherWriter(() -> Fixture.send(ledger, wallet, "other", 60));

    Outcome<Gift> outcome = Fixture.send(Fixture.ledger(contended), wallet, "key", 50);

    assertInstanceOf(Outcome.Refused.class, outcome);
    assertEquals(40, coins(wallet));
    assertEquals(2, Fixture.audit(ledger, wallet).size());
  }

  @Test
  void the_same_request_that_wins_the_race_makes_the_other_a_replay() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    FaultyTable contended =
        new FaultyTable(table)
            .failing(Fault.OVERTAKEN)
            .otherWriter(() -> Fixture.send(ledger, wallet, "key", 60));

    Outcome<Gift> outcome = Fixture.send(Fixture.ledger(contended), wallet, "key", 60);

    assertInstanceOf(Outcome.Replayed.class, outcome);
    assertEquals(40, coins(wallet));
    assertEquals(1, contended.writes());
  }

  @Test
  void sixty_four_writers_on_one_wallet_spend_exactly_what_it_holds() throws Exception {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 40);
    Ledger patient =
        new Ledger(
            table,
            InstantSource.system(),
            new JitteredBackoff(() -> Duration.ofMinutes(1)),
            Format.CURRENT);
    List<Callable<Outcome<Gift>>> gifts =
        IntStream.range(0, 64)
            .<Callable<Outcome<Gift>>>mapToObj(
                number -> () -> Fixture.send(patient, wallet, "key-" + number, 1))
            .toList();

    List<Outcome<Gift>> outcomes = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var outcome : threads.invokeAll(gifts)) outcomes.add(outcome.get());
    }

    assertEquals(40, outcomes.stream().filter(Outcome.Opened.class::isInstance).count());
    assertEquals(24, outcomes.stream().filter(Outcome.Refused.class::isInstance).count());
    List<Entry<Wallet>> chain = Fixture.audit(ledger, wallet);
    assertEquals(41, chain.size());
    assertEquals(41, chain.stream().map(Entry::ref).distinct().count());
    assertEquals(0, coins(wallet));
  }

  @Test
  void the_same_request_sixteen_times_at_once_happens_once() throws Exception {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    Callable<Outcome<Gift>> gift = () -> Fixture.send(ledger, wallet, "key", 7);

    List<Outcome<Gift>> outcomes = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var outcome : threads.invokeAll(Collections.nCopies(16, gift))) {
        outcomes.add(outcome.get());
      }
    }

    assertEquals(1, outcomes.stream().filter(Outcome.Opened.class::isInstance).count());
    assertEquals(1, outcomes.stream().map(LedgerTest::record).distinct().count());
    assertEquals(93, coins(wallet));
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUEST_LOST", "ANSWER_LOST", "LATE"})
  void a_gift_whose_answer_is_lost_is_sent_once(Fault fault) {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    FaultyTable faulty = new FaultyTable(table).failing(fault);

    Outcome<Gift> outcome = Fixture.send(Fixture.ledger(faulty), wallet, "key", 100);

    assertEquals(100, record(outcome).coins());
    assertEquals(0, coins(wallet));
    assertEquals(2, Fixture.audit(ledger, wallet).size());
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUEST_LOST", "ANSWER_LOST", "LATE"})
  void a_recharge_whose_answer_is_lost_is_credited_once(Fault fault) {
    Account<Wallet> wallet = Fixture.newWallet();
    IdempotentRequest<Recharge> request = registered(wallet, 100);
    FaultyTable faulty = new FaultyTable(table).failing(fault);

    AppendOutcome<Wallet> outcome = Fixture.credit(Fixture.ledger(faulty), request, 100);

    assertEquals(Fixture.audit(ledger, wallet), List.of(Fixture.posted(outcome)));
    assertEquals(100, coins(wallet));
    assertEquals(Recharge.Status.PAID, status(request));
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUEST_LOST", "ANSWER_LOST", "LATE"})
  void an_entry_without_records_whose_answer_is_lost_is_appended_once(Fault fault) {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    FaultyTable faulty = new FaultyTable(table).failing(fault, fault);

    AppendOutcome<Wallet> outcome = setBudget(Fixture.ledger(faulty), wallet, 50);

    List<Entry<Wallet>> chain = Fixture.audit(ledger, wallet);
    assertEquals(2, chain.size());
    assertEquals(chain.getLast(), Fixture.posted(outcome));
  }

  @Test
  void an_entry_whose_answer_is_lost_is_found_below_what_others_appended_since() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    FaultyTable faulty =
        new FaultyTable(table)
            .failing(Fault.REQUEST_LOST, Fault.ANSWER_LOST_AND_OVERTAKEN)
            .otherWriter(() -> Fixture.send(ledger, wallet, "other", 60));

    AppendOutcome<Wallet> outcome = setBudget(Fixture.ledger(faulty), wallet, 500);

    List<Entry<Wallet>> chain = Fixture.audit(ledger, wallet);
    assertEquals(3, chain.size());
    assertEquals(chain.get(1), Fixture.posted(outcome));
  }

  @Test
  void an_entry_that_another_overtook_is_not_taken_for_ours() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    FaultyTable faulty =
        new FaultyTable(table)
            .failing(Fault.REQUEST_LOST, Fault.OVERTAKEN)
            .otherWriter(() -> setBudget(ledger, wallet, 51));

    AppendOutcome<Wallet> outcome = setBudget(Fixture.ledger(faulty), wallet, 50);

    List<Entry<Wallet>> chain = Fixture.audit(ledger, wallet);
    assertEquals(3, chain.size());
    assertEquals(chain.getLast(), Fixture.posted(outcome));
    assertEquals(50, chain.getLast().state().budget().coins().orElseThrow());
  }

  @Test
  void a_second_payment_is_not_taken_for_the_first() {
    Account<Wallet> wallet = Fixture.newWallet();
    IdempotentRequest<Recharge> request = registered(wallet, 100);
    InstantSource standing = InstantSource.fixed(Fixture.AT);
    FaultyTable contended =
        new FaultyTable(table)
            .failing(Fault.OVERTAKEN)
            .otherWriter(
                () ->
                    Fixture.credit(
                        Fixture.ledger(table, standing),
                        request,
                        100,
                        "payment-1-" + request.id()));

    AppendOutcome<Wallet> second =
        Fixture.credit(
            Fixture.ledger(contended, standing), request, 100, "payment-2-" + request.id());

    var overtaken = assertInstanceOf(AppendOutcome.Overtaken.class, second);
    assertEquals(Set.of(request.key()), overtaken.records().keySet());
    assertEquals(100, coins(wallet));
  }

  @Test
  void a_second_refusal_is_not_taken_for_the_first_whose_entry_is_equal_to_its_own() {
    Account<Earnings> earnings = Fixture.newEarnings();
    Withdrawal withdrawal = withdrawn(earnings, 50);
    InstantSource standing = InstantSource.fixed(Instant.now().plusSeconds(60));
    FaultyTable contended =
        new FaultyTable(table)
            .failing(Fault.OVERTAKEN)
            .otherWriter(() -> refuse(Fixture.ledger(table, standing), withdrawal, "closed"));

    AppendOutcome<Earnings> second =
        refuse(Fixture.ledger(contended, standing), withdrawal, "unknown");

    var overtaken = assertInstanceOf(AppendOutcome.Overtaken.class, second);
    assertEquals(Set.of(withdrawal.key()), overtaken.records().keySet());
    assertEquals(
        Optional.of("closed"),
        ledger.find(Withdrawal.TYPE, withdrawal.key()).orElseThrow().failureReason());
  }

  @Test
  void who_follows_up_on_what_has_moved_on_is_told_and_changes_nothing() {
    Account<Earnings> earnings = Fixture.newEarnings();
    Withdrawal withdrawal = withdrawn(earnings, 50);
    refuse(ledger, withdrawal, "closed");
    Head<Earnings> head = ledger.head(earnings, true);

    assertEquals(new AppendOutcome.Stale<>(), refuse(ledger, withdrawal, "closed"));
    assertEquals(head, ledger.head(earnings, true));
  }

  /** A withdrawal that is requested, of an account that had as many diamonds. */
  private Withdrawal withdrawn(Account<Earnings> earnings, long diamonds) {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 2 * diamonds);
    Gift gift = Fixture.opened(Fixture.send(ledger, wallet, "key", earnings.owner(), 2 * diamonds));
    ledger.append(
        earnings, new GiftsConverted(List.of(Fixture.sent(ledger, wallet, gift)))::movement);
    IdempotentRequest<Withdrawal> request =
        Fixture.withdrawalRequest(earnings, "withdrawal", diamonds);
    return Fixture.opened(
        ledger.open(earnings, request, Fixture.withdrawalRule(request, diamonds)));
  }

  private static AppendOutcome<Earnings> refuse(
      Ledger ledger, Withdrawal withdrawal, String reason) {
    return ledger.append(
        Earnings.BOOK.account(withdrawal.creator()),
        new PayoutFailed(withdrawal, reason, Optional.empty())::movement);
  }

  @Test
  void the_usual_append_reads_nothing_but_the_head() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    FaultyTable counted =
        new FaultyTable(table)
            .failing(Fault.OVERTAKEN)
            .otherWriter(() -> setBudget(ledger, wallet, 51));

    setBudget(Fixture.ledger(counted), wallet, 50);

    assertEquals(0, counted.gets());
  }

  @Test
  void a_paid_recharge_is_not_credited_again() {
    Account<Wallet> wallet = Fixture.newWallet();
    IdempotentRequest<Recharge> request = registered(wallet, 100);
    Fixture.credit(ledger, request, 100);

    AppendOutcome<Wallet> again = Fixture.credit(ledger, request, 100);

    var overtaken = assertInstanceOf(AppendOutcome.Overtaken.class, again);
    Key mark = new Key(request.key().partition(), "CREDITED#" + request.id());
    Key booked = new Key("BOOKED#sandbox#payment-" + request.id(), "PAYMENT");
    assertEquals(Set.of(request.key(), mark, booked), overtaken.records().keySet());
    assertEquals(100, coins(wallet));
  }

  @Test
  void every_record_that_was_overtaken_is_named_and_no_other() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    Account<Earnings> earnings = Fixture.newEarnings();
    ConvertedGift open = sent(wallet, "open", earnings);
    ConvertedGift converted = sent(wallet, "converted", earnings);
    ConvertedGift unknown = withId(open, "unknown");
    ledger.append(earnings, new GiftsConverted(List.of(converted))::movement);

    AppendOutcome<Earnings> outcome =
        ledger.append(earnings, new GiftsConverted(List.of(open, converted, unknown))::movement);

    if (!(outcome instanceof AppendOutcome.Overtaken<Earnings>(var records))) {
      throw new AssertionError(outcome);
    }
    assertEquals(Set.of(converted.key(), unknown.key()), records.keySet());
    assertEquals(
        Optional.of("CONVERTED"),
        records.getOrDefault(converted.key(), Optional.empty()).map(item -> item.text("status")));
    assertEquals(Optional.empty(), records.get(unknown.key()));
    assertEquals(Gift.Status.SENT, ledger.find(Gift.TYPE, open.key()).orElseThrow().status());
    assertEquals(10, ledger.head(earnings, true).state().points());
  }

  @Test
  void a_record_that_is_not_as_expected_does_not_move() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    Account<Earnings> earnings = Fixture.newEarnings();
    ConvertedGift sent = sent(wallet, "key", earnings);

    assertInstanceOf(
        AppendOutcome.Overtaken.class,
        ledger.append(earnings, new GiftsConverted(List.of(worth(sent, 1_000)))::movement));
    assertEquals(0, ledger.head(earnings, true).sequence());
    assertEquals(Gift.Status.SENT, ledger.find(Gift.TYPE, sent.key()).orElseThrow().status());
  }

  /** A gift of ten coins that was sent to somebody. */
  private ConvertedGift sent(Account<Wallet> wallet, String key, Account<Earnings> to) {
    Gift gift = Fixture.opened(Fixture.send(ledger, wallet, key, to.owner(), 10));
    return Fixture.sent(ledger, wallet, gift);
  }

  private static ConvertedGift withId(ConvertedGift of, String id) {
    return new ConvertedGift(
        of.sender(),
        id,
        of.gift(),
        of.quantity(),
        of.coins(),
        of.points(),
        of.commissionBasisPoints(),
        of.policyVersion(),
        of.target());
  }

  private static ConvertedGift worth(ConvertedGift of, long points) {
    return new ConvertedGift(
        of.sender(),
        of.id(),
        of.gift(),
        of.quantity(),
        of.coins(),
        points,
        of.commissionBasisPoints(),
        of.policyVersion(),
        of.target());
  }

  @Test
  void a_registered_record_is_replayed_and_its_key_is_taken() {
    Account<Wallet> wallet = Fixture.newWallet();
    IdempotentRequest<Recharge> request = Fixture.rechargeRequest(wallet, "key", 100);
    Recharge recharge = Fixture.recharge(request, 100);

    assertEquals(new Outcome.Opened<>(recharge), ledger.register(request, recharge));
    assertEquals(new Outcome.Replayed<>(recharge), ledger.register(request, recharge));
    assertEquals(
        new Outcome.KeyReused<>(),
        ledger.register(Fixture.rechargeRequest(wallet, "key", 101), recharge));
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUEST_LOST", "ANSWER_LOST", "LATE"})
  void a_record_whose_answer_is_lost_is_registered(Fault fault) {
    Account<Wallet> wallet = Fixture.newWallet();
    IdempotentRequest<Recharge> request = Fixture.rechargeRequest(wallet, "key", 100);
    Recharge recharge = Fixture.recharge(request, 100);
    FaultyTable faulty = new FaultyTable(table).failing(fault);

    Outcome<Recharge> outcome = Fixture.ledger(faulty).register(request, recharge);

    assertEquals(recharge, record(outcome));
  }

  @Test
  void a_record_advances_once() {
    IdempotentRequest<Recharge> request = registered(Fixture.newWallet(), 100);

    assertEquals(Optional.empty(), ledger.advance(declined(request)));

    Item stands = ledger.advance(declined(request)).orElseThrow();
    assertEquals(Recharge.Status.DECLINED, Recharge.TYPE.read(stands).status());
  }

  @Test
  void a_record_whose_answer_is_lost_says_where_it_stands() {
    IdempotentRequest<Recharge> request = registered(Fixture.newWallet(), 100);
    FaultyTable faulty = new FaultyTable(table).failing(Fault.ANSWER_LOST);

    Item stands = Fixture.ledger(faulty).advance(declined(request)).orElseThrow();

    assertEquals("DECLINED", stands.text("status"));
  }

  @Test
  void a_record_that_is_not_there_does_not_advance() {
    IdempotentRequest<Recharge> unknown = Fixture.rechargeRequest(Fixture.newWallet(), "key", 1);

    assertThrows(NoSuchElementException.class, () -> ledger.advance(declined(unknown)));
    assertEquals(Optional.empty(), ledger.find(Recharge.TYPE, unknown.key()));
  }

  @Test
  void tries_are_bounded() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    IdempotentRequest<Recharge> request = Fixture.rechargeRequest(wallet, "key", 1);
    Fault[] always =
        Collections.nCopies(4 * Ledger.TRIES_MAX, Fault.REQUEST_LOST).toArray(Fault[]::new);
    FaultyTable faulty = new FaultyTable(table).failing(always);
    Ledger unlucky = Fixture.ledger(faulty);

    assertThrows(LedgerBusyException.class, () -> Fixture.send(unlucky, wallet, "key", 1));
    assertEquals(Ledger.TRIES_MAX, faulty.writes());
    assertThrows(LedgerBusyException.class, () -> setBudget(unlucky, wallet, 1));
    assertEquals(2 * Ledger.TRIES_MAX, faulty.writes());
    assertThrows(
        LedgerBusyException.class, () -> unlucky.register(request, Fixture.recharge(request, 1)));
    assertThrows(LedgerBusyException.class, () -> unlucky.advance(declined(request)));
    assertEquals(4 * Ledger.TRIES_MAX, faulty.writes());
    assertEquals(1, Fixture.audit(ledger, wallet).size());
  }

  @Test
  void a_backoff_is_told_what_was_lost_and_how_many_tries_there_were() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    List<String> waits = new ArrayList<>();
    FaultyTable faulty = new FaultyTable(table).failing(Fault.REQUEST_LOST, Fault.REQUEST_LOST);

    setBudget(
        new Ledger(
            faulty,
            InstantSource.system(),
            (lost, attempt) -> {
              waits.add(lost + " " + attempt);
              return true;
            },
            Format.CURRENT),
        wallet,
        1);

    assertEquals(List.of("ANSWER 1", "ANSWER 2"), waits);
  }

  @Test
  void who_lost_a_place_says_so() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    List<Backoff.Lost> waits = new ArrayList<>();
    FaultyTable contended =
        new FaultyTable(table)
            .failing(Fault.OVERTAKEN)
            .otherWriter(() -> setBudget(ledger, wallet, 51));

    setBudget(
        new Ledger(
            contended, InstantSource.system(), (lost, attempt) -> waits.add(lost), Format.CURRENT),
        wallet,
        50);

    assertEquals(List.of(Backoff.Lost.PLACE), waits);
  }

  @Test
  void who_has_no_time_left_is_told_to_come_back() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    FaultyTable faulty = new FaultyTable(table).failing(Fault.REQUEST_LOST);
    Ledger hurried =
        new Ledger(
            faulty,
            InstantSource.system(),
            new JitteredBackoff(() -> Duration.ofMillis(1_400)),
            Format.CURRENT);

    assertThrows(LedgerBusyException.class, () -> setBudget(hurried, wallet, 1));
    assertEquals(1, faulty.writes());
  }

  @Test
  void a_clock_that_goes_backwards_never_takes_the_chain_with_it() {
    Instant noon = Instant.parse("2026-11-20T12:00:00Z");
    Iterator<Instant> clock =
        List.of(noon, noon.minus(Duration.ofDays(40)), noon.plusNanos(1_999_999)).iterator();
    Ledger skewed = Fixture.ledger(table, clock::next);

    Account<Wallet> wallet = Fixture.walletWith(skewed, 100);
    Gift gift = record(Fixture.send(skewed, wallet, "key", 1));
    setBudget(skewed, wallet, 1);

    assertEquals(noon, gift.sentAt());
    assertEquals(
        List.of(noon, noon, noon.plusMillis(1)),
        Fixture.audit(ledger, wallet).stream().map(Entry::at).toList());
  }

  @Test
  void a_rule_that_breaks_the_ledger_writes_nothing() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);

    assertThrows(
        IllegalStateException.class,
        () ->
            ledger.append(
                wallet,
                (head, at) ->
                    new Movement.Append<>(
                        new Draft<>(
                            Recharged.KIND,
                            List.of(),
                            new Wallet(
                                Fixture.lots(101), 0, 0, Spent.NONE, Budget.NONE, Standing.GOOD),
                            "",
                            0,
                            Item.EMPTY),
                        List.of())));
    assertEquals(1, Fixture.audit(ledger, wallet).size());
  }

  @Test
  void a_statement_is_paged_from_the_newest_down() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    for (int number = 0; number < 6; number++) {
      Fixture.send(ledger, wallet, "key-" + number, 1);
    }

    assertEquals(List.of(7L, 6L, 5L), sequences(wallet, 3, Optional.empty()));
    assertEquals(List.of(4L, 3L, 2L), sequences(wallet, 3, Optional.of(5L)));
    assertEquals(List.of(1L), sequences(wallet, 3, Optional.of(2L)));
    assertEquals(List.of(), sequences(wallet, 3, Optional.of(1L)));
    assertEquals(List.of(7L, 6L), sequences(wallet, 2, Optional.of(999L)));
  }

  @Test
  void a_changed_entry_in_the_table_is_found_out() {
    Account<Wallet> wallet = Fixture.walletWith(ledger, 100);
    Fixture.send(ledger, wallet, "key", 1);
    Key key = new Key(wallet.partitionKey(), Entry.sortKey(1));
    Item honest = table.get(key, true).orElseThrow();

    table.replace(honest.toBuilder().text("ref", "RECHARGE#another").build());

    Entry<Wallet> first = ledger.entries(wallet, 1, Optional.of(2L)).getFirst();
    assertFalse(first.follows(Head.opening(wallet)));
    table.replace(honest);
    assertTrue(ledger.entries(wallet, 1, Optional.of(2L)).getFirst().follows(Head.opening(wallet)));
  }

  private IdempotentRequest<Recharge> registered(Account<Wallet> wallet, long coins) {
    IdempotentRequest<Recharge> request =
        Fixture.rechargeRequest(wallet, "recharge-" + coins, coins);
    ledger.register(request, Fixture.recharge(request, coins));
    return request;
  }

  private static AppendOutcome<Wallet> setBudget(
      Ledger ledger, Account<Wallet> wallet, long budget) {
    return ledger.append(wallet, Fixture.budgetSet(budget)::movement);
  }

  private long coins(Account<Wallet> wallet) {
    return ledger.head(wallet, true).state().coins();
  }

  private static Write.Transition declined(IdempotentRequest<Recharge> request) {
    return Fixture.recharge(request, 100).declined("payment-1", "no_funds", Fixture.AT);
  }

  private Recharge.Status status(IdempotentRequest<Recharge> request) {
    return ledger.find(Recharge.TYPE, request.key()).orElseThrow().status();
  }

  private List<Long> sequences(Account<Wallet> wallet, int limit, Optional<Long> before) {
    return ledger.entries(wallet, limit, before).stream().map(Entry::sequence).toList();
  }

  private static <R extends BusinessRecord> R record(Outcome<R> outcome) {
    return switch (outcome) {
      case Outcome.Opened<R>(R record) -> record;
      case Outcome.Replayed<R>(R record) -> record;
      case Outcome.KeyReused<R> _, Outcome.Refused<R> _ -> throw new AssertionError(outcome);
    };
  }
}

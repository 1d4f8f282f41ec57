package io.giftledger.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.FaultyTable.Fault;
import io.giftledger.ledger.table.Table;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;

/** Whatever is done to some accounts, in whatever order, and whatever the network does to it. */
class LedgerPropertyTest {

  enum Deed {
    RECHARGE,
    SEND_GIFT,
    SET_BUDGET,
    CONVERT,
    REQUEST_WITHDRAWAL,
    PAY,
    RETURN
  }

  /**
   * @param who which of the two accounts of its kind
   * @param amount how much
   * @param key which of a few idempotency keys, so that some are used again
   * @param fault what goes wrong with the write, if anything does
   */
  record Step(Deed deed, int who, long amount, int key, Optional<Fault> fault) {}

  private final Table table = Fixture.table();

  @Property(tries = 40, shrinking = ShrinkingMode.BOUNDED)
  void postings_sum_to_zero_chains_verify_and_states_are_the_sums_of_their_postings(
      @ForAll @Size(min = 1, max = 25) List<@From("steps") Step> steps) {
    List<Account<Wallet>> wallets = List.of(Fixture.newWallet(), Fixture.newWallet());
    List<Account<Earnings>> earnings = List.of(Fixture.newEarnings(), Fixture.newEarnings());

    for (Step step : steps) {
      FaultyTable faulty = new FaultyTable(table);
      step.fault().ifPresent(faulty::failing);
      take(step, Fixture.ledger(faulty), wallets.get(step.who()), earnings.get(step.who()));
    }

    Ledger ledger = Fixture.ledger(table);
    wallets.forEach(wallet -> assertSumsUp(Fixture.audit(ledger, wallet)));
    earnings.forEach(account -> assertSumsUp(Fixture.audit(ledger, account)));
  }

  @Provide
  Arbitrary<Step> steps() {
    return Combinators.combine(
            Arbitraries.of(Deed.class),
            Arbitraries.integers().between(0, 1),
            Arbitraries.longs().between(1, 1_000),
            Arbitraries.integers().between(0, 4),
            Arbitraries.of(Fault.REQUEST_LOST, Fault.ANSWER_LOST, Fault.LATE).optional(0.3))
        .as(Step::new);
  }

  private static void take(
      Step step, Ledger ledger, Account<Wallet> wallet, Account<Earnings> earnings) {
    switch (step.deed()) {
      case RECHARGE ->
          ledger.settle(
              wallet,
              (head, at) -> new Movement<>(Fixture.recharged(head, step.amount(), ""), List.of()));
      case SEND_GIFT -> Fixture.send(ledger, wallet, "key-" + step.key(), step.amount());
      case SET_BUDGET ->
          ledger.settle(
              wallet,
              (head, at) -> new Movement<>(Fixture.budgetSet(head, step.amount()), List.of()));
      case CONVERT ->
          ledger.settle(
              earnings,
              (head, at) ->
                  new Movement<>(Fixture.giftsConverted(head, step.amount(), ""), List.of()));
      case REQUEST_WITHDRAWAL -> {
        long diamonds = Math.min(step.amount(), state(ledger, earnings).diamonds());
        ledger.settle(
            earnings,
            (head, at) ->
                new Movement<>(Fixture.withdrawalRequested(head, at, diamonds, ""), List.of()));
      }
      case PAY -> {
        long diamonds = Math.min(step.amount(), state(ledger, earnings).heldDiamonds());
        ledger.settle(
            earnings,
            (head, at) -> new Movement<>(Fixture.payoutPaid(head, diamonds, ""), List.of()));
      }
      case RETURN -> {
        long diamonds = Math.min(step.amount(), state(ledger, earnings).heldDiamonds());
        ledger.settle(
            earnings,
            (head, at) ->
                new Movement<>(Fixture.payoutFailed(head, Instant.EPOCH, diamonds, ""), List.of()));
      }
    }
  }

  private static Earnings state(Ledger ledger, Account<Earnings> account) {
    return ledger.head(account, true).state();
  }

  private static <S extends State> void assertSumsUp(List<Entry<S>> chain) {
    Map<Asset, Long> sums = new HashMap<>();
    Map<List<Object>, Long> owned = new HashMap<>();
    for (Entry<S> entry : chain) {
      for (Posting posting : entry.postings()) {
        sums.merge(posting.asset(), posting.amount(), Math::addExact);
        owned.merge(List.of(posting.account(), posting.asset()), posting.amount(), Math::addExact);
      }
      sums.forEach((asset, sum) -> assertEquals(0, sum, asset.code()));
      for (Posting balance : entry.state().balances()) {
        assertEquals(
            owned.getOrDefault(List.of(balance.account(), balance.asset()), 0L), balance.amount());
      }
    }
  }
}

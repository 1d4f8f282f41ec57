package io.giftledger.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Posting;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TallyTest {

  private static final Fault FAULT = new Fault("WALLET#alice", 2, "gap", "entry 3 comes after 1");

  @Property(tries = 100)
  void parts_that_are_counted_apart_come_to_the_whole(
      @ForAll List<@From("postings") Posting> some,
      @ForAll List<@From("postings") Posting> others) {
    Tally whole = new Tally(0);
    some.forEach(whole::posting);
    others.forEach(whole::posting);

    Tally parts = new Tally(0);
    parts.add(counted(some));
    parts.add(counted(others));

    assertEquals(whole.counts(), parts.counts());
  }

  @Provide
  Arbitrary<Posting> postings() {
    return Combinators.combine(
            Arbitraries.of(ChartOfAccounts.WALLET, ChartOfAccounts.CASH, ChartOfAccounts.REVENUE),
            Arbitraries.of(Assets.COIN, Asset.money("USD")),
            Arbitraries.longs())
        .as(Posting::new);
  }

  @Test
  void a_sum_is_exact_however_large() {
    Posting largest = new Posting(ChartOfAccounts.WALLET, Assets.COIN, Long.MAX_VALUE);
    Counts counts = counted(List.of(largest, largest));

    assertEquals(
        Map.of("wallet", BigInteger.valueOf(Long.MAX_VALUE).shiftLeft(1)),
        counts.balances().get("coin"));
    assertThrows(
        ArithmeticException.class, () -> counts.balance(ChartOfAccounts.WALLET, Assets.COIN));
  }

  @Test
  void what_was_never_posted_to_has_a_balance_of_zero() {
    assertEquals(0, Counts.NONE.balance(ChartOfAccounts.WALLET, Assets.COIN));
  }

  @Test
  void an_asset_whose_total_is_not_zero_is_not_whole() {
    Posting given = new Posting(ChartOfAccounts.COINS_ISSUED, Assets.COIN, -5);
    Posting gained = new Posting(ChartOfAccounts.WALLET, Assets.COIN, 5);
    Posting cash = new Posting(ChartOfAccounts.CASH, Asset.money("USD"), 129);

    assertTrue(counted(List.of(given, gained)).isWhole());
    assertEquals(List.of("USD"), counted(List.of(given, gained, cash)).unbalanced());
    assertFalse(counted(List.of(given, gained, cash)).isWhole());
  }

  @Test
  void faults_are_counted_and_the_first_of_them_kept() {
    Tally tally = new Tally(2);
    for (int fault = 0; fault < 3; fault++) tally.fault(FAULT);
    Tally all = new Tally(3);
    all.add(tally.counts());
    all.add(tally.counts());

    assertEquals(List.of(FAULT, FAULT), tally.counts().firstFaults());
    assertEquals(3, tally.counts().faults());
    assertEquals(List.of(FAULT, FAULT, FAULT), all.counts().firstFaults());
    assertEquals(6, all.counts().faults());
    assertFalse(all.counts().isWhole());
  }

  @Test
  void a_trial_balance_of_more_than_a_thousand_lines_is_refused() {
    List<Posting> postings =
        IntStream.range(0, 1_001)
            .mapToObj(asset -> new Posting(ChartOfAccounts.CASH, new Asset("A" + asset), 0))
            .toList();

    assertEquals(1_000, counted(postings.subList(0, 1_000)).balances().size());
    assertThrows(IllegalStateException.class, () -> counted(postings));
  }

  private static Counts counted(List<Posting> postings) {
    Tally tally = new Tally(0);
    postings.forEach(tally::posting);
    return tally.counts();
  }
}

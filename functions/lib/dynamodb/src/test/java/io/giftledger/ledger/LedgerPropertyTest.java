package io.giftledger.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.PayoutFailed;
import io.giftledger.economy.earnings.PayoutPaid;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.GiftSent;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.FaultyTable.Fault;
import io.giftledger.ledger.table.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
      take(step, Fixture.ledger(faulty), wallets, earnings.get(step.who()));
    }

    Ledger ledger = Fixture.ledger(table);
    wallets.forEach(wallet -> assertSumsUp(Fixture.audit(ledger, wallet)));
    earnings.forEach(account -> assertSumsUp(Fixture.audit(ledger, account)));
    assertEquals(
        unconverted(wallets, ledger).mapToLong(ConvertedGift::coins).sum(),
        inTransit(wallets, ledger) + inTransit(earnings, ledger),
        "coins in transit are those of the gifts that are not converted");
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
      Step step, Ledger ledger, List<Account<Wallet>> wallets, Account<Earnings> earnings) {
    Account<Wallet> wallet = wallets.get(step.who());
    String key = "key-" + step.key();
    long amount = step.amount();
    switch (step.deed()) {
      case RECHARGE -> Fixture.fund(ledger, wallet, key, 2 * amount);
      case SEND_GIFT -> Fixture.send(ledger, wallet, key, earnings.owner(), amount);
      case SET_BUDGET -> ledger.append(wallet, Fixture.budgetSet(amount)::movement);
      case CONVERT -> {
        List<ConvertedGift> gifts =
            unconverted(wallets, ledger)
                .filter(gift -> sentTo(gift, ledger).equals(earnings.owner()))
                .limit(amount)
                .toList();
        if (!gifts.isEmpty()) ledger.append(earnings, new GiftsConverted(gifts)::movement);
      }
      case REQUEST_WITHDRAWAL -> {
        IdempotentRequest<Withdrawal> request = Fixture.withdrawalRequest(earnings, key, amount);
        ledger.open(earnings, request, Fixture.withdrawalRule(request, amount));
      }
      case PAY -> {
        withdrawal(ledger, earnings, amount, key)
            .ifPresent(asked -> ledger.advance(asked.submitted(Fixture.AT)));
        withdrawal(ledger, earnings, amount, key)
            .ifPresent(
                paid ->
                    ledger.append(
                        earnings,
                        new PayoutPaid(paid, "po_" + paid.id(), Optional.empty())::movement));
      }
      case RETURN ->
          withdrawal(ledger, earnings, amount, key)
              .ifPresent(
                  refused ->
                      ledger.append(
                          earnings,
                          new PayoutFailed(refused, "closed", Optional.empty())::movement));
    }
  }

  private static Stream<ConvertedGift> unconverted(List<Account<Wallet>> wallets, Ledger ledger) {
    return wallets.stream()
        .flatMap(wallet -> Fixture.audit(ledger, wallet).stream())
        .filter(entry -> entry.kind().equals(GiftSent.KIND))
        .map(entry -> ConvertedGift.ofEntry(entry.item()))
        .filter(gift -> find(gift, ledger).status() == Gift.Status.SENT);
  }

  private static String sentTo(ConvertedGift gift, Ledger ledger) {
    return find(gift, ledger).creator();
  }

  private static Gift find(ConvertedGift gift, Ledger ledger) {
    return ledger.find(Gift.TYPE, gift.key()).orElseThrow();
  }

  /** A withdrawal that was asked for with this key, whatever has become of it. */
  private static Optional<Withdrawal> withdrawal(
      Ledger ledger, Account<Earnings> earnings, long amount, String key) {
    return ledger.find(Withdrawal.TYPE, Fixture.withdrawalRequest(earnings, key, amount).key());
  }

  private static <S extends State> long inTransit(List<Account<S>> accounts, Ledger ledger) {
    return accounts.stream()
        .flatMap(account -> Fixture.audit(ledger, account).stream())
        .flatMap(entry -> entry.postings().stream())
        .filter(posting -> posting.account().label().equals("platform:gifts-in-transit"))
        .mapToLong(Posting::amount)
        .sum();
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

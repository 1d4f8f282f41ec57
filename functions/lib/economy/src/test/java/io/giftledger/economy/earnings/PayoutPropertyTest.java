package io.giftledger.economy.earnings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Money;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class PayoutPropertyTest {

  private static final Instant SUNDAY = Instant.parse("2026-11-22T23:00:00Z");

  @Property
  void every_end_balances_and_moves_exactly_what_was_held(
      @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long diamonds,
      @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long minor,
      @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long feeMinor,
      @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long restE4) {
    Money amount = new Money(minor, "USD");
    Earnings earned = Earnings.BOOK.opening().earn(3, diamonds * Earnings.E4 + restE4);
    Head<Earnings> before = head(earned.hold(diamonds, amount, SUNDAY));
    Withdrawal submitted = submitted(diamonds, amount, feeMinor);

    Draft<Earnings> failed =
        draft(new PayoutFailed(submitted, "closed", Optional.empty()).movement(before, SUNDAY));
    Draft<Earnings> paid =
        draft(new PayoutPaid(submitted, "po", Optional.empty()).movement(before, SUNDAY));

    assertEquals(earned.balances(), failed.state().balances());
    assertEquals(0, failed.state().withdrawn().minor());
    assertEquals(restE4, paid.state().diamondsE4());
    assertEquals(0, paid.state().heldE4());
    Withdrawal gone = Withdrawal.TYPE.read(paidRecord(submitted, before));
    Draft<Earnings> returned =
        draft(
            new PayoutReturned(gone, "re", "closed", Optional.empty())
                .movement(head(paid.state()), SUNDAY));

    assertEquals(failed.state(), returned.state(), "returned is as if it had been refused");
    assertEquals(Map.of(), sums(Stream.of(requested(before), paid, returned)), "no trace");
    for (Draft<Earnings> draft : List.of(failed, paid, returned)) {
      Map<Asset, Long> sums =
          draft.postings().stream()
              .collect(
                  Collectors.groupingBy(Posting::asset, Collectors.summingLong(Posting::amount)));
      assertEquals(Set.of(0L), Set.copyOf(sums.values()));
    }
  }

  /** The hold, which is all that came before the end. */
  private static Draft<Earnings> requested(Head<Earnings> held) {
    long e4 = held.state().heldE4();
    return new Draft<>(
        WithdrawalRequested.KIND,
        List.of(
            new Posting(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, -e4),
            new Posting(ChartOfAccounts.EARNINGS_HELD, Assets.DIAMOND_E4, e4)),
        held.state(),
        "",
        0,
        Item.builder().build());
  }

  /** What is left on each account, if anything is. */
  private static Map<LedgerAccount, Map<Asset, Long>> sums(Stream<Draft<Earnings>> drafts) {
    Map<LedgerAccount, Map<Asset, Long>> sums =
        drafts
            .flatMap(draft -> draft.postings().stream())
            .collect(
                Collectors.groupingBy(
                    Posting::account,
                    Collectors.groupingBy(
                        Posting::asset, Collectors.summingLong(Posting::amount))));
    sums.values().forEach(assets -> assets.values().removeIf(sum -> sum == 0));
    sums.values().removeIf(Map::isEmpty);
    return sums;
  }

  private static Item paidRecord(Withdrawal submitted, Head<Earnings> before) {
    var paid =
        (Movement.Append<Earnings>)
            new PayoutPaid(submitted, "po", Optional.empty()).movement(before, SUNDAY);
    return paid.changes().getFirst().applied(Optional.of(submitted.item()));
  }

  private static Draft<Earnings> draft(Movement<Earnings> movement) {
    return switch (movement) {
      case Movement.Append<Earnings>(Draft<Earnings> draft, _) -> draft;
      case Movement.Stale<Earnings> stale -> throw new AssertionError(stale);
    };
  }

  private static Withdrawal submitted(long diamonds, Money amount, long feeMinor) {
    return new Withdrawal(
        "id",
        "mia",
        diamonds,
        diamonds,
        amount,
        feeMinor,
        "bank",
        "sandbox",
        "sandbox_bank_ok",
        7,
        SUNDAY,
        Withdrawal.Status.SUBMITTED,
        Optional.of(SUNDAY),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Head<Earnings> head(Earnings earnings) {
    return new Head<>(Earnings.BOOK.account("mia"), 2, 1, SUNDAY, Hash.ZERO, earnings);
  }
}

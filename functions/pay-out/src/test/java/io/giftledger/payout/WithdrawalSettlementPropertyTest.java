package io.giftledger.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.giftledger.economy.Money;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Posting;
import io.giftledger.testkit.Withdrawals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class WithdrawalSettlementPropertyTest {

  private static final Instant SUNDAY = Instant.parse("2026-11-22T23:00:00Z");

  @Property
  void every_settlement_balances_and_moves_exactly_what_was_held(
      @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long diamonds,
      @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long minor,
      @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long restE4) {
    Money amount = new Money(minor, "USD");
    Earnings earned = Earnings.BOOK.opening().earn(3, diamonds * Earnings.E4 + restE4);
    Earnings before = earned.hold(diamonds, amount, SUNDAY);
    var random = new WithdrawalSettlement(submitted(diamonds, amount));

    Movement<Earnings> failed = random.failed(head(before), SUNDAY, "closed");
    Movement<Earnings> paid = random.paid(head(before), SUNDAY, "po");

    assertEquals(earned.balances(), failed.draft().state().balances());
    assertEquals(0, failed.draft().state().withdrawn().minor());
    assertEquals(restE4, paid.draft().state().diamondsE4());
    assertEquals(0, paid.draft().state().heldE4());
    for (Movement<Earnings> movement : List.of(failed, paid)) {
      Map<Asset, Long> sums =
          movement.draft().postings().stream()
              .collect(
                  Collectors.groupingBy(Posting::asset, Collectors.summingLong(Posting::amount)));
      assertEquals(Set.of(0L), Set.copyOf(sums.values()));
    }
  }

  private static Withdrawal submitted(long diamonds, Money amount) {
    return Withdrawals.submitted(SUNDAY)
        .id("id")
        .by("mia")
        .diamonds(diamonds)
        .amount(amount)
        .policy(7)
        .at(SUNDAY)
        .build();
  }

  private static Head<Earnings> head(Earnings earnings) {
    return new Head<>(Earnings.BOOK.account("mia"), 2, SUNDAY, Hash.ZERO, earnings);
  }
}

package io.giftledger.economy.earnings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.policy.DiamondRate;
import io.giftledger.economy.policy.Policy;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Posting;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class WithdrawalRequestedPropertyTest {

  private static final Instant AT = Instant.parse("2026-11-20T12:00:00Z");

  @Property
  void a_withdrawal_consumes_the_fewest_diamonds_that_pay_its_amount(
      @ForAll @LongRange(min = 1, max = 100_000) long rateMinor,
      @ForAll @LongRange(min = 1, max = 100_000) long rateDiamonds,
      @ForAll @LongRange(min = 1, max = 1_000_000_000) long asked,
      @ForAll @LongRange(min = 0, max = 9_999) long carriedE4) {
    DiamondRate rate = new DiamondRate(rateMinor, rateDiamonds);
    Policy policy = Terms.policy(rate, 0, Long.MAX_VALUE);
    Earnings before =
        Earnings.BOOK.opening().earn(0, Math.addExact(asked * Earnings.E4, carriedE4));

    switch (decide(asked, before, AT, policy)) {
      case Decision.Refuse<Withdrawal>(var refusal) -> {
        assertEquals(RefusalCode.BELOW_MINIMUM_WITHDRAWAL, refusal.code());
        assertEquals(0, rate.minorFor(asked));
      }
      case Decision.Accept<Withdrawal>(var requested) -> {
        var draft = requested.draft(head(before));
        long consumed = requested.diamonds();
        long minor = requested.amount().minor();
        assertEquals(rate.minorFor(asked), minor);
        assertTrue(consumed <= asked);
        assertEquals(minor, rate.minorFor(consumed));
        assertTrue(rate.minorFor(consumed - 1) < minor, "one diamond less pays as much");
        assertTrue(
            product(minor, rateDiamonds).compareTo(product(consumed, rateMinor)) <= 0,
            "paid above the rate");
        assertTrue(
            product(minor + 1, rateDiamonds).compareTo(product(asked, rateMinor)) > 0,
            "a whole minor unit was kept back");
        assertEquals(0, draft.postings().stream().mapToLong(Posting::amount).sum());
        assertEquals(consumed * Earnings.E4, draft.state().heldE4());
        assertEquals(before.diamondsE4(), draft.state().diamondsE4() + draft.state().heldE4());
      }
    }
  }

  /** One thing that happens some time after the one before. */
  private record Step(Duration later, long diamonds, boolean returnsOldest) {}

  /**
   * Any story of withdrawals and refused payouts, against a tally that counts days since a Monday
   * rather than the calendar's week numbers.
   */
  @Property
  void no_week_pays_more_than_its_maximum_and_none_refuses_what_it_has_room_for(
      @ForAll @LongRange(min = 0, max = 4_000_000_000L) long startSeconds,
      @ForAll("steps") @Size(max = 60) List<Step> steps) {
    Policy policy = Terms.policy(new DiamondRate(1, 2), 1, 100_000);
    Earnings state = Earnings.BOOK.opening().earn(0, 1_000_000_000L * Earnings.E4);
    Instant at = Instant.ofEpochSecond(startSeconds);
    Map<Long, Long> paidByWeek = new HashMap<>();
    Deque<Withdrawal> open = new ArrayDeque<>();
    for (Step step : steps) {
      at = at.plus(step.later());
      if (step.returnsOldest() && !open.isEmpty()) {
        Withdrawal refused = open.removeFirst();
        state = state.giveBack(refused.diamonds(), refused.amount(), refused.requestedAt());
        paidByWeek.merge(week(refused.requestedAt()), -refused.amount().minor(), Long::sum);
        continue;
      }
      long minor = step.diamonds() / 2;
      boolean hasRoom = paidByWeek.getOrDefault(week(at), 0L) + minor <= 100_000;
      switch (decide(step.diamonds(), state, at, policy)) {
        case Decision.Refuse<Withdrawal>(var refusal) -> {
          assertEquals(RefusalCode.WEEKLY_LIMIT_EXCEEDED, refusal.code());
          assertTrue(!hasRoom, "refused what there was room for");
        }
        case Decision.Accept<Withdrawal>(var requested) -> {
          assertTrue(hasRoom, "accepted what there was no room for");
          state = requested.draft(head(state)).state();
          open.addLast(requested);
          paidByWeek.merge(week(at), requested.amount().minor(), Long::sum);
        }
      }
      assertEquals(paidByWeek.getOrDefault(week(at), 0L), state.withdrawnInWeek(at).minor());
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.longs().between(0, Duration.ofDays(4).toSeconds()).map(Duration::ofSeconds),
            Arbitraries.longs().between(2, 200_000),
            Arbitraries.integers().between(0, 3).map(number -> number == 0))
        .as(Step::new)
        .list();
  }

  private static long week(Instant at) {
    // 1970-01-01 was a Thursday, three days after a Monday.
    return Math.floorDiv(at.atZone(ZoneOffset.UTC).toLocalDate().toEpochDay() + 3, 7);
  }

  private static Head<Earnings> head(Earnings earnings) {
    return new Head<>(Earnings.BOOK.account("mia"), 1, 1, Instant.EPOCH, Hash.ZERO, earnings);
  }

  private static BigInteger product(long left, long right) {
    return BigInteger.valueOf(left).multiply(BigInteger.valueOf(right));
  }

  private static Decision<Withdrawal> decide(
      long diamonds, Earnings earnings, Instant at, Policy policy) {
    return new WithdrawalRequested("id", "mia", diamonds, "bank", Optional.empty())
        .decide(
            head(earnings),
            at,
            policy,
            Optional.of(CreatorProfile.inGoodStanding("mia", 5, "US")),
            Optional.of(
                new PayoutMethod(
                    "mia",
                    "bank",
                    PayoutMethod.Kind.BANK,
                    "sandbox",
                    "sandbox_bank_ok",
                    true,
                    true,
                    Instant.EPOCH)),
            Maturity.AT_ONCE);
  }
}

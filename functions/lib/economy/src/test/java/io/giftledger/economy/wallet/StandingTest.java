package io.giftledger.economy.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.policy.Policy.Chargebacks;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.table.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StandingTest {

  private static final Instant AT = Instant.parse("2026-11-20T23:59:59.999Z");
  private static final Chargebacks TWO_IN_90_DAYS = new Chargebacks(2, 90);

  @Test
  void a_second_chargeback_freezes_on_the_ninetieth_day_and_not_on_the_next() {
    Standing once = Standing.GOOD.disputed(AT, TWO_IN_90_DAYS);

    assertEquals(Optional.empty(), once.frozen());
    assertEquals(
        Optional.of("chargebacks"),
        once.disputed(AT.plus(Duration.ofDays(90)), TWO_IN_90_DAYS).frozen());
    Standing late = once.disputed(AT.plus(Duration.ofDays(91)), TWO_IN_90_DAYS);
    assertEquals(Optional.empty(), late.frozen());
    assertEquals(1, late.disputes().size(), "what is too long ago is forgotten");
  }

  @Test
  void a_wallet_that_was_released_is_frozen_by_the_next_one_again() {
    Standing released =
        Standing.GOOD
            .disputed(AT, TWO_IN_90_DAYS)
            .disputed(AT, TWO_IN_90_DAYS)
            .withFrozen(Optional.empty());

    assertEquals(Optional.of("chargebacks"), released.disputed(AT, TWO_IN_90_DAYS).frozen());
  }

  @Test
  void why_a_wallet_was_frozen_first_stays() {
    Standing frozen = Standing.GOOD.withFrozen(Optional.of("fraud"));

    assertEquals(Optional.of("fraud"), frozen.disputed(AT, new Chargebacks(1, 1)).frozen());
  }

  /** What is kept is enough to decide as if all chargebacks were. */
  @Property
  void it_is_frozen_if_and_only_if_so_many_are_so_near(
      @ForAll @IntRange(min = 1, max = 5) int freezeAfter,
      @ForAll @IntRange(min = 1, max = 20) int withinDays,
      @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 15) Integer> daysBetween) {
    Chargebacks rule = new Chargebacks(freezeAfter, withinDays);
    Standing standing = Standing.GOOD;
    int[] days = new int[daysBetween.size()];
    int day = 0;
    for (int number = 0; number < days.length; number++) {
      day += daysBetween.get(number);
      days[number] = day;
      standing = standing.withFrozen(Optional.empty());
      standing = standing.disputed(AT.plus(Duration.ofDays(day)), rule);

      boolean isNear =
          number + 1 >= freezeAfter && day - days[number + 1 - freezeAfter] <= withinDays;
      assertEquals(isNear, standing.frozen().isPresent());
      assertTrue(standing.disputes().size() <= Chargebacks.FREEZE_AFTER_MAX);
      Item.Builder stored = Item.builder();
      standing.addTo(stored);
      assertEquals(standing, Standing.read(stored.build()));
    }
  }

  @Test
  void a_chargeback_that_was_won_does_not_count_any_more() {
    Standing once = Standing.GOOD.disputed(AT, TWO_IN_90_DAYS);
    Standing won = once.won(Spent.day(AT));

    assertEquals(Standing.GOOD, won);
    assertEquals(Optional.empty(), won.disputed(AT, TWO_IN_90_DAYS).frozen());
    assertEquals(once, once.won(Spent.day(AT).plusDays(1)), "there was none on that day");
  }

  @Test
  void what_was_won_last_leaves_those_before_it() {
    Standing lost = Standing.GOOD.disputed(AT, TWO_IN_90_DAYS);
    Instant next = AT.plus(Duration.ofDays(5));
    Standing frozen = lost.disputed(next, TWO_IN_90_DAYS);
    assertEquals(Optional.of(Standing.CHARGEBACKS), frozen.frozen());

    Standing won = frozen.won(Spent.day(next));

    assertEquals(lost.disputes(), won.disputes());
    assertEquals(frozen.frozen(), won.frozen(), "it stays frozen until somebody has looked at it");
    assertEquals(
        Optional.of(Standing.CHARGEBACKS),
        won.withFrozen(Optional.empty()).disputed(next, TWO_IN_90_DAYS).frozen());
  }

  @Test
  void a_wallet_is_frozen_and_released_once() {
    Head<Wallet> head = Head.opening(Wallet.BOOK.account("anna"));
    OperatorAction action = new OperatorAction("fraud", "ann", "T-1");

    assertInstanceOf(
        Movement.Stale.class, new WalletReleased(action).movement(head, AT), "it is not frozen");
    var movement = (Movement.Append<Wallet>) new WalletFrozen(action).movement(head, AT);
    Wallet frozen = movement.draft().state();
    assertEquals(Optional.of("fraud"), frozen.standing().frozen());
    Head<Wallet> after = new Head<>(head.account(), 1, 1, AT, head.hash(), frozen);
    assertInstanceOf(
        Movement.Stale.class, new WalletFrozen(action).movement(after, AT), "it is frozen");
  }

  @Test
  void a_reason_is_a_word_that_can_be_shown() {
    for (String reason : List.of("", "Fraud", "two words", "a".repeat(25), "1st", "x\ny")) {
      assertThrows(
          IllegalArgumentException.class, () -> new OperatorAction(reason, "ann", "T-1"), reason);
    }
  }

  @Test
  void what_no_policy_says_of_chargebacks_is_refused() {
    assertEquals(TWO_IN_90_DAYS, Chargebacks.parse("2/90"));
    for (String text : List.of("", "2", "0/90", "6/90", "2/0", "2/3651", "-2/90", "2/90 ")) {
      assertThrows(IllegalArgumentException.class, () -> Chargebacks.parse(text), text);
    }
  }
}

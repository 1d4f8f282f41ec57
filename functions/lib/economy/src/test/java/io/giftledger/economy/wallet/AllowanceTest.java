package io.giftledger.economy.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Money;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.policy.Spending;
import io.giftledger.economy.policy.Spending.Cap;
import io.giftledger.economy.policy.Spending.Group;
import io.giftledger.economy.policy.Spending.Limits;
import io.giftledger.economy.policy.Spending.Payments;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Figure;
import io.giftledger.ledger.table.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What viewers may spend, and pay, in a day and in a month. */
class AllowanceTest {

  private static final Instant AT = Instant.parse("2026-11-20T10:15:30.125Z");
  private static final Instant NEXT_DAY = Instant.parse("2026-11-21T00:00:00Z");
  private static final Instant NEXT_MONTH = Instant.parse("2026-12-01T00:00:00Z");
  private static final Wallet EMPTY = Wallet.BOOK.opening();

  private static final Spending SPENDING =
      new Spending(
          new Group("adult", false),
          List.of(
              new Limits(
                  new Group("adult", false),
                  new Cap(100, 250),
                  List.of(new Payments("USD", new Cap(1_000, 2_500)))),
              new Limits(
                  new Group("adult", true),
                  new Cap(1_000, 2_500),
                  List.of(new Payments("USD", new Cap(10_000, 25_000))))));

  private static Optional<ViewerProfile> viewer(String ageGroup, boolean verified) {
    return Optional.of(new ViewerProfile("anna", "US", ageGroup, verified));
  }

  private static Optional<Refusal> gift(
      Optional<ViewerProfile> viewer, Wallet wallet, long coins, Instant at) {
    return Allowance.refusal(SPENDING, viewer, wallet, coins, at);
  }

  private static Optional<Refusal> recharge(
      Optional<ViewerProfile> viewer, Wallet wallet, long minor, long open, Instant at) {
    return Allowance.refusal(SPENDING, viewer, wallet, new Money(minor, "USD"), open, at);
  }

  private static Wallet spent(Wallet wallet, long coins, Instant at) {
    return Wallets.spend(Wallets.plus(wallet, coins), coins, at);
  }

  @Test
  void gifts_reach_the_limit_of_a_day_and_no_further() {
    Wallet wallet = spent(EMPTY, 60, AT);

    assertEquals(Optional.empty(), gift(Optional.empty(), wallet, 40, AT));
    Refusal refusal = gift(Optional.empty(), wallet, 41, AT).orElseThrow();
    assertEquals(RefusalCode.GIFT_LIMIT_EXCEEDED, refusal.code());
    assertEquals(
        Map.of(
            "coins", new Figure.Count(41),
            "period", new Figure.Word("day"),
            "limit", new Figure.Count(100),
            "spent", new Figure.Count(60),
            "remaining", new Figure.Count(40),
            "resets_at", new Figure.Word("2026-11-21T00:00:00Z")),
        refusal.figures());
    assertEquals(Optional.empty(), gift(Optional.empty(), wallet, 100, NEXT_DAY));
  }

  @Test
  void days_add_up_to_a_month() {
    Wallet wallet = EMPTY;
    for (int day = 0; day < 2; day++) {
      wallet = spent(wallet, 100, AT.plus(Duration.ofDays(day)));
    }
    Instant third = AT.plus(Duration.ofDays(2));

    assertEquals(Optional.empty(), gift(Optional.empty(), wallet, 50, third));
    Refusal refusal = gift(Optional.empty(), wallet, 51, third).orElseThrow();
    assertEquals(new Figure.Word("month"), refusal.figures().get("period"));
    assertEquals(new Figure.Count(200), refusal.figures().get("spent"));
    assertEquals(new Figure.Word("2026-12-01T00:00:00Z"), refusal.figures().get("resets_at"));
    assertEquals(Optional.empty(), gift(Optional.empty(), wallet, 100, NEXT_MONTH));
  }

  @Test
  void what_was_paid_and_what_may_still_be_paid_count_together() {
    Wallet wallet = EMPTY.paid(new Money(600, "USD"), AT);

    assertEquals(Optional.empty(), recharge(Optional.empty(), wallet, 100, 300, AT));
    Refusal refusal = recharge(Optional.empty(), wallet, 101, 300, AT).orElseThrow();
    assertEquals(RefusalCode.RECHARGE_LIMIT_EXCEEDED, refusal.code());
    assertEquals(
        Map.of(
            "price", new Figure.Amount(101, "USD"),
            "open", new Figure.Amount(300, "USD"),
            "period", new Figure.Word("day"),
            "limit", new Figure.Amount(1_000, "USD"),
            "spent", new Figure.Amount(600, "USD"),
            "remaining", new Figure.Amount(100, "USD"),
            "resets_at", new Figure.Word("2026-11-21T00:00:00Z")),
        refusal.figures());
    assertEquals(Optional.empty(), recharge(Optional.empty(), wallet, 700, 300, NEXT_DAY));
    assertTrue(
        Allowance.refusal(SPENDING, Optional.empty(), EMPTY, new Money(1, "EUR"), 0, AT)
            .isPresent(),
        "nothing is paid in a currency without limits");
  }

  @Test
  void the_limits_are_those_of_the_viewers_group() {
    assertEquals(Optional.empty(), gift(viewer("adult", true), EMPTY, 1_000, AT));
    assertTrue(gift(viewer("adult", false), EMPTY, 1_000, AT).isPresent());
    assertTrue(gift(Optional.empty(), EMPTY, 1_000, AT).isPresent());
    assertEquals(Optional.empty(), recharge(viewer("adult", true), EMPTY, 10_000, 0, AT));
    assertTrue(recharge(viewer("adult", false), EMPTY, 10_000, 0, AT).isPresent());
  }

  @Test
  void who_is_in_no_group_spends_and_pays_nothing() {
    for (String group : List.of(ViewerProfile.MINOR, "", "adults", "Adult")) {
      for (boolean verified : List.of(true, false)) {
        Refusal refusal = gift(viewer(group, verified), EMPTY, 1, AT).orElseThrow();
        assertEquals(RefusalCode.SPENDING_NOT_ALLOWED, refusal.code());
        assertEquals(
            Map.of(
                "age_group", new Figure.Word(group),
                "verified", new Figure.Flag(verified)),
            refusal.figures());
        assertEquals(
            Optional.of(refusal), recharge(viewer(group, verified), EMPTY, 1, 0, AT), group);
      }
    }
  }

  @Test
  void a_profile_that_does_not_say_the_group_is_for_the_platform_to_mend() {
    for (String fault : List.of("ageGroup", "verified")) {
      var incomplete = Optional.of(new ViewerProfile("anna", "US", "adult", true, Set.of(fault)));

      for (Optional<Refusal> refusal :
          List.of(gift(incomplete, EMPTY, 1, AT), recharge(incomplete, EMPTY, 1, 0, AT))) {
        assertEquals(RefusalCode.VIEWER_PROFILE_INVALID, refusal.orElseThrow().code());
      }
    }
    var elsewhere = Optional.of(new ViewerProfile("anna", "", "adult", true, Set.of("country")));
    assertEquals(Optional.empty(), gift(elsewhere, EMPTY, 1, AT));
  }

  @Test
  void a_limit_that_was_lowered_below_what_is_spent_leaves_nothing() {
    Wallet wallet = spent(EMPTY, 400, AT);

    Allowance day = Allowance.ofGifts(SPENDING.groups().getFirst(), wallet, AT).getFirst();

    assertEquals(400, day.spent());
    assertEquals(0, day.remaining());
  }

  /**
   * Whatever is tried, on whichever days: what was let through is within the limits of each day and
   * each month, counted anew.
   */
  @Property
  void what_is_let_through_is_within_the_limits(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 3) Integer> days,
      @ForAll @Size(min = 60, max = 60) List<@LongRange(min = 1, max = 120) Long> amounts) {
    Wallet wallet = EMPTY;
    Instant at = AT;
    Map<String, Long> coins = new HashMap<>();
    Map<String, Long> paid = new HashMap<>();
    for (int step = 0; step < days.size(); step++) {
      at = at.plus(Duration.ofDays(days.get(step)));
      long amount = amounts.get(step);
      String day = at.toString().substring(0, 10);
      if (gift(Optional.empty(), wallet, amount, at).isEmpty()) {
        wallet = spent(wallet, amount, at);
        coins.merge(day, amount, Math::addExact);
        coins.merge(day.substring(0, 7), amount, Math::addExact);
      }
      if (recharge(Optional.empty(), wallet, 10 * amount, 0, at).isEmpty()) {
        wallet = wallet.paid(new Money(10 * amount, "USD"), at);
        paid.merge(day, 10 * amount, Math::addExact);
        paid.merge(day.substring(0, 7), 10 * amount, Math::addExact);
      }
      assertEquals(wallet.spent(), Spent.parse(wallet.spent().toString()));
      Spent now = wallet.spent().at(at);
      assertEquals(coins.getOrDefault(day, 0L), now.coins().onDay());
      assertEquals(coins.getOrDefault(day.substring(0, 7), 0L), now.coins().inMonth());
      assertEquals(paid.getOrDefault(day, 0L), now.paid("USD").onDay());
      assertEquals(paid.getOrDefault(day.substring(0, 7), 0L), now.paid("USD").inMonth());
    }
    coins.forEach((period, sum) -> assertTrue(sum <= (period.length() == 10 ? 100 : 250)));
    paid.forEach((period, sum) -> assertTrue(sum <= (period.length() == 10 ? 1_000 : 2_500)));
  }

  @Test
  void what_is_stored_of_it_is_one_text_and_no_other() {
    Spent spent =
        EMPTY
            .paid(new Money(649, "USD"), AT)
            .paid(new Money(190, "JPY"), NEXT_DAY)
            .spent()
            .plus(100, NEXT_DAY);

    assertEquals("2026-11-21 100/100 JPY190/190 USD649/0", spent.toString());
    assertEquals(spent, Spent.parse(spent.toString()));
    assertEquals("2026-12-01 0/0", spent.at(NEXT_MONTH).toString());
    assertEquals(Item.EMPTY.findText("spent"), EMPTY.fields().findText("spent"));
    for (String text :
        List.of(
            "2026-11-21",
            "2026-11-31 1/1",
            "2026-11-21 1",
            "2026-11-21 01/1",
            "2026-11-21 1/1 ",
            "2026-11-21 1/1 USD1",
            "2026-11-21 1/1 usd1/1",
            "2026-11-21 1/1 USD1/1 JPY1/1",
            "2026-11-21 1/1 USD1/1 USD1/1",
            "2026-11-21 -1/1",
            "2026-11-21 9223372036854775808/1")) {
      assertThrows(RuntimeException.class, () -> Spent.parse(text), text);
    }
  }
}

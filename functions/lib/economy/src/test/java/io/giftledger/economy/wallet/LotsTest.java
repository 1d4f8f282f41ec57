package io.giftledger.economy.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Money;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Coins by where they came from. Written as they are stored. */
class LotsTest {

  @Test
  void bonus_coins_are_spent_first_and_then_what_was_bought_in_its_order() {
    Lots lots = Lots.parse("1p100USD1000 2b20 3p50EUR900");

    Lots.Taken few = lots.spend(15);
    assertEquals("1p100USD1000 2b5 3p50EUR900", few.left().toString());
    assertEquals(Map.of(), few.money());

    Lots.Taken many = lots.spend(130);
    assertEquals("3p40EUR720", many.left().toString());
    assertEquals(Map.of("USD", 1000L, "EUR", 180L), many.money());
  }

  @Test
  void coins_that_had_been_diamonds_are_spent_between_the_two_and_are_taken_for_no_refund() {
    Lots lots = Lots.parse("1p100USD1000 2x30 3b20 4x5");

    Lots.Taken some = lots.spend(40);
    assertEquals("1p100USD1000 2x10 4x5", some.left().toString());
    assertEquals(20, some.exchanged());
    assertEquals(Map.of(), some.money());
    assertEquals(35, lots.spend(56).exchanged());

    assertEquals(lots, lots.takeBonus(0).left());
    assertEquals("1p100USD1000 2x30 4x5", lots.takeBonus(50).left().toString());
    assertEquals("2x30 3b20 4x5", lots.takePaid(200).left().toString());
    assertEquals(0, lots.takeBonusOf(2, 10).coins());
  }

  @Test
  void the_money_of_a_share_is_rounded_down_and_the_last_coin_takes_the_rest() {
    Lots lots = Lots.parse("1p3USD100");

    Lots.Taken first = lots.spend(1);
    Lots.Taken second = first.left().spend(1);
    Lots.Taken third = second.left().spend(1);

    assertEquals(Map.of("USD", 33L), first.money());
    assertEquals(Map.of("USD", 33L), second.money());
    assertEquals(Map.of("USD", 34L), third.money());
    assertEquals(Lots.NONE, third.left());
  }

  @Test
  void more_coins_than_there_are_cannot_be_spent() {
    assertThrows(IllegalArgumentException.class, () -> Lots.parse("1p3USD100").spend(4));
  }

  @Test
  void when_a_ninth_comes_the_two_oldest_of_one_kind_and_currency_become_one() {
    Lots eight = Lots.parse("1p1USD1 2p2EUR2 3b3 4p4JPY4 5p5EUR5 6b6 7p7KWD7 8p8GBP8");

    Lots nine = eight.plus(Lot.paid(9, 9, new Money(9, "JPY")));

    assertEquals("1p1USD1 2-5p7EUR7 3b3 4p4JPY4 6b6 7p7KWD7 8p8GBP8 9p9JPY9", nine.toString());
    assertEquals("6p1USD1", Lots.NONE.plus(Lot.paid(6, 1, new Money(1, "USD"))).toString());
  }

  @Test
  void coins_of_nine_currencies_are_kept_apart() {
    Lots eight = Lots.parse("1p1USD1 2p2EUR2 3b3 4p4JPY4 5p5INR5 6p6BRL6 7p7KWD7 8p8GBP8");

    assertEquals(eight + " 9p9CHF9", eight.plus(Lot.paid(9, 9, new Money(9, "CHF"))).toString());
  }

  @Test
  void a_purchase_is_found_in_the_lot_that_it_became_a_part_of() {
    Lots lots = Lots.parse("2-5p7EUR70 3p4USD4 4b9 6p8EUR80");

    assertEquals("3p4USD4 4b9 6p8EUR80", lots.takePaidOf(5, "EUR", 9).left().toString());
    assertEquals(7, lots.takePaidOf(5, "EUR", 9).coins());
    assertEquals("2-5p5EUR50 3p4USD4 4b9 6p8EUR80", lots.takePaidOf(3, "EUR", 2).left().toString());
    assertEquals(0, lots.takePaidOf(4, "USD", 2).coins());
    assertEquals("2-5p7EUR70 3p4USD4 4b8 6p8EUR80", lots.takeBonusOf(4, 1).left().toString());
  }

  @Test
  void coins_that_come_again_lie_where_they_lay() {
    Lots lots = Lots.parse("1p1USD1 4-6p7EUR70 8b2");

    assertEquals(
        "1p1USD1 4-6p10EUR100 8b2", lots.plus(Lot.paid(5, 3, new Money(30, "EUR"))).toString());
    assertEquals(
        "1p1USD1 2p3EUR30 4-6p7/70 8b2",
        lots.plus(Lot.paid(2, 3, new Money(30, "EUR"))).toString());
  }

  @Test
  void only_what_was_written_is_read() {
    for (String text :
        List.of(
            "",
            "1b1",
            "1x1",
            "1-2p3USD0",
            "1b1 1p1USD1 2b3 3p2/1 3-4x5",
            "1p1USD1 2p1EUR1 3p1USD1")) {
      assertEquals(text, Lots.parse(text).toString());
    }
    for (String text :
        List.of(
            " ",
            "1b0",
            "0b1",
            "2-1b1",
            "1-1b1",
            "01b1",
            "1p1USD",
            "1p1usd1",
            "1p1USD-1",
            "1x0",
            "1x1USD1",
            "1y1",
            "1b1  2b1",
            "2b1 1b1",
            "1b99999999999999999999",
            "1p1/1",
            "1p1USD1 2p1USD1",
            "1p1USD01")) {
      assertThrows(IllegalArgumentException.class, () -> Lots.parse(text), text);
    }
  }

  /**
   * Numbers are coins that are bought, at three units each, in one of four currencies, or spent.
   */
  @Property
  void no_coin_and_no_money_is_ever_lost(
      @ForAll @Size(max = 60) List<@LongRange(min = -300, max = 300) Long> steps) {
    Lots lots = Lots.NONE;
    long coins = 0;
    long money = 0;
    long entry = 0;
    for (long step : steps) {
      entry++;
      if (step > 0) {
        String currency = List.of("USD", "EUR", "JPY", "KWD").get((int) (step % 4));
        lots =
            step % 5 == 0
                ? lots.plus(Lot.bonus(entry, step))
                : lots.plus(Lot.paid(entry, step, new Money(3 * step + 1, currency)));
        coins += step;
        money += step % 5 == 0 ? 0 : 3 * step + 1;
      } else if (-step <= coins && step < 0) {
        Lots.Taken taken = step % 2 == 0 ? lots.spend(-step) : lots.takePaid(-step);
        coins -= taken.coins();
        money -= sum(taken.money());
        lots = taken.left();
      }
      assertEquals(coins, lots.coins());
      assertEquals(money, sum(lots.money()));
      assertTrue(lots.all().size() <= Lots.MAX);
      assertTrue(lots.all().stream().allMatch(lot -> lot.coins() > 0));
      assertEquals(lots, Lots.parse(lots.toString()));
      long[] firsts = lots.all().stream().mapToLong(Lot::first).toArray();
      long[] sorted = firsts.clone();
      Arrays.sort(sorted);
      assertEquals(Arrays.toString(sorted), Arrays.toString(firsts));
    }
  }

  private static long sum(Map<String, Long> money) {
    return money.values().stream().mapToLong(Long::longValue).sum();
  }
}

package io.giftledger.economy.earnings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.giftledger.economy.wallet.Gift;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ConvertedGiftTest {

  private static final Gift.Target STREAM =
      new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "stream-7");
  private static final ConvertedGift ROSE = gift(1, 5_000);

  @Test
  void a_thousand_roses_of_one_coin_make_five_hundred_diamonds() {
    Earnings earnings = earn(Collections.nCopies(1_000, ROSE));

    assertEquals(500, earnings.diamonds());
    assertEquals(500 * Earnings.E4, earnings.diamondsE4());
    assertEquals(1_000, earnings.points());
  }

  @Test
  void gifts_under_different_commissions_add_up_exactly() {
    // 1 × 0.5 + 1 × 0.6667 + 7 × 0.3333 + 3 × 1 + 3 × 0
    Earnings earnings =
        earn(List.of(gift(1, 5_000), gift(1, 3_333), gift(7, 6_667), gift(3, 0), gift(3, 10_000)));

    assertEquals(64_998, earnings.diamondsE4());
    assertEquals(6, earnings.diamonds());
    assertEquals(15, earnings.points());
  }

  @Property
  void what_the_creator_earns_and_what_the_platform_keeps_is_all_there_is(
      @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long points,
      @ForAll @IntRange(max = 10_000) int commissionBasisPoints) {
    ConvertedGift gift = gift(points, commissionBasisPoints);

    assertEquals(points * Earnings.E4, gift.earnedE4() + gift.commissionE4());
  }

  @Property
  void how_gifts_are_batched_makes_no_difference(
      @ForAll @Size(max = 60) List<@From("gifts") ConvertedGift> gifts,
      @ForAll @IntRange(min = 1, max = 60) int batch) {
    Earnings inBatches = Earnings.BOOK.opening();
    for (int from = 0; from < gifts.size(); from += batch) {
      List<ConvertedGift> some = gifts.subList(from, Math.min(gifts.size(), from + batch));
      inBatches =
          inBatches.earn(
              some.stream().mapToLong(ConvertedGift::points).sum(),
              some.stream().mapToLong(ConvertedGift::earnedE4).sum());
    }

    assertEquals(earn(gifts), inBatches);
  }

  @Property
  void a_gift_is_read_as_it_was_written(@ForAll("gifts") ConvertedGift gift) {
    assertEquals(gift, ConvertedGift.parse(gift.toString()));
  }

  @Test
  void what_overflows_is_never_earned() {
    assertThrows(ArithmeticException.class, () -> gift(Long.MAX_VALUE, 5_000).earnedE4());
    assertThrows(ArithmeticException.class, () -> gift(Long.MAX_VALUE, 5_000).commissionE4());
  }

  @Property
  void a_list_is_read_as_it_was_written(
      @ForAll @Size(max = 60) List<@From("gifts") ConvertedGift> gifts) {
    assertEquals(gifts, ConvertedGift.ofLines(ConvertedGift.lines(gifts)));
  }

  @Test
  void a_word_that_is_the_same_as_in_the_line_before_is_written_once() {
    ConvertedGift other = gift(2, 5_000);

    assertEquals(
        List.of(ROSE.toString(), "= = = 2 2 2 = = = -", "= = = = = = = = = -"),
        ConvertedGift.lines(List.of(ROSE, other, other)));
  }

  @Test
  void a_line_with_fewer_words_is_no_gift() {
    assertThrows(IllegalArgumentException.class, () -> ConvertedGift.parse("viewer id rose 1"));
    assertThrows(
        IllegalArgumentException.class,
        () -> ConvertedGift.parse("viewer id rose 1 1 1 5000 1 stream-1"));
  }

  @Test
  void what_a_later_version_adds_to_a_line_is_left_to_it() {
    assertEquals(ROSE, ConvertedGift.parse(ROSE + " - badge:7"));
    assertEquals(
        List.of(ROSE, ROSE, ROSE),
        ConvertedGift.ofLines(
            List.of(
                ROSE + " - badge:7", "= = = = = = = = = - =", "= = = = = = = = = - badge:8 x")));
  }

  @Test
  void a_gift_that_continues_a_combo_says_so_unless_it_is_to_be_expected() {
    ConvertedGift first = tap("a", 1, "a", 1);
    ConvertedGift second = tap("b", 2, "a", 3);
    ConvertedGift third = tap("c", 1, "a", 4);
    ConvertedGift anew = tap("d", 1, "d", 1);

    List<ConvertedGift> taps = List.of(first, second, third, anew);
    assertEquals(
        List.of(first.toString(), "= b = 2 2 2", "= c = 1 1 1", "= d = = = = = = = -"),
        ConvertedGift.lines(taps));
    assertEquals(taps, ConvertedGift.ofLines(ConvertedGift.lines(taps)));
    assertEquals(third, ConvertedGift.parse(third.toString()));
    assertEquals("combo:a/4", third.toString().split(" ", -1)[9]);
  }

  @Test
  void what_names_no_combo_is_no_combo() {
    for (String word : List.of("combo:a", "a/1", "combo:a/x", "=x")) {
      assertThrows(
          IllegalArgumentException.class, () -> ConvertedGift.parse(ROSE + " " + word), word);
    }
  }

  private static ConvertedGift tap(String id, long quantity, String combo, long count) {
    return new ConvertedGift(
        "viewer-1", id, "rose", quantity, quantity, quantity, 5_000, 1, STREAM, combo, count);
  }

  @Provide
  Arbitrary<ConvertedGift> gifts() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 1_000_000_000),
            Arbitraries.integers().between(0, 10_000),
            Arbitraries.of(Gift.Target.Kind.class),
            Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(128))
        .as(
            (points, commissionBasisPoints, kind, target) ->
                gift(points, commissionBasisPoints, new Gift.Target(kind, target)));
  }

  private static Earnings earn(List<ConvertedGift> gifts) {
    Earnings earnings = Earnings.BOOK.opening();
    for (ConvertedGift gift : gifts) earnings = earnings.earn(gift.points(), gift.earnedE4());
    return earnings;
  }

  private static ConvertedGift gift(long points, int commissionBasisPoints) {
    return gift(points, commissionBasisPoints, STREAM);
  }

  private static ConvertedGift gift(long points, int commissionBasisPoints, Gift.Target target) {
    return new ConvertedGift(
        "viewer-1",
        "0".repeat(26),
        "rose",
        points,
        points,
        points,
        commissionBasisPoints,
        1,
        target);
  }
}

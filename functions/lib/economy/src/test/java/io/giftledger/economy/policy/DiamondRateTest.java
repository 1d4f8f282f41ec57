package io.giftledger.economy.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class DiamondRateTest {

  /** $0.005. */
  private static final DiamondRate HALF_A_CENT = new DiamondRate(1, 2);

  @Test
  void a_withdrawal_consumes_only_what_makes_whole_minor_units() {
    assertEquals(100, HALF_A_CENT.minorFor(201));
    assertEquals(200, HALF_A_CENT.diamondsFor(100));
  }

  @Test
  void the_least_withdrawal_of_fifty_dollars_takes_ten_thousand_diamonds() {
    assertEquals(5_000, HALF_A_CENT.minorFor(10_000));
    assertEquals(4_999, HALF_A_CENT.minorFor(9_999));
    assertEquals(10_000, HALF_A_CENT.diamondsFor(5_000));
  }

  @Test
  void a_rate_is_positive() {
    assertThrows(IllegalArgumentException.class, () -> new DiamondRate(0, 2));
    assertThrows(IllegalArgumentException.class, () -> new DiamondRate(1, 0));
    assertThrows(IllegalArgumentException.class, () -> new DiamondRate(-1, -2));
  }

  @Test
  void an_amount_that_no_long_holds_is_a_fault() {
    assertThrows(ArithmeticException.class, () -> new DiamondRate(2, 1).minorFor(Long.MAX_VALUE));
    assertEquals(Long.MAX_VALUE, new DiamondRate(7, 7).minorFor(Long.MAX_VALUE));
  }

  @Property
  void what_is_consumed_pays_exactly_and_is_never_more_than_there_is(
      @ForAll @LongRange(min = 1, max = 1_000_000) long minor,
      @ForAll @LongRange(min = 1, max = 1_000_000) long diamonds,
      @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long available) {
    DiamondRate rate = new DiamondRate(minor, diamonds);
    long pays = rate.minorFor(available);
    long consumed = rate.diamondsFor(pays);

    assertTrue(consumed <= available);
    assertEquals(pays, rate.minorFor(consumed));
    // One diamond fewer would pay less.
    if (consumed > 0) assertTrue(rate.minorFor(consumed - 1) < pays);
  }

  @Property
  void the_platform_never_pays_more_than_the_rate(
      @ForAll @LongRange(min = 1, max = 1_000_000) long minor,
      @ForAll @LongRange(min = 1, max = 1_000_000) long diamonds,
      @ForAll @LongRange(min = 0, max = 1_000_000_000) long available) {
    long pays = new DiamondRate(minor, diamonds).minorFor(available);

    assertTrue(pays * diamonds <= available * minor);
    assertTrue((pays + 1) * diamonds > available * minor);
  }
}

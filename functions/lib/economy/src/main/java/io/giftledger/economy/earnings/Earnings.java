package io.giftledger.economy.earnings;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Money;
import io.giftledger.ledger.Book;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The state of a creator's account.
 *
 * @param diamondsE4 diamonds that may be withdrawn, in ten-thousandths
 * @param heldE4 diamonds that open withdrawals hold, in ten-thousandths
 * @param points gift points received so far; every one has become diamonds
 * @param earnedE4 diamonds ever earned, in ten-thousandths: it never falls
 * @param withdrawnWeek the ISO week (UTC) that {@code withdrawn} counts, as {@code 2026-W47}; empty
 *     before the first withdrawal
 * @param withdrawn what was withdrawn in that week, less what came back
 * @param onHold the word for why nothing can be withdrawn; empty if it can
 * @param clearedE4 what had been earned when a hold was last released: somebody has looked at it; 0
 *     before the first release
 */
public record Earnings(
    long diamondsE4,
    long heldE4,
    long points,
    long earnedE4,
    String withdrawnWeek,
    Money withdrawn,
    Optional<String> onHold,
    long clearedE4)
    implements State {

  /** How many of the unit that accounts are kept in make one diamond. */
  public static final long E4 = 10_000;

  /** The book of all earnings. */
  public static final Book<Earnings> BOOK =
      new Book<>(
          "EARNINGS",
          new Earnings(0, 0, 0, 0, "", new Money(0, "")),
          Set.of(
              "diamondsE4",
              "heldE4",
              "points",
              "earnedE4",
              "withdrawnWeek",
              "withdrawnMinor",
              "withdrawnCurrency",
              "onHold",
              "clearedE4"),
          Set.of(),
          Assets::isKnown,
          Earnings::read);

  /** Earnings that are not on hold, and never were. */
  public Earnings(
      long diamondsE4,
      long heldE4,
      long points,
      long earnedE4,
      String withdrawnWeek,
      Money withdrawn) {
    this(diamondsE4, heldE4, points, earnedE4, withdrawnWeek, withdrawn, Optional.empty(), 0);
  }

  private static Earnings read(Item item) {
    return new Earnings(
        item.number("diamondsE4"),
        item.number("heldE4"),
        item.number("points"),
        item.number("earnedE4"),
        item.findText("withdrawnWeek").orElse(""),
        new Money(
            item.findNumber("withdrawnMinor").orElse(0),
            item.findText("withdrawnCurrency").orElse("")),
        item.findText("onHold"),
        item.findNumber("clearedE4").orElse(0));
  }

  @Override
  public Item fields() {
    Item.Builder fields =
        Item.builder()
            .number("diamondsE4", diamondsE4)
            .number("heldE4", heldE4)
            .number("points", points)
            .number("earnedE4", earnedE4);
    if (!withdrawnWeek.isEmpty()) {
      fields
          .text("withdrawnWeek", withdrawnWeek)
          .number("withdrawnMinor", withdrawn.minor())
          .text("withdrawnCurrency", withdrawn.currency());
    }
    if (clearedE4 > 0) fields.number("clearedE4", clearedE4);
    return fields.text("onHold", onHold).build();
  }

  @Override
  public List<Posting> balances() {
    return List.of(
        new Posting(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, diamondsE4),
        new Posting(ChartOfAccounts.EARNINGS_HELD, Assets.DIAMOND_E4, heldE4));
  }

  /** Whole diamonds that may be withdrawn; the rest is carried. */
  public long diamonds() {
    return diamondsE4 / E4;
  }

  /** Whole diamonds that open withdrawals hold. */
  public long heldDiamonds() {
    return heldE4 / E4;
  }

  /**
   * After a conversion.
   *
   * @param convertedPoints the points received
   * @param gainedE4 the diamonds they became, commission taken, in ten-thousandths
   */
  Earnings earn(long convertedPoints, long gainedE4) {
    return new Earnings(
        Math.addExact(diamondsE4, gainedE4),
        heldE4,
        Math.addExact(points, convertedPoints),
        Math.addExact(earnedE4, gainedE4),
        withdrawnWeek,
        withdrawn,
        onHold,
        clearedE4);
  }

  /**
   * After a withdrawal was requested.
   *
   * @param diamonds whole diamonds to hold
   * @param amount what they will pay
   * @param at when; decides which week it counts for
   * @throws IllegalArgumentException if there are fewer diamonds
   */
  Earnings hold(long diamonds, Money amount, Instant at) {
    long e4 = Math.multiplyExact(diamonds, E4);
    if (e4 > diamondsE4) throw new IllegalArgumentException("more diamonds than there are");
    long before = withdrawnInWeek(at).minor();
    return new Earnings(
        diamondsE4 - e4,
        Math.addExact(heldE4, e4),
        points,
        earnedE4,
        week(at),
        new Money(Math.addExact(before, amount.minor()), amount.currency()),
        onHold,
        clearedE4);
  }

  /**
   * After a payout was paid.
   *
   * @param diamonds whole diamonds that were held for it
   */
  Earnings redeem(long diamonds) {
    return new Earnings(
        diamondsE4,
        minusHeld(diamonds),
        points,
        earnedE4,
        withdrawnWeek,
        withdrawn,
        onHold,
        clearedE4);
  }

  /**
   * After a payout was refused: the diamonds come back, and the week they were requested in counts
   * them no more.
   *
   * @param diamonds whole diamonds that were held for it
   * @param amount what they would have paid
   * @param requestedAt when the withdrawal was requested
   */
  Earnings giveBack(long diamonds, Money amount, Instant requestedAt) {
    return new Earnings(
        Math.addExact(diamondsE4, Math.multiplyExact(diamonds, E4)),
        minusHeld(diamonds),
        points,
        earnedE4,
        withdrawnWeek,
        withoutCounting(amount, requestedAt),
        onHold,
        clearedE4);
  }

  /**
   * After a payout that had been paid was returned: as if it had been refused.
   *
   * @param e4 the diamonds that were redeemed for it, in ten-thousandths
   * @param amount what they paid
   * @param requestedAt when the withdrawal was requested
   */
  Earnings takeBack(long e4, Money amount, Instant requestedAt) {
    return new Earnings(
        Math.addExact(diamondsE4, e4),
        heldE4,
        points,
        earnedE4,
        withdrawnWeek,
        withoutCounting(amount, requestedAt),
        onHold,
        clearedE4);
  }

  /**
   * After a payout that had failed was paid all the same: the diamonds that were given back are
   * taken, and the week they were requested in counts them again.
   *
   * @param e4 the diamonds, in ten-thousandths, not more than there are
   * @param amount what they paid
   * @param requestedAt when the withdrawal was requested
   */
  Earnings redeemLate(long e4, Money amount, Instant requestedAt) {
    return new Earnings(
        Math.subtractExact(diamondsE4, e4),
        heldE4,
        points,
        earnedE4,
        withdrawnWeek,
        isCounted(amount, requestedAt) ? withdrawn.plus(amount) : withdrawn,
        onHold,
        clearedE4);
  }

  private Money withoutCounting(Money amount, Instant requestedAt) {
    return isCounted(amount, requestedAt) ? withdrawn.minus(amount) : withdrawn;
  }

  private boolean isCounted(Money amount, Instant requestedAt) {
    return week(requestedAt).equals(withdrawnWeek)
        && amount.currency().equals(withdrawn.currency());
  }

  /**
   * After diamonds were given by hand, or taken.
   *
   * @param e4 how many, in ten-thousandths; negative if they are taken
   */
  Earnings adjust(long e4) {
    if (e4 < -diamondsE4) throw new IllegalArgumentException("more diamonds than there are");
    return new Earnings(
        Math.addExact(diamondsE4, e4),
        heldE4,
        points,
        Math.addExact(earnedE4, Math.max(0, e4)),
        withdrawnWeek,
        withdrawn,
        onHold,
        clearedE4);
  }

  /** With withdrawals on hold for a reason. */
  Earnings held(String reason) {
    return new Earnings(
        diamondsE4,
        heldE4,
        points,
        earnedE4,
        withdrawnWeek,
        withdrawn,
        Optional.of(reason),
        clearedE4);
  }

  /** With withdrawals on hold no more: all that was earned so far is cleared. */
  Earnings released() {
    return new Earnings(
        diamondsE4, heldE4, points, earnedE4, withdrawnWeek, withdrawn, Optional.empty(), earnedE4);
  }

  /**
   * After diamonds were exchanged for coins.
   *
   * @param e4 how many, in ten-thousandths
   * @throws IllegalArgumentException if there are fewer
   */
  Earnings exchange(long e4) {
    if (e4 > diamondsE4) throw new IllegalArgumentException("more diamonds than there are");
    return new Earnings(
        diamondsE4 - e4, heldE4, points, earnedE4, withdrawnWeek, withdrawn, onHold, clearedE4);
  }

  /** All that was ever taken out, and is held or gone, in ten-thousandths. */
  long takenE4() {
    return earnedE4 - diamondsE4;
  }

  /** What was withdrawn in the ISO week (UTC) of an instant, less what came back. */
  public Money withdrawnInWeek(Instant at) {
    return week(at).equals(withdrawnWeek) ? withdrawn : new Money(0, withdrawn.currency());
  }

  /** Whether so many whole diamonds are held at least. */
  boolean holds(long diamonds) {
    return Math.multiplyExact(diamonds, E4) <= heldE4;
  }

  private long minusHeld(long diamonds) {
    long e4 = Math.multiplyExact(diamonds, E4);
    if (e4 > heldE4) throw new IllegalStateException("fewer diamonds are held than are settled");
    return heldE4 - e4;
  }

  private static String week(Instant at) {
    LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
    return String.format(
        Locale.ROOT,
        "%d-W%02d",
        day.get(IsoFields.WEEK_BASED_YEAR),
        day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
  }
}

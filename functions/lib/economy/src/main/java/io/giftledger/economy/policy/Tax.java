package io.giftledger.economy.policy;

import io.giftledger.economy.Money;

/**
 * The tax on what is sold in a region.
 *
 * @param basisPoints its rate, in ten-thousandths of the price without it
 * @param included whether the prices of the policy include it; else it is added to them
 */
public record Tax(int basisPoints, boolean included) {

  /** A rate of 100 %, in basis points. */
  static final long WHOLE = 10_000;

  /** Where there is none. */
  public static final Tax NONE = new Tax(0, true);

  /**
   * What is paid for something, and the tax in it; so that tax and the rest are the price exactly.
   *
   * @param price what is paid, tax included
   * @param taxMinor the tax in it, in minor units of its currency
   */
  public record Taxed(Money price, long taxMinor) {}

  /**
   * Taxes an amount of the policy. Of one that includes the tax, what the price without it has
   * beyond whole minor units is tax; a tax that is added is rounded half up to a minor unit.
   */
  public Taxed on(Money amount) {
    long minor = amount.minor();
    if (included) {
      long net = Math.multiplyExact(minor, WHOLE) / (WHOLE + basisPoints);
      return new Taxed(amount, minor - net);
    }
    long tax = (Math.multiplyExact(minor, (long) basisPoints) + WHOLE / 2) / WHOLE;
    return new Taxed(amount.plus(new Money(tax, amount.currency())), tax);
  }
}

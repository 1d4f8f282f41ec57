package io.giftledger.economy.policy;

import java.math.BigInteger;

/**
 * What a diamond pays, exactly: {@code minor / diamonds} minor units of a currency, or coins.
 *
 * @param minor so many minor units
 * @param diamonds for so many diamonds
 */
public record DiamondRate(long minor, long diamonds) {

  /** Refuses a rate that is not positive. */
  public DiamondRate {
    if (minor < 1 || diamonds < 1) throw new IllegalArgumentException("not a rate");
  }

  /** Whole minor units that some whole diamonds pay; what is left over pays nothing. */
  public long minorFor(long wholeDiamonds) {
    return big(wholeDiamonds).multiply(big(minor)).divide(big(diamonds)).longValueExact();
  }

  /** The fewest whole diamonds that pay some whole minor units. */
  public long diamondsFor(long wholeMinor) {
    return big(wholeMinor)
        .multiply(big(diamonds))
        .add(big(minor - 1))
        .divide(big(minor))
        .longValueExact();
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }
}

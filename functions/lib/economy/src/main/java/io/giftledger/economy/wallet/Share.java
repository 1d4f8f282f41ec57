package io.giftledger.economy.wallet;

import java.math.BigInteger;

/** What of an amount belongs to a part of a whole. */
final class Share {

  private Share() {}

  /** {@code amount × part ÷ whole}, rounded down: all of it belongs to the whole alone. */
  static long of(long amount, long part, long whole) {
    return BigInteger.valueOf(amount)
        .multiply(BigInteger.valueOf(part))
        .divide(BigInteger.valueOf(whole))
        .longValueExact();
  }
}

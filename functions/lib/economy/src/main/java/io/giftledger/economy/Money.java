package io.giftledger.economy;

import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Refusal.Figure;
import java.util.Set;

/**
 * An amount of money.
 *
 * @param minor how much, in the currency's minor unit
 * @param currency ISO 4217 code
 */
public record Money(long minor, String currency) {

  /**
   * So many minor units of a currency nothing costs: who tells of more is mistaken, and a million
   * such mistakes add up to a number that can still be counted.
   */
  public static final long MINOR_MAX = 1_000_000_000_000L;

  /** Those of ISO 4217 that a country has; the JDK's own list costs a cold start 30 ms. */
  private static final Set<String> IN_USE =
      Set.of(
          """
          AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP
          BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD
          FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD
          JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
          MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR
          PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP
          SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD
          XCG XOF XPF YER ZAR ZMW ZWG
          """
              .strip()
              .split("\\s+"));

  /** Whether a country has its currency: of another nothing may be booked. */
  public boolean isOfCurrencyInUse() {
    return IN_USE.contains(currency);
  }

  /** Whether it is no more than can have been paid for anything. */
  public boolean isPlausible() {
    return minor <= MINOR_MAX;
  }

  /** What postings of it count. */
  public Asset asset() {
    return Asset.money(currency);
  }

  /**
   * With another amount of the same currency.
   *
   * @throws IllegalArgumentException if it is of another
   */
  public Money plus(Money other) {
    requireLike(other);
    return new Money(Math.addExact(minor, other.minor), currency);
  }

  /**
   * Less another amount of the same currency.
   *
   * @throws IllegalArgumentException if it is of another
   */
  public Money minus(Money other) {
    requireLike(other);
    return new Money(Math.subtractExact(minor, other.minor), currency);
  }

  private void requireLike(Money other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException(currency + " and " + other.currency);
    }
  }

  /** The amount as a figure of a refusal. */
  public Figure figure() {
    return new Figure.Amount(minor, currency);
  }
}

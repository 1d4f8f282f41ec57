package io.giftledger.economy;

import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Refusal.Figure;
import java.util.Currency;

/**
 * An amount of money.
 *
 * @param minor how much, in the currency's minor unit
 * @param currency ISO 4217 code
 */
public record Money(long minor, String currency) {

  /** Whether its currency is one of ISO 4217: of another nothing may be booked. */
  public boolean isOfKnownCurrency() {
    try {
      return Currency.getInstance(currency).getCurrencyCode().equals(currency);
    } catch (IllegalArgumentException none) {
      return false;
    }
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

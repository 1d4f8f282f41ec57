package io.giftledger.economy;

import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Refusal.Figure;

/**
 * An amount of money.
 *
 * @param minor how much, in the currency's minor unit
 * @param currency ISO 4217 code
 */
public record Money(long minor, String currency) {

  /** What postings of it count. */
  public Asset asset() {
    return Asset.money(currency);
  }

  /** The amount as a figure of a refusal. */
  public Figure figure() {
    return new Figure.Amount(minor, currency);
  }
}

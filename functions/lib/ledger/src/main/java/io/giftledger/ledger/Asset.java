package io.giftledger.ledger;

/**
 * What a posting counts.
 *
 * @param code the name that is stored and hashed; for money its ISO 4217 code, and the unit is the
 *     currency's minor unit
 */
public record Asset(String code) {

  /** Coins: what viewers buy and spend. Unit: one coin. */
  public static final Asset COIN = new Asset("coin");

  /** Gift points: what gifts are worth to a creator. Unit: one point. */
  public static final Asset POINT = new Asset("point");

  /** Diamonds: what points become. Unit: a ten-thousandth of a diamond. */
  public static final Asset DIAMOND_E4 = new Asset("diamond_e4");

  /** Money of a currency. Unit: the currency's minor unit. */
  public static Asset money(String currency) {
    return new Asset(currency);
  }
}

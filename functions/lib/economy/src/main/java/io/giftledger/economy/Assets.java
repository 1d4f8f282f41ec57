package io.giftledger.economy;

import io.giftledger.ledger.Asset;
import java.util.Currency;
import java.util.Set;

/** What the economy's postings count. */
public final class Assets {

  /** Coins: what viewers buy and spend. Unit: one coin. */
  public static final Asset COIN = new Asset("coin");

  /** Gift points: what gifts are worth to a creator. Unit: one point. */
  public static final Asset POINT = new Asset("point");

  /** Diamonds: what points become. Unit: a ten-thousandth of a diamond. */
  public static final Asset DIAMOND_E4 = new Asset("diamond_e4");

  private static final Set<Asset> OWN = Set.of(COIN, POINT, DIAMOND_E4);

  private static final int DIAMOND_DECIMALS = 4;

  private Assets() {}

  /** Whether this code knows an asset: one of the above, or the money of a currency. */
  public static boolean isKnown(Asset asset) {
    return OWN.contains(asset) || asset.isMoney();
  }

  /**
   * How many decimals an amount has when it is written in coins, points, diamonds or the currency's
   * main unit: of USD two, of JPY none, of KWD three. Of a currency that ISO 4217 does not know it
   * has none: an export is of all that is in the table.
   */
  public static int decimals(Asset asset) {
    if (asset.equals(DIAMOND_E4)) return DIAMOND_DECIMALS;
    if (OWN.contains(asset)) return 0;
    try {
      return Math.max(0, Currency.getInstance(asset.code()).getDefaultFractionDigits());
    } catch (IllegalArgumentException none) {
      return 0;
    }
  }
}

package io.giftledger.ledger;

import java.util.regex.Pattern;

/**
 * What a posting counts.
 *
 * @param code the name that is stored and hashed; for money its ISO 4217 code, and the unit is the
 *     currency's minor unit
 */
public record Asset(String code) {

  private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,31}");
  private static final Pattern MONEY = Pattern.compile("[A-Z]{3}");

  /** Refuses what is no word of letters, digits and {@code _}. */
  public Asset {
    if (!CODE.matcher(code).matches()) throw new IllegalArgumentException("no asset: " + code);
  }

  /** Money of a currency. Unit: the currency's minor unit. */
  public static Asset money(String currency) {
    return new Asset(currency);
  }

  /** Whether it can be money: a code of three capital letters. */
  public boolean isMoney() {
    return MONEY.matcher(code).matches();
  }
}

package io.giftledger.operator.export;

import static java.util.Map.entry;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.LedgerAccount;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Names that hledger and Beancount both take. An account is called after its ledger account, under
 * one of the five roots that tell those programs what it is, and below that after its owner.
 */
final class Names {

  /** Of all other accounts it is {@code Equity}: they say where coins, points and diamonds are. */
  private static final Map<LedgerAccount, String> ROOTS =
      Map.ofEntries(
          entry(ChartOfAccounts.WALLET, "Assets"),
          entry(ChartOfAccounts.WALLET_DEBT, "Liabilities"),
          entry(ChartOfAccounts.EARNINGS, "Assets"),
          entry(ChartOfAccounts.EARNINGS_HELD, "Assets"),
          entry(ChartOfAccounts.CHALLENGE, "Assets"),
          entry(ChartOfAccounts.CASH, "Assets"),
          entry(ChartOfAccounts.DEFERRED_REVENUE, "Liabilities"),
          entry(ChartOfAccounts.UNAPPLIED_PAYMENTS, "Liabilities"),
          entry(ChartOfAccounts.TAX_PAYABLE, "Liabilities"),
          entry(ChartOfAccounts.REVENUE, "Income"),
          entry(ChartOfAccounts.PAYMENT_FEES, "Expenses"),
          entry(ChartOfAccounts.PAYOUT_FEES, "Expenses"),
          entry(ChartOfAccounts.PAYOUTS, "Expenses"));

  private static final String PLATFORM = "platform:";

  private Names() {}

  /** {@code Assets:Cash}, {@code Assets:EarningsHeld:U-creator--1}. */
  static String account(LedgerAccount account, String owner) {
    String words =
        account.isOwners() ? account.label() : account.label().substring(PLATFORM.length());
    String name =
        ROOTS.getOrDefault(account, "Equity")
            + ":"
            + Arrays.stream(words.split("[:-]+", -1))
                .map(Names::capitalized)
                .collect(Collectors.joining());
    return account.isOwners() ? name + ":" + owner(owner) : name;
  }

  private static String capitalized(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  /**
   * A user's id: {@code U-}, then its letters and digits as they are, {@code --} for a hyphen, and
   * for another character a hyphen and its two hexadecimal digits. No two ids look alike.
   */
  static String owner(String id) {
    StringBuilder name = new StringBuilder("U-");
    for (char character : id.toCharArray()) {
      if (character == '-') name.append("--");
      else if (Character.isLetterOrDigit(character)) name.append(character);
      else name.append(String.format(Locale.ROOT, "-%02X", (int) character));
    }
    return name.toString();
  }

  /** {@code COIN}, {@code POINT}, {@code DIAMOND}, {@code USD}. */
  static String commodity(Asset asset) {
    return asset.equals(Assets.DIAMOND_E4) ? "DIAMOND" : asset.code().toUpperCase(Locale.ROOT);
  }

  /** An amount in the commodity's unit: {@code 12.99}, {@code 2200}, {@code 0.5000}. */
  static String amount(Asset asset, long units) {
    return BigDecimal.valueOf(units, Assets.decimals(asset)).toPlainString();
  }
}

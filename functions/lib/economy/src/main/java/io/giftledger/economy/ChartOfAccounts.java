package io.giftledger.economy;

import io.giftledger.ledger.LedgerAccount;
import java.util.List;

/**
 * The chart of accounts. The first three belong to the user whose chain the entry is on; the others
 * are the platform's counter-accounts.
 */
public final class ChartOfAccounts {

  /** A viewer's coins. */
  public static final LedgerAccount WALLET = new LedgerAccount("wallet");

  /** A creator's diamonds that may be withdrawn. */
  public static final LedgerAccount EARNINGS = new LedgerAccount("earnings");

  /** A creator's diamonds that a withdrawal holds until its payout has ended. */
  public static final LedgerAccount EARNINGS_HELD = new LedgerAccount("earnings:held");

  /** Coins brought into circulation (negative: the platform owes them). */
  public static final LedgerAccount COINS_ISSUED = LedgerAccount.ofPlatform("coins-issued");

  /** Coins of gifts that were sent and are not converted yet. */
  public static final LedgerAccount GIFTS_IN_TRANSIT = LedgerAccount.ofPlatform("gifts-in-transit");

  /** Coins of gifts that were converted: out of circulation. */
  public static final LedgerAccount COINS_SPENT = LedgerAccount.ofPlatform("coins-spent");

  /** Points credited for gifts (negative). */
  public static final LedgerAccount POINTS_ISSUED = LedgerAccount.ofPlatform("points-issued");

  /** Points that became diamonds. */
  public static final LedgerAccount POINTS_CONVERTED = LedgerAccount.ofPlatform("points-converted");

  /** Diamonds made from points, commission included (negative). */
  public static final LedgerAccount DIAMONDS_ISSUED = LedgerAccount.ofPlatform("diamonds-issued");

  /** The platform's share of the diamonds made. */
  public static final LedgerAccount COMMISSION = LedgerAccount.ofPlatform("commission");

  /** Diamonds redeemed, and the money paid for them. */
  public static final LedgerAccount PAYOUTS = LedgerAccount.ofPlatform("payouts");

  /** Money received from viewers less money paid to creators. */
  public static final LedgerAccount CASH = LedgerAccount.ofPlatform("cash");

  /** Money that coins were sold for (negative: revenue). */
  public static final LedgerAccount COIN_SALES = LedgerAccount.ofPlatform("coin-sales");

  /** All of them. */
  public static final List<LedgerAccount> ALL =
      List.of(
          WALLET,
          EARNINGS,
          EARNINGS_HELD,
          COINS_ISSUED,
          GIFTS_IN_TRANSIT,
          COINS_SPENT,
          POINTS_ISSUED,
          POINTS_CONVERTED,
          DIAMONDS_ISSUED,
          COMMISSION,
          PAYOUTS,
          CASH,
          COIN_SALES);

  private ChartOfAccounts() {}
}

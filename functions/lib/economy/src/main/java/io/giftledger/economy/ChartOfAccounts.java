package io.giftledger.economy;

import io.giftledger.ledger.LedgerAccount;
import java.util.List;

/**
 * The chart of accounts. The first four belong to the user whose chain the entry is on; the others
 * are the platform's counter-accounts.
 */
public final class ChartOfAccounts {

  /** A viewer's coins. */
  public static final LedgerAccount WALLET = new LedgerAccount("wallet");

  /** Coins that a viewer owes: spent, and their payment taken back (never positive). */
  public static final LedgerAccount WALLET_DEBT = new LedgerAccount("wallet:debt");

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

  /** Money received from viewers less what was paid back, paid to creators and kept as fees. */
  public static final LedgerAccount CASH = LedgerAccount.ofPlatform("cash");

  /** Money for coins that are not spent yet, net of tax (never positive: it is owed in gifts). */
  public static final LedgerAccount DEFERRED_REVENUE = LedgerAccount.ofPlatform("deferred-revenue");

  /** Money for coins that were spent, net of tax (negative: it is earned). */
  public static final LedgerAccount REVENUE = LedgerAccount.ofPlatform("revenue");

  /** Tax on what was sold (negative: it is owed to the state). */
  public static final LedgerAccount TAX_PAYABLE = LedgerAccount.ofPlatform("tax-payable");

  /** What payment providers and stores keep for themselves. */
  public static final LedgerAccount PAYMENT_FEES = LedgerAccount.ofPlatform("payment-fees");

  /** What payout providers keep for themselves. */
  public static final LedgerAccount PAYOUT_FEES = LedgerAccount.ofPlatform("payout-fees");

  /** All of them. */
  public static final List<LedgerAccount> ALL =
      List.of(
          WALLET,
          WALLET_DEBT,
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
          DEFERRED_REVENUE,
          REVENUE,
          TAX_PAYABLE,
          PAYMENT_FEES,
          PAYOUT_FEES);

  private ChartOfAccounts() {}
}

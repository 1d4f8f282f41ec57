package io.giftledger.economy;

import io.giftledger.ledger.LedgerAccount;
import java.util.List;

/**
 * The chart of accounts. The first five belong to whose chain the entry is on; the others are the
 * platform's counter-accounts.
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

  /** A challenge's diamonds that may be awarded. */
  public static final LedgerAccount CHALLENGE = new LedgerAccount("challenge");

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

  /** Payments that are applied to nothing that was sold (never positive: they are owed). */
  public static final LedgerAccount UNAPPLIED_PAYMENTS =
      LedgerAccount.ofPlatform("unapplied-payments");

  /** Tax on what was sold (negative: it is owed to the state). */
  public static final LedgerAccount TAX_PAYABLE = LedgerAccount.ofPlatform("tax-payable");

  /** What payment providers and stores keep for themselves. */
  public static final LedgerAccount PAYMENT_FEES = LedgerAccount.ofPlatform("payment-fees");

  /** What payout providers take, less what creators pay for payouts (negative if that is more). */
  public static final LedgerAccount PAYOUT_FEES = LedgerAccount.ofPlatform("payout-fees");

  /**
   * Diamonds that creators were paid for and had spent elsewhere by then (never positive: they owe
   * them).
   */
  public static final LedgerAccount PAYOUT_SHORTFALL = LedgerAccount.ofPlatform("payout-shortfall");

  /** Coins and diamonds that were given by hand (negative), or taken. */
  public static final LedgerAccount ADJUSTMENTS = LedgerAccount.ofPlatform("adjustments");

  /** Diamonds that became coins. */
  public static final LedgerAccount DIAMONDS_EXCHANGED =
      LedgerAccount.ofPlatform("diamonds-exchanged");

  /** Coins that were diamonds and are not in their wallet yet. */
  public static final LedgerAccount EXCHANGES_IN_TRANSIT =
      LedgerAccount.ofPlatform("exchanges-in-transit");

  /** Diamonds that challenges were funded with (negative: the platform gave them). */
  public static final LedgerAccount AWARDS_FUNDED = LedgerAccount.ofPlatform("awards-funded");

  /** Diamonds that were awarded and are not with their creator yet. */
  public static final LedgerAccount AWARDS_IN_TRANSIT =
      LedgerAccount.ofPlatform("awards-in-transit");

  /** All of them. */
  public static final List<LedgerAccount> ALL =
      List.of(
          WALLET,
          WALLET_DEBT,
          EARNINGS,
          EARNINGS_HELD,
          CHALLENGE,
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
          UNAPPLIED_PAYMENTS,
          TAX_PAYABLE,
          PAYMENT_FEES,
          PAYOUT_FEES,
          PAYOUT_SHORTFALL,
          ADJUSTMENTS,
          DIAMONDS_EXCHANGED,
          EXCHANGES_IN_TRANSIT,
          AWARDS_FUNDED,
          AWARDS_IN_TRANSIT);

  private ChartOfAccounts() {}
}

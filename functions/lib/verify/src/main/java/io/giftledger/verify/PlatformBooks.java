package io.giftledger.verify;

import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.LedgerAccount;
import java.util.List;

/**
 * The platform's balance sheet and its profit and loss in one currency, as a trial balance has
 * them. All amounts are minor units. What is owed or earned has a minus in the ledger, and none
 * here.
 *
 * @param currency the currency
 * @param cash money received less money paid back, paid to creators and kept by providers
 * @param deferredRevenue owed in gifts: money for coins that are not spent yet, net of tax
 * @param taxPayable owed to the state
 * @param unappliedPayments owed to whoever paid them
 * @param revenue money for coins that were spent, net of tax
 * @param paymentFees what payment providers kept
 * @param payouts what creators earned by withdrawals that were paid
 * @param payoutFees what payout providers took, less what creators paid for it
 */
public record PlatformBooks(
    Asset currency,
    long cash,
    long deferredRevenue,
    long taxPayable,
    long unappliedPayments,
    long revenue,
    long paymentFees,
    long payouts,
    long payoutFees) {

  /**
   * The books in each currency that there is, in the order of their codes.
   *
   * @throws ArithmeticException if a balance is too large for a {@code long}
   */
  public static List<PlatformBooks> of(Counts counts) {
    return counts.balances().keySet().stream()
        .map(Asset::new)
        .filter(Asset::isMoney)
        .map(currency -> in(currency, counts))
        .toList();
  }

  /** The books in a currency; all zero if nothing was ever posted in it. */
  public static PlatformBooks in(Asset currency, Counts counts) {
    return new PlatformBooks(
        currency,
        counts.balance(ChartOfAccounts.CASH, currency),
        owed(ChartOfAccounts.DEFERRED_REVENUE, currency, counts),
        owed(ChartOfAccounts.TAX_PAYABLE, currency, counts),
        owed(ChartOfAccounts.UNAPPLIED_PAYMENTS, currency, counts),
        owed(ChartOfAccounts.REVENUE, currency, counts),
        counts.balance(ChartOfAccounts.PAYMENT_FEES, currency),
        counts.balance(ChartOfAccounts.PAYOUTS, currency),
        counts.balance(ChartOfAccounts.PAYOUT_FEES, currency));
  }

  private static long owed(LedgerAccount account, Asset currency, Counts counts) {
    return Math.negateExact(counts.balance(account, currency));
  }

  /** What all of it costs. */
  public long fees() {
    return paymentFees + payoutFees;
  }

  /** Profit, or loss below zero: revenue less fees and payouts. */
  public long result() {
    return revenue - fees() - payouts;
  }

  /** What is owed, in gifts or money; without the diamonds that creators have not withdrawn. */
  public long liabilities() {
    return deferredRevenue + taxPayable + unappliedPayments;
  }
}

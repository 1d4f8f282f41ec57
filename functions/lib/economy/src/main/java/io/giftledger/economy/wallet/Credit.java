package io.giftledger.economy.wallet;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Legs;
import io.giftledger.economy.Money;
import io.giftledger.ledger.Posting;
import java.util.List;

/**
 * Coins that come into a wallet for money. A debt is paid first, by coins that were bought before
 * coins that were given: what it stands for was sent already, so the money for those coins is
 * earned at once. The rest lies in lots, and its money is owed in gifts.
 *
 * @param wallet the wallet afterwards
 * @param coins how many came altogether
 * @param paidDebt how many of them paid a debt
 * @param earnedMinor the money for those, in minor units
 * @param price all that was paid, tax included
 * @param taxMinor the tax in it
 */
record Credit(
    Wallet wallet, long coins, long paidDebt, long earnedMinor, Money price, long taxMinor) {

  /**
   * Credits a wallet.
   *
   * @param entry the number of the entry that the lots are named by
   */
  static Credit of(Wallet wallet, long entry, Quote.Part what, Money price) {
    long net = price.minor() - what.taxMinor();
    long debtByPaid = Math.min(wallet.debt(), what.coins());
    long debtByBonus = Math.min(wallet.debt() - debtByPaid, what.bonusCoins());
    long paid = what.coins() - debtByPaid;
    long bonus = what.bonusCoins() - debtByBonus;
    long earned = paid == 0 ? net : Share.of(net, debtByPaid, what.coins());
    Lots lots = wallet.lots();
    if (paid > 0) {
      lots = lots.plus(Lot.paid(entry, paid, new Money(net - earned, price.currency())));
    }
    if (bonus > 0) lots = lots.plus(Lot.bonus(entry, bonus));
    long paidDebt = debtByPaid + debtByBonus;
    return new Credit(
        wallet.with(lots, wallet.debt() - paidDebt),
        Math.addExact(what.coins(), what.bonusCoins()),
        paidDebt,
        earned,
        price,
        what.taxMinor());
  }

  List<Posting> postings() {
    String currency = price.currency();
    return new Legs()
        .add(ChartOfAccounts.COINS_ISSUED, Assets.COIN, -coins)
        .add(ChartOfAccounts.WALLET, Assets.COIN, coins - paidDebt)
        .add(ChartOfAccounts.WALLET_DEBT, Assets.COIN, paidDebt)
        .add(ChartOfAccounts.CASH, currency, price.minor())
        .add(ChartOfAccounts.TAX_PAYABLE, currency, -taxMinor)
        .add(ChartOfAccounts.DEFERRED_REVENUE, currency, earnedMinor + taxMinor - price.minor())
        .add(ChartOfAccounts.REVENUE, currency, -earnedMinor)
        .postings();
  }
}

package io.giftledger.economy.wallet;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Legs;
import io.giftledger.economy.Money;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Posting;
import java.util.List;

/**
 * Coins that come into a wallet for money. The money for those that pay a debt is earned at once;
 * that for the rest is owed in gifts.
 *
 * @param coming the coins
 * @param what how many, and the tax in the price
 * @param price all that was paid, tax included
 */
record Credit(Coming coming, Quote.Part what, Money price) {

  /** Credits a wallet. */
  static Credit of(Head<Wallet> head, Quote.Part what, Money price) {
    long entry = head.sequence() + 1;
    Money net = price.minus(new Money(what.taxMinor(), price.currency()));
    Lots coins = Lots.NONE.plus(Lot.paid(entry, what.coins(), net));
    if (what.bonusCoins() > 0) coins = coins.plus(Lot.bonus(entry, what.bonusCoins()));
    return new Credit(Coming.of(head, coins), what, price);
  }

  List<Posting> postings() {
    String currency = price.currency();
    long coins = Math.addExact(what.coins(), what.bonusCoins());
    long paidDebt = coming.paying().coins();
    long earned = coming.paying().money().getOrDefault(currency, 0L);
    return new Legs()
        .add(ChartOfAccounts.COINS_ISSUED, Assets.COIN, -coins)
        .add(ChartOfAccounts.WALLET, Assets.COIN, coins - paidDebt)
        .add(ChartOfAccounts.WALLET_DEBT, Assets.COIN, paidDebt)
        .add(ChartOfAccounts.CASH, currency, price.minor())
        .add(ChartOfAccounts.TAX_PAYABLE, currency, -what.taxMinor())
        .add(ChartOfAccounts.DEFERRED_REVENUE, currency, earned + what.taxMinor() - price.minor())
        .add(ChartOfAccounts.REVENUE, currency, -earned)
        .postings();
  }
}

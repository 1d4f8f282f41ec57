package io.giftledger.economy.wallet;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Legs;
import io.giftledger.economy.Money;
import io.giftledger.ledger.Posting;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Money of a payment goes back, or comes again, and coins with it. The money that lay with coins
 * that go is deferred no more; the rest of what is paid back had been earned with the gifts that
 * the coins were spent on, and is earned no more. Where coins of another purchase take their place,
 * those coins are what was spent, and their money is earned.
 *
 * @param before the wallet
 * @param wallet the wallet afterwards
 * @param price what is paid back, tax included; negative for what comes again
 * @param taxMinor the tax in it, likewise
 */
record TakeBack(Wallet before, Wallet wallet, Money price, long taxMinor) {

  List<Posting> postings() {
    long coins = wallet.coins() - before.coins();
    long debt = wallet.debt() - before.debt();
    boolean isComing = price.minor() < 0;
    Legs legs = new Legs();
    if (isComing) legs.add(ChartOfAccounts.COINS_ISSUED, Assets.COIN, debt - coins);
    legs.add(ChartOfAccounts.WALLET, Assets.COIN, coins)
        .add(ChartOfAccounts.WALLET_DEBT, Assets.COIN, -debt);
    if (!isComing) legs.add(ChartOfAccounts.COINS_ISSUED, Assets.COIN, debt - coins);
    legs.add(ChartOfAccounts.CASH, price.currency(), -price.minor())
        .add(ChartOfAccounts.TAX_PAYABLE, price.currency(), taxMinor);
    SortedMap<String, Long> deferred = before.lots().money();
    wallet.lots().money().forEach((currency, minor) -> deferred.merge(currency, -minor, Long::sum));
    SortedMap<String, Long> earned = new TreeMap<>(deferred);
    earned.merge(price.currency(), taxMinor - price.minor(), Math::addExact);
    earned(legs, deferred, earned);
    return legs.postings();
  }

  /** The legs of money that is earned, currency by currency. */
  static void earned(Legs legs, SortedMap<String, Long> deferred, SortedMap<String, Long> earned) {
    SortedSet<String> currencies = new TreeSet<>(deferred.keySet());
    currencies.addAll(earned.keySet());
    for (String currency : currencies) {
      legs.add(ChartOfAccounts.DEFERRED_REVENUE, currency, deferred.getOrDefault(currency, 0L));
      legs.add(ChartOfAccounts.REVENUE, currency, -earned.getOrDefault(currency, 0L));
    }
  }
}

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
 * Coins that leave a wallet because their payment is taken back: first those that lie in the
 * purchase's own lots, then others of their kind, in order; those that are spent are owed.
 *
 * <p>The money that still lay in the purchase's lot goes back; the rest of what is paid back had
 * been earned with the gifts that the coins were spent on, and is earned no more. Where coins of
 * another purchase take their place, those coins are what was spent, and their money is earned.
 *
 * @param wallet the wallet afterwards
 * @param taken coins that were taken
 * @param owed coins that are owed
 * @param deferred money that is not owed in gifts any more, in minor units by currency
 * @param earned money that is earned by that, likewise; negative if it is earned no more
 * @param price all that is paid back, tax included
 * @param taxMinor the tax in it
 */
record TakeBack(
    Wallet wallet,
    long taken,
    long owed,
    SortedMap<String, Long> deferred,
    SortedMap<String, Long> earned,
    Money price,
    long taxMinor) {

  /**
   * Takes from a wallet.
   *
   * @param entry the number of the entry that brought the coins
   */
  static TakeBack of(Wallet wallet, long entry, Quote.Part what, Money price) {
    Lots.Taken own = wallet.lots().takePaidOf(entry, price.currency(), what.coins());
    Lots.Taken others = own.left().takePaid(what.coins() - own.coins());
    Lots.Taken ownBonus = others.left().takeBonusOf(entry, what.bonusCoins());
    Lots.Taken otherBonus = ownBonus.left().takeBonus(what.bonusCoins() - ownBonus.coins());
    SortedMap<String, Long> deferred = new TreeMap<>(own.money());
    others.money().forEach((currency, minor) -> deferred.merge(currency, minor, Math::addExact));
    SortedMap<String, Long> earned = new TreeMap<>(deferred);
    earned.merge(price.currency(), what.taxMinor() - price.minor(), Math::addExact);
    long taken = own.coins() + others.coins() + ownBonus.coins() + otherBonus.coins();
    long owed = what.coins() + what.bonusCoins() - taken;
    return new TakeBack(
        wallet.with(otherBonus.left(), Math.addExact(wallet.debt(), owed)),
        taken,
        owed,
        deferred,
        earned,
        price,
        what.taxMinor());
  }

  List<Posting> postings() {
    Legs legs =
        new Legs()
            .add(ChartOfAccounts.WALLET, Assets.COIN, -taken)
            .add(ChartOfAccounts.WALLET_DEBT, Assets.COIN, -owed)
            .add(ChartOfAccounts.COINS_ISSUED, Assets.COIN, taken + owed)
            .add(ChartOfAccounts.CASH, price.currency(), -price.minor())
            .add(ChartOfAccounts.TAX_PAYABLE, price.currency(), taxMinor);
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

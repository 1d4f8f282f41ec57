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
 * More or less of a payment is taken back than before: all that was is put back where it lay, and
 * what stands now is taken anew. So the wallet follows from what stands, and not from the order in
 * which it was told, and what is undone leaves nothing behind.
 *
 * <p>Coins are taken first where they lie in the purchase's own lots, then from others of their
 * kind, in order; those that are spent are owed. The money that still lay in the purchase's lot
 * goes back; the rest of what is paid back had been earned with the gifts that the coins were spent
 * on, and is earned no more. Where coins of another purchase take their place, those coins are what
 * was spent, and their money is earned.
 *
 * @param before the wallet
 * @param wallet the wallet afterwards
 * @param stands what is taken back by now
 * @param price what is paid back, tax included; negative for what comes again
 * @param taxMinor the tax in it, likewise
 */
record TakeBack(Wallet before, Wallet wallet, TakenBack stands, Money price, long taxMinor) {

  /**
   * Takes from a wallet.
   *
   * @param entry the number of the entry that brought the coins
   */
  static TakeBack of(Wallet wallet, long entry, TakenBack was, Quote.Part what, Money price) {
    return of(wallet, entry, was, Lots.NONE, what, price);
  }

  /** Gives again what was taken of refunds and disputes. */
  static TakeBack undone(Wallet wallet, long entry, TakenBack was, Quote.Part what, Money price) {
    return of(wallet, entry, was, Lots.NONE, negative(what), negative(price));
  }

  /**
   * Gives again what was returned.
   *
   * @param lots the coins, and their money
   * @param taxMinor the tax in the price
   */
  static TakeBack unreturned(
      Wallet wallet, long entry, TakenBack was, Lots lots, Money price, long taxMinor) {
    return of(wallet, entry, was, lots, new Quote.Part(0, 0, -taxMinor), negative(price));
  }

  private static TakeBack of(
      Wallet wallet, long entry, TakenBack was, Lots returned, Quote.Part what, Money price) {
    long coins = Math.addExact(was.coins(), what.coins());
    long bonusCoins = Math.addExact(was.bonusCoins(), what.bonusCoins());
    long owed = Math.min(wallet.debt(), was.missing() + was.missingBonus());
    // Coins that came since have paid for these.
    long settled = was.missing() + was.missingBonus() - owed;
    Lots lots = wallet.lots().restored(was.lots()).restored(returned);
    Lots.Taken own = lots.takePaidOf(entry, price.currency(), coins);
    long settledPaid = Math.min(settled, coins - own.coins());
    Lots.Taken others = own.left().takePaid(coins - own.coins() - settledPaid);
    Lots.Taken ownBonus = others.left().takeBonusOf(entry, bonusCoins);
    long settledBonus = Math.min(settled - settledPaid, bonusCoins - ownBonus.coins());
    Lots.Taken otherBonus = ownBonus.left().takeBonus(bonusCoins - ownBonus.coins() - settledBonus);
    TakenBack stands =
        new TakenBack(
            Lots.NONE
                .restored(own.lots())
                .restored(others.lots())
                .restored(ownBonus.lots())
                .restored(otherBonus.lots()),
            coins,
            bonusCoins);
    long missing = stands.missing() + stands.missingBonus() - settledPaid - settledBonus;
    long debt = wallet.debt() - owed;
    Lots left = otherBonus.left();
    long again = settled - settledPaid - settledBonus;
    if (again > 0) {
      left = left.restored(again(entry, again, was, stands, returned, what, price));
    }
    // What is owed for another payment is paid by what comes.
    long paying = Math.clamp(left.coins() - wallet.coins(), 0, debt);
    Lots.Taken ownPaying = left.takePaidOf(entry, price.currency(), paying);
    Lots.Taken othersPaying = ownPaying.left().takePaid(paying - ownPaying.coins());
    Lots.Taken bonusPaying =
        othersPaying.left().takeBonus(paying - ownPaying.coins() - othersPaying.coins());
    long paid = ownPaying.coins() + othersPaying.coins() + bonusPaying.coins();
    return new TakeBack(
        wallet,
        wallet.with(bonusPaying.left().bounded(), Math.addExact(debt - paid, missing)),
        stands,
        price,
        what.taxMinor());
  }

  /** Coins that had been owed, were paid for with others, and are owed no more. */
  private static Lots again(
      long entry,
      long coins,
      TakenBack was,
      TakenBack stands,
      Lots returned,
      Quote.Part what,
      Money price) {
    long paid = Math.clamp(was.missing() - stands.missing(), 0, coins);
    Lots lots = Lots.NONE;
    if (paid > 0) {
      long moved = Math.max(paid, returned.coins(Lot.Kind.PAID) - what.coins());
      long net = what.taxMinor() - price.minor();
      Money money = new Money(Share.of(Math.max(0, net), paid, moved), price.currency());
      lots = lots.plus(Lot.paid(entry, paid, money));
    }
    return coins > paid ? lots.plus(Lot.bonus(entry, coins - paid)) : lots;
  }

  private static Quote.Part negative(Quote.Part part) {
    return new Quote.Part(-part.coins(), -part.bonusCoins(), -part.taxMinor());
  }

  private static Money negative(Money money) {
    return new Money(-money.minor(), money.currency());
  }

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

package io.giftledger.economy.wallet;

import io.giftledger.economy.Money;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The coins of a wallet by where they came from, oldest first. It follows exactly and without
 * another structure which purchase paid for which gift, what a refund may take back of a purchase,
 * and when the money for coins is earned.
 *
 * @param all the lots, by the number of the entry that brought them
 */
public record Lots(List<Lot> all) {

  /** No coins. */
  public static final Lots NONE = new Lots(List.of());

  /**
   * How many lots are kept apart. When one more comes, the two oldest of one kind and currency
   * become one; only who holds coins of more than six currencies can have more.
   */
  public static final int MAX = 8;

  private static final String SAME = "/";

  /** Keeps its own list. */
  public Lots {
    all = List.copyOf(all);
  }

  /**
   * Coins that left their lots.
   *
   * @param left the lots without them
   * @param lots they, as they lay there
   * @param coins how many there were
   * @param exchanged how many of them had been diamonds
   * @param money what had been paid for them, in minor units by currency; none is zero
   */
  record Taken(Lots left, Lots lots, long coins, long exchanged, SortedMap<String, Long> money) {}

  /** How many coins there are. */
  public long coins() {
    return all.stream().mapToLong(Lot::coins).reduce(0, Math::addExact);
  }

  /** How many coins came in some way. */
  public long coins(Lot.Kind kind) {
    return all.stream().filter(lot -> lot.kind() == kind).mapToLong(Lot::coins).sum();
  }

  /** What was paid for all of them, in minor units by currency. */
  public SortedMap<String, Long> money() {
    SortedMap<String, Long> sums = new TreeMap<>();
    for (Lot lot : all) lot.money().ifPresent(money -> add(sums, money));
    return sums;
  }

  /** With the coins of another lot, in the lot of its entry if that is still there. */
  Lots plus(Lot lot) {
    return with(lot).bounded();
  }

  /** With coins that were taken where they lay; there may be more lots then than are kept. */
  Lots restored(Lots taken) {
    Lots lots = this;
    for (Lot lot : taken.all) lots = lots.with(lot);
    return lots;
  }

  /** No more lots than are kept apart. */
  Lots bounded() {
    Lots lots = this;
    while (lots.all.size() > MAX) {
      Lots fewer = new Lots(merged(new ArrayList<>(lots.all)));
      if (fewer.equals(lots)) return lots;
      lots = fewer;
    }
    return lots;
  }

  private Lots with(Lot lot) {
    List<Lot> lots = new ArrayList<>(all);
    for (int index = 0; index < lots.size(); index++) {
      Lot there = lots.get(index);
      if (there.isLike(lot) && there.holds(lot.first())) {
        Lot grown = there.merged(lot);
        lots.set(
            index,
            new Lot(there.first(), there.last(), grown.coins(), grown.kind(), grown.money()));
        return new Lots(lots);
      }
    }
    int index = 0;
    while (index < lots.size() && !lot.isBefore(lots.get(index))) index++;
    lots.add(index, lot);
    return new Lots(lots);
  }

  /** The two oldest of one kind and currency as one; all as they are if no two are of one. */
  private static List<Lot> merged(List<Lot> lots) {
    for (int newer = 1; newer < lots.size(); newer++) {
      for (int older = 0; older < newer; older++) {
        if (lots.get(older).isLike(lots.get(newer))) {
          lots.set(older, lots.get(older).merged(lots.remove(newer)));
          return lots;
        }
      }
    }
    return lots;
  }

  /**
   * Spends coins: bonus coins first, then those that were diamonds, then those that were bought,
   * each in their order.
   *
   * @throws IllegalArgumentException if there are fewer
   */
  Taken spend(long coins) {
    if (coins > coins()) throw new IllegalArgumentException("more coins than there are: " + coins);
    Taken bonus = takeBonus(coins);
    Taken exchanged = bonus.left.take(coins - bonus.coins, lot -> lot.kind() == Lot.Kind.EXCHANGED);
    Taken paid = exchanged.left.takePaid(coins - bonus.coins - exchanged.coins);
    return new Taken(
        paid.left,
        bonus.lots.restored(exchanged.lots).restored(paid.lots),
        coins,
        exchanged.coins,
        paid.money);
  }

  /** Takes bought coins that an entry brought, as far as they are there. */
  Taken takePaidOf(long entry, String currency, long coins) {
    return take(coins, lot -> lot.currency().equals(Optional.of(currency)) && lot.holds(entry));
  }

  /** Takes bonus coins that an entry brought, as far as they are there. */
  Taken takeBonusOf(long entry, long coins) {
    return take(coins, lot -> isBonus(lot) && lot.holds(entry));
  }

  /** Takes bought coins in their order, as far as they are there. */
  Taken takePaid(long coins) {
    return take(coins, Lots::isPaid);
  }

  /** Takes bonus coins in their order, as far as they are there. */
  Taken takeBonus(long coins) {
    return take(coins, Lots::isBonus);
  }

  private Taken take(long coins, Predicate<Lot> of) {
    List<Lot> left = new ArrayList<>(all.size());
    List<Lot> gone = new ArrayList<>();
    SortedMap<String, Long> money = new TreeMap<>();
    long missing = coins;
    long exchanged = 0;
    for (Lot lot : all) {
      long taken = of.test(lot) ? Math.min(missing, lot.coins()) : 0;
      if (taken == 0) {
        left.add(lot);
        continue;
      }
      missing -= taken;
      if (lot.kind() == Lot.Kind.EXCHANGED) exchanged += taken;
      Optional<Money> share = lot.share(taken);
      share.ifPresent(its -> add(money, its));
      if (taken > 0) gone.add(new Lot(lot.first(), lot.last(), taken, lot.kind(), share));
      lot.less(taken).ifPresent(left::add);
    }
    return new Taken(
        new Lots(left),
        new Lots(gone),
        coins - missing,
        exchanged,
        Collections.unmodifiableSortedMap(money));
  }

  private static boolean isPaid(Lot lot) {
    return lot.kind() == Lot.Kind.PAID;
  }

  private static boolean isBonus(Lot lot) {
    return lot.kind() == Lot.Kind.BONUS;
  }

  private static void add(SortedMap<String, Long> sums, Money money) {
    if (money.minor() != 0) sums.merge(money.currency(), money.minor(), Math::addExact);
  }

  /**
   * The text that is stored and hashed: its lots with a space between them. The currency of one is
   * written {@code /} if it is that of the bought lot before it: most wallets hold one, and an
   * entry is billed by its size.
   */
  @Override
  public String toString() {
    List<String> words = new ArrayList<>(all.size());
    String last = "";
    for (Lot lot : all) {
      boolean same = lot.currency().equals(Optional.of(last));
      words.add(same ? lot.toString().replace(last, SAME) : lot.toString());
      last = lot.currency().orElse(last);
    }
    return String.join(" ", words);
  }

  /** Reads what {@link #toString} wrote, and nothing else. */
  static Lots parse(String text) {
    if (text.isEmpty()) return NONE;
    List<Lot> read = new ArrayList<>();
    String last = "";
    for (String word : text.split(" ", -1)) {
      Lot lot = Lot.parse(word.replace(SAME, last));
      last = lot.currency().orElse(last);
      read.add(lot);
    }
    Lots lots = new Lots(read);
    if (!lots.toString().equals(text)) throw new IllegalArgumentException("not the lots: " + text);
    for (int index = 1; index < lots.all.size(); index++) {
      if (lots.all.get(index).first() < lots.all.get(index - 1).first()) {
        throw new IllegalArgumentException("not the order of lots: " + text);
      }
    }
    return lots;
  }
}

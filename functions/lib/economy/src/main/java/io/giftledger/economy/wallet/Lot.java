package io.giftledger.economy.wallet;

import io.giftledger.economy.Money;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Coins of a wallet that came together. It is named by the number of the entry that brought them;
 * one that several became is named by the first and the last of them.
 *
 * @param first the number of the oldest entry that brought coins of it
 * @param last the number of the newest
 * @param coins what is left of them, at least 1
 * @param kind how they came
 * @param money what was paid for those that are left, net of tax, in minor units; empty for coins
 *     that nobody paid for
 */
public record Lot(long first, long last, long coins, Kind kind, Optional<Money> money) {

  /** How coins came. */
  public enum Kind {
    /** They were given. */
    BONUS,
    /** They were diamonds. */
    EXCHANGED,
    /** They were bought. */
    PAID
  }

  private static final Pattern TEXT =
      Pattern.compile(
          "([0-9]{1,12})(?:-([0-9]{1,12}))?(?:([bx])([0-9]+)|p([0-9]+)([A-Z]{3})([0-9]+))");

  /** Refuses one without coins, with less than no money, or with money for what nobody paid for. */
  public Lot {
    if (first < 1 || last < first || coins < 1) throw new IllegalArgumentException("no lot");
    if (money.isPresent() && money.get().minor() < 0) throw new IllegalArgumentException("no lot");
    if (money.isPresent() != (kind == Kind.PAID)) throw new IllegalArgumentException("no lot");
  }

  /** Coins that were bought, or given if nothing was paid. */
  public Lot(long first, long last, long coins, Optional<Money> money) {
    this(first, last, coins, money.isPresent() ? Kind.PAID : Kind.BONUS, money);
  }

  /** Coins that were bought. */
  static Lot paid(long entry, long coins, Money money) {
    return new Lot(entry, entry, coins, Optional.of(money));
  }

  /** Coins that were given. */
  static Lot bonus(long entry, long coins) {
    return new Lot(entry, entry, coins, Optional.empty());
  }

  /** Coins that were diamonds. */
  static Lot exchanged(long entry, long coins) {
    return new Lot(entry, entry, coins, Kind.EXCHANGED, Optional.empty());
  }

  /** Whether coins that an entry brought are in it, if it is of their kind. */
  boolean holds(long entry) {
    return first <= entry && entry <= last;
  }

  /** Whether all of its coins were brought by one entry. */
  boolean isOf(long entry) {
    return first == entry && last == entry;
  }

  /** Whether it stands before another: the older one, and bought coins before their bonus. */
  boolean isBefore(Lot other) {
    return first < other.first
        || (first == other.first && kind == Kind.PAID && other.kind != Kind.PAID);
  }

  /** The currency it was paid in; empty for coins that nobody paid for. */
  Optional<String> currency() {
    return money.map(Money::currency);
  }

  /** Whether it and another are one kind, and may become one. */
  boolean isLike(Lot other) {
    return kind == other.kind && currency().equals(other.currency());
  }

  /** This and another of its kind as one. */
  Lot merged(Lot other) {
    return new Lot(
        Math.min(first, other.first),
        Math.max(last, other.last),
        Math.addExact(coins, other.coins),
        kind,
        money.map(mine -> mine.plus(other.money.orElseThrow())));
  }

  /**
   * The money that goes with some of its coins: their share, rounded down, and all that is left
   * with the last of them, so that nothing is ever lost.
   */
  Optional<Money> share(long taken) {
    return money.map(all -> new Money(Share.of(all.minor(), taken, coins), all.currency()));
  }

  /** What is left when some of its coins are gone; empty if all are. */
  Optional<Lot> less(long taken) {
    if (taken == coins) return Optional.empty();
    Optional<Money> left = money.map(all -> all.minus(share(taken).orElseThrow()));
    return Optional.of(new Lot(first, last, coins - taken, kind, left));
  }

  /** The text that is stored and hashed: {@code 12-15p500USD649}, {@code 17b20}, {@code 18x50}. */
  @Override
  public String toString() {
    return (first == last ? "" + first : first + "-" + last)
        + switch (kind) {
          case BONUS -> "b" + coins;
          case EXCHANGED -> "x" + coins;
          case PAID -> "p" + coins + money.map(paid -> paid.currency() + paid.minor()).orElse("");
        };
  }

  /** Reads what {@link #toString} wrote, and nothing else. */
  static Lot parse(String text) {
    Matcher words = TEXT.matcher(text);
    if (!words.matches()) throw new IllegalArgumentException("not a lot: " + text);
    long first = Long.parseLong(words.group(1));
    long last = words.group(2) == null ? first : Long.parseLong(words.group(2));
    Lot lot =
        words.group(3) == null
            ? new Lot(
                first,
                last,
                Long.parseLong(words.group(5)),
                Kind.PAID,
                Optional.of(new Money(Long.parseLong(words.group(7)), words.group(6))))
            : new Lot(
                first,
                last,
                Long.parseLong(words.group(4)),
                words.group(3).equals("b") ? Kind.BONUS : Kind.EXCHANGED,
                Optional.empty());
    if (!lot.toString().equals(text)) throw new IllegalArgumentException("not a lot: " + text);
    return lot;
  }
}

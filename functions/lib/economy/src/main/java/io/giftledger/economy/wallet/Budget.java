package io.giftledger.economy.wallet;

import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a viewer wants to spend in a month (UTC) at most. What limits more counts at once; what
 * limits less, from the next month on: in no month can a limit be raised that holds in it.
 *
 * @param coins so many; empty if there is no limit
 * @param raise what counts in place of it later
 */
public record Budget(OptionalLong coins, Optional<Raise> raise) {

  /** No limit. */
  public static final Budget NONE = new Budget(OptionalLong.empty(), Optional.empty());

  private static final String COINS = "budget";
  private static final String RAISE = "raise";
  private static final String LIFTED = "none";

  /**
   * A limit that was raised, or lifted.
   *
   * @param from the month from which it counts
   * @param coins the limit then; empty if there is none
   */
  public record Raise(YearMonth from, OptionalLong coins) {

    private String text() {
      return from + " " + (coins.isPresent() ? Long.toString(coins.getAsLong()) : LIFTED);
    }

    private static Raise parse(String text) {
      String[] words = text.split(" ", -1);
      if (words.length != 2) throw new IllegalArgumentException("no raise: " + text);
      return new Raise(
          YearMonth.parse(words[0]),
          words[1].equals(LIFTED)
              ? OptionalLong.empty()
              : OptionalLong.of(Long.parseLong(words[1])));
    }
  }

  /** A limit. */
  public static Budget of(long coins) {
    return new Budget(OptionalLong.of(coins), Optional.empty());
  }

  /** As it stands at an instant: a raise whose month has come is the limit. */
  public Budget at(Instant at) {
    return raise
        .filter(its -> !its.from().isAfter(month(at)))
        .map(due -> new Budget(due.coins(), Optional.empty()))
        .orElse(this);
  }

  /** After the viewer wants another limit, or none, at an instant. */
  public Budget set(OptionalLong wanted, Instant at) {
    OptionalLong now = at(at).coins;
    boolean isRaise = now.isPresent() && (wanted.isEmpty() || wanted.getAsLong() > now.getAsLong());
    return isRaise
        ? new Budget(now, Optional.of(new Raise(month(at).plusMonths(1), wanted)))
        : new Budget(wanted, Optional.empty());
  }

  /** The month that an instant is in, by which budgets and what is spent are counted. */
  static YearMonth month(Instant at) {
    return YearMonth.from(at.atZone(ZoneOffset.UTC));
  }

  /** Adds what is stored of it. */
  void addTo(Item.Builder state) {
    coins.ifPresent(limit -> state.number(COINS, limit));
    state.text(RAISE, raise.map(Raise::text));
  }

  /** Reads what {@link #addTo} added. */
  static Budget read(Item state) {
    return new Budget(state.findNumber(COINS), state.findText(RAISE).map(Raise::parse));
  }
}

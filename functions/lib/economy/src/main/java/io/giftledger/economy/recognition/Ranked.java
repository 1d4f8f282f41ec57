package io.giftledger.economy.recognition;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * A viewer on a board.
 *
 * @param viewer who
 * @param score what they gave
 * @param at when they gave last
 * @param lifetimeCoins what they gave the creator in all their life: it decides on their badge
 */
public record Ranked(String viewer, Score score, Instant at, long lifetimeCoins) {

  /** The highest score first; of equal ones whoever reached it earlier; of those by their ids. */
  static final Comparator<Ranked> ORDER =
      Comparator.comparingLong((Ranked ranked) -> ranked.score().coins())
          .reversed()
          .thenComparing(Ranked::at)
          .thenComparing(Ranked::viewer);

  /** What they gave two creators of one room. */
  Ranked plus(Ranked other) {
    return new Ranked(
        viewer,
        score.plus(other.score),
        at.isAfter(other.at) ? at : other.at,
        Math.max(lifetimeCoins, other.lifetimeCoins));
  }

  @Override
  public String toString() {
    return String.join(
        " ", viewer, score.toString(), Words.ofInstant(at), Long.toString(lifetimeCoins));
  }

  static Ranked parse(String line) {
    List<String> words = Words.of(line, 5);
    return new Ranked(
        words.get(0),
        new Score(Long.parseLong(words.get(1)), Long.parseLong(words.get(2))),
        Words.instant(words.get(3)),
        Long.parseLong(words.get(4)));
  }
}

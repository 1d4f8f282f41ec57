package io.giftledger.economy.policy;

import java.util.List;
import java.util.OptionalLong;

/**
 * Figures that a growing figure passes one after the other, each once: a viewer's levels, a combo's
 * milestones.
 *
 * @param all each greater than the one before
 */
public record Thresholds(List<Long> all) {

  /** Keeps its own list. */
  public Thresholds {
    all = List.copyOf(all);
    for (int index = 1; index < all.size(); index++) {
      if (all.get(index) <= all.get(index - 1))
        throw new IllegalArgumentException("no steps: " + all);
    }
  }

  /** So many, in their order. */
  public static Thresholds of(Long... all) {
    return new Thresholds(List.of(all));
  }

  /** How many a figure has reached: its level. */
  public int reached(long figure) {
    return (int) all.stream().filter(threshold -> threshold <= figure).count();
  }

  /** The next one that a figure has not reached; empty after the last. */
  public OptionalLong next(long figure) {
    return all.stream()
        .filter(threshold -> threshold > figure)
        .mapToLong(Long::longValue)
        .findFirst();
  }

  /** The highest one that is reached by growing from one figure to another; 0 if none is. */
  public long crossed(long before, long after) {
    int reached = reached(after);
    return reached == reached(before) ? 0 : all.get(reached - 1);
  }
}

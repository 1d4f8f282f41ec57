package io.giftledger.simulator;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Dice for one thing that happens in a run. What they show follows from the run's seed and the
 * thing's name alone, so that leaving out one thing does not change another.
 */
final class Rolls {

  private final SplittableRandom random;

  private Rolls(SplittableRandom random) {
    this.random = random;
  }

  static Rolls of(long seed, String name) {
    long mixed = seed;
    for (int index = 0; index < name.length(); index++)
      mixed = mixed * 1_000_003 + name.charAt(index);
    return new Rolls(new SplittableRandom(mixed));
  }

  boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  /** From {@code from} to {@code to}, both included. */
  int between(int from, int to) {
    return random.nextInt(from, to + 1);
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}

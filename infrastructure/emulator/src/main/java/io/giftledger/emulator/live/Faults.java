package io.giftledger.emulator.live;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What happens to events on their way to a subscriber. AppSync promises nothing better than that
 * they usually come.
 *
 * @param refused of 100 requests to publish, how many are answered with a fault of AppSync's
 * @param lost of 100 events, how many never come
 * @param doubled of 100, how many come twice
 * @param reordered of 100, how many come after the one behind them
 * @param cut of 100, how many end the connection instead
 * @param delay how much later each comes
 */
public record Faults(int refused, int lost, int doubled, int reordered, int cut, Duration delay) {

  /** Every event comes once, in order and at once. */
  public static final Faults NONE = new Faults(0, 0, 0, 0, 0, Duration.ZERO);

  public Faults {
    for (int percent : new int[] {refused, lost, doubled, reordered, cut}) {
      if (percent < 0 || percent > 100) {
        throw new IllegalArgumentException("not a percentage: " + percent);
      }
    }
    if (delay.isNegative()) throw new IllegalArgumentException("a delay is not negative");
  }

  /**
   * Reads the command line's form.
   *
   * @param text such as {@code refused=5,lost=20,doubled=20,reordered=20,cut=1,delay=200}:
   *     percentages, and milliseconds; what is not named does not happen
   * @throws IllegalArgumentException if it is not of that form
   */
  public static Faults parse(String text) {
    Faults faults = NONE;
    for (String part : text.split(",")) {
      String[] pair = part.split("=", 2);
      if (pair.length < 2 || !pair[1].matches("\\d{1,6}")) {
        throw new IllegalArgumentException("not a fault and a number: " + part);
      }
      faults = faults.with(pair[0], Integer.parseInt(pair[1]));
    }
    return faults;
  }

  private Faults with(String name, int number) {
    return switch (name) {
      case "refused" -> new Faults(number, lost, doubled, reordered, cut, delay);
      case "lost" -> new Faults(refused, number, doubled, reordered, cut, delay);
      case "doubled" -> new Faults(refused, lost, number, reordered, cut, delay);
      case "reordered" -> new Faults(refused, lost, doubled, number, cut, delay);
      case "cut" -> new Faults(refused, lost, doubled, reordered, number, delay);
      case "delay" -> new Faults(refused, lost, doubled, reordered, cut, Duration.ofMillis(number));
      default ->
          throw new IllegalArgumentException(
              "no such fault: "
                  + name
                  + "; there are "
                  + Arrays.asList("refused", "lost", "doubled", "reordered", "cut", "delay"));
    };
  }

  /** Whether what happens to so many of 100 happens now. */
  static boolean happens(int percent) {
    return percent > 0 && ThreadLocalRandom.current().nextInt(100) < percent;
  }
}

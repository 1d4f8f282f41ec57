package io.giftledger.ledger;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * Waits for a random time between half of a bound and the bound.
 *
 * <p>Who lost an answer gives the table a rest: the bound doubles with each try.
 *
 * <p>Who lost a place lost it to another writer, who needs some ten milliseconds. The chain is busy
 * as long as one writer is always about to write; each more only loses, and each loss is billed. So
 * the first waits are long, which makes room, and then they shrink: who has waited for a while goes
 * before newcomers, and nobody starves. If even that does not help there are very many, and the
 * bound doubles again. The figures were chosen by simulating 2 to 400 writers on one chain.
 */
public final class JitteredBackoff implements Backoff {

  /** Bounds after a lost place, in milliseconds, by the number of tries. */
  private static final int[] PLACE_BOUNDS = {600, 1_000, 500, 250, 120, 60};

  private static final int PLACE_BOUND_LEAST = 50;
  private static final int PLACE_BOUND_LAST = 1_000;

  /** After that many tries it doubles: sooner would send those away who have waited longest. */
  private static final int PLACE_TRIES = 24;

  private static final int ANSWER_BOUND_FIRST = 16;
  private static final int ANSWER_BOUND_LAST = 1_024;

  /** What one more try and an answer need. */
  private static final Duration RESERVE = Duration.ofMillis(1_500);

  private final TimeLeft time;
  private final RandomGenerator random;

  /**
   * @param time how long whoever called can wait
   */
  public JitteredBackoff(TimeLeft time) {
    this(time, () -> ThreadLocalRandom.current().nextLong());
  }

  /**
   * @param time how long whoever called can wait
   * @param random draws the waits; any number of threads may ask it
   */
  public JitteredBackoff(TimeLeft time, RandomGenerator random) {
    this.time = time;
    this.random = random;
  }

  @Override
  public boolean await(Lost lost, int attempt) {
    Duration bound = Duration.ofMillis(bound(lost, attempt));
    if (time.timeLeft().minus(bound).compareTo(RESERVE) < 0) return false;
    long nanos = bound.toNanos();
    LockSupport.parkNanos(random.nextLong(nanos / 2, nanos));
    return true;
  }

  /** How long it waits on average. */
  public static Duration mean(Lost lost, int attempt) {
    return Duration.ofMillis(bound(lost, attempt) * 3L / 4);
  }

  private static int bound(Lost lost, int attempt) {
    return switch (lost) {
      case PLACE -> placeBound(attempt);
      case ANSWER -> Math.min(ANSWER_BOUND_LAST, ANSWER_BOUND_FIRST << Math.min(attempt - 1, 10));
    };
  }

  private static int placeBound(int attempt) {
    if (attempt <= PLACE_BOUNDS.length) return PLACE_BOUNDS[attempt - 1];
    return Math.min(PLACE_BOUND_LAST, PLACE_BOUND_LEAST << Math.clamp(attempt - PLACE_TRIES, 0, 5));
  }
}

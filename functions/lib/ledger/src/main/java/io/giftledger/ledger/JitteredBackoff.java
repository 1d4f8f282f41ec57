package io.giftledger.ledger;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for a random time below a bound that doubles with each try ("full jitter"), so that writers
 * who collided once spread out. Where only the place in a chain was lost, which another writer
 * takes for some ten milliseconds, the bound stays low: who waits for seconds starves behind
 * newcomers.
 */
public final class JitteredBackoff implements Backoff {

  private static final long FIRST_BOUND_NANOS = 8_000_000;
  private static final long PLACE_BOUND_NANOS = 256_000_000;
  private static final long ANSWER_BOUND_NANOS = 1_024_000_000;

  /** What an answer and one more try need. */
  private static final Duration RESERVE = Duration.ofMillis(1_500);

  private final TimeLeft time;

  /**
   * @param time how long whoever called can wait
   */
  public JitteredBackoff(TimeLeft time) {
    this.time = time;
  }

  @Override
  public boolean await(Lost lost, int attempt) {
    long last = lost == Lost.PLACE ? PLACE_BOUND_NANOS : ANSWER_BOUND_NANOS;
    long bound = Math.min(last, FIRST_BOUND_NANOS << Math.min(attempt - 1, 10));
    long nanos = ThreadLocalRandom.current().nextLong(bound);
    if (time.timeLeft().minusNanos(nanos).compareTo(RESERVE) < 0) return false;
    LockSupport.parkNanos(nanos);
    return true;
  }
}

package io.giftledger.ledger;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for a random time below a bound that doubles with each try ("full jitter"), so that writers
 * who collided once spread out: 200 of them get through, one after another. All the waits of {@link
 * Ledger#TRIES_MAX} tries stay below 18 s, so that a function that is stopped after 20 s answers.
 */
public final class JitteredBackoff implements Backoff {

  private static final long FIRST_BOUND_NANOS = 8_000_000;
  private static final long LAST_BOUND_NANOS = 1_024_000_000;

  @Override
  public void await(int attempt) {
    long bound = Math.min(LAST_BOUND_NANOS, FIRST_BOUND_NANOS << Math.min(attempt - 1, 10));
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(bound));
  }
}

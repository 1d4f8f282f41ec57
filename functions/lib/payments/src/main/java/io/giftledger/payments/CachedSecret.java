package io.giftledger.payments;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A secret as it is while a function runs: read when it is first needed, and again when it has
 * become old or is refused. So a secret is replaced without a deployment, and whoever sends what
 * fits none cannot have it read for each.
 *
 * @param <T> what is made of the secret
 */
public final class CachedSecret<T> {

  /** How long a secret is believed without being read again. */
  static final Duration AGE_MAX = Duration.ofMinutes(5);

  /** How long after it was read, or could not be, it is read again at the earliest. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(CachedSecret.class);

  private final Supplier<T> source;
  private final InstantSource clock;

  private @Nullable T known;
  private Instant readAt = Instant.MIN;
  private Instant triedAt = Instant.MIN;

  /**
   * @param source reads the secret
   */
  public CachedSecret(Supplier<T> source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * The secret of the last few minutes.
   *
   * @throws RuntimeException if it was never read and there is no answer
   */
  public synchronized T current() {
    T last = known;
    return last == null || isOver(readAt, AGE_MAX) && isOver(triedAt, PAUSE) ? read() : last;
  }

  /**
   * The secret as it is now, for who has found the current one wrong; empty if it was just read.
   */
  public synchronized Optional<T> newer() {
    return isOver(triedAt, PAUSE) ? Optional.of(read()) : Optional.empty();
  }

  /** A clock that was put back is no reason to believe an old secret for longer. */
  private boolean isOver(Instant since, Duration time) {
    Instant now = clock.instant();
    return now.isBefore(since) || since.isBefore(now.minus(time));
  }

  private T read() {
    triedAt = clock.instant();
    T last = known;
    try {
      T read = source.get();
      known = read;
      readAt = triedAt;
      return read;
    } catch (RuntimeException noAnswer) {
      if (last == null) throw noAnswer;
      LOG.atWarn().setCause(noAnswer).log("a secret could not be read again");
      return last;
    }
  }
}

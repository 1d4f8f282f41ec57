package io.giftledger.simulator;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Time in a run: it passes when the run says so. The wall clock may jump, the age of things not.
 */
final class SimulatedClock implements InstantSource, Ticker {

  private Instant wall = Instant.parse("2026-11-20T23:59:00Z");
  private long passedNanos;

  @Override
  public Instant instant() {
    return wall;
  }

  @Override
  public long read() {
    return passedNanos;
  }

  /** How much time has really passed since the run began. */
  Duration passed() {
    return Duration.ofNanos(passedNanos);
  }

  void advance(Duration time) {
    wall = wall.plus(time);
    passedNanos += time.toNanos();
  }

  void jump(Duration forthOrBack) {
    wall = wall.plus(forthOrBack);
  }
}

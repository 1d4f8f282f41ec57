package io.giftledger.bench.scale;

/** The time inside one invocation of the model, in milliseconds. */
final class Clock {

  private double now;

  /** Begins an invocation. */
  void start(double at) {
    now = at;
  }

  double now() {
    return now;
  }

  /** Something takes its time. */
  void pass(double milliseconds) {
    now += milliseconds;
  }
}

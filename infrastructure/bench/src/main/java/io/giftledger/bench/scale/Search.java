package io.giftledger.bench.scale;

import io.giftledger.bench.scale.Rush.Outcome;
import java.io.IOException;
import java.util.List;

/**
 * Looks for the highest rate that the flow keeps up with.
 *
 * @param rateMax gifts a second that cannot be exceeded in any case
 * @param milliseconds how long each rush lasts
 * @param precision how far above the found rate one fails, as a factor
 */
record Search(Rush.Platform platform, double rateMax, double milliseconds, double precision) {

  /** What {@link #row} tells. */
  static final List<String> COLUMNS =
      List.of(
          "who receives",
          "gifts/s",
          "what binds",
          "gifts per conversion",
          "p50 s",
          "p99 s",
          "busiest account %",
          "table %",
          "conversions at once");

  /** A flow keeps up if it is done so soon after the last gift, in milliseconds. */
  private static final double DRAIN_MAX = 3_000;

  /** So far above the highest rate it shows what is full. */
  private static final double BEYOND = 1.3;

  private static final double FULL = 0.97;

  private static final double RATE_MIN = 50;

  /** What came of a rush, and how full everything was. */
  private record Attempt(double rate, Outcome outcome, double partitionPeak, double tablePeak) {

    /** The model throttles conversions only; gifts that the table has no room for are beyond it. */
    boolean keepsUp() {
      return outcome.drain() <= DRAIN_MAX && tablePeak <= 1;
    }

    String binds(Scenario scenario) {
      if (tablePeak > FULL) return "the table's quota";
      if (partitionPeak > FULL) return "the account's partition";
      if (outcome.convertingMost() >= scenario.convertConcurrency()) return "conversions at once";
      return "one conversion after another";
    }
  }

  /** The highest rate, and how everything stood there. */
  List<Object> row(Scenario scenario) throws IOException {
    Attempt best = highest(scenario);
    return List.of(
        scenario.name(),
        Math.round(best.rate()),
        attempt(scenario, best.rate() * BEYOND).binds(scenario),
        best.outcome().giftsPerConversion(),
        best.outcome().delayP50() / 1000,
        best.outcome().delayP99() / 1000,
        best.partitionPeak() * 100,
        best.tablePeak() * 100,
        best.outcome().convertingMost());
  }

  private Attempt highest(Scenario scenario) throws IOException {
    Attempt good = attempt(scenario, RATE_MIN);
    double bad = rateMax;
    while (good.rate() * 2 < bad) {
      Attempt next = attempt(scenario, good.rate() * 2);
      if (next.keepsUp()) good = next;
      else bad = next.rate();
    }
    while (bad / good.rate() > precision) {
      Attempt middle = attempt(scenario, Math.sqrt(good.rate() * bad));
      if (middle.keepsUp()) good = middle;
      else bad = middle.rate();
    }
    return good;
  }

  private Attempt attempt(Scenario scenario, double rate) throws IOException {
    Outcome outcome = new Rush(scenario, rate, milliseconds, platform).play();
    return new Attempt(
        rate, outcome, platform.table().partitionPeak(), platform.table().tablePeak());
  }
}

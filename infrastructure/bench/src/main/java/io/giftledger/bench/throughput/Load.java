package io.giftledger.bench.throughput;

import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/**
 * What clients got done.
 *
 * @param begun requests that were begun, counted or not
 * @param busy those of them that were answered "try again"
 * @param done requests that were done within the counted time
 * @param seconds the counted time
 * @param micros how long each took that was done, in microseconds
 */
record Load(long begun, long busy, long done, double seconds, AbstractHistogram micros) {

  /** Both together, one after the other. */
  Load plus(Load other) {
    Histogram both = new Histogram(3);
    both.add(micros);
    both.add(other.micros);
    return new Load(
        begun + other.begun, busy + other.busy, done + other.done, seconds + other.seconds, both);
  }

  /** Those that were done, busy answers aside. */
  long accepted() {
    return begun - busy;
  }

  double perSecond() {
    return done / seconds;
  }

  /** The share of requests that were answered "try again", in percent. */
  double busyPercent() {
    return begun == 0 ? 0 : 100.0 * busy / begun;
  }

  double millisAtPercentile(double percentile) {
    return micros.getValueAtPercentile(percentile) / 1_000.0;
  }
}

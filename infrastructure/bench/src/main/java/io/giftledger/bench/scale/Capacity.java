package io.giftledger.bench.scale;

import java.util.HashMap;
import java.util.Map;

/** Capacity that is there anew in each second: write units of a partition or of a table. */
final class Capacity {

  private final double perSecond;
  private final Map<Long, Double> used = new HashMap<>();

  Capacity(double perSecond) {
    this.perSecond = perSecond;
  }

  /** Whether a second has so much left. */
  boolean has(double milliseconds, double units) {
    return used.getOrDefault(second(milliseconds), 0.0) + units <= perSecond;
  }

  /** Uses it. */
  void use(double milliseconds, double units) {
    used.merge(second(milliseconds), units, Double::sum);
  }

  /** The fullest second's share of what there is. */
  double peak() {
    return used.values().stream().mapToDouble(Double::doubleValue).max().orElse(0) / perSecond;
  }

  private static long second(double milliseconds) {
    return (long) (milliseconds / 1000);
  }
}

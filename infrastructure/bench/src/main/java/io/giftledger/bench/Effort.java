package io.giftledger.bench;

/** How long a benchmark may take. */
public enum Effort {
  /** A glance: all benchmarks but the soak in three minutes. */
  QUICK,
  /** Figures to publish: all benchmarks but the soak in fifteen minutes. */
  FULL;

  /** One of two values. */
  public int of(int quick, int full) {
    return this == QUICK ? quick : full;
  }
}

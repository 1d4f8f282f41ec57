package io.giftledger.bench.report;

/**
 * A figure that must not be exceeded.
 *
 * @param what is measured
 * @param limit the most that it may be
 * @param measured what it is
 * @param unit the unit of both
 */
public record Target(String what, double limit, double measured, String unit) {

  /** Whether the limit holds. */
  public boolean isMet() {
    return measured <= limit;
  }
}

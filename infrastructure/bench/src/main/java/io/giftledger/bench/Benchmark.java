package io.giftledger.bench;

import io.giftledger.bench.report.Section;

/** One question, answered with figures. */
public interface Benchmark {

  /** What the command line calls it. */
  String name();

  /**
   * Measures.
   *
   * @throws Exception if it could not be measured; there are no figures then
   */
  Section run(Effort effort) throws Exception;
}

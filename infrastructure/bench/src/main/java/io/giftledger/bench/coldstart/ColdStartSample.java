package io.giftledger.bench.coldstart;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One cold start.
 *
 * @param initMillis from the start of the process, or from its restore, until the runtime asks for
 *     the first event
 * @param invokeMillis from then until the first response is posted
 * @param processorMillis what it took of a processor until then
 * @param calls how many calls to AWS it made until then
 * @param warmMillis the invocation after that
 * @param peakMb the most memory that the process had resident, in MiB
 */
record ColdStartSample(
    double initMillis,
    double invokeMillis,
    double processorMillis,
    int calls,
    double warmMillis,
    double peakMb) {

  /** From the start of the process, or from its restore, until the first response is posted. */
  double firstResponseMillis() {
    return initMillis + invokeMillis;
  }

  /** The least and the most of a figure. */
  static String range(List<ColdStartSample> samples, ToDoubleFunction<ColdStartSample> figure) {
    var all = samples.stream().mapToDouble(figure).summaryStatistics();
    return "%,.0f–%,.0f".formatted(all.getMin(), all.getMax());
  }

  /** The medians, each figure by itself. */
  static double median(List<ColdStartSample> samples, ToDoubleFunction<ColdStartSample> figure) {
    double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}

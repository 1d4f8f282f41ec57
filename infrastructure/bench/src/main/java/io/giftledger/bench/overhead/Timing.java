package io.giftledger.bench.overhead;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.HdrHistogram.Histogram;

/** How long something takes, and what it allocates, over many runs in this thread. */
final class Timing {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Histogram nanos = new Histogram(3);
  private long bytes;

  /** What is measured. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  /** Runs something so many times. */
  void measure(Work work, int times) throws IOException {
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    for (int time = 0; time < times; time++) {
      long start = System.nanoTime();
      work.run();
      nanos.recordValue(System.nanoTime() - start);
    }
    bytes += THREADS.getCurrentThreadAllocatedBytes() - allocated;
  }

  /** So many percent of the runs took no longer, in microseconds. */
  double micros(double percent) {
    return nanos.getValueAtPercentile(percent) / 1e3;
  }

  /** Kilobytes allocated in a run. */
  double kilobytes() {
    return bytes / 1024.0 / nanos.getTotalCount();
  }
}

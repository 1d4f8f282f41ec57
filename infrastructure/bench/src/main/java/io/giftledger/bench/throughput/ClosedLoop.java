package io.giftledger.bench.throughput;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Clients that each send one request after another, at least one, on virtual threads. What is done
 * counts from the end of a ramp, when all clients are at work, to the end of the window; a request
 * that takes longer than that counts with its time, so that a slow one is not left out of the
 * percentiles.
 *
 * @param ramp how long nothing counts
 * @param window how long everything counts then
 */
record ClosedLoop(Duration ramp, Duration window) {

  /** What a client does again and again. */
  @FunctionalInterface
  interface Operation {

    /**
     * Does it once.
     *
     * @param client which client, from 0
     * @param number which of this client's operations, from 0
     * @return false if it was refused for now: "try again"
     * @throws Exception if anything else went wrong, which ends the measurement
     */
    boolean run(int client, long number) throws Exception;
  }

  /**
   * Runs it with so many clients, and returns when all have ended.
   *
   * @throws IllegalStateException if an operation failed
   */
  Load run(int clients, Operation operation) throws InterruptedException {
    long counted = System.nanoTime() + ramp.toNanos();
    long end = counted + window.toNanos();
    AtomicLong begun = new AtomicLong();
    AtomicLong busy = new AtomicLong();
    AtomicLong done = new AtomicLong();
    ConcurrentHistogram micros = new ConcurrentHistogram(3);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int each = 0; each < clients; each++) {
        int client = each;
        running.add(
            threads.submit(
                () -> {
                  long begin = System.nanoTime();
                  for (long number = 0; number == 0 || begin - end < 0; number++) {
                    begun.incrementAndGet();
                    boolean accepted = operation.run(client, number);
                    long finish = System.nanoTime();
                    if (!accepted) {
                      busy.incrementAndGet();
                    } else if (finish - counted >= 0) {
                      micros.recordValue((finish - begin) / 1_000);
                      if (finish - end < 0) done.incrementAndGet();
                    }
                    begin = finish;
                  }
                  return null;
                }));
      }
      for (Future<?> client : running) client.get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException("a client failed", failed.getCause());
    }
    return new Load(begun.get(), busy.get(), done.get(), window.toNanos() / 1e9, micros);
  }
}

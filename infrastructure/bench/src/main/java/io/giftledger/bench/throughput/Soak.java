package io.giftledger.bench.throughput;

import io.giftledger.bench.Benchmark;
import io.giftledger.bench.Effort;
import io.giftledger.bench.report.Section;
import io.giftledger.bench.report.Table;
import io.giftledger.bench.report.Target;
import io.giftledger.local.Books;
import io.giftledger.local.LocalRuntime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the functions' memory stays flat. Each runs in JVMs of its own, from its deployable jar,
 * as on Lambda, so that what the local servers keep in memory is not counted.
 */
public final class Soak implements Benchmark {

  /** The functions that a gift passes, and the word by which their JVMs are known. */
  private enum Part {
    SEND_GIFT("send-gift", "io.giftledger.sendgift.SendGiftHandler"),
    DISPATCH("dispatch", "io.giftledger.dispatch.DispatchHandler"),
    CONVERT("convert", "io.giftledger.convert.ConvertHandler");

    private final String label;
    private final String handler;

    Part(String label, String handler) {
      this.label = label;
      this.handler = handler;
    }
  }

  private static final int SENDERS = 1_000;
  private static final int CREATORS = 20;
  private static final int CLIENTS = 4;

  /** By then everything that is made once was made. */
  private static final int SETTLED_TENTH = 2;

  private static final int TENTHS = 10;
  private static final double GROWTH_PERCENT_MAX = 5;
  private static final double MIB = 1 << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong busy = new AtomicLong();

  /** The largest JVM of each part after a number of gifts. */
  private record Sample(long gifts, long seconds, List<ProcessMemory> parts) {}

  @Override
  public String name() {
    return "soak";
  }

  @Override
  public Section run(Effort effort) throws Exception {
    int gifts = effort.of(3_000, 100_000);
    List<Sample> samples = new ArrayList<>();
    try (Economy economy = Economy.start(LocalRuntime.Mode.ISOLATED, SENDERS, CREATORS)) {
      economy.startConverting();
      Instant start = Instant.now();
      for (int tenth = 1; tenth <= TENTHS; tenth++) {
        send(economy, (long) gifts * tenth / TENTHS);
        economy.awaitConverted(begun.get() - busy.get(), PATIENCE);
        samples.add(
            new Sample(begun.get(), Duration.between(start, Instant.now()).toSeconds(), sample()));
        System.err.println("soak: " + samples.getLast());
      }
      Census.read(economy.dynamoDb(), economy.tableName())
          .check(
              begun.get() - busy.get(),
              busy.get(),
              Books.read(economy.dynamoDb(), economy.tableName()));
    }
    return new Section(name(), List.of(table(samples)), targets(samples), List.of());
  }

  /** Sends gifts until so many were sent since the start. */
  private void send(Economy economy, long total) throws InterruptedException {
    AtomicLong next = new AtomicLong(begun.get());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        clients.add(
            threads.submit(
                () -> {
                  for (long gift = next.getAndIncrement();
                      gift < total;
                      gift = next.getAndIncrement()) {
                    begun.incrementAndGet();
                    if (!economy.send((int) (gift % SENDERS), (int) (gift % CREATORS))) {
                      busy.incrementAndGet();
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> client : clients) client.get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException("a gift was not sent", failed.getCause());
    }
  }

  private static List<ProcessMemory> sample() throws IOException, InterruptedException {
    List<ProcessMemory> parts = new ArrayList<>();
    for (Part part : Part.values()) {
      long heapBytes = 0;
      long residentBytes = 0;
      for (ProcessHandle jvm : ProcessMemory.children(part.handler)) {
        ProcessMemory memory = ProcessMemory.of(jvm);
        heapBytes = Math.max(heapBytes, memory.heapBytes());
        residentBytes = Math.max(residentBytes, memory.residentBytes());
      }
      parts.add(new ProcessMemory(heapBytes, residentBytes));
    }
    return parts;
  }

  private static Table table(List<Sample> samples) {
    List<String> columns = new ArrayList<>(List.of("gifts", "seconds"));
    for (Part part : Part.values()) {
      columns.add(part.label + " heap MiB");
      columns.add(part.label + " RSS MiB");
    }
    List<List<Object>> rows = new ArrayList<>();
    for (Sample sample : samples) {
      List<Object> row = new ArrayList<>(List.of(sample.gifts(), sample.seconds()));
      for (ProcessMemory part : sample.parts()) {
        row.add(part.heapBytes() / MIB);
        row.add(part.residentBytes() / MIB);
      }
      rows.add(row);
    }
    return new Table(
        "soak.memory",
        "Memory of the functions' JVMs (the largest of each), after a full collection",
        columns,
        rows);
  }

  private static List<Target> targets(List<Sample> samples) {
    Sample settled = samples.get(SETTLED_TENTH - 1);
    Sample last = samples.getLast();
    List<Target> targets = new ArrayList<>();
    for (Part part : Part.values()) {
      ProcessMemory before = settled.parts().get(part.ordinal());
      ProcessMemory after = last.parts().get(part.ordinal());
      targets.add(growth(part.label + " heap", before.heapBytes(), after.heapBytes()));
      targets.add(growth(part.label + " RSS", before.residentBytes(), after.residentBytes()));
    }
    return targets;
  }

  private static Target growth(String what, long before, long after) {
    return new Target(
        what + ", growth from a fifth of the gifts to the last",
        GROWTH_PERCENT_MAX,
        100.0 * (after - before) / before,
        "%");
  }
}

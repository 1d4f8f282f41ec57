package io.giftledger.bench.throughput;

import io.giftledger.bench.Benchmark;
import io.giftledger.bench.Effort;
import io.giftledger.bench.report.Section;
import io.giftledger.bench.report.Table;
import io.giftledger.bench.report.Target;
import io.giftledger.local.LocalRuntime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
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
  private static final int CLIENTS = 2;

  /** By then everything that is made once was made. */
  private static final int SETTLED_TENTH = 2;

  private static final int TENTHS = 10;
  private static final double GROWTH_PERCENT_MAX = 5;
  private static final double MIB = 1 << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * The largest JVM of each part after a number of gifts.
   *
   * @param again how many gifts had to be sent again so far
   */
  private record Sample(long gifts, long seconds, long again, Map<Part, ProcessMemory> parts) {}

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
      long again = 0;
      for (int tenth = 1; tenth <= TENTHS; tenth++) {
        int sent = gifts / TENTHS * tenth;
        again += send(economy, gifts / TENTHS);
        economy.awaitConverted(sent, PATIENCE);
        long seconds = Duration.between(start, Instant.now()).toSeconds();
        samples.add(new Sample(sent, seconds, again, sample()));
        System.err.println("soak: " + samples.getLast());
      }
      Census.read(economy.dynamoDb(), economy.tableName()).check(gifts, 0);
    }
    return new Section(name(), List.of(table(samples)), targets(samples), List.of());
  }

  /**
   * Sends so many gifts.
   *
   * @return how often one had to be sent again
   */
  private static long send(Economy economy, int gifts) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    AtomicLong again = new AtomicLong();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        clients.add(
            threads.submit(
                () -> {
                  int gift = next.getAndIncrement();
                  while (gift < gifts) {
                    again.addAndGet(economy.sendSurely(gift % SENDERS, gift % CREATORS));
                    gift = next.getAndIncrement();
                  }
                  return null;
                }));
      }
      for (Future<?> client : clients) client.get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException("a gift was not sent", failed.getCause());
    }
    return again.get();
  }

  private static Map<Part, ProcessMemory> sample() throws IOException, InterruptedException {
    Map<Part, ProcessMemory> parts = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      long heapBytes = 0;
      long residentBytes = 0;
      for (ProcessHandle jvm : ProcessMemory.children(part.handler)) {
        ProcessMemory memory = ProcessMemory.of(jvm);
        heapBytes = Math.max(heapBytes, memory.heapBytes());
        residentBytes = Math.max(residentBytes, memory.residentBytes());
      }
      if (heapBytes == 0) throw new IOException("no JVM runs " + part.handler);
      parts.put(part, new ProcessMemory(heapBytes, residentBytes));
    }
    return parts;
  }

  private static Table table(List<Sample> samples) {
    List<String> columns = new ArrayList<>(List.of("gifts", "seconds", "sent again"));
    for (Part part : Part.values()) {
      columns.add(part.label + " heap MiB");
      columns.add(part.label + " RSS MiB");
    }
    List<List<Object>> rows = new ArrayList<>();
    for (Sample sample : samples) {
      List<Object> row = new ArrayList<>(List.of(sample.gifts(), sample.seconds(), sample.again()));
      for (ProcessMemory part : sample.parts().values()) {
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
      ProcessMemory before = Objects.requireNonNull(settled.parts().get(part));
      ProcessMemory after = Objects.requireNonNull(last.parts().get(part));
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

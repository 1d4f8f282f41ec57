package io.giftledger.simulator;

import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.simulator.Simulation.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plays many runs, and shows the shortest history of one that went wrong. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = "Plays seeded runs of the whole economy, full of faults, and checks every one.",
    subcommands = Mutate.class)
public final class Simulate implements Callable<Integer> {

  private static final int SHOWN_VIOLATIONS_MAX = 8;

  @Option(names = "--from", description = "The first seed (default: ${DEFAULT-VALUE}).")
  private long from = 1;

  @Option(names = "--seeds", description = "How many seeds (default: ${DEFAULT-VALUE}).")
  private int seeds = 100;

  @Option(
      names = "--operations",
      description = "Client operations in each run (default: ${DEFAULT-VALUE}).")
  private int operations = 300;

  @Option(names = "--workers", description = "Runs at a time (default: ${DEFAULT-VALUE}).")
  private int workers = 2;

  @Option(
      names = "--shorten",
      description = "Runs to spend on a shorter history (default: ${DEFAULT-VALUE}).")
  private int shorten = 60;

  @Option(
      names = "--local-servers",
      description = "On DynamoDB Local and ElasticMQ, not in memory: the same runs, slower.")
  private boolean localServers;

  @Option(names = "--history", description = "Print the history of every run.")
  private boolean history;

  private final AtomicLong next = new AtomicLong();
  private final AtomicBoolean failed = new AtomicBoolean();
  private final AtomicLong steps = new AtomicLong();

  /** Exits with 0 if all that must hold holds, with 1 if a run went wrong. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Simulate()).execute(args));
  }

  /** AWS for one worker's runs. */
  private EmbeddedAws aws() {
    Path template = Path.of("template.yaml");
    return localServers
        ? EmbeddedAws.startInProcess(template, EmbeddedAws.SANDBOX_WITH_BUS)
        : EmbeddedAws.startInMemory(template, EmbeddedAws.SANDBOX_WITH_BUS);
  }

  @Override
  public Integer call() throws Exception {
    long start = System.nanoTime();
    try (var threads = Executors.newFixedThreadPool(workers)) {
      List<Future<?>> working = new ArrayList<>();
      for (int worker = 0; worker < workers; worker++) working.add(threads.submit(this::work));
      for (Future<?> work : working) work.get();
    }
    IO.println(
        "%s: seeds %d to %d, %d operations each, %d steps, %d s"
            .formatted(
                failed.get() ? "FAILED" : "all hold",
                from,
                from + Math.min(next.get(), seeds) - 1,
                operations,
                steps.get(),
                Duration.ofNanos(System.nanoTime() - start).toSeconds()));
    return failed.get() ? 1 : 0;
  }

  private void work() {
    try (EmbeddedAws aws = aws()) {
      for (long taken = next.getAndIncrement();
          taken < seeds && !failed.get();
          taken = next.getAndIncrement()) {
        Result result = Simulation.play(aws, Scenario.of(from + taken, operations));
        steps.addAndGet(result.history().step());
        IO.println(line(result));
        if (history) result.history().lines().forEach(IO::println);
        if (!result.violations().isEmpty() && failed.compareAndSet(false, true)) show(aws, result);
      }
    }
  }

  private void show(EmbeddedAws aws, Result result) {
    result.violations().stream().limit(SHOWN_VIOLATIONS_MAX).forEach(IO::println);
    if (shorten == 0) return;
    Result shortest = new Shortest(scenario -> Simulation.play(aws, scenario), shorten).of(result);
    IO.println("The shortest history that was found: " + line(shortest));
    IO.println("operations " + shortest.scenario().operations());
    IO.println("faults " + shortest.scenario().faults());
    shortest.history().lines().forEach(IO::println);
    shortest.violations().stream().limit(SHOWN_VIOLATIONS_MAX).forEach(IO::println);
  }

  private static String line(Result result) {
    return "seed %d: %s, %d steps, history %s, %d of the faults"
        .formatted(
            result.scenario().seed(),
            result.violations().isEmpty() ? "holds" : "VIOLATED",
            result.history().step(),
            result.history().digest(),
            result.scenario().faults().size());
  }
}

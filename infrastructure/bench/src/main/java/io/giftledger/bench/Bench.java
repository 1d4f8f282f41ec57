package io.giftledger.bench;

import io.giftledger.bench.coldstart.ColdStart;
import io.giftledger.bench.cost.Cost;
import io.giftledger.bench.overhead.Overhead;
import io.giftledger.bench.report.Machine;
import io.giftledger.bench.report.Report;
import io.giftledger.bench.report.Section;
import io.giftledger.bench.scale.Scale;
import io.giftledger.bench.throughput.LiveRoom;
import io.giftledger.bench.throughput.Soak;
import io.giftledger.bench.throughput.Throughput;
import io.giftledger.bench.workload.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs benchmarks, prints their figures and writes them as JSON. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures cost, overhead, cold start, throughput, scale and the live room.")
public final class Bench implements Callable<Integer> {

  /** The page that the repository keeps. */
  private static final Path PAGE = Path.of("infrastructure/bench/RESULTS.md");

  private static final Path JSON = Path.of("infrastructure/bench/target/results.json");

  /** Left out unless it is asked for: it takes longer than all others together. */
  private static final String SOAK = "soak";

  @Parameters(description = "Which to run (default: all but the soak).")
  private List<String> names = List.of();

  @Option(names = "--quick", description = "A glance at the figures, in three minutes.")
  private boolean quick;

  @Option(names = "--page", description = "Write the figures into infrastructure/bench/RESULTS.md.")
  private boolean page;

  private final List<Benchmark> benchmarks;

  Bench(List<Benchmark> benchmarks) {
    this.benchmarks = benchmarks;
  }

  /** Exits with 0 if everything was measured, whatever the figures. */
  public static void main(String[] args) throws Exception {
    int exitCode;
    try (Stage stage = new Stage()) {
      Bench bench =
          new Bench(
              List.of(
                  new Cost(stage),
                  new Overhead(stage),
                  new Scale(stage),
                  new ColdStart(),
                  new Throughput(),
                  new LiveRoom(),
                  new Soak()));
      exitCode = new CommandLine(bench).execute(args);
    }
    System.exit(exitCode);
  }

  @Override
  public Integer call() throws Exception {
    if (!unknown().isEmpty()) {
      System.err.printf(
          "%s: none of %s%n", unknown(), benchmarks.stream().map(Benchmark::name).toList());
      return CommandLine.ExitCode.USAGE;
    }
    Instant start = Instant.now();
    List<Section> sections = new ArrayList<>();
    for (Benchmark benchmark : benchmarks) {
      if (!isAsked(benchmark.name())) continue;
      Instant began = Instant.now();
      Section section = benchmark.run(quick ? Effort.QUICK : Effort.FULL);
      sections.add(section);
      IO.println(Report.text(section));
      IO.println("(%d s)".formatted(Duration.between(began, Instant.now()).toSeconds()));
    }
    Report report = new Report(Machine.here(start, command()), sections);
    Files.createDirectories(JSON.getParent());
    Files.writeString(JSON, report.json());
    if (page) Files.writeString(PAGE, report.onto(Files.readString(PAGE)));
    IO.println("%d s; %s".formatted(Duration.between(start, Instant.now()).toSeconds(), JSON));
    return CommandLine.ExitCode.OK;
  }

  private List<String> unknown() {
    List<String> known = benchmarks.stream().map(Benchmark::name).toList();
    return names.stream().filter(name -> !known.contains(name)).toList();
  }

  private boolean isAsked(String name) {
    return names.isEmpty() ? !name.equals(SOAK) : names.contains(name);
  }

  private String command() {
    List<String> arguments = new ArrayList<>(names);
    if (quick) arguments.add("--quick");
    return arguments.isEmpty()
        ? "mvn -q -Pbench"
        : "mvn -q -Pbench -Dbench.arguments=\"%s\"".formatted(String.join(" ", arguments));
  }
}

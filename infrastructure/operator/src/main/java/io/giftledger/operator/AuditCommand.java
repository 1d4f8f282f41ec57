package io.giftledger.operator;

import io.giftledger.verify.Counts;
import io.giftledger.verify.Fault;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Verifies every chain of a table and every record, here and now. */
@Command(
    name = "audit",
    description = {
      "Verifies every chain of the table, that chains and records agree, and its trial balance.",
      "What does not agree is named by account, entry or record, and code."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {"0:all is whole", "1:there are faults", "2:it could not be done"})
final class AuditCommand implements Callable<Integer> {

  private static final int SEGMENTS_MAX = 64;

  /** What is older is not being written at this moment. */
  private static final Duration SETTLED = Duration.ofSeconds(10);

  @Option(names = "--table", required = true, description = "The table's name.")
  private String table = "";

  @Option(
      names = "--segments",
      defaultValue = "4",
      description = "How many parts of the table to read at once (1 to 64; default 4).")
  private int segments;

  @Option(
      names = "--as-of",
      description =
          "Count, add up and compare what happened until then (ISO 8601; default 10 s ago)."
              + " All chains are verified.")
  private Optional<Instant> asOf = Optional.empty();

  @Option(
      names = "--checkpoint",
      description = "Keep the progress in this file, and go on from it if it is there.")
  private Optional<Path> checkpoint = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    if (segments < 1 || segments > SEGMENTS_MAX) {
      throw new ParameterException(spec.commandLine(), "--segments must be 1 to " + SEGMENTS_MAX);
    }
    Instant start = InstantSource.system().instant();
    TableAudit audit =
        new TableAudit(
            table,
            segments,
            asOf.orElse(start.minus(SETTLED).truncatedTo(ChronoUnit.MILLIS)),
            checkpoint);
    Counts counts = audit.run();
    PrintWriter out = spec.commandLine().getOut();
    print(out, audit, counts, Duration.between(start, InstantSource.system().instant()));
    out.flush();
    return counts.isWhole() ? 0 : 1;
  }

  private static void print(PrintWriter out, TableAudit audit, Counts counts, Duration took) {
    out.printf("%-14s%s%n", "as of", audit.asOf());
    out.printf("%-14s%d%n", "accounts", counts.accounts());
    out.printf("%-14s%d (%d read)%n", "entries", counts.entries(), counts.entriesRead());
    out.printf(
        Locale.ROOT,
        "%-14s%.1f s, %.0f entries a second%n",
        "took",
        took.toMillis() / 1_000.0,
        counts.entriesRead() * 1_000.0 / Math.max(1, took.toMillis()));
    out.printf("%-14s%s%n%n", "memory peak", MemoryPeak.now());
    counts
        .balances()
        .forEach(
            (asset, sums) ->
                sums.forEach(
                    (account, sum) -> out.printf("%-28s %-12s %20s%n", account, asset, sum)));
    counts.totals().forEach((asset, total) -> printTotal(out, asset, total));
    out.println();
    List<Fault> faults =
        counts.firstFaults().stream()
            .sorted(Comparator.comparing(Fault::account).thenComparingLong(Fault::sequence))
            .toList();
    for (Fault fault : faults) {
      out.printf(
          "%s entry %d: %s: %s%n", fault.account(), fault.sequence(), fault.code(), fault.words());
    }
    out.println(counts.faults() == 0 ? "no faults" : counts.faults() + " faults");
  }

  private static void printTotal(PrintWriter out, String asset, BigInteger total) {
    String verdict = total.signum() == 0 ? "" : "  <- not zero";
    out.printf("%-28s %-12s %20s%s%n", "all", asset, total, verdict);
  }
}

package io.giftledger.operator;

import io.giftledger.dynamodb.TableScan;
import io.giftledger.operator.reconcile.SandboxReport;
import io.giftledger.verify.LedgerReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes what the sandbox moved, as a provider's settlement report. */
@Command(
    name = "sandbox-report",
    description = {
      "Writes the money that the sandbox moved, in the columns of Stripe's report of balance"
          + " transactions, to try operator reconcile with.",
      "What it did follows from what it was asked for: the ledger's entries are not looked at."
    },
    mixinStandardHelpOptions = true)
final class SandboxReportCommand implements Callable<Integer> {

  @Option(names = "--table", required = true, description = "The table's name.")
  private String table = "";

  @Mixin private DaysOptions days = new DaysOptions();

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to.")
  private Path out = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    days.check(spec.commandLine());
    Instant from = days.from().orElse(Instant.EPOCH);
    // What it takes its time with has not been moved yet.
    Instant until = days.until().orElseGet(InstantSource.system()::instant);
    int[] rows = {0};
    try (BufferedWriter writer = Files.newBufferedWriter(out);
        var client = Aws.dynamoDb()) {
      SandboxReport report = new SandboxReport(writer);
      new LedgerReader(new TableScan(client, table), Aws::pause)
          .each(
              0,
              1,
              item -> {
                try {
                  rows[0] +=
                      report.write(
                          item, line -> !line.at().isBefore(from) && line.at().isBefore(until));
                } catch (IOException unwritable) {
                  throw new UncheckedIOException(unwritable);
                }
              });
    }
    spec.commandLine().getErr().println(rows[0] + " rows");
    return 0;
  }
}

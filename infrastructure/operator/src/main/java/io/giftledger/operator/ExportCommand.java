package io.giftledger.operator;

import io.giftledger.dynamodb.TableScan;
import io.giftledger.operator.export.BeancountJournal;
import io.giftledger.operator.export.CsvByDay;
import io.giftledger.operator.export.CsvPostings;
import io.giftledger.operator.export.EntryScan;
import io.giftledger.operator.export.EntryScan.See;
import io.giftledger.operator.export.EntryWriter;
import io.giftledger.operator.export.HledgerJournal;
import io.giftledger.operator.export.TableExport;
import io.giftledger.verify.LedgerReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes the books for other programs. */
@Command(
    name = "export",
    description = {
      "Writes the entries of the table as a journal of hledger or Beancount, or as CSV, a row a"
          + " posting.",
      "It reads the whole table once, a page at a time, or DynamoDB's own export of it to S3,"
          + " there or copied into a folder. An entry that is not what was written stops it."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {"0:all of it is written", "2:it could not be done, and nothing is left of it"})
final class ExportCommand implements Callable<Integer> {

  private static final String STANDARD_OUTPUT = "-";

  private static final Pattern BUCKET = Pattern.compile("s3://([^/]+)/(.+?)/?");

  /** What is older is not being written at this moment. */
  private static final Duration SETTLED = Duration.ofSeconds(10);

  /** What it is written as. */
  private enum Format {
    HLEDGER,
    BEANCOUNT,
    CSV
  }

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  /** Where the entries are. */
  private static final class Source {

    @Option(names = "--table", required = true, description = "The table's name.")
    private Optional<String> table = Optional.empty();

    @Option(
        names = "--from-export",
        required = true,
        paramLabel = "PLACE",
        description = {
          "A full export of it in DynamoDB JSON: s3://<bucket>/AWSDynamoDB/<export's id>, or a"
              + " folder that it was copied into:",
          "manifest-summary.json, manifest-files.json, data/."
        })
    private Optional<String> export = Optional.empty();
  }

  @Option(
      names = "--format",
      required = true,
      description = "What to write: hledger, beancount or csv.")
  private Format format = Format.CSV;

  @Mixin private DaysOptions days = new DaysOptions();

  @Option(
      names = "--partition",
      description = "CSV in a folder, with a file for each day: day=2026-11-20/postings.csv.")
  private boolean partition;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where to: a file, with --partition a new folder, - for the standard output.")
  private String out = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (partition && (format != Format.CSV || out.equals(STANDARD_OUTPUT))) {
      throw new ParameterException(spec.commandLine(), "--partition is for CSV in a folder");
    }
    days.check(spec.commandLine());
    if (out.equals(STANDARD_OUTPUT)) {
      PrintWriter standard = spec.commandLine().getOut();
      try (EntryWriter writer = writer(unclosed(standard))) {
        export(writer);
      }
      if (standard.checkError()) throw new IOException("the standard output took not all of it");
      return 0;
    }
    Path file = Path.of(out);
    if (partition && Files.exists(file)) {
      throw new IllegalArgumentException(file + " is there already");
    }
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    delete(draft);
    if (partition) Files.createDirectory(draft);
    try {
      try (EntryWriter writer =
          partition ? new CsvByDay(draft) : writer(Files.newBufferedWriter(draft))) {
        export(writer);
      }
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      delete(draft);
    }
    return 0;
  }

  private EntryWriter writer(Writer to) throws IOException {
    return switch (format) {
      case HLEDGER -> new HledgerJournal(to);
      case BEANCOUNT -> new BeancountJournal(to, source.export.isEmpty());
      case CSV -> new CsvPostings(to);
    };
  }

  /** Writes all entries, and tells a person how it went. */
  private void export(EntryWriter writer) throws IOException {
    Instant start = InstantSource.system().instant();
    long[] entries = {0};
    See see =
        entry -> {
          writer.write(entry);
          entries[0]++;
        };
    Instant from = days.from().orElse(Instant.EPOCH);
    if (source.export.isPresent()) {
      fromExport(source.export.get(), from, see);
    } else {
      try (var client = Aws.dynamoDb()) {
        new EntryScan(
                new LedgerReader(new TableScan(client, source.table.orElseThrow()), Aws::pause))
            .each(from, days.until().orElse(start.minus(SETTLED)), see);
      }
    }
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        Locale.ROOT,
        "%d entries in %.1f s; memory peak: %s%n",
        entries[0],
        Duration.between(start, InstantSource.system().instant()).toMillis() / 1_000.0,
        MemoryPeak.now());
    err.flush();
  }

  private void fromExport(String place, Instant from, See see) throws IOException {
    Instant until = days.until().orElse(Instant.MAX);
    Matcher bucket = BUCKET.matcher(place);
    if (!bucket.matches()) {
      new EntryScan(TableExport.in(Path.of(place))).each(from, until, see);
      return;
    }
    try (var s3 = Aws.s3()) {
      new EntryScan(TableExport.in(s3, bucket.group(1), bucket.group(2) + "/"))
          .each(from, until, see);
    }
  }

  /** What the process has of its own is not closed with what is written to it. */
  private static Writer unclosed(PrintWriter standard) {
    return new BufferedWriter(standard) {
      @Override
      public void close() throws IOException {
        flush();
      }
    };
  }

  private static void delete(Path draft) throws IOException {
    if (!Files.exists(draft)) return;
    try (var files = Files.walk(draft)) {
      for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(file);
      }
    }
  }
}

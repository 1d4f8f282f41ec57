package io.giftledger.operator;

import io.giftledger.dynamodb.TableScan;
import io.giftledger.verify.DigestReader;
import io.giftledger.verify.DigestSource;
import io.giftledger.verify.Fault;
import io.giftledger.verify.HeadCheck;
import io.giftledger.verify.LedgerReader;
import io.giftledger.verify.Manifest;
import io.giftledger.verify.NotedHead;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Verifies a signed digest, and if asked the table against it. */
@Command(
    name = "verify-digest",
    description = "Verifies a signed digest: signature, parts, and the table against it.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {"0:all is as it was signed", "1:it is not", "2:it could not be done"})
final class VerifyDigestCommand implements Callable<Integer> {

  @Mixin private DigestOptions digests = new DigestOptions();

  @Option(names = "--as-of", description = "Which digest (ISO 8601; default the newest).")
  private Optional<Instant> asOf = Optional.empty();

  @Option(names = "--table", description = "Compare this table with the digest.")
  private Optional<String> table = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    return digests.read(this::verify);
  }

  private int verify(DigestSource source) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    String name =
        asOf.map(Manifest::name)
            .or(() -> DigestReader.newest(source))
            .orElseThrow(() -> new IllegalArgumentException("there is no digest"));
    long faults =
        switch (new DigestReader(source, digests.publicKey()).manifest(name)) {
          case DigestReader.Read.Altered(Fault fault, _) -> {
            print(out, fault);
            yield 1;
          }
          case DigestReader.Read.Whole(Manifest manifest, _) -> contents(out, source, manifest);
        };
    out.println(faults == 0 ? name + " is as it was signed" : faults + " faults");
    out.flush();
    return faults == 0 ? 0 : 1;
  }

  /** The parts, and the table if it is asked; how many faults. */
  private long contents(PrintWriter out, DigestSource source, Manifest manifest) {
    out.printf(
        "%d accounts, %d entries, %d faults then%n",
        manifest.counts().accounts(), manifest.counts().entries(), manifest.counts().faults());
    manifest.counts().firstFaults().forEach(fault -> print(out, fault));
    if (table.isEmpty()) return parts(out, source, manifest, (_, _) -> {});
    try (var client = Aws.dynamoDb()) {
      var ledger = new LedgerReader(new TableScan(client, table.get()), Aws::pause);
      return parts(out, source, manifest, new HeadCheck(ledger)::check);
    }
  }

  /** What is done with the accounts of a part. */
  private interface Check {
    void check(List<NotedHead> heads, Consumer<Fault> faults);
  }

  private static long parts(PrintWriter out, DigestSource source, Manifest manifest, Check check) {
    long[] faults = {0};
    Consumer<Fault> fault =
        found -> {
          print(out, found);
          faults[0]++;
        };
    for (Manifest.Part part : manifest.parts()) {
      DigestReader.part(source, manifest, part, heads -> check.check(heads, fault))
          .ifPresent(fault);
    }
    return faults[0];
  }

  private static void print(PrintWriter out, Fault fault) {
    out.printf(
        "%s entry %d: %s: %s%n", fault.account(), fault.sequence(), fault.code(), fault.words());
  }
}

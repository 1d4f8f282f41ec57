package io.giftledger.operator;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.dynamodb.PolicyVersions;
import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.policy.Policy.WithdrawalTerms;
import io.giftledger.verify.Counts;
import io.giftledger.verify.DigestReader;
import io.giftledger.verify.DigestSource;
import io.giftledger.verify.Fault;
import io.giftledger.verify.Manifest;
import io.giftledger.verify.PlatformBooks;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the platform's balance sheet, and its profit and loss, from a signed digest. */
@Command(
    name = "books",
    description = {
      "Prints balance sheet, and profit and loss, in each currency, as an audit has added them up.",
      "They are read from its signed digest; of the table only the policy is read."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:these are the books",
      "1:the digest was altered, or its audit found faults",
      "2:it could not be done"
    })
final class BooksCommand implements Callable<Integer> {

  @Option(names = "--table", required = true, description = "The table's name.")
  private String table = "";

  @Mixin private DigestOptions digests = new DigestOptions();

  @Option(
      names = "--as-of",
      description = "By the newest digest of then or before (ISO 8601; default the newest).")
  private Optional<Instant> asOf = Optional.empty();

  @Option(
      names = "--since",
      description =
          "Profit and loss since the newest digest of then or before (ISO 8601; default since the"
              + " beginning).")
  private Optional<Instant> since = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    return digests.read(this::print);
  }

  private int print(DigestSource source) throws IOException {
    DigestReader reader = new DigestReader(source, digests.publicKey());
    Optional<Manifest> now = read(reader, source, asOf);
    Optional<Manifest> before =
        since.isPresent() ? read(reader, source, since) : Optional.of(opening());
    if (now.isEmpty() || before.isEmpty()) return 1;
    PrintWriter out = spec.commandLine().getOut();
    Counts counts = now.get().counts();
    out.printf("books as of %s, by the audit of then%n", Manifest.text(now.get().asOf()));
    print(out, PlatformBooks.of(counts), before.get());
    creators(out, counts);
    if (!counts.isWhole()) {
      out.printf("%nthe audit found %d faults: do not rely on this%n", counts.faults());
    }
    out.flush();
    return counts.isWhole() ? 0 : 1;
  }

  private static Manifest opening() {
    return new Manifest("", Instant.EPOCH, Optional.empty(), 0, Counts.NONE, List.of());
  }

  /** A digest of this table, as it was signed; empty if it was altered, which is told. */
  private Optional<Manifest> read(
      DigestReader reader, DigestSource source, Optional<Instant> until) {
    String name =
        until
            .map(instant -> DigestReader.newestBefore(source, Manifest.name(instant) + "~"))
            .orElseGet(() -> DigestReader.newest(source))
            .orElseThrow(() -> new IllegalArgumentException("there is no digest of then"));
    return switch (reader.manifest(name)) {
      case DigestReader.Read.Whole(Manifest manifest, _) -> {
        if (!manifest.table().equals(table)) {
          throw new IllegalArgumentException("the digest is of table " + manifest.table());
        }
        yield Optional.of(manifest);
      }
      case DigestReader.Read.Altered(Fault fault, _) -> {
        spec.commandLine().getOut().printf("%s: %s%n", fault.account(), fault.words());
        spec.commandLine().getOut().flush();
        yield Optional.empty();
      }
    };
  }

  private static void print(PrintWriter out, List<PlatformBooks> books, Manifest before) {
    row(out, "", books, its -> its.currency().code());
    out.println("balance sheet");
    amounts(out, "  cash", books, PlatformBooks::cash);
    amounts(out, "  deferred revenue (coins not spent)", books, PlatformBooks::deferredRevenue);
    amounts(out, "  tax payable", books, PlatformBooks::taxPayable);
    amounts(out, "  unapplied payments", books, PlatformBooks::unappliedPayments);
    amounts(out, "  result of all time", books, PlatformBooks::result);
    amounts(out, "  = cash", books, its -> its.liabilities() + its.result());
    out.println(
        before.asOf().equals(Instant.EPOCH)
            ? "profit and loss since the beginning"
            : "profit and loss since " + Manifest.text(before.asOf()));
    Map<String, PlatformBooks> then =
        books.stream()
            .map(its -> PlatformBooks.in(its.currency(), before.counts()))
            .collect(Collectors.toMap(its -> its.currency().code(), Function.identity()));
    since(out, "  revenue (coins that were spent)", books, then, PlatformBooks::revenue);
    since(out, "  - payment fees", books, then, its -> -its.paymentFees());
    since(out, "  - payouts to creators", books, then, its -> -its.payouts());
    since(out, "  - payout fees", books, then, its -> -its.payoutFees());
    since(out, "  = result", books, then, PlatformBooks::result);
  }

  private static void since(
      PrintWriter out,
      String label,
      List<PlatformBooks> books,
      Map<String, PlatformBooks> then,
      ToLongFunction<PlatformBooks> amount) {
    amounts(
        out,
        label,
        books,
        its ->
            amount.applyAsLong(its)
                - Optional.ofNullable(then.get(its.currency().code()))
                    .map(amount::applyAsLong)
                    .orElse(0L));
  }

  private static void amounts(
      PrintWriter out,
      String label,
      List<PlatformBooks> books,
      ToLongFunction<PlatformBooks> amount) {
    row(
        out,
        label,
        books,
        its ->
            grouped(BigDecimal.valueOf(amount.applyAsLong(its), Assets.decimals(its.currency()))));
  }

  private static void row(
      PrintWriter out,
      String label,
      List<PlatformBooks> books,
      Function<PlatformBooks, String> cell) {
    out.println(
        String.format(Locale.ROOT, "%-38s", label)
            + books.stream()
                .map(cell)
                .map(text -> String.format(Locale.ROOT, " %18s", text))
                .collect(Collectors.joining()));
  }

  private static String grouped(BigDecimal amount) {
    return String.format(Locale.ROOT, "%,." + amount.scale() + "f", amount);
  }

  /**
   * What creators may still turn into money. No posting says it: its rate is fixed when they do.
   */
  private void creators(PrintWriter out, Counts counts) {
    long held = counts.balance(ChartOfAccounts.EARNINGS_HELD, Assets.DIAMOND_E4);
    long diamondsE4 =
        counts.balance(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4)
            + counts.balance(ChartOfAccounts.AWARDS_IN_TRANSIT, Assets.DIAMOND_E4)
            + held;
    out.printf(
        "creators hold %s diamonds, %s of them in withdrawals under way; not in the books above%n",
        diamonds(diamondsE4), diamonds(held));
    Optional<Policy> policy = policy();
    if (policy.isEmpty()) {
      out.println("  without a policy they have no rate");
      return;
    }
    policy.get().withdrawals().stream()
        .collect(
            Collectors.groupingBy(
                terms -> worth(terms, diamondsE4),
                LinkedHashMap::new,
                Collectors.mapping(WithdrawalTerms::country, Collectors.joining(", "))))
        .forEach(
            (worth, countries) ->
                out.printf(
                    "  owed %s at the rate of today (policy %d) if all are paid in %s%n",
                    worth, policy.get().version(), countries));
  }

  private static String worth(WithdrawalTerms terms, long diamondsE4) {
    String currency = terms.minimum().currency();
    return grouped(
            BigDecimal.valueOf(
                terms.diamondRate().minorFor(diamondsE4 / Earnings.E4),
                Assets.decimals(terms.minimum().asset())))
        + " "
        + currency;
  }

  private static String diamonds(long tenThousandths) {
    return grouped(BigDecimal.valueOf(tenThousandths, Assets.decimals(Assets.DIAMOND_E4)));
  }

  private Optional<Policy> policy() {
    try (var client = Aws.dynamoDb()) {
      return new PolicyVersions(new DynamoDbTable(client, table)).inForce();
    }
  }
}

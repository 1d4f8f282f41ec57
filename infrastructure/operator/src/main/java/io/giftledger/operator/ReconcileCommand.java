package io.giftledger.operator;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.dynamodb.Policies;
import io.giftledger.dynamodb.TableScan;
import io.giftledger.economy.Assets;
import io.giftledger.economy.Money;
import io.giftledger.ledger.Ledger;
import io.giftledger.operator.export.EntryScan;
import io.giftledger.operator.reconcile.CashMoved;
import io.giftledger.operator.reconcile.CashMoved.Kind;
import io.giftledger.operator.reconcile.ProviderCash;
import io.giftledger.operator.reconcile.Reconciliation;
import io.giftledger.operator.reconcile.Reconciliation.Day;
import io.giftledger.operator.reconcile.Reconciliation.Difference;
import io.giftledger.operator.reconcile.Reconciliation.Sums;
import io.giftledger.operator.reconcile.Reconciliation.Way;
import io.giftledger.operator.reconcile.SettlementReport;
import io.giftledger.payments.booking.UnappliedPayments;
import io.giftledger.verify.LedgerReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Holds a provider's settlement report against the ledger. */
@Command(
    name = "reconcile",
    description = {
      "Compares a provider's report of its balance transactions with the ledger's cash, fees and"
          + " payouts.",
      "A report that begins a day before --from and ends a day after --to has the counterparts of"
          + " what happened around midnight."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {"0:both say the same", "1:there are differences", "2:it could not be done"})
final class ReconcileCommand implements Callable<Integer> {

  /** Those that may have no entry yet, as no event of theirs ever came. */
  private static final Set<String> PROVIDERS = Set.of("paypal", "sandbox", "stripe");

  @Option(names = "--table", required = true, description = "The table's name.")
  private String table = "";

  @Option(names = "--provider", required = true, description = "Its name: stripe, sandbox.")
  private String provider = "";

  @Option(
      names = "--report",
      required = true,
      description = "CSV, a row a balance transaction, with the columns of Stripe's reports.")
  private Path report = Path.of("");

  @Mixin private DaysOptions days = new DaysOptions();

  @ArgGroup(exclusive = false)
  private @Nullable Booking booking;

  /** Who has booked what is missing here. */
  private static final class Booking {

    @Option(
        names = "--book",
        required = true,
        description = {
          "Have payments booked that are missing here, as unapplied.",
          "One person proposes it; when another says so, too, within 7 days, it is done."
        })
    private boolean book;

    @Option(
        names = "--by",
        required = true,
        converter = PersonName.class,
        description = "Who you are; stored with it, in lower case.")
    private String by = "";

    @Option(
        names = "--note",
        required = true,
        converter = OneLine.class,
        description = "Why, a ticket; stored with it.")
    private String note = "";
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    days.check(spec.commandLine());
    SettlementReport said = SettlementReport.read(report);
    List<Instant> times = said.moved().stream().map(CashMoved::at).sorted().toList();
    if (times.isEmpty() && (days.from().isEmpty() || days.until().isEmpty())) {
      throw new IllegalArgumentException("the report is empty: say which days it is of");
    }
    Reconciliation both =
        new Reconciliation(
            said.moved(),
            days.from().orElseGet(() -> times.getFirst().truncatedTo(ChronoUnit.DAYS)),
            days.until()
                .orElseGet(
                    () -> times.getLast().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS)));
    try (var client = Aws.dynamoDb()) {
      LedgerReader ledger = new LedgerReader(new TableScan(client, table), Aws::pause);
      ProviderCash cash = new ProviderCash(provider, ledger);
      new EntryScan(ledger)
          .each(Instant.EPOCH, Instant.MAX, entry -> cash.moved(entry).forEach(both::here));
      if (!cash.isKnown() && !PROVIDERS.contains(provider)) {
        throw new IllegalArgumentException("no entry is of a provider named " + provider);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    both.days().forEach((day, sums) -> sums.forEach((kind, its) -> print(out, day, kind, its)));
    List<Difference> differences = both.differences();
    differences.forEach(difference -> print(out, difference));
    if (both.refusedReturns() > 0) {
      out.printf(
          "%d returns were refused by the provider and undone here: no money has gone%n",
          both.refusedReturns());
    }
    out.printf(
        "%d matched, %d missing here, %d missing there, %d different, %d duplicates; %d rows are"
            + " the platform's own transfers%n",
        both.matched(),
        count(differences, Way.MISSING_HERE),
        count(differences, Way.MISSING_THERE),
        count(differences, Way.DIFFERENT),
        count(differences, Way.DUPLICATE),
        said.transfersAside());
    boolean isOfOtherDays = !times.isEmpty() && !both.isOfTheDays();
    if (isOfOtherDays) {
      out.printf(
          "the report has nothing of these days: it is from %s to %s%n",
          times.getFirst(), times.getLast());
    }
    if (booking != null) book(out, differences, booking);
    out.flush();
    return differences.isEmpty() && !isOfOtherDays ? 0 : 1;
  }

  private static long count(List<Difference> differences, Way way) {
    return differences.stream().filter(difference -> difference.way() == way).count();
  }

  private void book(PrintWriter out, List<Difference> differences, Booking booking) {
    try (var client = Aws.dynamoDb()) {
      DynamoDbTable dynamoDb = new DynamoDbTable(client, table);
      Ledger ledger = Aws.ledger(dynamoDb);
      ReportedPayments payments =
          new ReportedPayments(
              provider,
              dynamoDb,
              new LedgerReader(new TableScan(client, table), Aws::pause),
              new UnappliedPayments(ledger, new Policies(dynamoDb, System::nanoTime)),
              booking.by,
              booking.note,
              InstantSource.system().instant());
      differences.stream()
          .filter(difference -> difference.way() == Way.MISSING_HERE)
          .flatMap(difference -> difference.there().stream())
          .forEach(
              moved ->
                  moved
                      .payment()
                      .ifPresent(
                          payment ->
                              out.println(
                                  Printable.line(payment)
                                      + ": "
                                      + words(payments.book(payment, moved.amount())))));
    }
  }

  private static String words(ReportedPayments.Outcome outcome) {
    return switch (outcome) {
      case PROPOSED -> "proposed; it is booked when somebody else says so, too";
      case BOOKED -> "booked as an unapplied payment";
      case BOOKED_BEFORE -> "is booked as an unapplied payment already";
    };
  }

  private static void print(PrintWriter out, Day day, Kind kind, Sums sums) {
    out.printf(
        "%s %s %-8s %16s here %16s there%n",
        day.day(),
        day.currency(),
        kind.name().toLowerCase(Locale.ROOT),
        amount(new Money(sums.here(), day.currency())),
        amount(new Money(sums.there(), day.currency())));
  }

  private static void print(PrintWriter out, Difference difference) {
    String way = difference.way().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    out.println(
        Stream.concat(
                difference.there().map(its -> "the report: " + words(its)).stream(),
                difference.here().map(its -> "the ledger: " + words(its)).stream())
            .map(Printable::line)
            .collect(Collectors.joining("; ", way + ": ", "")));
  }

  private static String words(CashMoved moved) {
    return "%s %s (%s) %s %s"
        .formatted(
            moved.at(),
            moved.words(),
            String.join(", ", moved.ids()),
            amount(moved.amount()),
            moved.amount().currency());
  }

  private static String amount(Money money) {
    return BigDecimal.valueOf(money.minor(), Assets.decimals(money.asset())).toPlainString();
  }
}

package io.giftledger.operator;

import io.giftledger.dynamodb.TableScan;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.Withdrawal.Status;
import io.giftledger.ledger.Claim;
import io.giftledger.queues.Pending;
import io.giftledger.verify.LedgerReader;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Lists withdrawals. */
@Command(
    name = "withdrawals",
    description =
        "Lists withdrawals, newest first; with --undecided, those that are neither paid nor"
            + " returned.",
    mixinStandardHelpOptions = true)
final class WithdrawalsCommand implements Callable<Integer> {

  private static final String LINE = "%-28s %-28s %-10s %8s %14s  %s%n";

  @Option(names = "--table", required = true, description = "The table's name.")
  private String table = "";

  @Option(names = "--undecided", description = "Only those that are REQUESTED or SUBMITTED.")
  private boolean undecided;

  @Option(
      names = "--older-than",
      defaultValue = "PT0S",
      description = "Only those that were requested longer ago (ISO 8601, as PT1H; default all).")
  private Duration olderThan = Duration.ZERO;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Instant now = InstantSource.system().instant();
    Instant before = now.minus(olderThan);
    Set<Status> wanted =
        undecided ? EnumSet.of(Status.REQUESTED, Status.SUBMITTED) : EnumSet.allOf(Status.class);
    List<Withdrawal> found = new ArrayList<>();
    out.printf(LINE, "creator", "id", "status", "age", "amount", "provider");
    try (DynamoDbClient dynamoDb = Aws.dynamoDb()) {
      LedgerReader ledger = new LedgerReader(new TableScan(dynamoDb, table), Aws::pause);
      ledger.each(
          0,
          1,
          item -> {
            if (!Pending.isWithdrawal(item.key())) return;
            Withdrawal withdrawal = Withdrawal.TYPE.read(item);
            if (!wanted.contains(withdrawal.status())
                || withdrawal.requestedAt().isAfter(before)
                || !Claim.hasHappened(item, ledger::find)) {
              return;
            }
            found.add(withdrawal);
          });
    }
    found.sort(Comparator.comparing(Withdrawal::requestedAt).reversed());
    found.forEach(withdrawal -> print(out, withdrawal, now));
    out.printf("%d withdrawals%n", found.size());
    out.flush();
    return 0;
  }

  private static void print(PrintWriter out, Withdrawal withdrawal, Instant now) {
    out.printf(
        LINE,
        withdrawal.creator(),
        withdrawal.id(),
        withdrawal.status(),
        Ages.words(Duration.between(withdrawal.requestedAt(), now)),
        withdrawal.amount().minor() + " " + withdrawal.amount().currency(),
        withdrawal.provider());
  }
}

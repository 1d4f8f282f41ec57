package io.giftledger.operator;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.PayoutResolution.Kind;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.Withdrawal.Status;
import io.giftledger.ledger.Claim;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.queues.PayoutMessage;
import io.giftledger.queues.TypedQueue;
import io.micronaut.json.JsonMapper;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Ends a withdrawal whose payout provider told the definite answer to a person only, or that was
 * never handed to a provider, when two people say so. Pay-out settles it, by the same code as if
 * the provider had answered.
 */
@Command(
    name = "resolve-withdrawal",
    description = {
      "Ends a withdrawal as the payout provider told a person, or cancels one that the provider"
          + " was",
      "never asked for. A provider that does not know of a payout has not refused it: redrive"
          + " then.",
      "One person proposes it; when another says the same, too, within 7 days, it is done."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:it ended so",
      "1:somebody else is to say so, too, or it is not settled yet",
      "2:it could not be done"
    })
final class ResolveWithdrawalCommand implements Callable<Integer> {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  @Mixin private SignedOptions signed = new SignedOptions();

  @Option(
      names = "--payouts",
      required = true,
      description = "The name of the queue for withdrawals. Example: giftledger-payouts")
  private String payouts = "";

  @Option(names = "--creator", required = true, description = "Whose withdrawal it is.")
  private String creator = "";

  @Option(names = "--id", required = true, description = "The withdrawal's id.")
  private String id = "";

  @ArgGroup(exclusive = true, multiplicity = "1")
  private End end = new End();

  @Option(
      names = "--wait",
      defaultValue = "PT30S",
      description = "Wait at most so long for it to be settled (ISO 8601; default PT30S).")
  private Duration wait = Duration.ZERO;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** How it ends. */
  private static final class End {

    @Option(
        names = "--paid",
        required = true,
        paramLabel = "PAYOUT_ID",
        description = "The provider paid it; its id for the payout. For one that is SUBMITTED.")
    private Optional<String> paid = Optional.empty();

    @Option(
        names = "--refused",
        required = true,
        paramLabel = "REASON",
        description = {
          "The provider did not pay it and never will; a word for why, which the creator sees.",
          "For one that is SUBMITTED."
        })
    private Optional<String> refused = Optional.empty();

    @Option(
        names = "--cancelled",
        required = true,
        paramLabel = "REASON",
        description = {
          "Never ask the provider; a word for why, which the creator sees.",
          "For one that is REQUESTED."
        })
    private Optional<String> cancelled = Optional.empty();

    @Option(
        names = "--returned",
        required = true,
        paramLabel = "RETURN_ID",
        description = {
          "The bank sent the money back, and the provider has it; its id for the return.",
          "For one that is PAID."
        })
    private Optional<String> returned = Optional.empty();

    @Option(
        names = "--paid-late",
        required = true,
        paramLabel = "PAYOUT_ID",
        description = {
          "The provider paid it all the same; its id for the payout. The diamonds that were given",
          "back are taken again; those that are spent are owed. For one that is FAILED."
        })
    private Optional<String> paidLate = Optional.empty();

    private Kind kind() {
      if (paid.isPresent()) return Kind.PAID;
      if (returned.isPresent()) return Kind.RETURNED;
      if (paidLate.isPresent()) return Kind.PAID_LATE;
      return refused.isPresent() ? Kind.REFUSED : Kind.CANCELLED;
    }

    private String text() {
      return paid.or(() -> refused)
          .or(() -> cancelled)
          .or(() -> returned)
          .or(() -> paidLate)
          .orElseThrow();
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Key key = Withdrawal.TYPE.key(Earnings.BOOK.account(creator), id);
    try (DynamoDbClient dynamoDb = Aws.dynamoDb();
        SqsClient sqs = Aws.sqs()) {
      DynamoDbTable ledger = new DynamoDbTable(dynamoDb, signed.table());
      Withdrawal withdrawal = find(ledger, key);
      requireStatus(withdrawal.status());
      signed.requireNotOf(creator);
      String queue = Queue.url(sqs, payouts, "payouts");
      Optional<Proposal> said =
          new SaidOfWithdrawal(ledger, signed).said(withdrawal, end.kind(), end.text());
      if (said.isEmpty()) {
        out.println(TwoPeople.PROPOSED);
        return 1;
      }
      new TypedQueue<>(sqs, JsonMapper.createDefault(), PayoutMessage.TYPE, queue)
          .send(PayoutMessage.resolved(creator, id, said.get().id()));
      return await(ledger, key, out);
    } finally {
      out.flush();
    }
  }

  /** Pay-out checks it too; here a person hears of it at once. */
  private void requireStatus(Status status) {
    if (status != end.kind().from()) {
      throw new IllegalStateException(
          "it is %s; --%s is for one that is %s"
              .formatted(status, end.kind().label().replace('_', '-'), end.kind().from()));
    }
  }

  private int await(Table ledger, Key key, PrintWriter out) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    Withdrawal withdrawal;
    do {
      Thread.sleep(BETWEEN_LOOKS);
      withdrawal = find(ledger, key);
    } while (isOpen(withdrawal) && System.nanoTime() < deadline);
    out.printf("the withdrawal is %s%n", withdrawal.status());
    if (withdrawal.status() == end.kind().to()) return 0;
    return isOpen(withdrawal) ? 1 : Operator.EXIT_FAILED;
  }

  /** Whether it may still end as was said, or has not ended. */
  private boolean isOpen(Withdrawal withdrawal) {
    return !withdrawal.isSettled() || withdrawal.status() == end.kind().from();
  }

  private Withdrawal find(Table ledger, Key key) {
    return ledger
        .get(key, true)
        .filter(record -> Claim.hasHappened(record, entry -> ledger.get(entry, true)))
        .map(Withdrawal.TYPE::read)
        .orElseThrow(
            () -> new IllegalArgumentException("%s has no withdrawal %s".formatted(creator, id)));
  }
}

package io.giftledger.operator;

import io.giftledger.dynamodb.TableScan;
import io.giftledger.ledger.table.Key;
import io.giftledger.queues.ConversionsMessage;
import io.giftledger.queues.Outbox;
import io.giftledger.queues.PayoutMessage;
import io.giftledger.queues.Pending;
import io.giftledger.queues.RefundMessage;
import io.giftledger.queues.Repair;
import io.giftledger.queues.Repair.Found;
import io.giftledger.queues.TypedQueue;
import io.giftledger.verify.LedgerReader;
import io.micronaut.json.JsonMapper;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Dispatches again what the table says has waited too long. */
@Command(
    name = "repair",
    description = {
      "Finds gifts, withdrawals, exchanges and awards that have waited too long and puts them on",
      "their queues again. Safe at any time and any number of times: none is converted, paid or",
      "credited twice."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:all that was found was sent",
      "1:some could not be read or sent, or say SENT and are converted",
      "2:it could not be done"
    })
final class RepairCommand implements Callable<Integer> {

  private static final int SEGMENTS_MAX = 64;
  private static final int SHOWN_MAX = 100;

  @Option(names = "--table", required = true, description = "The table's name.")
  private String table = "";

  @Option(
      names = "--conversions",
      required = true,
      description =
          "The name of the queue for gifts and transfers. Example: giftledger-conversions.fifo")
  private String conversions = "";

  @Option(
      names = "--payouts",
      required = true,
      description = "The name of the queue for withdrawals. Example: giftledger-payouts")
  private String payouts = "";

  @Option(
      names = "--older-than",
      defaultValue = "PT1H",
      description = "What has waited longer than this (ISO 8601; default PT1H).")
  private Duration olderThan = Duration.ZERO;

  @Option(
      names = "--segments",
      defaultValue = "4",
      description = "How many parts of the table to read at once (1 to 64; default 4).")
  private int segments;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    if (segments < 1 || segments > SEGMENTS_MAX) {
      throw new ParameterException(spec.commandLine(), "--segments must be 1 to " + SEGMENTS_MAX);
    }
    Instant before = InstantSource.system().instant().minus(olderThan);
    PrintWriter out = spec.commandLine().getOut();
    try (DynamoDbClient dynamoDb = Aws.dynamoDb();
        SqsClient sqs = Aws.sqs()) {
      JsonMapper json = JsonMapper.createDefault();
      Outbox outbox =
          new Outbox(
              new TypedQueue<>(
                  sqs,
                  json,
                  ConversionsMessage.TYPE,
                  Queue.url(sqs, conversions, "conversions.fifo")),
              new TypedQueue<>(sqs, json, PayoutMessage.TYPE, Queue.url(sqs, payouts, "payouts")),
              new TypedQueue<>(sqs, json, RefundMessage.TYPE, Queue.url(sqs, payouts, "payouts")));
      LedgerReader ledger = new LedgerReader(new TableScan(dynamoDb, table), Aws::pause);
      Found found = walk(ledger, outbox, before, out);
      out.printf("%-24s%d%n", "gifts SENT", found.gifts());
      out.printf("%-24s%d%n", "withdrawals REQUESTED", found.requested());
      out.printf("%-24s%d%n", "withdrawals SUBMITTED", found.submitted());
      out.printf("%-24s%d%n", "refunds not taken on", found.refunds());
      out.printf("%-24s%d%n", "transfers REQUESTED", found.transfers());
      out.printf("%-24s%d%n", "not sent", found.notSent());
      out.printf("%-24s%d%n", "not readable", found.unreadable());
      out.printf("%-24s%d%n", "converted, not sent", found.setBack().size());
      for (Key gift : found.setBack()) {
        out.printf("%s %s says SENT and is converted%n", gift.partition(), gift.sort());
      }
      return found.notSent() + found.unreadable() == 0 && found.setBack().isEmpty() ? 0 : 1;
    } finally {
      out.flush();
    }
  }

  private Found walk(LedgerReader ledger, Outbox outbox, Instant before, PrintWriter out)
      throws InterruptedException {
    AtomicInteger shown = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(segments)) {
      List<Future<Found>> walks = new ArrayList<>();
      for (int number = 0; number < segments; number++) {
        int segment = number;
        walks.add(
            threads.submit(
                () -> {
                  Repair repair = new Repair(outbox, before, ledger::find);
                  ledger.each(
                      segment,
                      segments,
                      item -> repair.see(item).ifPresent(pending -> show(out, shown, pending)));
                  return repair.finish();
                }));
      }
      Found all = Found.NOTHING;
      for (Future<Found> walk : walks) all = all.plus(walk.get());
      return all;
    } catch (ExecutionException fault) {
      throw new IllegalStateException("the repair stopped: " + fault.getCause(), fault);
    }
  }

  private static void show(PrintWriter out, AtomicInteger shown, Pending pending) {
    int number = shown.incrementAndGet();
    if (number > SHOWN_MAX) return;
    synchronized (out) {
      switch (pending) {
        case Pending.SentGift gift ->
            out.printf(
                "gift %s of %s to %s: %d coins%n",
                gift.gift().id(), gift.gift().sender(), gift.creator(), gift.gift().coins());
        case Pending.Payout payout ->
            out.printf(
                "withdrawal %s of %s%n", payout.message().withdrawal(), payout.message().creator());
        case Pending.Refund refund ->
            out.printf(
                "refund %s of recharge %s of %s%n",
                refund.message().refund(), refund.message().recharge(), refund.message().viewer());
        case Pending.Transferring transfer ->
            out.printf("%s to %s%n", transfer.message().transfer(), transfer.receiver());
      }
      if (number == SHOWN_MAX) out.println("… and so on");
    }
  }
}

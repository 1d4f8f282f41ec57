package io.giftledger.operator;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.dynamodb.Policies;
import io.giftledger.economy.Act;
import io.giftledger.economy.Money;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.payment.UnappliedApplied;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.table.Item;
import io.giftledger.payments.booking.SettleRecharge;
import io.giftledger.payments.booking.UnappliedPayments;
import io.giftledger.queues.TypedQueue;
import io.giftledger.queues.UnappliedRefundMessage;
import io.micronaut.json.JsonMapper;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What is about payments that are applied to no recharge. */
@Command(
    name = "unapplied",
    description = "Lists payments that are applied to no recharge, refunds and applies them.",
    mixinStandardHelpOptions = true)
final class UnappliedCommand {

  private static final String LINE = "%-10s %-24s %-10s %-18s %14s %14s  %-28s %-20s %s";

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Which payment, and who wants something of it. */
  private static final class Asked {

    @Option(names = "--table", required = true, description = "The table's name.")
    private String table = "";

    @Option(names = "--provider", required = true, description = "Who took the payment.")
    private String provider = "";

    @Option(names = "--payment", required = true, description = "The provider's id for it.")
    private String payment = "";

    @Option(
        names = "--by",
        required = true,
        converter = OneLine.class,
        description = "Who you are; stored with it.")
    private String by = "";

    @Option(
        names = "--note",
        required = true,
        converter = OneLine.class,
        description = "Why, a ticket; stored with it.")
    private String note = "";

    private Item.Builder figures() {
      return Item.builder().text("payment", payment);
    }

    private Act act(Instant at, String kind, Item figures) {
      return new Act(at, kind, Unapplied.of(provider).partitionKey(), by, "", note, figures);
    }

    /** What is listed of an application, if it was this person's; of two people's there is one. */
    private Optional<Act> act(UnappliedPayment.Application done) {
      return Optional.of(
              act(
                  done.place().at(),
                  UnappliedApplied.KIND.label(),
                  figures()
                      .text("user", done.viewer())
                      .text("recharge", done.recharge())
                      .number(Act.ENTRY, done.place().sequence())
                      .build()))
          .filter(_ -> done.by().equals(by) && done.note().equals(note));
    }
  }

  @Command(
      description =
          "Lists them, newest first, and what is left of each; what was settled, too, with --all.",
      mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--table", required = true, description = "The table's name.") String table,
      @Option(
              names = "--provider",
              split = ",",
              defaultValue = "stripe,sandbox",
              description = "Whose (default ${DEFAULT-VALUE}).")
          List<String> providers,
      @Option(names = "--all", description = "What was refunded and applied, too.") boolean all) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        LINE.formatted(
            "provider",
            "booked",
            "status",
            "reason",
            "paid",
            "left",
            "recharge",
            "user",
            "payment"));
    try (DynamoDbClient dynamoDb = Aws.dynamoDb()) {
      UnappliedPayments unapplied = unapplied(new DynamoDbTable(dynamoDb, table));
      List<UnappliedPayment> payments =
          providers.stream()
              .flatMap(provider -> unapplied.newestFirst(provider, Integer.MAX_VALUE).stream())
              .filter(payment -> all || !payment.isSettled())
              .sorted(
                  Comparator.<UnappliedPayment, Instant>comparing(payment -> payment.booking().at())
                      .reversed())
              .toList();
      payments.forEach(payment -> print(out, payment));
      out.printf("%d payments%n", payments.size());
    } finally {
      out.flush();
    }
    return 0;
  }

  private static void print(PrintWriter out, UnappliedPayment payment) {
    out.println(
        Printable.line(
            LINE.formatted(
                payment.provider(),
                payment.booking().at(),
                payment.status(),
                payment.reason(),
                payment.amount().minor() + " " + payment.amount().currency(),
                payment.left().minor() + " " + payment.left().currency(),
                payment.recharge().orElse("-"),
                payment.user().orElse("-"),
                payment.paymentId())));
  }

  @Command(
      description = {
        "Has pay-out pay back what is left of one, through the provider that took it.",
        "It is booked when the provider has taken that on. Safe to be said again."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit status:%n",
      exitCodeList = {"0:it is on its way", "1:nothing is left of it", "2:it could not be done"})
  int refund(
      @Mixin Asked asked,
      @Option(names = "--payouts", required = true, description = "The payouts queue's name.")
          String payouts) {
    PrintWriter out = spec.commandLine().getOut();
    try (DynamoDbClient dynamoDb = Aws.dynamoDb();
        SqsClient sqs = Aws.sqs()) {
      String queue = Queue.url(sqs, payouts, "payouts");
      DynamoDbTable table = new DynamoDbTable(dynamoDb, asked.table);
      UnappliedPayments unapplied = unapplied(table);
      Act act = asked.act(Instant.now(), "unapplied_refunding", asked.figures().build());
      UnappliedPayments.Refunding refunding =
          unapplied.refunding(asked.provider, asked.payment, act);
      if (refunding != UnappliedPayments.Refunding.DONE) {
        out.println(
            switch (refunding) {
              case UNKNOWN -> "there is no such payment";
              case NOTHING_LEFT ->
                  "nothing is left of it: it was paid back, or applied to a recharge";
              case DONE -> "";
            });
        return 1;
      }
      Money left = unapplied.find(asked.provider, asked.payment).orElseThrow().left();
      new TypedQueue<>(sqs, JsonMapper.createDefault(), UnappliedRefundMessage.TYPE, queue)
          .send(new UnappliedRefundMessage(asked.provider, asked.payment, asked.by, asked.note));
      out.printf("%d %s are on their way back%n", left.minor(), left.currency());
      return 0;
    } finally {
      out.flush();
    }
  }

  @Command(
      description = {
        "Applies one to a recharge that awaits exactly this amount, and credits its coins.",
        "If it breaks off in between, say it again: it goes on."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit status:%n",
      exitCodeList = {
        "0:the recharge is paid by it",
        "1:it does not fit",
        "2:it could not be done"
      })
  int apply(
      @Mixin Asked asked,
      @Option(names = "--user", required = true, description = "Whose recharge it is.") String user,
      @Option(names = "--recharge", required = true, description = "The recharge's id.")
          String recharge) {
    PrintWriter out = spec.commandLine().getOut();
    try (DynamoDbClient dynamoDb = Aws.dynamoDb()) {
      DynamoDbTable table = new DynamoDbTable(dynamoDb, asked.table);
      UnappliedPayments unapplied = unapplied(table);
      UnappliedPayments.Applied applied =
          unapplied.apply(asked.provider, asked.payment, user, recharge, asked.by, asked.note);
      if (applied != UnappliedPayments.Applied.DONE) {
        out.println(
            switch (applied) {
              case UNKNOWN -> "there is no such payment";
              case SETTLED_OTHERWISE ->
                  settled(unapplied.find(asked.provider, asked.payment).orElseThrow());
              case UNKNOWN_RECHARGE -> "there is no such recharge of this provider's";
              case DOES_NOT_FIT -> "the recharge is paid, or costs something else";
              case DONE -> "";
            });
        return 1;
      }
      UnappliedPayment payment = unapplied.find(asked.provider, asked.payment).orElseThrow();
      payment.applied().flatMap(asked::act).ifPresent(Aws.acts(table)::store);
      SettleRecharge.in(ledger(table), policies(table), InstantSource.system())
          .settleApplied(asked.provider, asked.payment);
      out.println("the recharge is paid by it");
      return 0;
    } finally {
      out.flush();
    }
  }

  /** Why one cannot be applied: the recharge costs all of it. */
  private static String settled(UnappliedPayment payment) {
    return switch (payment.status()) {
      case UNAPPLIED ->
          "a part of it was paid back: of %d %s %d are left"
              .formatted(
                  payment.amount().minor(), payment.amount().currency(), payment.left().minor());
      case REFUNDING -> "it is on its way back";
      case REFUNDED -> "it was paid back";
      case APPLIED -> "it was applied to another recharge";
    };
  }

  private static UnappliedPayments unapplied(DynamoDbTable table) {
    return new UnappliedPayments(ledger(table), policies(table));
  }

  private static Policies policies(DynamoDbTable table) {
    return new Policies(table, System::nanoTime);
  }

  private static Ledger ledger(DynamoDbTable table) {
    return new Ledger(table, InstantSource.system(), Aws::pause, Format.CURRENT);
  }
}

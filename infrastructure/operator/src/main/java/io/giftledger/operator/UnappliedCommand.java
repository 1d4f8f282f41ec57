package io.giftledger.operator;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.dynamodb.Policies;
import io.giftledger.economy.Act;
import io.giftledger.economy.Money;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.payment.UnappliedApplied;
import io.giftledger.economy.payment.UnappliedPayment;
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

    @Mixin private SignedOptions signed = new SignedOptions();

    @Option(names = "--provider", required = true, description = "Who took the payment.")
    private String provider = "";

    @Option(names = "--payment", required = true, description = "The provider's id for it.")
    private String payment = "";

    /** What both have to say alike of it. */
    private Item.Builder figures(Money amount) {
      return Item.builder()
          .text("payment", payment)
          .number("amount", amount.minor())
          .text("currency", amount.currency());
    }

    private TwoPeople people(DynamoDbClient dynamoDb, Proposal.Kind proposed, Instant now) {
      return TwoPeople.of(
          signed,
          dynamoDb,
          proposed.label() + "_proposed",
          Unapplied.of(provider).partitionKey(),
          "",
          now);
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
        "It is booked when the provider has taken that on. Safe to be said again.",
        "One person proposes it; when another says so, too, within 7 days, it is done."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit status:%n",
      exitCodeList = {
        "0:it is on its way",
        "1:somebody else is to say so, too, or nothing is left of it",
        "2:it could not be done"
      })
  int refund(
      @Mixin Asked asked,
      @Option(names = "--payouts", required = true, description = "The payouts queue's name.")
          String payouts) {
    PrintWriter out = spec.commandLine().getOut();
    try (DynamoDbClient dynamoDb = Aws.dynamoDb();
        SqsClient sqs = Aws.sqs()) {
      String queue = Queue.url(sqs, payouts, "payouts");
      UnappliedPayments unapplied = unapplied(new DynamoDbTable(dynamoDb, asked.signed.table()));
      UnappliedPayment payment = find(unapplied, asked);
      Money left = payment.left();
      if (left.minor() == 0) return nothingLeft(out);
      Instant now = Instant.now();
      TwoPeople people = asked.people(dynamoDb, Proposal.Kind.UNAPPLIED_REFUND, now);
      Item figures = asked.figures(left).build();
      Optional<String> first = people.first(figures);
      if (first.isEmpty()) return proposed(out);
      Act act = people.act("unapplied_refunding", first.get(), now, figures);
      if (unapplied.refunding(asked.provider, asked.payment, act)
          != UnappliedPayments.Refunding.DONE) {
        return nothingLeft(out);
      }
      new TypedQueue<>(sqs, JsonMapper.createDefault(), UnappliedRefundMessage.TYPE, queue)
          .send(
              new UnappliedRefundMessage(
                  asked.provider, asked.payment, people.both(first.get()), asked.signed.note()));
      out.printf("%d %s are on their way back%n", left.minor(), left.currency());
      return 0;
    } finally {
      out.flush();
    }
  }

  @Command(
      description = {
        "Applies one to a recharge that awaits exactly this amount, and credits its coins.",
        "If it breaks off in between, say it again: it goes on.",
        "One person proposes it; when another says so, too, within 7 days, it is done."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit status:%n",
      exitCodeList = {
        "0:the recharge is paid by it",
        "1:somebody else is to say so, too, or it does not fit",
        "2:it could not be done"
      })
  int apply(
      @Mixin Asked asked,
      @Option(names = "--user", required = true, description = "Whose recharge it is.") String user,
      @Option(names = "--recharge", required = true, description = "The recharge's id.")
          String recharge) {
    PrintWriter out = spec.commandLine().getOut();
    asked.signed.requireNotOf(user);
    try (DynamoDbClient dynamoDb = Aws.dynamoDb()) {
      DynamoDbTable table = new DynamoDbTable(dynamoDb, asked.signed.table());
      UnappliedPayments unapplied = unapplied(table);
      Item figures =
          asked
              .figures(find(unapplied, asked).amount())
              .text("user", user)
              .text("recharge", recharge)
              .build();
      TwoPeople people = asked.people(dynamoDb, Proposal.Kind.APPLICATION, Instant.now());
      Optional<String> first = people.first(figures);
      if (first.isEmpty()) return proposed(out);
      String both = people.both(first.get());
      String note = asked.signed.note();
      UnappliedPayments.Applied applied =
          unapplied.apply(asked.provider, asked.payment, user, recharge, both, note);
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
      // What others applied is listed as theirs.
      find(unapplied, asked)
          .applied()
          .filter(done -> done.by().equals(both) && done.note().equals(note))
          .map(
              done ->
                  people.act(
                      UnappliedApplied.KIND.label(),
                      first.get(),
                      done.place().at(),
                      figures.toBuilder().number(Act.ENTRY, done.place().sequence()).build()))
          .ifPresent(Aws.acts(table)::store);
      SettleRecharge.in(Aws.ledger(table), policies(table), InstantSource.system())
          .settleApplied(asked.provider, asked.payment);
      out.println("the recharge is paid by it");
      return 0;
    } finally {
      out.flush();
    }
  }

  /** The payment, if it is no money of who asks. */
  private static UnappliedPayment find(UnappliedPayments unapplied, Asked asked) {
    UnappliedPayment payment =
        unapplied
            .find(asked.provider, asked.payment)
            .orElseThrow(() -> new IllegalArgumentException("there is no such payment"));
    payment.user().ifPresent(asked.signed::requireNotOf);
    return payment;
  }

  private static int proposed(PrintWriter out) {
    out.println(TwoPeople.PROPOSED);
    return 1;
  }

  private static int nothingLeft(PrintWriter out) {
    out.println("nothing is left of it: it was paid back, or applied to a recharge");
    return 1;
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
    return new UnappliedPayments(Aws.ledger(table), policies(table));
  }

  private static Policies policies(DynamoDbTable table) {
    return new Policies(table, System::nanoTime);
  }
}

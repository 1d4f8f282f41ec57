package io.giftledger.operator;

import io.giftledger.queues.Cause;
import io.giftledger.queues.DeadLetter.Attribute;
import io.giftledger.queues.DeadLetters;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Shows what was set aside, as {@link DeadLetters#look} says. */
@Command(
    name = "dead-letters",
    description = {
      "Shows the messages that a queue's function gave up, with their causes.",
      "They stay where they are."
    },
    mixinStandardHelpOptions = true)
final class DeadLettersCommand implements Callable<Integer> {

  private static final int LIMIT_MAX = 1_000;
  private static final int BODY_SHOWN = 200;

  @Option(
      names = "--queue",
      required = true,
      description = {
        "The queue's name: of its dead-letter queue if it has one, else of itself.",
        "Example: giftledger-payouts"
      })
  private String queue = "";

  @Option(
      names = "--limit",
      defaultValue = "100",
      description = "Show at most so many (1 to 1000; default 100).")
  private int limit;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new ParameterException(spec.commandLine(), "--limit must be 1 to " + LIMIT_MAX);
    }
    PrintWriter out = spec.commandLine().getOut();
    try (SqsClient sqs = Aws.sqs()) {
      Queue aside = Queue.named(sqs, queue).deadLetters(sqs);
      DeadLetters deadLetters = new DeadLetters(sqs, aside.url());
      List<Message> messages = deadLetters.look(limit);
      Instant now = InstantSource.system().instant();
      for (Message message : messages) print(out, message, now);
      out.printf(
          "%d shown of about %s in %s%n", messages.size(), deadLetters.count(), aside.name());
    }
    out.flush();
    return 0;
  }

  private static void print(PrintWriter out, Message message, Instant now) {
    Instant at = DeadLetters.sentAt(message);
    out.printf("%s  (%s ago)  %s%n", at, Ages.words(Duration.between(at, now)), cause(message));
    for (Attribute attribute : Attribute.values()) {
      if (attribute == Attribute.CAUSE) continue;
      attribute
          .of(message.messageAttributes())
          .ifPresent(value -> out.printf("  %-10s %s%n", attribute.label(), Printable.line(value)));
    }
    String group = DeadLetters.group(message);
    if (!group.isEmpty()) out.printf("  %-10s %s%n", "group", Printable.line(group));
    String body = Printable.line(message.body().replaceAll("\\s+", " "));
    out.printf(
        "  %-10s %s%n%n",
        "body", body.length() <= BODY_SHOWN ? body : body.substring(0, BODY_SHOWN) + "…");
  }

  /** Why it is there, and what that means. */
  private static String cause(Message message) {
    return Attribute.CAUSE
        .of(message.messageAttributes())
        .map(
            label ->
                Cause.ofLabel(label).map(cause -> label + ": " + cause.meaning()).orElse(label))
        .orElse("no cause given: moved by SQS or Lambda");
  }
}

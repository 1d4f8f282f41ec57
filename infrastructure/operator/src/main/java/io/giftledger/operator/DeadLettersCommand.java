package io.giftledger.operator;

import io.giftledger.queues.Cause;
import io.giftledger.queues.DeadLetter.Attribute;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Shows what was set aside, and leaves it there. SQS has no way to look without receiving, so each
 * message is hidden for some seconds and then shown again; of a FIFO group only the first ones are
 * seen that way.
 */
@Command(
    name = "dead-letters",
    description = {
      "Shows the messages that a queue's function gave up, with their causes.",
      "They stay where they are."
    },
    mixinStandardHelpOptions = true)
final class DeadLettersCommand implements Callable<Integer> {

  private static final int RECEIVE_MAX = 10;
  private static final int LIMIT_MAX = 1_000;
  private static final int HIDDEN_SECONDS = 30;
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
      Queue deadLetters = Queue.named(sqs, queue).deadLetters(sqs);
      List<Message> messages = look(sqs, deadLetters);
      Instant now = InstantSource.system().instant();
      for (Message message : messages) print(out, message, now);
      out.printf(
          "%d shown of about %s in %s%n",
          messages.size(), count(sqs, deadLetters), deadLetters.name());
    }
    out.flush();
    return 0;
  }

  private List<Message> look(SqsClient sqs, Queue deadLetters) {
    List<Message> seen = new ArrayList<>();
    try {
      while (seen.size() < limit) {
        int room = Math.min(RECEIVE_MAX, limit - seen.size());
        List<Message> some =
            sqs.receiveMessage(
                    request ->
                        request
                            .queueUrl(deadLetters.url())
                            .maxNumberOfMessages(room)
                            .visibilityTimeout(HIDDEN_SECONDS)
                            .waitTimeSeconds(1)
                            .messageAttributeNames("All")
                            .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
        if (some.isEmpty()) return seen;
        seen.addAll(some);
      }
      return seen;
    } finally {
      for (Message message : seen) {
        sqs.changeMessageVisibility(
            request ->
                request
                    .queueUrl(deadLetters.url())
                    .receiptHandle(message.receiptHandle())
                    .visibilityTimeout(0));
      }
    }
  }

  private static String count(SqsClient sqs, Queue deadLetters) {
    return Objects.requireNonNullElse(
        sqs.getQueueAttributes(
                request ->
                    request
                        .queueUrl(deadLetters.url())
                        .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
            .attributes()
            .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES),
        "?");
  }

  private static void print(PrintWriter out, Message message, Instant now) {
    String sentAt =
        message.attributes().getOrDefault(MessageSystemAttributeName.SENT_TIMESTAMP, "0");
    Instant at = Instant.ofEpochMilli(Long.parseLong(sentAt));
    out.printf("%s  (%s ago)  %s%n", at, Ages.words(Duration.between(at, now)), cause(message));
    for (Attribute attribute : Attribute.values()) {
      if (attribute == Attribute.CAUSE) continue;
      attribute
          .of(message.messageAttributes())
          .ifPresent(value -> out.printf("  %-10s %s%n", attribute.label(), value));
    }
    String group =
        message.attributes().getOrDefault(MessageSystemAttributeName.MESSAGE_GROUP_ID, "");
    if (!group.isEmpty()) out.printf("  %-10s %s%n", "group", group);
    String body = message.body().replaceAll("\\s+", " ");
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

package io.giftledger.operator;

import io.giftledger.queues.FifoPlace;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * Moves the dead letters of a queue back to it, each once. SQS's own move task goes on until the
 * dead-letter queue is empty: what fails again, and is set aside again at once, it would carry in a
 * circle. Here, what was set aside after the start stays.
 *
 * <p>A message is sent before it is deleted. If the command is stopped in between, it is in both
 * queues, which is harmless: whoever takes it the second time finds it done.
 */
@Command(
    name = "redrive",
    description = {
      "Moves all dead letters of a queue back to it, where they are tried again.",
      "First mend what they failed of: else they come back."
    },
    mixinStandardHelpOptions = true)
final class RedriveCommand implements Callable<Integer> {

  private static final int RECEIVE_MAX = 10;
  private static final int HIDDEN_SECONDS = 60;

  /** So many that were set aside meanwhile are looked past for older ones behind them. */
  private static final int YOUNGER_MAX = 1_000;

  private static final int TOLD_EVERY = 100;

  @Option(
      names = "--queue",
      required = true,
      description = "The queue that they came from. Example: giftledger-payouts")
  private String queue = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Instant start = InstantSource.system().instant();
    PrintWriter out = spec.commandLine().getOut();
    try (SqsClient sqs = Aws.sqs()) {
      Queue target = Queue.named(sqs, queue);
      if (target.deadLetterArn().isEmpty()) {
        throw new IllegalArgumentException(
            queue + " has no dead-letter queue; name the one that they came from");
      }
      move(sqs, target.deadLetters(sqs), target, start, out);
      return 0;
    } finally {
      out.flush();
    }
  }

  private static void move(
      SqsClient sqs, Queue deadLetters, Queue target, Instant start, PrintWriter out) {
    List<Message> younger = new ArrayList<>();
    long moved = 0;
    try {
      while (younger.size() < YOUNGER_MAX) {
        List<Message> some = receive(sqs, deadLetters);
        if (some.isEmpty()) break;
        for (Message message : some) {
          if (sentAt(message).isAfter(start)) {
            younger.add(message);
          } else {
            moveOne(sqs, deadLetters, target, message);
            moved++;
            if (moved % TOLD_EVERY == 0) tell(out, moved, deadLetters, target);
          }
        }
      }
    } finally {
      for (Message message : younger) show(sqs, deadLetters, message);
      tell(out, moved, deadLetters, target);
    }
    if (!younger.isEmpty()) out.printf("%d set aside meanwhile%n", younger.size());
  }

  private static void tell(PrintWriter out, long moved, Queue deadLetters, Queue target) {
    out.printf("%d moved from %s to %s%n", moved, deadLetters.name(), target.name());
    out.flush();
  }

  private static List<Message> receive(SqsClient sqs, Queue deadLetters) {
    return sqs.receiveMessage(
            request ->
                request
                    .queueUrl(deadLetters.url())
                    .maxNumberOfMessages(RECEIVE_MAX)
                    .visibilityTimeout(HIDDEN_SECONDS)
                    .waitTimeSeconds(1)
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
        .messages();
  }

  private static void moveOne(SqsClient sqs, Queue deadLetters, Queue target, Message message) {
    String group =
        message.attributes().getOrDefault(MessageSystemAttributeName.MESSAGE_GROUP_ID, "");
    sqs.sendMessage(
        request -> {
          request.queueUrl(target.url()).messageBody(message.body());
          if (!group.isEmpty()) {
            FifoPlace.ofMoved(group, message.messageId(), sentTimestamp(message)).set(request);
          }
        });
    sqs.deleteMessage(
        request -> request.queueUrl(deadLetters.url()).receiptHandle(message.receiptHandle()));
  }

  private static void show(SqsClient sqs, Queue deadLetters, Message message) {
    sqs.changeMessageVisibility(
        request ->
            request
                .queueUrl(deadLetters.url())
                .receiptHandle(message.receiptHandle())
                .visibilityTimeout(0));
  }

  private static Instant sentAt(Message message) {
    return Instant.ofEpochMilli(Long.parseLong(sentTimestamp(message)));
  }

  private static String sentTimestamp(Message message) {
    return message.attributes().getOrDefault(MessageSystemAttributeName.SENT_TIMESTAMP, "0");
  }
}

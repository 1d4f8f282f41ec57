package io.giftledger.operator;

import io.giftledger.queues.DeadLetters;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Moves the dead letters of a queue back to it, as {@link DeadLetters#redrive} says. */
@Command(
    name = "redrive",
    description = {
      "Moves all dead letters of a queue back to it, where they are tried again.",
      "First mend what they failed of: else they come back."
    },
    mixinStandardHelpOptions = true)
final class RedriveCommand implements Callable<Integer> {

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
      Queue aside = target.deadLetters(sqs);
      DeadLetters.Redriven done =
          new DeadLetters(sqs, aside.url())
              .redrive(
                  target.url(),
                  start,
                  Long.MAX_VALUE,
                  moved -> {
                    if (moved % TOLD_EVERY == 0) tell(out, moved, aside, target);
                  });
      tell(out, done.moved(), aside, target);
      if (done.younger() > 0) {
        out.printf(
            "%d were set aside after this had begun, and stay: redrive again when the cause is"
                + " gone%n",
            done.younger());
      }
      return 0;
    } finally {
      out.flush();
    }
  }

  private static void tell(PrintWriter out, long moved, Queue deadLetters, Queue target) {
    out.printf("%d moved from %s to %s%n", moved, deadLetters.name(), target.name());
    out.flush();
  }
}

package io.giftledger.lambda;

import io.giftledger.lambda.QueueEvent.Message;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * What becomes of a queue's messages that failed. One that can never succeed ({@link
 * PoisonException}) goes to the dead-letter queue at once, so that it holds up nothing behind it;
 * one that failed for the last time that the queue allows goes there with its last fault. Both then
 * count as handled. Any other is reported as failed, and the queue delivers it again.
 *
 * <p>The queue's own redrive policy stays behind this: it moves what a function that crashes, runs
 * out of time or cannot reach the dead-letter queue leaves behind.
 */
@Singleton
@Requires(classes = SqsClient.class)
public final class BatchFailures {

  /** Why a message was given up that might have succeeded: it was tried as often as it may be. */
  public static final String RETRIES_EXHAUSTED = "retries_exhausted";

  private static final Logger LOG = LoggerFactory.getLogger(BatchFailures.class);

  private final DeadLetterQueue deadLetters;
  private final int receivesMax;

  /**
   * @param receivesMax {@code MAX_RECEIVE_COUNT}: that of the queue's redrive policy
   */
  BatchFailures(
      DeadLetterQueue deadLetters, @Property(name = "max.receive.count") int receivesMax) {
    this.deadLetters = deadLetters;
    this.receivesMax = receivesMax;
  }

  /** Handles each message by itself; one that throws has failed. */
  public BatchResponse ofEach(QueueEvent event, Consumer<Message> handler) {
    Map<Message, RuntimeException> faults = new LinkedHashMap<>();
    for (Message message : event.records()) {
      try {
        handler.accept(message);
      } catch (RuntimeException fault) {
        faults.put(message, fault);
      }
    }
    return of(faults);
  }

  /**
   * What to answer the queue.
   *
   * @param faults the messages that failed, each with its fault; all others succeeded
   */
  public BatchResponse of(Map<Message, RuntimeException> faults) {
    return BatchResponse.failed(
        faults.entrySet().stream()
            .filter(fault -> !isGivenUp(fault.getKey(), fault.getValue()))
            .map(fault -> fault.getKey().messageId())
            .toList());
  }

  private boolean isGivenUp(Message message, RuntimeException fault) {
    if (fault instanceof PoisonException poison) {
      return giveUp(message, poison.code(), String.valueOf(poison.getMessage()));
    }
    LOG.atError()
        .addKeyValue("messageId", message.messageId())
        .addKeyValue("receives", message.receives())
        .setCause(fault)
        .log("message failed");
    // After its last permitted receive, the queue itself would move it, without a word.
    return message.receives() >= receivesMax
        && giveUp(message, RETRIES_EXHAUSTED, fault.toString());
  }

  private boolean giveUp(Message message, String cause, String detail) {
    return deadLetters.take(
        new DeadLetter(
            message.messageId(),
            message.body(),
            message.group().map(group -> new DeadLetter.Group(group, message.deliveryId())),
            cause,
            detail));
  }
}

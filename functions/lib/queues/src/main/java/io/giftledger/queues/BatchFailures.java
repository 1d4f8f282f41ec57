package io.giftledger.queues;

import io.giftledger.lambda.BatchResponse;
import io.giftledger.queues.QueueEvent.Message;
import io.micronaut.context.annotation.Property;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
public final class BatchFailures {

  private static final Logger LOG = LoggerFactory.getLogger(BatchFailures.class);

  private final DeadLetterQueue deadLetters;
  private final JsonMapper json;
  private final int receivesMax;

  /**
   * @param receivesMax {@code MAX_RECEIVE_COUNT}: that of the queue's redrive policy
   */
  BatchFailures(
      DeadLetterQueue deadLetters,
      JsonMapper json,
      @Property(name = "max.receive.count") int receivesMax) {
    this.deadLetters = deadLetters;
    this.json = json;
    this.receivesMax = receivesMax;
  }

  /** Reads and handles each message by itself; one that throws has failed. */
  public <M> BatchResponse ofEach(QueueEvent event, MessageType<M> type, Consumer<M> handler) {
    return ofEach(event, message -> handler.accept(type.read(json, message.body())));
  }

  /** Handles each message by itself, whatever its body is; one that throws has failed. */
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
      return deadLetters.take(
          DeadLetter.of(message, poison.reason(), String.valueOf(poison.getMessage())));
    }
    LOG.atError()
        .addKeyValue("messageId", message.messageId())
        .addKeyValue("receives", message.receives())
        .setCause(fault)
        .log("message failed");
    // After its last permitted receive, the queue itself would move it, without a word.
    return message.receives() >= receivesMax
        && deadLetters.take(DeadLetter.of(message, Cause.RETRIES_EXHAUSTED, fault.toString()));
  }
}

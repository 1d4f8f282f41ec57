package io.giftledger.queues;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What was set aside of a queue, as a person looks at it and has it tried again. */
public final class DeadLetters {

  private static final int RECEIVE_MAX = 10;

  /** So long a message that is looked at is seen by nobody else, in seconds. */
  private static final int LOOKED_AT = 30;

  /** So long one that is moved is not, in seconds. */
  private static final int MOVED = 60;

  /** So many that were set aside meanwhile are looked past for older ones behind them. */
  private static final int YOUNGER_MAX = 1_000;

  private final SqsClient sqs;
  private final String url;

  /**
   * @param url where the dead letters are
   */
  public DeadLetters(SqsClient sqs, String url) {
    this.sqs = sqs;
    this.url = url;
  }

  /**
   * Shows some, and leaves them where they are. SQS has no way to look without receiving, so each
   * message is hidden for some seconds and then shown again; of a FIFO group only the first ones
   * are seen that way.
   *
   * @param limit at most so many
   */
  public List<Message> look(int limit) {
    List<Message> seen = new ArrayList<>();
    try {
      while (seen.size() < limit) {
        List<Message> some = receive(Math.min(RECEIVE_MAX, limit - seen.size()), LOOKED_AT);
        if (some.isEmpty()) return seen;
        seen.addAll(some);
      }
      return seen;
    } finally {
      seen.forEach(this::show);
    }
  }

  /** About how many there are, in SQS's word. */
  public String count() {
    return Objects.requireNonNullElse(
        sqs.getQueueAttributes(
                request ->
                    request
                        .queueUrl(url)
                        .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
            .attributes()
            .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES),
        "?");
  }

  /** When a message was set aside. */
  public static Instant sentAt(Message message) {
    return Instant.ofEpochMilli(Long.parseLong(sentTimestamp(message)));
  }

  /** The group of a message; empty if its queue has none. */
  public static String group(Message message) {
    return message.attributes().getOrDefault(MessageSystemAttributeName.MESSAGE_GROUP_ID, "");
  }

  /**
   * What became of dead letters that were to be tried again.
   *
   * @param moved how many are in their queue again
   * @param younger how many were met that were set aside since the start, and stay
   */
  public record Redriven(long moved, int younger) {}

  /**
   * Moves dead letters back to their queue, each once. SQS's own move task goes on until the
   * dead-letter queue is empty: what fails again, and is set aside again at once, it would carry in
   * a circle. Here, what was set aside after the start stays.
   *
   * <p>A message is sent before it is deleted. If this is stopped in between, it is in both queues,
   * which is harmless: whoever takes it the second time finds it done.
   *
   * @param target the queue that they came from
   * @param start what was set aside after it stays
   * @param limit at most so many
   * @param told is told how many are moved so far, after each
   */
  public Redriven redrive(String target, Instant start, long limit, LongConsumer told) {
    List<Message> younger = new ArrayList<>();
    long moved = 0;
    try {
      while (younger.size() < YOUNGER_MAX && moved < limit) {
        List<Message> some = receive((int) Math.min(RECEIVE_MAX, limit - moved), MOVED);
        if (some.isEmpty()) break;
        for (Message message : some) {
          if (sentAt(message).isAfter(start)) {
            younger.add(message);
          } else {
            move(message, target);
            moved++;
            told.accept(moved);
          }
        }
      }
      return new Redriven(moved, younger.size());
    } finally {
      younger.forEach(this::show);
    }
  }

  private void move(Message message, String target) {
    String group = group(message);
    sqs.sendMessage(
        request -> {
          request.queueUrl(target).messageBody(message.body());
          if (!group.isEmpty()) {
            FifoPlace.ofMoved(group, message.messageId(), sentTimestamp(message)).set(request);
          }
        });
    sqs.deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle()));
  }

  private List<Message> receive(int number, int hiddenSeconds) {
    return sqs.receiveMessage(
            request ->
                request
                    .queueUrl(url)
                    .maxNumberOfMessages(number)
                    .visibilityTimeout(hiddenSeconds)
                    .waitTimeSeconds(1)
                    .messageAttributeNames("All")
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
        .messages();
  }

  private void show(Message message) {
    sqs.changeMessageVisibility(
        request ->
            request.queueUrl(url).receiptHandle(message.receiptHandle()).visibilityTimeout(0));
  }

  private static String sentTimestamp(Message message) {
    return message.attributes().getOrDefault(MessageSystemAttributeName.SENT_TIMESTAMP, "0");
  }
}

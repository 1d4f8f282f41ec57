package io.giftledger.emulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Takes messages from a queue that nothing else reads, for a test to look at. */
public final class QueueReader {

  private static final Duration WAIT_MAX = Duration.ofSeconds(20);

  private static final int RECEIVE_MAX = 10;

  private final EmbeddedAws aws;
  private final String url;

  /**
   * @param logicalId the queue's key under Resources
   */
  public QueueReader(EmbeddedAws aws, String logicalId) {
    this.aws = aws;
    this.url = aws.queueUrl(logicalId);
  }

  /** All messages that are there now. */
  public List<Message> takeAll() {
    List<Message> all = new ArrayList<>();
    for (List<Message> some = take(); !some.isEmpty(); some = take()) all.addAll(some);
    return all;
  }

  /**
   * The first message of a kind; all that come before it are gone then.
   *
   * @throws AssertionError if it does not come soon
   */
  public Message next(Predicate<Message> wanted) {
    long deadline = System.nanoTime() + WAIT_MAX.toNanos();
    while (System.nanoTime() < deadline) {
      for (Message message : take()) {
        if (wanted.test(message)) return message;
      }
      pause();
    }
    throw new AssertionError("no such message in " + url);
  }

  private List<Message> take() {
    List<Message> messages =
        aws.sqs()
            .receiveMessage(
                request ->
                    request
                        .queueUrl(url)
                        .maxNumberOfMessages(RECEIVE_MAX)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
            .messages();
    // A FIFO group stays locked while one of its messages is in flight.
    for (Message message : messages) {
      aws.sqs()
          .deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle()));
    }
    return messages;
  }

  /** The value of a message's attribute; empty if it has none of that name. */
  public static String attribute(Message message, String name) {
    var value = message.messageAttributes().get(name);
    return value == null ? "" : value.stringValue();
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }
}

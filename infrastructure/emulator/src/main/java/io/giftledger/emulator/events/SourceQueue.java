package io.giftledger.emulator.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * A queue as an event source uses it. The order within a FIFO queue's message groups is kept by the
 * queue, which gives out no message of a group before the ones that were given out are deleted or
 * visible again.
 */
public final class SourceQueue {
  /** The most messages in one request. */
  public static final int REQUEST_MAX = 10;

  private final SqsClient sqs;
  private final String url;
  private final String arn;
  private final Duration visibilityTimeout;

  /**
   * @param url of a queue that is there
   */
  public SourceQueue(SqsClient sqs, String url) {
    this.sqs = sqs;
    this.url = url;
    var attributes =
        sqs.getQueueAttributes(
                request ->
                    request
                        .queueUrl(url)
                        .attributeNames(
                            QueueAttributeName.QUEUE_ARN, QueueAttributeName.VISIBILITY_TIMEOUT))
            .attributes();
    this.arn = Objects.requireNonNull(attributes.get(QueueAttributeName.QUEUE_ARN));
    this.visibilityTimeout =
        Duration.ofSeconds(
            Long.parseLong(
                Objects.requireNonNull(attributes.get(QueueAttributeName.VISIBILITY_TIMEOUT))));
  }

  /** Where it answers. */
  public String url() {
    return url;
  }

  /** Its name in events. */
  public String arn() {
    return arn;
  }

  /** Whether it keeps the order of its message groups. */
  public boolean isFifo() {
    return url.endsWith(".fifo");
  }

  /** How long a received message is invisible unless the receiver says otherwise. */
  public Duration visibilityTimeout() {
    return visibilityTimeout;
  }

  /** Takes what is there now: as many messages as are wanted, or {@link #REQUEST_MAX}, or fewer. */
  public List<Message> receive(int wanted) {
    return receive(wanted, null);
  }

  /**
   * As {@link #receive(int)}.
   *
   * @param invisible how long the messages are given out to nobody else; null for the queue's own
   */
  public List<Message> receive(int wanted, @Nullable Duration invisible) {
    // ElasticMQ spins while a long poll waits and a message stands behind a locked group.
    return sqs.receiveMessage(
            request ->
                request
                    .queueUrl(url)
                    .maxNumberOfMessages(Math.min(wanted, REQUEST_MAX))
                    .waitTimeSeconds(0)
                    .visibilityTimeout(
                        invisible == null ? null : Math.toIntExact(invisible.toSeconds()))
                    .messageAttributeNames("All")
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
        .messages();
  }

  /** Deletes messages that were handled. */
  public void delete(List<Message> messages) {
    for (var entries : requests(messages, SourceQueue::deletion)) {
      sqs.deleteMessageBatch(request -> request.queueUrl(url).entries(entries));
    }
  }

  /** Makes messages visible again at once. */
  public void giveBack(List<Message> messages) {
    for (var entries : requests(messages, SourceQueue::visibleNow)) {
      sqs.changeMessageVisibilityBatch(request -> request.queueUrl(url).entries(entries));
    }
  }

  private static <T> List<List<T>> requests(List<Message> messages, Function<Message, T> entry) {
    List<List<T>> requests = new ArrayList<>();
    for (int from = 0; from < messages.size(); from += REQUEST_MAX) {
      int to = Math.min(messages.size(), from + REQUEST_MAX);
      requests.add(messages.subList(from, to).stream().map(entry).toList());
    }
    return requests;
  }

  private static DeleteMessageBatchRequestEntry deletion(Message message) {
    return DeleteMessageBatchRequestEntry.builder()
        .id(message.messageId())
        .receiptHandle(message.receiptHandle())
        .build();
  }

  private static ChangeMessageVisibilityBatchRequestEntry visibleNow(Message message) {
    return ChangeMessageVisibilityBatchRequestEntry.builder()
        .id(message.messageId())
        .receiptHandle(message.receiptHandle())
        .visibilityTimeout(0)
        .build();
  }
}

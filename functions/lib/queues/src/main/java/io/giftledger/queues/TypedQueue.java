package io.giftledger.queues;

import io.micronaut.json.JsonMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * A queue that messages of one type are sent to.
 *
 * @param <M> its messages
 */
public final class TypedQueue<M> {

  private static final Logger LOG = LoggerFactory.getLogger(TypedQueue.class);

  /** SQS takes 10 messages at once, and 1 MiB: ten full gift batches stay below a third of it. */
  private static final int BATCH_MAX = 10;

  private final SqsClient sqs;
  private final JsonMapper json;
  private final MessageType<M> type;
  private final String url;

  /**
   * @param url where SQS has it
   */
  public TypedQueue(SqsClient sqs, JsonMapper json, MessageType<M> type, String url) {
    this.sqs = sqs;
    this.json = json;
    this.type = type;
    this.url = url;
  }

  /**
   * A message to send with others.
   *
   * @param place where in a FIFO queue; empty in another
   * @param ids what the sender knows its contents by
   */
  public record Outgoing<M>(M message, Optional<FifoPlace> place, List<String> ids) {}

  /**
   * Sends a message.
   *
   * @throws SdkException if it may not have arrived
   */
  public void send(M message) {
    sqs.sendMessage(request(message).build());
  }

  /**
   * Sends a message to a FIFO queue.
   *
   * @throws SdkException if it may not have arrived
   */
  public void send(M message, FifoPlace place) {
    SendMessageRequest.Builder request = request(message);
    place.set(request);
    sqs.sendMessage(request.build());
  }

  /**
   * Sends a message once more, as it is.
   *
   * @param delay until it is delivered, in whole seconds; at most SQS's 15 minutes
   * @throws SdkException if it may not have arrived
   */
  public void sendAgain(M message, Duration delay) {
    sqs.sendMessage(request(message).delaySeconds(Math.toIntExact(delay.toSeconds())).build());
  }

  /**
   * Sends messages in order, in SQS's batches.
   *
   * @return the ids of those that may not have arrived; send them again
   */
  public List<String> sendAll(List<Outgoing<M>> messages) {
    List<String> failed = new ArrayList<>();
    for (int from = 0; from < messages.size(); from += BATCH_MAX) {
      failed.addAll(sendBatch(messages.subList(from, Math.min(messages.size(), from + BATCH_MAX))));
    }
    return failed;
  }

  private List<String> sendBatch(List<Outgoing<M>> messages) {
    try {
      List<SendMessageBatchRequestEntry> entries =
          IntStream.range(0, messages.size())
              .mapToObj(index -> entry(index, messages.get(index)))
              .toList();
      return sqs
          .sendMessageBatch(request -> request.queueUrl(url).entries(entries))
          .failed()
          .stream()
          .peek(TypedQueue::logFailure)
          .flatMap(failure -> messages.get(Integer.parseInt(failure.id())).ids().stream())
          .toList();
    } catch (SdkException fault) {
      LOG.atError().addKeyValue("queue", url).setCause(fault).log("batch not sent");
      return messages.stream().flatMap(message -> message.ids().stream()).toList();
    }
  }

  private static void logFailure(BatchResultErrorEntry failure) {
    LOG.atError().addKeyValue("code", failure.code()).log("message not sent");
  }

  private SendMessageBatchRequestEntry entry(int index, Outgoing<M> outgoing) {
    var entry =
        SendMessageBatchRequestEntry.builder()
            .id(Integer.toString(index))
            .messageBody(type.write(json, outgoing.message()));
    outgoing
        .place()
        .ifPresent(
            place ->
                entry
                    .messageGroupId(place.group())
                    .messageDeduplicationId(place.deduplicationId()));
    return entry.build();
  }

  private SendMessageRequest.Builder request(M message) {
    return SendMessageRequest.builder().queueUrl(url).messageBody(type.write(json, message));
  }
}

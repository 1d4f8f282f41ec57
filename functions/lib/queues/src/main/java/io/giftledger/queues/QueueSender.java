package io.giftledger.queues;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Sends messages in SQS's batches and says which records did not arrive. */
final class QueueSender {

  private static final Logger LOG = LoggerFactory.getLogger(QueueSender.class);

  /** SQS takes 10 messages at once, and 1 MiB: ten full gift batches stay below a third of it. */
  private static final int BATCH_MAX = 10;

  private final SqsClient sqs;

  QueueSender(SqsClient sqs) {
    this.sqs = sqs;
  }

  /**
   * Sends messages in order.
   *
   * @return the ids of the records whose message may not have arrived
   */
  List<String> send(String queueUrl, List<OutgoingMessage> messages) {
    List<String> failed = new ArrayList<>();
    for (int from = 0; from < messages.size(); from += BATCH_MAX) {
      failed.addAll(
          sendBatch(queueUrl, messages.subList(from, Math.min(messages.size(), from + BATCH_MAX))));
    }
    return failed;
  }

  private List<String> sendBatch(String queueUrl, List<OutgoingMessage> messages) {
    try {
      List<SendMessageBatchRequestEntry> entries =
          IntStream.range(0, messages.size())
              .mapToObj(index -> entry(index, messages.get(index)))
              .toList();
      return sqs
          .sendMessageBatch(request -> request.queueUrl(queueUrl).entries(entries))
          .failed()
          .stream()
          .peek(QueueSender::logFailure)
          .flatMap(failure -> messages.get(Integer.parseInt(failure.id())).recordIds().stream())
          .toList();
    } catch (SdkException fault) {
      LOG.atError().addKeyValue("queue", queueUrl).setCause(fault).log("batch not sent");
      return messages.stream().flatMap(message -> message.recordIds().stream()).toList();
    }
  }

  private static void logFailure(BatchResultErrorEntry failure) {
    LOG.atError().addKeyValue("code", failure.code()).log("message not sent");
  }

  private static SendMessageBatchRequestEntry entry(int index, OutgoingMessage message) {
    var entry =
        SendMessageBatchRequestEntry.builder()
            .id(Integer.toString(index))
            .messageBody(message.body());
    message
        .group()
        .ifPresent(
            group ->
                entry
                    .messageGroupId(group.id())
                    .messageDeduplicationId(message.deduplicationId(group)));
    return entry.build();
  }
}

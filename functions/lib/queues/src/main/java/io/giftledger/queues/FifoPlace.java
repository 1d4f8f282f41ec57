package io.giftledger.queues;

import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * A message's place in a FIFO queue.
 *
 * @param group the message group: its messages come one after another
 * @param deduplicationId what a repeat is known by, different from that of every other message in
 *     the queue, whatever its group: a queue drops what it was sent in the last five minutes
 */
public record FifoPlace(String group, String deduplicationId) {

  /**
   * The place of a message that is moved as it is, to a dead-letter queue or back: the same
   * delivery moved twice is one message, but not the one that it was before an earlier move.
   *
   * @param messageId the message's id in the queue that it comes from
   * @param sentTimestamp when it was sent there, as SQS says
   */
  public static FifoPlace ofMoved(String group, String messageId, String sentTimestamp) {
    return new FifoPlace(group, messageId + "-" + sentTimestamp);
  }

  /** Puts a message there. */
  public void set(SendMessageRequest.Builder request) {
    request.messageGroupId(group).messageDeduplicationId(deduplicationId);
  }
}

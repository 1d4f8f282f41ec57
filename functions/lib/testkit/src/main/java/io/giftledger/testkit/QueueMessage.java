package io.giftledger.testkit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A message of an SQS queue, delivered for the first time unless that is said.
 *
 * @param id SQS's id for it
 * @param body its text
 * @param receives how often it was received, this time included
 * @param group its message group, if its queue has groups
 * @param sentAt when SQS took it; a redriven message has another one
 */
public record QueueMessage(
    String id, String body, int receives, Optional<String> group, String sentAt) {

  /** A message that was just sent. */
  public static QueueMessage of(String id, String body) {
    return new QueueMessage(id, body, 1, Optional.empty(), Long.toString(System.nanoTime()));
  }

  /** The message at a later delivery. */
  public QueueMessage receives(int times) {
    return new QueueMessage(id, body, times, group, sentAt);
  }

  /** The message in a group of its queue. */
  public QueueMessage in(String messageGroup) {
    return new QueueMessage(id, body, receives, Optional.of(messageGroup), sentAt);
  }

  /** The message as Lambda's event has it. */
  Map<String, Object> event() {
    Map<String, String> attributes = new HashMap<>();
    attributes.put("ApproximateReceiveCount", Integer.toString(receives));
    attributes.put("SentTimestamp", sentAt);
    group.ifPresent(name -> attributes.put("MessageGroupId", name));
    return Map.of("messageId", id, "body", body, "attributes", attributes);
  }
}

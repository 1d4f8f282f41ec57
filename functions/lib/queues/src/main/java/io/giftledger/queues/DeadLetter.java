package io.giftledger.queues;

import io.giftledger.queues.QueueEvent.Message;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * What a function sets aside, for a person to look at.
 *
 * @param id what it was called where it came from: a message's id, a stream record's sequence
 *     number
 * @param body its text, as it was
 * @param place where in a FIFO dead-letter queue; empty in another
 * @param cause why
 * @param detail why, for a person
 */
public record DeadLetter(
    String id, String body, Optional<FifoPlace> place, Cause cause, String detail) {

  /** A message that is set aside as it is. */
  public static DeadLetter of(Message message, Cause cause, String detail) {
    return new DeadLetter(message.messageId(), message.body(), message.placeAside(), cause, detail);
  }

  /** The message attributes in which a dead letter says what its body does not. */
  public enum Attribute {
    /** {@link Cause#label}. */
    CAUSE("cause"),
    /** Why, for a person. */
    DETAIL("detail"),
    /** The function that set it aside. */
    FUNCTION("function"),
    /** The invocation; finds the function's log. */
    REQUEST_ID("requestId"),
    /** What it was called where it came from. */
    ID("id");

    private final String label;

    Attribute(String label) {
      this.label = label;
    }

    /** What a message calls it. */
    public String label() {
      return label;
    }

    /** What a message says there, if it does. */
    public Optional<String> of(Map<String, MessageAttributeValue> attributes) {
      return Optional.ofNullable(attributes.get(label)).map(MessageAttributeValue::stringValue);
    }
  }
}

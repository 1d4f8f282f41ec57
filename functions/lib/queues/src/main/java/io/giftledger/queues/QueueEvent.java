package io.giftledger.queues;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Messages of an SQS queue, as Lambda delivers them.
 *
 * @param records the messages, in order
 */
@Serdeable
public record QueueEvent(@JsonProperty("Records") List<Message> records) {

  /**
   * One message.
   *
   * @param messageId SQS's id for it; names it in a partial failure
   * @param body its text
   * @param attributes what SQS knows of it
   */
  @Serdeable
  public record Message(String messageId, String body, Map<String, String> attributes) {

    private static final String SENT = "SentTimestamp";

    /** How often it was received, this time included. */
    public int receives() {
      return Integer.parseInt(attribute("ApproximateReceiveCount"));
    }

    /** When it was sent first, if SQS says so. */
    public Optional<Instant> sentAt() {
      return Optional.ofNullable(attributes.get(SENT))
          .map(Long::parseLong)
          .map(Instant::ofEpochMilli);
    }

    /** Its place in the dead-letter queue, if its queue is FIFO. */
    Optional<FifoPlace> placeAside() {
      return Optional.ofNullable(attributes.get("MessageGroupId"))
          .map(group -> FifoPlace.ofMoved(group, messageId, attribute(SENT)));
    }

    private String attribute(String name) {
      String value = attributes.get(name);
      if (value == null) throw new IllegalArgumentException("a message without " + name);
      return value;
    }
  }
}

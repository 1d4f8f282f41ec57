package io.giftledger.lambda;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

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
   */
  @Serdeable
  public record Message(String messageId, String body) {}
}

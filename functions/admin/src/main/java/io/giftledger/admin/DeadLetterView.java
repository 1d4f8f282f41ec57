package io.giftledger.admin;

import io.giftledger.queues.DeadLetter.Attribute;
import io.giftledger.queues.DeadLetters;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * A message that its function gave up.
 *
 * @param setAsideAt when
 * @param cause the word for why; absent if SQS or Lambda moved it
 * @param detail why, for a person
 * @param function which function
 * @param requestId the invocation; finds the function's log
 * @param body the message
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record DeadLetterView(
    Instant setAsideAt,
    Optional<String> cause,
    Optional<String> detail,
    Optional<String> function,
    Optional<String> requestId,
    String body) {

  static DeadLetterView of(Message message) {
    return new DeadLetterView(
        DeadLetters.sentAt(message),
        Attribute.CAUSE.of(message.messageAttributes()),
        Attribute.DETAIL.of(message.messageAttributes()),
        Attribute.FUNCTION.of(message.messageAttributes()),
        Attribute.REQUEST_ID.of(message.messageAttributes()),
        message.body());
  }

  /**
   * Some of them.
   *
   * @param about about how many there are, in SQS's word
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Some(List<DeadLetterView> deadLetters, String about) {}

  /**
   * What was moved back to its queue.
   *
   * @param moved how many messages
   * @param younger how many were set aside meanwhile, and stay
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Redriven(long moved, int younger) {}
}

package io.giftledger.operator;

import io.micronaut.core.type.Argument;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/**
 * A queue as SQS knows it.
 *
 * @param deadLetterArn where its dead letters go, if it has such a place
 */
record Queue(String name, String url, String arn, Optional<String> deadLetterArn) {

  /**
   * The queue of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Queue named(SqsClient sqs, String name) {
    try {
      String url = sqs.getQueueUrl(request -> request.queueName(name)).queueUrl();
      Map<QueueAttributeName, String> attributes =
          sqs.getQueueAttributes(
                  request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
              .attributes();
      return new Queue(
          name,
          url,
          Objects.requireNonNull(attributes.get(QueueAttributeName.QUEUE_ARN), "no ARN"),
          Optional.ofNullable(attributes.get(QueueAttributeName.REDRIVE_POLICY))
              .map(Queue::deadLetterArn));
    } catch (QueueDoesNotExistException missing) {
      throw new IllegalArgumentException("there is no queue " + name, missing);
    }
  }

  /**
   * Where messages are sent that only one of the system's queues may have: the function behind
   * another would set each of them aside.
   *
   * @param its its name in a system, which the system's own comes before
   * @throws IllegalArgumentException if there is none of this name, or it is another one
   */
  static String url(SqsClient sqs, String name, String its) {
    if (!name.endsWith("-" + its)) {
      throw new IllegalArgumentException(name + " is not the queue " + its);
    }
    return named(sqs, name).url();
  }

  /** Where its dead letters are: in its dead-letter queue, or, if it has none, in itself. */
  Queue deadLetters(SqsClient sqs) {
    return deadLetterArn
        .map(arn -> named(sqs, arn.substring(arn.lastIndexOf(':') + 1)))
        .orElse(this);
  }

  private static String deadLetterArn(String redrivePolicy) {
    try {
      Map<String, Object> policy =
          Objects.requireNonNull(
              ObjectMapper.getDefault()
                  .readValue(redrivePolicy, Argument.mapOf(String.class, Object.class)));
      return String.valueOf(
          Objects.requireNonNull(policy.get("deadLetterTargetArn"), "no dead-letter queue"));
    } catch (IOException malformed) {
      throw new UncheckedIOException("not a redrive policy: " + redrivePolicy, malformed);
    }
  }
}

package io.giftledger.queues;

import io.giftledger.queues.DeadLetter.Attribute;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Where a function puts what it sets aside. SQS moves a message that failed too often there by
 * itself, but cannot say why; the function can, in the message's attributes ({@link
 * DeadLetter.Attribute}). When it was set aside is when it was sent there.
 */
@Singleton
public final class DeadLetterQueue {

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterQueue.class);

  private static final int DETAIL_MAX = 500;

  private final Provider<SqsClient> sqs;
  private final String url;
  private final String function;

  /**
   * @param sqs made only when something is set aside: a start that does not need it stays quick
   * @param url {@code DEAD_LETTER_QUEUE_URL}
   * @param function {@code AWS_LAMBDA_FUNCTION_NAME}
   */
  DeadLetterQueue(
      Provider<SqsClient> sqs,
      @Property(name = "dead.letter.queue.url") String url,
      @Property(name = "aws.lambda.function.name") String function) {
    this.sqs = sqs;
    this.url = url;
    this.function = function;
  }

  /**
   * Puts something there.
   *
   * @return whether it arrived; if not, it counts as not handled yet
   */
  public boolean take(DeadLetter letter) {
    var request =
        SendMessageRequest.builder()
            .queueUrl(url)
            .messageBody(letter.body())
            .messageAttributes(attributes(letter));
    letter.place().ifPresent(place -> place.set(request));
    try {
      sqs.get().sendMessage(request.build());
    } catch (SdkException fault) {
      LOG.atError()
          .addKeyValue("id", letter.id())
          .addKeyValue("cause", letter.cause().label())
          .setCause(fault)
          .log("dead letter not sent");
      return false;
    }
    LOG.atError()
        .addKeyValue("id", letter.id())
        .addKeyValue("cause", letter.cause().label())
        .addKeyValue("detail", letter.detail())
        .log("given up");
    return true;
  }

  private Map<String, MessageAttributeValue> attributes(DeadLetter letter) {
    Map<String, MessageAttributeValue> attributes = new HashMap<>();
    for (Attribute attribute : Attribute.values()) {
      attributes.put(
          attribute.label(),
          text(
              switch (attribute) {
                case CAUSE -> letter.cause().label();
                case DETAIL -> letter.detail();
                case FUNCTION -> function;
                case REQUEST_ID -> Objects.requireNonNullElse(MDC.get("requestId"), "");
                case ID -> letter.id();
              }));
    }
    return attributes;
  }

  /** SQS takes neither an empty text nor one with control characters. */
  private static MessageAttributeValue text(String text) {
    String printable =
        text.substring(0, Math.min(text.length(), DETAIL_MAX)).replaceAll("[^ -~]", "?");
    return MessageAttributeValue.builder()
        .dataType("String")
        .stringValue(printable.isEmpty() ? "-" : printable)
        .build();
  }
}

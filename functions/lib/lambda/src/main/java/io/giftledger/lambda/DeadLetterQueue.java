package io.giftledger.lambda;

import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
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
 * Where a function puts what it gives up. SQS moves a message that failed too often there by
 * itself, but cannot say why; the function can, in the message's attributes: {@code cause} (a
 * stable word), {@code detail} (for a person), {@code function}, {@code requestId} (finds the log)
 * and {@code id} (what it was called where it came from). When it was given up is when it was sent
 * there.
 */
@Singleton
@Requires(classes = SqsClient.class)
public final class DeadLetterQueue {

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterQueue.class);

  private static final int DETAIL_MAX = 500;

  private final Provider<SqsClient> sqs;
  private final String url;
  private final String function;

  /**
   * @param sqs made only when something is given up: a start that does not need it stays quick
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
   * @return whether it arrived; if not, it must not be given up yet
   */
  public boolean take(DeadLetter letter) {
    var request =
        SendMessageRequest.builder()
            .queueUrl(url)
            .messageBody(letter.body())
            .messageAttributes(attributes(letter));
    letter
        .group()
        .ifPresent(
            group ->
                request.messageGroupId(group.id()).messageDeduplicationId(group.deduplicationId()));
    try {
      sqs.get().sendMessage(request.build());
    } catch (SdkException fault) {
      LOG.atError()
          .addKeyValue("id", letter.id())
          .addKeyValue("cause", letter.cause())
          .setCause(fault)
          .log("dead letter not sent");
      return false;
    }
    LOG.atError()
        .addKeyValue("id", letter.id())
        .addKeyValue("cause", letter.cause())
        .addKeyValue("detail", letter.detail())
        .log("given up");
    return true;
  }

  private Map<String, MessageAttributeValue> attributes(DeadLetter letter) {
    Map<String, MessageAttributeValue> attributes = new HashMap<>();
    attributes.put("cause", text(letter.cause()));
    attributes.put("detail", text(letter.detail()));
    attributes.put("function", text(function));
    attributes.put("requestId", text(Objects.requireNonNullElse(MDC.get("requestId"), "")));
    attributes.put("id", text(letter.id()));
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

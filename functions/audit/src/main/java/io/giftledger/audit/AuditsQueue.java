package io.giftledger.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giftledger.lambda.PoisonException;
import io.micronaut.context.annotation.Property;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The queue that an audit comes from and sends itself on with. It is FIFO: a segment's steps are
 * taken one after another, segments at once, and a step that is sent twice counts once.
 */
@Singleton
final class AuditsQueue {

  private final SqsClient sqs;
  private final JsonMapper json;
  private final String url;

  /**
   * @param url {@code AUDITS_QUEUE_URL}
   */
  AuditsQueue(SqsClient sqs, JsonMapper json, @Property(name = "audits.queue.url") String url) {
    this.sqs = sqs;
    this.json = json;
    this.url = url;
  }

  /**
   * Reads a message's body.
   *
   * @throws PoisonException if it is not one
   */
  AuditMessage read(String body) {
    try {
      AuditMessage message = Objects.requireNonNull(json.readValue(body, AuditMessage.class));
      if (message.scheduledTime().isEmpty() && message.task().isEmpty()) {
        throw new PoisonException("malformed_message", "neither a start nor a task");
      }
      return message;
    } catch (IOException | NullPointerException malformed) {
      throw new PoisonException("malformed_message", "not an audit message", malformed);
    }
  }

  /** Sends the next step of a segment. */
  void send(AuditMessage.Task task) {
    String segment = task.asOf() + "-" + task.checkpoint().segment();
    try {
      String body = new String(json.writeValueAsBytes(AuditMessage.of(task)), UTF_8);
      sqs.sendMessage(
          send ->
              send.queueUrl(url)
                  .messageBody(body)
                  .messageGroupId(segment)
                  .messageDeduplicationId(segment + "-" + task.step()));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}

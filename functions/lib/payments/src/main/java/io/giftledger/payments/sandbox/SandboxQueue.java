package io.giftledger.payments.sandbox;

import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Where the sandbox puts its webhooks; the function that posts them from there signs them. Where
 * there is no such queue, the sandbox tells nothing.
 */
@Singleton
@Requires(classes = SqsClient.class, property = "sandbox.webhooks.queue.url")
final class SandboxQueue {

  private final Provider<SqsClient> sqs;
  private final String url;
  private final JsonMapper json;

  /**
   * @param sqs made when something is put there
   * @param url {@code SANDBOX_WEBHOOKS_QUEUE_URL}
   */
  SandboxQueue(
      Provider<SqsClient> sqs,
      @Property(name = "sandbox.webhooks.queue.url") String url,
      JsonMapper json) {
    this.sqs = sqs;
    this.url = url;
    this.json = json;
  }

  /**
   * Has an event posted.
   *
   * @param event a {@link SandboxEvent} or {@link SandboxPayoutEvent}
   * @param delay when, from now
   * @throws software.amazon.awssdk.core.exception.SdkException if the queue did not answer
   */
  void put(Object event, Duration delay) {
    String body;
    try {
      body = new String(json.writeValueAsBytes(event), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    sqs.get()
        .sendMessage(
            message ->
                message
                    .queueUrl(url)
                    .messageBody(body)
                    .delaySeconds(Math.toIntExact(delay.toSeconds())));
  }
}

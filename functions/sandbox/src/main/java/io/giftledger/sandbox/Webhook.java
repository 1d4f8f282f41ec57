package io.giftledger.sandbox;

import io.giftledger.http.WebhookSignature;
import io.giftledger.queues.Cause;
import io.giftledger.queues.PoisonException;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/**
 * Where the sandbox payment provider posts its events. An event is signed in the moment it is
 * posted, so that one that had to wait is not taken for an old one.
 */
@Singleton
@Bean(preDestroy = "close")
final class Webhook implements AutoCloseable {

  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);

  /** With the connection well below the function's own time-out, and above a cold start there. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(12);

  /** The event itself is wrong; any other status may be another one next time. */
  private static final Set<Integer> REFUSALS = Set.of(400, 413, 422);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECTION_TIMEOUT)
          .build();

  private final URI url;
  private final WebhookSignature signature;
  private final InstantSource clock;

  /**
   * @param url {@code WEBHOOK_URL}
   * @param secret {@code WEBHOOK_SECRET}
   */
  Webhook(
      @Property(name = "webhook.url") String url,
      @Property(name = "webhook.secret") String secret,
      InstantSource clock) {
    this.url = URI.create(url);
    this.signature = new WebhookSignature(secret);
    this.clock = clock;
  }

  /**
   * Posts an event.
   *
   * @throws PoisonException if the API says that this event is wrong, which it will say again
   * @throws RuntimeException unless it was received: then it must be posted again
   */
  void post(String event) {
    byte[] body = event.getBytes(StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(ANSWER_TIMEOUT)
            .header("Content-Type", "application/json")
            .header("Sandbox-Signature", signature.sign(body, clock.instant()))
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    try {
      int status = http.send(request, BodyHandlers.discarding()).statusCode();
      if (REFUSALS.contains(status)) {
        throw new PoisonException(Cause.WEBHOOK_REFUSED, "the webhook was answered " + status);
      }
      if (status < 200 || status > 299) {
        throw new IllegalStateException("the webhook was answered " + status);
      }
    } catch (IOException noAnswer) {
      throw new UncheckedIOException("the webhook was not answered", noAnswer);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while posting a webhook", stopped);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}

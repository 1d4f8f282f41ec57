package io.giftledger.payments.sandbox;

import io.giftledger.payments.WebhookSecrets;
import io.giftledger.payments.WebhookSignature;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Provider;
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
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.core.JacksonException;

/**
 * Posts the sandbox's events to where its webhooks are received. An event is signed in the moment
 * it is posted, so that one that had to wait is not taken for an old one.
 */
@Singleton
@Bean(preDestroy = "close")
@Requires(classes = SecretsManagerClient.class)
public final class SandboxWebhooks implements AutoCloseable {

  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);

  /** With the connection well below the function's own time-out, and above a cold start there. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(12);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECTION_TIMEOUT)
          .build();

  private final URI url;
  private final URI payoutsUrl;
  private final JsonMapper json;
  private final WebhookSecrets<WebhookSignature> secrets;
  private final InstantSource clock;

  /**
   * @param url {@code SANDBOX_WEBHOOK_URL}: where events of payments are received
   * @param payoutsUrl {@code SANDBOX_PAYOUT_WEBHOOK_URL}: where events of payouts are
   * @param secretArn {@code SANDBOX_WEBHOOK_SECRET_ARN}
   * @param secretsManager made when a webhook is posted
   */
  SandboxWebhooks(
      @Property(name = "sandbox.webhook.url") String url,
      @Property(name = "sandbox.payout.webhook.url") String payoutsUrl,
      @Property(name = "sandbox.webhook.secret.arn") Optional<String> secretArn,
      Provider<SecretsManagerClient> secretsManager,
      JsonMapper json,
      InstantSource clock) {
    this.url = URI.create(url);
    this.payoutsUrl = URI.create(payoutsUrl);
    this.json = json;
    this.secrets = Sandbox.secrets(secretsManager, secretArn, clock);
    this.clock = clock;
  }

  /**
   * Posts an event.
   *
   * @return the HTTP status of the answer
   * @throws RuntimeException if there is no answer: it may have been received or not
   */
  public int post(String event) {
    byte[] body = event.getBytes(StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(isOfPayout(body) ? payoutsUrl : url)
            .timeout(ANSWER_TIMEOUT)
            .header("Content-Type", "application/json")
            .header(Sandbox.SIGNATURE_HEADER, secrets.current().sign(body, clock.instant()))
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException noAnswer) {
      throw new UncheckedIOException("the webhook was not answered", noAnswer);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while posting a webhook", stopped);
    }
  }

  private boolean isOfPayout(byte[] event) {
    try {
      SandboxEvent.Kind kind = json.readValue(event, SandboxEvent.Kind.class);
      return kind != null && kind.type().startsWith(SandboxPayoutEvent.PREFIX);
    } catch (IOException | IllegalArgumentException | JacksonException noEvent) {
      // Whoever receives it says so.
      return false;
    }
  }

  @Override
  public void close() {
    http.close();
  }
}

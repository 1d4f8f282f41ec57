package io.giftledger.payments.sandbox;

import static java.util.stream.Collectors.toMap;

import io.giftledger.payments.ProviderEvent;
import io.giftledger.payments.UnbookedEvent.Reason;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookReading;
import io.giftledger.payments.WebhookSecrets;
import io.giftledger.payments.WebhookSignature;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.json.JsonMapper;
import io.micronaut.validation.validator.Validator;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.core.JacksonException;

/** Reads the sandbox's webhooks, for whichever half they tell of. */
@Singleton
@Requires(classes = {SecretsManagerClient.class, Validator.class})
final class SandboxReader {

  private final WebhookSecrets<WebhookSignature> secrets;
  private final JsonMapper json;
  private final Provider<Validator> validator;

  /**
   * @param secretArn {@code SANDBOX_WEBHOOK_SECRET_ARN}
   * @param secretsManager made when an event is read
   * @param validator made when an event is read
   */
  SandboxReader(
      @Property(name = "sandbox.webhook.secret.arn") Optional<String> secretArn,
      Provider<SecretsManagerClient> secretsManager,
      JsonMapper json,
      Provider<Validator> validator,
      InstantSource clock) {
    this.secrets = Sandbox.secrets(secretsManager, secretArn, clock);
    this.json = json;
    this.validator = validator;
  }

  /** Goes on with a webhook of which the sandbox's other half is known to have sent it. */
  <E> WebhookReading<E> read(Webhook webhook, Function<SandboxEvent.Kind, WebhookReading<E>> then) {
    return secrets
        .check(webhook.header(Sandbox.SIGNATURE_HEADER).orElse(""), webhook.body())
        .<WebhookReading<E>>map(WebhookReading.NotSigned::new)
        .orElseGet(() -> read(webhook, SandboxEvent.Kind.class, then));
  }

  /** Reads JSON, and goes on with it if it is valid. */
  <T, E> WebhookReading<E> read(
      Webhook webhook, Class<T> type, Function<T, WebhookReading<E>> then) {
    Optional<T> value = parsed(webhook.body(), type);
    if (value.isEmpty()) return new WebhookReading.Malformed<>();
    Map<String, String> faults =
        validator.get().validate(value.get()).stream()
            .collect(
                toMap(
                    fault -> snakeCase(fault.getPropertyPath().toString()),
                    fault -> fault.getMessage(),
                    (one, other) -> one + ", " + other));
    return faults.isEmpty() ? then.apply(value.get()) : new WebhookReading.Invalid<>(faults);
  }

  /** An event that is kept whatever it says, as long as it can be told from others. */
  <E> WebhookReading<E> unbooked(SandboxEvent.Kind kind, Webhook webhook, Reason reason) {
    String id = kind.id();
    if (id == null || !ProviderEvent.isId(id)) {
      return new WebhookReading.Invalid<>(
          Map.of("id", "must be 1 to 255 visible ASCII characters"));
    }
    return new WebhookReading.Unbooked<>(
        parsed(webhook.body(), SandboxEvent.Hint.class)
            .map(SandboxEvent.Hint::data)
            .orElse(SandboxEvent.Hint.About.NOTHING)
            .event(id, kind.type(), webhook.text()),
        reason);
  }

  private <T> Optional<T> parsed(byte[] body, Class<T> type) {
    try {
      return Optional.ofNullable(json.readValue(body, type));
    } catch (IOException | IllegalArgumentException | JacksonException malformed) {
      // What the parser says may quote the body, which nobody is to read in a log.
      return Optional.empty();
    }
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}

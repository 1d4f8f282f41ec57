package io.giftledger.payments.sandbox;

import io.giftledger.payments.ProviderEvent;
import io.giftledger.payments.UnbookedEvent.Reason;
import io.giftledger.payments.Webhook;
import io.giftledger.payments.WebhookJson;
import io.giftledger.payments.WebhookReading;
import io.giftledger.payments.WebhookSecrets;
import io.giftledger.payments.WebhookSignature;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.json.JsonMapper;
import io.micronaut.validation.validator.Validator;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Reads the sandbox's webhooks, for whichever half they tell of. */
@Singleton
@Requires(classes = {SecretsManagerClient.class, Validator.class})
final class SandboxReader {

  private final WebhookSecrets<WebhookSignature> secrets;
  private final JsonMapper json;
  private final WebhookJson webhookJson;

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
    this.webhookJson = new WebhookJson(validator);
  }

  /**
   * Goes on with a webhook of which the sandbox's other half is known to have sent it.
   *
   * @param whole what it has to say: of one that cannot be told from others all faults are named
   */
  <E> WebhookReading<E> read(
      Webhook webhook, Class<?> whole, Function<SandboxEvent.Kind, WebhookReading<E>> then) {
    return secrets
        .check(webhook.header(Sandbox.SIGNATURE_HEADER).orElse(""), webhook.body())
        .<WebhookReading<E>>map(WebhookReading.NotSigned::new)
        .orElseGet(
            () -> {
              WebhookReading<E> reading = valid(webhook, SandboxEvent.Kind.class, then);
              if (!(reading instanceof WebhookReading.Invalid<E>)) return reading;
              WebhookReading<E> faults = valid(webhook, whole, _ -> reading);
              return faults instanceof WebhookReading.Malformed<E> ? reading : faults;
            });
  }

  private <T, E> WebhookReading<E> valid(
      Webhook webhook, Class<T> type, Function<T, WebhookReading<E>> then) {
    return webhookJson.valid(() -> json.readValue(webhook.body(), type), then);
  }

  /**
   * What an event says of money: one that does not say it as it must is not to be forgotten.
   *
   * @param says empty if it does not say all that it must
   */
  <T, E> WebhookReading<E> told(
      SandboxEvent.Kind kind,
      Webhook webhook,
      Class<T> type,
      Function<T, Optional<WebhookReading.Told<E>>> says) {
    WebhookReading<E> reading =
        SandboxJson.isStrict(webhook.body())
            ? valid(
                webhook,
                type,
                event ->
                    says.apply(event)
                        .<WebhookReading<E>>map(Function.identity())
                        .orElseGet(WebhookReading.Malformed::new))
            : new WebhookReading.Malformed<>();
    return reading instanceof WebhookReading.Told<E> ? reading : unbooked(kind, webhook);
  }

  /** An event that is kept whatever it says, as long as it can be told from others. */
  private <E> WebhookReading<E> unbooked(SandboxEvent.Kind kind, Webhook webhook) {
    String id = kind.id();
    if (id == null || !ProviderEvent.isId(id)) {
      return new WebhookReading.Invalid<>(
          Map.of("id", "must be 1 to 255 visible ASCII characters"));
    }
    return new WebhookReading.Unbooked<>(
        webhookJson
            .parsed(() -> json.readValue(webhook.body(), SandboxEvent.Hint.class))
            .map(SandboxEvent.Hint::data)
            .orElse(SandboxEvent.Hint.About.NOTHING)
            .event(id, kind.type(), webhook.text()),
        Reason.NOT_UNDERSTOOD);
  }
}

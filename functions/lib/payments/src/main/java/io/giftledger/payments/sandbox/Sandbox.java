package io.giftledger.payments.sandbox;

import io.giftledger.payments.SecretVersions;
import io.giftledger.payments.WebhookSecrets;
import io.giftledger.payments.WebhookSignature;
import jakarta.inject.Provider;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** What the sandbox's parts agree on. */
final class Sandbox {

  /** What both halves are called. */
  static final String NAME = "sandbox";

  /** The header that a webhook's signature stands in; names of headers have no case. */
  static final String SIGNATURE_HEADER = "sandbox-signature";

  /** How long after a payment or payout comes what is told of it then. */
  static final Duration AFTERWARDS = Duration.ofSeconds(1);

  private Sandbox() {}

  /**
   * What signs webhooks and checks them.
   *
   * @param secretsManager made when the first webhook is
   * @param secretArn {@code SANDBOX_WEBHOOK_SECRET_ARN}
   */
  static WebhookSecrets<WebhookSignature> secrets(
      Provider<SecretsManagerClient> secretsManager,
      Optional<String> secretArn,
      InstantSource clock) {
    return new WebhookSecrets<>(
        () -> SecretVersions.read(secretsManager.get(), required(secretArn)),
        WebhookSignature::new,
        clock);
  }

  /**
   * Where the webhooks' secret is.
   *
   * @throws IllegalStateException if nobody says
   */
  static String required(Optional<String> secretArn) {
    return secretArn
        .filter(arn -> !arn.isBlank())
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the sandbox needs SANDBOX_WEBHOOK_SECRET_ARN, which is not set"));
  }
}

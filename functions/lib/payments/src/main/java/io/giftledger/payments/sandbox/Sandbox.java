package io.giftledger.payments.sandbox;

import io.giftledger.payments.WebhookSignature;
import java.util.Optional;

/** What the sandbox's parts agree on. */
final class Sandbox {

  /** What both halves are called. */
  static final String NAME = "sandbox";

  /** The header that a webhook's signature stands in; names of headers have no case. */
  static final String SIGNATURE_HEADER = "sandbox-signature";

  private Sandbox() {}

  /**
   * What signs webhooks and checks them.
   *
   * @param secret {@code SANDBOX_WEBHOOK_SECRET}
   * @throws IllegalStateException if it is not set
   */
  static WebhookSignature signature(Optional<String> secret) {
    return new WebhookSignature(
        secret
            .filter(text -> !text.isBlank())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "the sandbox needs SANDBOX_WEBHOOK_SECRET, which is not set")));
  }
}

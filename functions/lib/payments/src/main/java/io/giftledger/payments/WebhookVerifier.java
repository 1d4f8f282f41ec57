package io.giftledger.payments;

import io.giftledger.payments.WebhookSignature.Fault;
import java.time.Instant;
import java.util.Optional;

/** Checks who sent a webhook, with the secrets that count. */
public interface WebhookVerifier {

  /**
   * Checks a signature.
   *
   * @param signature as it stands in the header; empty if there is none
   * @param body the raw bytes
   * @return what is wrong with it; empty if nothing is
   */
  Optional<Fault> check(String signature, byte[] body, Instant now);
}

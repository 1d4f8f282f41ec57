package io.giftledger.payments.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import io.giftledger.payments.WebhookSignature;
import io.giftledger.payments.WebhookSignature.Fault;
import io.giftledger.payments.WebhookVerifier;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Checks the signatures of Stripe's webhooks with Stripe's own library, and with ours before it:
 * the library does not tell faults apart, breaks off at what is no signature, and believes one of
 * the future.
 */
final class StripeSignature implements WebhookVerifier {

  private final List<String> secrets;
  private final WebhookSignature ours;

  /**
   * @param secrets those that count: what is signed with any of them is accepted
   * @throws IllegalArgumentException if one is blank: anybody could sign with it
   */
  StripeSignature(List<String> secrets) {
    this.secrets = secrets.stream().map(String::strip).toList();
    this.ours = new WebhookSignature(this.secrets);
  }

  @Override
  public Optional<Fault> check(String signature, byte[] body, Instant now) {
    Optional<Fault> fault = ours.check(signature, body, now);
    return fault.isPresent() || isSigned(signature, body, now)
        ? fault
        : Optional.of(Fault.MISMATCH);
  }

  private boolean isSigned(String signature, byte[] body, Instant now) {
    String text = new String(body, UTF_8);
    // The library takes a text, and other bytes may read as the same.
    return Arrays.equals(text.getBytes(UTF_8), body)
        && secrets.stream().anyMatch(secret -> isSigned(signature, text, secret, now));
  }

  private static boolean isSigned(String signature, String text, String secret, Instant now) {
    try {
      return Webhook.Signature.verifyHeader(
          text,
          signature,
          secret,
          WebhookSignature.TOLERANCE.toSeconds(),
          Clock.fixed(now, ZoneOffset.UTC));
    } catch (SignatureVerificationException notSigned) {
      return false;
    }
  }
}

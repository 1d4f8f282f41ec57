package io.giftledger.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs webhooks, and checks their signatures: {@code t=<unix seconds>,v1=<hex>}, an HMAC-SHA256
 * over the time, a full stop and the raw body. The format is Stripe's.
 */
public final class WebhookSignature {

  /** How far a signature's time may be from ours. */
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final Pattern FORMAT = Pattern.compile("t=([0-9]{1,11}),v1=([0-9a-f]{64})");

  private final byte[] secret;

  /**
   * @param secret what both sides know
   */
  public WebhookSignature(String secret) {
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
  }

  /** The signature of a body at an instant. */
  public String sign(byte[] body, Instant at) {
    String seconds = Long.toString(at.getEpochSecond());
    return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac(seconds, body));
  }

  /**
   * Checks a signature.
   *
   * @return what is wrong with it; empty if nothing is
   */
  public Optional<Problem> check(String signature, byte[] body, Instant now) {
    Matcher matcher = FORMAT.matcher(signature);
    if (!matcher.matches()
        || !MessageDigest.isEqual(
            HexFormat.of().parseHex(matcher.group(2)), mac(matcher.group(1), body))) {
      return Optional.of(new Problem(401, "invalid_signature", "The signature does not match."));
    }
    Instant signedAt = Instant.ofEpochSecond(Long.parseLong(matcher.group(1)));
    if (Duration.between(signedAt, now).abs().compareTo(TOLERANCE) > 0) {
      return Optional.of(
          new Problem(401, "signature_expired", "The signature is too old, or from the future."));
    }
    return Optional.empty();
  }

  private byte[] mac(String seconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(body);
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("every Java platform has HmacSHA256", absent);
    }
  }
}

package io.giftledger.payments;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs webhooks, and checks their signatures: {@code t=<unix seconds>,v1=<hex>}, an HMAC-SHA256
 * over the time, a full stop and the raw body. The format is Stripe's: several {@code v1} may stand
 * there, of which one has to fit, and other schemes, which say nothing to us.
 */
public final class WebhookSignature implements WebhookVerifier {

  /** How far a signature's time may be from ours. */
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

  private final List<byte[]> secrets;

  /** What can be wrong with a signature. */
  public enum Fault {
    /** It is none: it has not exactly one time, or nothing of the scheme that is checked. */
    MALFORMED,
    /** It was not made with a secret that counts, over this body and time. */
    MISMATCH,
    /** It was made too long ago, or in the future. */
    EXPIRED
  }

  /**
   * @param secrets what both sides know, at least one. While one replaces another, the new one and
   *     the old one: the first signs, and what any of them has signed is accepted
   * @throws IllegalArgumentException if one is blank: anybody could sign with it
   */
  public WebhookSignature(List<String> secrets) {
    this.secrets = secrets.stream().map(WebhookSignature::key).toList();
  }

  /** As the other. */
  public WebhookSignature(String... secrets) {
    this(List.of(secrets));
  }

  private static byte[] key(String secret) {
    if (secret.isBlank()) throw new IllegalArgumentException("a webhook secret is blank");
    return secret.strip().getBytes(UTF_8);
  }

  /** The signature of a body at an instant. */
  public String sign(byte[] body, Instant at) {
    String seconds = Long.toString(at.getEpochSecond());
    return "t=" + seconds + ",v1=" + mac(secrets.getFirst(), seconds, body);
  }

  @Override
  public Optional<Fault> check(String signature, byte[] body, Instant now) {
    List<String> times = new ArrayList<>();
    List<byte[]> candidates = new ArrayList<>();
    for (String element : signature.split(",", -1)) {
      if (element.startsWith("t=")) times.add(element.substring(2));
      if (element.startsWith("v1=")) candidates.add(element.substring(3).getBytes(UTF_8));
    }
    if (times.size() != 1 || !SECONDS.matcher(times.getFirst()).matches() || candidates.isEmpty()) {
      return Optional.of(Fault.MALFORMED);
    }
    String seconds = times.getFirst();
    if (!isSigned(seconds, body, candidates)) return Optional.of(Fault.MISMATCH);
    Instant signedAt = Instant.ofEpochSecond(Long.parseLong(seconds));
    return Duration.between(signedAt, now).abs().compareTo(TOLERANCE) > 0
        ? Optional.of(Fault.EXPIRED)
        : Optional.empty();
  }

  private boolean isSigned(String seconds, byte[] body, List<byte[]> candidates) {
    for (byte[] secret : secrets) {
      byte[] expected = mac(secret, seconds, body).getBytes(UTF_8);
      if (candidates.stream().anyMatch(given -> MessageDigest.isEqual(given, expected))) {
        return true;
      }
    }
    return false;
  }

  private static String mac(byte[] secret, String seconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update((seconds + ".").getBytes(UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("every Java platform has HmacSHA256", absent);
    }
  }
}

package io.giftledger.emulator.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** AWS's signature of a request, version 4, as IAM checks it. */
public final class Signature {

  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=(?<key>[^/]+)/(?<scope>(?<day>\\d{8})/(?<region>[^/]+)/"
              + "(?<service>[^/]+)/aws4_request), *SignedHeaders=(?<headers>[a-z0-9;-]+), *"
              + "Signature=(?<signature>[0-9a-f]{64})");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Duration SKEW_MAX = Duration.ofMinutes(5);

  private Signature() {}

  /**
   * A request, as it is signed.
   *
   * @param path one in which nothing is escaped
   * @param query one of a single parameter, or empty
   * @param header the value of a header by its name in lower case; null if there is none
   */
  public record Signed(
      String method,
      String path,
      String query,
      Function<String, @Nullable String> header,
      byte[] body) {}

  /**
   * Why a request does not count as signed with a secret for a service; empty if it does.
   *
   * @param secret the key's secret, which here is the same for every key
   */
  public static String fault(
      Signed request, String secret, String service, String region, Instant now) {
    String authorization = request.header().apply("authorization");
    if (authorization == null) return "the request is not signed";
    Matcher said = AUTHORIZATION.matcher(authorization);
    if (!said.matches()) return "not a signature of version 4";
    if (!said.group("service").equals(service)) return "signed for " + said.group("service");
    if (!said.group("region").equals(region)) return "signed for " + said.group("region");
    String time = request.header().apply("x-amz-date");
    if (time == null || !isNow(time, now)) return "signed at another time";
    try {
      String expected = signature(request, said, time, secret);
      return MessageDigest.isEqual(
              expected.getBytes(UTF_8), said.group("signature").getBytes(UTF_8))
          ? ""
          : "the signature does not match";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isNow(String time, Instant now) {
    try {
      Instant signed = TIME.parse(time, Instant::from);
      return Duration.between(signed, now).abs().compareTo(SKEW_MAX) <= 0;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static String signature(Signed request, Matcher said, String time, String secret)
      throws GeneralSecurityException {
    String headers =
        Arrays.stream(said.group("headers").split(";"))
            .map(name -> name + ":" + value(request, name) + "\n")
            .collect(Collectors.joining());
    String canonical =
        String.join(
            "\n",
            request.method(),
            request.path(),
            request.query(),
            headers,
            said.group("headers"),
            sha256(request.body()));
    String toSign =
        String.join(
            "\n", "AWS4-HMAC-SHA256", time, said.group("scope"), sha256(canonical.getBytes(UTF_8)));
    byte[] key = ("AWS4" + secret).getBytes(UTF_8);
    for (String part : said.group("scope").split("/")) key = hmac(key, part);
    return HexFormat.of().formatHex(hmac(key, toSign));
  }

  private static String value(Signed request, String name) {
    String value = request.header().apply(name);
    // What came by another address was signed for that one.
    String asked = request.header().apply("x-forwarded-host");
    if (name.equals("host") && asked != null) value = asked;
    return value == null ? "" : value.strip().replaceAll(" +", " ");
  }

  private static String sha256(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }
}

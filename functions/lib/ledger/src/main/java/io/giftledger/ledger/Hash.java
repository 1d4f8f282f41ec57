package io.giftledger.ledger;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A SHA-256 digest.
 *
 * @param hex its 64 lower-case hexadecimal digits
 */
public record Hash(String hex) {

  /** How many bytes one has. */
  static final int BYTES = 32;

  /** What the first entry of a chain names as its predecessor. */
  public static final Hash ZERO = new Hash("0".repeat(64));

  /** The digest of some bytes. */
  public static Hash of(byte[]... parts) {
    MessageDigest digest = sha256();
    for (byte[] part : parts) digest.update(part);
    return ofDigest(digest.digest());
  }

  /** The digest of texts, each preceded by its length so that no two lists of texts look alike. */
  public static Hash ofTexts(String... texts) {
    MessageDigest digest = sha256();
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    }
    return ofDigest(digest.digest());
  }

  /** A digest that was computed before: 32 bytes. */
  public static Hash ofDigest(byte[] digest) {
    if (digest.length != BYTES) throw new IllegalArgumentException("not a SHA-256 digest");
    return new Hash(HexFormat.of().formatHex(digest));
  }

  /** Its 32 bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  /** Its first 130 bits as an id: 26 digits in base 32, the highest first. */
  public String id() {
    // 17 bytes are 136 bits; the 6 low ones go.
    String digits = new BigInteger(1, Arrays.copyOf(bytes(), 17)).shiftRight(6).toString(32);
    return "0".repeat(RecordType.ID_LENGTH - digits.length()) + digits;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java platform has SHA-256", absent);
    }
  }
}

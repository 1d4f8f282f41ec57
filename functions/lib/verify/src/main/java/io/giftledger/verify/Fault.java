package io.giftledger.verify;

import io.micronaut.serde.annotation.Serdeable;
import java.nio.charset.StandardCharsets;

/**
 * The first place where something is not as it was written.
 *
 * @param account the account's partition, or the name of an object of the digest; visible ASCII
 * @param sequence the first entry of the account that cannot be trusted; 0 if it is no account
 * @param code what a program can switch on: {@code gap}, {@code hash_mismatch}
 * @param words the same for a person; visible ASCII and spaces
 */
@Serdeable
public record Fault(String account, long sequence, String code, String words) {

  /** An entry that cannot be read, or is not written as FORMAT.md says. */
  public static final String MALFORMED = "malformed";

  /** An entry in a partition that no account has. */
  public static final String UNKNOWN_ACCOUNT = "unknown_account";

  /** The newest entries are gone: a digest has seen them. */
  public static final String CUT_OFF = "cut_off";

  /** The chain is whole, but it is not the one that a digest has seen. */
  public static final String REWRITTEN = "rewritten";

  /** The digest itself is not as it was signed. */
  public static final String DIGEST_ALTERED = "digest_altered";

  private static final int LENGTH_MAX = 200;

  /** Makes the texts fit for a line: whatever is not ASCII is written as %XX, and cut. */
  public Fault {
    account = printable(account, false);
    words = printable(words, true);
  }

  private static String printable(String text, boolean spaces) {
    StringBuilder printable = new StringBuilder();
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      if (printable.length() >= LENGTH_MAX) break;
      boolean plain = octet < 0x7F && (octet > (byte) 0x20 || (octet == 0x20 && spaces));
      if (plain) printable.append((char) octet);
      else printable.append('%').append("%02X".formatted(octet & 0xFF));
    }
    return printable.toString();
  }
}

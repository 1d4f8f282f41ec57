package io.giftledger.verify;

import io.micronaut.serde.annotation.Serdeable;
import java.nio.charset.StandardCharsets;

/**
 * A place where something is not as it was written.
 *
 * @param account the account's partition, a ledger account of the platform, or the name of an
 *     object of the digest; visible ASCII
 * @param sequence the first entry of the account that cannot be trusted, or the one that a record
 *     disagrees with; 0 if there is none
 * @param code what a program can switch on: {@code gap}, {@code hash_mismatch}
 * @param words the same for a person; visible ASCII and spaces
 */
@Serdeable
public record Fault(String account, long sequence, String code, String words) {

  /** An entry that cannot be read, or is not written as FORMAT.md says. */
  public static final String MALFORMED = "malformed";

  /** An entry in a partition that no account has. */
  public static final String UNKNOWN_ACCOUNT = "unknown_account";

  /** Whether it is whole cannot be told: newer code wrote it. */
  public static final String NOT_UNDERSTOOD = "not_understood";

  /** An entry is not what its movement appends: other postings, another state, no record. */
  public static final String WRONG_MOVEMENT = "wrong_movement";

  /** The record that an entry names is gone, or the mark of what it booked. */
  public static final String RECORD_MISSING = "record_missing";

  /** A record does not say what its entry says, or not what its status needs. */
  public static final String RECORD_ALTERED = "record_altered";

  /** A record tells of an entry that is not there. */
  public static final String ENTRY_MISSING = "entry_missing";

  /** Two entries of one kind name one record, or booked one payment. */
  public static final String NAMED_TWICE = "named_twice";

  /** A gift stands in a conversion, and its record says that it is not converted. */
  public static final String NOT_CONVERTED = "not_converted";

  /** A gift's record says that it is converted, and stands in no such conversion. */
  public static final String CONVERSION_MISSING = "conversion_missing";

  /** A gift stands in more than one conversion. */
  public static final String CONVERTED_TWICE = "converted_twice";

  /** An entry credited an exchange or an award, and its record does not say so. */
  public static final String NOT_CREDITED = "not_credited";

  /** An exchange or an award says that it is credited, and no such entry did. */
  public static final String CREDIT_MISSING = "credit_missing";

  /** An exchange or an award was credited by more than one entry. */
  public static final String CREDITED_TWICE = "credited_twice";

  /** What left some accounts and what arrived do not agree. */
  public static final String CONVERSIONS_DIFFER = "conversions_differ";

  /** What stands on an account of the platform is not what it stands for. */
  public static final String WRONG_TOTAL = "wrong_total";

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

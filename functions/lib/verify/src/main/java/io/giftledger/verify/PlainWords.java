package io.giftledger.verify;

import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.table.UnreadableException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why something cannot be read, for whoever looks after the table: in our own words, or in none if
 * what failed has only words for programmers.
 */
final class PlainWords {

  private static final Pattern OF_PROGRAMS = Pattern.compile("\\bjava\\.|io\\.giftledger|\\w\\[");

  private PlainWords() {}

  static String of(RuntimeException fault) {
    @Nullable String words =
        switch (fault) {
          case RecordAlteredException altered -> altered.why();
          case UnreadableException unreadable -> unreadable.getMessage();
          default -> isOurs(fault) ? fault.getMessage() : null;
        };
    return words == null || OF_PROGRAMS.matcher(words).find()
        ? "it is not written as it must be"
        : words;
  }

  /** The platform's own are of classes of their own, such as that a text is no number. */
  private static boolean isOurs(RuntimeException fault) {
    return fault.getClass() == IllegalArgumentException.class
        || fault.getClass() == IllegalStateException.class;
  }
}

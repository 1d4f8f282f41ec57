package io.giftledger.operator;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What others wrote, as a terminal may be given it. */
final class Printable {

  /** What moves the cursor, turns the direction of writing or cannot be seen. */
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  private Printable() {}

  /** A line in which everything can be seen that is in it. */
  static String line(String text) {
    return UNSEEN
        .matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement("\\u{%X}".formatted(found.group().codePointAt(0))));
  }
}

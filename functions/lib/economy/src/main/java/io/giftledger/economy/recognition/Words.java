package io.giftledger.economy.recognition;

import java.time.Instant;
import java.util.List;

/**
 * A line of a row: words with single spaces, which later versions may add to at the end. A row is
 * billed by its size, so that instants are written short.
 */
final class Words {

  private static final int RADIX = 36;

  private Words() {}

  static List<String> of(String line, int least) {
    List<String> words = List.of(line.split(" ", -1));
    if (words.size() < least) throw new IllegalArgumentException("not a line of a row: " + line);
    return words;
  }

  static String ofInstant(Instant at) {
    return Long.toString(at.toEpochMilli(), RADIX);
  }

  static Instant instant(String word) {
    return Instant.ofEpochMilli(Long.parseLong(word, RADIX));
  }
}

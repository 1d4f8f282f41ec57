package io.giftledger.ledger;

import java.util.regex.Pattern;

/**
 * Why an entry was written. An open word: a reader needs to know none of them to append to a chain.
 *
 * @param label the name that is stored, hashed and shown: {@code gift_sent}
 */
public record EntryKind(String label) {

  // Before the first kind, which is held against it.
  private static final Pattern LABEL = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  /** Nothing: it takes the place of one that was claimed and left. */
  public static final EntryKind PLACE_VOIDED = new EntryKind("place_voided");

  /** Refuses what is no word of lower-case letters, digits and {@code _}. */
  public EntryKind {
    if (!LABEL.matcher(label).matches()) {
      throw new IllegalArgumentException("no kind of entry: " + label);
    }
  }
}

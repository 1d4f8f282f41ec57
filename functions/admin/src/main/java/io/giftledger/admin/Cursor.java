package io.giftledger.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giftledger.http.Problem;
import io.giftledger.ledger.table.Key;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a page of a list ended. Clients send it back as they got it. */
final class Cursor {

  private static final int LENGTH_MAX = 512;

  private Cursor() {}

  /** The cursor after an item. */
  static String after(Key key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((key.partition() + " " + key.sort()).getBytes(UTF_8));
  }

  /**
   * The item that a page ended with.
   *
   * @param keys partition and sort key of the items of the list, with a space between them
   * @throws io.giftledger.http.ProblemException {@code invalid_request} if it is no cursor of this
   *     list
   */
  static Key parse(Pattern keys, String text) {
    return decoded(text)
        .filter(content -> keys.matcher(content).matches())
        .map(content -> content.split(" ", 2))
        .map(words -> new Key(words[0], words[1]))
        .orElseThrow(
            () ->
                Problem.invalidField("cursor", "must be the next of an earlier page").exception());
  }

  private static Optional<String> decoded(String text) {
    if (text.length() > LENGTH_MAX) return Optional.empty();
    try {
      return Optional.of(new String(Base64.getUrlDecoder().decode(text), UTF_8));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}

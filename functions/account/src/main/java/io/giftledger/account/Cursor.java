package io.giftledger.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giftledger.http.Problem;
import io.giftledger.http.ProblemException;
import io.giftledger.ledger.Book;
import io.giftledger.ledger.Entry;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page of a statement ended. Clients send it back as they got it; that it names an entry of
 * a book is nobody's business but ours.
 */
final class Cursor {

  private static final int LENGTH_MAX = 64;
  private static final Pattern CONTENT = Pattern.compile("([A-Z]+) ([1-9][0-9]{0,11})");

  private Cursor() {}

  /** The cursor after an entry. */
  static String after(Entry<?> entry) {
    String content = entry.account().book().prefix() + " " + entry.sequence();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(content.getBytes(UTF_8));
  }

  /**
   * The sequence of the entry that a page ended with.
   *
   * @throws ProblemException {@code invalid_request} if it is no cursor of this book's statements
   */
  static long parse(Book<?> book, String text) {
    try {
      if (text.length() <= LENGTH_MAX) {
        Matcher content = CONTENT.matcher(new String(Base64.getUrlDecoder().decode(text), UTF_8));
        if (content.matches() && content.group(1).equals(book.prefix())) {
          return Long.parseLong(content.group(2));
        }
      }
    } catch (IllegalArgumentException notBase64) {
      // Told as any other cursor that we did not make.
    }
    throw Problem.invalidField("cursor", "must be the next of an earlier page").exception();
  }
}

package io.giftledger.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giftledger.http.Problem;
import io.giftledger.http.ProblemException;
import io.giftledger.ledger.Book;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.RecordType;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page of a list ended. Clients send it back as they got it; that it names an entry of a
 * book, or a record, is nobody's business but ours.
 */
final class Cursor {

  private static final int LENGTH_MAX = 96;
  private static final Pattern ENTRY = Pattern.compile("([A-Z]+) ([1-9][0-9]{0,11})");
  private static final Pattern OPENED =
      Pattern.compile("([A-Z]+) ([0-9]{1,15}) ([0-9a-v]{" + RecordType.ID_LENGTH + "})");

  private Cursor() {}

  /**
   * Where a record stands in a list whose newest comes first.
   *
   * @param at when it was opened
   * @param id its id
   */
  record Opened(Instant at, String id) implements Comparable<Opened> {

    private static final Comparator<Opened> NEWEST_FIRST =
        Comparator.comparing(Opened::at).thenComparing(Opened::id).reversed();

    @Override
    public int compareTo(Opened other) {
      return NEWEST_FIRST.compare(this, other);
    }
  }

  /** The cursor after an entry. */
  static String after(Entry<?> entry) {
    return encoded(entry.account().book().prefix() + " " + entry.sequence());
  }

  /** The cursor after a record. */
  static String after(RecordType<?> type, Opened record) {
    return encoded(type.prefix() + " " + record.at().toEpochMilli() + " " + record.id());
  }

  /**
   * The sequence of the entry that a page ended with.
   *
   * @throws ProblemException {@code invalid_request} if it is no cursor of this book's statements
   */
  static long parse(Book<?> book, String text) {
    return decoded(text, ENTRY)
        .filter(content -> content.group(1).equals(book.prefix()))
        .map(content -> Long.parseLong(content.group(2)))
        .orElseThrow(Cursor::invalid);
  }

  /**
   * The record that a page ended with.
   *
   * @throws ProblemException {@code invalid_request} if it is no cursor of a list of such records
   */
  static Opened parseOpened(RecordType<?> type, String text) {
    return decoded(text, OPENED)
        .filter(content -> content.group(1).equals(type.prefix()))
        .map(
            content ->
                new Opened(
                    Instant.ofEpochMilli(Long.parseLong(content.group(2))), content.group(3)))
        .orElseThrow(Cursor::invalid);
  }

  private static String encoded(String content) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(content.getBytes(UTF_8));
  }

  private static Optional<MatchResult> decoded(String text, Pattern content) {
    if (text.length() > LENGTH_MAX) return Optional.empty();
    try {
      Matcher matcher = content.matcher(new String(Base64.getUrlDecoder().decode(text), UTF_8));
      return matcher.matches() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private static ProblemException invalid() {
    return Problem.invalidField("cursor", "must be the next of an earlier page").exception();
  }
}

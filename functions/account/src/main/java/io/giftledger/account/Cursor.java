package io.giftledger.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giftledger.economy.wallet.Recharge;
import io.giftledger.http.Problem;
import io.giftledger.http.ProblemException;
import io.giftledger.ledger.Book;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.RecordType;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page of a list ended. Clients send it back as they got it; that it names an entry of a
 * book, or a recharge, is nobody's business but ours.
 */
final class Cursor {

  private static final int LENGTH_MAX = 96;
  private static final Pattern ENTRY = Pattern.compile("([A-Z]+) ([1-9][0-9]{0,11})");
  private static final Pattern OPENED =
      Pattern.compile("RECHARGE ([0-9]{1,15}) ([0-9a-v]{" + RecordType.ID_LENGTH + "})");

  private Cursor() {}

  /**
   * A recharge that a page ended with.
   *
   * @param at when it was opened
   * @param id its id
   */
  record Opened(Instant at, String id) {

    /** Whether a recharge comes on a later page. */
    boolean isAfter(Recharge recharge) {
      int order = recharge.openedAt().compareTo(at);
      return order < 0 || order == 0 && recharge.id().compareTo(id) < 0;
    }
  }

  /** The cursor after an entry. */
  static String after(Entry<?> entry) {
    return encoded(entry.account().book().prefix() + " " + entry.sequence());
  }

  /** The cursor after a recharge. */
  static String after(Recharge recharge) {
    return encoded(
        Recharge.TYPE.prefix() + " " + recharge.openedAt().toEpochMilli() + " " + recharge.id());
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
   * The recharge that a page ended with.
   *
   * @throws ProblemException {@code invalid_request} if it is no cursor of a list of recharges
   */
  static Opened parseOpened(String text) {
    return decoded(text, OPENED)
        .map(
            content ->
                new Opened(
                    Instant.ofEpochMilli(Long.parseLong(content.group(1))), content.group(2)))
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

package io.giftledger.ledger;

import java.util.regex.Pattern;

/**
 * One account: a book (wallets, earnings) and the platform's user who owns it.
 *
 * @param <S> the state that the account's entries carry
 * @param book which of the user's accounts
 * @param owner the user's id as the platform's tokens name it
 */
public record Account<S extends State>(Book<S> book, String owner) {

  private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9._:|+-]{1,128}");

  /**
   * A telephone number, also behind the name of who issued it: with the sign of an international or
   * the zero of a national one, or in groups. Digits alone are what many platforms count users by.
   */
  private static final Pattern TELEPHONE_NUMBER =
      Pattern.compile("(.*[|:])?([+0][0-9.-]{6,20}|[0-9]{1,4}([.-][0-9]{2,5}){2,4})");

  /** Refuses an owner that {@link #isOwner} does not accept. */
  public Account {
    if (!isOwner(owner)) throw new IllegalArgumentException("not a user id: " + owner);
  }

  /**
   * Whether a text can be a user's id: 1 to 128 letters, digits and {@code . _ : | + -}. The
   * table's separator {@code #} is not among them, and each of them may stand in a queue's message
   * group. An id stays in the ledger for ever, so it must say nothing of a person: neither an
   * e-mail address nor what looks like a telephone number is one.
   */
  public static boolean isOwner(String text) {
    return OWNER.matcher(text).matches() && !TELEPHONE_NUMBER.matcher(text).matches();
  }

  /** The partition that holds the account's entries and business records. */
  public String partitionKey() {
    return book.prefix() + "#" + owner;
  }
}

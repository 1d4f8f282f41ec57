package io.giftledger.ledger;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A kind of business record that a caller's request creates.
 *
 * @param prefix the first part of its sort key: {@code GIFT}
 * @param reader reads a stored record
 */
public record RecordType<R extends BusinessRecord>(String prefix, Function<Item, R> reader) {

  /** The length of every record id, in characters: 130 bits of a digest in base 32. */
  public static final int ID_LENGTH = 26;

  private static final Pattern ID = Pattern.compile("[0-9a-v]{" + ID_LENGTH + "}");

  /** Whether a text can be a record's id. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /**
   * Reads a stored record.
   *
   * @throws RecordAlteredException if it cannot be read
   */
  public R read(Item item) {
    return RecordAlteredException.reading(item, () -> reader.apply(item));
  }

  /**
   * The id of the record that an entry names.
   *
   * @param ref the entry's {@code ref}
   * @throws IllegalArgumentException if it names no record of this type
   */
  public String id(String ref) {
    if (!ref.startsWith(prefix + "#")) {
      throw new IllegalArgumentException("no " + prefix + ": " + ref);
    }
    return ref.substring(prefix.length() + 1);
  }

  /** Where the record is stored that an entry names. */
  public Key keyOf(Item entry) {
    String ref = entry.text("ref");
    return new Key(entry.key().partition(), prefix + "#" + id(ref));
  }

  /** Where the record with this id is stored. */
  public Key key(Account<?> account, String id) {
    return new Key(account.partitionKey(), prefix + "#" + id);
  }

  /**
   * The id that a caller's idempotency key stands for. It is derived, not drawn, so that the same
   * request always names the same record; it says nothing of the key; and since the account is part
   * of it, it is unique across all accounts.
   */
  public String idFor(Account<?> account, String idempotencyKey) {
    return Hash.ofTexts(prefix, account.partitionKey(), idempotencyKey).id();
  }
}

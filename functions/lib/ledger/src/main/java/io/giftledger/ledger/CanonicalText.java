package io.giftledger.ledger;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Value;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The bytes of an entry that are hashed, from the attributes as they are stored: see FORMAT.md.
 * What code makes of them has no say in it, so code that does not understand an entry can verify it
 * all the same.
 */
final class CanonicalText {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,63}");

  private final StringBuilder text = new StringBuilder(768);

  private CanonicalText() {}

  /**
   * The bytes of a stored entry, or of one that is yet without its hash.
   *
   * @throws IllegalArgumentException if an attribute is not what an entry has
   * @throws IllegalStateException if an attribute is missing or has another type
   */
  static byte[] of(Item item) {
    CanonicalText lines = new CanonicalText();
    lines.line("giftledger entry", Long.toString(item.number(Entry.FORMAT)));
    lines.line("account", item.key().partition());
    lines.line("sequence", Long.toString(Entry.sequence(item.key())));
    lines.line("at", item.text(Entry.AT));
    lines.line("kind", item.text(Entry.KIND));
    lines.line("ref", item.text(Entry.REF));
    lines.line("policy", Long.toString(item.number(Entry.POLICY_VERSION)));
    item.findMap(Entry.DETAILS).ifPresent(details -> lines.fields("detail ", details));
    for (String posting : item.texts(Entry.POSTINGS)) lines.line("posting", posting);
    lines.fields("state ", item.map(Entry.STATE));
    return lines.text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void fields(String what, Item fields) {
    for (Map.Entry<String, Value> field : new TreeMap<>(fields.attributes()).entrySet()) {
      if (!NAME.matcher(field.getKey()).matches()) {
        throw new IllegalArgumentException("no name of a field: " + field.getKey());
      }
      line(
          what + field.getKey(),
          switch (field.getValue()) {
            case Value.Text(String value) -> value;
            case Value.Number(long value) -> Long.toString(value);
            default ->
                throw new IllegalArgumentException(
                    what + field.getKey() + " is neither text nor whole number");
          });
    }
  }

  private void line(String name, String value) {
    if (value.indexOf('\n') >= 0) throw new IllegalArgumentException("a line break in " + name);
    text.append(name).append(' ').append(value).append('\n');
  }
}

package io.giftledger.economy;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Value;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads an item that somebody may have put by hand, and notes which attributes are wrong. */
public final class PutByHand {

  private final Item item;
  private final Set<String> faults = new TreeSet<>();

  /** Reads an item. */
  public PutByHand(Item item) {
    this.item = item;
  }

  /** A whole number; if there is none, what allows the least. */
  public long number(String name, long otherwise) {
    return item.attributes().get(name) instanceof Value.Number(long number)
        ? number
        : wrong(name, otherwise);
  }

  /** A flag; if there is none, what allows the least. */
  public boolean flag(String name, boolean otherwise) {
    return item.attributes().get(name) instanceof Value.Flag(boolean flag)
        ? flag
        : wrong(name, otherwise);
  }

  /** A text; if there is none, what allows the least. */
  public String text(String name, String otherwise) {
    return item.attributes().get(name) instanceof Value.Text(String text)
        ? text
        : wrong(name, otherwise);
  }

  /** A text that may be missing; if it is of another type, none. */
  public Optional<String> optionalText(String name) {
    if (!item.attributes().containsKey(name)) return Optional.empty();
    return Optional.of(text(name, "")).filter(text -> !text.isEmpty());
  }

  /** One of a type's words, in lower case; if it is none, what allows the least. */
  public <E extends Enum<E>> E word(String name, Class<E> type, E otherwise) {
    String text = text(name, "");
    for (E word : type.getEnumConstants()) {
      if (word.name().toLowerCase(Locale.ROOT).equals(text)) return word;
    }
    return wrong(name, otherwise);
  }

  /** An instant; if there is none, what allows the least. */
  public Instant instant(String name, Instant otherwise) {
    try {
      return Instant.parse(text(name, ""));
    } catch (DateTimeParseException noInstant) {
      return wrong(name, otherwise);
    }
  }

  private <T> T wrong(String name, T otherwise) {
    faults.add(name);
    return otherwise;
  }

  /** The attributes that were asked for and are missing or of another type. */
  public Set<String> faults() {
    return Set.copyOf(faults);
  }
}

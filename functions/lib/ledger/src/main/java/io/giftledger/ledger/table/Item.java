package io.giftledger.ledger.table;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An item of the table, or a map inside of one, with typed access to its attributes. Instants are
 * stored as ISO 8601 text. What is not there though it must be, or is of another type, is an {@link
 * UnreadableException}.
 *
 * @param attributes the attributes by name
 */
public record Item(Map<String, Value> attributes) {

  /** The attribute with the partition key. */
  public static final String PK = "PK";

  /** The attribute with the sort key. */
  public static final String SK = "SK";

  /** A map without attributes. */
  public static final Item EMPTY = builder().build();

  /** Starts an item with its key. */
  public static Builder builder(Key key) {
    return builder().key(key);
  }

  /** Starts a map without a key. */
  public static Builder builder() {
    return new Builder(new HashMap<>());
  }

  /** Starts a copy. */
  public Builder toBuilder() {
    return new Builder(new HashMap<>(attributes));
  }

  /** Those of its attributes that have one of some names. */
  public Item only(Set<String> names) {
    Map<String, Value> some = new HashMap<>(attributes);
    some.keySet().retainAll(names);
    return new Item(Map.copyOf(some));
  }

  /** The item's primary key. */
  public Key key() {
    return new Key(text(PK), text(SK));
  }

  /** Whether it has no attribute. */
  public boolean isEmpty() {
    return attributes.isEmpty();
  }

  /** A text that must be there. */
  public String text(String name) {
    return required(name, Value.Text.class).text();
  }

  /** A text that may be there. */
  public Optional<String> findText(String name) {
    return find(name, Value.Text.class).map(Value.Text::text);
  }

  /** A whole number that must be there. */
  public long number(String name) {
    return required(name, Value.Number.class).number();
  }

  /** A whole number that may be there. */
  public OptionalLong findNumber(String name) {
    return find(name, Value.Number.class).stream().mapToLong(Value.Number::number).findFirst();
  }

  /** A text that must be there, and be the name of one of several. */
  public <E extends Enum<E>> E word(String name, Class<E> type) {
    String text = text(name);
    return Arrays.stream(type.getEnumConstants())
        .filter(one -> one.name().equals(text))
        .findFirst()
        .orElseThrow(() -> new UnreadableException(name + " is none that there is"));
  }

  /** A truth value that must be there. */
  public boolean flag(String name) {
    return required(name, Value.Flag.class).flag();
  }

  /** An instant that must be there. */
  public Instant instant(String name) {
    return parsed(name, text(name));
  }

  /** An instant that may be there. */
  public Optional<Instant> findInstant(String name) {
    return findText(name).map(text -> parsed(name, text));
  }

  /** Bytes that must be there. */
  public byte[] bytes(String name) {
    return required(name, Value.Bytes.class).bytes();
  }

  /** A list of texts that must be there. */
  public List<String> texts(String name) {
    return required(name, Value.Many.class).values().stream()
        .map(value -> as(name, value, Value.Text.class).text())
        .toList();
  }

  /** A list of texts that may be there. */
  public Optional<List<String>> findTexts(String name) {
    return attributes.containsKey(name) ? Optional.of(texts(name)) : Optional.empty();
  }

  /** A map that must be there. */
  public Item map(String name) {
    return new Item(required(name, Value.Fields.class).fields());
  }

  /** A map that may be there. */
  public Optional<Item> findMap(String name) {
    return find(name, Value.Fields.class).map(fields -> new Item(fields.fields()));
  }

  private static Instant parsed(String name, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException otherwise) {
      throw new UnreadableException(name + " is no instant");
    }
  }

  private <V extends Value> V required(String name, Class<V> type) {
    return find(name, type).orElseThrow(() -> new UnreadableException(name + " is missing"));
  }

  private <V extends Value> Optional<V> find(String name, Class<V> type) {
    return Optional.ofNullable(attributes.get(name)).map(value -> as(name, value, type));
  }

  private static <V extends Value> V as(String name, Value value, Class<V> type) {
    if (type.isInstance(value)) return type.cast(value);
    throw new UnreadableException(name + " is no " + words(type));
  }

  private static String words(Class<? extends Value> type) {
    if (type == Value.Text.class) return "text";
    if (type == Value.Number.class) return "whole number";
    if (type == Value.Flag.class) return "truth value";
    if (type == Value.Bytes.class) return "bytes";
    return type == Value.Many.class ? "list" : "map";
  }

  /** Collects attributes. */
  public static final class Builder {

    private final Map<String, Value> attributes;

    private Builder(Map<String, Value> attributes) {
      this.attributes = attributes;
    }

    /** Makes it the item with this key. */
    public Builder key(Key key) {
      return text(PK, key.partition()).text(SK, key.sort());
    }

    /** Adds a text. */
    public Builder text(String name, String value) {
      attributes.put(name, new Value.Text(value));
      return this;
    }

    /** Adds a text if there is one. */
    public Builder text(String name, Optional<String> value) {
      value.ifPresent(present -> text(name, present));
      return this;
    }

    /** Adds a whole number. */
    public Builder number(String name, long value) {
      attributes.put(name, new Value.Number(value));
      return this;
    }

    /** Adds a truth value. */
    public Builder flag(String name, boolean value) {
      attributes.put(name, new Value.Flag(value));
      return this;
    }

    /** Adds an instant. */
    public Builder instant(String name, Instant value) {
      return text(name, value.toString());
    }

    /** Adds an instant if there is one. */
    public Builder instant(String name, Optional<Instant> value) {
      value.ifPresent(present -> instant(name, present));
      return this;
    }

    /** Adds bytes. */
    public Builder bytes(String name, byte[] value) {
      attributes.put(name, new Value.Bytes(value));
      return this;
    }

    /** Adds a list of texts. */
    public Builder texts(String name, List<String> values) {
      attributes.put(name, new Value.Many(values.stream().<Value>map(Value.Text::new).toList()));
      return this;
    }

    /** Adds a map. */
    public Builder map(String name, Item value) {
      attributes.put(name, new Value.Fields(value.attributes));
      return this;
    }

    /** Adds all attributes of another item. */
    public Builder all(Item other) {
      attributes.putAll(other.attributes);
      return this;
    }

    /** The item. */
    public Item build() {
      return new Item(Map.copyOf(attributes));
    }
  }
}

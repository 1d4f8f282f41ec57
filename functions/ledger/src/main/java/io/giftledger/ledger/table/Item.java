package io.giftledger.ledger.table;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An item of the table, or a map inside of one, with typed access to its attributes. Instants are
 * stored as ISO 8601 text.
 *
 * @param attributes the attributes as the SDK has them
 */
public record Item(Map<String, AttributeValue> attributes) {

  static final String PK = "PK";
  static final String SK = "SK";

  /** Starts an item with its key. */
  public static Builder builder(Key key) {
    return new Builder(new HashMap<>()).text(PK, key.partition()).text(SK, key.sort());
  }

  /** Starts a map without a key. */
  public static Builder builder() {
    return new Builder(new HashMap<>());
  }

  /** Starts a copy. */
  public Builder toBuilder() {
    return new Builder(new HashMap<>(attributes));
  }

  /** The item's primary key. */
  public Key key() {
    return new Key(text(PK), text(SK));
  }

  /** A text that must be there. */
  public String text(String name) {
    return required(name).s();
  }

  /** A text that may be there. */
  public Optional<String> findText(String name) {
    return Optional.ofNullable(attributes.get(name)).map(AttributeValue::s);
  }

  /** A whole number that must be there. */
  public long number(String name) {
    return Long.parseLong(required(name).n());
  }

  /** A whole number that may be there. */
  public OptionalLong findNumber(String name) {
    AttributeValue value = attributes.get(name);
    return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value.n()));
  }

  /** A truth value that must be there. */
  public boolean flag(String name) {
    return required(name).bool();
  }

  /** An instant that must be there. */
  public Instant instant(String name) {
    return Instant.parse(text(name));
  }

  /** An instant that may be there. */
  public Optional<Instant> findInstant(String name) {
    return findText(name).map(Instant::parse);
  }

  /** Bytes that must be there. */
  public byte[] bytes(String name) {
    return required(name).b().asByteArray();
  }

  /** A list of texts that must be there. */
  public List<String> texts(String name) {
    return required(name).l().stream().map(AttributeValue::s).toList();
  }

  /** A map that must be there. */
  public Item map(String name) {
    return new Item(required(name).m());
  }

  private AttributeValue required(String name) {
    AttributeValue value = attributes.get(name);
    if (value == null) {
      throw new IllegalStateException(
          "no attribute " + name + " in " + attributes.get(PK) + " " + attributes.get(SK));
    }
    return value;
  }

  /** Collects attributes. */
  public static final class Builder {

    private final Map<String, AttributeValue> attributes;

    private Builder(Map<String, AttributeValue> attributes) {
      this.attributes = attributes;
    }

    /** Adds a text. */
    public Builder text(String name, String value) {
      attributes.put(name, AttributeValue.fromS(value));
      return this;
    }

    /** Adds a text if there is one. */
    public Builder text(String name, Optional<String> value) {
      value.ifPresent(present -> text(name, present));
      return this;
    }

    /** Adds a whole number. */
    public Builder number(String name, long value) {
      attributes.put(name, AttributeValue.fromN(Long.toString(value)));
      return this;
    }

    /** Adds a truth value. */
    public Builder flag(String name, boolean value) {
      attributes.put(name, AttributeValue.fromBool(value));
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
      attributes.put(name, AttributeValue.fromB(SdkBytes.fromByteArray(value)));
      return this;
    }

    /** Adds a list of texts. */
    public Builder texts(String name, List<String> values) {
      attributes.put(
          name, AttributeValue.fromL(values.stream().map(AttributeValue::fromS).toList()));
      return this;
    }

    /** Adds a map of {@code Long}s and {@code String}s. */
    public Builder map(String name, Map<String, Object> values) {
      Builder map = Item.builder();
      values.forEach(
          (key, value) -> {
            if (value instanceof Long number) map.number(key, number);
            else map.text(key, (String) value);
          });
      attributes.put(name, AttributeValue.fromM(map.attributes));
      return this;
    }

    /** The item. */
    public Item build() {
      return new Item(Map.copyOf(attributes));
    }
  }
}

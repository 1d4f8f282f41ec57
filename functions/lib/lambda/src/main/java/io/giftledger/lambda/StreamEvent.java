package io.giftledger.lambda;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.giftledger.ledger.table.Item;
import io.micronaut.serde.annotation.Serdeable;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records of the table's stream, as Lambda delivers them.
 *
 * @param records the records, in order for each item
 */
@Serdeable
public record StreamEvent(@JsonProperty("Records") List<StreamRecord> records) {

  /**
   * One change of the table.
   *
   * @param name {@code INSERT}, {@code MODIFY} or {@code REMOVE}
   * @param change what changed
   */
  @Serdeable
  public record StreamRecord(
      @JsonProperty("eventName") @Nullable String name, @JsonProperty("dynamodb") Change change) {

    /** Names the record in a partial failure. */
    public String sequenceNumber() {
      return change.sequenceNumber();
    }

    /** Whether an item that was there is another now, or gone. */
    public boolean isOfOldItem() {
      return "MODIFY".equals(name) || "REMOVE".equals(name);
    }

    /** A text of the new item; empty if it has none of that name. */
    public String text(String attribute) {
      return textIn(change.newImage(), attribute);
    }

    /** A text of the item's key. */
    public String keyText(String attribute) {
      return textIn(change.keys(), attribute);
    }

    private static String textIn(@Nullable Map<String, Value> attributes, String attribute) {
      Value value = attributes == null ? null : attributes.get(attribute);
      return value == null || value.text() == null ? "" : value.text();
    }

    /** The new item, as far as it has texts, numbers, bytes, maps of them and lists of texts. */
    public Item item() {
      Map<String, Value> image = change.newImage();
      return StreamEvent.item(image == null ? Map.of() : image);
    }
  }

  private static Item item(Map<String, Value> attributes) {
    Item.Builder item = Item.builder();
    attributes.forEach(
        (name, value) -> {
          if (value.text() != null) item.text(name, value.text());
          if (value.number() != null) item.number(name, Long.parseLong(value.number()));
          if (value.bytes() != null) item.bytes(name, Base64.getDecoder().decode(value.bytes()));
          if (value.map() != null) item.map(name, item(value.map()));
          if (value.list() != null) item.texts(name, texts(value.list()));
        });
    return item.build();
  }

  private static List<String> texts(List<Value> list) {
    List<String> texts = new ArrayList<>();
    for (Value value : list) {
      if (value.text() != null) texts.add(value.text());
    }
    return texts;
  }

  /**
   * What changed.
   *
   * @param sequenceNumber the change's place in its shard
   * @param keys the item's key
   * @param newImage the item afterwards, if there is one
   */
  @Serdeable
  public record Change(
      @JsonProperty("SequenceNumber") String sequenceNumber,
      @JsonProperty("Keys") @Nullable Map<String, Value> keys,
      @JsonProperty("NewImage") @Nullable Map<String, Value> newImage) {}

  /** An attribute's value; those of other types are not read. */
  @Serdeable
  public record Value(
      @JsonProperty("S") @Nullable String text,
      @JsonProperty("N") @Nullable String number,
      @JsonProperty("B") @Nullable String bytes,
      @JsonProperty("M") @Nullable Map<String, Value> map,
      @JsonProperty("L") @Nullable List<Value> list) {}
}

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
   * @param change what changed
   */
  @Serdeable
  public record StreamRecord(@JsonProperty("dynamodb") Change change) {

    /** Names the record in a partial failure. */
    public String sequenceNumber() {
      return change.sequenceNumber();
    }

    /** A text of the new item; empty if it has none of that name. */
    public String text(String name) {
      Value value = change.newImage().get(name);
      return value == null || value.text() == null ? "" : value.text();
    }

    /** The new item, as far as it has texts, numbers, bytes, maps of them and lists of texts. */
    public Item item() {
      return StreamEvent.item(change.newImage());
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
   * @param newImage the item afterwards
   */
  @Serdeable
  public record Change(
      @JsonProperty("SequenceNumber") String sequenceNumber,
      @JsonProperty("NewImage") Map<String, Value> newImage) {}

  /** An attribute's value; those of other types are not read. */
  @Serdeable
  public record Value(
      @JsonProperty("S") @Nullable String text,
      @JsonProperty("N") @Nullable String number,
      @JsonProperty("B") @Nullable String bytes,
      @JsonProperty("M") @Nullable Map<String, Value> map,
      @JsonProperty("L") @Nullable List<Value> list) {}
}

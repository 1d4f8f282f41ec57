package io.giftledger.dispatch;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records of the table's stream, as Lambda delivers them.
 *
 * @param records the records, in order for each item
 */
@Serdeable
record StreamEvent(@JsonProperty("Records") List<StreamRecord> records) {

  /**
   * One change of the table.
   *
   * @param change what changed
   */
  @Serdeable
  record StreamRecord(@JsonProperty("dynamodb") Change change) {

    /** Names the record in a partial failure. */
    String sequenceNumber() {
      return change.sequenceNumber();
    }

    /** A text or number of the new item, as text. */
    String attribute(String name) {
      Value value = change.newImage().get(name);
      if (value == null) throw new IllegalArgumentException("a record without " + name);
      String text = value.text() != null ? value.text() : value.number();
      if (text == null) throw new IllegalArgumentException("neither text nor number: " + name);
      return text;
    }

    /** A whole number of the new item. */
    long number(String name) {
      return Long.parseLong(attribute(name));
    }
  }

  /**
   * What changed.
   *
   * @param sequenceNumber the change's place in its shard
   * @param newImage the item afterwards
   */
  @Serdeable
  record Change(
      @JsonProperty("SequenceNumber") String sequenceNumber,
      @JsonProperty("NewImage") Map<String, Value> newImage) {}

  /** An attribute's value; those of other types are not read. */
  @Serdeable
  record Value(
      @JsonProperty("S") @Nullable String text, @JsonProperty("N") @Nullable String number) {}
}

package io.giftledger.dynamodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giftledger.economy.policy.PolicyReading;
import io.giftledger.ledger.table.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** A policy's document as it is written: JSON, one value, and no member twice. */
public final class PolicyDocument {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /**
   * An item of DynamoDB's has at most 400 KB; the rest is for its key, and who published it, why.
   */
  /** The largest document, in bytes of UTF-8. */
  public static final int BYTES_MAX = 392 * 1024;

  private PolicyDocument() {}

  /**
   * Reads a document, and names everything that is wrong with it.
   *
   * @param version the number that it has, or shall have, in the table; empty if that is not known
   */
  public static PolicyReading read(String json, OptionalLong version) {
    int bytes = json.getBytes(UTF_8).length;
    if (bytes > BYTES_MAX) {
      return PolicyReading.faulty(
          "is too large: %d bytes, and the table has room for %d".formatted(bytes, BYTES_MAX));
    }
    try {
      return PolicyReading.of(value(json), version);
    } catch (IllegalArgumentException noJson) {
      return PolicyReading.faulty(String.valueOf(noJson.getMessage()));
    }
  }

  /**
   * A document as it is written, whether it is a policy or not; its members are in their order.
   *
   * @throws IllegalArgumentException if it is not one JSON value
   */
  public static Value value(String json) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      Value document = value(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("is more than one JSON value");
      }
      return document;
    } catch (JacksonException malformed) {
      throw new IllegalArgumentException(
          "is not JSON: " + place(malformed) + malformed.getOriginalMessage(), malformed);
    }
  }

  /** Where it is malformed; what exceeds one of the parser's limits has no place. */
  private static String place(JacksonException malformed) {
    return Optional.ofNullable(malformed.getLocation())
        .map(
            location ->
                "line %d, column %d: ".formatted(location.getLineNr(), location.getColumnNr()))
        .orElse("");
  }

  /** The value that begins with the parser's token. */
  private static Value value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Value> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          fields.put(name, value(parser));
        }
        yield new Value.Fields(fields);
      }
      case START_ARRAY -> {
        List<Value> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) values.add(value(parser));
        yield new Value.Many(values);
      }
      case VALUE_STRING -> new Value.Text(parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getString());
      case VALUE_TRUE -> new Value.Flag(true);
      case VALUE_FALSE -> new Value.Flag(false);
      case null -> new Value.Foreign("nothing");
      default -> new Value.Foreign(parser.getString());
    };
  }

  /** Whole as JSON Schema has it: {@code 1.0} and {@code 1e0} are 1. */
  private static Value number(String text) {
    try {
      return new Value.Number(new BigDecimal(text).longValueExact());
    } catch (ArithmeticException | NumberFormatException otherwise) {
      return new Value.Foreign(text);
    }
  }
}

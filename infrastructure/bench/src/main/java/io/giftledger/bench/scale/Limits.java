package io.giftledger.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** AWS's limits, each with its source: one data file. */
final class Limits {

  private final JsonNode file;

  private Limits(JsonNode file) {
    this.file = file;
  }

  /**
   * Reads {@code limits.json}.
   *
   * @throws IOException if it is no JSON
   */
  static Limits read() throws IOException {
    try (InputStream json =
        Objects.requireNonNull(Limits.class.getResourceAsStream("limits.json"), "limits.json")) {
      return new Limits(new ObjectMapper().readTree(json));
    }
  }

  /**
   * A limit.
   *
   * @throws IllegalArgumentException if the file has none of that name
   */
  int of(String name) {
    JsonNode value = file.path(name).path("value");
    if (!value.isInt()) throw new IllegalArgumentException("no limit " + name);
    return value.asInt();
  }
}

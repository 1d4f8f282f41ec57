package io.giftledger.payments.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Whether a webhook is written as the sandbox writes it: one JSON object with nothing after it, no
 * member twice, and everything a text but for the amount, which is an integer. What reads it into a
 * {@link SandboxEvent} would make an amount of a text, and not look at what comes behind.
 */
final class SandboxJson {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final String AMOUNT = "amount";

  private SandboxJson() {}

  /** Whether it is so. */
  static boolean isStrict(byte[] body) {
    try (JsonParser parser =
        JSON.createParser(
            ObjectReadContext.empty(),
            UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString())) {
      return parser.nextToken() == JsonToken.START_OBJECT
          && isObject(parser)
          && parser.nextToken() == null;
    } catch (CharacterCodingException | JacksonException malformed) {
      return false;
    }
  }

  /** Whether the object that begins here is so, to its end. */
  private static boolean isObject(JsonParser parser) {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      boolean isAsItMust =
          switch (parser.nextToken()) {
            case START_OBJECT -> isObject(parser);
            case VALUE_STRING -> !name.equals(AMOUNT);
            case VALUE_NUMBER_INT -> name.equals(AMOUNT);
            // What an event need not say may be left out like this.
            case VALUE_NULL -> !name.equals(AMOUNT);
            case null, default -> false;
          };
      if (!isAsItMust) return false;
    }
    return true;
  }
}

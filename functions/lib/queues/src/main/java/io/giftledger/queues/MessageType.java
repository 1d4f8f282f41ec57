package io.giftledger.queues;

import io.micronaut.jackson.core.tree.JsonNodeTreeCodec;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The messages of one queue: how they are written as a body, and read from it.
 *
 * <p>They are read strictly. A body must be one JSON value that says nothing but what its message
 * would say when it is written again: an unknown or repeated name, a number given as text, anything
 * behind the value is malformed. So a message that is sent again is what it was.
 *
 * @param <M> a message
 */
public final class MessageType<M> {

  private static final JsonFactory BODIES =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Class<M> type;
  private final Consumer<M> check;

  /**
   * @param type the messages' class, which is {@code Serdeable}
   * @param check throws if a message that was read makes no sense
   */
  public MessageType(Class<M> type, Consumer<M> check) {
    this.type = type;
    this.check = check;
  }

  /** The body of a message. */
  public String write(JsonMapper json, M message) {
    try {
      return new String(json.writeValueAsBytes(message), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /**
   * The message of a body.
   *
   * @throws PoisonException {@link Cause#MALFORMED_BODY}
   */
  public M read(JsonMapper json, String body) {
    try (JsonParser parser = BODIES.createParser(ObjectReadContext.empty(), body)) {
      JsonNode said = JsonNodeTreeCodec.getInstance().readTree(parser);
      if (parser.nextToken() != null) throw new IllegalArgumentException("more than one value");
      M message = Objects.requireNonNull(json.readValueFromTree(said, type), "null is no message");
      if (!isIn(said, json.writeValueToTree(message))) {
        throw new IllegalArgumentException("it says what no such message says");
      }
      check.accept(message);
      return message;
    } catch (IOException | RuntimeException malformed) {
      throw new PoisonException(Cause.MALFORMED_BODY, malformed.toString(), malformed);
    }
  }

  /** Whether one value says nothing that the other does not say; what is null says nothing. */
  private static boolean isIn(@Nullable JsonNode said, @Nullable JsonNode whole) {
    if (said == null || said.isNull()) return true;
    if (whole == null) return false;
    if (said.isObject()) {
      return whole.isObject()
          && StreamSupport.stream(said.entries().spliterator(), false)
              .allMatch(member -> isIn(member.getValue(), whole.get(member.getKey())));
    }
    if (said.isArray()) {
      return whole.isArray()
          && said.size() == whole.size()
          && IntStream.range(0, said.size()).allMatch(at -> isIn(said.get(at), whole.get(at)));
    }
    if (said.isNumber()) {
      return whole.isNumber()
          && said.getBigDecimalValue().compareTo(whole.getBigDecimalValue()) == 0;
    }
    return said.equals(whole);
  }
}

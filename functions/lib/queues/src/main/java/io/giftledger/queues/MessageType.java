package io.giftledger.queues;

import io.micronaut.jackson.core.tree.JsonNodeTreeCodec;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
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

  private final Reader<M> reader;
  private final Function<M, ?> writer;

  private MessageType(Reader<M> reader, Function<M, ?> writer) {
    this.reader = reader;
    this.writer = writer;
  }

  /** Makes a message of a body's value, or throws if it makes no sense. */
  @FunctionalInterface
  private interface Reader<M> {
    M read(JsonMapper json, JsonNode body) throws IOException;
  }

  /**
   * Messages that are written as they are.
   *
   * @param type their class, which is {@code Serdeable}
   * @param check throws if a message that was read makes no sense
   */
  public static <M> MessageType<M> of(Class<M> type, Consumer<M> check) {
    return of(
        type,
        message -> {
          check.accept(message);
          return message;
        },
        message -> message);
  }

  /**
   * Messages that are written as something else.
   *
   * @param body what they are written as, which is {@code Serdeable}
   * @param reader the message of a body; throws if it makes no sense
   * @param writer the body of a message
   */
  public static <B, M> MessageType<M> of(
      Class<B> body, Function<B, M> reader, Function<M, B> writer) {
    return new MessageType<>(
        (json, value) ->
            reader.apply(
                Objects.requireNonNull(json.readValueFromTree(value, body), "null is no message")),
        writer);
  }

  /** The body of a message. */
  public String write(JsonMapper json, M message) {
    try {
      return new String(json.writeValueAsBytes(writer.apply(message)), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** The message of a body, if it is one of this type: a queue may have messages of two. */
  public Optional<M> find(JsonMapper json, String body) {
    try {
      return Optional.of(read(json, body));
    } catch (PoisonException other) {
      return Optional.empty();
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
      M message = reader.read(json, said);
      if (!isIn(said, json.writeValueToTree(writer.apply(message)))) {
        throw new IllegalArgumentException("it says what no such message says");
      }
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

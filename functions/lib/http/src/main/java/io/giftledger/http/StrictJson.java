package io.giftledger.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.beans.BeanIntrospection;
import io.micronaut.core.type.Argument;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads one request from JSON, strictly: it says what its record has, each member once and of its
 * own type, and nothing else. A lenient reading would make a lifted limit of a misspelled one, and
 * one gift of {@code true}; here every departure is named.
 *
 * <p>A request is an {@code @Introspected} record of texts, whole numbers, truth values and other
 * such records; its members are called as its components, in snake case, or as {@link JsonProperty}
 * says. One that is {@code @Nullable} may be left out, and is not null; with
 * {@code @JsonProperty(required = true)} it must be there, and may be null. A whole number is
 * written as an integer that fits a {@code long}: {@code 1.0} and {@code 1e0} are none.
 *
 * <p>Not Micronaut's own deserialization: it turns one scalar type into another, and cannot be told
 * not to.
 */
final class StrictJson {

  private static final JsonFactory JSON = new JsonFactory();

  /** After so many errors a body is read no further. */
  static final int ERRORS_MAX = 20;

  /** The most characters of a member's name that an answer repeats. */
  private static final int NAME_LENGTH_MAX = 64;

  private final JsonParser parser;
  private final List<Map<String, String>> errors = new ArrayList<>();

  private StrictJson(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads a request; its constraints are not checked.
   *
   * @throws ProblemException {@code malformed_body} if it is no JSON object, {@code
   *     invalid_request} if it is another than the type's
   */
  static <T> T read(byte[] body, Class<T> type) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text(body))) {
      return new StrictJson(parser).request(type);
    } catch (CharacterCodingException noText) {
      throw malformed(List.of());
    }
  }

  private static String text(byte[] body) throws CharacterCodingException {
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
  }

  private <T> T request(Class<T> type) {
    Optional<T> request;
    try {
      if (parser.nextToken() != JsonToken.START_OBJECT) throw malformed(List.of());
      request = object(type, "");
    } catch (JacksonException malformed) {
      // What the parser says may quote the body; the answer must not.
      throw malformed(
          lastMember()
              .map(member -> List.of(error(member, "is where the body ceases to be JSON")))
              .orElse(List.of()));
    }
    if (!isAtEnd()) refuse("body", "must be one JSON object with nothing after it");
    return request
        .filter(_ -> errors.isEmpty())
        .orElseThrow(() -> Problem.invalidRequest(errors).exception());
  }

  /** The request's own member that was read last, though not to its end perhaps. */
  private Optional<String> lastMember() {
    @Nullable String member = null;
    for (@Nullable TokenStreamContext at = parser.streamReadContext();
        at != null;
        at = at.getParent()) {
      if (at.currentName() != null) member = at.currentName();
    }
    return Optional.ofNullable(member).map(StrictJson::shortened);
  }

  private boolean isAtEnd() {
    try {
      return parser.nextToken() == null;
    } catch (JacksonException noJson) {
      return false;
    }
  }

  /** The object that begins here; empty if anything is wrong with the request. */
  private <T> Optional<T> object(Class<T> type, String path) {
    BeanIntrospection<T> introspection = BeanIntrospection.getIntrospection(type);
    Argument<?>[] members = introspection.getConstructorArguments();
    @Nullable Object[] values = new @Nullable Object[members.length];
    Set<String> given = new HashSet<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      String field = path + shortened(name);
      parser.nextToken();
      int index = indexOf(name, members);
      if (!given.add(name)) {
        skip(field, "must be given once");
      } else if (index < 0) {
        skip(field, "is unknown");
      } else {
        values[index] = value(members[index], field);
      }
    }
    for (Argument<?> member : members) {
      if (!given.contains(name(member)) && !mayBeLeftOut(member)) {
        refuse(path + name(member), "must be given");
      }
    }
    return errors.isEmpty() ? Optional.of(introspection.instantiate(values)) : Optional.empty();
  }

  private @Nullable Object value(Argument<?> member, String field) {
    JsonToken token = parser.currentToken();
    Class<?> type = member.getType();
    if (token == JsonToken.VALUE_NULL) {
      // What may be left out is left out: null would be no other wish than that.
      if (!member.isNullable()) refuse(field, "must not be null");
      else if (mayBeLeftOut(member)) refuse(field, "must not be null: leave it out");
      return null;
    }
    if (type == String.class) {
      if (token == JsonToken.VALUE_STRING && UTF_8.newEncoder().canEncode(parser.getString())) {
        return parser.getString();
      }
      return skip(field, "must be a text");
    }
    if (type == long.class || type == Long.class) {
      if (token == JsonToken.VALUE_NUMBER_INT
          && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
        return parser.getLongValue();
      }
      return skip(field, "must be an integer of at most 64 bits");
    }
    if (type == boolean.class || type == Boolean.class) {
      return token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE
          ? Boolean.valueOf(token == JsonToken.VALUE_TRUE)
          : skip(field, "must be true or false");
    }
    return token == JsonToken.START_OBJECT
        ? object(type, field + ".").orElse(null)
        : skip(field, "must be an object");
  }

  private @Nullable Object skip(String field, String message) {
    refuse(field, message);
    parser.skipChildren();
    return null;
  }

  private void refuse(String field, String message) {
    errors.add(error(field, message));
    if (errors.size() == ERRORS_MAX) throw Problem.invalidRequest(errors).exception();
  }

  private static int indexOf(String name, Argument<?>[] members) {
    for (int index = 0; index < members.length; index++) {
      if (name(members[index]).equals(name)) return index;
    }
    return -1;
  }

  private static String name(Argument<?> member) {
    return member
        .getAnnotationMetadata()
        .stringValue(JsonProperty.class)
        .filter(name -> !name.isEmpty())
        .orElseGet(() -> snakeCase(member.getName()));
  }

  private static boolean mayBeLeftOut(Argument<?> member) {
    return member.isNullable()
        && !member.getAnnotationMetadata().isTrue(JsonProperty.class, "required");
  }

  /** What the request calls what a record calls {@code liveStream}. */
  static String snakeCase(String name) {
    StringBuilder snake = new StringBuilder();
    name.chars()
        .forEach(
            letter -> {
              if (Character.isUpperCase(letter)) snake.append('_');
              snake.append((char) Character.toLowerCase(letter));
            });
    return snake.toString();
  }

  /** As an answer can repeat it: half a surrogate pair, which no text has, becomes a "?". */
  static String shortened(String name) {
    String start = name.substring(0, Math.min(name.length(), NAME_LENGTH_MAX));
    return new String(start.getBytes(UTF_8), UTF_8);
  }

  static Map<String, String> error(String field, String message) {
    return Map.of("field", field, "message", message);
  }

  private static ProblemException malformed(List<Map<String, String>> errors) {
    return Problem.malformedBody("The body is not the JSON object that this route takes.", errors)
        .exception();
  }
}

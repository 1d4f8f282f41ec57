package io.giftledger.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.giftledger.template.Shape;
import io.giftledger.template.TemplateException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event source's FilterCriteria: a record passes if it matches one of the patterns. A pattern is
 * a tree of the record's members; its leaves are lists of which one item must match: a value, or
 * {@code {"prefix": text}}, {@code {"suffix": text}}, {@code {"exists": boolean}} or {@code
 * {"anything-but": [values]}}.
 */
public final class EventFilter {
  private static final Set<String> RULES = Set.of("prefix", "suffix", "exists", "anything-but");

  private final List<JsonNode> patterns;

  private EventFilter(List<JsonNode> patterns) {
    this.patterns = patterns;
  }

  /**
   * Reads FilterCriteria.
   *
   * @throws TemplateException if a pattern is not JSON or uses a rule that is unknown here
   */
  public static EventFilter of(Map<String, Object> criteria, String place) {
    Object filters = criteria.getOrDefault("Filters", List.of());
    return new EventFilter(
        Shape.list(filters, place).stream()
            .map(filter -> pattern(Shape.map(filter, place).get("Pattern"), place))
            .toList());
  }

  private static JsonNode pattern(@Nullable Object text, String place) {
    try {
      JsonNode pattern = Json.read(String.valueOf(text));
      if (!pattern.isObject()) throw new TemplateException(place + ": not an object: " + text);
      check(pattern, place);
      return pattern;
    } catch (JsonProcessingException e) {
      throw new TemplateException(place + ": a pattern is not JSON: " + text, e);
    }
  }

  private static void check(JsonNode pattern, String place) {
    if (pattern.isObject()) {
      pattern.forEach(member -> check(member, place));
      return;
    }
    if (!pattern.isArray()) throw new TemplateException(place + ": not a list: " + pattern);
    for (JsonNode item : pattern) {
      boolean known =
          item.isValueNode() || (item.size() == 1 && RULES.contains(item.fieldNames().next()));
      if (!known) throw new TemplateException(place + ": cannot do " + item + " here");
    }
  }

  /** True if there is no pattern, or the record matches one. */
  public boolean passes(JsonNode record) {
    return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> matches(pattern, record));
  }

  private static boolean matches(JsonNode pattern, JsonNode value) {
    if (pattern.isObject()) {
      return pattern.properties().stream()
          .allMatch(member -> matches(member.getValue(), value.path(member.getKey())));
    }
    return pattern
        .valueStream()
        .anyMatch(
            item ->
                value.isArray()
                    ? value.valueStream().anyMatch(element -> isMatch(item, element))
                    : isMatch(item, value));
  }

  private static boolean isMatch(JsonNode item, JsonNode value) {
    if (item.isValueNode()) return item.equals(value);
    JsonNode argument = item.elements().next();
    return switch (item.fieldNames().next()) {
      case "prefix" -> value.isTextual() && value.textValue().startsWith(argument.asText());
      case "suffix" -> value.isTextual() && value.textValue().endsWith(argument.asText());
      case "exists" -> argument.asBoolean() == value.isValueNode();
      case "anything-but" ->
          value.isValueNode()
              && !value.equals(argument)
              && argument.valueStream().noneMatch(value::equals);
      default -> throw new IllegalStateException(item.toString());
    };
  }
}

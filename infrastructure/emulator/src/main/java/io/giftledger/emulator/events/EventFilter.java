package io.giftledger.emulator.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.giftledger.template.Shape;
import io.giftledger.template.TemplateException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import software.amazon.event.ruler.Machine;

/**
 * An event source's FilterCriteria: a record passes if it matches one of the patterns. What a
 * pattern means is decided by AWS's own matcher.
 */
public final class EventFilter {
  private final Machine patterns = Machine.builder().build();

  private EventFilter() {}

  /**
   * Reads FilterCriteria.
   *
   * @param place where they stand in the template, for messages
   * @throws TemplateException if a pattern is none
   */
  public static EventFilter of(Map<String, Object> criteria, String place) {
    var filter = new EventFilter();
    for (Object entry : Shape.list(criteria.getOrDefault("Filters", List.of()), place)) {
      filter.add(String.valueOf(Shape.map(entry, place).get("Pattern")), place);
    }
    return filter;
  }

  private void add(String pattern, String place) {
    try {
      patterns.addRule(pattern, pattern);
    } catch (IOException e) {
      throw new TemplateException(place + ": not a pattern: " + pattern, e);
    }
  }

  /** True if there is no pattern, or the record matches one. */
  public boolean passes(JsonNode record) {
    return patterns.isEmpty() || !patterns.rulesForJSONEvent(record).isEmpty();
  }
}

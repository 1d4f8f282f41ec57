package io.giftledger.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.giftledger.emulator.Resource;
import io.giftledger.emulator.Shape;
import io.giftledger.emulator.TemplateException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An entry of a function's Events in the template.
 *
 * @param name its key under Events
 * @param place where it stands, for messages
 */
record EventSource(
    String functionId, String name, String type, Map<String, Object> properties, String place) {

  static Stream<EventSource> of(Resource function) {
    String place = function.place() + ".Events";
    return function.map("Events").entrySet().stream()
        .map(
            entry -> {
              String eventPlace = place + "." + entry.getKey();
              Map<String, Object> event = Shape.map(entry.getValue(), eventPlace);
              return new EventSource(
                  function.logicalId(),
                  entry.getKey(),
                  String.valueOf(event.get("Type")),
                  Shape.map(event.getOrDefault("Properties", Map.of()), eventPlace),
                  eventPlace);
            });
  }

  /** Fails if the template says something about the source that the local runtime does not do. */
  void allowOnly(Set<String> known) {
    for (String property : properties.keySet()) {
      if (!known.contains(property)) {
        throw new TemplateException(place + ": cannot do " + property + " here");
      }
    }
  }

  String string(String property) {
    Object value = properties.get(property);
    if (value == null) throw new TemplateException(place + " has no " + property);
    return value.toString();
  }

  int integer(String property, int fallback, int least, int most) {
    Object value = properties.getOrDefault(property, fallback);
    if (value.toString().matches("-?\\d{1,9}")) {
      int number = Integer.parseInt(value.toString());
      if (number >= least && number <= most) return number;
    }
    throw new TemplateException(
        "%s.%s must be a number from %d to %d".formatted(place, property, least, most));
  }

  boolean is(String property, boolean fallback) {
    return Boolean.parseBoolean(properties.getOrDefault(property, fallback).toString());
  }

  /** A mapping below a property; empty if the template does not give it. */
  Map<String, Object> map(String property) {
    return Shape.map(properties.getOrDefault(property, Map.of()), place + "." + property);
  }

  /** True if the function's replies name the items that failed. */
  boolean reportsItemFailures() {
    List<String> types =
        Shape.strings(properties.get("FunctionResponseTypes"), place + ".FunctionResponseTypes");
    if (types.isEmpty() || types.equals(List.of("ReportBatchItemFailures"))) {
      return !types.isEmpty();
    }
    throw new TemplateException(place + ".FunctionResponseTypes may be ReportBatchItemFailures");
  }

  /** The identifiers of the failed items in a function's reply. */
  static List<String> failures(JsonNode reply) {
    return reply
        .path("batchItemFailures")
        .valueStream()
        .map(failure -> failure.path("itemIdentifier").asText())
        .toList();
  }
}

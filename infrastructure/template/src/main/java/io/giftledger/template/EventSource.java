package io.giftledger.template;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An entry of a function's Events in the template.
 *
 * @param functionId the function's logical id
 * @param name its key under Events
 * @param type as SAM calls it: HttpApi, SQS, DynamoDB
 * @param properties as they are after parameters and intrinsics
 * @param place where it stands, for messages
 */
public record EventSource(
    String functionId, String name, String type, Map<String, Object> properties, String place) {

  /** All event sources of a function. */
  public static Stream<EventSource> of(Resource function) {
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

  /**
   * The one event source of a function with this name.
   *
   * @throws TemplateException if there is none
   */
  public static EventSource of(Resource function, String name) {
    return of(function)
        .filter(source -> source.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new TemplateException(function.place() + " has no event " + name));
  }

  /**
   * Checks that nothing is said about the source but what whoever asks can do.
   *
   * @throws TemplateException if there is another property
   */
  public void allowOnly(Set<String> known) {
    for (String property : properties.keySet()) {
      if (!known.contains(property)) {
        throw new TemplateException(place + ": cannot do " + property + " here");
      }
    }
  }

  /**
   * A single value as text.
   *
   * @throws TemplateException if the template does not give it
   */
  public String string(String property) {
    Object value = properties.get(property);
    if (value == null) throw new TemplateException(place + " has no " + property);
    return value.toString();
  }

  /**
   * A whole number within bounds, or the fallback if the template does not give it.
   *
   * @throws TemplateException if it is something else
   */
  public int integer(String property, int fallback, int least, int most) {
    Object value = properties.getOrDefault(property, fallback);
    if (value.toString().matches("-?\\d{1,9}")) {
      int number = Integer.parseInt(value.toString());
      if (number >= least && number <= most) return number;
    }
    throw new TemplateException(
        "%s.%s must be a number from %d to %d".formatted(place, property, least, most));
  }

  /** A boolean, or the fallback if the template does not give it. */
  public boolean is(String property, boolean fallback) {
    return Boolean.parseBoolean(properties.getOrDefault(property, fallback).toString());
  }

  /** A mapping below a property; empty if the template does not give it. */
  public Map<String, Object> map(String property) {
    return Shape.map(properties.getOrDefault(property, Map.of()), place + "." + property);
  }

  /** True if the function's replies name the items that failed. */
  public boolean reportsItemFailures() {
    List<String> types =
        Shape.strings(properties.get("FunctionResponseTypes"), place + ".FunctionResponseTypes");
    if (types.isEmpty() || types.equals(List.of("ReportBatchItemFailures"))) {
      return !types.isEmpty();
    }
    throw new TemplateException(place + ".FunctionResponseTypes may be ReportBatchItemFailures");
  }
}

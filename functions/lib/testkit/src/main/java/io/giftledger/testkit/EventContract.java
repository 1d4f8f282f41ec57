package io.giftledger.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The description of what the bus is told, {@code infrastructure/asyncapi.yaml}, held against what
 * is sent: an event that it does not know, or a member of one, is a failure.
 */
public final class EventContract {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final JsonNode DOCUMENT = Contract.document("infrastructure/asyncapi.yaml");
  private static final Schemas SCHEMAS = new Schemas("urn:giftledger:asyncapi", DOCUMENT);

  /** The schemas of whole events and of their details, by what happened. */
  private static final Map<String, JsonSchema> EVENTS = new TreeMap<>();

  private static final Map<String, JsonSchema> DETAILS = new TreeMap<>();

  static {
    DOCUMENT
        .at("/components/messages")
        .properties()
        .forEach(
            message -> {
              String name = message.getValue().path("name").asText();
              EVENTS.put(name, SCHEMAS.compile(message.getValue().path("payload")));
              DETAILS.put(
                  name,
                  SCHEMAS.compile(
                      JSON.createObjectNode().put("$ref", Schemas.COMPONENTS + message.getKey())));
            });
  }

  private EventContract() {}

  /** All that can happen, as the document has it. */
  public static Set<String> names() {
    return Set.copyOf(EVENTS.keySet());
  }

  /**
   * Holds an event, as whoever hears it gets it, against the document.
   *
   * @throws AssertionError if the document says otherwise
   */
  public static void check(JsonNode event) {
    check(EVENTS, event.path("detail-type").asText(), event);
  }

  /**
   * Holds what is told against the document.
   *
   * @param name what happened
   * @throws AssertionError if the document says otherwise
   */
  public static void check(String name, Map<String, Object> detail) {
    check(DETAILS, name, JSON.valueToTree(detail));
  }

  private static void check(Map<String, JsonSchema> schemas, String name, JsonNode value) {
    JsonSchema schema = schemas.get(name);
    if (schema == null) throw new AssertionError("asyncapi.yaml has no " + name);
    var faults = schema.validate(value);
    if (faults.isEmpty()) return;
    throw new AssertionError(
        "asyncapi.yaml on %s: %s\n%s"
            .formatted(
                name,
                faults.stream().map(Object::toString).collect(Collectors.joining("; ")),
                value));
  }

  /**
   * Holds the document's examples against its schemas.
   *
   * @return what is wrong with them
   */
  public static List<String> faultsOfExamples() {
    List<String> faults = new ArrayList<>();
    for (JsonNode message : DOCUMENT.at("/components/messages")) {
      if (message.path("examples").isEmpty()) faults.add(message.path("name") + " has no example");
      for (JsonNode example : message.path("examples")) {
        try {
          check(example.path("payload"));
        } catch (AssertionError fault) {
          faults.add(String.valueOf(fault.getMessage()));
        }
      }
    }
    return faults;
  }
}

package io.giftledger.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.JsonSchema;
import io.giftledger.template.HttpRoute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * The API's description, {@code infrastructure/openapi.yaml}, held against what the system answers:
 * whatever the document does not know of an answer (its status, a header, its content type, a
 * member, a problem's code) is a failure, and so is a request that the document forbids and the
 * system carries out.
 */
public final class Contract {

  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");

  /** What every answer may have besides, of which the document says nothing. */
  private static final Set<String> COMMON_HEADERS =
      Set.of("content-type", "cache-control", "content-length", "date", "vary", "apigw-requestid");

  private static final String PROBLEM = "application/problem+json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * {@code -Dexamples.write=FILE} keeps what the tests were answered there, a line each, for who
   * writes the document's examples.
   */
  private static final Optional<Path> ANSWERS =
      Optional.ofNullable(System.getProperty("examples.write")).map(Path::of);

  /**
   * The document of this checkout. It is read with the constants above, which therefore come first.
   */
  public static final Contract OF_THE_API = new Contract(document("infrastructure/openapi.yaml"));

  private final JsonNode document;
  private final List<Operation> operations;
  private final Schemas schemas;
  private final Map<JsonNode, JsonSchema> compiled = new ConcurrentHashMap<>();

  /**
   * What is documented of a route.
   *
   * @param route its method, path and scopes, as the template has them
   * @param item what all methods of its path have
   * @param description what it has itself
   */
  public record Operation(HttpRoute route, JsonNode item, JsonNode description) {

    /** Its name for clients. */
    public String id() {
      return description.path("operationId").asText();
    }
  }

  /**
   * A request and its answer.
   *
   * @param path the route's path variables
   * @param query the request's query
   * @param requestHeaders by their lower-case names
   * @param requestBody its body; empty if it is not known, or none
   * @param status the answer's status
   * @param headers the answer's headers
   * @param body the answer's body
   */
  public record Exchange(
      Map<String, String> path,
      Map<String, String> query,
      Map<String, String> requestHeaders,
      Optional<String> requestBody,
      int status,
      Map<String, String> headers,
      String body) {}

  private Contract(JsonNode document) {
    this.document = document;
    this.operations =
        document.path("paths").properties().stream()
            .flatMap(path -> operations(path.getKey(), path.getValue()))
            .toList();
    this.schemas = new Schemas("urn:giftledger:openapi", document);
  }

  /** A YAML document of this checkout. */
  static JsonNode document(String name) {
    LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    try {
      return JSON.valueToTree(new Load(settings).loadFromString(Files.readString(find(name))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path find(String name) {
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) return file;
    }
    throw new IllegalStateException("no " + name + " above " + start);
  }

  private static Stream<Operation> operations(String path, JsonNode item) {
    return item.properties().stream()
        .filter(member -> METHODS.contains(member.getKey()))
        .map(
            member ->
                new Operation(
                    route(member.getKey(), path, member.getValue().path("security")),
                    item,
                    member.getValue()));
  }

  /** Of the scopes of one requirement all are needed, of several requirements one. */
  private static HttpRoute route(String method, String path, JsonNode security) {
    List<String> scopes = new ArrayList<>();
    security.forEach(
        requirement -> requirement.path("token").forEach(scope -> scopes.add(scope.asText())));
    return new HttpRoute(
        method.toUpperCase(Locale.ROOT),
        path,
        security.isArray() && security.isEmpty(),
        List.copyOf(scopes),
        "");
  }

  /** All that is documented. */
  public List<Operation> operations() {
    return operations;
  }

  /** What is documented of a route; empty if nothing is. */
  public Optional<Operation> operation(String routeKey) {
    return operations.stream()
        .filter(operation -> operation.route().key().equals(routeKey))
        .findFirst();
  }

  /** What is documented of where a request goes to; empty if nothing is. */
  public Optional<Operation> operationAt(String method, String rawPath) {
    return operations.stream()
        .filter(operation -> operation.route().match(method, rawPath) != null)
        .min(Comparator.comparing(operation -> operation.route().specificity()));
  }

  /** The codes of all problems that are documented. */
  public Set<String> problemCodes() {
    return document.at("/components/schemas").properties().stream()
        .filter(schema -> !schema.getValue().at("/properties/code/const").isMissingNode())
        .map(schema -> schema.getValue().at("/properties/code/const").asText())
        .collect(toCollection(TreeSet::new));
  }

  /** The codes that a route's answers may have, by their status. */
  public Map<String, Set<String>> problemCodes(Operation operation) {
    Map<String, Set<String>> codes = new TreeMap<>();
    operation
        .description()
        .path("responses")
        .properties()
        .forEach(
            response ->
                codes.put(
                    response.getKey(),
                    names(resolved(response.getValue()).path("content").path(PROBLEM))));
    codes.values().removeIf(Set::isEmpty);
    return codes;
  }

  /** The examples of a route's request bodies, by their names. */
  public Map<String, JsonNode> requestExamples(Operation operation) {
    Map<String, JsonNode> examples = new TreeMap<>();
    requestContent(operation)
        .path("examples")
        .properties()
        .forEach(example -> examples.put(example.getKey(), example.getValue().path("value")));
    return examples;
  }

  /** The query with the examples of a route's parameters, as it is written in a URL. */
  public String exampleQuery(Operation operation) {
    return operation
        .description()
        .path("parameters")
        .valueStream()
        .map(this::resolved)
        .filter(parameter -> parameter.path("in").asText().equals("query"))
        .filter(parameter -> parameter.has("example"))
        .map(
            parameter ->
                parameter.path("name").asText()
                    + "="
                    + URLEncoder.encode(parameter.path("example").asText(), UTF_8))
        .collect(joining("&"));
  }

  private JsonNode requestContent(Operation operation) {
    return resolved(operation.description().path("requestBody"))
        .path("content")
        .path("application/json");
  }

  /**
   * Holds an answer, and the request if it was carried out, against the document.
   *
   * @throws AssertionError if the document says otherwise
   */
  public void check(Operation operation, Exchange exchange) {
    List<String> faults = new ArrayList<>();
    JsonNode response =
        resolved(
            operation.description().path("responses").path(Integer.toString(exchange.status())));
    if (response.isMissingNode()) {
      faults.add("the status is not documented");
    } else {
      checkHeaders(response, exchange, faults);
      checkBody(response.path("content"), exchange, faults);
    }
    if (exchange.status() < 300) checkRequest(operation, exchange, faults);
    if (!faults.isEmpty()) {
      throw new AssertionError(
          "openapi.yaml on %s: %s\nrequest: %s %s %s\nanswer: %d %s %s"
              .formatted(
                  operation.route().key(),
                  String.join("; ", faults),
                  exchange.path(),
                  exchange.query(),
                  exchange.requestBody().orElse(""),
                  exchange.status(),
                  exchange.headers(),
                  exchange.body()));
    }
    if (exchange.status() < 300) ANSWERS.ifPresent(file -> keep(file, operation, exchange));
  }

  private static synchronized void keep(Path file, Operation operation, Exchange exchange) {
    String line =
        JSON.createObjectNode()
            .put("operation", operation.id())
            .put("status", exchange.status())
            .put("type", contentType(exchange.headers()))
            .put("body", exchange.body())
            .toString();
    try {
      Files.write(file, List.of(line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void checkHeaders(JsonNode response, Exchange exchange, List<String> faults) {
    Map<String, JsonNode> documented = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    response
        .path("headers")
        .properties()
        .forEach(header -> documented.put(header.getKey(), resolved(header.getValue())));
    exchange
        .headers()
        .forEach(
            (name, value) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (COMMON_HEADERS.contains(lower) || lower.startsWith("access-control-")) return;
              JsonNode header = documented.remove(name);
              if (header == null) faults.add("the header " + name + " is not documented");
              else validate(header.path("schema"), text(value), name, faults);
            });
    documented.forEach(
        (name, header) -> {
          if (header.path("required").asBoolean()) faults.add("the header " + name + " is missing");
        });
  }

  private void checkBody(JsonNode contents, Exchange exchange, List<String> faults) {
    String type = contentType(exchange.headers());
    JsonNode content = contents.path(type);
    if (content.isMissingNode()) {
      faults.add("the content type " + type + " is not documented");
      return;
    }
    JsonNode body =
        type.startsWith("text/") ? TextNode.valueOf(exchange.body()) : parsed(exchange.body());
    if (!type.equals(PROBLEM)) {
      validate(content.path("schema"), body, "body", faults);
      return;
    }
    // Held against the schema of its own code: what oneOf says of all of them says nothing.
    String code = body.path("code").asText();
    if (names(content).contains(code)) {
      validate(
          JSON.createObjectNode().put("$ref", Schemas.COMPONENTS + code), body, "body", faults);
    } else {
      faults.add("the problem " + code + " is not documented for this status");
    }
  }

  private static String contentType(Map<String, String> headers) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("content-type"))
        .map(header -> header.getValue().split(";", 2)[0].strip())
        .findFirst()
        .orElse("");
  }

  /** The names of the schemas of which a content is one. */
  private static Set<String> names(JsonNode content) {
    JsonNode schema = content.path("schema");
    return Stream.concat(Stream.of(schema), schema.path("oneOf").valueStream())
        .filter(one -> one.has("$ref"))
        .map(one -> one.path("$ref").asText().substring(Schemas.COMPONENTS.length()))
        .collect(toCollection(TreeSet::new));
  }

  private void checkRequest(Operation operation, Exchange exchange, List<String> faults) {
    TreeSet<String> unknown = new TreeSet<>(exchange.query().keySet());
    Stream.concat(
            operation.item().path("parameters").valueStream(),
            operation.description().path("parameters").valueStream())
        .map(this::resolved)
        .forEach(
            parameter -> {
              String name = parameter.path("name").asText();
              unknown.remove(name);
              String value =
                  switch (parameter.path("in").asText()) {
                    case "path" -> exchange.path().get(name);
                    case "query" -> exchange.query().get(name);
                    default -> exchange.requestHeaders().get(name.toLowerCase(Locale.ROOT));
                  };
              if (value != null) {
                JsonNode schema = parameter.path("schema");
                validate(schema, typed(schema, value), name, faults);
              } else if (parameter.path("required").asBoolean()) {
                faults.add(name + " must be given, says the document, and was not");
              }
            });
    if (!unknown.isEmpty()) faults.add("the query's " + unknown + " are not documented");
    JsonNode content = requestContent(operation);
    if (exchange.requestBody().isPresent() && !content.isMissingNode()) {
      validate(
          content.path("schema"),
          parsed(exchange.requestBody().get()),
          "the request that was carried out",
          faults);
    }
  }

  private static JsonNode typed(JsonNode schema, String value) {
    return schema.path("type").asText().equals("integer") && value.matches("-?[0-9]{1,18}")
        ? JsonNodeFactory.instance.numberNode(Long.parseLong(value))
        : text(value);
  }

  private static JsonNode text(String value) {
    return JsonNodeFactory.instance.textNode(value);
  }

  private static JsonNode parsed(String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException noJson) {
      return text(body);
    }
  }

  /**
   * Holds all examples of bodies against their schemas. Each answer to what was carried out must
   * have one.
   *
   * @return what is wrong with them
   */
  public List<String> faultsOfExamples() {
    List<String> faults = new ArrayList<>();
    for (Operation operation : operations) {
      String route = operation.route().key();
      requestExamples(operation)
          .forEach(
              (name, example) ->
                  validate(
                      requestContent(operation).path("schema"),
                      example,
                      route + ": " + name,
                      faults));
      operation
          .description()
          .path("responses")
          .properties()
          .forEach(
              response ->
                  resolved(response.getValue())
                      .path("content")
                      .properties()
                      .forEach(
                          content ->
                              checkExample(
                                  content.getValue(),
                                  response.getKey().startsWith("2"),
                                  "%s: %s %s".formatted(route, response.getKey(), content.getKey()),
                                  faults)));
    }
    return faults;
  }

  /**
   * Holds what is published elsewhere than in an answer against its schema.
   *
   * @param schema its name
   * @return what is wrong with it
   */
  public List<String> faults(String schema, String json) {
    List<String> faults = new ArrayList<>();
    validate(
        JSON.createObjectNode().put("$ref", Schemas.COMPONENTS + schema),
        parsed(json),
        schema,
        faults);
    return faults;
  }

  private void checkExample(
      JsonNode content, boolean isRequired, String place, List<String> faults) {
    if (content.has("example")) {
      validate(content.path("schema"), content.path("example"), place, faults);
    } else if (isRequired) {
      faults.add(place + ": has no example");
    }
  }

  private void validate(JsonNode schema, JsonNode value, String place, List<String> faults) {
    compiled.computeIfAbsent(schema, schemas::compile).validate(value).stream()
        .map(fault -> place + ": " + fault.getMessage())
        .forEach(faults::add);
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
  }
}

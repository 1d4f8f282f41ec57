package io.giftledger.template;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A function as the template defines it.
 *
 * @param name its name on Lambda
 * @param handlerClass the class that Lambda would load
 * @param code the deployable jar
 * @param memoryMb the memory of one instance, in MiB
 * @param concurrencyMax invocations at a time
 * @param environment the template's variables, and those that Lambda makes from the template
 * @param place where it stands in the template, for messages
 */
public record FunctionDefinition(
    String logicalId,
    String name,
    String handlerClass,
    Path code,
    Duration timeout,
    int memoryMb,
    int concurrencyMax,
    Map<String, String> environment,
    String place) {

  /** What the template calls a function. */
  public static final String TYPE = "AWS::Serverless::Function";

  private static final int CONCURRENCY_MAX_UNLESS_RESERVED = 64;

  private static final Set<String> RESERVED_VARIABLES =
      Set.of("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");

  /**
   * A function of the template.
   *
   * @throws TemplateException if it could not be deployed, or runs on something else than Java 25
   */
  public static FunctionDefinition of(Resource function) {
    if (!function.string("Runtime").equals("java25")) {
      throw new TemplateException(function.place() + ".Runtime must be java25");
    }
    return new FunctionDefinition(
        function.logicalId(),
        name(function),
        handlerClass(function),
        function.folder().resolve(function.string("CodeUri")).normalize(),
        Duration.ofSeconds(function.integer("Timeout", 3)),
        function.integer("MemorySize", 128),
        function.integer("ReservedConcurrentExecutions", CONCURRENCY_MAX_UNLESS_RESERVED),
        environment(function),
        function.place());
  }

  /** A function's name on Lambda. */
  public static String name(Resource function) {
    return function.string("FunctionName", function.generatedName());
  }

  /** Its ARN, as its context tells. */
  public String arn() {
    return "arn:aws:lambda:%s:%s:function:%s".formatted(Template.REGION, Template.ACCOUNT_ID, name);
  }

  /** The same function with more variables in its environment. */
  public FunctionDefinition with(Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(variables);
    return new FunctionDefinition(
        logicalId,
        name,
        handlerClass,
        code,
        timeout,
        memoryMb,
        concurrencyMax,
        Map.copyOf(all),
        place);
  }

  private static String handlerClass(Resource function) {
    String handler = function.string("Handler");
    int method = handler.indexOf("::");
    if (method < 0) return handler;
    if (handler.endsWith("::handleRequest")) return handler.substring(0, method);
    throw new TemplateException(function.place() + ".Handler must name handleRequest: " + handler);
  }

  private static Map<String, String> environment(Resource function) {
    Map<String, String> environment = new HashMap<>();
    String place = function.place() + ".Environment.Variables";
    Object variables = function.map("Environment").getOrDefault("Variables", Map.of());
    Shape.map(variables, place)
        .forEach(
            (name, value) -> {
              if (RESERVED_VARIABLES.contains(name)) {
                throw new TemplateException(place + ": Lambda itself sets " + name);
              }
              if (value instanceof Map || value instanceof List) {
                throw new TemplateException(place + "." + name + " is not a single value");
              }
              environment.put(name, value.toString());
            });
    environment.put("AWS_REGION", Template.REGION);
    environment.put("AWS_DEFAULT_REGION", Template.REGION);
    environment.put("AWS_LAMBDA_FUNCTION_NAME", name(function));
    environment.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
    environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", function.string("MemorySize", "128"));
    environment.put("_HANDLER", function.string("Handler"));
    return Map.copyOf(environment);
  }
}

package io.giftledger.local;

import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.Resource;
import io.giftledger.emulator.TemplateException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A function as the template defines it.
 *
 * @param handlerClass the class that Lambda would load
 * @param code the deployable jar
 * @param memoryMb the memory of one instance, in MiB
 * @param concurrencyMax invocations at a time
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

  static final String TYPE = "AWS::Serverless::Function";

  private static final int CONCURRENCY_MAX_UNLESS_RESERVED = 64;

  /** Its ARN, as its context tells. */
  public String arn() {
    return "arn:aws:lambda:us-east-1:000000000000:function:" + name;
  }

  /** All functions of the template. */
  public static List<FunctionDefinition> all(EmbeddedAws aws) {
    return aws.template().resources(TYPE).stream().map(function -> of(aws, function)).toList();
  }

  private static FunctionDefinition of(EmbeddedAws aws, Resource function) {
    if (!function.string("Runtime").equals("java25")) {
      throw new TemplateException(function.place() + ".Runtime must be java25");
    }
    return new FunctionDefinition(
        function.logicalId(),
        function.string("FunctionName", function.generatedName()),
        handlerClass(function),
        function.folder().resolve(function.string("CodeUri")).normalize(),
        Duration.ofSeconds(function.integer("Timeout", 3)),
        function.integer("MemorySize", 128),
        function.integer("ReservedConcurrentExecutions", CONCURRENCY_MAX_UNLESS_RESERVED),
        aws.environment(function.logicalId()),
        function.place());
  }

  private static String handlerClass(Resource function) {
    String handler = function.string("Handler");
    int method = handler.indexOf("::");
    if (method < 0) return handler;
    if (handler.endsWith("::handleRequest")) return handler.substring(0, method);
    throw new TemplateException(function.place() + ".Handler must name handleRequest: " + handler);
  }
}

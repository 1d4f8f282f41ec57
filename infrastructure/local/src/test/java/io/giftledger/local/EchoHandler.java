package io.giftledger.local;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Replies with the event, or as the event's path says. Needs nothing but the JDK. */
public final class EchoHandler implements RequestStreamHandler {
  private final Map<String, String> environment;

  public EchoHandler() {
    this(System.getenv());
  }

  public EchoHandler(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    String event = new String(input.readAllBytes(), StandardCharsets.UTF_8);
    if (event.contains("/open/fail")) throw new IllegalStateException("told to fail");
    if (event.contains("/open/slow")) sleep();
    if (event.contains("/open/thread")) Thread.ofPlatform().start(EchoHandler::sleep);
    output.write(reply(event, context).getBytes(StandardCharsets.UTF_8));
  }

  private String reply(String event, Context context) {
    if (event.contains("/open/teapot")) {
      return """
      {"statusCode":418,"headers":{"x-kind":"pot"},"cookies":["a=1","b=2"],\
      "body":"dGVh","isBase64Encoded":true}\
      """;
    }
    if (event.contains("/open/environment")) {
      return "{\"statusCode\":200,\"body\":\"%s %s %s\"}"
          .formatted(
              environment.get("URL"),
              environment.containsKey("HOME"),
              context.getRemainingTimeInMillis() > 0);
    }
    return event;
  }

  private static void sleep() {
    try {
      Thread.sleep(30_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

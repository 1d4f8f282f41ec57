package io.giftledger.bench.floor;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** A handler that reads a JSON object and writes one, and knows nothing of a framework. */
abstract class Floor implements RequestStreamHandler {

  abstract JsonObject answer(JsonObject event);

  @Override
  public final void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    JsonValue event = Json.parse(new InputStreamReader(input, StandardCharsets.UTF_8));
    try (Writer writer = new OutputStreamWriter(output, StandardCharsets.UTF_8)) {
      answer(event.asObject()).writeTo(writer);
    }
  }

  /** An environment variable that must be there. */
  static String variable(String name) {
    String value = System.getenv(name);
    if (value == null) throw new IllegalStateException("no variable " + name);
    return value;
  }

  /** The caller of an HTTP request: the claim {@code sub}. */
  static String caller(JsonObject event) {
    return object(event, "requestContext", "authorizer", "jwt", "claims").getString("sub", "");
  }

  /** A header of an HTTP request. */
  static String header(JsonObject event, String name) {
    return object(event, "headers").getString(name, "");
  }

  /** The body of an HTTP request. */
  static JsonObject body(JsonObject event) {
    return Json.parse(event.getString("body", "{}")).asObject();
  }

  /** The body of the first message of a batch. */
  static JsonObject message(JsonObject event) {
    return Json.parse(event.get("Records").asArray().get(0).asObject().getString("body", "{}"))
        .asObject();
  }

  /** An object inside of objects. */
  static JsonObject object(JsonObject within, String... path) {
    JsonObject object = within;
    for (String name : path) object = object.get(name).asObject();
    return object;
  }

  /** The reply to an HTTP request. */
  static JsonObject reply(int status, JsonObject body) {
    return Json.object()
        .add("statusCode", status)
        .add("headers", Json.object().add("Content-Type", "application/json"))
        .add("body", body.toString())
        .add("isBase64Encoded", false);
  }

  /** The reply to a batch of which nothing failed. */
  static JsonObject allHandled() {
    return Json.object().add("batchItemFailures", Json.array());
  }
}

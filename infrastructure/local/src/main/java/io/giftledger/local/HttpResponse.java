package io.giftledger.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A response to send. */
record HttpResponse(int status, Headers headers, byte[] body) {

  static HttpResponse of(int status, String contentType, String body) {
    var headers = new Headers();
    headers.set("Content-Type", contentType);
    return new HttpResponse(status, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  /** An answer of API Gateway itself. */
  static HttpResponse message(int status, String message) {
    return of(status, "application/json", "{\"message\":\"" + message + "\"}");
  }

  /**
   * What API Gateway makes of a function's reply: one without a status code is a body by itself.
   *
   * @throws IOException if the reply is not what API Gateway understands
   */
  static HttpResponse ofReply(byte[] reply) throws IOException {
    JsonNode json = Json.read(reply);
    if (!json.has("statusCode")) {
      return of(200, "application/json", new String(reply, StandardCharsets.UTF_8));
    }
    int status = json.get("statusCode").asInt();
    if (status < 100 || status > 599) throw new IOException("statusCode " + status);
    var headers = new Headers();
    for (var header : json.path("headers").properties()) {
      headers.set(header.getKey(), header.getValue().asText());
    }
    for (JsonNode cookie : json.path("cookies")) headers.add("Set-Cookie", cookie.asText());
    if (!headers.containsKey("Content-Type")) {
      headers.set("Content-Type", "text/plain;charset=UTF-8");
    }
    String body = json.path("body").asText("");
    return new HttpResponse(
        status,
        headers,
        json.path("isBase64Encoded").asBoolean()
            ? decode(body)
            : body.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] decode(String body) throws IOException {
    try {
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new IOException("isBase64Encoded, but the body is not base64", e);
    }
  }
}

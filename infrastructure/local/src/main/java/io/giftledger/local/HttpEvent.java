package io.giftledger.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import io.giftledger.template.HttpRoute;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a request as API Gateway's payload format 2.0 for Lambda. */
final class HttpEvent {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  private HttpEvent() {}

  /**
   * @param claims the verified token's claims; null on a route without an authorizer
   */
  static ObjectNode of(
      HttpRequest request,
      HttpRoute route,
      Map<String, String> pathParameters,
      @Nullable Map<String, String> claims) {
    ObjectNode event = Json.object();
    event.put("version", "2.0");
    event.put("routeKey", route.key());
    event.put("rawPath", request.path());
    event.put("rawQueryString", request.query());
    List<String> cookies = request.headers().get("Cookie");
    if (cookies != null) {
      for (String cookie : String.join("; ", cookies).split("; *", -1)) {
        event.withArray("cookies").add(cookie);
      }
    }
    ObjectNode headers = event.putObject("headers");
    headers(request.headers(), headers);
    if (!request.query().isEmpty())
      query(request.query(), event.putObject("queryStringParameters"));
    if (!pathParameters.isEmpty()) pathParameters.forEach(event.putObject("pathParameters")::put);
    context(request, route, claims, event.putObject("requestContext"));
    body(request, event);
    return event;
  }

  private static void headers(Headers headers, ObjectNode target) {
    headers.forEach(
        (name, values) -> {
          if (!name.equalsIgnoreCase("Cookie")) {
            target.put(name.toLowerCase(Locale.ROOT), String.join(",", values));
          }
        });
  }

  private static void query(String query, ObjectNode target) {
    for (String pair : query.split("&")) {
      if (pair.isEmpty()) continue;
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      target.put(name, target.has(name) ? target.get(name).textValue() + "," + value : value);
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static void context(
      HttpRequest request,
      HttpRoute route,
      @Nullable Map<String, String> claims,
      ObjectNode context) {
    Instant now = Instant.now();
    context.put("accountId", "000000000000");
    context.put("apiId", "local");
    if (claims != null) {
      ObjectNode jwt = context.putObject("authorizer").putObject("jwt");
      claims.forEach(jwt.putObject("claims")::put);
      if (route.scopes().isEmpty()) jwt.putNull("scopes");
      else route.scopes().forEach(jwt.putArray("scopes")::add);
    }
    context.put("domainName", request.header("Host"));
    context.put("domainPrefix", "local");
    context
        .putObject("http")
        .put("method", request.method())
        .put("path", request.path())
        .put("protocol", request.protocol())
        .put("sourceIp", request.sourceIp())
        .put("userAgent", request.header("User-Agent"));
    context.put("requestId", request.id());
    context.put("routeKey", route.key());
    context.put("stage", "$default");
    context.put("time", TIME.format(now));
    context.put("timeEpoch", now.toEpochMilli());
  }

  private static void body(HttpRequest request, ObjectNode event) {
    boolean text = isText(request.header("Content-Type"));
    if (request.body().length > 0) {
      event.put(
          "body",
          text
              ? new String(request.body(), StandardCharsets.UTF_8)
              : Base64.getEncoder().encodeToString(request.body()));
    }
    event.put("isBase64Encoded", request.body().length > 0 && !text);
  }

  private static boolean isText(String contentType) {
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.startsWith("text/")
        || type.equals("application/json")
        || type.equals("application/javascript")
        || type.equals("application/xml");
  }
}

package io.giftledger.local;

import com.sun.net.httpserver.Headers;
import io.giftledger.template.HttpApi;
import io.giftledger.template.Shape;
import io.giftledger.template.TemplateException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Answers browsers as the template's CorsConfiguration says. */
final class Cors {
  private static final Set<String> PROPERTIES =
      Set.of(
          "AllowOrigins",
          "AllowMethods",
          "AllowHeaders",
          "ExposeHeaders",
          "AllowCredentials",
          "MaxAge");

  private final Map<String, Object> configuration;
  private final List<String> origins;
  private final String place;

  /** An API without a CorsConfiguration allows no other origin anything. */
  Cors(HttpApi api) {
    this.configuration = api.cors();
    this.place = api.place() + ".CorsConfiguration";
    for (String property : configuration.keySet()) {
      if (!PROPERTIES.contains(property)) {
        throw new TemplateException(place + " has no " + property);
      }
    }
    this.origins = Shape.strings(configuration.get("AllowOrigins"), place);
  }

  /** A question a browser asks before it sends the request itself. */
  boolean isPreflight(HttpRequest request) {
    return !configuration.isEmpty()
        && request.method().equals("OPTIONS")
        && !request.header("Origin").isEmpty()
        && !request.header("Access-Control-Request-Method").isEmpty();
  }

  HttpResponse preflight(HttpRequest request) {
    var headers = new Headers();
    if (allows(request)) {
      add(headers, "Access-Control-Allow-Methods", joined("AllowMethods"));
      add(headers, "Access-Control-Allow-Headers", joined("AllowHeaders"));
      Object maxAge = configuration.get("MaxAge");
      if (maxAge != null) headers.set("Access-Control-Max-Age", maxAge.toString());
    }
    return new HttpResponse(204, headers, new byte[0]);
  }

  /** Adds what lets the page that asked read the response. */
  void decorate(HttpRequest request, Headers headers) {
    if (configuration.isEmpty()) return;
    headers.keySet().removeIf(name -> name.startsWith("Access-control-allow-origin"));
    if (!allows(request)) return;
    headers.set(
        "Access-Control-Allow-Origin", origins.contains("*") ? "*" : request.header("Origin"));
    if (!origins.contains("*")) headers.set("Vary", "Origin");
    add(headers, "Access-Control-Expose-Headers", joined("ExposeHeaders"));
    if (String.valueOf(configuration.get("AllowCredentials")).equals("true")) {
      headers.set("Access-Control-Allow-Credentials", "true");
    }
  }

  private boolean allows(HttpRequest request) {
    String origin = request.header("Origin");
    return !origin.isEmpty() && (origins.contains("*") || origins.contains(origin));
  }

  private String joined(String property) {
    return String.join(",", Shape.strings(configuration.get(property), place));
  }

  private static void add(Headers headers, String name, String value) {
    if (!value.isEmpty()) headers.set(name, value);
  }
}

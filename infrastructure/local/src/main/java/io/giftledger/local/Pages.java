package io.giftledger.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import io.giftledger.emulator.live.EventServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The pages of the live room, with the headers that they have when they are deployed (web.yaml):
 * what a page loads has the release in its path and never changes, and nothing runs that is not
 * loaded from here, but for Stripe's form.
 */
final class Pages {

  /** What a page's application is known by at the issuer. */
  static final String CLIENT_ID = "giftledger-web";

  private static final String STRIPE_SCRIPTS = "https://js.stripe.com https://*.js.stripe.com";

  private static final Pattern PATH = Pattern.compile("/(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*/?)*");
  private static final Map<String, String> CONTENT_TYPES =
      Map.of(
          "html", "text/html;charset=utf-8",
          "js", "text/javascript;charset=utf-8",
          "css", "text/css;charset=utf-8",
          "svg", "image/svg+xml",
          "json", "application/json");

  private final String config;
  private final String policy;

  /**
   * @param issuer the identity provider's URL
   * @param events the channels; null if the template has none
   * @param stripeKey Stripe's publishable key; empty for no form of Stripe's
   */
  Pages(String issuer, @Nullable EventServer events, String stripeKey) {
    this.config = config(issuer, events, stripeKey);
    this.policy = policy(events == null ? "" : events.realtime().toString(), !stripeKey.isEmpty());
  }

  /**
   * What a page may load and do.
   *
   * @param events where it subscribes to channels
   * @param stripe whether it may have Stripe's form
   */
  static String policy(String events, boolean stripe) {
    return """
    default-src 'none'; script-src 'self' %s; style-src 'self'; img-src 'self' data: blob:; media-src blob:; \
    connect-src 'self' https: %s %s; frame-src %s; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types lit-html %s\
    """
        .formatted(
            stripe ? STRIPE_SCRIPTS : "",
            events,
            stripe ? "https://api.stripe.com" : "",
            stripe ? STRIPE_SCRIPTS + " https://hooks.stripe.com" : "'none'",
            stripe ? "default" : "");
  }

  private static String config(String issuer, @Nullable EventServer events, String stripeKey) {
    ObjectNode config =
        Json.object().put("api", "").put("issuer", issuer).put("clientId", CLIENT_ID);
    config.put("scope", "openid");
    if (events != null) {
      config
          .putObject("events")
          .put("http", events.http().toString())
          .put("realtime", events.realtime().toString());
    }
    config
        .put("creator", Local.CREATOR)
        .put("room", Local.ROOM)
        .put("stripeKey", stripeKey)
        .put("paymentProvider", "sandbox");
    ArrayNode methods = config.putArray("paymentMethods");
    if (!stripeKey.isEmpty()) methods.add("card");
    methods.add("sandbox_card");
    return config.toString();
  }

  /** The page or file at a path; null if there is none. */
  @Nullable HttpResponse find(HttpRequest request) {
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) return null;
    if (request.path().equals("/config.json")) {
      HttpResponse response = HttpResponse.of(200, "application/json", config);
      response.headers().set("Cache-Control", "no-store");
      return response;
    }
    String path = request.path().equals("/") ? "/index.html" : request.path();
    if (!PATH.matcher(path).matches() || path.endsWith("/")) return null;
    String contentType = CONTENT_TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    if (contentType == null) return null;
    try (InputStream file = Pages.class.getResourceAsStream("/web" + path)) {
      return file == null ? null : response(path, contentType, file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse response(String path, String contentType, byte[] content) {
    var headers = new Headers();
    headers.set("Content-Type", contentType);
    headers.set("Content-Security-Policy", policy);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set(
        "Cache-Control",
        path.startsWith("/app/") ? "public, max-age=31536000, immutable" : "no-cache");
    return new HttpResponse(200, headers, content);
  }
}

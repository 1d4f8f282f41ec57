package io.giftledger.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.giftledger.template.HttpRoute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays API Gateway: finds the route, checks the token, invokes the function and sends its reply.
 * It answers on the loopback interface only.
 *
 * <p>Below {@code /issuer} the identity provider answers: its discovery document, its keys, and at
 * {@code /issuer/token?sub=<user>} a token for any user, with whatever claims the query has
 * besides; a page signs in with {@link SignIn}. At {@code /openapi.yaml} and {@code /docs} the
 * API's {@link Reference} does, at {@code /events} the {@link EventStream}, and at {@code /} the
 * {@link Pages}.
 */
final class HttpGateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpGateway.class);
  private static final Duration TOKEN_LIFE = Duration.ofHours(12);

  static {
    // Without it a small response waits for the client's delayed acknowledgement: 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private HttpGateway(HttpServer server) {
    this.server = server;
  }

  /**
   * Takes the port; nothing is answered before {@link #serve}.
   *
   * @param port 0 for any that is free
   */
  static HttpGateway bind(int port) {
    try {
      var address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
      return new HttpGateway(HttpServer.create(address, 1024));
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port + " is taken: " + e.getMessage(), e);
    }
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /**
   * Starts to answer.
   *
   * @param schedules sends what the template's schedules would send next, and says when that is due
   * @param events what the bus is told
   */
  void serve(
      List<HttpRoute> routes,
      Functions functions,
      JwtAuthorizer authorizer,
      TokenIssuer issuer,
      Cors cors,
      Reference reference,
      Supplier<List<Instant>> schedules,
      Pages pages,
      EventStream events) {
    List<HttpRoute> specificFirst =
        routes.stream().sorted(Comparator.comparing(HttpRoute::specificity)).toList();
    server.createContext(
        "/",
        exchange ->
            answer(
                exchange,
                request -> {
                  HttpResponse page = pages.find(request);
                  return page == null
                      ? route(request, specificFirst, functions, authorizer, cors)
                      : page;
                }));
    var signIn = new SignIn(issuer);
    server.createContext(
        "/issuer/", exchange -> answer(exchange, request -> issue(request, issuer, signIn)));
    server.createContext(
        "/schedules", exchange -> answer(exchange, request -> bringForward(request, schedules)));
    server.createContext(EventStream.PATH, events::serve);
    server.createContext(
        Reference.DOCUMENT_PATH, exchange -> answer(exchange, _ -> reference.document()));
    server.createContext(
        Reference.PAGE_PATH,
        exchange -> answer(exchange, request -> reference.page(request.path())));
    server.setExecutor(threads);
    server.start();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private interface Answer {
    HttpResponse to(HttpRequest request) throws InterruptedException;
  }

  private static void answer(HttpExchange exchange, Answer answer) throws IOException {
    try (exchange) {
      HttpRequest request = HttpRequest.read(exchange);
      HttpResponse response =
          request.body().length > HttpRequest.BODY_BYTES_MAX
              ? HttpResponse.message(413, "Request Entity Too Large")
              : answer.to(request);
      Headers headers = exchange.getResponseHeaders();
      headers.putAll(response.headers());
      headers.set("Apigw-Requestid", request.id());
      int length = response.body().length;
      boolean empty = length == 0 || request.method().equals("HEAD");
      exchange.sendResponseHeaders(response.status(), empty ? -1 : length);
      if (!empty) exchange.getResponseBody().write(response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("the gateway failed", e);
    }
  }

  private static HttpResponse route(
      HttpRequest request,
      List<HttpRoute> routes,
      Functions functions,
      JwtAuthorizer authorizer,
      Cors cors)
      throws InterruptedException {
    HttpResponse response =
        cors.isPreflight(request)
            ? cors.preflight(request)
            : dispatch(request, routes, functions, authorizer);
    cors.decorate(request, response.headers());
    return response;
  }

  private static HttpResponse dispatch(
      HttpRequest request, List<HttpRoute> routes, Functions functions, JwtAuthorizer authorizer)
      throws InterruptedException {
    for (HttpRoute route : routes) {
      Map<String, String> variables = route.match(request.method(), request.path());
      if (variables == null) continue;
      LocalFunction function = functions.get(route.functionId());
      if (route.open()) {
        return invoke(function, route, HttpEvent.of(request, route, variables, null));
      }
      try {
        Map<String, String> claims = authorizer.authorize(request.header("Authorization"));
        return JwtAuthorizer.isInScope(claims, route.scopes())
            ? invoke(function, route, HttpEvent.of(request, route, variables, claims))
            : forbidden(route);
      } catch (JwtAuthorizer.Refused e) {
        return unauthorized(String.valueOf(e.getMessage()));
      }
    }
    return HttpResponse.message(404, "Not Found");
  }

  private static HttpResponse invoke(LocalFunction function, HttpRoute route, JsonNode event)
      throws InterruptedException {
    try {
      return HttpResponse.ofReply(function.invoke(Json.write(event)));
    } catch (FunctionFault e) {
      LOG.error("{}: {}", route.key(), e.getMessage(), e.getCause());
    } catch (IOException e) {
      LOG.error("{}: the function's reply is not a response: {}", route.key(), e.getMessage());
    }
    return HttpResponse.message(500, "Internal Server Error");
  }

  /** API Gateway's own answer has only the member "message". */
  private static HttpResponse unauthorized(String detail) {
    HttpResponse response =
        HttpResponse.of(
            401,
            "application/problem+json",
            """
            {"type":"about:blank","title":"Unauthorized","status":401,"code":"unauthorized",\
            "detail":"%s","message":"Unauthorized"}\
            """
                .formatted(detail));
    response.headers().set("WWW-Authenticate", "Bearer");
    return response;
  }

  /** Likewise. */
  private static HttpResponse forbidden(HttpRoute route) {
    return HttpResponse.of(
        403,
        "application/problem+json",
        """
        {"type":"about:blank","title":"Forbidden","status":403,"code":"forbidden",\
        "detail":"the token needs a scope: %s","message":"Forbidden"}\
        """
            .formatted(String.join(" or ", route.scopes())));
  }

  private static HttpResponse bringForward(HttpRequest request, Supplier<List<Instant>> schedules) {
    if (!request.method().equals("POST")) return HttpResponse.message(405, "POST it");
    return HttpResponse.of(
        202,
        "application/json",
        schedules.get().stream()
            .map(at -> "\"" + at + "\"")
            .collect(joining(",", "{\"due_at\":[", "]}\n")));
  }

  private static HttpResponse issue(HttpRequest request, TokenIssuer issuer, SignIn signIn) {
    boolean posted = request.method().equals("POST");
    Map<String, String> form = posted ? claims(new String(request.body(), UTF_8)) : Map.of();
    return switch (request.path()) {
      case "/issuer/authorize" ->
          posted ? signIn.granted(form) : signIn.page(claims(request.query()));
      case "/issuer/.well-known/openid-configuration" ->
          HttpResponse.of(200, "application/json", issuer.discovery());
      case "/issuer/jwks.json" ->
          HttpResponse.of(200, "application/json", issuer.keys().toString());
      case "/issuer/token" -> {
        if (posted) yield signIn.token(form);
        Map<String, String> claims = claims(request.query());
        yield claims.getOrDefault("sub", "").isEmpty()
            ? HttpResponse.message(400, "name the user: /issuer/token?sub=<user>")
            : HttpResponse.of(
                200, "text/plain", issuer.token(claims, Instant.now().plus(TOKEN_LIFE)) + "\n");
      }
      default -> HttpResponse.message(404, "Not Found");
    };
  }

  private static Map<String, String> claims(String query) {
    return Arrays.stream(query.split("&"))
        .map(pair -> pair.split("=", 2))
        .filter(pair -> pair.length == 2)
        .collect(
            toMap(
                pair -> URLDecoder.decode(pair[0], UTF_8),
                pair -> URLDecoder.decode(pair[1], UTF_8),
                (_, last) -> last));
  }
}

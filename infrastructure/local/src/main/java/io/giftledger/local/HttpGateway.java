package io.giftledger.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.giftledger.template.HttpRoute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
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

  /** A percent sign that no two hexadecimal digits follow. */
  private static final Pattern BAD_ENCODING = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  /** What API Gateway takes: request line and headers together have 10,240 bytes. */
  private static final int HEADER_BYTES_MAX = 10_240;

  /** Longer than any function may take. */
  private static final Duration IDLE_MAX = Duration.ofMinutes(5);

  private final Server server;
  private final ServerConnector connector;
  private final ExecutorService threads;

  private HttpGateway(Server server, ServerConnector connector, ExecutorService threads) {
    this.server = server;
    this.connector = connector;
    this.threads = threads;
  }

  /**
   * Takes the port; nothing is answered before {@link #serve}.
   *
   * @param port 0 for any that is free
   */
  static HttpGateway bind(int port) {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    var pool = new QueuedThreadPool();
    pool.setVirtualThreadsExecutor(threads);
    var server = new Server(pool);
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES_MAX);
    // Like API Gateway it takes a path as it is: an id in it may be anything.
    http.setUriCompliance(UriCompliance.UNSAFE);
    var connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    connector.setAcceptQueueSize(1024);
    connector.setIdleTimeout(IDLE_MAX.toMillis());
    server.addConnector(connector);
    server.setErrorHandler(new Unreadable());
    try {
      connector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port + " is taken: " + e.getMessage(), e);
    }
    return new HttpGateway(server, connector, threads);
  }

  String url() {
    return "http://localhost:" + connector.getLocalPort();
  }

  /**
   * Starts to answer.
   *
   * @param audits starts one by hand, and says what it is as of
   * @param events what the bus is told
   */
  void serve(
      List<HttpRoute> routes,
      Functions functions,
      JwtAuthorizer authorizer,
      TokenIssuer issuer,
      Cors cors,
      Reference reference,
      Supplier<List<Instant>> audits,
      Pages pages,
      EventStream events) {
    List<HttpRoute> specificFirst =
        routes.stream().sorted(Comparator.comparing(HttpRoute::specificity)).toList();
    var signIn = new SignIn(issuer);
    server.setHandler(
        new Handler.Sequence(
            events,
            new Answering(
                request -> {
                  String path = request.path();
                  if (path.startsWith("/issuer/")) return issue(request, issuer, signIn);
                  if (path.equals("/schedules")) return audit(request, audits);
                  if (path.equals(Reference.DOCUMENT_PATH)) return reference.document();
                  if (path.startsWith(Reference.PAGE_PATH)) return reference.page(path);
                  HttpResponse page = pages.find(request);
                  return page == null
                      ? route(request, specificFirst, functions, authorizer, cors)
                      : page;
                })));
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("the gateway does not start", e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the gateway does not stop", e);
    } finally {
      connector.close();
    }
  }

  private interface Answer {
    HttpResponse to(HttpRequest request) throws InterruptedException;
  }

  /** Sends what is answered to a request that can be read. */
  private static final class Answering extends Handler.Abstract {
    private final Answer answer;

    Answering(Answer answer) {
      this.answer = answer;
    }

    @Override
    public boolean handle(Request asked, Response response, Callback callback) throws IOException {
      HttpRequest request = HttpRequest.read(asked);
      response.getHeaders().put("Apigw-Requestid", request.id());
      send(answer(request), request.method().equals("HEAD"), response, callback);
      return true;
    }

    private HttpResponse answer(HttpRequest request) {
      if (BAD_ENCODING.matcher(request.path() + "?" + request.query()).find()) {
        return problem(400, "bad_request", "A % in the address is not followed by two digits.");
      }
      if (request.body().length > HttpRequest.BODY_BYTES_MAX) {
        return HttpResponse.message(413, "Request Entity Too Large");
      }
      try {
        return answer.to(request);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.error("the gateway failed", e);
      }
      return HttpResponse.message(500, "Internal Server Error");
    }
  }

  /** Says of what is no request that can be read that it is none. */
  private static final class Unreadable extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      int status = response.getStatus();
      HttpResponse problem =
          switch (status) {
            case HttpStatus.URI_TOO_LONG_414 ->
                problem(414, "uri_too_long", "The address is longer than is read.");
            case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
                problem(
                    431,
                    "headers_too_large",
                    "Address and headers have at most " + HEADER_BYTES_MAX + " bytes together.");
            default ->
                status == HttpStatus.INTERNAL_SERVER_ERROR_500
                    ? HttpResponse.message(status, HttpStatus.getMessage(status))
                    : problem(status, "bad_request", "This is no HTTP request that can be read.");
          };
      send(problem, false, response, callback);
      return true;
    }
  }

  private static void send(
      HttpResponse answer, boolean withoutBody, Response response, Callback callback) {
    response.setStatus(answer.status());
    answer
        .headers()
        .forEach((name, values) -> values.forEach(value -> response.getHeaders().add(name, value)));
    byte[] body = withoutBody ? new byte[0] : answer.body();
    response.write(true, ByteBuffer.wrap(body), callback);
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

  private static HttpResponse unauthorized(String detail) {
    HttpResponse response = problem(401, "unauthorized", detail);
    response.headers().set("WWW-Authenticate", "Bearer");
    return response;
  }

  private static HttpResponse forbidden(HttpRoute route) {
    return problem(
        403, "forbidden", "the token needs a scope: " + String.join(" or ", route.scopes()));
  }

  /** API Gateway's own answer has only the member "message". */
  private static HttpResponse problem(int status, String code, String detail) {
    String title = HttpStatus.getMessage(status);
    return HttpResponse.of(
        status,
        "application/problem+json",
        """
        {"type":"about:blank","title":"%s","status":%d,"code":"%s","detail":"%s","message":"%s"}\
        """
            .formatted(title, status, code, detail, title));
  }

  private static HttpResponse audit(HttpRequest request, Supplier<List<Instant>> audits) {
    if (!request.method().equals("POST")) return HttpResponse.message(405, "POST it");
    return HttpResponse.of(
        202,
        "application/json",
        audits.get().stream()
            .map(at -> "\"" + at + "\"")
            .collect(joining(",", "{\"as_of\":[", "]}\n")));
  }

  private static HttpResponse issue(HttpRequest request, TokenIssuer issuer, SignIn signIn) {
    boolean posted = request.method().equals("POST");
    Map<String, String> form = posted ? claims(new String(request.body(), UTF_8)) : Map.of();
    return switch (request.path()) {
      case "/issuer/authorize" ->
          posted ? signIn.granted(form) : signIn.page(claims(request.query()));
      case "/issuer/logout" -> signIn.ended(claims(request.query()));
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

package io.giftledger.testkit;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.giftledger.emulator.Invocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request that is being put together. It has the headers of one whose body is JSON. */
public final class HttpRequest {

  private static final Pattern PARAMETER = Pattern.compile("\\{(.*?)}");

  private final RequestStreamHandler function;

  /** Payload format 2.0. */
  private final Map<String, Object> event = new HashMap<>();

  private final Optional<Contract.Operation> operation;
  private final Map<String, String> path = new HashMap<>();
  private final Map<String, String> headers = new HashMap<>();
  private final Map<String, String> query = new HashMap<>();
  private String rawQuery = "";
  private Duration timeout = Duration.ofSeconds(20);

  HttpRequest(
      RequestStreamHandler function,
      Optional<Map<String, String>> claims,
      String method,
      String route,
      String... parameters) {
    this.function = function;
    this.operation = Contract.OF_THE_API.operation(method + " " + route);
    Matcher names = PARAMETER.matcher(route);
    for (String parameter : parameters) {
      if (!names.find()) throw new IllegalArgumentException("too many parameters for " + route);
      path.put(names.group(1), parameter);
    }
    headers.put("content-type", "application/json");
    Map<String, Object> context = new HashMap<>(Map.of("requestId", "request-1"));
    claims.ifPresent(token -> context.put("authorizer", Map.of("jwt", Map.of("claims", token))));
    event.put("version", "2.0");
    event.put("routeKey", method + " " + route);
    event.put("headers", headers);
    if (!path.isEmpty()) event.put("pathParameters", path);
    event.put("isBase64Encoded", false);
    event.put("requestContext", context);
  }

  /** With an idempotency key. */
  public HttpRequest key(String key) {
    return header("idempotency-key", key);
  }

  /** With a header; its name is in lower case. */
  public HttpRequest header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** With a query as it is sent, beside what API Gateway makes of it. */
  public HttpRequest rawQuery(String text) {
    rawQuery = text;
    return this;
  }

  /** With a value in the query. */
  public HttpRequest query(String name, String value) {
    query.put(name, value);
    return this;
  }

  /** With a body, as JSON. */
  public HttpRequest json(Object body) {
    return text(Json.write(body));
  }

  /** With a body as it is. */
  public HttpRequest text(String body) {
    event.put("body", body);
    return this;
  }

  /** With a body that API Gateway hands over in base 64. */
  public HttpRequest bytes(byte[] body) {
    event.put("isBase64Encoded", true);
    return text(Base64.getEncoder().encodeToString(body));
  }

  /** With another time-out of the function than 20 seconds. */
  public HttpRequest within(Duration timeout) {
    this.timeout = timeout;
    return this;
  }

  /**
   * Sends it.
   *
   * @throws AssertionError if the answer is none that the API's description has
   */
  public HttpAnswer send() {
    if (!query.isEmpty()) event.put("queryStringParameters", query);
    if (!rawQuery.isEmpty()) event.put("rawQueryString", rawQuery);
    try {
      Map<String, Object> reply =
          Json.read(Invocation.invoke(function, Json.write(event), timeout));
      HttpAnswer answer =
          new HttpAnswer(
              (Integer) Objects.requireNonNull(reply.get("statusCode")),
              headers(reply.get("headers")),
              (String) Objects.requireNonNull(reply.get("body")));
      operation.ifPresent(documented -> check(documented, answer));
      return answer;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /**
   * Sends it, and once more as often as a busy machine tells a client to.
   *
   * @throws AssertionError as {@link #send}
   */
  public HttpAnswer untilAnswered() throws InterruptedException {
    HttpAnswer answer = send();
    for (int again = 0; again < 20 && (answer.status() == 503 || answer.status() == 429); again++) {
      Thread.sleep(
          Duration.ofSeconds(Long.parseLong(answer.headers().getOrDefault("Retry-After", ""))));
      answer = send();
    }
    return answer;
  }

  private void check(Contract.Operation documented, HttpAnswer answer) {
    boolean isText =
        event.get("body") instanceof String && !Boolean.TRUE.equals(event.get("isBase64Encoded"));
    Contract.OF_THE_API.check(
        documented,
        new Contract.Exchange(
            path,
            query,
            headers,
            isText
                ? Optional.of((String) Objects.requireNonNull(event.get("body")))
                : Optional.empty(),
            answer.status(),
            answer.headers(),
            answer.body()));
  }

  /**
   * Sends it.
   *
   * @throws AssertionError unless the answer has this status
   */
  public HttpAnswer expect(int status) {
    return send().expect(status);
  }

  /**
   * Sends it.
   *
   * @throws AssertionError unless the answer is this problem
   */
  public HttpAnswer expect(int status, String code) {
    return send().expect(status, code);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, String> headers(@Nullable Object value) {
    return (Map<String, String>) Objects.requireNonNull(value);
  }
}

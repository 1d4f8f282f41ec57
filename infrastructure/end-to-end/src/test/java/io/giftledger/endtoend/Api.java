package io.giftledger.endtoend;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giftledger.testkit.Contract;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The API as a test calls it: any answer is an answer, if openapi.yaml says that there may be such.
 */
final class Api implements AutoCloseable {

  static final String JSON = "application/json";

  private static final int AGAIN_MAX = 20;

  /** LocalStack on a busy machine has work for a minute after a hundred gifts at once. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ObjectMapper json = new ObjectMapper();
  private final String url;
  private final Function<String, String> tokens;
  private final Map<String, String> signedIn = new ConcurrentHashMap<>();

  Api(String url, Function<String, String> tokens) {
    this.url = url;
    this.tokens = tokens;
  }

  /** What the API answered. */
  record Answer(int status, HttpHeaders headers, JsonNode body) {

    String code() {
      return body.path("code").asText();
    }

    String text(String field) {
      return body.path(field).asText();
    }

    long number(String field) {
      return body.path(field).asLong();
    }
  }

  /**
   * Has a user's token say more of them.
   *
   * @param claims {@code country=JP&client_id=giftledger-ios}
   */
  void signIn(String user, String claims) throws IOException, InterruptedException {
    var token = request("/issuer/token?sub=" + user + "&" + claims).build();
    signedIn.put(user, http.send(token, BodyHandlers.ofString()).body().strip());
  }

  String token(String user) {
    return signedIn.computeIfAbsent(user, tokens);
  }

  static String newKey() {
    return UUID.randomUUID().toString();
  }

  /** Posts, and as an app should posts again with the same key when it is told to try again. */
  Answer post(String user, String path, String key, String body) throws Exception {
    for (int again = 0; ; again++) {
      try {
        Answer answer = postOnce(user, path, key, body);
        if (answer.status() != 503 || again == AGAIN_MAX) return answer;
      } catch (HttpTimeoutException none) {
        // API Gateway would answer 503 by then. It may have happened.
        if (again == AGAIN_MAX) throw none;
      }
      Thread.sleep(Duration.ofSeconds(1));
    }
  }

  Answer postOnce(String user, String path, String key, String body) throws Exception {
    return send(
        request(path)
            .header("Authorization", "Bearer " + token(user))
            .header("Content-Type", JSON)
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body)));
  }

  Answer put(String user, String path, String body) throws Exception {
    return send(
        request(path)
            .header("Authorization", "Bearer " + token(user))
            .header("Content-Type", JSON)
            .PUT(BodyPublishers.ofString(body)));
  }

  Answer get(String user, String path) throws Exception {
    return send(request(path).header("Authorization", "Bearer " + token(user)));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
  }

  Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpRequest sent = request.build();
    var response = http.send(sent, BodyHandlers.ofString());
    check(sent, response);
    return new Answer(response.statusCode(), response.headers(), json.readTree(response.body()));
  }

  private static void check(HttpRequest request, HttpResponse<String> response) {
    String path = request.uri().getRawPath();
    // The rest is the local runtime's own.
    if (!path.startsWith("/v1/")) return;
    Contract.Operation operation =
        Contract.OF_THE_API
            .operationAt(request.method(), path)
            .orElseThrow(() -> new AssertionError("not in openapi.yaml: " + request));
    Contract.OF_THE_API.check(
        operation,
        new Contract.Exchange(
            Objects.requireNonNull(operation.route().match(request.method(), path)),
            query(request.uri()),
            firstValues(request.headers()),
            Optional.empty(),
            response.statusCode(),
            firstValues(response.headers()),
            response.body()));
  }

  private static Map<String, String> query(URI uri) {
    return uri.getQuery() == null
        ? Map.of()
        : Arrays.stream(uri.getQuery().split("&"))
            .map(pair -> pair.split("=", 2))
            .collect(toMap(pair -> pair[0], pair -> pair[1]));
  }

  private static Map<String, String> firstValues(HttpHeaders headers) {
    return headers.map().entrySet().stream()
        .collect(
            toMap(
                header -> header.getKey().toLowerCase(Locale.ROOT),
                header -> header.getValue().getFirst()));
  }

  /** Buys coins and waits until they are there. */
  void recharge(String viewer, String coinPackage) throws Exception {
    Answer opened =
        post(
            viewer,
            "/v1/recharges",
            newKey(),
            """
            {"package":"%s","region":"US","channel":"web","payment_method":"sandbox_card"}\
            """
                .formatted(coinPackage));
    if (opened.status() != 201) throw new AssertionError(opened.toString());
    await(
        "payment of " + opened.text("id"),
        () -> get(viewer, "/v1/recharges/" + opened.text("id")).text("status").equals("paid"));
  }

  static String gift(String creator, String gift, String quantity) {
    return """
    {"creator":"%s","gift":"%s","quantity":%s,"live_stream":"live-1"}\
    """
        .formatted(creator, gift, quantity);
  }

  static void await(String what, Callable<Boolean> done) throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!done.call()) {
      if (Instant.now().isAfter(deadline)) throw new AssertionError("in vain: " + what);
      Thread.sleep(50);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}

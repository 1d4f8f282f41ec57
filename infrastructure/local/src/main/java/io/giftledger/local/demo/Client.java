package io.giftledger.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The API as an app calls it. */
final class Client implements AutoCloseable {

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ObjectMapper json = new ObjectMapper();
  private final String url;
  private final Map<String, String> tokens = new ConcurrentHashMap<>();

  /**
   * @param url where the API is, and the issuer of tokens
   */
  Client(String url) {
    this.url = url;
  }

  /**
   * Has a user's token say more of them.
   *
   * @param claims {@code country=JP&client_id=giftledger-ios}
   */
  void signIn(String user, String claims) {
    tokens.put(user, answered(request("/issuer/token?sub=" + user + "&" + claims)).strip());
  }

  /** Asks for something new, with a new idempotency key. */
  JsonNode post(String user, String path, String body) {
    return parsed(answered(posting(user, path, body)));
  }

  /** Asks for what is refused, and has the problem. */
  JsonNode refusal(String user, String path, String body) {
    var response = sent(posting(user, path, body));
    if (response.statusCode() / 100 != 4) throw new IllegalStateException(response.body());
    return parsed(response.body());
  }

  JsonNode put(String user, String path, String body) {
    return parsed(
        answered(
            request(user, path)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body))));
  }

  JsonNode get(String user, String path) {
    return parsed(answered(request(user, path)));
  }

  private HttpRequest.Builder posting(String user, String path, String body) {
    return request(user, path)
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .POST(BodyPublishers.ofString(body));
  }

  private HttpRequest.Builder request(String user, String path) {
    if (!tokens.containsKey(user)) signIn(user, "");
    return request(path).header("Authorization", "Bearer " + tokens.get(user));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
  }

  private String answered(HttpRequest.Builder request) {
    var response = sent(request);
    if (response.statusCode() >= 300) {
      throw new IllegalStateException(response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  private JsonNode parsed(String body) {
    try {
      return json.readTree(body);
    } catch (IOException noJson) {
      throw new UncheckedIOException(noJson);
    }
  }

  private HttpResponse<String> sent(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException unreachable) {
      throw new UncheckedIOException(unreachable);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", stopped);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}

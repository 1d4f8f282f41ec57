package io.giftledger.emulator;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One address for all that answers here, for whoever is not in this process and perhaps not on this
 * machine's loopback interface: a function in a container. A request goes to the service that it is
 * signed for; one that is not signed, to the API.
 */
public final class SharedAddress implements AutoCloseable {

  private static final Pattern SIGNED_FOR =
      Pattern.compile("Credential=[^/]+/\\d{8}/[^/]+/(?<service>[a-z0-9-]+)/aws4_request");

  /** What belongs to one connection, and what the client here sets itself. */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "transfer-encoding",
          "upgrade");

  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, URI> services;
  private final URI api;

  private SharedAddress(HttpServer server, Map<String, URI> services, URI api) {
    this.server = server;
    this.services = services;
    this.api = api;
  }

  /**
   * Starts to answer.
   *
   * @param services where services answer, by the names that they have in signatures
   * @param api where goes what nobody signed
   * @throws UncheckedIOException if this machine does not have the address, or it is taken
   */
  static SharedAddress start(InetSocketAddress address, Map<String, URI> services, URI api) {
    try {
      HttpServer server = HttpServer.create(address, 0);
      var shared = new SharedAddress(server, services, api);
      server.createContext("/", shared::forward);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return shared;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot listen at %s: %s".formatted(address, e.getMessage()), e);
    }
  }

  /** The address as a URL, without a slash at its end. */
  public String url() {
    InetSocketAddress address = server.getAddress();
    return "http://%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort());
  }

  private void forward(HttpExchange exchange) throws IOException {
    try (exchange) {
      HttpResponse<byte[]> response = client.send(request(exchange), BodyHandlers.ofByteArray());
      response
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (passesOn(name)) exchange.getResponseHeaders().put(name, List.copyOf(values));
              });
      byte[] body = response.body();
      exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpRequest request(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getRequestHeaders();
    URI target = target(headers.getFirst("Authorization")).resolve(exchange.getRequestURI());
    byte[] body = exchange.getRequestBody().readAllBytes();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .method(
                exchange.getRequestMethod(),
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    headers.forEach(
        (name, values) -> {
          if (passesOn(name)) values.forEach(value -> request.header(name, value));
        });
    String host = headers.getFirst("Host");
    // A signature covers the host that was asked.
    if (host != null) request.header("X-Forwarded-Host", host);
    return request.build();
  }

  private URI target(String authorization) {
    Matcher signed = SIGNED_FOR.matcher(String.valueOf(authorization));
    if (!signed.find()) return api;
    return services.getOrDefault(signed.group("service"), api);
  }

  private static boolean passesOn(String header) {
    return !OF_THE_CONNECTION.contains(header.toLowerCase(Locale.ROOT));
  }

  @Override
  public void close() {
    server.stop(0);
    client.shutdownNow();
  }
}

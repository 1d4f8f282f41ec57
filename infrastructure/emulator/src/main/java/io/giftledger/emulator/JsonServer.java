package io.giftledger.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.Executors;

/** A service of AWS that speaks JSON and names the call in a header, on the loopback address. */
final class JsonServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;

  /** Answers calls. */
  @FunctionalInterface
  interface Calls {
    /**
     * @param target the call's name, with that of the service
     */
    Reply answer(String target, JsonNode request);
  }

  /**
   * @param status the HTTP status
   * @param body what the call returns, or its error
   */
  record Reply(int status, JsonNode body) {}

  private JsonServer(HttpServer server) {
    this.server = server;
  }

  static JsonServer start(Calls calls) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", exchange -> answer(calls, exchange));
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return new JsonServer(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private static void answer(Calls calls, HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = JSON.readTree(exchange.getRequestBody());
      String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
      Reply reply = calls.answer(target, request);
      byte[] content = reply.body().toString().getBytes(UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
      exchange.sendResponseHeaders(reply.status(), content.length);
      exchange.getResponseBody().write(content);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

package io.giftledger.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Executors;

/**
 * The few calls of Secrets Manager that functions and whoever rotates a secret make, on the
 * loopback address: GetSecretValue of the current or the previous version, and PutSecretValue. No
 * secret here protects anything.
 */
final class SecretServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SERVICE = "secretsmanager.";

  private final HttpServer server;
  private final Secrets secrets;

  private SecretServer(HttpServer server, Secrets secrets) {
    this.server = server;
    this.secrets = secrets;
  }

  static SecretServer start(Secrets secrets) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      var started = new SecretServer(server, secrets);
      server.createContext("/", started::answer);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = JSON.readTree(exchange.getRequestBody());
      String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
      String arn = request.path("SecretId").asText();
      ObjectNode reply = JSON.createObjectNode();
      switch (target) {
        case SERVICE + "GetSecretValue" -> {
          Optional<String> value =
              secrets.find(arn, request.path("VersionStage").asText(Secrets.CURRENT));
          if (value.isPresent()) {
            send(exchange, 200, reply.put("ARN", arn).put("SecretString", value.get()));
          } else {
            send(exchange, 400, reply.put("__type", "ResourceNotFoundException"));
          }
        }
        case SERVICE + "PutSecretValue" -> {
          secrets.put(arn, request.path("SecretString").asText());
          send(exchange, 200, reply.put("ARN", arn));
        }
        default -> send(exchange, 400, reply.put("__type", "InvalidRequestException"));
      }
    }
  }

  private static void send(HttpExchange exchange, int status, JsonNode reply) throws IOException {
    byte[] content = reply.toString().getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(status, content.length);
    exchange.getResponseBody().write(content);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

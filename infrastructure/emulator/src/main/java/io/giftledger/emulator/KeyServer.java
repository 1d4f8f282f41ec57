package io.giftledger.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The few calls of KMS that functions make, on the loopback address: Sign (a digest, with
 * ECDSA_SHA_256) and GetPublicKey, with keys of the curve P-256 that the data folder keeps if there
 * is one. No key here protects anything.
 */
final class KeyServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PRIVATE = ".private";
  private static final String PUBLIC = ".public";

  private final HttpServer server;
  private final @Nullable Path file;
  private final Properties stored = new Properties();
  private final Map<String, KeyPair> keys = new ConcurrentHashMap<>();

  private KeyServer(HttpServer server, @Nullable Path file) {
    this.server = server;
    this.file = file;
  }

  static KeyServer start(@Nullable Path dataFolder) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      var keys = new KeyServer(server, dataFolder == null ? null : dataFolder.resolve("keys"));
      keys.load();
      server.createContext("/", keys::answer);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return keys;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Makes a key, or takes the one that the data folder has. */
  void create(String arn) {
    try {
      String name = arn.replaceAll("[^A-Za-z0-9]", "-");
      if (stored.getProperty(name + PRIVATE) == null) {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair made = generator.generateKeyPair();
        stored.setProperty(name + PRIVATE, base64(made.getPrivate().getEncoded()));
        stored.setProperty(name + PUBLIC, base64(made.getPublic().getEncoded()));
        save();
      }
      KeyFactory factory = KeyFactory.getInstance("EC");
      keys.put(
          arn,
          new KeyPair(
              factory.generatePublic(new X509EncodedKeySpec(bytes(name + PUBLIC))),
              factory.generatePrivate(new PKCS8EncodedKeySpec(bytes(name + PRIVATE)))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no keys of the curve P-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void load() throws IOException {
    if (file == null || !Files.exists(file)) return;
    try (Reader reader = Files.newBufferedReader(file)) {
      stored.load(reader);
    }
  }

  private void save() throws IOException {
    if (file == null) return;
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    try (Writer writer = Files.newBufferedWriter(draft)) {
      stored.store(writer, null);
    }
    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private byte[] bytes(String property) {
    return Base64.getDecoder().decode(stored.getProperty(property, ""));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = JSON.readTree(exchange.getRequestBody());
      KeyPair key = keys.get(request.path("KeyId").asText());
      String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
      ObjectNode reply = JSON.createObjectNode();
      if (key == null) {
        send(exchange, 400, reply.put("__type", "NotFoundException"));
      } else if (target.equals("TrentService.GetPublicKey")) {
        send(exchange, 200, reply.put("PublicKey", base64(key.getPublic().getEncoded())));
      } else if (target.equals("TrentService.Sign") && isDigest(request)) {
        byte[] digest = Base64.getDecoder().decode(request.path("Message").asText());
        send(exchange, 200, reply.put("Signature", base64(sign(key, digest))));
      } else {
        send(exchange, 400, reply.put("__type", "ValidationException").put("message", target));
      }
    }
  }

  private static boolean isDigest(JsonNode request) {
    return request.path("MessageType").asText().equals("DIGEST")
        && request.path("SigningAlgorithm").asText().equals("ECDSA_SHA_256");
  }

  private static byte[] sign(KeyPair key, byte[] digest) {
    try {
      Signature signature = Signature.getInstance("NONEwithECDSA");
      signature.initSign(key.getPrivate());
      signature.update(digest);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
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

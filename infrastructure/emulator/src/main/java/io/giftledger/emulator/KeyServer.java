package io.giftledger.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.emulator.JsonServer.Reply;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
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

  private final JsonServer server;
  private final @Nullable Path file;
  private final Properties stored = new Properties();
  private final Map<String, KeyPair> keys = new ConcurrentHashMap<>();

  private KeyServer(@Nullable Path file) {
    this.file = file;
    load();
    this.server = JsonServer.start(this::answer);
  }

  static KeyServer start(@Nullable Path dataFolder) {
    return new KeyServer(dataFolder == null ? null : dataFolder.resolve("keys"));
  }

  URI endpoint() {
    return server.endpoint();
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

  private void load() {
    if (file == null || !Files.exists(file)) return;
    try (Reader reader = Files.newBufferedReader(file)) {
      stored.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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

  private Reply answer(String target, JsonNode request) {
    KeyPair key = keys.get(request.path("KeyId").asText());
    ObjectNode reply = JSON.createObjectNode();
    if (key == null) return new Reply(400, reply.put("__type", "NotFoundException"));
    if (target.equals("TrentService.GetPublicKey")) {
      return new Reply(200, reply.put("PublicKey", base64(key.getPublic().getEncoded())));
    }
    if (target.equals("TrentService.Sign") && isDigest(request)) {
      byte[] digest = Base64.getDecoder().decode(request.path("Message").asText());
      return new Reply(200, reply.put("Signature", base64(sign(key, digest))));
    }
    return new Reply(400, reply.put("__type", "ValidationException").put("message", target));
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

  @Override
  public void close() {
    server.close();
  }
}

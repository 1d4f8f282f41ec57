package io.giftledger.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.emulator.JsonServer.Reply;
import java.net.URI;

/**
 * The few calls of Secrets Manager that functions and whoever rotates a secret make, on the
 * loopback address: GetSecretValue of the current or the previous version, and PutSecretValue. No
 * secret here protects anything.
 */
final class SecretServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SERVICE = "secretsmanager.";

  private final JsonServer server;
  private final Secrets secrets;

  private SecretServer(Secrets secrets) {
    this.secrets = secrets;
    this.server = JsonServer.start(this::answer);
  }

  static SecretServer start(Secrets secrets) {
    return new SecretServer(secrets);
  }

  URI endpoint() {
    return server.endpoint();
  }

  private Reply answer(String target, JsonNode request) {
    String arn = request.path("SecretId").asText();
    ObjectNode reply = JSON.createObjectNode();
    return switch (target) {
      case SERVICE + "GetSecretValue" ->
          secrets
              .find(arn, request.path("VersionStage").asText(Secrets.CURRENT))
              .map(value -> new Reply(200, reply.put("ARN", arn).put("SecretString", value)))
              .orElseGet(() -> new Reply(400, reply.put("__type", "ResourceNotFoundException")));
      case SERVICE + "PutSecretValue" -> {
        secrets.put(arn, request.path("SecretString").asText());
        yield new Reply(200, reply.put("ARN", arn));
      }
      default -> new Reply(400, reply.put("__type", "InvalidRequestException"));
    };
  }

  @Override
  public void close() {
    server.close();
  }
}

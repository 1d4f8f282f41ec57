package io.giftledger.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.template.HttpRoute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/** The HTTP API: hands requests to the functions that the template routes them to. */
final class Api {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper SORTED =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  /** The route by which a viewer returns a purchase. */
  static final String RETURN = "POST /v1/recharges/{id}/refunds";

  /** The route by which a creator cancels a withdrawal. */
  static final String CANCEL = "POST /v1/withdrawals/{id}/cancel";

  /** The route by which a creator exchanges diamonds for coins. */
  static final String EXCHANGE = "POST /v1/exchanges";

  private final Lambda lambda;
  private final Map<String, String> functions = new HashMap<>();

  Api(EmbeddedAws aws, Lambda lambda) {
    this.lambda = lambda;
    for (HttpRoute route : HttpRoute.all(aws.template())) {
      functions.put(route.key(), route.functionId());
    }
  }

  /**
   * A request.
   *
   * @param user whose token it carries; empty for none
   * @param route as the template has it
   * @param pathParameters what stands in the path for the route's parameters
   * @param headers lower-case names
   * @param body empty for none
   */
  record Request(
      String user,
      String route,
      Map<String, String> pathParameters,
      Map<String, String> headers,
      String body) {

    /** Whether an operator asks it. */
    boolean isOperators() {
      return route.contains(" /v1/admin/");
    }

    /** What its route ends with. */
    String lastWord() {
      return route.substring(route.lastIndexOf('/') + 1);
    }

    /** The kind of record that it is about. */
    String kind() {
      return switch (route) {
        case "POST /v1/gifts" -> "GIFT";
        case "POST /v1/recharges", RETURN -> "RECHARGE";
        case EXCHANGE -> "EXCHANGE";
        default -> "WITHDRAWAL";
      };
    }

    /** The account that it is about. */
    String account() {
      boolean isOfEarnings = Set.of("WITHDRAWAL", "EXCHANGE").contains(kind());
      return (isOfEarnings ? "EARNINGS#" : "WALLET#") + user;
    }

    /** The id of the record that it is about: by FORMAT.md's rule, if its key stands for it. */
    String id() {
      String named = pathParameters.get("id");
      if (named != null) return named;
      byte[] bytes = Arrays.copyOf(digest(kind(), account(), key()), 17);
      String digits = new BigInteger(1, bytes).shiftRight(6).toString(32);
      return "0".repeat(26 - digits.length()) + digits;
    }

    /** The id of the return that its key stands for, by FORMAT.md's rule. */
    String returnId() {
      String hex = HexFormat.of().formatHex(digest("RETURN", account(), "RECHARGE#" + id(), key()));
      return "return-" + hex.substring(0, 26);
    }

    private String key() {
      return headers.getOrDefault("idempotency-key", "");
    }

    private static byte[] digest(String... texts) {
      try {
        var digest = MessageDigest.getInstance("SHA-256");
        for (String text : texts) {
          digest.update((text.length() + ":" + text).getBytes(StandardCharsets.UTF_8));
        }
        return digest.digest();
      } catch (NoSuchAlgorithmException absent) {
        throw new IllegalStateException(absent);
      }
    }
  }

  /** What the API answered. */
  record Answer(int status, JsonNode body) {

    String code() {
      return body.path("code").asText();
    }

    /** The body in an order of its own, for an object's members have none. */
    String text() {
      try {
        return SORTED.writeValueAsString(SORTED.treeToValue(body, Object.class));
      } catch (JsonProcessingException wrong) {
        throw new UncheckedIOException(wrong);
      }
    }
  }

  /** Sends a request; the call's reply is for {@link #answer}. */
  Lambda.Call send(String label, Request request) {
    String function = functions.get(request.route());
    if (function == null) throw new IllegalStateException("no such route: " + request.route());
    return lambda.invoke(label, function, event(label, request));
  }

  /** Reads a reply. */
  static Answer answer(String reply) {
    try {
      JsonNode response = JSON.readTree(reply);
      return new Answer(
          response.path("statusCode").asInt(), JSON.readTree(response.path("body").asText()));
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }

  private static String event(String label, Request request) {
    ObjectNode event = JSON.createObjectNode();
    event.put("version", "2.0");
    event.put("routeKey", request.route());
    ObjectNode headers = event.putObject("headers");
    headers.put("content-type", "application/json");
    request.headers().forEach(headers::put);
    request.pathParameters().forEach(event.putObject("pathParameters")::put);
    ObjectNode context = event.putObject("requestContext");
    context.put("requestId", label);
    if (!request.user().isEmpty()) {
      ObjectNode claims = context.putObject("authorizer").putObject("jwt").putObject("claims");
      claims.put("sub", request.user());
      if (request.isOperators()) claims.put("scope", "giftledger/finance giftledger/operator");
    }
    if (!request.body().isEmpty()) event.put("body", request.body());
    event.put("isBase64Encoded", false);
    return event.toString();
  }
}

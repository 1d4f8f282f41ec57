package io.giftledger.bench.coldstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.giftledger.dynamodb.Attributes;
import io.giftledger.ledger.table.Item;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Answers as DynamoDB and SQS would, at once and always the same: reads find the items that it was
 * given, writes succeed and change nothing. So whoever is measured waits for itself alone.
 */
final class CannedAws implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final String scheme;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, NavigableMap<String, ObjectNode>> partitions = new TreeMap<>();

  private final AtomicInteger calls = new AtomicInteger();

  private CannedAws(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** Over plain HTTP. */
  static CannedAws http(List<Item> items) throws IOException {
    return new CannedAws(HttpServer.create(anyPort(), 0), "http").with(items);
  }

  /** Over TLS, as AWS answers. */
  static CannedAws https(List<Item> items, Certificate certificate) throws IOException {
    HttpsServer server = HttpsServer.create(anyPort(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    return new CannedAws(server, "https").with(items);
  }

  private static InetSocketAddress anyPort() throws IOException {
    return new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
  }

  private CannedAws with(List<Item> items) {
    for (Item item : items) {
      partitions
          .computeIfAbsent(item.key().partition(), partition -> new TreeMap<>())
          .put(item.key().sort(), json(Attributes.of(item)));
    }
    return this;
  }

  /** Where it is reached. */
  String endpoint() {
    return scheme + "://127.0.0.1:" + server.getAddress().getPort();
  }

  /** How many calls it has answered. */
  int calls() {
    return calls.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    try (exchange) {
      JsonNode request = JSON.readTree(exchange.getRequestBody());
      String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      byte[] reply = JSON.writeValueAsBytes(reply(target, request));
      exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
      exchange.sendResponseHeaders(200, reply.length);
      exchange.getResponseBody().write(reply);
    }
  }

  private ObjectNode reply(String target, JsonNode request) {
    ObjectNode reply = JSON.createObjectNode();
    switch (target) {
      case "DynamoDB_20120810.Query" -> {
        JsonNode values = request.get("ExpressionAttributeValues");
        Map.Entry<String, ObjectNode> newest =
            partition(values.at("/:partition/S").textValue())
                .floorEntry(values.at("/:high/S").textValue());
        boolean found =
            newest != null && newest.getKey().compareTo(values.at("/:low/S").textValue()) >= 0;
        if (found) reply.putArray("Items").add(newest.getValue());
        else reply.putArray("Items");
        reply.put("Count", found ? 1 : 0).put("ScannedCount", found ? 1 : 0);
      }
      case "DynamoDB_20120810.GetItem" -> {
        JsonNode key = request.get("Key");
        ObjectNode item = partition(key.at("/PK/S").textValue()).get(key.at("/SK/S").textValue());
        if (item != null) reply.set("Item", item);
      }
      case "AmazonSQS.SendMessage" -> sent(reply, request);
      case "AmazonSQS.SendMessageBatch" -> {
        var successful = reply.putArray("Successful");
        for (JsonNode entry : request.get("Entries")) {
          sent(successful.addObject().put("Id", entry.get("Id").textValue()), entry);
        }
      }
      case "DynamoDB_20120810.PutItem",
          "DynamoDB_20120810.UpdateItem",
          "DynamoDB_20120810.TransactWriteItems" -> {}
      default -> throw new IllegalArgumentException("nobody should ask for " + target);
    }
    return reply;
  }

  /** The client compares the digest with what it sent. */
  private static void sent(ObjectNode reply, JsonNode message) {
    byte[] body = message.get("MessageBody").textValue().getBytes(StandardCharsets.UTF_8);
    try {
      byte[] digest = MessageDigest.getInstance("MD5").digest(body);
      reply.put("MessageId", "message-1");
      reply.put("MD5OfMessageBody", HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java platform has MD5", absent);
    }
  }

  private NavigableMap<String, ObjectNode> partition(String key) {
    return partitions.getOrDefault(key, new TreeMap<>());
  }

  /** An item as the service writes it. */
  static ObjectNode json(Map<String, AttributeValue> attributes) {
    ObjectNode json = JSON.createObjectNode();
    attributes.forEach((name, value) -> json.set(name, json(value)));
    return json;
  }

  private static ObjectNode json(AttributeValue value) {
    ObjectNode json = JSON.createObjectNode();
    switch (value.type()) {
      case S -> json.put("S", value.s());
      case N -> json.put("N", value.n());
      case BOOL -> json.put("BOOL", value.bool());
      case B -> json.put("B", value.b().asByteArray());
      case M -> json.set("M", json(value.m()));
      case L -> {
        ArrayNode list = json.putArray("L");
        value.l().forEach(element -> list.add(json(element)));
      }
      default -> throw new IllegalArgumentException("the ledger stores no " + value.type());
    }
    return json;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

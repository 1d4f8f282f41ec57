package io.giftledger.emulator.bus;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.giftledger.emulator.iam.ApiCall;
import io.giftledger.emulator.iam.RoleCheck;
import io.giftledger.emulator.live.Signature;
import io.giftledger.template.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;

/**
 * EventBridge's PutEvents in this process, on the loopback address, signed by IAM. It keeps the
 * last events, which EventBridge does not, for whoever wants to see them.
 */
public final class BusServer implements AutoCloseable {

  /** The one bus there is. */
  public static final String BUS_ARN =
      "arn:aws:events:%s:%s:event-bus/platform".formatted(Template.REGION, Template.ACCOUNT_ID);

  private static final String SERVICE = "events";
  private static final int EVENTS_KEPT = 20_000;
  private static final int ENTRIES_MAX = 10;
  private static final int BYTES_MAX = 1024 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final String secret;
  private final Deque<BusEvent> events = new ArrayDeque<>();
  private long last;
  private int refusing;

  private BusServer(HttpServer server, String secret) {
    this.server = server;
    this.secret = secret;
  }

  /**
   * Starts to take events.
   *
   * @param secret what whoever puts them signs with, whatever the key is
   */
  public static BusServer start(String secret) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      var bus = new BusServer(server, secret);
      server.createContext("/", bus::answer);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return bus;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where functions put events. */
  public URI url() {
    return URI.create("http://localhost:%d/".formatted(server.getAddress().getPort()));
  }

  /** Where functions put events as somebody whose calls are to be checked as IAM would. */
  public URI url(String role) {
    return URI.create(url() + "?role=" + role);
  }

  /** Has the next entries refused, each by itself, as EventBridge does when there are too many. */
  public synchronized void refuse(int entries) {
    refusing = entries;
  }

  /** The number of the newest event; 0 before the first. */
  public synchronized long last() {
    return last;
  }

  /**
   * Events after one, of those that are still kept; waits for the first.
   *
   * @param number the number of that one; 0 for all
   * @return empty if none came in time
   */
  public synchronized List<BusEvent> after(long number, Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    while (last <= number) {
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0) return List.of();
      wait(left);
    }
    return events.stream().filter(event -> event.number() > number).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(BYTES_MAX + 1);
      Answer answer = answer(exchange, body);
      byte[] content = answer.body().toString().getBytes(UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
      exchange.sendResponseHeaders(answer.status(), content.length);
      exchange.getResponseBody().write(content);
    }
  }

  private record Answer(int status, ObjectNode body) {}

  private Answer answer(HttpExchange exchange, byte[] body) throws IOException {
    var headers = exchange.getRequestHeaders();
    String said = exchange.getRequestURI().getRawQuery();
    String query = said == null ? "" : said;
    var signed =
        new Signature.Signed(exchange.getRequestMethod(), "/", query, headers::getFirst, body);
    String fault = Signature.fault(signed, secret, SERVICE, Template.REGION, Instant.now());
    if (!fault.isEmpty()) return refused("IncompleteSignature", fault);
    String target = String.valueOf(headers.getFirst("X-Amz-Target"));
    if (!target.equals("AWSEvents.PutEvents")) return refused("UnknownOperationException", target);
    if (body.length > BYTES_MAX) return refused("ValidationException", "too large");
    JsonNode entries = JSON.readTree(body).path("Entries");
    if (!entries.isArray() || entries.isEmpty() || entries.size() > ENTRIES_MAX) {
      return refused("ValidationException", "1 to " + ENTRIES_MAX + " entries");
    }
    for (JsonNode entry : entries) {
      var call =
          new ApiCall("events:PutEvents", entry.path("EventBusName").asText("default"), Map.of());
      if (!RoleCheck.allows(query.replaceFirst("^role=", ""), call)) {
        return refused("AccessDeniedException", "not authorized to perform " + call);
      }
    }
    return new Answer(200, put(entries));
  }

  private synchronized ObjectNode put(JsonNode entries) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode results = answer.putArray("Entries");
    int failed = 0;
    for (JsonNode entry : entries) {
      String fault = refusing > 0 ? "ThrottlingException" : fault(entry);
      if (refusing > 0) refusing--;
      if (fault.isEmpty()) {
        results.addObject().put("EventId", add(entry));
      } else {
        failed++;
        results.addObject().put("ErrorCode", fault).put("ErrorMessage", "refused");
      }
    }
    notifyAll();
    return answer.put("FailedEntryCount", failed);
  }

  private static String fault(JsonNode entry) {
    if (!entry.path("EventBusName").asText().equals(BUS_ARN)) return "ResourceNotFoundException";
    boolean isWhole =
        !entry.path("Source").asText().isEmpty() && !entry.path("DetailType").asText().isEmpty();
    if (!isWhole) return "InvalidArgument";
    try {
      return JSON.readTree(entry.path("Detail").asText()).isObject() ? "" : "MalformedDetail";
    } catch (JsonProcessingException e) {
      return "MalformedDetail";
    }
  }

  private String add(JsonNode entry) {
    String id = UUID.randomUUID().toString();
    Instant time =
        entry.has("Time")
            ? Instant.ofEpochSecond(entry.path("Time").asLong())
            : Instant.now().truncatedTo(ChronoUnit.SECONDS);
    ObjectNode event = JSON.createObjectNode();
    event.put("version", "0").put("id", id);
    event.put("detail-type", entry.path("DetailType").asText());
    event.put("source", entry.path("Source").asText());
    event.put("account", Template.ACCOUNT_ID).put("time", time.toString());
    event.put("region", Template.REGION).putArray("resources");
    try {
      event.set("detail", JSON.readTree(entry.path("Detail").asText()));
    } catch (JsonProcessingException wasRead) {
      throw new UncheckedIOException(wasRead);
    }
    events.add(new BusEvent(++last, event));
    if (events.size() > EVENTS_KEPT) events.remove();
    return id;
  }

  private static Answer refused(String type, String message) {
    return new Answer(400, JSON.createObjectNode().put("__type", type).put("message", message));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

package io.giftledger.emulator.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.template.Deployed;
import io.giftledger.template.Resource;
import io.giftledger.template.Template;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

class EventServerTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String EVENT = "{\"gift\":\"rose\"}";

  private static EventServer server;

  @BeforeAll
  static void start() {
    server = EventServer.start("local");
    server.authorize(EventServerTest::claims);
    server.serve(
        Template.read(
            Path.of("src/test/resources/live.yaml"),
            Map.of(),
            new Deployed() {
              @Override
              public String attribute(Resource resource, String attribute) {
                return EventServer.id(resource);
              }

              @Override
              public String secret(String reference) {
                throw new UnsupportedOperationException();
              }
            }));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void faultless() {
    server.have(Faults.NONE);
  }

  /** A token is the user's name here, if they are known. */
  private static Optional<Map<String, String>> claims(String token) {
    return token.matches("alice|luna")
        ? Optional.of(Map.of("sub", token, "iss", "https://issuer"))
        : Optional.empty();
  }

  @Test
  void what_is_published_comes_to_whoever_subscribed_to_the_channel() throws Exception {
    try (var alice = Page.of("alice");
        var luna = Page.of("luna")) {
      assertEquals("subscribe_success", alice.subscribe("a", "/room/r1").path("type").asText());
      assertEquals("subscribe_success", luna.subscribe("b", "/room/r2").path("type").asText());
      assertEquals(200, publish("/room/r1", EVENT));
      JsonNode data = alice.next();
      assertEquals("data", data.path("type").asText());
      assertEquals("a", data.path("id").asText());
      assertEquals(EVENT, data.path("event").asText());
      luna.nothing();
      alice.send("{\"type\":\"unsubscribe\",\"id\":\"a\"}");
      assertEquals("unsubscribe_success", alice.next().path("type").asText());
      assertEquals(200, publish("/room/r1", EVENT));
      alice.nothing();
    }
  }

  @Test
  void the_templates_handlers_say_who_may_subscribe() throws Exception {
    try (var alice = Page.of("alice");
        var luna = Page.of("luna")) {
      assertEquals("subscribe_success", luna.subscribe("a", "/own/lu/na").path("type").asText());
      for (String channel :
          List.of(
              "/own/lu/na", "/own/*", "/room/*", "/nowhere/x", "/room/a/b/c/d/e", "/room/a_b")) {
        JsonNode refused = alice.subscribe("a", channel);
        assertEquals("subscribe_error", refused.path("type").asText(), channel);
        assertTrue(refused.path("errors").path(0).has("errorType"), channel);
      }
      assertEquals("subscribe_success", alice.subscribe("a", "/room/x").path("type").asText());
      assertEquals("subscribe_error", alice.subscribe("a", "/room/y").path("type").asText());
      alice.send("{\"type\":\"publish\",\"id\":\"p\",\"channel\":\"/room/x\",\"events\":[\"1\"]}");
      assertEquals("publish_error", alice.next().path("type").asText());
    }
  }

  @Test
  void nobody_connects_without_a_token_that_counts() {
    assertThrows(CompletionException.class, () -> Page.of("mallory"));
  }

  @Test
  void only_what_is_signed_and_within_the_limits_is_published() throws Exception {
    HttpRequest unsigned =
        HttpRequest.newBuilder(server.http())
            .POST(HttpRequest.BodyPublishers.ofString(body("/room/r1", EVENT)))
            .build();
    assertEquals(401, HTTP.send(unsigned, BodyHandlers.ofString()).statusCode());
    assertEquals(401, post(body("/room/r1", EVENT), "wrong", "appsync"));
    assertEquals(401, post(body("/room/r1", EVENT), "local", "sqs"));
    assertEquals(400, publish("/room/r1"));
    assertEquals(400, publish("/room/r1", "1", "2", "3", "4", "5", "6"));
    assertEquals(400, publish("/room/r1", "no json"));
    assertEquals(400, publish("/room/r1", "\"" + "x".repeat(240 * 1024) + "\""));
    assertEquals(400, publish("/room/*", EVENT));
    assertEquals(404, publish("/nowhere/r1", EVENT));
    assertEquals(200, publish("/room/r1", "1", "2", "3", "4", "5"));
  }

  @Test
  void events_are_refused_lost_doubled_reordered_and_cut_as_told() throws Exception {
    try (var alice = Page.of("alice")) {
      alice.subscribe("a", "/room/r1");
      server.have(Faults.parse("refused=100"));
      assertEquals(500, publish("/room/r1", "0"));
      alice.nothing();
      server.have(Faults.parse("lost=100"));
      publish("/room/r1", "1");
      alice.nothing();
      server.have(Faults.parse("doubled=100"));
      publish("/room/r1", "2");
      assertEquals("2", alice.next().path("event").asText());
      assertEquals("2", alice.next().path("event").asText());
      server.have(Faults.parse("reordered=100"));
      publish("/room/r1", "3");
      server.have(Faults.NONE);
      publish("/room/r1", "4");
      assertEquals("4", alice.next().path("event").asText());
      assertEquals("3", alice.next().path("event").asText());
      server.have(Faults.parse("cut=100"));
      publish("/room/r1", "5");
      assertTrue(alice.ended());
    }
    assertThrows(IllegalArgumentException.class, () -> Faults.parse("lost=101"));
    assertThrows(IllegalArgumentException.class, () -> Faults.parse("eaten=1"));
  }

  private static int publish(String channel, String... events) throws Exception {
    return post(body(channel, events), "local", "appsync");
  }

  private static String body(String channel, String... events) {
    ObjectNode body = JSON.createObjectNode().put("channel", channel);
    body.set("events", JSON.valueToTree(events));
    return body.toString();
  }

  /** As the function publishes: signed by the SDK. */
  private static int post(String body, String secret, String service) throws Exception {
    SdkHttpRequest request =
        SdkHttpFullRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(server.http("nobody"))
            .putHeader("Content-Type", "application/json")
            .build();
    SdkHttpRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                sign ->
                    sign.identity(AwsCredentialsIdentity.create("local", secret))
                        .request(request)
                        .payload(() -> new ByteArrayInputStream(body.getBytes(UTF_8)))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, Template.REGION))
            .request();
    HttpRequest.Builder sent =
        HttpRequest.newBuilder(signed.getUri()).POST(HttpRequest.BodyPublishers.ofString(body));
    signed.headers().forEach((name, values) -> values.forEach(value -> set(sent, name, value)));
    return HTTP.send(sent.build(), BodyHandlers.ofString()).statusCode();
  }

  private static void set(HttpRequest.Builder request, String name, String value) {
    if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Content-Length")) {
      request.header(name, value);
    }
  }

  /** What a page does. */
  private static final class Page implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private final String token;
    private final WebSocket socket;
    private final List<CharSequence> parts = new ArrayList<>();

    private Page(String token) {
      this.token = token;
      String header =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(
                  JSON.createObjectNode()
                      .put("host", server.host())
                      .put("Authorization", token)
                      .toString()
                      .getBytes(UTF_8));
      this.socket =
          HTTP.newWebSocketBuilder()
              .subprotocols("aws-appsync-event-ws", "header-" + header)
              .buildAsync(URI.create(server.realtime().toString()), this)
              .join();
    }

    static Page of(String token) throws Exception {
      var page = new Page(token);
      page.send("{\"type\":\"connection_init\"}");
      assertEquals(300_000, page.next().path("connectionTimeoutMs").asInt());
      assertEquals("ka", page.next().path("type").asText());
      return page;
    }

    JsonNode subscribe(String id, String channel) throws Exception {
      ObjectNode message =
          JSON.createObjectNode().put("type", "subscribe").put("id", id).put("channel", channel);
      message.putObject("authorization").put("host", server.host()).put("Authorization", token);
      send(message.toString());
      return next();
    }

    void send(String text) {
      socket.sendText(text, true).join();
    }

    JsonNode next() throws Exception {
      JsonNode next = received.poll(5, TimeUnit.SECONDS);
      if (next == null) throw new AssertionError("nothing came");
      return next;
    }

    /** An event that is published comes long before an answer to what was sent after it. */
    void nothing() throws Exception {
      send("{\"type\":\"unsubscribe\",\"id\":\"unknown\"}");
      assertEquals("unsubscribe_error", next().path("type").asText());
    }

    boolean ended() throws Exception {
      for (int i = 0; i < 100 && !socket.isInputClosed(); i++) Thread.sleep(Duration.ofMillis(20));
      return socket.isInputClosed();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      parts.add(data.toString());
      if (last) {
        try {
          received.add(JSON.readTree(String.join("", parts)));
        } catch (java.io.IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
        parts.clear();
      }
      from.request(1);
      return null;
    }

    @Override
    public void close() {
      socket.abort();
    }
  }
}

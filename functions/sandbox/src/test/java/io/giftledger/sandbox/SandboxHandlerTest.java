package io.giftledger.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.giftledger.embedded.EmbeddedAws;
import io.giftledger.embedded.Invocation;
import io.giftledger.http.WebhookSignature;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxHandlerTest {

  private static final String NONE_FAILED = "{\"batchItemFailures\":[]}";
  private static final String EVENT = "{\"type\":\"payment.succeeded\",\"name\":\"Zoë\"}";

  /** What the API received. */
  private record Received(String method, String contentType, String signature, byte[] body) {}

  private final Map<String, String> environment =
      new HashMap<>(EmbeddedAws.shared().environment("SandboxFunction"));
  private final WebhookSignature signature =
      new WebhookSignature(environment.getOrDefault("WEBHOOK_SECRET", ""));
  private final List<Received> received = new CopyOnWriteArrayList<>();

  /** Answers each call with the next status, the last one for ever. */
  private volatile List<Integer> statuses = List.of(200);

  private HttpServer api;
  private SandboxHandler handler;

  @BeforeEach
  void start() throws IOException {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext("/v1/webhooks/sandbox", this::answer);
    api.start();
    assertTrue(
        environment.getOrDefault("WEBHOOK_URL", "").endsWith("/v1/webhooks/sandbox"),
        "the template's URL is the webhook's");
    environment.put(
        "WEBHOOK_URL", "http://127.0.0.1:" + api.getAddress().getPort() + "/v1/webhooks/sandbox");
    handler = new SandboxHandler(environment);
  }

  @AfterEach
  void stop() {
    handler.close();
    api.stop(0);
  }

  @Test
  void an_event_is_posted_as_it_is_with_a_signature_that_verifies() throws IOException {
    assertEquals(NONE_FAILED, deliver(EVENT));

    Received webhook = received.getFirst();
    assertEquals("POST", webhook.method());
    assertEquals("application/json", webhook.contentType());
    assertEquals(EVENT, new String(webhook.body(), StandardCharsets.UTF_8));
    assertEquals(
        Optional.empty(), signature.check(webhook.signature(), webhook.body(), Instant.now()));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 404, 422, 500, 503})
  void a_webhook_that_is_not_received_is_delivered_again(int status) throws IOException {
    statuses = List.of(status);

    assertEquals("{\"batchItemFailures\":[{\"itemIdentifier\":\"m0\"}]}", deliver(EVENT));
    assertEquals(1, received.size());
  }

  @Test
  void one_that_fails_does_not_keep_the_others() throws IOException {
    statuses = List.of(200, 500, 204);

    assertEquals(
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"}]}", deliver(EVENT, EVENT, EVENT));
    assertEquals(3, received.size());
  }

  @Test
  void an_event_that_is_delivered_again_is_signed_anew() throws Exception {
    deliver(EVENT);
    Thread.sleep(1_100);
    deliver(EVENT);

    assertNotEquals(received.getFirst().signature(), received.getLast().signature());
  }

  @Test
  void an_api_that_is_not_there_fails_the_message() throws IOException {
    api.stop(0);

    assertEquals("{\"batchItemFailures\":[{\"itemIdentifier\":\"m0\"}]}", deliver(EVENT));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      int call = received.size();
      received.add(
          new Received(
              exchange.getRequestMethod(),
              exchange.getRequestHeaders().getFirst("Content-Type"),
              exchange.getRequestHeaders().getFirst("Sandbox-Signature"),
              exchange.getRequestBody().readAllBytes()));
      exchange.sendResponseHeaders(statuses.get(Math.min(call, statuses.size() - 1)), -1);
    }
  }

  private String deliver(String... bodies) throws IOException {
    String records =
        IntStream.range(0, bodies.length)
            .mapToObj(
                index ->
                    "{\"messageId\":\"m%d\",\"body\":\"%s\"}"
                        .formatted(index, bodies[index].replace("\"", "\\\"")))
            .collect(Collectors.joining(","));
    return Invocation.invoke(handler, "{\"Records\":[" + records + "]}");
  }
}

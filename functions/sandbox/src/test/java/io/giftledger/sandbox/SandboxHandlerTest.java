package io.giftledger.sandbox;

import static io.giftledger.emulator.QueueReader.attribute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.QueueReader;
import io.giftledger.payments.WebhookSignature;
import io.giftledger.testkit.EventSource;
import io.giftledger.testkit.NeededPermissions;
import io.giftledger.testkit.QueueMessage;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;

@ExtendWith(NeededPermissions.class)
class SandboxHandlerTest {

  private static final List<String> NONE_FAILED = List.of();
  private static final String EVENT = "{\"type\":\"payment.succeeded\",\"name\":\"Zoë\"}";

  /** What the API received. */
  private record Received(
      String method, String path, String contentType, String signature, byte[] body) {}

  private final Map<String, String> environment =
      new HashMap<>(EmbeddedAws.shared().environment("SandboxFunction"));
  private final WebhookSignature signature =
      new WebhookSignature(EmbeddedAws.shared().secret("SandboxWebhookSecret"));
  private final QueueReader deadLetters =
      new QueueReader(EmbeddedAws.shared(), "SandboxWebhooksDead");
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
        environment.getOrDefault("SANDBOX_WEBHOOK_URL", "").endsWith("/v1/webhooks/sandbox"),
        "the template's URL is the webhook's");
    environment.put(
        "SANDBOX_WEBHOOK_URL",
        "http://127.0.0.1:" + api.getAddress().getPort() + "/v1/webhooks/sandbox");
    api.createContext("/v1/payout-webhooks/sandbox", this::answer);
    assertTrue(
        environment
            .getOrDefault("SANDBOX_PAYOUT_WEBHOOK_URL", "")
            .endsWith("/v1/payout-webhooks/sandbox"),
        "the template's URL is the payout webhook's");
    environment.put(
        "SANDBOX_PAYOUT_WEBHOOK_URL",
        "http://127.0.0.1:" + api.getAddress().getPort() + "/v1/payout-webhooks/sandbox");
    handler = new SandboxHandler(environment);
  }

  @AfterEach
  void stop() {
    handler.close();
    api.stop(0);
  }

  @Test
  void an_event_is_posted_as_it_is_with_a_signature_that_verifies() {
    assertEquals(NONE_FAILED, deliver(1));

    Received webhook = received.getFirst();
    assertEquals("POST", webhook.method());
    assertEquals("application/json", webhook.contentType());
    assertEquals(EVENT, new String(webhook.body(), StandardCharsets.UTF_8));
    assertEquals(
        Optional.empty(), signature.check(webhook.signature(), webhook.body(), Instant.now()));
  }

  @Test
  void an_event_of_a_payout_is_posted_to_an_address_of_its_own() {
    String event = "{\"id\":\"sbxevt_1\",\"type\":\"payout.returned\"}";

    assertEquals(
        NONE_FAILED, new EventSource(handler).deliver(List.of(QueueMessage.of("m", event))));
    assertEquals(NONE_FAILED, deliver(1));

    assertEquals(
        List.of("/v1/payout-webhooks/sandbox", "/v1/webhooks/sandbox"),
        received.stream().map(Received::path).toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 401, 404, 500, 503})
  void a_webhook_that_is_not_received_is_delivered_again(int status) {
    statuses = List.of(status);

    assertEquals(List.of("m0"), deliver(1));
    assertEquals(1, received.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413, 422})
  void a_webhook_that_is_refused_is_set_aside_with_its_cause(int status) {
    statuses = List.of(status);

    assertEquals(NONE_FAILED, deliver(1));

    Message letter = deadLetters.takeAll().getFirst();
    assertEquals("webhook_refused", attribute(letter, "cause"));
    assertEquals("the webhook was answered " + status, attribute(letter, "detail"));
    assertEquals(EVENT, letter.body());
  }

  @Test
  void a_webhook_that_is_not_received_at_its_last_delivery_is_set_aside() {
    statuses = List.of(503);

    assertEquals(
        NONE_FAILED,
        new EventSource(handler)
            .deliver(
                message(0)
                    .receives(
                        Integer.parseInt(environment.getOrDefault("MAX_RECEIVE_COUNT", "")))));

    assertEquals("retries_exhausted", attribute(deadLetters.takeAll().getFirst(), "cause"));
  }

  @Test
  void one_that_fails_does_not_keep_the_others() {
    statuses = List.of(200, 500, 204);

    assertEquals(List.of("m1"), deliver(3));
    assertEquals(3, received.size());
  }

  @Test
  void an_event_that_is_delivered_again_is_signed_anew() throws Exception {
    deliver(1);
    Thread.sleep(1_100);
    deliver(1);

    assertNotEquals(received.getFirst().signature(), received.getLast().signature());
  }

  @Test
  void an_api_that_is_not_there_fails_the_message() {
    api.stop(0);

    assertEquals(List.of("m0"), deliver(1));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      int call = received.size();
      received.add(
          new Received(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              exchange.getRequestHeaders().getFirst("Content-Type"),
              exchange.getRequestHeaders().getFirst("Sandbox-Signature"),
              exchange.getRequestBody().readAllBytes()));
      exchange.sendResponseHeaders(statuses.get(Math.min(call, statuses.size() - 1)), -1);
    }
  }

  private List<String> deliver(int messages) {
    return new EventSource(handler)
        .deliver(IntStream.range(0, messages).mapToObj(SandboxHandlerTest::message).toList());
  }

  private static QueueMessage message(int number) {
    return QueueMessage.of("m" + number, EVENT);
  }
}

package io.giftledger.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.giftledger.ledger.Refusal;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFunctionTest {

  private static final JsonMapper JSON = JsonMapper.createDefault();
  private static final TestFunction FUNCTION = new TestFunction();
  private static final String ORDER = "{\"gift_name\":\"rose\",\"quantity\":1}";

  /** What the route answers in a test. */
  private Function<Call, Reply> route = call -> Reply.ok(call.body(Order.class));

  /** A request with every kind of field. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Order(
      @NotBlank @Size(max = 8) String giftName,
      @NotNull @Positive Long quantity,
      @JsonProperty("class") @Nullable @Size(max = 2) String ticketClass,
      @Nullable @Valid Inner inner) {

    /** A field of a field. */
    @Serdeable(naming = SnakeCaseStrategy.class)
    record Inner(@NotBlank String innerName) {}
  }

  /** Has one route. */
  static final class TestFunction extends HttpFunction {

    private final ThreadLocal<Function<Call, Reply>> current = new ThreadLocal<>();

    TestFunction() {
      super(Map.of());
      route("POST /test/{id}", call -> current.get().apply(call));
    }

    HttpReply reply(Function<Call, Reply> route, HttpEvent event) {
      current.set(route);
      return handle(event);
    }
  }

  @AfterAll
  static void stop() {
    FUNCTION.close();
  }

  @Test
  void a_good_request_is_answered() {
    HttpReply reply = post(ORDER);

    assertEquals(200, reply.statusCode());
    assertEquals("application/json", reply.headers().get("Content-Type"));
    assertEquals("no-store", reply.headers().get("Cache-Control"));
    assertEquals(ORDER, reply.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "}",
        "not json",
        "null",
        "[]",
        "[{\"gift_name\":\"rose\",\"quantity\":1}]",
        "\"rose\"",
        "1",
        "{\"gift_name\":\"rose\",\"quantity\":1",
        "{\"gift_name\":\"rose\",\"quantity\":\"many\"}",
        "{\"gift_name\":\"rose\",\"quantity\":1e400}",
        "{\"gift_name\":\"rose\",\"quantity\":99999999999999999999}",
        "{\"gift_name\":{},\"quantity\":1}",
        "{\"gift_name\":\"rose\",\"quantity\":null}",
        "<order/>",
      })
  void a_body_that_is_not_the_json_asked_for_is_malformed(String body) {
    assertProblem(400, "malformed_body", post(body));
  }

  @Test
  void a_body_nested_without_end_is_malformed() {
    assertProblem(400, "malformed_body", post("[".repeat(60_000)));
    assertProblem(
        400, "malformed_body", post("{\"gift_name\":\"rose\",\"x\":" + "[".repeat(60_000)));
  }

  @Test
  void bytes_that_are_no_text_are_malformed() {
    byte[] bytes = ORDER.getBytes(StandardCharsets.ISO_8859_1);
    bytes[15] = (byte) 0xff;

    assertProblem(
        400,
        "malformed_body",
        answer(event(Base64.getEncoder().encodeToString(bytes), true, Map.of())));
  }

  @Test
  void a_body_may_come_in_base_64() {
    String encoded = Base64.getEncoder().encodeToString(ORDER.getBytes(StandardCharsets.UTF_8));

    assertEquals(ORDER, answer(event(encoded, true, Map.of())).body());
  }

  @Test
  void no_body_is_malformed() {
    assertProblem(400, "malformed_body", post(""));
    assertProblem(400, "malformed_body", answer(event(null, false, Map.of())));
  }

  @Test
  void a_body_has_at_most_64_kilobytes() {
    String start = "{\"gift_name\":\"rose\",\"quantity\":1,\"x\":\"";
    String most = start + "x".repeat(65_536 - start.length() - 2) + "\"}";
    assertEquals(65_536, most.length());

    assertEquals(200, post(most).statusCode());
    HttpReply tooLarge = post(most + " ");
    assertProblem(413, "body_too_large", tooLarge);
    assertEquals(65_537, json(tooLarge).get("bytes"));
    // Bytes count, not characters.
    assertProblem(413, "body_too_large", post(most.replace("xx", "é") + "é".repeat(16_384)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "text/plain", "application/xml", "application/jsonp", "json", "*/*", ";"})
  void another_content_type_is_refused(String contentType) {
    assertProblem(
        415,
        "unsupported_media_type",
        answer(event(ORDER, false, Map.of("content-type", contentType))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json", "Application/JSON", "application/json; charset=utf-8"})
  void json_may_be_written_in_several_ways(String contentType) {
    assertEquals(
        200, answer(event(ORDER, false, Map.of("content-type", contentType))).statusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"quantity\":1}; gift_name",
        "{\"gift_name\":\" \",\"quantity\":1}; gift_name",
        "{\"gift_name\":\"123456789\",\"quantity\":1}; gift_name",
        "{\"gift_name\":\"rose\"}; quantity",
        "{\"gift_name\":\"rose\",\"quantity\":0}; quantity",
        "{\"gift_name\":\"rose\",\"quantity\":-1}; quantity",
        "{\"gift_name\":\"rose\",\"quantity\":1,\"class\":\"long\"}; class",
        "{\"gift_name\":\"rose\",\"quantity\":1,\"inner\":{}}; inner.inner_name",
      })
  void a_field_that_is_not_valid_is_named_as_the_request_names_it(String body, String field) {
    HttpReply reply = post(body);

    assertProblem(422, "invalid_request", reply);
    assertTrue(reply.body().contains("\"field\":\"" + field + "\""), reply.body());
  }

  @Test
  void every_field_that_is_not_valid_is_named() {
    HttpReply reply = post("{}");

    assertEquals(2, ((List<?>) Objects.requireNonNull(json(reply).get("errors"))).size());
  }

  @Test
  void an_idempotency_key_is_visible_ascii_of_at_most_255_characters() {
    route = call -> Reply.ok(Map.of("key", call.idempotencyKey()));

    assertProblem(400, "idempotency_key_required", post(ORDER));
    for (String key : List.of("", " ", "a b", "é", "x".repeat(256), "a\tb", "a\nb", "\u0000")) {
      assertProblem(
          400,
          "idempotency_key_invalid",
          answer(event(ORDER, false, Map.of("idempotency-key", key))));
    }
    for (String key : List.of("x", "x".repeat(255), "7f9c-{!~}#")) {
      assertEquals(
          key, json(answer(event(ORDER, false, Map.of("idempotency-key", key)))).get("key"));
    }
  }

  @Test
  void the_caller_is_who_the_token_says() {
    route = call -> Reply.ok(Map.of("caller", call.caller()));

    assertEquals("ann", json(answer(event(ORDER, false, Map.of(), "ann"))).get("caller"));
    assertProblem(401, "unauthorized", post(ORDER));
    for (String sub : List.of("", "a#b", "a b", "x".repeat(129))) {
      assertProblem(401, "unauthorized", answer(event(ORDER, false, Map.of(), sub)));
    }
  }

  @Test
  void a_refusal_carries_the_numbers_that_explain_it() {
    route =
        call ->
            Problem.of(
                    new Refusal(
                        Refusal.Code.INSUFFICIENT_COINS,
                        "Too few.",
                        Map.of("coins", 5, "wallet_coins", 4)))
                .reply();

    HttpReply reply = post(ORDER);

    assertProblem(422, "insufficient_coins", reply);
    assertEquals("urn:giftledger:problem:insufficient_coins", json(reply).get("type"));
    assertEquals("Insufficient coins", json(reply).get("title"));
    assertEquals(422, json(reply).get("status"));
    assertEquals("Too few.", json(reply).get("detail"));
    assertEquals(4, json(reply).get("wallet_coins"));
  }

  @Test
  void a_fault_shows_nothing_of_the_inside() {
    route =
        call -> {
          throw new IllegalStateException("secret of table t1", new RuntimeException("cause"));
        };

    HttpReply reply = post(ORDER);

    assertProblem(500, "internal_error", reply);
    assertEquals("request-1", json(reply).get("request_id"));
    for (String inside : List.of("secret", "IllegalState", "Exception", "giftledger.", ".java")) {
      assertFalse(reply.body().contains(inside), reply.body());
    }
  }

  @Test
  void a_route_that_the_template_invented_is_a_fault() {
    HttpEvent event = event(ORDER, false, Map.of());
    HttpEvent elsewhere =
        new HttpEvent(
            "GET /nowhere", event.headers(), null, null, null, false, event.requestContext());

    assertProblem(500, "internal_error", answer(elsewhere));
  }

  private HttpReply post(String body) {
    return answer(event(body, false, Map.of()));
  }

  private HttpReply answer(HttpEvent event) {
    return FUNCTION.reply(route, event);
  }

  private static HttpEvent event(
      @Nullable String body, boolean isBase64Encoded, Map<String, String> headers) {
    return event(body, isBase64Encoded, headers, null);
  }

  private static HttpEvent event(
      @Nullable String body,
      boolean isBase64Encoded,
      Map<String, String> headers,
      @Nullable String sub) {
    Map<String, String> all = new HashMap<>(Map.of("content-type", "application/json"));
    all.putAll(headers);
    return new HttpEvent(
        "POST /test/{id}",
        all,
        Map.of("id", "1"),
        null,
        body,
        isBase64Encoded,
        new HttpEvent.RequestContext(
            "request-1",
            sub == null ? null : new HttpEvent.Authorizer(new HttpEvent.Jwt(Map.of("sub", sub)))));
  }

  private static void assertProblem(int status, String code, HttpReply reply) {
    assertEquals(status, reply.statusCode(), reply.body());
    assertEquals(code, json(reply).get("code"));
    assertEquals("application/problem+json", reply.headers().get("Content-Type"));
    assertNull(json(reply).get("stackTrace"));
  }

  private static Map<String, Object> json(HttpReply reply) {
    try {
      return Objects.requireNonNull(
          JSON.readValue(reply.body(), Argument.mapOf(String.class, Object.class)));
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }
}

package io.giftledger.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.policy.PolicyNotLoadedException;
import io.giftledger.ledger.Refusal.Figure;
import io.giftledger.testkit.HttpAnswer;
import io.giftledger.testkit.HttpApi;
import io.giftledger.testkit.HttpRequest;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFunctionTest {

  @AutoClose private static final TestFunction FUNCTION = new TestFunction();
  private static final HttpApi API = new HttpApi(FUNCTION);
  private static final String ORDER = "{\"gift_name\":\"rose\",\"quantity\":1}";

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

  /** Has one route, which answers with the order unless a test says otherwise. */
  static final class TestFunction extends HttpFunction {

    private Function<Call, Reply> route = call -> Reply.ok(call.body(Order.class));

    TestFunction() {
      this(Map.of());
    }

    TestFunction(Map<String, String> environment) {
      super(environment);
      route("POST /test/{id}", call -> route.apply(call));
    }
  }

  @BeforeEach
  void answer_with_the_order() {
    FUNCTION.route = call -> Reply.ok(call.body(Order.class));
  }

  @Test
  void a_good_request_is_answered() {
    HttpAnswer reply = order(ORDER).expect(200);

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
        "<order/>",
      })
  void a_body_that_is_not_the_json_asked_for_is_malformed(String body) {
    order(body).expect(400, "malformed_body");
  }

  @Test
  void without_a_policy_the_same_request_may_be_sent_again() {
    FUNCTION.route =
        call -> {
          throw new PolicyNotLoadedException();
        };

    HttpAnswer answer = order(ORDER).expect(503, "try_again");

    assertEquals("1", answer.headers().get("Retry-After"));
  }

  @Test
  void what_only_the_platform_can_mend_is_no_fault_of_the_caller() {
    FUNCTION.route =
        call ->
            Problem.of(RefusalCode.CREATOR_PROFILE_INVALID.because("It lacks something.")).reply();

    HttpAnswer answer = order(ORDER).expect(503, "creator_profile_invalid");

    assertEquals("1", answer.headers().get("Retry-After"));
  }

  @Test
  void a_body_nested_without_end_is_malformed() {
    order("[".repeat(60_000)).expect(400, "malformed_body");
    order("{\"gift_name\":\"rose\",\"x\":" + "[".repeat(60_000)).expect(400, "malformed_body");
  }

  @Test
  void bytes_that_are_no_text_are_malformed() {
    byte[] bytes = ORDER.getBytes(StandardCharsets.ISO_8859_1);
    bytes[15] = (byte) 0xff;

    post().bytes(bytes).expect(400, "malformed_body");
  }

  @Test
  void a_body_may_come_in_base_64() {
    byte[] bytes = ORDER.getBytes(StandardCharsets.UTF_8);

    assertEquals(ORDER, post().bytes(bytes).send().body());
  }

  @Test
  void no_body_is_malformed() {
    order("").expect(400, "malformed_body");
    post().expect(400, "malformed_body");
  }

  @Test
  void a_body_has_at_most_64_kilobytes() {
    String most = ORDER + " ".repeat(65_536 - ORDER.length());

    order(most).expect(200);
    assertEquals(65_537, order(most + " ").expect(413, "body_too_large").get("bytes"));
    // Bytes count, not characters.
    order("é".repeat(32_769)).expect(413, "body_too_large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "text/plain", "application/xml", "application/jsonp", "json", "*/*", ";"})
  void another_content_type_is_refused(String contentType) {
    post().header("content-type", contentType).text(ORDER).expect(415, "unsupported_media_type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json", "Application/JSON", "application/json; charset=utf-8"})
  void json_may_be_written_in_several_ways(String contentType) {
    post().header("content-type", contentType).text(ORDER).expect(200);
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
        "{\"gift_name\":\"rose\",\"quantity\":1,\"inner\":[]}; inner",
        "{\"gift_name\":\"rose\",\"quantity\":1,\"inner\":{\"inner_name\":\"x\",\"y\":1}}; inner.y",
        "{\"gift_name\":\"rose\",\"quantity\":\"many\"}; quantity",
        "{\"gift_name\":\"rose\",\"quantity\":\"1\"}; quantity",
        "{\"gift_name\":\"rose\",\"quantity\":true}; quantity",
        "{\"gift_name\":\"rose\",\"quantity\":[1]}; quantity",
        "{\"gift_name\":\"rose\",\"quantity\":1.0}; quantity",
        "{\"gift_name\":\"rose\",\"quantity\":1e0}; quantity",
        "{\"gift_name\":\"rose\",\"quantity\":1e400}; quantity",
        "{\"gift_name\":\"rose\",\"quantity\":99999999999999999999}; quantity",
        "{\"gift_name\":\"rose\",\"quantity\":null}; quantity",
        "{\"gift_name\":\"rose\",\"quantity\":1,\"quantity\":1}; quantity",
        "{\"gift_name\":\"rose\",\"quantity\":1,\"quantitty\":1}; quantitty",
        "{\"gift_name\":\"rose\",\"quantity\":1,\"giftName\":\"x\"}; giftName",
        "{\"gift_name\":{},\"quantity\":1}; gift_name",
        "{\"gift_name\":1,\"quantity\":1}; gift_name",
        "{\"gift_name\":\"\\ud800\",\"quantity\":1}; gift_name",
        "{\"gift_name\":\"rose\",\"quantity\":1}{}; body",
        "{\"gift_name\":\"rose\",\"quantity\":1} x; body",
      })
  void a_field_that_is_not_valid_is_named_as_the_request_names_it(String body, String field) {
    HttpAnswer reply = order(body).expect(422, "invalid_request");

    assertTrue(reply.body().contains("\"field\":\"" + field + "\""), reply.body());
  }

  @Test
  void every_field_that_is_not_valid_is_named() {
    assertEquals(2, order("{}").send().list("errors").size());
  }

  @Test
  void a_body_is_read_no_further_than_it_takes_to_refuse_it() {
    StringBuilder body = new StringBuilder("{");
    for (int number = 0; number < 5_000; number++) body.append("\"m%d\":1,".formatted(number));
    String name = "n".repeat(50_000);

    assertEquals(20, order(body + "\"quantity\":1}").send().list("errors").size());
    String answer = order("{\"" + name + "\":1}").expect(422, "invalid_request").body();
    assertTrue(answer.length() < 500, answer);
  }

  @Test
  void a_name_that_no_text_can_have_is_repeated_as_well_as_can_be() {
    for (String name : List.of("\\ud800", "x".repeat(63) + "\ud83c\udf39")) {
      order("{\"" + name + "\":1}").expect(422, "invalid_request");
    }
  }

  @Test
  void a_member_that_cannot_be_read_is_named() {
    HttpAnswer reply =
        order("{\"gift_name\":\"rose\",\"quantity\":01}").expect(400, "malformed_body");

    assertEquals("quantity", reply.list("errors").getFirst().get("field"));
  }

  @Test
  void what_may_be_left_out_is_not_null() {
    HttpAnswer reply =
        order(ORDER.replace("}", ",\"class\":null,\"inner\":null}")).expect(422, "invalid_request");

    assertEquals(
        List.of("class", "inner"),
        reply.list("errors").stream().map(error -> error.get("field")).toList());
    assertEquals("must not be null: leave it out", reply.list("errors").getFirst().get("message"));
  }

  @Test
  void an_idempotency_key_is_visible_ascii_of_at_most_255_characters() {
    FUNCTION.route = call -> Reply.ok(Map.of("key", call.idempotencyKey()));

    post().expect(400, "idempotency_key_required");
    for (String key : List.of("", " ", "a b", "é", "x".repeat(256), "a\tb", "a\nb", "\u0000")) {
      post().key(key).expect(400, "idempotency_key_invalid");
    }
    // Two headers, as API Gateway joins them.
    for (String key : List.of("k1,k1", "k1, k2", ",", "k1,")) {
      assertTrue(
          post()
              .key(key)
              .expect(400, "idempotency_key_invalid")
              .text("detail")
              .contains("Idempotency-Key"));
    }
    for (String key : List.of("x", "x".repeat(255), "7f9c-{!~}#")) {
      assertEquals(key, post().key(key).send().get("key"));
    }
  }

  @Test
  void the_caller_is_who_the_token_says() {
    FUNCTION.route = call -> Reply.ok(Map.of("caller", call.caller()));

    assertEquals("ann", API.as("ann").post("/test/{id}", "1").send().get("caller"));
    post().expect(401, "unauthorized");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a#b", "a b", "[a b]", "anna@example.com", "+4915112345678"})
  void a_token_that_names_nobody_who_can_have_accounts_is_forbidden(String sub) {
    FUNCTION.route = call -> Reply.ok(Map.of("caller", call.caller()));

    HttpAnswer reply = API.as(sub).post("/test/{id}", "1").expect(403, "account_id_not_supported");

    assertEquals("sub", reply.get("claim"));
    assertTrue(sub.isEmpty() || !reply.body().contains(sub), reply.body());
  }

  /** Whatever else the token may do: an overlay's address is read by others. */
  @ParameterizedTest
  @ValueSource(strings = {"scope", "scp"})
  void the_token_of_an_overlay_watches_and_does_nothing_else(String claim) {
    String scopes = "openid giftledger/overlay giftledger/finance";
    HttpApi overlay =
        API.claiming(
            Map.of("sub", "ann", claim, claim.equals("scope") ? scopes : "[" + scopes + "]"));

    FUNCTION.route = call -> Reply.ok(Map.of("caller", call.caller()));
    overlay.post("/test/{id}", "1").expect(403, "read_only_token");
    FUNCTION.route = call -> Reply.ok(Map.of("by", call.subject(List.of("giftledger/finance"))));
    overlay.post("/test/{id}", "1").expect(403, "forbidden");
    FUNCTION.route = call -> Reply.ok(Map.of("watcher", call.watcher()));
    assertEquals("ann", overlay.post("/test/{id}", "1").send().get("watcher"));
    API.as("[a b]").post("/test/{id}", "1").expect(403, "account_id_not_supported");
    post().expect(401, "unauthorized");
  }

  @Test
  void another_claim_may_own_the_accounts() {
    try (TestFunction function = new TestFunction(Map.of("ACCOUNT_CLAIM", "custom:account"))) {
      function.route = call -> Reply.ok(Map.of("caller", call.caller()));
      HttpApi api = new HttpApi(function);
      Map<String, String> claims = Map.of("sub", "anna@example.com", "custom:account", "a-1");

      assertEquals("a-1", api.claiming(claims).post("/test/{id}", "1").send().get("caller"));
      assertEquals(
          "custom:account",
          api.as("a-1")
              .post("/test/{id}", "1")
              .expect(403, "account_id_not_supported")
              .get("claim"));
    }
  }

  @Test
  void a_refusal_carries_the_numbers_that_explain_it() {
    FUNCTION.route =
        call ->
            Problem.of(
                    RefusalCode.INSUFFICIENT_COINS.because(
                        "Too few.",
                        Map.of("coins", new Figure.Count(5), "wallet_coins", new Figure.Count(4))))
                .reply();

    HttpAnswer reply = order(ORDER).expect(422, "insufficient_coins");

    assertEquals("urn:giftledger:problem:insufficient_coins", reply.get("type"));
    assertEquals("Insufficient coins", reply.get("title"));
    assertEquals(422, reply.get("status"));
    assertEquals("Too few.", reply.get("detail"));
    assertEquals(4, reply.get("wallet_coins"));
  }

  @Test
  void a_fault_shows_nothing_of_the_inside() {
    FUNCTION.route =
        call -> {
          throw new IllegalStateException("secret of table t1", new RuntimeException("cause"));
        };

    HttpAnswer reply = order(ORDER).expect(500, "internal_error");

    assertEquals("request-1", reply.get("request_id"));
    for (String inside :
        List.of("stackTrace", "secret", "IllegalState", "Exception", "giftledger.", ".java")) {
      assertFalse(reply.body().contains(inside), reply.body());
    }
  }

  @Test
  void a_route_that_the_template_invented_is_a_fault() {
    API.post("/nowhere").text(ORDER).expect(500, "internal_error");
  }

  private static HttpRequest post() {
    return API.post("/test/{id}", "1");
  }

  private static HttpRequest order(String body) {
    return post().text(body);
  }
}

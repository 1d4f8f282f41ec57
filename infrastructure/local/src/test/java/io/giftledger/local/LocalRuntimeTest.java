package io.giftledger.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.SignedJWT;
import io.giftledger.emulator.EmbeddedAws;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.Message;

class LocalRuntimeTest {
  private static final Path TEMPLATE = Path.of("src/test/resources/template.yaml");

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static LocalRuntime runtime;

  @BeforeAll
  static void start() throws Exception {
    runtime = LocalRuntime.start(TEMPLATE, 0, null, LocalRuntime.Mode.IN_PROCESS);
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  @Test
  void a_function_gets_the_event_that_api_gateway_would_send() throws Exception {
    var response = post("/items/a%20b%2Bc?x=1&x=2&y=%26", "{\"k\":1}", token());
    JsonNode event = Json.read(response.body());
    assertEquals(200, response.statusCode());
    assertEquals("2.0", event.path("version").asText());
    assertEquals("POST /items/{id}", event.path("routeKey").asText());
    assertEquals("a b+c", event.path("pathParameters").path("id").asText());
    assertEquals("x=1&x=2&y=%26", event.path("rawQueryString").asText());
    assertEquals("1,2", event.path("queryStringParameters").path("x").asText());
    assertEquals("&", event.path("queryStringParameters").path("y").asText());
    assertEquals("application/json", event.path("headers").path("content-type").asText());
    assertEquals("{\"k\":1}", event.path("body").asText());
    assertFalse(event.path("isBase64Encoded").asBoolean(true));
    JsonNode context = event.path("requestContext");
    assertEquals("POST", context.path("http").path("method").asText());
    assertEquals("127.0.0.1", context.path("http").path("sourceIp").asText());
    JsonNode claims = context.path("authorizer").path("jwt").path("claims");
    assertEquals("alice", claims.path("sub").asText());
    assertTrue(claims.path("exp").isTextual());
  }

  @Test
  void a_fixed_path_wins_over_a_variable() throws Exception {
    JsonNode event = Json.read(post("/items/fixed", "", token()).body());
    assertEquals("POST /items/fixed", event.path("routeKey").asText());
  }

  @Test
  void a_body_that_is_not_text_arrives_as_base64() throws Exception {
    var request =
        request("/open/x").header("Content-Type", "image/png").POST(BodyPublishers.ofString("tea"));
    JsonNode event = Json.read(send(request).body());
    assertEquals("dGVh", event.path("body").asText());
    assertTrue(event.path("isBase64Encoded").asBoolean());
  }

  @Test
  void the_functions_reply_becomes_the_response() throws Exception {
    var response = send(request("/open/teapot").GET());
    assertEquals(418, response.statusCode());
    assertEquals("pot", response.headers().firstValue("x-kind").orElse(""));
    assertEquals(List.of("a=1", "b=2"), response.headers().allValues("set-cookie"));
    assertEquals("tea", response.body());
  }

  @Test
  void a_function_has_the_environment_of_the_template() throws Exception {
    var response = send(request("/open/environment").GET());
    assertEquals(runtime.url() + "/v1 false true", response.body());
  }

  @Test
  void no_route_no_function() throws Exception {
    assertEquals(404, post("/items", "", token()).statusCode());
    assertEquals(404, post("/items/a/b", "", token()).statusCode());
    assertEquals(404, post("/items/", "", token()).statusCode());
    var wrongMethod = send(request("/items/a").GET());
    assertEquals(404, wrongMethod.statusCode());
    assertEquals("{\"message\":\"Not Found\"}", wrongMethod.body());
  }

  @Test
  void a_token_must_be_the_issuers_and_valid_now() throws Exception {
    String expired = runtime.token("alice", Instant.now().minusSeconds(1));
    String forged = SignedJWT.parse(token()).getParsedString().replaceFirst("\\.[^.]*$", ".AAAA");
    String otherIssuer =
        TokenIssuer.start("http://other", null).token("alice", Instant.now().plusSeconds(9));
    for (String token : List.of("", "nonsense", expired, forged, otherIssuer)) {
      var response = post("/items/1", "{}", token);
      assertEquals(401, response.statusCode(), token);
      assertEquals("Bearer", response.headers().firstValue("www-authenticate").orElse(""));
      JsonNode problem = Json.read(response.body());
      assertEquals("unauthorized", problem.path("code").asText());
      assertEquals("Unauthorized", problem.path("message").asText());
    }
  }

  @Test
  void the_issuer_hands_out_keys_and_tokens() throws Exception {
    JsonNode discovery =
        Json.read(send(request("/issuer/.well-known/openid-configuration").GET()).body());
    assertEquals(runtime.url() + "/issuer", discovery.path("issuer").asText());
    JsonNode keys = Json.read(send(request("/issuer/jwks.json").GET()).body());
    assertFalse(keys.path("keys").path(0).has("d"));
    String token = send(request("/issuer/token?sub=bob").GET()).body().strip();
    JsonNode event = Json.read(post("/items/1", "", token).body());
    assertEquals("bob", event.at("/requestContext/authorizer/jwt/claims/sub").asText());
    String abroad =
        send(request("/issuer/token?country=JP&sub=bob&client_id=app").GET()).body().strip();
    JsonNode claims =
        Json.read(post("/items/1", "", abroad).body()).at("/requestContext/authorizer/jwt/claims");
    assertEquals("bob", claims.path("sub").asText());
    assertEquals("JP", claims.path("country").asText());
    assertEquals("app", claims.path("client_id").asText());
    assertEquals(400, send(request("/issuer/token?country=JP").GET()).statusCode());
  }

  /** The verifier and its challenge are RFC 7636's example. */
  @Test
  void a_page_signs_in_with_a_code_and_the_verifier_that_it_kept() throws Exception {
    String asked =
        "response_type=code&client_id=page&state=%3Cs%3E&code_challenge_method=S256"
            + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&redirect_uri=";
    String here = asked + "http://localhost:1/";
    String page = send(request("/issuer/authorize?" + here).GET()).body();
    assertTrue(page.contains("value=\"&lt;s>\""), page);
    assertEquals(
        400,
        send(request("/issuer/authorize?" + asked + "https://evil.example/").GET()).statusCode());
    assertEquals(400, redeem(code(here), "another-verifier").statusCode());
    String code = code(here);
    var answer = redeem(code, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    SignedJWT token = SignedJWT.parse(json(answer.body()).path("access_token").asText());
    assertEquals("bob", token.getJWTClaimsSet().getSubject());
    assertEquals(400, redeem(code, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").statusCode());
  }

  @Test
  void who_signs_out_is_sent_back_to_a_page_of_this_machine_alone() throws Exception {
    String asked = "/issuer/logout?client_id=page&post_logout_redirect_uri=";
    var ended = send(request(asked + "http://localhost:1/").GET());
    assertEquals(303, ended.statusCode());
    assertEquals("http://localhost:1/", header(ended, "Location"));
    assertEquals(400, send(request(asked + "https://evil.example/").GET()).statusCode());
    assertEquals(400, send(request("/issuer/logout").GET()).statusCode());
  }

  private static String code(String asked) throws Exception {
    var granted =
        send(request("/issuer/authorize").POST(BodyPublishers.ofString(asked + "&user=bob")));
    assertEquals(303, granted.statusCode());
    String location = header(granted, "Location");
    assertTrue(location.endsWith("&state=%3Cs%3E"), location);
    return location.replaceFirst(".*[?]code=", "").replaceFirst("&.*", "");
  }

  private static HttpResponse<String> redeem(String code, String verifier) throws Exception {
    return send(
        request("/issuer/token")
            .POST(
                BodyPublishers.ofString(
                    "grant_type=authorization_code&redirect_uri=http://localhost:1/&code="
                        + code
                        + "&code_verifier="
                        + verifier)));
  }

  @Test
  void a_function_that_fails_or_takes_too_long_is_an_internal_error() throws Exception {
    var failed = send(request("/open/fail").GET());
    assertEquals(500, failed.statusCode());
    assertEquals("{\"message\":\"Internal Server Error\"}", failed.body());
    assertEquals(500, send(request("/open/slow").GET()).statusCode());
  }

  @Test
  void a_body_over_10_mb_is_refused() throws Exception {
    assertEquals(
        413,
        send(request("/open/x").POST(BodyPublishers.ofByteArray(new byte[10 * 1024 * 1024 + 1])))
            .statusCode());
  }

  /** What a client of HTTP would not send, sent by hand. */
  @Test
  void what_is_no_request_that_can_be_read_is_answered_with_a_problem() throws Exception {
    String host = "Host: localhost\r\n";
    Map<String, Integer> sent =
        Map.of(
            "GET /open/x?%zz=1 HTTP/1.1\r\n" + host,
            400,
            "GET /open/x?a=%4 HTTP/1.1\r\n" + host,
            400,
            "GET /open/%zz HTTP/1.1\r\n" + host,
            400,
            "GET /open/x?" + "a".repeat(12_000) + " HTTP/1.1\r\n" + host,
            414,
            "GET /open/x HTTP/1.1\r\n" + host + "Long: " + "a".repeat(12_000) + "\r\n",
            431,
            "GET /open/x HTTP/1.1\r\n" + host + "no colon\r\n",
            400,
            "GET /open/x HTTP/1.1\r\n",
            400,
            "GET /open/x SPDY/9\r\n" + host,
            505,
            "POST /open/x HTTP/1.1\r\n" + host + "Content-Length: many\r\n",
            400,
            "POST /open/x HTTP/1.1\r\n" + host + "Content-Length: -1\r\n",
            400);
    for (var each : sent.entrySet()) {
      String answer = answerTo(each.getKey() + "Connection: close\r\n\r\n");
      String request = each.getKey().lines().findFirst().orElse("") + " → " + answer;
      assertTrue(answer.startsWith("HTTP/1.1 " + each.getValue()), request);
      assertTrue(answer.contains("application/problem+json"), request);
      JsonNode problem = Json.read(answer.substring(answer.indexOf('{')));
      assertEquals(each.getValue(), problem.path("status").asInt(), request);
      assertFalse(problem.path("code").asText().isEmpty(), request);
    }
  }

  private static String answerTo(String request) throws IOException {
    try (var socket = new Socket("localhost", URI.create(runtime.url()).getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void a_page_of_an_allowed_origin_may_call_the_api() throws Exception {
    var preflight =
        request("/items/1")
            .header("Origin", "http://page")
            .header("Access-Control-Request-Method", "POST")
            .method("OPTIONS", BodyPublishers.noBody());
    var allowed = send(preflight);
    assertEquals(204, allowed.statusCode());
    assertEquals("GET,POST", header(allowed, "access-control-allow-methods"));
    assertEquals("http://page", header(allowed, "access-control-allow-origin"));
    var response = send(request("/open/x").header("Origin", "http://page").GET());
    assertEquals("http://page", header(response, "access-control-allow-origin"));
    assertEquals("Retry-After,Location", header(response, "access-control-expose-headers"));
    var stranger = send(request("/open/x").header("Origin", "http://other").GET());
    assertEquals("", header(stranger, "access-control-allow-origin"));
  }

  @Test
  void messages_of_a_group_are_handled_in_order_and_only_failed_ones_end_as_dead_letters()
      throws Exception {
    String url = runtime.aws().queueUrl("Orders");
    for (String body : List.of("order 1", "order 2", "fail", "order 3")) {
      runtime
          .aws()
          .sqs()
          .sendMessage(
              send ->
                  send.queueUrl(url)
                      .messageBody(body)
                      .messageGroupId(body.equals("fail") ? "b" : "a")
                      .messageDeduplicationId(body.replace(' ', '-')));
    }
    List<Message> dead = receive("OrdersDead");
    assertEquals(List.of("fail"), dead.stream().map(Message::body).toList());
    List<JsonNode> orders =
        RecordingHandler.records(record -> record.path("body").asText().startsWith("order"));
    assertEquals(
        List.of("order 1", "order 2", "order 3"),
        orders.stream().map(order -> order.path("body").asText()).toList());
    JsonNode first = orders.getFirst();
    assertEquals("aws:sqs", first.path("eventSource").asText());
    assertTrue(first.path("eventSourceARN").asText().startsWith("arn:aws:sqs:us-east-1:"));
    assertEquals("a", first.path("attributes").path("MessageGroupId").asText());
    assertEquals("1", first.path("attributes").path("ApproximateReceiveCount").asText());
  }

  @Test
  void changes_that_pass_the_filter_arrive_in_order_and_failed_ones_are_given_up()
      throws Exception {
    for (String key : List.of("ENTRY#1", "GIFT#1", "GIFT#fail", "GIFT#2")) put(runtime, "s", key);
    JsonNode givenUp = json(receive("GivenUp").getFirst().body());
    assertEquals(
        "RetryAttemptsExhausted", givenUp.path("requestContext").path("condition").asText());
    List<String> keys =
        RecordingHandler.records(record -> key(record, "PK").equals("s")).stream()
            .map(record -> key(record, "SK"))
            .toList();
    assertEquals("GIFT#1", keys.getFirst());
    assertEquals(3, keys.stream().filter("GIFT#fail"::equals).count());
    assertFalse(keys.contains("ENTRY#1"));
  }

  @Test
  void what_was_committed_before_a_restart_is_handled_after_it_and_only_once(@TempDir Path folder)
      throws Exception {
    assumeTrue(EmbeddedAws.keepsData(), "LocalStack's container ends with this process");
    try (var first = LocalRuntime.start(TEMPLATE, 0, folder, LocalRuntime.Mode.IN_PROCESS)) {
      put(first, "r", "GIFT#before");
      await(() -> !seen("r", "GIFT#before").isEmpty());
    }
    try (var aws =
        EmbeddedAws.start(TEMPLATE, Map.of("JwtIssuer", "x", "JwtAudience", "y"), folder)) {
      aws.dynamoDb()
          .putItem(put -> put.tableName(aws.tableName("Table")).item(item("r", "GIFT#between")));
    }
    try (var second = LocalRuntime.start(TEMPLATE, 0, folder, LocalRuntime.Mode.IN_PROCESS)) {
      put(second, "r", "GIFT#after");
      await(() -> !seen("r", "GIFT#after").isEmpty());
    }
    assertEquals(1, seen("r", "GIFT#before").size());
    assertEquals(1, seen("r", "GIFT#between").size());
  }

  @Test
  void many_requests_at_once_are_all_answered() {
    List<Integer> statuses =
        IntStream.range(0, 200)
            .mapToObj(
                i -> HTTP.sendAsync(request("/open/" + i).GET().build(), BodyHandlers.ofString()))
            .toList()
            .stream()
            .map(response -> response.join().statusCode())
            .distinct()
            .toList();
    assertEquals(List.of(200), statuses);
  }

  private static List<JsonNode> seen(String partition, String sort) {
    return RecordingHandler.records(
        record -> key(record, "PK").equals(partition) && key(record, "SK").equals(sort));
  }

  private static String key(JsonNode record, String name) {
    return record.path("dynamodb").path("Keys").path(name).path("S").asText();
  }

  private static void put(LocalRuntime runtime, String partition, String sort) {
    runtime
        .aws()
        .dynamoDb()
        .putItem(
            put -> put.tableName(runtime.aws().tableName("Table")).item(item(partition, sort)));
  }

  private static Map<String, AttributeValue> item(String partition, String sort) {
    return Map.of("PK", AttributeValue.fromS(partition), "SK", AttributeValue.fromS(sort));
  }

  /** Asks again and again: ElasticMQ does not wake a receiver for a message that it moves. */
  private static List<Message> receive(String queue) throws InterruptedException {
    String url = runtime.aws().queueUrl(queue);
    List<Message> received = new ArrayList<>();
    await(
        () ->
            received.addAll(
                runtime.aws().sqs().receiveMessage(receive -> receive.queueUrl(url)).messages()));
    return received;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "waited too long");
      Thread.sleep(20);
    }
  }

  private static JsonNode json(String text) {
    try {
      return Json.read(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  private static String token() {
    return runtime.token("alice");
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static HttpResponse<String> post(String path, String body, String token)
      throws Exception {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofString(body)));
  }

  private static java.net.http.HttpRequest.Builder request(String path) {
    return java.net.http.HttpRequest.newBuilder(URI.create(runtime.url() + path));
  }

  private static HttpResponse<String> send(java.net.http.HttpRequest.Builder request)
      throws Exception {
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }
}

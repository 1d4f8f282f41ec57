package io.giftledger.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.giftledger.emulator.live.Faults;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Functions that do not run in the local runtime, but in containers of the SAM CLI's. */
class FunctionsElsewhereTest {
  private static final Path TEMPLATE = Path.of("src/test/resources/template.yaml");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path folder;

  private static HttpServer lambda;
  private static LocalRuntime runtime;
  private static String address;

  @BeforeAll
  static void start() throws Exception {
    lambda = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    lambda.createContext(
        "/2015-03-31/functions/EchoFunction/invocations", exchange -> reply(exchange));
    lambda.start();
    runtime =
        LocalRuntime.start(
            TEMPLATE,
            new Options(
                0,
                null,
                LocalRuntime.Mode.IN_PROCESS,
                1,
                Faults.NONE,
                false,
                new InetSocketAddress("127.0.0.1", 0),
                folder,
                URI.create("http://127.0.0.1:" + lambda.getAddress().getPort()),
                false));
    address =
        Files.readAllLines(folder.resolve("parameters")).stream()
            .filter(line -> line.startsWith("EndpointUrl="))
            .map(line -> line.substring(line.indexOf('=') + 1))
            .findFirst()
            .orElseThrow();
  }

  @AfterAll
  static void stop() {
    runtime.close();
    lambda.stop(0);
  }

  private static void reply(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode event = Json.read(exchange.getRequestBody().readAllBytes());
      boolean fails = event.path("rawPath").asText().equals("/open/fail");
      if (fails) exchange.getResponseHeaders().set("X-Amz-Function-Error", "Unhandled");
      byte[] reply =
          (fails ? "{\"errorMessage\":\"told to\"}" : "{\"statusCode\":200,\"body\":\"elsewhere\"}")
              .getBytes(UTF_8);
      exchange.sendResponseHeaders(200, reply.length);
      exchange.getResponseBody().write(reply);
    }
  }

  @Test
  void the_api_invokes_them_by_their_logical_id() throws Exception {
    assertEquals("elsewhere", get(runtime.url() + "/open/x").body());
  }

  @Test
  void one_that_fails_is_an_error_of_the_servers() throws Exception {
    assertEquals(500, get(runtime.url() + "/open/fail").statusCode());
  }

  @Test
  void they_find_the_table_the_queues_and_the_api_at_one_address() throws Exception {
    try (DynamoDbClient dynamoDb = client(DynamoDbClient.builder());
        SqsClient sqs = client(SqsClient.builder())) {
      assertTrue(dynamoDb.listTables().tableNames().contains(runtime.aws().tableName("Table")));
      assertFalse(sqs.listQueues().queueUrls().isEmpty());
    }
    assertEquals("elsewhere", get(address + "/open/x").body());
  }

  @Test
  void their_variables_lead_to_that_address_and_name_nothing_else_that_a_container_sets()
      throws Exception {
    JsonNode variables =
        Json.read(Files.readString(folder.resolve("env.json"))).path("EchoFunction");
    assertEquals(address + "/v1", variables.path("URL").asText());
    assertEquals(address, variables.path("AWS_ENDPOINT_URL").asText());
    assertEquals(2, variables.size());
  }

  @Test
  void files_or_functions_elsewhere_without_an_address_are_refused() {
    for (String option : List.of("--sam", "--lambda")) {
      assertThrows(
          IllegalArgumentException.class, () -> Options.parse(List.of(option, "http://x")));
    }
    assertThrows(IllegalArgumentException.class, () -> Options.parse(List.of("--aws", "4566")));
  }

  private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }

  private static <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
    return builder
        .endpointOverride(URI.create(address))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
        .build();
  }
}

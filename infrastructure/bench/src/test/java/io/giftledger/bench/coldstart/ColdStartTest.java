package io.giftledger.bench.coldstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.Attributes;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

class ColdStartTest {

  @Test
  void the_canned_table_finds_the_newest_item_of_a_prefix_and_no_other() throws Exception {
    List<Item> items = List.of(item("ENTRY#1"), item("ENTRY#2"), item("GIFT#9"));
    try (var aws = CannedAws.http(items);
        var client = client(aws)) {
      assertEquals(
          List.of(Attributes.of(item("ENTRY#2"))), query(client, "WALLET#alice", "ENTRY#").items());
      assertTrue(query(client, "WALLET#alice", "FOO#").items().isEmpty());
      assertTrue(query(client, "WALLET#bob", "ENTRY#").items().isEmpty());
    }
  }

  @Test
  void a_write_changes_nothing_there() throws Exception {
    try (var aws = CannedAws.http(List.of());
        var client = client(aws)) {
      client.putItem(put -> put.tableName("t").item(Attributes.of(item("ENTRY#1"))));
      assertTrue(query(client, "WALLET#alice", "ENTRY#").items().isEmpty());
    }
  }

  @Test
  void a_response_that_refuses_is_not_measured() {
    Probe sendGift = Probe.all().getFirst();
    assertDoesNotThrow(() -> sendGift.check("{\"statusCode\":201}".getBytes(UTF_8)));
    assertThrows(
        IllegalStateException.class, () -> sendGift.check("{\"statusCode\":503}".getBytes(UTF_8)));
    Probe dispatch = Probe.all().getLast();
    assertDoesNotThrow(() -> dispatch.check("{\"batchItemFailures\":[]}".getBytes(UTF_8)));
    assertThrows(
        IllegalStateException.class,
        () ->
            dispatch.check("{\"batchItemFailures\":[{\"itemIdentifier\":\"1\"}]}".getBytes(UTF_8)));
  }

  @Test
  void the_first_response_counts_from_the_start_of_the_process() {
    List<ColdStartSample> samples =
        List.of(sample(900, 300), sample(1000, 100), sample(5000, 5000), sample(800, 200));
    assertEquals(1150, ColdStartSample.median(samples, ColdStartSample::firstResponseMillis));
  }

  private static ColdStartSample sample(double init, double invoke) {
    return new ColdStartSample(init, invoke, 0, 0, 0, 0);
  }

  private static Item item(String sort) {
    return Item.builder(new Key("WALLET#alice", sort)).number("coins", 5).build();
  }

  private static QueryResponse query(DynamoDbClient client, String partition, String prefix) {
    return client.query(
        query ->
            query
                .tableName("t")
                .keyConditionExpression("PK = :partition AND SK BETWEEN :low AND :high")
                .expressionAttributeValues(
                    Map.of(
                        ":partition", AttributeValue.fromS(partition),
                        ":low", AttributeValue.fromS(prefix),
                        ":high", AttributeValue.fromS(prefix + "\uFFFF")))
                .scanIndexForward(false)
                .limit(1));
  }

  private static DynamoDbClient client(CannedAws aws) {
    return DynamoDbClient.builder()
        .region(Region.US_EAST_1)
        .endpointOverride(URI.create(aws.endpoint()))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
        .build();
  }
}

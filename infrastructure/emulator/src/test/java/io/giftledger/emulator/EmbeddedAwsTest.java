package io.giftledger.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.giftledger.emulator.events.StreamRecord;
import io.giftledger.template.Resource;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.sqs.model.Message;

class EmbeddedAwsTest {
  private static final Path TEMPLATE = Path.of("src/test/resources/template.yaml");
  private static final Map<String, String> PARAMETERS = Map.of("Issuer", "https://issuer");

  private static EmbeddedAws aws;

  @BeforeAll
  static void start() {
    aws = EmbeddedAws.start(TEMPLATE, PARAMETERS, "http://api", null);
  }

  @AfterAll
  static void stop() {
    aws.close();
  }

  @Test
  void a_function_gets_the_environment_that_the_template_says() {
    Map<String, String> environment = aws.environment("HelloFunction");
    assertEquals(aws.tableName("Table"), environment.get("TABLE_NAME"));
    assertEquals("me", environment.get("WHO"));
    assertEquals(aws.queueUrl("Orders"), environment.get("QUEUE_URL"));
    assertEquals("a-test-two", environment.get("JOINED"));
    assertEquals(
        "us-east-1/000000000000/" + aws.tableName("Table") + "/${Literal}",
        environment.get("SUBSTITUTED"));
    assertEquals("hello test", environment.get("WITH_VARIABLES"));
    assertEquals("http://api/v1", environment.get("API"));
    assertEquals("42", environment.get("NUMBER"));
    assertEquals("https://issuer", environment.get("ISSUER"));
    assertFalse(environment.containsKey("ABSENT"));
    assertEquals("us-east-1", environment.get("AWS_REGION"));
    URI queues = URI.create(environment.getOrDefault("AWS_ENDPOINT_URL_SQS", ""));
    assertEquals(URI.create(aws.queueUrl("Orders")).getPort(), queues.getPort());
  }

  @Test
  void a_secret_is_random_and_the_same_for_every_function_that_names_it() {
    String secret = aws.environment("HelloFunction").getOrDefault("SECRET", "");
    assertEquals(43, secret.length());
    assertEquals(secret, aws.environment("OtherFunction").get("SECRET"));
    assertNotEquals(secret, new Secrets(null).get("x"));
  }

  @Test
  void globals_are_merged_the_way_sam_does() {
    Resource hello = aws.template().resource("AWS::Serverless::Function", "HelloFunction");
    assertEquals(10, hello.integer("Timeout", 0));
    assertEquals(List.of("first", "second"), hello.property("Layers"));
    assertEquals("everyone", aws.environment("OtherFunction").get("WHO"));
  }

  @Test
  void a_resource_whose_condition_is_false_does_not_exist() {
    assertEquals(2, aws.template().resources("AWS::SQS::Queue").size());
  }

  /** DynamoDB Local's stream tells it as a value of no type. */
  @Test
  void an_empty_map_comes_out_of_the_stream_as_one() {
    aws.dynamoDb()
        .putItem(
            put ->
                put.tableName(aws.tableName("Table"))
                    .item(
                        Map.of(
                            "PK", AttributeValue.fromS("EMPTY"),
                            "SK", AttributeValue.fromS("MAP"),
                            "map", AttributeValue.fromM(Map.of()))));
    String arn = streamArn(aws);
    var shard =
        aws.dynamoDbStreams()
            .describeStream(describe -> describe.streamArn(arn))
            .streamDescription()
            .shards()
            .getFirst();
    String from =
        aws.dynamoDbStreams()
            .getShardIterator(
                get ->
                    get.streamArn(arn)
                        .shardId(shard.shardId())
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
            .shardIterator();

    assertTrue(
        aws.dynamoDbStreams().getRecords(get -> get.shardIterator(from)).records().stream()
            .map(record -> StreamRecord.of(record, arn).json().toString())
            .anyMatch(json -> json.contains("\"map\":{\"M\":{}}")));
  }

  @Test
  void a_message_received_too_often_goes_to_the_dead_letter_queue() throws Exception {
    String url = aws.queueUrl("Orders");
    aws.sqs()
        .sendMessage(
            send ->
                send.queueUrl(url)
                    .messageGroupId("g")
                    .messageDeduplicationId(UUID.randomUUID().toString())
                    .messageBody("hello"));
    assertEquals(1, receive(aws, "Orders").size());
    Thread.sleep(1_100);
    assertEquals(0, receive(aws, "Orders").size());
    assertEquals("hello", receive(aws, "OrdersDead").getFirst().body());
  }

  @Test
  void a_data_folder_keeps_items_stream_messages_and_secrets(@TempDir Path folder) {
    assumeTrue(EmbeddedAws.keepsData(), "LocalStack's container ends with this process");
    String secret;
    String streamArn;
    try (var first = EmbeddedAws.start(TEMPLATE, PARAMETERS, folder)) {
      first.rotateSecret("Secret", "another secret");
      secret = first.environment("HelloFunction").getOrDefault("SECRET", "");
      assertEquals("another secret", secret);
      streamArn = streamArn(first);
      first
          .dynamoDb()
          .putItem(
              put ->
                  put.tableName(first.tableName("Table"))
                      .item(
                          Map.of(
                              "PK", AttributeValue.fromS("a"), "SK", AttributeValue.fromS("b"))));
      first
          .sqs()
          .sendMessage(
              send ->
                  send.queueUrl(first.queueUrl("Orders"))
                      .messageGroupId("g")
                      .messageDeduplicationId(UUID.randomUUID().toString())
                      .messageBody("kept"));
    }
    try (var second = EmbeddedAws.start(TEMPLATE, PARAMETERS, folder)) {
      assertEquals(secret, second.environment("HelloFunction").get("SECRET"));
      assertEquals(streamArn, streamArn(second));
      assertEquals(
          1, second.dynamoDb().scan(scan -> scan.tableName(second.tableName("Table"))).count());
      Message kept = receive(second, "Orders").getFirst();
      assertEquals("kept", kept.body());
      // The queue has a name that every stack shares.
      second
          .sqs()
          .deleteMessage(
              delete ->
                  delete.queueUrl(second.queueUrl("Orders")).receiptHandle(kept.receiptHandle()));
    }
  }

  private static String streamArn(EmbeddedAws aws) {
    return aws.dynamoDb()
        .describeTable(describe -> describe.tableName(aws.tableName("Table")))
        .table()
        .latestStreamArn();
  }

  private static List<Message> receive(EmbeddedAws aws, String queue) {
    return aws.sqs()
        .receiveMessage(receive -> receive.queueUrl(aws.queueUrl(queue)).waitTimeSeconds(1))
        .messages();
  }
}

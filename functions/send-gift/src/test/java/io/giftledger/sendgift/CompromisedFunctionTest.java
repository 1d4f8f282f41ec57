package io.giftledger.sendgift;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.giftledger.template.Resource;
import io.giftledger.testkit.Embedded;
import io.giftledger.testkit.Viewer;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Somebody else's code in send-gift's place, with send-gift's role: what it tries at AWS, and how
 * far it gets.
 */
class CompromisedFunctionTest {

  private static final Map<String, String> ENVIRONMENT = Embedded.environment("SendGiftFunction");
  private static final String TABLE = Embedded.AWS.tableName();

  private static final Pattern LEADING_KEYS =
      Pattern.compile("dynamodb:LeadingKeys=\\[([^\\]]*)\\]");

  @AutoClose
  private static final DynamoDbClient DYNAMO_DB =
      client(DynamoDbClient.builder(), "AWS_ENDPOINT_URL_DYNAMODB");

  @AutoClose
  private static final SqsClient SQS = client(SqsClient.builder(), "AWS_ENDPOINT_URL_SQS");

  @AutoClose private static final S3Client S3 = client(S3Client.builder(), "AWS_ENDPOINT_URL_S3");

  @AutoClose
  private static final KmsClient KMS = client(KmsClient.builder(), "AWS_ENDPOINT_URL_KMS");

  @AutoClose
  private static final SecretsManagerClient SECRETS =
      client(SecretsManagerClient.builder(), "AWS_ENDPOINT_URL_SECRETS_MANAGER");

  private final Viewer viewer = new Viewer();

  private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
      B builder, String endpoint) {
    return builder
        .endpointOverride(URI.create(ENVIRONMENT.getOrDefault(endpoint, "")))
        .region(Region.US_EAST_1)
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  /** One of each kind that any function's role names, and of none. */
  static Stream<String> partitionsElsewhere() {
    Stream<String> named =
        Embedded.AWS.template().resources("AWS::IAM::Role").stream()
            .flatMap(
                role -> LEADING_KEYS.matcher(String.valueOf(role.property("Policies"))).results())
            .flatMap(keys -> Arrays.stream(keys.group(1).split(", ")))
            .map(partition -> partition.replace("*", "eve"))
            .filter(partition -> !partition.startsWith("WALLET#"));
    return Stream.concat(named, Stream.of("ANYTHING#else")).distinct();
  }

  @ParameterizedTest
  @MethodSource("partitionsElsewhere")
  void it_writes_nowhere_but_under_wallets(String partition) {
    assertRefused(writes(TABLE, key(partition, "ENTRY#000000000001")));
  }

  @Test
  void it_writes_nothing_of_fans() {
    String fans = Embedded.AWS.tableName("Recognition");

    assertRefused(writes(fans, key("FANS#eve", "PROGRESS")));
    assertRefused(writes(fans, key("WALLET#" + viewer.id(), "PROGRESS")));
  }

  private static Map<String, Executable> writes(String table, Map<String, AttributeValue> item) {
    return Map.of(
        "put",
        () -> DYNAMO_DB.putItem(put -> put.tableName(table).item(item)),
        "put in a transaction",
        () ->
            DYNAMO_DB.transactWriteItems(
                write ->
                    write.transactItems(
                        TransactWriteItem.builder()
                            .put(Put.builder().tableName(table).item(item).build())
                            .build())),
        "update",
        () ->
            DYNAMO_DB.updateItem(
                update ->
                    update
                        .tableName(table)
                        .key(item)
                        .updateExpression("SET coins = :many")
                        .expressionAttributeValues(
                            Map.of(":many", AttributeValue.fromN("1000000")))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"state", "hash", "previousHash", "postings", "kind", "at", "format", "details"})
  void it_changes_nothing_of_an_entry_that_is_there(String attribute) {
    viewer.recharge(100);

    assertRefused(
        Map.of(
            attribute,
            () ->
                DYNAMO_DB.updateItem(
                    update ->
                        update
                            .tableName(TABLE)
                            .key(key("WALLET#" + viewer.id(), "ENTRY#000000000001"))
                            .updateExpression("SET #a = :a")
                            .expressionAttributeNames(Map.of("#a", attribute))
                            .expressionAttributeValues(
                                Map.of(":a", AttributeValue.fromS("forged"))))));

    assertEquals(100, viewer.coins());
  }

  @Test
  void it_removes_nothing_reads_no_earnings_and_sends_no_message() {
    viewer.recharge(100);
    Map<String, AttributeValue> entry = key("WALLET#" + viewer.id(), "ENTRY#000000000001");
    Set<Map<String, AttributeValue>> elsewhere = outsideOfWallets();
    Map<String, Executable> attempts = new LinkedHashMap<>();
    attempts.put("delete", () -> DYNAMO_DB.deleteItem(it -> it.tableName(TABLE).key(entry)));
    attempts.put(
        "delete in a transaction",
        () ->
            DYNAMO_DB.transactWriteItems(
                it ->
                    it.transactItems(
                        TransactWriteItem.builder()
                            .delete(Delete.builder().tableName(TABLE).key(entry).build())
                            .build())));
    attempts.put(
        "batch",
        () ->
            DYNAMO_DB.batchWriteItem(
                it ->
                    it.requestItems(
                        Map.of(
                            TABLE,
                            Set.of(
                                WriteRequest.builder()
                                    .putRequest(PutRequest.builder().item(entry).build())
                                    .build())))));
    attempts.put(
        "PartiQL",
        () -> DYNAMO_DB.executeStatement(it -> it.statement("DELETE FROM \"" + TABLE + "\"")));
    attempts.put("scan", () -> DYNAMO_DB.scan(it -> it.tableName(TABLE)));
    attempts.put(
        "read earnings",
        () -> DYNAMO_DB.getItem(it -> it.tableName(TABLE).key(key("EARNINGS#x", "ENTRY#1"))));
    attempts.put(
        "read where a creator is paid",
        () ->
            DYNAMO_DB.query(
                it ->
                    it.tableName(TABLE)
                        .keyConditionExpression("PK = :p")
                        .expressionAttributeValues(
                            Map.of(":p", AttributeValue.fromS("PAYOUT_METHODS#x")))));
    attempts.put("drop the table", () -> DYNAMO_DB.deleteTable(it -> it.tableName(TABLE)));
    for (Resource queue : Embedded.AWS.template().resources("AWS::SQS::Queue")) {
      String url = Embedded.AWS.queueUrl(queue.logicalId());
      attempts.put(
          "send to " + url,
          () -> SQS.sendMessage(it -> it.queueUrl(url).messageBody("{}").messageGroupId("x")));
      attempts.put("take from " + url, () -> SQS.receiveMessage(it -> it.queueUrl(url)));
      attempts.put("purge " + url, () -> SQS.purgeQueue(it -> it.queueUrl(url)));
    }

    assertRefused(attempts);

    assertEquals(100, viewer.coins());
    assertEquals(elsewhere, outsideOfWallets());
  }

  @Test
  void it_has_no_secret_no_key_and_no_digest() {
    String secret = Embedded.environment("RechargeFunction").get("SANDBOX_WEBHOOK_SECRET_ARN");
    Map<String, String> audit = Embedded.environment("AuditFunction");

    assertRefused(
        Map.of(
            "read a secret",
            () -> SECRETS.getSecretValue(it -> it.secretId(secret)),
            "replace a secret",
            () -> SECRETS.putSecretValue(it -> it.secretId(secret).secretString("mine")),
            "sign",
            () -> KMS.sign(it -> it.keyId(audit.get("DIGESTS_KEY_ARN"))),
            "write a digest",
            () ->
                S3.putObject(
                    it -> it.bucket(audit.get("DIGESTS_BUCKET")).key("manifests/x"),
                    RequestBody.empty())));
  }

  /** What is left to it: so that the tests above show the role, and no client that is broken. */
  @Test
  void it_can_put_under_a_wallet() {
    Map<String, AttributeValue> gift = key("WALLET#" + viewer.id(), "GIFT#" + UUID.randomUUID());

    DYNAMO_DB.putItem(it -> it.tableName(TABLE).item(gift));

    assertEquals(gift, Embedded.AWS.dynamoDb().getItem(it -> it.tableName(TABLE).key(gift)).item());
  }

  private static void assertRefused(Map<String, Executable> attempts) {
    attempts.forEach(
        (name, attempt) ->
            assertEquals(
                "AccessDeniedException",
                assertThrows(AwsServiceException.class, attempt, name)
                    .awsErrorDetails()
                    .errorCode(),
                name));
  }

  private static Set<Map<String, AttributeValue>> outsideOfWallets() {
    return Embedded.AWS.dynamoDb().scanPaginator(it -> it.tableName(TABLE)).items().stream()
        .filter(
            item -> !item.getOrDefault("PK", AttributeValue.fromS("")).s().startsWith("WALLET#"))
        .collect(toSet());
  }

  private static Map<String, AttributeValue> key(String partition, String sort) {
    return new HashMap<>(
        Map.of("PK", AttributeValue.fromS(partition), "SK", AttributeValue.fromS(sort)));
  }
}

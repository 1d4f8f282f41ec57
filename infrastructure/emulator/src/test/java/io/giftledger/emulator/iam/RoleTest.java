package io.giftledger.emulator.iam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.giftledger.template.TemplateException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;

class RoleTest {

  private static final String TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/ledger";

  private static final Role ROLE =
      new Role(
          "Convert",
          "arn:aws:iam::000000000000:role/giftledger/convert",
          List.of(
              statement(
                  "AddToEarnings",
                  "Allow",
                  List.of("dynamodb:PutItem", "dynamodb:Query"),
                  TABLE,
                  Map.of(
                      "ForAllValues:StringLike",
                      Map.of("dynamodb:LeadingKeys", List.of("EARNINGS#*")))),
              statement(
                  "MarkGifts",
                  "Allow",
                  List.of("dynamodb:UpdateItem"),
                  TABLE,
                  Map.of(
                      "ForAllValues:StringLike",
                      Map.of("dynamodb:LeadingKeys", List.of("WALLET#*")),
                      "ForAllValues:StringEquals",
                      Map.of("dynamodb:Attributes", List.of("PK", "SK", "status", "seenBy")),
                      "StringEqualsIfExists",
                      Map.of("dynamodb:ReturnValues", List.of("NONE")))),
              statement(
                  "Send", "Allow", List.of("sqs:*"), "arn:aws:sqs:*:*:giftledger-*", Map.of()),
              statement("Never", "Deny", List.of("sqs:PurgeQueue"), "*", Map.of())));

  private static Statement statement(
      String sid, String effect, List<String> actions, String resource, Map<String, ?> conditions) {
    return Statement.of(
        Map.of(
            "Sid", sid,
            "Effect", effect,
            "Action", actions,
            "Resource", resource,
            "Condition", conditions),
        "template.yaml: Resources.Convert");
  }

  private static Map<String, AttributeValue> key(String partition) {
    return Map.of("PK", AttributeValue.fromS(partition), "SK", AttributeValue.fromS("ENTRY#1"));
  }

  private static Optional<String> put(String partition) {
    PutItemRequest put = PutItemRequest.builder().tableName("ledger").item(key(partition)).build();
    return ROLE.allowing(ApiCalls.of("DynamoDb", "PutItem", put).getFirst());
  }

  @Test
  void a_put_is_allowed_where_its_partition_is() {
    assertEquals(Optional.of("AddToEarnings"), put("EARNINGS#luna"));
    assertEquals(Optional.empty(), put("WALLET#luna"));
  }

  @Test
  void each_write_of_a_transaction_is_asked_for() {
    var transaction =
        TransactWriteItemsRequest.builder()
            .transactItems(
                TransactWriteItem.builder()
                    .put(Put.builder().tableName("ledger").item(key("EARNINGS#luna")).build())
                    .build(),
                TransactWriteItem.builder().update(update("SET #s = :paid")).build(),
                TransactWriteItem.builder().update(update("SET #s = :paid, coins = :many")).build())
            .build();

    assertEquals(
        List.of(Optional.of("AddToEarnings"), Optional.of("MarkGifts"), Optional.empty()),
        ApiCalls.of("DynamoDb", "TransactWriteItems", transaction).stream()
            .map(ROLE::allowing)
            .toList());
  }

  @Test
  void an_update_reads_nothing_where_that_is_not_allowed() {
    UpdateItemRequest.Builder update =
        UpdateItemRequest.builder()
            .tableName("ledger")
            .key(key("WALLET#alice"))
            .updateExpression("SET #s = :paid")
            .expressionAttributeNames(Map.of("#s", "status"));

    assertEquals(Optional.of("MarkGifts"), allowing(update.build()));
    assertEquals(Optional.empty(), allowing(update.returnValues("ALL_OLD").build()));
  }

  private static Optional<String> allowing(UpdateItemRequest update) {
    return ROLE.allowing(ApiCalls.of("DynamoDb", "UpdateItem", update).getFirst());
  }

  private static Update update(String expression) {
    return Update.builder()
        .tableName("ledger")
        .key(key("WALLET#alice"))
        .updateExpression(expression)
        .conditionExpression("attribute_exists(PK) AND #s = :sent AND seenBy.x <> :me")
        .expressionAttributeNames(Map.of("#s", "status"))
        .build();
  }

  @Test
  void a_query_is_allowed_by_the_partition_that_it_asks_for() {
    assertEquals(Optional.of("AddToEarnings"), query("PK = :partition", "EARNINGS#luna"));
    assertEquals(Optional.empty(), query("PK = :partition AND SK < :to", "WALLET#alice"));
  }

  private static Optional<String> query(String condition, String partition) {
    QueryRequest query =
        QueryRequest.builder()
            .tableName("ledger")
            .keyConditionExpression(condition)
            .expressionAttributeValues(Map.of(":partition", AttributeValue.fromS(partition)))
            .build();
    return ROLE.allowing(ApiCalls.of("DynamoDb", "Query", query).getFirst());
  }

  @Test
  void what_no_statement_names_is_refused() {
    ScanRequest scan = ScanRequest.builder().tableName("ledger").build();

    assertEquals(Optional.empty(), ROLE.allowing(ApiCalls.of("DynamoDb", "Scan", scan).getFirst()));
  }

  @Test
  void a_denial_goes_before_what_allows_it() {
    String queue = "arn:aws:sqs:us-east-1:000000000000:giftledger-conversions";
    SendMessageBatchRequest send =
        SendMessageBatchRequest.builder()
            .queueUrl("http://localhost:9324/000000000000/giftledger-conversions")
            .build();

    assertEquals(
        Optional.of("Send"),
        ROLE.allowing(ApiCalls.of("Sqs", "SendMessageBatch", send).getFirst()));
    assertEquals(Optional.empty(), ROLE.allowing(new ApiCall("sqs:PurgeQueue", queue, Map.of())));
  }

  @Test
  void a_denial_for_roles_under_a_path_is_for_those_alone() {
    Statement allowed =
        statement("Remove", "Allow", List.of("dynamodb:DeleteItem"), TABLE, Map.of());
    Statement denied =
        statement(
            "NoFunctionRemoves",
            "Deny",
            List.of("dynamodb:DeleteItem"),
            TABLE,
            Map.of(
                "ArnLike",
                Map.of(
                    "aws:PrincipalArn", List.of("arn:aws:iam::000000000000:role/giftledger/*"))));
    ApiCall delete = new ApiCall("dynamodb:DeleteItem", TABLE, Map.of());

    assertEquals(Optional.empty(), role(allowed, denied).allowing(delete));
    assertEquals(
        Optional.of("Remove"),
        new Role("Ann", "arn:aws:iam::000000000000:role/ann", List.of(allowed, denied))
            .allowing(delete));
  }

  @Test
  void what_is_allowed_was_needed_and_was_refused_is_known() {
    Role role =
        role(
            statement(
                "Write",
                "Allow",
                List.of("dynamodb:PutItem", "dynamodb:UpdateItem"),
                "*",
                Map.of()));
    role.allowing(new ApiCall("dynamodb:PutItem", TABLE, Map.of()));
    role.allowing(new ApiCall("dynamodb:Scan", TABLE, Map.of()));

    assertEquals(
        Set.of("Convert: Write dynamodb:PutItem", "Convert: Write dynamodb:UpdateItem"),
        role.permissions());
    assertEquals(Set.of("Convert: Write dynamodb:PutItem"), role.takeNeeded());
    assertEquals(Set.of("Convert: dynamodb:Scan on " + TABLE), role.takeRefused());
    assertEquals(Set.of(), role.takeNeeded());
    assertEquals(Set.of(), role.takeRefused());
  }

  @Test
  void of_two_statements_that_allow_the_same_none_is_needed() {
    Role role =
        role(
            statement("Read", "Allow", List.of("dynamodb:Query"), TABLE, Map.of()),
            statement("ReadAll", "Allow", List.of("dynamodb:Query"), "*", Map.of()));
    role.allowing(new ApiCall("dynamodb:Query", TABLE, Map.of()));

    assertEquals(Set.of(), role.takeNeeded());
  }

  private static Role role(Statement... statements) {
    return new Role(
        "Convert", "arn:aws:iam::000000000000:role/giftledger/convert", List.of(statements));
  }

  @Test
  void what_cannot_be_evaluated_stops_the_start() {
    assertThrows(
        TemplateException.class,
        () ->
            statement(
                "Odd",
                "Allow",
                List.of("s3:GetObject"),
                "*",
                Map.of("IpAddress", Map.of("aws:SourceIp", "10.0.0.0/8"))));
    assertThrows(
        TemplateException.class,
        () ->
            Statement.of(
                Map.of("Sid", "Odd", "Effect", "Allow", "NotAction", "s3:*", "Resource", "*"),
                "template.yaml"));
  }
}

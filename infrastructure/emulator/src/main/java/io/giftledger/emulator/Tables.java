package io.giftledger.emulator;

import io.giftledger.template.Resource;
import io.giftledger.template.Shape;
import io.giftledger.template.Template;
import io.giftledger.template.TemplateException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;

/** Creates the template's DynamoDB tables. */
final class Tables {
  static final String TYPE = "AWS::DynamoDB::Table";

  private static final Set<String> USED =
      Set.of(
          "TableName", "AttributeDefinitions", "KeySchema", "BillingMode", "StreamSpecification");

  /**
   * What protects a table on AWS and means nothing to DynamoDB here; its policy is the roles'
   * matter.
   */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "DeletionProtectionEnabled",
          "PointInTimeRecoverySpecification",
          "ProvisionedThroughput",
          "ResourcePolicy",
          "SSESpecification",
          "TableClass",
          "Tags",
          "OnDemandThroughput",
          "TimeToLiveSpecification",
          "ContributorInsightsSpecification");

  private final DynamoDbClient dynamoDb;

  Tables(DynamoDbClient dynamoDb) {
    this.dynamoDb = dynamoDb;
  }

  static String arn(Resource table) {
    return "arn:aws:dynamodb:%s:%s:table/%s"
        .formatted(Template.REGION, Template.ACCOUNT_ID, name(table));
  }

  static String name(Resource table) {
    return table.string("TableName", table.generatedName());
  }

  /** Creates a table unless it is there. */
  void create(Resource table) {
    check(table);
    if (exists(name(table))) return;
    var request =
        CreateTableRequest.builder()
            .tableName(name(table))
            .attributeDefinitions(attributeDefinitions(table))
            .keySchema(keySchema(table))
            .billingMode(BillingMode.PAY_PER_REQUEST);
    Object viewType = table.map("StreamSpecification").get("StreamViewType");
    if (viewType != null) {
      request.streamSpecification(
          StreamSpecification.builder()
              .streamEnabled(true)
              .streamViewType(viewType.toString())
              .build());
    }
    dynamoDb.createTable(request.build());
    dynamoDb.waiter().waitUntilTableExists(describe -> describe.tableName(name(table)));
  }

  /** The ARN of the table's stream as the server made it. */
  String streamArn(Resource table) {
    String arn =
        dynamoDb
            .describeTable(describe -> describe.tableName(name(table)))
            .table()
            .latestStreamArn();
    if (arn == null) throw new TemplateException(table.place() + " has no stream");
    return arn;
  }

  private static void check(Resource table) {
    for (String property : table.propertyNames()) {
      if (!USED.contains(property) && !WITHOUT_EFFECT.contains(property)) {
        throw new TemplateException(table.place() + ": cannot do " + property + " here");
      }
    }
    if (!table.string("BillingMode").equals("PAY_PER_REQUEST")) {
      throw new TemplateException(table.place() + ".BillingMode must be PAY_PER_REQUEST");
    }
  }

  private boolean exists(String name) {
    try {
      dynamoDb.describeTable(describe -> describe.tableName(name));
      return true;
    } catch (ResourceNotFoundException e) {
      return false;
    }
  }

  private static List<AttributeDefinition> attributeDefinitions(Resource table) {
    return entries(table, "AttributeDefinitions").stream()
        .map(
            entry ->
                AttributeDefinition.builder()
                    .attributeName(text(table, entry, "AttributeName"))
                    .attributeType(text(table, entry, "AttributeType"))
                    .build())
        .toList();
  }

  private static List<KeySchemaElement> keySchema(Resource table) {
    return entries(table, "KeySchema").stream()
        .map(
            entry ->
                KeySchemaElement.builder()
                    .attributeName(text(table, entry, "AttributeName"))
                    .keyType(text(table, entry, "KeyType"))
                    .build())
        .toList();
  }

  private static List<Map<String, Object>> entries(Resource table, String property) {
    String place = table.place() + "." + property;
    Object value = table.property(property);
    if (value == null) throw new TemplateException(table.place() + " has no " + property);
    return Shape.list(value, place).stream().map(entry -> Shape.map(entry, place)).toList();
  }

  private static String text(Resource table, Map<String, Object> entry, String key) {
    Object value = entry.get(key);
    if (value == null) throw new TemplateException(table.place() + " lacks a " + key);
    return value.toString();
  }
}

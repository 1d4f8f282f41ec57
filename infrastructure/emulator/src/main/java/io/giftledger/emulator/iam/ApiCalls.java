package io.giftledger.emulator.iam;

import io.giftledger.template.Template;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * What IAM is asked about a request: one call, or one for each write of a transaction. Condition
 * keys are those of the service authorization reference, as far as a role of the template can ask
 * for them.
 */
final class ApiCalls {

  private static final String PARTITION_KEY = "PK";
  private static final String LEADING_KEYS = "dynamodb:LeadingKeys";
  private static final String ATTRIBUTES = "dynamodb:Attributes";
  private static final String RETURN_VALUES = "dynamodb:ReturnValues";

  /** A name in an expression: a placeholder, or an attribute's own; not a value's. */
  private static final Pattern NAME = Pattern.compile("(?<![:#\\w.])#?[A-Za-z_]\\w*");

  private static final Set<String> WORDS =
      Set.of(
          "SET",
          "REMOVE",
          "ADD",
          "DELETE",
          "AND",
          "OR",
          "NOT",
          "IN",
          "BETWEEN",
          "attribute_exists",
          "attribute_not_exists",
          "attribute_type",
          "begins_with",
          "contains",
          "size",
          "if_not_exists",
          "list_append");

  private ApiCalls() {}

  /**
   * @param service as the SDK calls it
   * @param operation as the SDK calls it
   */
  static List<ApiCall> of(String service, String operation, SdkRequest request) {
    return switch (service) {
      case "DynamoDb" -> ofDynamoDb(operation, request);
      case "Sqs" ->
          List.of(
              new ApiCall(
                  "sqs:" + operation.replaceAll("Batch$", ""),
                  queue(text(request, "QueueUrl")),
                  Map.of()));
      case "S3" -> List.of(ofS3(operation, request));
      case "Kms" -> List.of(new ApiCall("kms:" + operation, text(request, "KeyId"), Map.of()));
      case "SecretsManager" ->
          List.of(new ApiCall("secretsmanager:" + operation, text(request, "SecretId"), Map.of()));
      default -> List.of(new ApiCall(service + ":" + operation, "*", Map.of()));
    };
  }

  private static List<ApiCall> ofDynamoDb(String operation, SdkRequest request) {
    return switch (request) {
      case TransactWriteItemsRequest transaction ->
          transaction.transactItems().stream().map(ApiCalls::ofWrite).toList();
      case PutItemRequest put -> List.of(put(put.tableName(), put.item()));
      case UpdateItemRequest update ->
          List.of(
              update(
                      update.tableName(),
                      update.key(),
                      update.expressionAttributeNames(),
                      update.updateExpression(),
                      update.conditionExpression())
                  .with(RETURN_VALUES, returned(update)));
      case GetItemRequest get ->
          List.of(new ApiCall("dynamodb:GetItem", table(get.tableName()), leading(get.key())));
      case BatchGetItemRequest batch ->
          batch.requestItems().entrySet().stream()
              .map(
                  asked ->
                      new ApiCall(
                          "dynamodb:BatchGetItem",
                          table(asked.getKey()),
                          Map.of(
                              LEADING_KEYS,
                              asked.getValue().keys().stream()
                                  .flatMap(key -> partition(key).stream())
                                  .collect(Collectors.toSet()))))
              .toList();
      case QueryRequest query ->
          List.of(
              new ApiCall(
                  "dynamodb:Query",
                  table(query.tableName()),
                  Map.of(LEADING_KEYS, partitions(query))));
      default ->
          List.of(
              new ApiCall(
                  "dynamodb:" + operation,
                  table(request.getValueForField("TableName", String.class).orElse("")),
                  Map.of()));
    };
  }

  private static String returned(UpdateItemRequest update) {
    String returned = update.returnValuesAsString();
    return returned == null ? "NONE" : returned;
  }

  private static ApiCall ofWrite(TransactWriteItem item) {
    if (item.put() != null) return put(item.put().tableName(), item.put().item());
    if (item.update() != null) {
      return update(
          item.update().tableName(),
          item.update().key(),
          item.update().expressionAttributeNames(),
          item.update().updateExpression(),
          item.update().conditionExpression());
    }
    return item.delete() != null
        ? new ApiCall(
            "dynamodb:DeleteItem", table(item.delete().tableName()), leading(item.delete().key()))
        : new ApiCall(
            "dynamodb:ConditionCheckItem",
            table(item.conditionCheck().tableName()),
            leading(item.conditionCheck().key()));
  }

  private static ApiCall put(String table, Map<String, AttributeValue> item) {
    return new ApiCall(
        "dynamodb:PutItem",
        table(table),
        Map.of(LEADING_KEYS, partition(item), ATTRIBUTES, item.keySet()));
  }

  private static ApiCall update(
      String table,
      Map<String, AttributeValue> key,
      Map<String, String> names,
      @Nullable String... expressions) {
    Set<String> attributes = new HashSet<>(key.keySet());
    for (String expression : expressions) {
      if (expression != null) attributes.addAll(attributes(expression, names));
    }
    return new ApiCall(
        "dynamodb:UpdateItem",
        table(table),
        Map.of(LEADING_KEYS, partition(key), ATTRIBUTES, attributes));
  }

  /** The top-level attributes that an expression names. */
  private static Set<String> attributes(String expression, Map<String, String> names) {
    return NAME.matcher(expression)
        .results()
        .map(match -> match.group())
        .filter(name -> !WORDS.contains(name))
        .map(name -> names.getOrDefault(name, name))
        .collect(Collectors.toSet());
  }

  private static Map<String, Set<String>> leading(Map<String, AttributeValue> key) {
    return Map.of(LEADING_KEYS, partition(key));
  }

  /** The partition that a query asks for: the value that its key condition compares PK with. */
  private static Set<String> partitions(QueryRequest query) {
    String partition =
        Stream.concat(
                query.expressionAttributeNames().entrySet().stream()
                    .filter(name -> name.getValue().equals(PARTITION_KEY))
                    .map(Map.Entry::getKey),
                Stream.of(PARTITION_KEY))
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    Matcher asked =
        Pattern.compile("(?:" + partition + ")\\s*=\\s*(:\\w+)")
            .matcher(query.keyConditionExpression());
    return asked.find() ? text(query.expressionAttributeValues(), asked.group(1)) : Set.of();
  }

  private static Set<String> partition(Map<String, AttributeValue> item) {
    return text(item, PARTITION_KEY);
  }

  private static Set<String> text(Map<String, AttributeValue> values, String name) {
    AttributeValue value = values.get(name);
    return value == null ? Set.of() : Set.of(value.s());
  }

  private static ApiCall ofS3(String operation, SdkRequest request) {
    String bucket = "arn:aws:s3:::" + text(request, "Bucket");
    return operation.startsWith("ListObjects")
        ? new ApiCall("s3:ListBucket", bucket, Map.of())
        : new ApiCall("s3:" + operation, bucket + "/" + text(request, "Key"), Map.of());
  }

  private static String text(SdkRequest request, String field) {
    return request.getValueForField(field, String.class).orElse("");
  }

  private static String table(String name) {
    return "arn:aws:dynamodb:%s:%s:table/%s".formatted(Template.REGION, Template.ACCOUNT_ID, name);
  }

  private static String queue(String url) {
    return "arn:aws:sqs:%s:%s:%s"
        .formatted(Template.REGION, Template.ACCOUNT_ID, url.substring(url.lastIndexOf('/') + 1));
  }
}

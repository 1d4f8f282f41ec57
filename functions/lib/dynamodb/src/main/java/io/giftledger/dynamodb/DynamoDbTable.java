package io.giftledger.dynamodb;

import static java.util.stream.Collectors.joining;

import io.giftledger.ledger.TimeLeft;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.TableBusyException;
import io.giftledger.ledger.table.Value;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.table.WriteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** The table in DynamoDB. A single write needs no transaction, which costs twice as much. */
public final class DynamoDbTable implements Table {

  private static final String ABSENT = "attribute_not_exists(PK)";

  /** Reasons that say "not now": nothing is wrong with the writes themselves. */
  private static final Set<String> PASSING =
      Set.of(
          "TransactionConflict",
          "ThrottlingError",
          "ProvisionedThroughputExceeded",
          "TransactionConflictException",
          "TransactionInProgressException",
          "ThrottlingException",
          "RequestLimitExceeded",
          "ProvisionedThroughputExceededException",
          "InternalServerError");

  /** Those of them that say nothing of the table's capacity. */
  private static final Set<String> CONFLICTS =
      Set.of(
          "TransactionConflict", "TransactionConflictException", "TransactionInProgressException");

  /** The longest that a call may take, however much time there is. */
  private static final Duration CALL_MAX = Duration.ofSeconds(5);

  /** What whoever calls needs to answer after a call that took too long. */
  private static final Duration ANSWER = Duration.ofMillis(500);

  private final DynamoDbClient client;
  private final String name;
  private final TimeLeft time;

  /**
   * @param client reaches DynamoDB
   * @param name the table's name
   */
  public DynamoDbTable(DynamoDbClient client, String name) {
    this(client, name, () -> CALL_MAX.plus(ANSWER));
  }

  /**
   * @param client reaches DynamoDB
   * @param name the table's name
   * @param time how long whoever calls can wait: a call that takes longer has no answer
   */
  public DynamoDbTable(DynamoDbClient client, String name, TimeLeft time) {
    this.client = client;
    this.name = name;
    this.time = time;
  }

  @Override
  public WriteResult write(List<Write> writes) {
    try {
      if (writes.size() == 1) {
        writeOne(writes.getFirst());
      } else {
        client.transactWriteItems(
            request ->
                request
                    .overrideConfiguration(this::inTime)
                    .transactItems(writes.stream().map(this::transactItem).toList()));
      }
      return new WriteResult.Applied();
    } catch (ConditionalCheckFailedException failed) {
      return new WriteResult.ConditionsFailed(
          Map.of(writes.getFirst().key(), item(failed.hasItem() ? failed.item() : null)));
    } catch (TransactionCanceledException cancelled) {
      return read(cancelled, writes);
    } catch (DynamoDbException fault) {
      if (isPassing(fault)) return unsettled(List.of(code(fault)));
      throw fault;
    } catch (SdkClientException noAnswer) {
      return new WriteResult.Unsettled(false, String.valueOf(noAnswer.getMessage()));
    }
  }

  /**
   * Reads every reason: a failed condition is an answer and outranks what may pass; a reason that
   * is neither is a fault in the request itself.
   */
  private static WriteResult read(TransactionCanceledException cancelled, List<Write> writes) {
    Map<Key, Optional<Item>> failures = new LinkedHashMap<>();
    List<String> passing = new ArrayList<>();
    List<CancellationReason> reasons = cancelled.cancellationReasons();
    for (int index = 0; index < reasons.size(); index++) {
      CancellationReason reason = reasons.get(index);
      String code = reason.code();
      if (code == null || code.equals("None")) continue;
      if (code.equals("ConditionalCheckFailed")) {
        failures.put(writes.get(index).key(), item(reason.hasItem() ? reason.item() : null));
      } else if (PASSING.contains(code)) {
        passing.add(code);
      } else {
        throw cancelled;
      }
    }
    if (!failures.isEmpty()) return new WriteResult.ConditionsFailed(failures);
    if (passing.isEmpty()) throw cancelled;
    return unsettled(passing);
  }

  private static WriteResult unsettled(List<String> codes) {
    return new WriteResult.Unsettled(CONFLICTS.containsAll(codes), String.join(",", codes));
  }

  private void writeOne(Write write) {
    switch (write) {
      case Write.Insert(Item item) ->
          client.putItem(
              request ->
                  request
                      .overrideConfiguration(this::inTime)
                      .tableName(name)
                      .item(Attributes.of(item))
                      .conditionExpression(ABSENT)
                      .returnValuesOnConditionCheckFailure(
                          ReturnValuesOnConditionCheckFailure.ALL_OLD));
      case Write.Transition transition -> {
        var expressions = new TransitionExpressions(transition);
        client.updateItem(
            request ->
                request
                    .overrideConfiguration(this::inTime)
                    .tableName(name)
                    .key(Attributes.of(transition.key()))
                    .updateExpression(expressions.update())
                    .conditionExpression(expressions.condition())
                    .expressionAttributeNames(expressions.names)
                    .expressionAttributeValues(expressions.values)
                    .returnValuesOnConditionCheckFailure(
                        ReturnValuesOnConditionCheckFailure.ALL_OLD));
      }
    }
  }

  private TransactWriteItem transactItem(Write write) {
    return switch (write) {
      case Write.Insert(Item item) ->
          TransactWriteItem.builder()
              .put(
                  Put.builder()
                      .tableName(name)
                      .item(Attributes.of(item))
                      .conditionExpression(ABSENT)
                      .returnValuesOnConditionCheckFailure(
                          ReturnValuesOnConditionCheckFailure.ALL_OLD)
                      .build())
              .build();
      case Write.Transition transition -> {
        var expressions = new TransitionExpressions(transition);
        yield TransactWriteItem.builder()
            .update(
                Update.builder()
                    .tableName(name)
                    .key(Attributes.of(transition.key()))
                    .updateExpression(expressions.update())
                    .conditionExpression(expressions.condition())
                    .expressionAttributeNames(expressions.names)
                    .expressionAttributeValues(expressions.values)
                    .returnValuesOnConditionCheckFailure(
                        ReturnValuesOnConditionCheckFailure.ALL_OLD)
                    .build())
            .build();
      }
    };
  }

  /** Lets no call outlast the time that there is: it would never be answered. */
  private void inTime(AwsRequestOverrideConfiguration.Builder options) {
    Duration left = time.timeLeft().minus(ANSWER);
    if (!left.isPositive()) throw ApiCallTimeoutException.create(0);
    options.apiCallTimeout(left.compareTo(CALL_MAX) < 0 ? left : CALL_MAX);
  }

  private static boolean isPassing(DynamoDbException fault) {
    return PASSING.contains(code(fault)) || fault.statusCode() >= 500;
  }

  private static String code(DynamoDbException fault) {
    return fault.awsErrorDetails() == null ? "" : fault.awsErrorDetails().errorCode();
  }

  /**
   * What is asked, answered; that there is no answer is told apart from a request that is wrong.
   */
  static <T> T answer(Supplier<T> ask) {
    try {
      return ask.get();
    } catch (DynamoDbException fault) {
      throw isPassing(fault) ? new TableBusyException(fault) : fault;
    } catch (SdkClientException noAnswer) {
      throw new TableBusyException(noAnswer);
    }
  }

  @Override
  public void replace(Item item) {
    answer(
        () ->
            client.putItem(
                request ->
                    request
                        .overrideConfiguration(this::inTime)
                        .tableName(name)
                        .item(Attributes.of(item))));
  }

  @Override
  public Optional<Item> get(Key key, boolean consistent) {
    var response =
        answer(
            () ->
                client.getItem(
                    request ->
                        request
                            .overrideConfiguration(this::inTime)
                            .tableName(name)
                            .key(Attributes.of(key))
                            .consistentRead(consistent)));
    return item(response.hasItem() ? response.item() : null);
  }

  @Override
  public List<Item> newest(
      String partition, String prefix, int limit, Optional<String> below, boolean consistent) {
    // A bound that begins_with cannot express: from the prefix itself to below, or to the prefix's
    // last possible continuation.
    String high = below.orElse(prefix + "\uFFFF");
    var response =
        answer(
            () ->
                client.query(
                    request ->
                        request
                            .overrideConfiguration(this::inTime)
                            .tableName(name)
                            .keyConditionExpression("PK = :partition AND SK BETWEEN :low AND :high")
                            .expressionAttributeValues(
                                Map.of(
                                    ":partition", AttributeValue.fromS(partition),
                                    ":low", AttributeValue.fromS(prefix),
                                    ":high", AttributeValue.fromS(high)))
                            .scanIndexForward(false)
                            .limit(below.isPresent() ? limit + 1 : limit)
                            .consistentRead(consistent)));
    return response.items().stream()
        .map(Attributes::item)
        .filter(item -> below.isEmpty() || !item.key().sort().equals(high))
        .limit(limit)
        .toList();
  }

  private static Optional<Item> item(@Nullable Map<String, AttributeValue> attributes) {
    return Optional.ofNullable(attributes).filter(map -> !map.isEmpty()).map(Attributes::item);
  }

  /** A transition in DynamoDB's words; every name is an alias, for some are reserved. */
  private static final class TransitionExpressions {

    private final Write.Transition transition;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, AttributeValue> values = new HashMap<>();

    TransitionExpressions(Write.Transition transition) {
      this.transition = transition;
      names.put("#status", "status");
      transition
          .from()
          .forEach(status -> values.put(":from_" + status, AttributeValue.fromS(status)));
      transition.expected().attributes().forEach((name, value) -> alias("expect_", name, value));
      transition.absent().forEach(name -> names.put("#absent_" + name, name));
      transition.set().attributes().forEach((name, value) -> alias("set_", name, value));
      transition.removed().forEach(name -> names.put("#removed_" + name, name));
    }

    private void alias(String use, String attribute, Value value) {
      names.put("#" + use + attribute, attribute);
      values.put(":" + use + attribute, Attributes.of(value));
    }

    String condition() {
      String statuses =
          transition.from().stream()
              .sorted()
              .map(status -> ":from_" + status)
              .collect(joining(", "));
      Stream<String> expected =
          transition.expected().attributes().keySet().stream()
              .sorted()
              .map(attribute -> " AND #expect_" + attribute + " = :expect_" + attribute);
      Stream<String> absent =
          transition.absent().stream()
              .sorted()
              .map(attribute -> " AND attribute_not_exists(#absent_" + attribute + ")");
      return Stream.concat(expected, absent)
          .collect(joining("", "#status IN (" + statuses + ")", ""));
    }

    String update() {
      return transition.set().attributes().keySet().stream()
          .sorted()
          .map(attribute -> "#set_" + attribute + " = :set_" + attribute)
          .collect(joining(", ", "SET ", removal()));
    }

    private String removal() {
      return transition.removed().isEmpty()
          ? ""
          : transition.removed().stream()
              .sorted()
              .map(attribute -> "#removed_" + attribute)
              .collect(joining(", ", " REMOVE ", ""));
    }
  }
}

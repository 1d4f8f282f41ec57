package io.giftledger.dynamodb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.TableBusyException;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.table.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

class DynamoDbTableTest {

  private static final CancellationReason NONE = CancellationReason.builder().code("None").build();

  private final EmbeddedAws aws = EmbeddedAws.shared();
  private final Table table = new DynamoDbTable(aws.dynamoDb(), aws.tableName());
  private final String partition = "TEST#" + UUID.randomUUID();

  @Test
  void an_item_is_inserted_once() {
    Item item = Item.builder(key("A")).text("status", "NEW").build();

    assertEquals(new WriteResult.Applied(), table.write(List.of(new Write.Insert(item))));
    WriteResult again = table.write(List.of(new Write.Insert(item)));

    assertEquals(new WriteResult.ConditionsFailed(Map.of(item.key(), Optional.of(item))), again);
  }

  @Test
  void all_writes_are_applied_or_none_and_every_failure_is_named() {
    Item there = inserted("A", "NEW");
    Write again = new Write.Insert(there);
    Write fresh = new Write.Insert(Item.builder(key("B")).text("status", "NEW").build());
    Write absent = transition("C", "NEW", "OLD");

    WriteResult result = table.write(List.of(fresh, again, absent));

    var failed = assertInstanceOf(WriteResult.ConditionsFailed.class, result);
    assertEquals(
        Map.of(there.key(), Optional.of(there), absent.key(), Optional.empty()), failed.failures());
    assertEquals(Optional.of(there), failed.existing(there.key()));
    assertEquals(Optional.empty(), failed.existing(absent.key()));
    assertEquals(Optional.empty(), table.get(fresh.key(), true));
  }

  @Test
  void a_transition_leaves_only_the_statuses_it_names() {
    inserted("A", "SENT");
    inserted("B", "SENT");
    Write.Transition one = transition("A", "SENT", "CONVERTED");
    Write.Transition other = transition("B", "SENT", "CONVERTED");

    assertEquals(new WriteResult.Applied(), table.write(List.of(one)));
    assertInstanceOf(WriteResult.ConditionsFailed.class, table.write(List.of(one)));
    assertInstanceOf(WriteResult.ConditionsFailed.class, table.write(List.of(other, one)));
    assertEquals("SENT", table.get(other.key(), true).orElseThrow().text("status"));
    assertEquals(new WriteResult.Applied(), table.write(List.of(other)));
  }

  @Test
  void a_transition_may_leave_several_statuses_and_sets_reserved_names() {
    Item item = inserted("A", "SENT");
    Write.Transition transition =
        new Write.Transition(
            item.key(),
            Set.of("NEW", "SENT"),
            Item.builder().text("owner", "me").build(),
            Item.builder().text("status", "DONE").number("count", 7).text("at", "now").build());

    assertInstanceOf(WriteResult.ConditionsFailed.class, table.write(List.of(transition)));
    table.replace(item.toBuilder().text("owner", "me").build());
    assertEquals(new WriteResult.Applied(), table.write(List.of(transition)));

    Item moved = table.get(item.key(), true).orElseThrow();
    assertEquals("DONE", moved.text("status"));
    assertEquals(7, moved.number("count"));
    assertEquals("me", moved.text("owner"));
  }

  @Test
  void a_transition_removes_what_it_names_whether_it_is_there_or_not() {
    Item item = inserted("A", "SENT");
    table.replace(item.toBuilder().text("owner", "me").number("count", 7).build());
    Write.Transition transition =
        new Write.Transition(
            item.key(),
            Set.of("SENT"),
            Item.EMPTY,
            Set.of(),
            Item.builder().text("status", "DONE").build(),
            Set.of("owner", "absent"));

    assertEquals(new WriteResult.Applied(), table.write(List.of(transition)));

    Item moved = table.get(item.key(), true).orElseThrow();
    assertEquals(item.toBuilder().text("status", "DONE").number("count", 7).build(), moved);
    assertTrue(transition.isStoredAs(moved));
    assertFalse(transition.isStoredAs(moved.toBuilder().text("owner", "me").build()));
  }

  @Test
  void the_newest_items_are_those_with_the_highest_sort_keys_of_the_prefix() {
    for (String sort : List.of("ENTRY#1", "ENTRY#2", "ENTRY#3", "ENTRZ", "ENTR", "GIFT#1")) {
      inserted(sort, "x");
    }

    assertEquals(List.of("ENTRY#3", "ENTRY#2", "ENTRY#1"), newest(10, Optional.empty()));
    assertEquals(List.of("ENTRY#3"), newest(1, Optional.empty()));
    assertEquals(List.of("ENTRY#2", "ENTRY#1"), newest(10, Optional.of("ENTRY#3")));
    assertEquals(List.of("ENTRY#2"), newest(1, Optional.of("ENTRY#3")));
    assertEquals(List.of("ENTRY#3", "ENTRY#2"), newest(2, Optional.of("ENTRY#9")));
    assertEquals(List.of(), newest(10, Optional.of("ENTRY#1")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
  void a_transaction_that_only_met_another_is_unsettled(String code) {
    Table cancelled = cancelledWith(NONE, reason(code));

    assertEquals(
        new WriteResult.Unsettled(code.equals("TransactionConflict"), code),
        cancelled.write(twoInserts()));
  }

  @Test
  void a_failed_condition_outranks_a_conflict_in_the_same_cancellation() {
    Item existing = Item.builder(key("B")).text("status", "SENT").build();
    CancellationReason failed =
        CancellationReason.builder()
            .code("ConditionalCheckFailed")
            .item(Attributes.of(existing))
            .build();
    WriteResult expected =
        new WriteResult.ConditionsFailed(Map.of(key("B"), Optional.of(existing)));

    assertEquals(
        expected, cancelledWith(reason("TransactionConflict"), failed).write(twoInserts()));
    assertEquals(expected, cancelledWith(reason("ThrottlingError"), failed).write(twoInserts()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ValidationError", "ItemCollectionSizeLimitExceeded", "Unheard-of"})
  void a_reason_that_no_retry_mends_is_thrown_whatever_else_there_is(String code) {
    assertThrows(
        TransactionCanceledException.class,
        () -> cancelledWith(NONE, reason(code)).write(twoInserts()));
    assertThrows(
        TransactionCanceledException.class,
        () -> cancelledWith(reason("ConditionalCheckFailed"), reason(code)).write(twoInserts()));
  }

  @Test
  void a_cancellation_without_a_reason_is_thrown() {
    assertThrows(
        TransactionCanceledException.class, () -> cancelledWith(NONE, NONE).write(twoInserts()));
  }

  @Test
  void a_single_write_in_conflict_is_unsettled() {
    Table conflicting =
        failing(
            TransactionConflictException.builder()
                .awsErrorDetails(
                    AwsErrorDetails.builder().errorCode("TransactionConflictException").build())
                .statusCode(400)
                .build());

    assertInstanceOf(WriteResult.Unsettled.class, conflicting.write(twoInserts().subList(0, 1)));
    assertInstanceOf(
        WriteResult.Unsettled.class, conflicting.write(List.of(transition("A", "a", "b"))));
  }

  @Test
  void no_answer_and_an_answer_that_the_service_failed_are_unsettled() {
    assertInstanceOf(
        WriteResult.Unsettled.class,
        failing(ApiCallTimeoutException.create(5_000)).write(twoInserts()));
    assertInstanceOf(
        WriteResult.Unsettled.class,
        failing(DynamoDbException.builder().statusCode(503).build()).write(twoInserts()));
    assertInstanceOf(
        WriteResult.Unsettled.class,
        failing(fault("TransactionInProgressException")).write(twoInserts()));
    assertInstanceOf(
        WriteResult.Unsettled.class, failing(fault("ThrottlingException")).write(twoInserts()));
  }

  @Test
  void a_request_that_is_wrong_is_a_fault() {
    assertThrows(
        DynamoDbException.class, () -> failing(fault("ValidationException")).write(twoInserts()));
    assertThrows(
        DynamoDbException.class, () -> failing(fault("AccessDeniedException")).write(twoInserts()));
  }

  @Test
  void a_read_without_an_answer_is_told_apart_from_one_that_is_wrong() {
    for (RuntimeException passing :
        List.of(
            ApiCallTimeoutException.create(5_000),
            fault("ProvisionedThroughputExceededException"),
            DynamoDbException.builder().statusCode(500).build())) {
      Table busy = failing(passing);
      assertThrows(TableBusyException.class, () -> busy.get(key("A"), true));
      assertThrows(
          TableBusyException.class,
          () -> busy.newest(partition, "ENTRY#", 1, Optional.empty(), true));
      assertThrows(TableBusyException.class, () -> busy.replace(Item.builder(key("A")).build()));
    }
    Table forbidden = failing(fault("AccessDeniedException"));
    assertThrows(DynamoDbException.class, () -> forbidden.get(key("A"), true));
  }

  @Test
  void ninety_two_writes_are_one_transaction() {
    List<Write> writes = new ArrayList<>();
    for (int number = 0; number < 92; number++) {
      writes.add(new Write.Insert(Item.builder(key("N#" + number)).build()));
    }

    assertEquals(new WriteResult.Applied(), table.write(writes));
    var failed = assertInstanceOf(WriteResult.ConditionsFailed.class, table.write(writes));
    assertEquals(92, failed.failures().size());
    assertTrue(failed.failures().values().stream().allMatch(Optional::isPresent));
  }

  private Item inserted(String sort, String status) {
    Item item = Item.builder(key(sort)).text("status", status).build();
    assertEquals(new WriteResult.Applied(), table.write(List.of(new Write.Insert(item))));
    return item;
  }

  private List<Write> twoInserts() {
    return List.of(
        new Write.Insert(Item.builder(key("A")).build()),
        new Write.Insert(Item.builder(key("B")).build()));
  }

  private Write.Transition transition(String sort, String from, String to) {
    return new Write.Transition(
        key(sort), Set.of(from), Item.builder().build(), Item.builder().text("status", to).build());
  }

  private List<String> newest(int limit, Optional<String> below) {
    return table.newest(partition, "ENTRY#", limit, below, true).stream()
        .map(item -> item.key().sort())
        .toList();
  }

  private Key key(String sort) {
    return new Key(partition, sort);
  }

  private static CancellationReason reason(String code) {
    return CancellationReason.builder().code(code).build();
  }

  private static DynamoDbException fault(String code) {
    return (DynamoDbException)
        DynamoDbException.builder()
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
            .statusCode(400)
            .build();
  }

  /** DynamoDB Local never raises a conflict, so here it is raised for it. */
  private static Table cancelledWith(CancellationReason... reasons) {
    return failing(TransactionCanceledException.builder().cancellationReasons(reasons).build());
  }

  private static Table failing(RuntimeException fault) {
    return new DynamoDbTable(new FailingClient(fault), "no-table");
  }

  private record FailingClient(RuntimeException fault) implements DynamoDbClient {

    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
      throw fault;
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
      throw fault;
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
      throw fault;
    }

    @Override
    public QueryResponse query(QueryRequest request) {
      throw fault;
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
      throw fault;
    }

    @Override
    public String serviceName() {
      return "dynamodb";
    }

    @Override
    public void close() {}
  }
}

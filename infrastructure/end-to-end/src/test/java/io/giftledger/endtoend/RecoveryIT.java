package io.giftledger.endtoend;

import static io.giftledger.emulator.QueueReader.attribute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.wallet.Budget;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Lot;
import io.giftledger.economy.wallet.Lots;
import io.giftledger.economy.wallet.Spent;
import io.giftledger.economy.wallet.Standing;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.emulator.QueueReader;
import io.giftledger.emulator.live.Faults;
import io.giftledger.endtoend.Api.Answer;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.local.LocalRuntime;
import io.giftledger.local.Seed;
import io.giftledger.operator.Operator;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * What goes wrong with a message, in the whole of it: who hears of it, and how an operator's
 * commands mend it.
 */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class RecoveryIT {

  private static LocalRuntime runtime;
  private static Api api;
  private static Table table;
  private static QueueReader conversionsDead;
  private static QueueReader dispatchFailures;

  private final String viewer = "viewer-" + UUID.randomUUID();
  private final String creator = "creator-" + UUID.randomUUID();

  @BeforeAll
  static void start() throws InterruptedException {
    UnseenMetrics.watch();
    runtime = LocalRuntime.start(LocalEconomy.TEMPLATE, 0, null, LocalRuntime.Mode.IN_PROCESS);
    seed().policy();
    api = new Api(runtime.url(), runtime::token);
    table = new DynamoDbTable(runtime.aws().dynamoDb(), runtime.aws().tableName());
    conversionsDead = new QueueReader(runtime.aws(), "ConversionsDead");
    dispatchFailures = new QueueReader(runtime.aws(), "DispatchFailures");
    Map<String, String> environment = runtime.aws().administrator();
    System.setProperty("aws.region", environment.getOrDefault("AWS_REGION", ""));
    System.setProperty(
        "aws.endpointUrlDynamoDb", environment.getOrDefault("AWS_ENDPOINT_URL_DYNAMODB", ""));
    System.setProperty("aws.endpointUrlSqs", environment.getOrDefault("AWS_ENDPOINT_URL_SQS", ""));
  }

  @AfterAll
  static void stop() {
    List.of("aws.region", "aws.endpointUrlDynamoDb", "aws.endpointUrlSqs")
        .forEach(System::clearProperty);
    UnusedPermissions.assertNothingRefused(runtime.aws());
    UnusedPermissions.check();
    UnseenMetrics.check(runtime.aws().template());
    api.close();
    runtime.close();
  }

  @AfterEach
  void nothing_was_refused_to_a_function(TestInfo test) {
    UnusedPermissions.done(test.getTestMethod().orElseThrow(), runtime.aws());
  }

  @BeforeEach
  void know_the_creator() {
    seed().creator(CreatorProfile.inGoodStanding(creator, 5_000, "US"));
    conversionsDead.takeAll();
  }

  /** Without setting it aside, each would hold up its group ten times two minutes. */
  @Test
  void a_poisoned_message_is_set_aside_and_the_gifts_behind_it_are_converted_at_once()
      throws Exception {
    ConvertedGift invented =
        new ConvertedGift(
            viewer,
            "0".repeat(26),
            "rose",
            1,
            1_000,
            1_000,
            5_000,
            1,
            new Gift.Target(Gift.Target.Kind.VIDEO, "video-1"));
    sendToGroup("not json");
    sendToGroup("{\"creator\":\"%s\",\"gifts\":[\"%s\"]}".formatted(creator, invented));

    api.recharge(viewer, "coins-100");
    api.post(viewer, "/v1/gifts", Api.newKey(), Api.gift(creator, "rose", "100"));

    Api.await("conversion", () -> points() == 100);
    Map<String, Message> letters =
        conversionsDead.takeAll().stream()
            .collect(Collectors.toMap(letter -> attribute(letter, "cause"), Function.identity()));
    assertEquals(Set.of("malformed_body", "gift_mismatch"), letters.keySet());
    for (Message letter : letters.values()) {
      assertEquals(
          runtime.aws().environment("ConvertFunction").get("AWS_LAMBDA_FUNCTION_NAME"),
          attribute(letter, "function"));
    }
  }

  @Test
  void what_was_set_aside_is_done_when_its_cause_is_mended_and_it_is_redriven() throws Exception {
    Gift gift = gift("BROKEN");
    Api.await("dead letter", () -> depth("ConversionsDead") == 1);
    assertEquals(0, points());

    mend(gift);
    redrive();

    Api.await("conversion", () -> points() == gift.points());
    assertEquals(0, depth("ConversionsDead"));
  }

  @Test
  void a_redrive_without_the_cause_mended_sets_it_aside_again() throws Exception {
    Gift gift = gift("BROKEN");
    Api.await("dead letter", () -> depth("ConversionsDead") == 1);

    redrive();

    Message again = conversionsDead.next(letter -> letter.body().contains(gift.id()));
    assertEquals("gift_mismatch", attribute(again, "cause"));
  }

  @Test
  void a_gift_whose_message_was_lost_is_repaired_from_the_table() throws Exception {
    Gift gift = gift("BROKEN");
    conversionsDead.next(letter -> letter.body().contains(gift.id()));
    mend(gift);

    repair();
    repair();

    Api.await("conversion", () -> points() == gift.points());
    repair();
    assertEquals(gift.points(), points());
  }

  @Test
  void a_stream_record_that_is_not_understood_holds_up_no_other() throws Exception {
    Key key = new Key("WALLET#" + UUID.randomUUID(), Entry.sortKey(1));
    table.replace(Item.builder(key).text("kind", "gift_sent").build());

    api.recharge(viewer, "coins-100");
    api.post(viewer, "/v1/gifts", Api.newKey(), Api.gift(creator, "rose", "10"));

    Api.await("conversion", () -> points() == 10);
    Message letter = dispatchFailures.next(failure -> failure.body().contains(key.partition()));
    assertEquals("malformed_record", attribute(letter, "cause"));
  }

  /** Nothing of ours does. Whoever's account it is can go on when a person has looked at it. */
  @Test
  void who_changes_an_entry_is_told_of_at_once_and_its_account_is_stopped() throws Exception {
    api.recharge(viewer, "coins-100");
    Key first = new Key(Wallet.BOOK.account(viewer).partitionKey(), Entry.sortKey(1));
    Item bought = table.get(first, true).orElseThrow();

    table.replace(bought.toBuilder().number("policyVersion", 7).build());

    Api.await("a person is told", () -> UnseenMetrics.isSeen("EntriesChanged"));
    String key = Api.newKey();
    Answer stopped = api.postOnce(viewer, "/v1/gifts", key, Api.gift(creator, "rose", "10"));
    assertEquals(503, stopped.status(), stopped::toString);
    assertEquals("account_stopped", stopped.code());

    table.replace(bought);

    Answer sent = api.post(viewer, "/v1/gifts", key, Api.gift(creator, "rose", "10"));
    assertEquals(201, sent.status(), sent::toString);
    Api.await("conversion", () -> points() == 10);
  }

  @Test
  void gifts_are_sent_and_converted_while_the_live_room_takes_nothing() throws Exception {
    api.recharge(viewer, "coins-100");
    runtime.aws().events().have(Faults.parse("refused=100"));
    try {
      api.post(viewer, "/v1/gifts", Api.newKey(), Api.gift(creator, "rose", "10"));

      Api.await("frames are dropped", () -> UnseenMetrics.isSeen("FramesDropped"));
      Api.await("conversion", () -> points() == 10);
    } finally {
      runtime.aws().events().have(Faults.NONE);
    }
  }

  @Test
  void without_a_queue_of_ours_the_answer_is_that_it_is_our_fault_and_which_request_it_was()
      throws Exception {
    runtime
        .aws()
        .sqs()
        .deleteQueue(delete -> delete.queueUrl(runtime.aws().queueUrl("PayoutsDead")));
    api.signIn("otto", "scope=giftledger/operator");

    Answer failed = api.get("otto", "/v1/admin/dead-letters/payouts");

    assertEquals(500, failed.status(), failed::toString);
    assertEquals("internal_error", failed.code());
    assertNotEquals("", failed.text("request_id"));
  }

  private static Seed seed() {
    return new Seed(runtime.aws().dynamoDb(), runtime.aws().tableName());
  }

  /** A new gift that the stream tells of; unless it is SENT, it cannot be converted. */
  private Gift gift(String status) {
    Gift gift =
        new Gift(
            Gift.TYPE.idFor(Wallet.BOOK.account(viewer), UUID.randomUUID().toString()),
            viewer,
            creator,
            "rose",
            1,
            7,
            7,
            5_000,
            1,
            new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "live"),
            0,
            Instant.now().minus(Duration.ofHours(2)).truncatedTo(ChronoUnit.MILLIS),
            Gift.Status.SENT,
            OptionalLong.empty(),
            Optional.empty());
    Head<Wallet> head =
        new Head<>(
            Wallet.BOOK.account(viewer),
            0,
            0,
            Instant.EPOCH,
            Hash.ZERO,
            new Wallet(
                new Lots(List.of(new Lot(1, 1, 7, Optional.empty()))),
                0,
                0,
                Spent.NONE,
                Budget.NONE,
                Standing.GOOD));
    table.replace(claimed(gift).toBuilder().text("status", status).build());
    table.replace(Entry.append(head, gift.at(), gift.draft(head), Format.CURRENT).item());
    return gift;
  }

  /** The stream does not tell of a change. */
  private static void mend(Gift gift) {
    table.replace(claimed(gift));
  }

  private static Item claimed(Gift gift) {
    return gift.item().toBuilder()
        .bytes("requestHash", Hash.ZERO.bytes())
        .number("entry", 1)
        .build();
  }

  private long points() throws Exception {
    return api.get(creator, "/v1/earnings").number("points");
  }

  private void sendToGroup(String body) {
    runtime
        .aws()
        .sqs()
        .sendMessage(
            send ->
                send.queueUrl(runtime.aws().queueUrl("Conversions"))
                    .messageBody(body)
                    .messageGroupId(creator)
                    .messageDeduplicationId(UUID.randomUUID().toString()));
  }

  private static void redrive() {
    operator("redrive", "--queue", runtime.aws().queueName("Conversions"));
  }

  private static void repair() {
    operator(
        "repair",
        "--table",
        runtime.aws().tableName(),
        "--conversions",
        runtime.aws().queueName("Conversions"),
        "--payouts",
        runtime.aws().queueName("Payouts"));
  }

  private static void operator(String... arguments) {
    assertEquals(0, Operator.commandLine().execute(arguments));
  }

  private static long depth(String queue) {
    return Long.parseLong(queueAttribute(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
  }

  private static String queueAttribute(String queue, QueueAttributeName name) {
    return runtime
        .aws()
        .sqs()
        .getQueueAttributes(get -> get.queueUrl(runtime.aws().queueUrl(queue)).attributeNames(name))
        .attributes()
        .getOrDefault(name, "");
  }
}

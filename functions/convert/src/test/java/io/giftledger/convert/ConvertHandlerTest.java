package io.giftledger.convert;

import static io.giftledger.emulator.QueueReader.attribute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.Invocation;
import io.giftledger.emulator.QueueReader;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

class ConvertHandlerTest {

  private static final String ALL_WELL = "{\"batchItemFailures\":[]}";

  private static EmbeddedAws aws;
  private static Table table;
  private static Ledger ledger;
  private static ConvertHandler handler;
  private static QueueReader deadLetterQueue;

  private final String creator = "creator-" + UUID.randomUUID();
  private final Account<Earnings> account = Earnings.BOOK.account(creator);

  /** When SQS took the messages; the dead-letter queue knows them apart by it. */
  private String sentAt = Long.toString(System.nanoTime());

  @BeforeAll
  static void start() {
    aws = EmbeddedAws.shared();
    table = new DynamoDbTable(aws.dynamoDb(), aws.tableName());
    ledger = new Ledger(table, InstantSource.system(), attempt -> {});
    handler = new ConvertHandler(aws.environment("ConvertFunction"));
    deadLetterQueue = new QueueReader(aws, "ConversionsDead");
  }

  @AfterAll
  static void stop() {
    handler.close();
  }

  @Test
  void a_thousand_roses_of_one_coin_make_five_hundred_diamonds() throws IOException {
    List<ConvertedGift> roses = sent(1_000, 1, 5_000);

    for (int from = 0; from < 1_000; from += 90) {
      assertEquals(ALL_WELL, deliver(roses.subList(from, Math.min(1_000, from + 90))));
    }

    Earnings earnings = ledger.head(account, true).state();
    assertEquals(1_000, earnings.points());
    assertEquals(500, earnings.diamonds());
    assertEquals(0, earnings.diamondsE4() % Earnings.E4);
  }

  @Test
  void what_is_less_than_a_diamond_is_kept_to_the_ten_thousandth() throws IOException {
    deliver(sent(1, 1, 5_000));
    deliver(sent(1, 7, 3_333));

    Earnings earnings = ledger.head(account, true).state();
    assertEquals(5_000 + 7 * 6_667, earnings.diamondsE4());
    assertEquals(5, earnings.diamonds());
  }

  @Test
  void a_message_delivered_again_converts_nothing_again() throws IOException {
    List<ConvertedGift> gifts = sent(12, 3, 5_000);
    deliver(gifts);
    Head<Earnings> once = ledger.head(account, true);

    assertEquals(ALL_WELL, deliver(gifts));

    assertEquals(once, ledger.head(account, true));
  }

  @Test
  void batches_that_overlap_convert_each_gift_once() throws IOException {
    List<ConvertedGift> gifts = sent(20, 5, 5_000);
    deliver(gifts.subList(0, 12));

    assertEquals(ALL_WELL, deliver(gifts.subList(5, 20)));

    assertEquals(100, ledger.head(account, true).state().points());
    assertTrue(gifts.stream().allMatch(gift -> status(gift) == Gift.Status.CONVERTED));
  }

  @Test
  void the_same_message_delivered_eight_times_at_once_converts_each_gift_once() throws Exception {
    List<ConvertedGift> gifts = sent(30, 2, 5_000);
    Callable<String> delivery = () -> deliver(gifts);

    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var answer : threads.invokeAll(java.util.Collections.nCopies(8, delivery))) {
        assertEquals(ALL_WELL, answer.get());
      }
    }

    assertEquals(60, ledger.head(account, true).state().points());
    assertChainVerifies();
  }

  @Test
  void small_messages_for_one_creator_are_converted_together() throws IOException {
    List<ConvertedGift> gifts = sent(10, 1, 5_000);

    handle(gifts.stream().map(gift -> message(gift.id(), creator, List.of(gift))).toList());

    assertEquals(1, ledger.head(account, true).sequence());
  }

  @Test
  void a_message_that_does_not_tell_the_truth_is_set_aside_alone_and_holds_up_nothing()
      throws IOException {
    List<ConvertedGift> gifts = sent(3, 1, 5_000);
    ConvertedGift real = gifts.getFirst();
    ConvertedGift inflated = inflated(real);
    ConvertedGift invented =
        new ConvertedGift(real.sender(), "0".repeat(26), "rose", 1, 1, 1, 5_000, 1);

    String answer =
        handle(
            List.of(
                message("inflated", creator, List.of(inflated, gifts.get(1))),
                message("invented", creator, List.of(invented)),
                message("stolen", "thief-" + creator, List.of(real)),
                message("good", creator, List.of(gifts.get(2)))));

    assertEquals(ALL_WELL, answer);
    assertEquals(2, ledger.head(account, true).state().points());
    assertEquals(Gift.Status.SENT, status(real));
    assertEquals(0, ledger.head(Earnings.BOOK.account("thief-" + creator), true).sequence());
    Map<String, Message> dead = deadLetters();
    assertEquals(Set.of("inflated", "invented", "stolen"), dead.keySet());
    for (Message letter : dead.values()) {
      assertEquals("gift_mismatch", attribute(letter, "cause"));
    }
    Message letter = Objects.requireNonNull(dead.get("inflated"));
    assertEquals(
        "not in the table as the message has it: gift %s of %s"
            .formatted(inflated.id(), inflated.sender()),
        attribute(letter, "detail"));
    assertEquals(body(creator, List.of(inflated, gifts.get(1))), letter.body());
    assertEquals(creator, letter.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID));
    assertEquals("giftledger-ConvertFunction", attribute(letter, "function"));
    assertFalse(attribute(letter, "requestId").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "null",
        "{}",
        "{'creator':'c','gifts':[]}",
        "{'creator':'not a user','gifts':['s 00000000000000000000000000 rose 1 1 1 5000 1']}",
        "{'creator':'c','gifts':['rose']}",
        "{'creator':'c','gifts':['not#user 00000000000000000000000000 rose 1 1 1 5000 1']}",
        "{'creator':'c','gifts':['s short rose 1 1 1 5000 1']}",
        "{'creator':'c','gifts':['s 00000000000000000000000000 rose 1 1 9000000000000000000 0 1']}",
        "{'creator':'c','gifts':['s 00000000000000000000000000 rose 1 1 1 10001 1']}",
        "{'creator':'c','gifts':['s 00000000000000000000000000 rose 1 1 many 5000 1']}"
      })
  void a_message_that_is_none_is_set_aside_as_it_is(String text) throws IOException {
    String body = text.replace('\'', '"');

    assertEquals(ALL_WELL, handle(List.of(messageOf("garbage", creator, 1, body))));

    Message letter = deadLetter("garbage");
    assertEquals("malformed_body", attribute(letter, "cause"));
    assertEquals(body, letter.body());
  }

  @Test
  void of_two_messages_that_contradict_each_other_the_right_one_is_converted() throws IOException {
    ConvertedGift gift = sent(1, 1, 5_000).getFirst();

    String answer =
        handle(
            List.of(
                message("inflated", creator, List.of(inflated(gift))),
                message("right", creator, List.of(gift))));

    assertEquals(ALL_WELL, answer);
    assertEquals(1, ledger.head(account, true).state().points());
    assertEquals(Set.of("inflated"), deadLetters().keySet());
  }

  @Test
  void what_may_pass_is_delivered_again_and_set_aside_only_at_its_last_delivery()
      throws IOException {
    String body = body(creator, sent(1, 1, 5_000));
    Map<String, String> environment = new HashMap<>(aws.environment("ConvertFunction"));
    int receivesMax = Integer.parseInt(environment.getOrDefault("MAX_RECEIVE_COUNT", ""));
    environment.put("TABLE_NAME", "gone");
    try (var cutOff = new ConvertHandler(environment)) {
      for (int receives = 1; receives < receivesMax; receives++) {
        assertEquals(
            "{\"batchItemFailures\":[{\"itemIdentifier\":\"m\"}]}",
            handle(cutOff, List.of(messageOf("m", creator, receives, body))));
      }
      assertEquals(Map.of(), deadLetters());

      assertEquals(ALL_WELL, handle(cutOff, List.of(messageOf("m", creator, receivesMax, body))));
    }

    Message letter = deadLetter("m");
    assertEquals("retries_exhausted", attribute(letter, "cause"));
    assertTrue(attribute(letter, "detail").contains("ResourceNotFoundException"));
    assertEquals(body, letter.body());
  }

  @Test
  void what_cannot_be_set_aside_is_delivered_again() throws IOException {
    Map<String, String> environment = new HashMap<>(aws.environment("ConvertFunction"));
    environment.put("DEAD_LETTER_QUEUE_URL", aws.queueUrl("ConversionsDead") + "-gone");
    try (var cutOff = new ConvertHandler(environment)) {
      assertEquals(
          "{\"batchItemFailures\":[{\"itemIdentifier\":\"garbage\"}]}",
          handle(cutOff, List.of(messageOf("garbage", creator, 10, "not json"))));
    }
  }

  @Test
  void a_message_that_comes_back_from_the_dead_and_fails_again_is_not_lost() throws IOException {
    handle(List.of(messageOf("garbage", creator, 1, "not json")));
    handle(List.of(messageOf("garbage", creator, 2, "not json")));
    assertEquals(1, deadLetterQueue.takeAll().size(), "the same delivery, set aside once");

    sentAt = "redriven-" + sentAt;
    handle(List.of(messageOf("garbage", creator, 1, "not json")));

    assertEquals(1, deadLetterQueue.takeAll().size());
  }

  @Test
  void the_conversion_tells_what_each_gift_earned() throws IOException {
    List<ConvertedGift> gifts = sent(3, 25, 5_000);
    deliver(gifts);

    Conversion conversion =
        ledger.find(Conversion.TYPE, Conversion.TYPE.key(account, "000000000001")).orElseThrow();

    assertEquals(gifts, conversion.gifts());
    assertEquals(
        OptionalLong.of(1),
        ledger
            .find(
                Gift.TYPE,
                Gift.TYPE.key(
                    Wallet.BOOK.account(gifts.getFirst().sender()), gifts.getFirst().id()))
            .orElseThrow()
            .conversion());
  }

  private void assertChainVerifies() {
    Head<Earnings> head = Head.opening(account);
    List<Entry<Earnings>> entries =
        new ArrayList<>(ledger.entries(account, 1_000, Optional.empty())).reversed();
    for (Entry<Earnings> entry : entries) {
      assertTrue(entry.follows(head), () -> "entry " + entry.sequence());
      head = entry.head();
    }
  }

  private Gift.Status status(ConvertedGift gift) {
    return ledger
        .find(Gift.TYPE, Gift.TYPE.key(Wallet.BOOK.account(gift.sender()), gift.id()))
        .orElseThrow()
        .status();
  }

  /** Gifts that stand as SENT in the table. */
  private List<ConvertedGift> sent(int count, long coins, int commissionBasisPoints) {
    String sender = "sender-" + UUID.randomUUID();
    List<Gift> gifts =
        IntStream.range(0, count)
            .mapToObj(
                index ->
                    new Gift(
                        Gift.TYPE.idFor(Wallet.BOOK.account(sender), "key-" + index),
                        sender,
                        creator,
                        "rose",
                        1,
                        coins,
                        coins,
                        commissionBasisPoints,
                        1,
                        new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "live"),
                        0,
                        Instant.EPOCH,
                        Gift.Status.SENT,
                        OptionalLong.empty()))
            .toList();
    for (int from = 0; from < count; from += 100) {
      table.write(
          gifts.subList(from, Math.min(count, from + 100)).stream()
              .<Write>map(gift -> new Write.Insert(gift.item()))
              .toList());
    }
    return gifts.stream()
        .map(
            gift ->
                new ConvertedGift(
                    sender, gift.id(), "rose", 1, coins, coins, commissionBasisPoints, 1))
        .toList();
  }

  /** The same gift, worth more than it was sent as. */
  private static ConvertedGift inflated(ConvertedGift gift) {
    return new ConvertedGift(
        gift.sender(), gift.id(), gift.gift(), 1, gift.coins(), 1_000_000, 5_000, 1);
  }

  /** What was set aside, by the messages' ids. */
  private static Map<String, Message> deadLetters() {
    return deadLetterQueue.takeAll().stream()
        .collect(Collectors.toMap(letter -> attribute(letter, "id"), Function.identity()));
  }

  private static Message deadLetter(String id) {
    return deadLetterQueue.next(letter -> attribute(letter, "id").equals(id));
  }

  private String deliver(List<ConvertedGift> gifts) throws IOException {
    return handle(List.of(message("message", creator, gifts)));
  }

  private String message(String id, String creator, List<ConvertedGift> gifts) {
    return messageOf(id, creator, 1, body(creator, gifts));
  }

  private static String body(String creator, List<ConvertedGift> gifts) {
    return gifts.stream()
        .map(gift -> "\"" + gift + "\"")
        .collect(Collectors.joining(",", "{\"creator\":\"" + creator + "\",\"gifts\":[", "]}"));
  }

  private String messageOf(String id, String group, int receives, String body) {
    return """
    {"messageId":"%s","body":"%s","attributes":{"ApproximateReceiveCount":"%d",
    "SentTimestamp":"%s","MessageGroupId":"%s"}}\
    """
        .formatted(id, body.replace("\"", "\\\""), receives, sentAt, group);
  }

  private static String handle(List<String> messages) throws IOException {
    return handle(handler, messages);
  }

  private static String handle(ConvertHandler handler, List<String> messages) throws IOException {
    return Invocation.invoke(handler, "{\"Records\":[" + String.join(",", messages) + "]}");
  }
}

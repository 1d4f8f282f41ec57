package io.giftledger.dispatch;

import static io.giftledger.emulator.QueueReader.attribute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.emulator.QueueReader;
import io.giftledger.testkit.CountedLines;
import io.giftledger.testkit.Embedded;
import io.giftledger.testkit.EventContract;
import io.giftledger.testkit.EventSource;
import io.giftledger.testkit.Gifts;
import io.giftledger.testkit.Json;
import io.giftledger.testkit.Recharges;
import io.giftledger.testkit.Streamed;
import io.giftledger.testkit.Viewer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

class DispatchHandlerTest {

  private static final List<String> ALL_WELL = List.of();

  /** Without a bus, but for what says otherwise. */
  @AutoClose private static final DispatchHandler HANDLER = new DispatchHandler(withoutBus());

  private static final EventSource STREAM = new EventSource(HANDLER);

  private final QueueReader conversions = new QueueReader(Embedded.AWS, "Conversions");
  private final QueueReader payouts = new QueueReader(Embedded.AWS, "Payouts");
  private final QueueReader announcements = new QueueReader(Embedded.AWS, "Announcements");
  private final QueueReader failures = new QueueReader(Embedded.AWS, "DispatchFailures");
  private final String creator = "creator-" + UUID.randomUUID();

  @BeforeEach
  void empty_queues() {
    for (String queue : List.of("Conversions", "Payouts", "DispatchFailures", "Announcements")) {
      String url = Embedded.AWS.queueUrl(queue);
      Embedded.AWS.sqs().purgeQueue(purge -> purge.queueUrl(url));
    }
  }

  @Test
  void gifts_are_grouped_by_creator_in_messages_of_at_most_ninety() {
    List<Map<String, Object>> records = new ArrayList<>();
    IntStream.range(0, 200).forEach(number -> records.add(gift(number, creator)));
    records.add(gift(200, "other-" + creator));

    assertEquals(ALL_WELL, STREAM.deliverRecords(records));

    Map<String, List<Integer>> sizes = new HashMap<>();
    for (Message message : conversions.takeAll()) {
      String group = message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID);
      assertTrue(message.body().contains("\"creator\":\"" + group + "\""), message.body());
      sizes
          .computeIfAbsent(group, key -> new ArrayList<>())
          .add(message.body().split("sender-", -1).length - 1);
    }
    assertEquals(List.of(90, 90, 20), sizes.get(creator));
    assertEquals(List.of(1), sizes.get("other-" + creator));
  }

  @Test
  void the_same_records_again_make_no_second_message() {
    List<Map<String, Object>> records = List.of(gift(1, creator), gift(2, creator));

    STREAM.deliverRecords(records);
    STREAM.deliverRecords(records);

    assertEquals(1, conversions.takeAll().size());
  }

  @Test
  void each_withdrawal_is_a_message() {
    STREAM.deliverRecords(List.of(withdrawal(1), withdrawal(2)));

    assertEquals(
        List.of("\"withdrawal\":\"w1\"", "\"withdrawal\":\"w2\""),
        payouts.takeAll().stream()
            .map(message -> message.body().replaceAll(".*(\"withdrawal\":\"w.\").*", "$1"))
            .sorted()
            .toList());
  }

  @Test
  void an_exchange_and_an_award_are_messages_of_their_receivers() {
    STREAM.deliverRecords(
        List.of(
            transfer(1, "EARNINGS#" + creator, "diamonds_exchanged", "EXCHANGE#e1"),
            transfer(2, "CHALLENGE#cup", "award_opened", "AWARD#a1")));

    List<Message> sent = conversions.takeAll();
    assertEquals(
        List.of(
            "{\"from\":\"CHALLENGE#cup\",\"record\":\"AWARD#a1\"}",
            "{\"from\":\"EARNINGS#%s\",\"record\":\"EXCHANGE#e1\"}".formatted(creator)),
        sent.stream().map(Message::body).sorted().toList());
    for (Message message : sent) {
      assertEquals(creator, message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID));
    }
  }

  @Test
  void a_record_that_is_not_understood_is_set_aside_with_its_cause_and_holds_up_nothing() {
    assertEquals(ALL_WELL, STREAM.deliverRecords(List.of(notUnderstood(7), gift(8, creator))));

    assertEquals(1, conversions.takeAll().size());
    Message letter = failures.takeAll().getFirst();
    assertEquals("malformed_record", attribute(letter, "cause"));
    assertTrue(attribute(letter, "detail").contains("details is missing"));
    assertEquals("7", attribute(letter, "id"));
    assertEquals(
        Embedded.environment("DispatchFunction").get("AWS_LAMBDA_FUNCTION_NAME"),
        attribute(letter, "function"));
    for (String part : List.of("\"WALLET#a\"", "\"ENTRY#000000000002\"", "\"7\"")) {
      assertTrue(letter.body().contains(part), letter.body());
    }
    assertFalse(letter.body().contains("secret"), letter.body());
  }

  @Test
  void a_gift_that_cannot_be_is_set_aside_alone() {
    Map<String, Object> impossible =
        Json.read(Json.write(gift(7, creator)).replace("\"1\"", "\"-1\""));

    assertEquals(
        ALL_WELL, STREAM.deliverRecords(List.of(gift(6, creator), impossible, gift(8, creator))));

    Message good = conversions.takeAll().getFirst();
    assertEquals(2, good.body().split("sender-", -1).length - 1, good.body());
    Message letter = failures.takeAll().getFirst();
    assertEquals("malformed_record", attribute(letter, "cause"));
    assertTrue(attribute(letter, "detail").contains("rose -1 -1 -1"), attribute(letter, "detail"));
  }

  @Test
  void what_is_not_understood_is_set_aside_once_however_often_its_batch_comes() {
    try (var cutOff = withoutQueue("CONVERSIONS_QUEUE_URL")) {
      assertEquals(
          List.of("7", "8"),
          new EventSource(cutOff).deliverRecords(List.of(notUnderstood(7), gift(8, creator))));
    }
    assertEquals(List.of(), failures.takeAll());
  }

  @Test
  void what_cannot_be_set_aside_is_reported() {
    try (var cutOff = withoutQueue("DEAD_LETTER_QUEUE_URL")) {
      assertEquals(
          List.of("7"),
          new EventSource(cutOff).deliverRecords(List.of(notUnderstood(7), gift(8, creator))));
    }
  }

  @Test
  void when_a_queue_does_not_answer_every_record_meant_for_it_is_reported() {
    try (var cutOff = withoutQueue("CONVERSIONS_QUEUE_URL")) {
      assertEquals(
          List.of("11", "13"),
          new EventSource(cutOff)
              .deliverRecords(List.of(gift(11, creator), withdrawal(12), gift(13, creator))));
    }
    assertEquals(1, payouts.takeAll().size());
  }

  @Test
  void what_happened_is_handed_on_to_be_announced() {
    Viewer viewer = story();

    try (var announcing = new DispatchHandler(Embedded.environment("DispatchFunction"))) {
      assertEquals(ALL_WELL, new EventSource(announcing).deliverRecords(records(viewer)));
      assertEquals(ALL_WELL, new EventSource(announcing).deliverRecords(records(viewer)));
    }

    List<String> once =
        List.of(
            "recharge.paid 1",
            "gift.sent 2",
            "gift.sent 3",
            "recharge.refunded 4",
            "debt.opened 4");
    List<String> told = new ArrayList<>();
    for (Message message : announcements.takeAll()) {
      for (Map<String, Object> one : Json.objects(Json.read(message.body()).get("announcements"))) {
        String name = String.valueOf(one.get("name"));
        Map<String, Object> detail = Json.object(one.get("detail"));
        EventContract.check(name, detail);
        assertEquals("WALLET#" + viewer.id(), detail.get("account"));
        told.add(name + " " + detail.get("entry"));
      }
    }
    assertEquals(Stream.concat(once.stream(), once.stream()).sorted().toList(), sorted(told));
    assertEquals(1, conversions.takeAll().size());
    assertEquals(List.of(), failures.takeAll());
  }

  @Test
  void gifts_are_announced_only_where_that_is_wanted() {
    Viewer viewer = story();
    var environment = Embedded.environment("DispatchFunction", "ANNOUNCE_GIFTS", "false");

    try (var announcing = new DispatchHandler(environment)) {
      new EventSource(announcing).deliverRecords(records(viewer));
    }

    String told = announcements.takeAll().getFirst().body();
    assertTrue(told.contains("\"recharge.paid\""), told);
    assertFalse(told.contains("\"gift.sent\""), told);
  }

  @Test
  void without_a_bus_nothing_is_announced() {
    Viewer viewer = story();

    assertEquals(ALL_WELL, STREAM.deliverRecords(records(viewer).subList(1, 3)));

    assertEquals(List.of(), announcements.takeAll());
    assertEquals(1, conversions.takeAll().size());
  }

  @Test
  void what_cannot_be_handed_on_comes_again_when_the_rest_is_sent() {
    Viewer viewer = story();
    try (var cutOff = withoutQueue("ANNOUNCEMENTS_QUEUE_URL")) {
      assertEquals(
          List.of("1", "2", "3", "4"), new EventSource(cutOff).deliverRecords(records(viewer)));
    }
    assertEquals(1, conversions.takeAll().size());
  }

  @Test
  void an_entry_that_was_altered_is_set_aside_instead_of_announced() {
    Viewer viewer = story();
    Map<String, Object> altered =
        Json.read(Json.write(records(viewer).getFirst()).replace("payment-", "payment+"));

    try (var announcing = new DispatchHandler(Embedded.environment("DispatchFunction"))) {
      assertEquals(ALL_WELL, new EventSource(announcing).deliverRecords(List.of(altered)));
    }

    assertEquals(List.of(), announcements.takeAll());
    assertEquals("malformed_record", attribute(failures.takeAll().getFirst(), "cause"));
  }

  /** Nothing of ours does that: it is counted, and an alarm rings. */
  @Test
  void an_entry_that_was_changed_or_removed_is_counted_and_holds_up_nothing() {
    Map<String, Object> changed =
        Json.read(Json.write(gift(7, creator)).replace("INSERT", "MODIFY"));
    Map<String, Object> removed =
        Json.read(
            """
            {"eventName":"REMOVE","dynamodb":{"SequenceNumber":"8","Keys":{
            "PK":{"S":"WALLET#a"},"SK":{"S":"ENTRY#000000000002"}}}}\
            """);

    List<Map<String, Object>> counted =
        CountedLines.of(
            () ->
                assertEquals(
                    ALL_WELL, STREAM.deliverRecords(List.of(changed, removed, gift(9, creator)))));

    assertEquals(
        2,
        counted.stream()
            .filter(line -> Integer.valueOf(1).equals(line.get("EntriesChanged")))
            .count());
    Message good = conversions.takeAll().getFirst();
    assertEquals(1, good.body().split("sender-", -1).length - 1, good.body());
    assertEquals(List.of(), failures.takeAll());
  }

  /** A purchase, two gifts of it, and a refund that leaves a debt. */
  private Viewer story() {
    Viewer viewer = new Viewer();
    Recharge paid = viewer.paid(Recharges.opened().coins(100));
    viewer.send(Gifts.sent().to(creator).roses(40));
    viewer.send(Gifts.sent().to(creator).roses(30));
    return viewer.takeBack(
        paid, new Adjustment("re_" + paid.id(), Adjustment.Cause.REFUND, paid.quote().price()));
  }

  private static List<String> sorted(List<String> texts) {
    return texts.stream().sorted().toList();
  }

  private static List<Map<String, Object>> records(Viewer viewer) {
    return viewer.chain().stream().map(Streamed::record).toList();
  }

  private static Map<String, String> withoutBus() {
    Map<String, String> environment = new HashMap<>(Embedded.environment("DispatchFunction"));
    environment.remove("ANNOUNCEMENTS_QUEUE_URL");
    return environment;
  }

  /** The function with the URL of a queue that does not exist; with a bus if that is its queue. */
  private static DispatchHandler withoutQueue(String variable) {
    String gone = Embedded.AWS.queueUrl("Conversions") + "-gone";
    Map<String, String> environment =
        variable.equals("ANNOUNCEMENTS_QUEUE_URL")
            ? new HashMap<>(Embedded.environment("DispatchFunction"))
            : withoutBus();
    environment.put(variable, gone);
    return new DispatchHandler(environment);
  }

  private static Map<String, Object> notUnderstood(int number) {
    return Json.read(
        """
        {"dynamodb":{"SequenceNumber":"%d","NewImage":{
        "PK":{"S":"WALLET#a"},"SK":{"S":"ENTRY#000000000002"},"kind":{"S":"gift_sent"},"ref":{"S":"GIFT#b"},"payoutToken":{"S":"secret"}}}}\
        """
            .formatted(number));
  }

  private static Map<String, Object> gift(int number, String creator) {
    return Json.read(
        """
        {"eventName":"INSERT","dynamodb":{"SequenceNumber":"%d","NewImage":{
        "PK":{"S":"WALLET#sender-1"},"SK":{"S":"ENTRY#%012d"},"kind":{"S":"gift_sent"},
        "ref":{"S":"GIFT#%026d"},"details":{"M":{"creator":{"S":"%s"},"gift":{"S":"rose"},"quantity":{"N":"1"},
        "coins":{"N":"1"},"points":{"N":"1"},"commissionBasisPoints":{"N":"5000"},
        "video":{"S":"video-1"}}},"policyVersion":{"N":"1"},
        "state":{"M":{"combo":{"S":"1 1795341600 1 abcdef first"}}},
        "hash":{"B":"AAAA"},"postings":{"L":[]}}}}\
        """
            .formatted(number, number, number, creator));
  }

  private Map<String, Object> transfer(int number, String from, String kind, String ref) {
    return Json.read(
        """
        {"eventName":"INSERT","dynamodb":{"SequenceNumber":"%d","NewImage":{
        "PK":{"S":"%s"},"SK":{"S":"ENTRY#%012d"},"kind":{"S":"%s"},
        "ref":{"S":"%s"},"details":{"M":{"creator":{"S":"%s"}}}}}}\
        """
            .formatted(number, from, number, kind, ref, creator));
  }

  private Map<String, Object> withdrawal(int number) {
    return Json.read(
        """
        {"eventName":"INSERT","dynamodb":{"SequenceNumber":"%d","NewImage":{
        "PK":{"S":"EARNINGS#%s"},"SK":{"S":"ENTRY#%012d"},"kind":{"S":"withdrawal_requested"},
        "ref":{"S":"WITHDRAWAL#w%d"}}}}\
        """
            .formatted(number, creator, number, number));
  }
}

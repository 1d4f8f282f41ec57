package io.giftledger.dispatch;

import static io.giftledger.emulator.QueueReader.attribute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.Invocation;
import io.giftledger.emulator.QueueReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;

class DispatchHandlerTest {

  private static final String ALL_WELL = "{\"batchItemFailures\":[]}";

  private static EmbeddedAws aws;
  private static DispatchHandler handler;
  private static QueueReader conversions;
  private static QueueReader payouts;
  private static QueueReader failures;

  private final String creator = "creator-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    aws = EmbeddedAws.shared();
    handler = new DispatchHandler(aws.environment("DispatchFunction"));
    conversions = new QueueReader(aws, "Conversions");
    payouts = new QueueReader(aws, "Payouts");
    failures = new QueueReader(aws, "DispatchFailures");
  }

  @AfterAll
  static void stop() {
    handler.close();
  }

  @BeforeEach
  void empty_queues() {
    for (String queue : List.of("Conversions", "Payouts", "DispatchFailures")) {
      aws.sqs().purgeQueue(PurgeQueueRequest.builder().queueUrl(aws.queueUrl(queue)).build());
    }
  }

  @Test
  void gifts_are_grouped_by_creator_in_messages_of_at_most_ninety() throws IOException {
    List<String> records = new ArrayList<>();
    IntStream.range(0, 200).forEach(number -> records.add(gift(number, creator)));
    records.add(gift(200, "other-" + creator));

    assertEquals(ALL_WELL, handle(records));

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
  void the_same_records_again_make_no_second_message() throws IOException {
    List<String> records = List.of(gift(1, creator), gift(2, creator));

    handle(records);
    handle(records);

    assertEquals(1, conversions.takeAll().size());
  }

  @Test
  void each_withdrawal_is_a_message() throws IOException {
    handle(List.of(withdrawal(1), withdrawal(2)));

    assertEquals(
        List.of("\"withdrawal\":\"w1\"", "\"withdrawal\":\"w2\""),
        payouts.takeAll().stream()
            .map(message -> message.body().replaceAll(".*(\"withdrawal\":\"w.\").*", "$1"))
            .sorted()
            .toList());
  }

  @Test
  void a_record_that_is_not_understood_is_set_aside_with_its_cause_and_holds_up_nothing()
      throws IOException {
    assertEquals(ALL_WELL, handle(List.of(notUnderstood(7), gift(8, creator))));

    assertEquals(1, conversions.takeAll().size());
    Message letter = failures.takeAll().getFirst();
    assertEquals("malformed_record", attribute(letter, "cause"));
    assertTrue(attribute(letter, "detail").contains("no attribute details"));
    assertEquals("7", attribute(letter, "id"));
    assertEquals("giftledger-DispatchFunction", attribute(letter, "function"));
    for (String part : List.of("\"WALLET#a\"", "\"ENTRY#000000000002\"", "\"7\"")) {
      assertTrue(letter.body().contains(part), letter.body());
    }
    assertFalse(letter.body().contains("secret"), letter.body());
  }

  @Test
  void what_is_not_understood_is_set_aside_once_however_often_its_batch_comes() throws IOException {
    Map<String, String> environment = new HashMap<>(aws.environment("DispatchFunction"));
    environment.put("CONVERSIONS_QUEUE_URL", aws.queueUrl("Conversions") + "-gone");
    try (var cutOff = new DispatchHandler(environment)) {
      assertEquals(
          "{\"batchItemFailures\":[{\"itemIdentifier\":\"7\"},{\"itemIdentifier\":\"8\"}]}",
          handle(cutOff, List.of(notUnderstood(7), gift(8, creator))));
    }
    assertEquals(List.of(), failures.takeAll());
  }

  @Test
  void what_cannot_be_set_aside_is_reported() throws IOException {
    Map<String, String> environment = new HashMap<>(aws.environment("DispatchFunction"));
    environment.put("DEAD_LETTER_QUEUE_URL", aws.queueUrl("DispatchFailures") + "-gone");
    try (var cutOff = new DispatchHandler(environment)) {
      assertEquals(
          "{\"batchItemFailures\":[{\"itemIdentifier\":\"7\"}]}",
          handle(cutOff, List.of(notUnderstood(7), gift(8, creator))));
    }
  }

  @Test
  void when_a_queue_does_not_answer_every_record_meant_for_it_is_reported() throws IOException {
    Map<String, String> environment = new HashMap<>(aws.environment("DispatchFunction"));
    environment.put("CONVERSIONS_QUEUE_URL", aws.queueUrl("Conversions") + "-gone");
    try (var cutOff = new DispatchHandler(environment)) {
      assertEquals(
          "{\"batchItemFailures\":[{\"itemIdentifier\":\"11\"},{\"itemIdentifier\":\"13\"}]}",
          handle(cutOff, List.of(gift(11, creator), withdrawal(12), gift(13, creator))));
    }
    assertEquals(1, payouts.takeAll().size());
  }

  private static String notUnderstood(int number) {
    return """
    {"dynamodb":{"SequenceNumber":"%d","NewImage":{
    "PK":{"S":"WALLET#a"},"SK":{"S":"ENTRY#000000000002"},"kind":{"S":"gift_sent"},"ref":{"S":"GIFT#b"},"payoutToken":{"S":"secret"}}}}\
    """
        .formatted(number);
  }

  private static String gift(int number, String creator) {
    return """
    {"eventName":"INSERT","dynamodb":{"SequenceNumber":"%d","NewImage":{
    "PK":{"S":"WALLET#sender-1"},"SK":{"S":"ENTRY#%012d"},"kind":{"S":"gift_sent"},
    "ref":{"S":"GIFT#%s-%d"},"details":{"S":"%s rose 1 1 1 5000"},"policyVersion":{"N":"1"},
    "hash":{"B":"AAAA"},"postings":{"L":[]}}}}\
    """
        .formatted(number, number, creator, number, creator);
  }

  private String withdrawal(int number) {
    return """
    {"eventName":"INSERT","dynamodb":{"SequenceNumber":"%d","NewImage":{
    "PK":{"S":"EARNINGS#%s"},"SK":{"S":"ENTRY#%012d"},"kind":{"S":"withdrawal_requested"},
    "ref":{"S":"WITHDRAWAL#w%d"}}}}\
    """
        .formatted(number, creator, number, number);
  }

  private static String handle(List<String> records) throws IOException {
    return handle(handler, records);
  }

  private static String handle(DispatchHandler handler, List<String> records) throws IOException {
    return Invocation.invoke(handler, "{\"Records\":[" + String.join(",", records) + "]}");
  }
}

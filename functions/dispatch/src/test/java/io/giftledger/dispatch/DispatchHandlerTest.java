package io.giftledger.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.embedded.EmbeddedAws;
import io.giftledger.embedded.Invocation;
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

  private static EmbeddedAws aws;
  private static DispatchHandler handler;

  private final String creator = "creator-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    aws = EmbeddedAws.shared();
    handler = new DispatchHandler(aws.environment("DispatchFunction"));
  }

  @AfterAll
  static void stop() {
    handler.close();
  }

  @BeforeEach
  void empty_queues() {
    for (String queue : List.of("Conversions", "Payouts")) {
      aws.sqs().purgeQueue(PurgeQueueRequest.builder().queueUrl(aws.queueUrl(queue)).build());
    }
  }

  @Test
  void gifts_are_grouped_by_creator_in_messages_of_at_most_ninety() throws IOException {
    List<String> records = new ArrayList<>();
    IntStream.range(0, 200).forEach(number -> records.add(gift(number, creator)));
    records.add(gift(200, "other-" + creator));

    assertEquals("{\"batchItemFailures\":[]}", handle(records));

    Map<String, List<Integer>> sizes = new HashMap<>();
    for (Message message : received("Conversions")) {
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

    assertEquals(1, received("Conversions").size());
  }

  @Test
  void each_withdrawal_is_a_message() throws IOException {
    handle(List.of(withdrawal(1), withdrawal(2)));

    assertEquals(
        List.of("\"withdrawal\":\"w1\"", "\"withdrawal\":\"w2\""),
        received("Payouts").stream()
            .map(message -> message.body().replaceAll(".*(\"withdrawal\":\"w.\").*", "$1"))
            .sorted()
            .toList());
  }

  @Test
  void a_record_that_is_not_understood_is_reported_and_the_others_are_sent() throws IOException {
    String wrong =
        """
        {"dynamodb":{"SequenceNumber":"7","NewImage":{"PK":{"S":"WALLET#a"},"SK":{"S":"GIFT#b"}}}}\
        """;

    assertEquals(
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"7\"}]}",
        handle(List.of(wrong, gift(8, creator))));

    assertEquals(1, received("Conversions").size());
  }

  @Test
  void when_a_queue_does_not_answer_every_record_meant_for_it_is_reported() throws IOException {
    Map<String, String> environment = new HashMap<>(aws.environment("DispatchFunction"));
    environment.put("CONVERSIONS_QUEUE_URL", aws.queueUrl("Conversions") + "-gone");
    try (var cutOff = new DispatchHandler(environment)) {
      String answer =
          Invocation.invoke(
              cutOff,
              "{\"Records\":["
                  + String.join(",", gift(11, creator), withdrawal(12), gift(13, creator))
                  + "]}");

      assertEquals(
          "{\"batchItemFailures\":[{\"itemIdentifier\":\"11\"},{\"itemIdentifier\":\"13\"}]}",
          answer);
    }
    assertEquals(1, received("Payouts").size());
  }

  private static List<Message> received(String queue) {
    List<Message> all = new ArrayList<>();
    while (true) {
      List<Message> some =
          aws.sqs()
              .receiveMessage(
                  request ->
                      request
                          .queueUrl(aws.queueUrl(queue))
                          .maxNumberOfMessages(10)
                          .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
              .messages();
      if (some.isEmpty()) return all;
      all.addAll(some);
      // A FIFO group stays locked while one of its messages is in flight.
      some.forEach(
          message ->
              aws.sqs()
                  .deleteMessage(
                      request ->
                          request
                              .queueUrl(aws.queueUrl(queue))
                              .receiptHandle(message.receiptHandle())));
    }
  }

  private static String gift(int number, String creator) {
    return """
    {"eventName":"INSERT","dynamodb":{"SequenceNumber":"%d","NewImage":{
    "PK":{"S":"WALLET#sender-1"},"SK":{"S":"GIFT#%s-%d"},"creator":{"S":"%s"},
    "gift":{"S":"rose"},"quantity":{"N":"1"},"coins":{"N":"1"},"points":{"N":"1"},
    "commissionBasisPoints":{"N":"5000"},"policyVersion":{"N":"1"},
    "requestHash":{"B":"AAAA"},"walletCoins":{"N":"1"}}}}\
    """
        .formatted(number, creator, number, creator);
  }

  private String withdrawal(int number) {
    return """
    {"eventName":"INSERT","dynamodb":{"SequenceNumber":"%d","NewImage":{
    "PK":{"S":"EARNINGS#%s"},"SK":{"S":"WITHDRAWAL#w%d"}}}}\
    """
        .formatted(number, creator, number);
  }

  private static String handle(List<String> records) throws IOException {
    return Invocation.invoke(handler, "{\"Records\":[" + String.join(",", records) + "]}");
  }
}

package io.giftledger.emulator.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

class QueueBatchTest {

  @Test
  void messages_that_are_not_named_are_deleted_also_behind_one_that_failed() {
    assertEquals(List.of("1", "3"), handled(true, Replies.failed("2")));
    assertEquals(List.of("1", "2", "3"), handled(true, Replies.failed()));
    assertEquals(List.of("1", "2", "3"), handled(true, "{}".getBytes(UTF_8)));
  }

  @Test
  void a_reply_that_cannot_be_understood_deletes_nothing() {
    assertEquals(List.of(), handled(true, "no json".getBytes(UTF_8)));
    assertEquals(List.of(), handled(true, Replies.failed("2", "other")));
    assertEquals(List.of(), handled(true, "{\"batchItemFailures\":[{}]}".getBytes(UTF_8)));
  }

  @Test
  void any_reply_of_a_function_that_reports_no_failures_deletes_all() {
    assertEquals(List.of("1", "2", "3"), handled(false, Replies.failed("2")));
  }

  @Test
  void the_event_is_as_lambda_writes_it() {
    Message message =
        Message.builder()
            .messageId("1")
            .receiptHandle("handle")
            .body("hello")
            .attributes(Map.of(MessageSystemAttributeName.MESSAGE_GROUP_ID, "group"))
            .messageAttributes(
                Map.of(
                    "cause",
                    MessageAttributeValue.builder().dataType("String").stringValue("x").build()))
            .build();
    assertEquals(
        """
        {"Records":[{"messageId":"1","receiptHandle":"handle","body":"hello",\
        "attributes":{"MessageGroupId":"group"},\
        "messageAttributes":{"cause":{"stringValue":"x","dataType":"String"}},\
        "md5OfBody":null,"eventSource":"aws:sqs","eventSourceARN":"arn","awsRegion":"us-east-1"}]}\
        """,
        new QueueBatch("arn", List.of(message), true).event().toString());
  }

  private static List<String> handled(boolean reportsItemFailures, byte[] reply) {
    List<Message> messages =
        Stream.of("1", "2", "3").map(id -> Message.builder().messageId(id).build()).toList();
    return new QueueBatch("arn", messages, reportsItemFailures)
        .handled(reply).stream().map(Message::messageId).toList();
  }
}

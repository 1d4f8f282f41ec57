package io.giftledger.emulator.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.template.Template;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Messages of a queue that are delivered to a function together.
 *
 * @param queueArn the queue they came from
 * @param messages in the order in which they were received
 * @param reportsItemFailures true if the function's reply names the messages that failed
 */
public record QueueBatch(String queueArn, List<Message> messages, boolean reportsItemFailures) {

  /** The event as Lambda writes it. */
  public ObjectNode event() {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    for (Message message : messages) {
      ObjectNode json = event.withArray("Records").addObject();
      json.put("messageId", message.messageId());
      json.put("receiptHandle", message.receiptHandle());
      json.put("body", message.body());
      message.attributesAsStrings().forEach(json.putObject("attributes")::put);
      ObjectNode attributes = json.putObject("messageAttributes");
      message
          .messageAttributes()
          .forEach(
              (name, value) ->
                  attributes
                      .putObject(name)
                      .put("stringValue", value.stringValue())
                      .put("dataType", value.dataType()));
      json.put("md5OfBody", message.md5OfBody());
      json.put("eventSource", "aws:sqs");
      json.put("eventSourceARN", queueArn);
      json.put("awsRegion", Template.REGION);
    }
    return event;
  }

  /**
   * The messages that a reply says were handled, which are deleted; the others become visible
   * again. Also of a FIFO queue, what follows a failed message of its group is deleted unless the
   * function names it too. After an invocation without a reply, nothing was handled.
   */
  public List<Message> handled(byte[] reply) {
    if (!reportsItemFailures) return messages;
    Set<String> failed =
        ItemFailures.of(
            reply, messages.stream().map(Message::messageId).collect(Collectors.toSet()));
    return messages.stream().filter(message -> !failed.contains(message.messageId())).toList();
  }
}

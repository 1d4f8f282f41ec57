package io.giftledger.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.emulator.EmbeddedAws;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Lambda's event source for a queue: takes messages, delivers them in batches, deletes those that
 * were handled and gives back those that were not.
 */
final class QueueSource {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BATCH_MAX = 10;

  /** Longer than any run: a message comes back when the run says so. */
  private static final int INVISIBLE_SECONDS = 43_200;

  private final SqsClient sqs;
  private final SimulatedSqs delays;
  private final String name;
  private final String url;
  private final String deadLetters;
  private final String arn;
  private final boolean isFifo;
  private final History history;
  private final List<Message> held = new ArrayList<>();
  private final List<Batch> working = new ArrayList<>();
  private int deliveries;
  private int visible;
  private boolean changed;

  /** Delivers a batch: an event's JSON to whoever handles it. */
  interface Delivery {
    Lambda.Call start(String label, String event);
  }

  /** Messages that are being handled. */
  private record Batch(List<Message> messages, Lambda.Call call) {}

  /**
   * @param name names its deliveries
   * @param logicalId the queue in the template; its dead letters go to that with {@code Dead}
   *     behind
   */
  QueueSource(
      SqsClient sqs,
      SimulatedSqs delays,
      String name,
      EmbeddedAws aws,
      String logicalId,
      History history) {
    this.sqs = sqs;
    this.delays = delays;
    this.name = name;
    this.url = aws.queueUrl(logicalId);
    this.deadLetters = logicalId + "Dead";
    this.isFifo = url.endsWith(".fifo");
    this.history = history;
    this.arn = attribute(url, QueueAttributeName.QUEUE_ARN);
  }

  private String attribute(String queueUrl, QueueAttributeName attribute) {
    return Objects.requireNonNull(
        sqs.getQueueAttributes(get -> get.queueUrl(queueUrl).attributeNames(attribute))
            .attributes()
            .get(attribute));
  }

  /** The queue of its dead letters, as the template calls it. */
  String deadLetters() {
    return deadLetters;
  }

  /**
   * Sends its dead letters back, as the operator's command does.
   *
   * @return how many
   */
  int redrive(String deadLettersUrl) {
    int count = 0;
    while (true) {
      List<Message> dead =
          sqs.receiveMessage(
                  receive ->
                      receive
                          .queueUrl(deadLettersUrl)
                          .maxNumberOfMessages(BATCH_MAX)
                          .messageSystemAttributeNames(MessageSystemAttributeName.MESSAGE_GROUP_ID))
              .messages();
      if (dead.isEmpty()) break;
      for (Message message : dead) {
        count++;
        String group = message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID);
        sqs.sendMessage(
            send -> {
              send.queueUrl(url).messageBody(message.body());
              if (isFifo) send.messageGroupId(group).messageDeduplicationId(message.messageId());
            });
        sqs.deleteMessage(
            delete -> delete.queueUrl(deadLettersUrl).receiptHandle(message.receiptHandle()));
      }
    }
    sent(count);
    return count;
  }

  String url() {
    return url;
  }

  /** Tells that messages were sent to it. */
  void sent(int count) {
    visible += count;
    changed |= count > 0;
  }

  /** How many messages are here, delayed and worked on too. */
  int held() {
    return held.size() + working.stream().mapToInt(batch -> batch.messages.size()).sum();
  }

  private List<Message> receive() {
    return sqs.receiveMessage(
            receive ->
                receive
                    .queueUrl(url)
                    .maxNumberOfMessages(BATCH_MAX)
                    .visibilityTimeout(INVISIBLE_SECONDS)
                    .waitTimeSeconds(0)
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                    .messageAttributeNames("All"))
        .messages();
  }

  /** Takes what is there. Behind a message of a FIFO queue others may wait: they stay. */
  void poll() {
    if (!changed) return;
    changed = false;
    List<Message> received;
    do {
      received = visible == 0 ? List.of() : receive();
      visible -= received.size();
      held.addAll(received);
    } while (received.size() == BATCH_MAX);
    // What SQS recognized as a repeat, or gave up, never comes.
    if (!isFifo || isEmpty()) visible = 0;
    // In which order a queue hands out what is there at once depends on milliseconds.
    if (!isFifo) held.sort(Comparator.comparing(Message::body));
  }

  /** How many messages are held that may be delivered now. */
  int ready() {
    return due().size();
  }

  /** Whether nothing is left, now or later. */
  boolean isEmpty() {
    return held.isEmpty() && working.isEmpty();
  }

  private List<Message> due() {
    return held.stream().filter(message -> delays.isDue(message.messageId())).toList();
  }

  /** Delivers some messages, as many as the dice say. */
  void deliver(Rolls rolls, int most, boolean visibilityEnds, Delivery delivery) {
    List<Message> due = new ArrayList<>(due());
    List<Message> batch = new ArrayList<>();
    int count = Math.min(rolls.between(1, most), due.size());
    for (int taken = 0; taken < count; taken++) {
      batch.add(due.remove(isFifo ? 0 : rolls.between(0, due.size() - 1)));
    }
    held.removeAll(batch);
    String label = name + ++deliveries;
    history.note(label + ": " + batch.size() + " messages");
    if (visibilityEnds) {
      history.note(label + ": its messages are visible again");
      giveBack(batch);
    }
    working.add(new Batch(batch, delivery.start(label, event(batch))));
  }

  /** Notes what came of the batches that are over. */
  void settle(Rolls rolls, boolean deliveredTwice) {
    for (Batch batch : List.copyOf(working)) {
      if (!batch.call.isDone()) continue;
      working.remove(batch);
      Optional<Set<String>> failed = batch.call.reply().map(StreamSource.Replies::failures);
      List<Message> done = new ArrayList<>();
      List<Message> again = new ArrayList<>();
      for (Message message : batch.messages) {
        boolean handled = failed.isPresent() && !failed.get().contains(message.messageId());
        boolean stays = !handled || (deliveredTwice && rolls.happens(0.1));
        (stays ? again : done).add(message);
      }
      giveBack(again);
      delete(done);
    }
  }

  /** A receipt is good for one delivery: of what somebody else has by now, SQS says so, no more. */
  private void giveBack(List<Message> messages) {
    if (messages.isEmpty()) return;
    visible += messages.size();
    changed = true;
    sqs.changeMessageVisibilityBatch(
        change ->
            change
                .queueUrl(url)
                .entries(
                    messages.stream()
                        .map(
                            message ->
                                ChangeMessageVisibilityBatchRequestEntry.builder()
                                    .id(message.messageId())
                                    .receiptHandle(message.receiptHandle())
                                    .visibilityTimeout(0)
                                    .build())
                        .toList()));
  }

  private void delete(List<Message> messages) {
    if (messages.isEmpty()) return;
    changed = true;
    sqs.deleteMessageBatch(
        delete ->
            delete
                .queueUrl(url)
                .entries(
                    messages.stream()
                        .map(
                            message ->
                                DeleteMessageBatchRequestEntry.builder()
                                    .id(message.messageId())
                                    .receiptHandle(message.receiptHandle())
                                    .build())
                        .toList()));
  }

  private String event(List<Message> batch) {
    ObjectNode event = JSON.createObjectNode();
    for (Message message : batch) {
      ObjectNode json = event.withArray("Records").addObject();
      json.put("messageId", message.messageId());
      json.put("receiptHandle", message.receiptHandle());
      json.put("body", message.body());
      message.attributesAsStrings().forEach(json.putObject("attributes")::put);
      json.putObject("messageAttributes");
      json.put("eventSource", "aws:sqs");
      json.put("eventSourceARN", arn);
    }
    return event.toString();
  }
}

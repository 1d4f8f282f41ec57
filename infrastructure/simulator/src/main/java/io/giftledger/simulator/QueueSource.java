package io.giftledger.simulator;

import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.events.QueueBatch;
import io.giftledger.emulator.events.SourceQueue;
import io.giftledger.queues.Cause;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * Lambda's event source for a queue: takes messages, delivers them in batches, deletes those that
 * were handled and gives back those that were not.
 */
final class QueueSource {

  private static final String CAUSE = "cause";

  /** Why what two people said of a withdrawal is settled by nobody any more. */
  private static final Set<String> TOO_LATE =
      Set.of(Cause.WRONG_STATUS.label(), Cause.SETTLED_OTHERWISE.label());

  /** Longer than any run: a message comes back when the run says so. */
  private static final Duration INVISIBLE = Duration.ofHours(12);

  private final SqsClient sqs;
  private final SimulatedSqs delays;
  private final String name;
  private final SourceQueue queue;
  private final String deadLetters;
  private final boolean reportsItemFailures;
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
  private record Batch(QueueBatch batch, Lambda.Call call) {}

  /**
   * @param name names its deliveries
   * @param logicalId the queue in the template; its dead letters go to that with {@code Dead}
   *     behind
   * @param reportsItemFailures whether whoever handles its messages names those that failed
   */
  QueueSource(
      SqsClient sqs,
      SimulatedSqs delays,
      String name,
      EmbeddedAws aws,
      String logicalId,
      boolean reportsItemFailures,
      History history) {
    this.sqs = sqs;
    this.delays = delays;
    this.name = name;
    this.queue = new SourceQueue(sqs, aws.queueUrl(logicalId));
    this.deadLetters = logicalId + "Dead";
    this.reportsItemFailures = reportsItemFailures;
    this.history = history;
  }

  /** The queue of its dead letters, as the template calls it. */
  String deadLetters() {
    return deadLetters;
  }

  private static boolean isTooLate(Message letter) {
    return letter.body().contains("\"resolution\":\"")
        && letter.hasMessageAttributes()
        && Optional.ofNullable(letter.messageAttributes().get(CAUSE))
            .filter(cause -> TOO_LATE.contains(cause.stringValue()))
            .isPresent();
  }

  /**
   * Sends its dead letters back, as the operator's command does, but for what is too late for good.
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
                          .maxNumberOfMessages(SourceQueue.REQUEST_MAX)
                          .messageSystemAttributeNames(MessageSystemAttributeName.MESSAGE_GROUP_ID)
                          .messageAttributeNames(CAUSE))
              .messages();
      if (dead.isEmpty()) break;
      for (Message message : dead) {
        if (isTooLate(message)) {
          sqs.deleteMessage(
              delete -> delete.queueUrl(deadLettersUrl).receiptHandle(message.receiptHandle()));
          continue;
        }
        count++;
        String group = message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID);
        sqs.sendMessage(
            send -> {
              send.queueUrl(queue.url()).messageBody(message.body());
              if (queue.isFifo())
                send.messageGroupId(group).messageDeduplicationId(message.messageId());
            });
        sqs.deleteMessage(
            delete -> delete.queueUrl(deadLettersUrl).receiptHandle(message.receiptHandle()));
      }
    }
    sent(count);
    return count;
  }

  String url() {
    return queue.url();
  }

  /** Tells that messages were sent to it. */
  void sent(int count) {
    visible += count;
    changed |= count > 0;
  }

  /** How many messages are here, delayed and worked on too. */
  int held() {
    return held.size() + working.stream().mapToInt(batch -> batch.batch.messages().size()).sum();
  }

  /** Takes what is there. Behind a message of a FIFO queue others may wait: they stay. */
  void poll() {
    if (!changed) return;
    changed = false;
    List<Message> received;
    do {
      received = visible == 0 ? List.of() : queue.receive(SourceQueue.REQUEST_MAX, INVISIBLE);
      visible -= received.size();
      held.addAll(received);
    } while (received.size() == SourceQueue.REQUEST_MAX);
    // What SQS recognized as a repeat, or gave up, never comes.
    if (!queue.isFifo() || isEmpty()) visible = 0;
    // In which order a queue hands out what is there at once depends on milliseconds.
    if (!queue.isFifo()) held.sort(Comparator.comparing(Message::body));
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
    List<Message> messages = new ArrayList<>();
    int count = Math.min(rolls.between(1, most), due.size());
    for (int taken = 0; taken < count; taken++) {
      messages.add(due.remove(queue.isFifo() ? 0 : rolls.between(0, due.size() - 1)));
    }
    held.removeAll(messages);
    String label = name + ++deliveries;
    history.note(label + ": " + messages.size() + " messages");
    if (visibilityEnds) {
      history.note(label + ": its messages are visible again");
      giveBack(messages);
    }
    var batch = new QueueBatch(queue.arn(), messages, reportsItemFailures);
    working.add(new Batch(batch, delivery.start(label, batch.event().toString())));
  }

  /** Notes what came of the batches that are over. */
  void settle(Rolls rolls, boolean deliveredTwice) {
    for (Batch batch : List.copyOf(working)) {
      if (!batch.call.isDone()) continue;
      working.remove(batch);
      List<Message> handled =
          batch
              .call
              .reply()
              .map(reply -> batch.batch.handled(reply.getBytes(StandardCharsets.UTF_8)))
              .orElse(List.of());
      List<Message> done = new ArrayList<>();
      List<Message> again = new ArrayList<>();
      for (Message message : batch.batch.messages()) {
        boolean stays = !handled.contains(message) || (deliveredTwice && rolls.happens(0.1));
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
    queue.giveBack(messages);
  }

  private void delete(List<Message> messages) {
    if (messages.isEmpty()) return;
    changed = true;
    queue.delete(messages);
  }
}

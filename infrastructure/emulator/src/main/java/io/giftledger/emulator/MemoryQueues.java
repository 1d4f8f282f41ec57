package io.giftledger.emulator;

import io.giftledger.template.Template;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesResponse;

/**
 * SQS in memory, as far as event sources and functions use it: message groups keep their order, a
 * repeat is dropped, what was received too often is a dead letter. No time passes: a message is
 * there at once, and one that was received comes back when its receiver says so.
 */
final class MemoryQueues implements SqsClient {

  private static final String FIFO = ".fifo";
  private static final Pattern REDRIVE =
      Pattern.compile("\\{\"deadLetterTargetArn\":\"(.+)\",\"maxReceiveCount\":\"?(\\d+)\"?}");

  private final Map<String, Queue> queues = new HashMap<>();
  private long places;

  private static final class Queue {

    private final String name;
    private final Map<QueueAttributeName, String> attributes = new HashMap<>();

    /** Message groups, each in order; all messages of a queue without order are one. */
    private final Map<String, NavigableSet<Stored>> groups = new HashMap<>();

    private final Map<String, Stored> byId = new HashMap<>();
    private final Map<String, Stored> sent = new HashMap<>();

    Queue(String name) {
      this.name = name;
    }

    boolean isFifo() {
      return name.endsWith(FIFO);
    }

    String arn() {
      return "arn:aws:sqs:%s:%s:%s".formatted(Template.REGION, Template.ACCOUNT_ID, name);
    }

    void add(Stored message) {
      groups
          .computeIfAbsent(
              message.group, _ -> new TreeSet<>(Comparator.comparingLong(stored -> stored.place)))
          .add(message);
      byId.put(message.id, message);
    }

    /** In order, where it was; otherwise, behind those that have waited longer. */
    void giveBack(Stored message, long place) {
      message.isOut = false;
      if (isFifo()) return;
      remove(message);
      message.place = place;
      add(message);
    }

    void remove(Stored message) {
      byId.remove(message.id);
      groups.computeIfPresent(
          message.group,
          (_, group) -> {
            group.remove(message);
            return group.isEmpty() ? null : group;
          });
    }
  }

  private static final class Stored {

    private final String id;
    private final String body;
    private final String group;
    private final String deduplicationId;
    private final Map<String, MessageAttributeValue> attributes;
    private final long sentAt;
    private long place;
    private int receives;
    private boolean isOut;

    Stored(
        String id,
        String body,
        String group,
        String deduplicationId,
        Map<String, MessageAttributeValue> attributes,
        long sentAt,
        long place) {
      this.id = id;
      this.body = body;
      this.group = group;
      this.deduplicationId = deduplicationId;
      this.attributes = attributes;
      this.sentAt = sentAt;
      this.place = place;
    }

    /** Good for one delivery. */
    String receipt() {
      return id + "#" + receives;
    }

    Message received(boolean isFifo) {
      Map<MessageSystemAttributeName, String> told = new LinkedHashMap<>();
      told.put(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, Integer.toString(receives));
      told.put(MessageSystemAttributeName.SENT_TIMESTAMP, Long.toString(sentAt));
      told.put(
          MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP, Long.toString(sentAt));
      told.put(MessageSystemAttributeName.SENDER_ID, Template.ACCOUNT_ID);
      if (isFifo) {
        told.put(MessageSystemAttributeName.MESSAGE_GROUP_ID, group);
        told.put(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID, deduplicationId);
      }
      return Message.builder()
          .messageId(id)
          .receiptHandle(receipt())
          .body(body)
          .attributes(told)
          .messageAttributes(attributes)
          .build();
    }
  }

  static AwsErrorDetails details(String code) {
    return AwsErrorDetails.builder().errorCode(code).errorMessage(code).build();
  }

  private Queue queue(String url) {
    return named(url.substring(url.lastIndexOf('/') + 1));
  }

  private Queue named(String name) {
    Queue queue = queues.get(name);
    if (queue == null) throw QueueDoesNotExistException.builder().message(name).build();
    return queue;
  }

  // ---- Queues ---------------------------------------------------------------------------------

  @Override
  public synchronized CreateQueueResponse createQueue(CreateQueueRequest request) {
    Queue queue = queues.computeIfAbsent(request.queueName(), Queue::new);
    queue.attributes.putAll(request.attributes());
    return CreateQueueResponse.builder().queueUrl(url(queue)).build();
  }

  @Override
  public synchronized SetQueueAttributesResponse setQueueAttributes(
      SetQueueAttributesRequest request) {
    queue(request.queueUrl()).attributes.putAll(request.attributes());
    return SetQueueAttributesResponse.builder().build();
  }

  @Override
  public synchronized DeleteQueueResponse deleteQueue(DeleteQueueRequest request) {
    queues.remove(queue(request.queueUrl()).name);
    return DeleteQueueResponse.builder().build();
  }

  private static String url(Queue queue) {
    return "http://memory/%s/%s".formatted(Template.ACCOUNT_ID, queue.name);
  }

  @Override
  public synchronized GetQueueUrlResponse getQueueUrl(GetQueueUrlRequest request) {
    return GetQueueUrlResponse.builder().queueUrl(url(named(request.queueName()))).build();
  }

  @Override
  public synchronized GetQueueAttributesResponse getQueueAttributes(
      GetQueueAttributesRequest request) {
    Queue queue = queue(request.queueUrl());
    Map<QueueAttributeName, String> attributes = new HashMap<>(queue.attributes);
    attributes.putIfAbsent(QueueAttributeName.VISIBILITY_TIMEOUT, "30");
    attributes.put(QueueAttributeName.QUEUE_ARN, queue.arn());
    return GetQueueAttributesResponse.builder().attributes(attributes).build();
  }

  // ---- Messages -------------------------------------------------------------------------------

  @Override
  public synchronized SendMessageResponse sendMessage(SendMessageRequest request) {
    String id =
        send(
            queue(request.queueUrl()),
            request.messageBody(),
            request.messageGroupId(),
            request.messageDeduplicationId(),
            request.messageAttributes(),
            request.delaySeconds());
    return SendMessageResponse.builder().messageId(id).build();
  }

  @Override
  public synchronized SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
    Queue queue = queue(request.queueUrl());
    List<SendMessageBatchResultEntry> taken = new ArrayList<>();
    for (var entry : request.entries()) {
      String id =
          send(
              queue,
              entry.messageBody(),
              entry.messageGroupId(),
              entry.messageDeduplicationId(),
              entry.messageAttributes(),
              entry.delaySeconds());
      taken.add(SendMessageBatchResultEntry.builder().id(entry.id()).messageId(id).build());
    }
    return SendMessageBatchResponse.builder().successful(taken).failed(List.of()).build();
  }

  private String send(
      Queue queue,
      String body,
      @Nullable String group,
      @Nullable String deduplicationId,
      Map<String, MessageAttributeValue> attributes,
      @Nullable Integer delaySeconds) {
    String delay = queue.attributes.getOrDefault(QueueAttributeName.DELAY_SECONDS, "0");
    if (!delay.equals("0") || (delaySeconds != null && delaySeconds > 0)) {
      throw new UnsupportedOperationException("a delay in " + queue.name);
    }
    if (queue.isFifo() && (group == null || deduplicationId == null)) {
      throw new UnsupportedOperationException("no place in " + queue.name);
    }
    Stored before = deduplicationId == null ? null : queue.sent.get(deduplicationId);
    if (before != null) return before.id;
    Stored message =
        new Stored(
            UUID.randomUUID().toString(),
            body,
            group == null ? "" : group,
            deduplicationId == null ? "" : deduplicationId,
            attributes,
            Instant.now().toEpochMilli(),
            ++places);
    queue.add(message);
    if (deduplicationId != null) queue.sent.put(deduplicationId, message);
    return message.id;
  }

  @Override
  public synchronized ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
    Queue queue = queue(request.queueUrl());
    int most = request.maxNumberOfMessages() == null ? 1 : request.maxNumberOfMessages();
    List<Stored> next = next(queue, most);
    Optional<Matcher> redrive = redrive(queue);
    List<Message> received = new ArrayList<>();
    for (Stored message : next) {
      if (redrive.isPresent() && message.receives >= Integer.parseInt(redrive.get().group(2))) {
        String arn = redrive.get().group(1);
        queue.remove(message);
        named(arn.substring(arn.lastIndexOf(':') + 1)).add(message);
        continue;
      }
      message.isOut = true;
      message.receives++;
      received.add(message.received(queue.isFifo()));
    }
    return ReceiveMessageResponse.builder().messages(received).build();
  }

  private static Optional<Matcher> redrive(Queue queue) {
    return Optional.ofNullable(queue.attributes.get(QueueAttributeName.REDRIVE_POLICY))
        .map(REDRIVE::matcher)
        .filter(Matcher::matches);
  }

  /** The first that are to be had: of a message group, none behind one that was given out. */
  private static List<Stored> next(Queue queue, int most) {
    List<Stored> next = new ArrayList<>();
    for (NavigableSet<Stored> group : queue.groups.values()) {
      Iterator<Stored> messages = group.iterator();
      while (messages.hasNext() && next.size() < most) {
        Stored message = messages.next();
        if (!message.isOut) next.add(message);
        else if (queue.isFifo()) break;
      }
    }
    return next;
  }

  /** The message that a receipt is good for; none if it was deleted or received again. */
  private static Optional<Stored> received(Queue queue, String receipt) {
    Stored message = queue.byId.get(receipt.split("#", 2)[0]);
    return message != null && message.receipt().equals(receipt)
        ? Optional.of(message)
        : Optional.empty();
  }

  @Override
  public synchronized DeleteMessageResponse deleteMessage(DeleteMessageRequest request) {
    Queue queue = queue(request.queueUrl());
    received(queue, request.receiptHandle()).ifPresent(queue::remove);
    return DeleteMessageResponse.builder().build();
  }

  @Override
  public synchronized DeleteMessageBatchResponse deleteMessageBatch(
      DeleteMessageBatchRequest request) {
    Queue queue = queue(request.queueUrl());
    request
        .entries()
        .forEach(entry -> received(queue, entry.receiptHandle()).ifPresent(queue::remove));
    return DeleteMessageBatchResponse.builder().build();
  }

  @Override
  public synchronized ChangeMessageVisibilityBatchResponse changeMessageVisibilityBatch(
      ChangeMessageVisibilityBatchRequest request) {
    Queue queue = queue(request.queueUrl());
    List<BatchResultErrorEntry> failed = new ArrayList<>();
    for (var entry : request.entries()) {
      if (!Integer.valueOf(0).equals(entry.visibilityTimeout())) {
        throw new UnsupportedOperationException("another timeout");
      }
      Optional<Stored> message = received(queue, entry.receiptHandle());
      message.ifPresent(back -> queue.giveBack(back, ++places));
      if (message.isEmpty()) {
        failed.add(
            BatchResultErrorEntry.builder()
                .id(entry.id())
                .code("ReceiptHandleIsInvalid")
                .senderFault(true)
                .build());
      }
    }
    return ChangeMessageVisibilityBatchResponse.builder().failed(failed).build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}

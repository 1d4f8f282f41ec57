package io.giftledger.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.template.EventSource;
import io.giftledger.template.Shape;
import io.giftledger.template.TemplateException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/**
 * Brings a queue's messages to a function in batches, and deletes those that the function handled.
 * The others become visible again after the queue's visibility timeout, and the queue itself moves
 * them to the dead-letter queue in the end. The order within a FIFO queue's message groups is kept
 * by the queue, which gives out no message of a group before the ones that were given out are
 * deleted.
 */
final class SqsEventSource implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SqsEventSource.class);

  private static final Set<String> PROPERTIES =
      Set.of(
          "Queue",
          "BatchSize",
          "MaximumBatchingWindowInSeconds",
          "FunctionResponseTypes",
          "ScalingConfig",
          "Enabled");

  /** The most that one receive yields. */
  private static final int RECEIVE_MAX = 10;

  /** How long one receive waits for a first message; closing waits as long. */
  private static final int POLL_SECONDS = 1;

  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);

  private final EventSource source;
  private final LocalFunction function;
  private final SqsClient sqs;
  private final String queueArn;
  private final String queueUrl;
  private final boolean fifo;
  private final int batchSize;
  private final Duration window;
  private final boolean reportsItemFailures;
  private final int concurrencyMax;
  private final int deliveries;
  private final Semaphore permits;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean closing;

  private SqsEventSource(
      EventSource source, LocalFunction function, EmbeddedAws aws, int deliveries) {
    source.allowOnly(PROPERTIES);
    this.source = source;
    this.deliveries = deliveries;
    this.function = function;
    this.sqs = aws.sqs();
    this.queueArn = source.string("Queue");
    this.queueUrl = queueUrl();
    this.fifo = queueArn.endsWith(".fifo");
    this.window =
        Duration.ofSeconds(source.integer("MaximumBatchingWindowInSeconds", 0, 0, fifo ? 0 : 300));
    int batchSizeMax = window.isZero() ? RECEIVE_MAX : 10_000;
    this.batchSize = source.integer("BatchSize", RECEIVE_MAX, 1, batchSizeMax);
    this.reportsItemFailures = source.reportsItemFailures();
    this.concurrencyMax = concurrencyMax();
    this.permits = new Semaphore(concurrencyMax);
    checkVisibility();
  }

  /**
   * @param deliveries how often a message is delivered before it is deleted: 1 unless somebody
   *     wants to see what a queue's second delivery does
   * @throws TemplateException if AWS would not accept the event source
   */
  static SqsEventSource start(
      EventSource source, LocalFunction function, EmbeddedAws aws, int deliveries) {
    var started = new SqsEventSource(source, function, aws, deliveries);
    if (source.is("Enabled", true)) {
      Thread.ofVirtual().name("sqs " + source.place()).start(started::poll);
    }
    return started;
  }

  private String queueUrl() {
    String name = queueArn.substring(queueArn.lastIndexOf(':') + 1);
    try {
      return sqs.getQueueUrl(request -> request.queueName(name)).queueUrl();
    } catch (QueueDoesNotExistException e) {
      throw new TemplateException(source.place() + ".Queue: there is no queue " + queueArn, e);
    }
  }

  private int concurrencyMax() {
    Object most = source.map("ScalingConfig").getOrDefault("MaximumConcurrency", 10L);
    String place = source.place() + ".ScalingConfig.MaximumConcurrency";
    for (String number : Shape.strings(List.of(most), place)) {
      if (number.matches("\\d{1,4}") && Integer.parseInt(number) >= 2) {
        return Integer.parseInt(number);
      }
    }
    throw new TemplateException(place + " must be a number from 2 to 1000");
  }

  private void checkVisibility() {
    String seconds =
        sqs.getQueueAttributes(
                request ->
                    request
                        .queueUrl(queueUrl)
                        .attributeNames(QueueAttributeName.VISIBILITY_TIMEOUT))
            .attributes()
            .getOrDefault(QueueAttributeName.VISIBILITY_TIMEOUT, "30");
    if (Long.parseLong(seconds) < function.definition().timeout().toSeconds()) {
      throw new TemplateException(
          source.place() + ": the queue's visibility timeout is less than the function's timeout");
    }
  }

  private void poll() {
    while (!closing) {
      try {
        permits.acquire();
        List<Message> batch = receive();
        if (batch.isEmpty()) permits.release();
        else threads.execute(() -> handle(batch));
      } catch (SdkException e) {
        permits.release();
        if (!closing) pause(e);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void pause(SdkException e) {
    LOG.warn("cannot receive: {}", e.getMessage());
    try {
      Thread.sleep(PAUSE_AFTER_ERROR);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Message> receive() {
    List<Message> batch = new ArrayList<>();
    long deadline = Long.MAX_VALUE;
    do {
      int room = Math.min(RECEIVE_MAX, batchSize - batch.size());
      List<Message> received =
          sqs.receiveMessage(
                  request ->
                      request
                          .queueUrl(queueUrl)
                          .maxNumberOfMessages(room)
                          .waitTimeSeconds(POLL_SECONDS)
                          .messageAttributeNames("All")
                          .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
              .messages();
      if (batch.isEmpty()) deadline = System.nanoTime() + window.toNanos();
      batch.addAll(received);
    } while (!closing
        && !batch.isEmpty()
        && batch.size() < batchSize
        && System.nanoTime() < deadline);
    return batch;
  }

  private void handle(List<Message> batch) {
    try {
      byte[] event = Json.write(event(batch));
      for (int extra = 1; extra < deliveries; extra++) function.invoke(event);
      byte[] reply = function.invoke(event);
      delete(batch, reportsItemFailures ? failed(batch, reply) : Set.of());
    } catch (FunctionFault e) {
      LOG.error("{}", e.getMessage(), e.getCause());
    } catch (SdkException e) {
      if (!closing) LOG.warn("cannot delete from {}: {}", queueUrl, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      permits.release();
    }
  }

  /** The ids of the messages that failed: all of them if the reply is not what it should be. */
  private Set<String> failed(List<Message> batch, byte[] reply) {
    var ids = new HashSet<>(batch.stream().map(Message::messageId).toList());
    try {
      var failures = new HashSet<>(Json.failures(reply));
      if (ids.containsAll(failures)) return failures;
      LOG.error("{} names messages that it was not given", function.definition().logicalId());
    } catch (IOException e) {
      LOG.error("{} does not reply with JSON", function.definition().logicalId());
    }
    return ids;
  }

  private void delete(List<Message> batch, Set<String> except) {
    List<Message> handled =
        batch.stream().filter(message -> !except.contains(message.messageId())).toList();
    for (int from = 0; from < handled.size(); from += RECEIVE_MAX) {
      List<DeleteMessageBatchRequestEntry> entries =
          handled.subList(from, Math.min(handled.size(), from + RECEIVE_MAX)).stream()
              .map(
                  message ->
                      DeleteMessageBatchRequestEntry.builder()
                          .id(message.messageId())
                          .receiptHandle(message.receiptHandle())
                          .build())
              .toList();
      sqs.deleteMessageBatch(request -> request.queueUrl(queueUrl).entries(entries));
    }
  }

  private ObjectNode event(List<Message> batch) {
    ObjectNode event = Json.object();
    for (Message message : batch) {
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
      json.put("awsRegion", "us-east-1");
    }
    return event;
  }

  /** Waits for the batches that are being handled, as long as the function may take. */
  @Override
  public void close() {
    closing = true;
    try {
      boolean idle =
          permits.tryAcquire(
              concurrencyMax,
              function.definition().timeout().toMillis() + POLL_SECONDS * 1000L,
              TimeUnit.MILLISECONDS);
      if (!idle) LOG.warn("{} is still at work", source.place());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdownNow();
  }
}

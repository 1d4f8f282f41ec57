package io.giftledger.local;

import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.events.QueueBatch;
import io.giftledger.emulator.events.SourceQueue;
import io.giftledger.template.EventSource;
import io.giftledger.template.Shape;
import io.giftledger.template.TemplateException;
import java.time.Duration;
import java.util.ArrayList;
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
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/**
 * Brings a queue's messages to a function in batches, and deletes those that the function handled.
 * The others become visible again after the queue's visibility timeout, and the queue itself moves
 * them to the dead-letter queue in the end.
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

  /** The pause after nothing came; while the function is idle too, it doubles each time. */
  private static final Duration PAUSE_MIN = Duration.ofMillis(50);

  private static final Duration PAUSE_MAX = Duration.ofMillis(200);

  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);

  private final EventSource source;
  private final LocalFunction function;
  private final SourceQueue queue;
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
    this.queue = new SourceQueue(aws.sqs(), queueUrl(aws.sqs()));
    this.window =
        Duration.ofSeconds(
            source.integer("MaximumBatchingWindowInSeconds", 0, 0, queue.isFifo() ? 0 : 300));
    int batchSizeMax = window.isZero() ? SourceQueue.REQUEST_MAX : 10_000;
    this.batchSize = source.integer("BatchSize", SourceQueue.REQUEST_MAX, 1, batchSizeMax);
    this.reportsItemFailures = source.reportsItemFailures();
    this.concurrencyMax = concurrencyMax();
    this.permits = new Semaphore(concurrencyMax);
    if (queue.visibilityTimeout().compareTo(function.definition().timeout()) < 0) {
      throw new TemplateException(
          source.place() + ": the queue's visibility timeout is less than the function's timeout");
    }
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

  private String queueUrl(SqsClient sqs) {
    String queueArn = source.string("Queue");
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

  private void poll() {
    Duration pause = PAUSE_MIN;
    while (!closing) {
      try {
        permits.acquire();
        List<Message> messages = receive();
        if (messages.isEmpty()) {
          permits.release();
          Thread.sleep(pause);
          pause = isIdle() ? doubled(pause) : PAUSE_MIN;
        } else {
          threads.execute(() -> handle(messages));
          pause = PAUSE_MIN;
        }
      } catch (SdkException e) {
        permits.release();
        if (!closing) pauseAfter(e);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Otherwise the end of a batch may set a message group free. */
  private boolean isIdle() {
    return permits.availablePermits() == concurrencyMax;
  }

  private static Duration doubled(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(PAUSE_MAX) < 0 ? doubled : PAUSE_MAX;
  }

  private static void pauseAfter(SdkException e) {
    LOG.warn("cannot receive: {}", e.getMessage());
    try {
      Thread.sleep(PAUSE_AFTER_ERROR);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A batch: as many messages as it may have, or what came within the window after the first. */
  private List<Message> receive() throws InterruptedException {
    List<Message> messages = new ArrayList<>(queue.receive(batchSize));
    if (messages.isEmpty()) return messages;
    long deadline = System.nanoTime() + window.toNanos();
    while (!closing && messages.size() < batchSize && System.nanoTime() < deadline) {
      List<Message> more = queue.receive(batchSize - messages.size());
      if (more.isEmpty()) Thread.sleep(PAUSE_MIN);
      messages.addAll(more);
    }
    return messages;
  }

  private void handle(List<Message> messages) {
    try {
      var batch = new QueueBatch(queue.arn(), messages, reportsItemFailures);
      byte[] event = Json.write(batch.event());
      for (int extra = 1; extra < deliveries; extra++) function.invoke(event);
      queue.delete(batch.handled(function.invoke(event)));
    } catch (FunctionFault e) {
      LOG.error("{}", e.getMessage(), e.getCause());
    } catch (SdkException e) {
      if (!closing) LOG.warn("cannot delete from {}: {}", queue.url(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      permits.release();
    }
  }

  /** Waits for the batches that are being handled, as long as the function may take. */
  @Override
  public void close() {
    closing = true;
    try {
      boolean idle =
          permits.tryAcquire(
              concurrencyMax,
              function.definition().timeout().plus(PAUSE_AFTER_ERROR).toMillis(),
              TimeUnit.MILLISECONDS);
      if (!idle) LOG.warn("{} is still at work", source.place());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdownNow();
  }
}

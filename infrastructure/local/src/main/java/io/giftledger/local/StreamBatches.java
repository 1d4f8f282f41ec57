package io.giftledger.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.template.EventSource;
import io.giftledger.template.TemplateException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands batches of a stream's records to a function until it has handled them or they are given up:
 * retries, bisection, and the place where given-up batches are named.
 */
final class StreamBatches {
  private static final Logger LOG = LoggerFactory.getLogger(StreamBatches.class);
  private static final Duration PAUSE_MIN = Duration.ofMillis(100);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

  private final LocalFunction function;
  private final String streamArn;
  private final EmbeddedAws aws;
  private final boolean reportsItemFailures;
  private final boolean bisects;

  /** Retries after the first try; -1 for any number. */
  private final int retriesMax;

  /** In seconds; -1 for any age. */
  private final int recordAgeMax;

  /** The queue's URL; empty for none. */
  private final String failuresQueueUrl;

  StreamBatches(EventSource source, LocalFunction function, String streamArn, EmbeddedAws aws) {
    this.function = function;
    this.streamArn = streamArn;
    this.aws = aws;
    this.reportsItemFailures = source.reportsItemFailures();
    this.bisects = source.is("BisectBatchOnFunctionError", false);
    this.retriesMax = source.integer("MaximumRetryAttempts", -1, -1, 10_000);
    this.recordAgeMax = source.integer("MaximumRecordAgeInSeconds", -1, -1, 604_800);
    this.failuresQueueUrl = failuresQueueUrl(source);
  }

  private String failuresQueueUrl(EventSource source) {
    if (!(source.map("DestinationConfig").get("OnFailure") instanceof Map<?, ?> onFailure)) {
      return "";
    }
    String arn = String.valueOf(onFailure.get("Destination"));
    if (!arn.startsWith("arn:aws:sqs:")) {
      throw new TemplateException(source.place() + ": OnFailure must be a queue, not " + arn);
    }
    String name = arn.substring(arn.lastIndexOf(':') + 1);
    return aws.sqs().getQueueUrl(request -> request.queueName(name)).queueUrl();
  }

  /**
   * Returns when every record is handled or given up.
   *
   * @throws InterruptedException if the runtime stops; the batch is then to be handled again
   */
  void handle(String shardId, List<StreamRecord> batch) throws InterruptedException {
    List<StreamRecord> rest = batch;
    int tries = 0;
    Duration pause = PAUSE_MIN;
    while (!rest.isEmpty()) {
      String giveUp = reasonToGiveUp(rest, tries);
      if (!giveUp.isEmpty()) {
        giveUp(shardId, rest, giveUp, tries);
        return;
      }
      int handled = invoke(rest);
      tries = handled == 0 ? tries + 1 : 1;
      boolean failed = handled < rest.size();
      rest = rest.subList(handled, rest.size());
      if (!failed) return;
      if (bisects && rest.size() > 1) {
        handle(shardId, rest.subList(0, rest.size() / 2));
        handle(shardId, rest.subList(rest.size() / 2, rest.size()));
        return;
      }
      Thread.sleep(pause);
      pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
    }
  }

  /** How many records at the start of the batch the function handled. */
  private int invoke(List<StreamRecord> batch) throws InterruptedException {
    ObjectNode event = Json.object();
    batch.forEach(record -> event.withArray("Records").add(record.json()));
    try {
      byte[] reply = function.invoke(Json.write(event));
      return reportsItemFailures ? handled(batch, reply) : batch.size();
    } catch (FunctionFault e) {
      LOG.error("{}", e.getMessage(), e.getCause());
      return 0;
    }
  }

  private int handled(List<StreamRecord> batch, byte[] reply) {
    try {
      Set<String> failures = Set.copyOf(Json.failures(reply));
      if (failures.isEmpty()) return batch.size();
      for (int i = 0; i < batch.size(); i++) {
        if (failures.contains(batch.get(i).sequenceNumber())) return i;
      }
      LOG.error("{} names records that it was not given", function.definition().logicalId());
    } catch (IOException e) {
      LOG.error("{} does not reply with JSON", function.definition().logicalId());
    }
    return 0;
  }

  private String reasonToGiveUp(List<StreamRecord> batch, int tries) {
    if (retriesMax >= 0 && tries > retriesMax) return "RetryAttemptsExhausted";
    Instant oldest = batch.getFirst().at();
    boolean old = recordAgeMax >= 0 && oldest.plusSeconds(recordAgeMax).isBefore(Instant.now());
    return old ? "RecordAgeExceeded" : "";
  }

  private void giveUp(String shardId, List<StreamRecord> batch, String condition, int tries) {
    LOG.error("gave up {} records of {}: {}", batch.size(), streamArn, condition);
    if (failuresQueueUrl.isEmpty()) return;
    ObjectNode message = Json.object();
    message
        .putObject("requestContext")
        .put("requestId", UUID.randomUUID().toString())
        .put("functionArn", function.definition().arn())
        .put("condition", condition)
        .put("approximateInvokeCount", tries);
    message
        .putObject("responseContext")
        .put("statusCode", 200)
        .put("executedVersion", "$LATEST")
        .put("functionError", "Unhandled");
    message.put("version", "1.0");
    message.put("timestamp", Instant.now().toString());
    message
        .putObject("DDBStreamBatchInfo")
        .put("shardId", shardId)
        .put("startSequenceNumber", batch.getFirst().sequenceNumber())
        .put("endSequenceNumber", batch.getLast().sequenceNumber())
        .put("approximateArrivalOfFirstRecord", batch.getFirst().at().toString())
        .put("approximateArrivalOfLastRecord", batch.getLast().at().toString())
        .put("batchSize", batch.size())
        .put("streamArn", streamArn);
    aws.sqs()
        .sendMessage(request -> request.queueUrl(failuresQueueUrl).messageBody(message.toString()));
  }
}

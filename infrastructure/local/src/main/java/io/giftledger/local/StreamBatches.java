package io.giftledger.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.events.ErrorHandling;
import io.giftledger.emulator.events.StreamBatch;
import io.giftledger.emulator.events.StreamBatch.GivenUp;
import io.giftledger.emulator.events.StreamRecord;
import io.giftledger.template.EventSource;
import io.giftledger.template.TemplateException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands batches of a stream's records to a function until it has handled them or they are given up,
 * and names those in the queue for failures.
 */
final class StreamBatches {
  private static final Logger LOG = LoggerFactory.getLogger(StreamBatches.class);
  private static final Duration PAUSE_MIN = Duration.ofMillis(100);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

  private final LocalFunction function;
  private final String streamArn;
  private final EmbeddedAws aws;
  private final ErrorHandling errors;

  /** The queue's URL; empty for none. */
  private final String failuresQueueUrl;

  StreamBatches(EventSource source, LocalFunction function, String streamArn, EmbeddedAws aws) {
    this.function = function;
    this.streamArn = streamArn;
    this.aws = aws;
    this.errors = ErrorHandling.of(source);
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
  void handle(String shardId, List<StreamRecord> records) throws InterruptedException {
    var batch = new StreamBatch(errors, records);
    while (!batch.isDone()) {
      Optional<GivenUp> givenUp = batch.giveUp(Instant.now());
      if (givenUp.isPresent()) {
        tell(shardId, givenUp.get());
        continue;
      }
      Thread.sleep(pause(batch.failures()));
      try {
        batch.replied(function.invoke(Json.write(batch.event())));
      } catch (FunctionFault e) {
        LOG.error("{}", e.getMessage(), e.getCause());
        batch.failed();
      }
    }
  }

  /** None before the first try, then longer with each failure. */
  private static Duration pause(int failures) {
    if (failures == 0) return Duration.ZERO;
    Duration pause = PAUSE_MIN.multipliedBy(1L << Math.min(failures - 1, 10));
    return pause.compareTo(PAUSE_MAX) < 0 ? pause : PAUSE_MAX;
  }

  private void tell(String shardId, GivenUp givenUp) {
    List<StreamRecord> batch = givenUp.records();
    LOG.error("gave up {} records of {}: {}", batch.size(), streamArn, givenUp.condition());
    if (failuresQueueUrl.isEmpty()) return;
    ObjectNode message = Json.object();
    message
        .putObject("requestContext")
        .put("requestId", UUID.randomUUID().toString())
        .put("functionArn", function.definition().arn())
        .put("condition", givenUp.condition())
        .put("approximateInvokeCount", givenUp.tries());
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

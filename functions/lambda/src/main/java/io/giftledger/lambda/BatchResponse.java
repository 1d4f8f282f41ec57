package io.giftledger.lambda;

import io.micronaut.serde.annotation.Serdeable;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which items of a batch failed and must be delivered again ({@code ReportBatchItemFailures}).
 *
 * @param batchItemFailures the failed items; none means that all succeeded
 */
@Serdeable
public record BatchResponse(List<Failure> batchItemFailures) {

  private static final Logger LOG = LoggerFactory.getLogger(BatchResponse.class);

  /**
   * One failed item.
   *
   * @param itemIdentifier a queue message's id, or a stream record's sequence number
   */
  @Serdeable
  public record Failure(String itemIdentifier) {}

  /** The response that names these items. */
  public static BatchResponse failed(Collection<String> identifiers) {
    return new BatchResponse(identifiers.stream().map(Failure::new).toList());
  }

  /** Handles each message by itself; one that throws is logged and delivered again. */
  public static BatchResponse ofEach(QueueEvent event, Consumer<QueueEvent.Message> handler) {
    return failed(
        event.records().stream()
            .filter(message -> !succeeds(message, handler))
            .map(QueueEvent.Message::messageId)
            .toList());
  }

  private static boolean succeeds(
      QueueEvent.Message message, Consumer<QueueEvent.Message> handler) {
    try {
      handler.accept(message);
      return true;
    } catch (RuntimeException fault) {
      LOG.atError()
          .addKeyValue("messageId", message.messageId())
          .setCause(fault)
          .log("message failed");
      return false;
    }
  }
}

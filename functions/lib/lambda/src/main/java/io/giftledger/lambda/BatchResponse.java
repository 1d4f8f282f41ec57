package io.giftledger.lambda;

import io.micronaut.serde.annotation.Serdeable;
import java.util.Collection;
import java.util.List;

/**
 * Which items of a batch failed and must be delivered again ({@code ReportBatchItemFailures}).
 *
 * @param batchItemFailures the failed items; none means that all succeeded
 */
@Serdeable
public record BatchResponse(List<Failure> batchItemFailures) {

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
}

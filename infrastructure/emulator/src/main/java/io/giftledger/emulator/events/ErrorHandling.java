package io.giftledger.emulator.events;

import io.giftledger.template.EventSource;
import io.giftledger.template.TemplateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a stream's event source does when the function fails.
 *
 * @param reportsItemFailures true if the function's reply names the records that failed
 * @param bisects true if a batch that failed as a whole is delivered in halves
 * @param retriesMax retries of the same records after their first try; empty for any number
 * @param recordAgeMax older records are given up; empty for any age
 */
public record ErrorHandling(
    boolean reportsItemFailures,
    boolean bisects,
    Optional<Integer> retriesMax,
    Optional<Duration> recordAgeMax) {

  /**
   * As the template says.
   *
   * @throws TemplateException if AWS would not accept it
   */
  public static ErrorHandling of(EventSource source) {
    int retries = source.integer("MaximumRetryAttempts", -1, -1, 10_000);
    int age = source.integer("MaximumRecordAgeInSeconds", -1, -1, 604_800);
    return new ErrorHandling(
        source.reportsItemFailures(),
        source.is("BisectBatchOnFunctionError", false),
        retries < 0 ? Optional.empty() : Optional.of(retries),
        age < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(age)));
  }

  /**
   * Why records are delivered no more, as Lambda calls it; empty if they are.
   *
   * @param failures how often they failed in a row
   * @param oldest when the oldest of them was made
   */
  Optional<String> reasonToGiveUp(int failures, Instant oldest, Instant now) {
    if (retriesMax.isPresent() && failures > retriesMax.get()) {
      return Optional.of("RetryAttemptsExhausted");
    }
    if (recordAgeMax.isPresent() && oldest.plus(recordAgeMax.get()).isBefore(now)) {
      return Optional.of("RecordAgeExceeded");
    }
    return Optional.empty();
  }
}

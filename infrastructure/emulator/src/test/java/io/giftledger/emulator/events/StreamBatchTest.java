package io.giftledger.emulator.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StreamBatchTest {
  private static final Instant MADE = Instant.parse("2026-11-22T10:00:00Z");
  private static final byte[] ALL_HANDLED = "{\"batchItemFailures\":[]}".getBytes(UTF_8);

  private static final ErrorHandling FOR_EVER =
      new ErrorHandling(true, false, Optional.empty(), Optional.empty());
  private static final ErrorHandling BISECTS =
      new ErrorHandling(true, true, Optional.empty(), Optional.empty());

  @Test
  void what_was_handled_is_not_delivered_again() {
    StreamBatch batch = batch(FOR_EVER, "1", "2", "3");

    batch.replied(failed("2"));
    assertEquals(List.of("2", "3"), next(batch));
    assertEquals(1, batch.failures());

    batch.replied(ALL_HANDLED);
    assertTrue(batch.isDone());
  }

  @Test
  void the_first_of_several_failures_decides() {
    StreamBatch batch = batch(FOR_EVER, "1", "2", "3");

    batch.replied(failed("3", "2"));

    assertEquals(List.of("2", "3"), next(batch));
  }

  @Test
  void a_reply_that_cannot_be_understood_handles_nothing() {
    for (String reply : List.of("no json", "{\"batchItemFailures\":[{}]}")) {
      StreamBatch batch = batch(FOR_EVER, "1", "2");
      batch.replied(reply.getBytes(UTF_8));
      assertEquals(List.of("1", "2"), next(batch), reply);
    }
    StreamBatch batch = batch(FOR_EVER, "1", "2");
    batch.replied(failed("2", "other"));
    assertEquals(List.of("1", "2"), next(batch));
  }

  @Test
  void a_function_that_reports_no_failures_handled_all_if_it_replied() {
    var errors = new ErrorHandling(false, false, Optional.empty(), Optional.empty());
    StreamBatch batch = batch(errors, "1", "2");

    batch.failed();
    assertEquals(2, batch.size());
    batch.replied(failed("1"));

    assertTrue(batch.isDone());
  }

  @Test
  void a_batch_that_failed_is_delivered_in_halves_in_order() {
    StreamBatch batch = batch(BISECTS, "1", "2", "3", "4", "5");

    batch.failed();
    assertEquals(List.of("1", "2"), next(batch));
    batch.replied(failed("1"));
    assertEquals(List.of("1"), next(batch));
    batch.failed();
    assertEquals(List.of("1"), next(batch));
    batch.replied(ALL_HANDLED);
    assertEquals(List.of("2"), next(batch));
    batch.replied(ALL_HANDLED);
    assertEquals(List.of("3", "4", "5"), next(batch));
  }

  @Test
  void retries_end_and_what_comes_after_is_delivered() {
    var errors = new ErrorHandling(true, true, Optional.of(2), Optional.empty());
    StreamBatch batch = batch(errors, "bad", "good");

    batch.failed();
    for (int tries = 0; tries < 3; tries++) {
      assertEquals(Optional.empty(), batch.giveUp(MADE));
      batch.failed();
    }
    StreamBatch.GivenUp givenUp = batch.giveUp(MADE).orElseThrow();

    assertEquals("RetryAttemptsExhausted", givenUp.condition());
    assertEquals(3, givenUp.tries());
    assertEquals(
        List.of("bad"), givenUp.records().stream().map(StreamRecord::sequenceNumber).toList());
    assertEquals(List.of("good"), next(batch));
  }

  @Test
  void old_records_are_given_up() {
    var errors =
        new ErrorHandling(true, false, Optional.empty(), Optional.of(Duration.ofHours(12)));
    StreamBatch batch = batch(errors, "1");

    assertEquals(Optional.empty(), batch.giveUp(MADE.plus(Duration.ofHours(12))));
    assertEquals(
        "RecordAgeExceeded",
        batch.giveUp(MADE.plus(Duration.ofHours(13))).orElseThrow().condition());
    assertTrue(batch.isDone());
  }

  private static StreamBatch batch(ErrorHandling errors, String... sequenceNumbers) {
    return new StreamBatch(
        errors,
        Stream.of(sequenceNumbers)
            .map(number -> new StreamRecord(number, MADE, JsonNodeFactory.instance.objectNode()))
            .toList());
  }

  private static List<String> next(StreamBatch batch) {
    return batch.next().stream().map(StreamRecord::sequenceNumber).toList();
  }

  private static byte[] failed(String... identifiers) {
    return Replies.failed(identifiers);
  }
}

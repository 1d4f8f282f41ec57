package io.giftledger.dispatch;

import io.giftledger.dispatch.StreamEvent.StreamRecord;
import io.giftledger.lambda.DeadLetter;
import io.giftledger.lambda.DeadLetterQueue;
import io.giftledger.queues.Outbox;
import io.giftledger.queues.Pending;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts what follows from the new entries of the stream on the queues. One that cannot be understood
 * is given up, with its cause: it must not hold up the records behind it.
 */
@Singleton
final class Dispatch {

  /** The cause of every record that is given up. */
  static final String MALFORMED_RECORD = "malformed_record";

  private final Outbox outbox;
  private final DeadLetterQueue deadLetters;
  private final JsonMapper json;

  Dispatch(Outbox outbox, DeadLetterQueue deadLetters, JsonMapper json) {
    this.outbox = outbox;
    this.deadLetters = deadLetters;
    this.json = json;
  }

  /**
   * Dispatches records.
   *
   * @return the sequence numbers of those that could not be; the stream delivers them again
   */
  Set<String> dispatch(List<StreamRecord> records) {
    List<Pending> pending = new ArrayList<>();
    Map<StreamRecord, RuntimeException> malformed = new LinkedHashMap<>();
    for (StreamRecord record : records) {
      try {
        pending.add(Pending.ofEntry(record.sequenceNumber(), record.item()));
      } catch (RuntimeException fault) {
        malformed.put(record, fault);
      }
    }
    Set<String> failed = new TreeSet<>(outbox.send(pending));
    // While the queues take nothing the batch comes again and again: what is given up, is given up
    // once, with the others sent.
    boolean comesAgain = !failed.isEmpty();
    malformed.forEach(
        (record, fault) -> {
          if (comesAgain || !deadLetters.take(deadLetter(record, fault))) {
            failed.add(record.sequenceNumber());
          }
        });
    return failed;
  }

  /** Names the item and no more of it: the table has the rest. */
  private DeadLetter deadLetter(StreamRecord record, RuntimeException fault) {
    Map<String, String> body =
        Map.of(
            "PK", record.text("PK"),
            "SK", record.text("SK"),
            "sequenceNumber", record.sequenceNumber());
    try {
      return new DeadLetter(
          record.sequenceNumber(),
          new String(json.writeValueAsBytes(body), StandardCharsets.UTF_8),
          Optional.empty(),
          MALFORMED_RECORD,
          fault.toString());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}

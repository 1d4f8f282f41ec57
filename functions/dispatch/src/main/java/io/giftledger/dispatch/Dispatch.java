package io.giftledger.dispatch;

import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.lambda.Metrics;
import io.giftledger.lambda.StreamEvent.StreamRecord;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.queues.AnnouncementsMessage;
import io.giftledger.queues.Cause;
import io.giftledger.queues.DeadLetter;
import io.giftledger.queues.DeadLetterQueue;
import io.giftledger.queues.Outbox;
import io.giftledger.queues.Pending;
import io.giftledger.queues.RecognitionMessage;
import io.giftledger.queues.TypedQueue;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what follows from the new entries of the stream on the queues, and what is to be announced
 * of them after it. One that cannot be understood is set aside, with its cause: it must not hold up
 * the records behind it. An entry that was changed or removed, which nothing of ours does, is told
 * to a person.
 */
@Singleton
final class Dispatch {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

  /** The metric that counts entries that were changed or removed. */
  private static final String ENTRIES_CHANGED = "EntriesChanged";

  private final Outbox outbox;
  private final TypedQueue<RecognitionMessage> recognition;
  private final Announcer announcer;
  private final DeadLetterQueue deadLetters;
  private final JsonMapper json;

  Dispatch(
      Outbox outbox,
      TypedQueue<RecognitionMessage> recognition,
      Announcer announcer,
      DeadLetterQueue deadLetters,
      JsonMapper json) {
    this.outbox = outbox;
    this.recognition = recognition;
    this.announcer = announcer;
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
    Map<String, Woken> woken = new LinkedHashMap<>();
    List<AnnouncementsMessage.Pending> announcements = new ArrayList<>();
    Map<StreamRecord, RuntimeException> malformed = new LinkedHashMap<>();
    for (StreamRecord record : records) {
      if (record.isOfOldItem()) {
        tell(record);
        continue;
      }
      try {
        String kind = record.text("kind");
        Item item = record.item();
        if (kind.equals(GiftsConverted.KIND.label())) {
          Woken one = Woken.of(record);
          woken.merge(one.creator, one, Woken::and);
        } else if (Pending.followsFrom(kind) || !announcer.concerns(item)) {
          pending.add(Pending.ofEntry(record.sequenceNumber(), item));
        }
        announcements.addAll(announcer.of(record.sequenceNumber(), item));
      } catch (RuntimeException fault) {
        malformed.put(record, fault);
      }
    }
    Set<String> failed = new TreeSet<>(outbox.send(pending));
    failed.addAll(recognition.sendAll(woken.values().stream().map(Woken::message).toList()));
    failed.addAll(announcer.send(announcements));
    // While the queues take nothing the batch comes again and again: what is set aside, is set
    // aside once, with the others sent.
    boolean comesAgain = !failed.isEmpty();
    malformed.forEach(
        (record, fault) -> {
          if (comesAgain || !deadLetters.take(deadLetter(record, fault))) {
            failed.add(record.sequenceNumber());
          }
        });
    return failed;
  }

  private static void tell(StreamRecord record) {
    LOG.error(
        "an entry was changed or removed: {} {}, {}",
        record.keyText("PK"),
        record.keyText("SK"),
        record.name());
    Metrics.count(ENTRIES_CHANGED, 1);
  }

  private DeadLetter deadLetter(StreamRecord record, RuntimeException fault) {
    return new DeadLetter(
        record.sequenceNumber(),
        RecordName.TYPE.write(json, RecordName.of(record)),
        Optional.empty(),
        Cause.MALFORMED_RECORD,
        fault.toString());
  }

  /**
   * A creator whose gifts were converted.
   *
   * @param records the sequence numbers of the entries that did so
   */
  private record Woken(String creator, List<String> records) {

    static Woken of(StreamRecord record) {
      Key key = new Key(record.text("PK"), record.text("SK"));
      if (!Account.isOwner(key.owner())) {
        throw new IllegalArgumentException("no creator: " + key.owner());
      }
      return new Woken(key.owner(), List.of(record.sequenceNumber()));
    }

    Woken and(Woken other) {
      List<String> both = new ArrayList<>(records);
      both.addAll(other.records);
      return new Woken(creator, both);
    }

    TypedQueue.Outgoing<RecognitionMessage> message() {
      return RecognitionMessage.of(creator, records);
    }
  }
}

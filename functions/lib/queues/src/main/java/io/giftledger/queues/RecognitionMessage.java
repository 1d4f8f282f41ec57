package io.giftledger.queues;

import io.giftledger.ledger.Account;
import io.giftledger.ledger.Hash;
import io.giftledger.queues.TypedQueue.Outgoing;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A message of the recognition queue: gifts of a creator were converted. It wakes whoever folds
 * them, and says no more.
 *
 * @param creator whose they are
 */
@Serdeable
public record RecognitionMessage(String creator) {

  /** One that is read names a creator. */
  public static final MessageType<RecognitionMessage> TYPE =
      MessageType.of(RecognitionMessage.class, RecognitionMessage::requireWhole);

  /**
   * Has the queue's message group of the creator woken.
   *
   * @param records the sequence numbers of the entries' records in the table's stream: no other
   *     wake-up has them, not even after the table was restored
   */
  public static Outgoing<RecognitionMessage> of(String creator, List<String> records) {
    String deduplicationId =
        Hash.ofTexts(Stream.concat(Stream.of(creator), records.stream()).toArray(String[]::new))
            .hex();
    return new Outgoing<>(
        new RecognitionMessage(creator),
        Optional.of(new FifoPlace(creator, deduplicationId)),
        records);
  }

  private void requireWhole() {
    if (!Account.isOwner(creator)) throw new IllegalArgumentException("it names no creator");
  }
}

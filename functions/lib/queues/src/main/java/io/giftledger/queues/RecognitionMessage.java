package io.giftledger.queues;

import io.giftledger.ledger.Account;
import io.giftledger.ledger.Hash;
import io.giftledger.queues.TypedQueue.Outgoing;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Optional;

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
   * @param entry the number of the newest entry that is known
   * @param ids what the sender knows the entries by
   */
  public static Outgoing<RecognitionMessage> of(String creator, long entry, List<String> ids) {
    String deduplicationId = Hash.ofTexts(creator, Long.toString(entry)).hex();
    return new Outgoing<>(
        new RecognitionMessage(creator), Optional.of(new FifoPlace(creator, deduplicationId)), ids);
  }

  private void requireWhole() {
    if (!Account.isOwner(creator)) throw new IllegalArgumentException("it names no creator");
  }
}

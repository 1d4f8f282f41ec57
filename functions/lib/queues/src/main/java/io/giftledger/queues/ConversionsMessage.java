package io.giftledger.queues;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.giftledger.ledger.table.Key;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A message of the conversions queue: value in transit that is to arrive at somebody's account. */
public sealed interface ConversionsMessage permits GiftBatch, TransferMessage {

  /** Gifts, or one transfer. */
  MessageType<ConversionsMessage> TYPE = MessageType.of(Body.class, Body::message, Body::of);

  /**
   * A message as its body has it: the first two members for gifts, the others for a transfer.
   *
   * @param creator who received the gifts
   * @param gifts the gifts, a line each
   * @param from the partition of the account that the transfer left
   * @param record the sort key of its record there
   */
  @Serdeable
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Body(
      @Nullable String creator,
      @Nullable List<String> gifts,
      @Nullable String from,
      @Nullable String record) {

    private static Body of(ConversionsMessage message) {
      return switch (message) {
        case GiftBatch batch -> new Body(batch.creator(), batch.lines(), null, null);
        case TransferMessage(Key key) -> new Body(null, null, key.partition(), key.sort());
      };
    }

    private ConversionsMessage message() {
      return from == null
          ? GiftBatch.ofLines(
              Objects.requireNonNull(creator, "creator"), Objects.requireNonNull(gifts, "gifts"))
          : new TransferMessage(new Key(from, Objects.requireNonNull(record, "record")));
    }
  }
}

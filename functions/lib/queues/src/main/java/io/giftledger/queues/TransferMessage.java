package io.giftledger.queues;

import io.giftledger.economy.Crossing;
import io.giftledger.ledger.table.Key;

/**
 * An exchange or an award that waits for its arrival.
 *
 * @param transfer its record
 */
public record TransferMessage(Key transfer) implements ConversionsMessage {

  /** Refuses what is no exchange and no award. */
  public TransferMessage {
    if (Crossing.ofRecord(transfer).filter(crossing -> crossing != Crossing.GIFT).isEmpty()) {
      throw new IllegalArgumentException("not a transfer: " + transfer);
    }
  }
}

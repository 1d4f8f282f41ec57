package io.giftledger.convert;

import io.giftledger.economy.Crossing;
import io.giftledger.economy.Transfer;
import io.giftledger.economy.challenge.Award;
import io.giftledger.economy.earnings.Exchange;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.RecordType;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Key;
import io.giftledger.queues.Cause;
import io.giftledger.queues.PoisonException;
import jakarta.inject.Singleton;

/** Has an exchange or an award arrive: whoever opened it may have died before it did. */
@Singleton
final class CompleteTransfer {

  private final Ledger ledger;

  CompleteTransfer(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * Credits a transfer, once, whoever did so before.
   *
   * @param record its record
   * @throws PoisonException if there is none, or it is not as it was written
   * @throws RuntimeException if there is no answer: deliver it again
   */
  void complete(Key record) {
    switch (Crossing.ofRecord(record).orElseThrow()) {
      case GIFT -> throw new IllegalArgumentException("gifts come in batches");
      case EXCHANGE -> complete(Exchange.TYPE, record);
      case AWARD -> complete(Award.TYPE, record);
    }
  }

  private <T extends State, R extends Transfer<?, T>> void complete(
      RecordType<R> type, Key record) {
    try {
      Transfer.complete(
          ledger,
          type,
          ledger
              .find(type, record)
              .orElseThrow(
                  () -> new PoisonException(Cause.UNKNOWN_TRANSFER, "there is no " + record)));
    } catch (RecordAlteredException altered) {
      throw new PoisonException(
          Cause.RECORD_ALTERED, String.valueOf(altered.getMessage()), altered);
    }
  }
}

package io.giftledger.outbox;

import io.giftledger.ledger.Hash;
import java.util.List;
import java.util.Optional;

/**
 * A message to send.
 *
 * @param body its text
 * @param group its FIFO group, if the queue is one
 * @param recordIds what its records are known by
 */
record OutgoingMessage(String body, Optional<String> group, List<String> recordIds) {

  /** A message for a standard queue. */
  static OutgoingMessage of(String body, List<String> recordIds) {
    return new OutgoingMessage(body, Optional.empty(), recordIds);
  }

  /** A message for a FIFO queue. */
  static OutgoingMessage inGroup(String group, String body, List<String> recordIds) {
    return new OutgoingMessage(body, Optional.of(group), recordIds);
  }

  /**
   * What a FIFO queue knows a repeat by. The body names every gift, and gifts are unique, so equal
   * bodies are the same message sent twice.
   */
  String deduplicationId() {
    return Hash.ofTexts(body).hex();
  }
}

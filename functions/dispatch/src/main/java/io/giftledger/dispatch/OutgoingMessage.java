package io.giftledger.dispatch;

import io.giftledger.ledger.Hash;
import java.util.List;
import java.util.Optional;

/**
 * A message to send.
 *
 * @param body its text
 * @param group its FIFO group, if the queue is one
 * @param sequenceNumbers the stream records that it carries
 */
record OutgoingMessage(String body, Optional<String> group, List<String> sequenceNumbers) {

  /** A message for a standard queue. */
  static OutgoingMessage of(String body, List<String> sequenceNumbers) {
    return new OutgoingMessage(body, Optional.empty(), sequenceNumbers);
  }

  /** A message for a FIFO queue. */
  static OutgoingMessage inGroup(String group, String body, List<String> sequenceNumbers) {
    return new OutgoingMessage(body, Optional.of(group), sequenceNumbers);
  }

  /**
   * What a FIFO queue knows a repeat by. The body names every gift, and gifts are unique, so equal
   * bodies are the same message sent twice.
   */
  String deduplicationId() {
    return Hash.ofTexts(body).hex();
  }
}

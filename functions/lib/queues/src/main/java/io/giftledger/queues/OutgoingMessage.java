package io.giftledger.queues;

import io.giftledger.ledger.Hash;
import java.util.List;
import java.util.Optional;

/**
 * A message to send.
 *
 * @param body its text
 * @param group its place in a FIFO queue, if the queue is one
 * @param recordIds what its records are known by
 */
record OutgoingMessage(String body, Optional<Group> group, List<String> recordIds) {

  /**
   * A place in a FIFO queue.
   *
   * @param id the message group
   * @param occasion tells the same body sent on purpose from the same message sent twice
   */
  record Group(String id, String occasion) {}

  /** A message for a standard queue. */
  static OutgoingMessage of(String body, List<String> recordIds) {
    return new OutgoingMessage(body, Optional.empty(), recordIds);
  }

  /** A message for a FIFO queue. */
  static OutgoingMessage inGroup(Group group, String body, List<String> recordIds) {
    return new OutgoingMessage(body, Optional.of(group), recordIds);
  }

  /**
   * What a FIFO queue knows a repeat by. The body names every gift, and gifts are unique, so equal
   * bodies on the same occasion are the same message sent twice.
   */
  String deduplicationId(Group group) {
    return Hash.ofTexts(body, group.occasion()).hex();
  }
}

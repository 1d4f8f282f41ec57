package io.giftledger.lambda;

import java.util.Optional;

/**
 * What a function gives up, for a person to look at.
 *
 * @param id what it was called where it came from: a message's id, a stream record's sequence
 *     number
 * @param body its text, as it was
 * @param group its FIFO group, if it has one
 * @param cause a stable word for why
 * @param detail why, for a person
 */
public record DeadLetter(
    String id, String body, Optional<Group> group, String cause, String detail) {

  /**
   * Its place in a FIFO queue.
   *
   * @param id the message group
   * @param deduplicationId what a repeat is known by
   */
  public record Group(String id, String deduplicationId) {}
}

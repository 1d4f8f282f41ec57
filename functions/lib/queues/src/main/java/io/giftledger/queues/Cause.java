package io.giftledger.queues;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Why something is set aside: every cause there is, for functions, operator and runbook alike. A
 * cause's label is what a dead letter carries; it never changes.
 */
public enum Cause {
  /** The body is not what the queue's messages are. */
  MALFORMED_BODY("not a message of this system"),

  /** Nothing can be made of an entry in the table's stream. */
  MALFORMED_RECORD("a record in the table that cannot be read"),

  /** A message tells of a gift other than what the table has. */
  GIFT_MISMATCH("a gift is not in the table as the message has it; its other gifts are converted"),

  /** A message tells of a gift that cannot be: a price below nothing, a share above the whole. */
  IMPOSSIBLE_GIFT("a gift has figures that none can have; its other gifts are converted"),

  /** A message tells of a withdrawal that the table has not. */
  UNKNOWN_WITHDRAWAL("the table has no such withdrawal"),

  /** A message tells of an exchange or an award that the table has not. */
  UNKNOWN_TRANSFER("the table has no such exchange or award"),

  /** A message tells of a return that the table has not. */
  UNKNOWN_REFUND("the table has no such return of a purchase"),

  /** A message tells of an unapplied payment that the table has not. */
  UNKNOWN_PAYMENT("the table has no such unapplied payment"),

  /** The provider does not pay an unapplied payment back. */
  REFUND_REFUSED("the provider does not pay it back; the detail is its word"),

  /** The provider of a withdrawal or a payment is not among those that are here. */
  UNKNOWN_PROVIDER("the withdrawal, or the payment, was made with a provider that is not deployed"),

  /** A record in the table is not what its entry says, which is hashed. */
  RECORD_ALTERED("the record in the table is not what its entries say"),

  /** A message has something done that two people have not approved, as the table has it. */
  NOT_APPROVED("the table has no approval of two people for what the message wants"),

  /** What a person says cannot be true of a withdrawal in its status. */
  WRONG_STATUS("a resolution that cannot be in the withdrawal's status"),

  /** A person, or the provider in a late answer, says other than what was settled. */
  SETTLED_OTHERWISE(
      "a resolution, or an answer that could not be kept, of a withdrawal that ended otherwise"),

  /** The API says that a webhook's event is wrong. */
  WEBHOOK_REFUSED("the API answered 400, 413 or 422"),

  /** What might have succeeded was tried as often as it may be. */
  RETRIES_EXHAUSTED("it might have passed and did not; the detail is the last fault");

  private final String meaning;

  Cause(String meaning) {
    this.meaning = meaning;
  }

  /** What a dead letter calls it: {@code unknown_withdrawal}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it means, for a person. */
  public String meaning() {
    return meaning;
  }

  /** The cause of a label, if there is one; another version of the code may know others. */
  public static Optional<Cause> ofLabel(String label) {
    return Arrays.stream(values()).filter(cause -> cause.label().equals(label)).findFirst();
  }
}

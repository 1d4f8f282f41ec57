package io.giftledger.ledger;

import java.util.Locale;

/** Why an entry was written. */
public enum EntryKind {
  /** Coins were bought and paid for. */
  RECHARGED,
  /** Coins were spent on a gift. */
  GIFT_SENT,
  /** Nothing: it takes the place of one that was claimed and left. */
  PLACE_VOIDED,
  /** The viewer set or lifted a monthly budget; moves nothing. */
  BUDGET_SET,
  /** A batch of gifts became points and diamonds. */
  GIFTS_CONVERTED,
  /** Diamonds were put on hold for a withdrawal. */
  WITHDRAWAL_REQUESTED,
  /** The payout provider paid; the held diamonds are redeemed. */
  PAYOUT_PAID,
  /** The payout provider refused; the held diamonds are returned. */
  PAYOUT_FAILED;

  /** The name that is stored, hashed and shown: {@code gift_sent}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads a {@link #label}. */
  public static EntryKind ofLabel(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}

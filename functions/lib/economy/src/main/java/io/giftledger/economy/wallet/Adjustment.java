package io.giftledger.economy.wallet;

import io.giftledger.economy.Money;
import io.giftledger.ledger.table.Item;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What became of a payment after it was made: a payment provider tells it, or is asked for it.
 *
 * @param id the provider's id for it, ours for a return, 1 to 255 visible ASCII characters: told
 *     again, it has the same
 * @param cause why
 * @param amount how much of the payment is paid back, tax included, or what the fee is
 */
public record Adjustment(String id, Cause cause, Money amount) {

  private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,255}");

  /** Why money moves after a payment was made. */
  public enum Cause {
    /** The platform pays it back. */
    REFUND,
    /** The payer's bank takes it back: a chargeback. */
    DISPUTE,
    /** The viewer returns what they have not spent: asked for here, and by an id of ours. */
    RETURN,
    /** The provider keeps it for its service: for the payment, or for a refund or dispute of it. */
    FEE,
    /** The provider gives a fee back, as when a dispute is won. */
    FEE_RETURNED;

    /** Whether it is between the platform and its provider, and nothing of the payment moves. */
    public boolean isOfFees() {
      return this == FEE || this == FEE_RETURNED;
    }

    /** The word that is stored and shown. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a {@link #label}. */
    public static Cause ofLabel(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT));
    }
  }

  /** Whether an entry is about fees alone, by its details. */
  public static boolean isOfFees(Item details) {
    return details
        .findText("cause")
        .filter(
            word ->
                Arrays.stream(Cause.values())
                    .anyMatch(cause -> cause.isOfFees() && cause.label().equals(word)))
        .isPresent();
  }

  /** What entries say of it. */
  public Item figures() {
    return Item.builder()
        .text("adjustment", id)
        .text("cause", cause.label())
        .number("amountMinor", amount.minor())
        .text("currency", amount.currency())
        .build();
  }

  /** Refuses one that cannot stand in an entry. */
  public Adjustment {
    if (!ID.matcher(id).matches()) throw new IllegalArgumentException("no adjustment's id: " + id);
    if (amount.minor() < 1) throw new IllegalArgumentException("no amount: " + amount);
  }
}

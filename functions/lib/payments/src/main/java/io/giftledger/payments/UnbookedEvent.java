package io.giftledger.payments;

import io.giftledger.economy.Money;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Value;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A provider's event that no entry says yet, as it is kept in the table until somebody books it.
 *
 * @param event what was told
 * @param reason why nothing books it
 * @param receivedAt when it was first told
 */
public record UnbookedEvent(ProviderEvent event, Reason reason, Instant receivedAt) {

  /**
   * The partition of all such events. They are few; if ever they are not, more than its thousand
   * writes a second are told again later.
   */
  public static final String PARTITION = "PROVIDER_EVENTS";

  /** What their sort keys begin with; the provider's name and the event's id follow. */
  public static final String SORT_KEY_PREFIX = "EVENT#";

  private static final int DIGEST_DIGITS = 32;

  /** The attributes that are ours: it may be told again later, when another reason counts. */
  private static final Set<String> NOT_ITS_WORDS = Set.of("reason", "receivedAt");

  /** Why an event is not booked. */
  public enum Reason {
    /** Something became of a payment that is not the recharge's, and is not known itself yet. */
    OTHER_PAYMENT,
    /** More was taken back of a payment than was paid. */
    MORE_THAN_PAID,
    /** More became of a payment than is kept of one. */
    TOO_MANY_ADJUSTMENTS,
    /** A recharge that is paid was paid again. */
    SECOND_PAYMENT,
    /** The payment was booked as unapplied before, from a settlement report. */
    BOOKED_FROM_REPORT,
    /** What was paid is not the price of the recharge or the withdrawal's amount. */
    AMOUNT_MISMATCH,
    /** No recharge of this provider's is the one that the payment is for. */
    UNKNOWN_RECHARGE,
    /** A refund names a return of ours that there is not. */
    UNKNOWN_REFUND,
    /** No withdrawal of this provider's is the one that the payout is for. */
    UNKNOWN_WITHDRAWAL,
    /**
     * The provider said of a payment, or of what became of one, other than what is booked: another
     * recharge, another amount, another payment.
     */
    PAYMENT_CONTRADICTED,
    /** It tells of more money than anything costs. */
    AMOUNT_IMPLAUSIBLE,
    /** A fee is more than the payment, and than the policy says that fees are. */
    FEE_IMPLAUSIBLE,
    /** A test event in a deployment for real money, or the other way round. */
    OTHER_ENVIRONMENT,
    /** The provider tells of money in a word that is not known, or not as it must. */
    NOT_UNDERSTOOD,
    /** The bank returned a payout of which nobody knew yet that it was paid; kept in old tables. */
    PAYOUT_RETURNED,
    /** A payout that had failed was paid. */
    PAYOUT_PAID_LATE,
    /** The provider said of a payout other than what was settled. */
    PAYOUT_CONTRADICTED;

    /** The word for it in the table and the log. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a {@link #label}. */
    public static Reason ofLabel(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT));
    }
  }

  /** The event of a stored item. */
  public static UnbookedEvent read(Item item) {
    String[] parts = item.key().sort().split("#", 3);
    ProviderEvent event =
        new ProviderEvent(
            parts[1],
            parts[2],
            item.text("type"),
            item.findText("user"),
            item.findText("ref"),
            item.findText("paymentId"),
            item.findText("adjustmentId"),
            item.findText("currency")
                .map(currency -> new Money(item.number("amountMinor"), currency)),
            item.text("body"));
    return new UnbookedEvent(
        event, Reason.ofLabel(item.text("reason")), item.instant("receivedAt"));
  }

  /** Whether a stored event says what this one does. */
  boolean isToldIn(Item stored) {
    Map<String, Value> says = new HashMap<>(item().attributes());
    says.keySet().removeAll(NOT_ITS_WORDS);
    return stored.attributes().entrySet().containsAll(says.entrySet());
  }

  /** It under an id that follows from what it says: another event has the one that it names. */
  UnbookedEvent besideAnother() {
    String digest = Hash.ofTexts(event.type(), event.body()).hex().substring(0, DIGEST_DIGITS);
    String id = event.id();
    String start = id.substring(0, Math.min(id.length(), ProviderEvent.ID_MAX - DIGEST_DIGITS - 1));
    return new UnbookedEvent(
        new ProviderEvent(
            event.provider(),
            start + "~" + digest,
            event.type(),
            event.user(),
            event.ref(),
            event.paymentId(),
            event.adjustmentId(),
            event.amount(),
            event.body()),
        reason,
        receivedAt);
  }

  /** It as an item: always the same for the same event of a provider's. */
  Item item() {
    Key key = new Key(PARTITION, SORT_KEY_PREFIX + event.provider() + "#" + event.id());
    Item.Builder item =
        Item.builder()
            .key(key)
            .text("type", event.type())
            .text("reason", reason.label())
            .instant("receivedAt", receivedAt)
            .text("user", event.user())
            .text("ref", event.ref())
            .text("paymentId", event.paymentId())
            .text("adjustmentId", event.adjustmentId())
            .text("body", event.body());
    event
        .amount()
        .ifPresent(
            amount ->
                item.number("amountMinor", amount.minor()).text("currency", amount.currency()));
    return item.build();
  }
}

package io.giftledger.payments;

import io.giftledger.economy.Money;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a payout stands, as its provider says. */
public sealed interface PayoutAnswer {

  /** What came back, if it says that something did. */
  default Optional<Back> cameBack() {
    return switch (this) {
      case Returned(Back back) -> Optional.of(back);
      case Bounced(Back back) -> Optional.of(back);
      case Paid _, Refused _, Pending _ -> Optional.empty();
    };
  }

  /**
   * It was paid: definite, though the bank may send it back.
   *
   * @param payoutId the provider's id for it
   * @param amount how much, if the provider says so
   * @param fee what the provider charges the platform for it, if it says so
   */
  record Paid(String payoutId, Optional<Money> amount, Optional<Money> fee)
      implements PayoutAnswer {

    /** Refuses an id that cannot stand in an entry: it may not break the line. */
    public Paid {
      requireId(payoutId);
    }

    /** One of which the provider says no more. */
    public Paid(String payoutId) {
      this(payoutId, Optional.empty(), Optional.empty());
    }
  }

  /**
   * It was not paid and never will be: definite.
   *
   * @param reason a word for why, fit to show to the creator
   */
  record Refused(String reason) implements PayoutAnswer {}

  /**
   * It was paid, and the bank sent it back: definite.
   *
   * @param back which payout came back, and by what
   */
  record Returned(Back back) implements PayoutAnswer {}

  /**
   * The money is not with the creator, and never will be by this payout: definite. The provider
   * does not say whether it had been paid before.
   *
   * @param back which payout it was, and what became of it
   */
  record Bounced(Back back) implements PayoutAnswer {}

  /** The provider has the order and does not know yet. */
  record Pending() implements PayoutAnswer {}

  /**
   * A payout that came back.
   *
   * @param payoutId the provider's id for the payout
   * @param returnId the provider's id for the return; told again, it has the same
   * @param reason a word for why, of {@code a-z}, {@code 0-9} and {@code _}, fit to show to the
   *     creator
   * @param amount how much came back, if the provider says so
   */
  record Back(String payoutId, String returnId, String reason, Optional<Money> amount) {

    private static final Pattern REASON = Pattern.compile("[a-z0-9_]{1,64}");

    /** Refuses ids that cannot stand in an entry, and a reason that is no word. */
    public Back {
      requireId(payoutId);
      requireId(returnId);
      if (!REASON.matcher(reason).matches()) {
        throw new IllegalArgumentException("no word for a reason");
      }
    }
  }

  private static void requireId(String text) {
    if (!ProviderEvent.isId(text)) throw new IllegalArgumentException("no id: " + text);
  }
}

package io.giftledger.payments.booking;

import io.giftledger.economy.Money;
import io.giftledger.economy.policy.PolicyInForce;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.Adjustments.One;
import io.giftledger.economy.wallet.BookedAdjustment;
import io.giftledger.ledger.Ledger;
import io.giftledger.payments.UnbookedEvent.Reason;
import java.util.Optional;

/**
 * Whether what a provider tells of a payment can be booked, whatever payment it is.
 *
 * @param ledger says what is booked with other payments
 * @param policy says how large a fee is believed to be; not asked for anything else
 */
record Bookable(Ledger ledger, PolicyInForce policy) {

  /**
   * A payment that is booked.
   *
   * @param provider who took it
   * @param id the provider's id for it
   * @param amount how much was paid
   * @param before what became of it before
   */
  record Paid(String provider, String id, Money amount, Adjustments before) {}

  /**
   * Why it can never be booked.
   *
   * @param paid what it is told of
   * @param reversed whether it is undone
   * @return empty if it can be, or was
   */
  Optional<Reason> fault(Paid paid, Adjustment told, boolean reversed) {
    Adjustments before = paid.before;
    Money payment = paid.amount;
    Optional<One> known = before.find(told.id());
    if (known.isPresent()) {
      return known.get().adjustment().equals(told)
          ? Optional.empty()
          : Optional.of(Reason.AMOUNT_MISMATCH);
    }
    if (BookedAdjustment.isOfAnother(ledger, paid.provider, paid.id, told)) {
      return Optional.of(Reason.PAYMENT_CONTRADICTED);
    }
    if (before.all().size() >= Adjustments.MAX) return Optional.of(Reason.TOO_MANY_ADJUSTMENTS);
    Money amount = told.amount();
    if (told.cause().isOfFees()) {
      return policy.inForce().isPlausible(amount, payment)
          ? Optional.empty()
          : Optional.of(Reason.FEE_IMPLAUSIBLE);
    }
    if (!amount.currency().equals(payment.currency())) return Optional.of(Reason.AMOUNT_MISMATCH);
    // What is undone before it was booked needs no room.
    long taken = reversed ? 0 : before.takenMinor();
    return amount.minor() > payment.minor() - taken
        ? Optional.of(Reason.MORE_THAN_PAID)
        : Optional.empty();
  }
}

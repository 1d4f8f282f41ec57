package io.giftledger.economy.earnings;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A payout provider paid a withdrawal: its held diamonds are redeemed, and the money is gone.
 *
 * @param withdrawal what was paid, where it is known to stand
 * @param payoutId the provider's id for the payout
 * @param resolution who said so, if a person did
 */
public record PayoutPaid(
    Withdrawal withdrawal, String payoutId, Optional<PayoutResolution> resolution) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("payout_paid");

  /** The entry and the withdrawal as paid; stale if its diamonds are not held any more. */
  public Movement<Earnings> movement(Head<Earnings> head, Instant at) {
    if (!withdrawal.isHeldBy(head.state())) return new Movement.Stale<>();
    long heldE4 = Math.multiplyExact(withdrawal.diamonds(), Earnings.E4);
    long minor = withdrawal.amount().minor();
    return new Movement.Append<>(
        new Draft<>(
            KIND,
            List.of(
                new Posting(ChartOfAccounts.EARNINGS_HELD, Assets.DIAMOND_E4, -heldE4),
                new Posting(ChartOfAccounts.PAYOUTS, Assets.DIAMOND_E4, heldE4),
                new Posting(ChartOfAccounts.PAYOUTS, withdrawal.amount().asset(), minor),
                new Posting(ChartOfAccounts.CASH, withdrawal.amount().asset(), -minor)),
            head.state().redeem(withdrawal.diamonds()),
            withdrawal.key().sort(),
            withdrawal.policyVersion(),
            Item.builder().text("payoutId", payoutId).build()),
        PayoutResolution.beside(withdrawal.paid(payoutId, at), resolution, head, at));
  }
}

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
 * A payout provider refused a withdrawal, or it was cancelled before the provider was asked: its
 * held diamonds come back, and the week in which it was requested counts it no more.
 *
 * @param withdrawal what was not paid, where it is known to stand
 * @param reason why, in a word that is fit to show to the creator
 * @param resolution who said so, if a person did
 */
public record PayoutFailed(
    Withdrawal withdrawal, String reason, Optional<PayoutResolution> resolution) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("payout_failed");

  /** The entry and the withdrawal as failed; stale if its diamonds are not held any more. */
  public Movement<Earnings> movement(Head<Earnings> head, Instant at) {
    if (!withdrawal.isHeldBy(head.state())) return new Movement.Stale<>();
    long heldE4 = Math.multiplyExact(withdrawal.diamonds(), Earnings.E4);
    return new Movement.Append<>(
        new Draft<>(
            KIND,
            List.of(
                new Posting(ChartOfAccounts.EARNINGS_HELD, Assets.DIAMOND_E4, -heldE4),
                new Posting(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, heldE4)),
            head.state()
                .giveBack(withdrawal.diamonds(), withdrawal.amount(), withdrawal.requestedAt()),
            withdrawal.key().sort(),
            withdrawal.policyVersion(),
            Item.EMPTY),
        PayoutResolution.beside(withdrawal.failed(reason, at), resolution, head, at));
  }
}

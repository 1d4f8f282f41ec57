package io.giftledger.payout;

import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The two ends of a withdrawal, as its creator's account sees them. What was fixed when it was
 * requested is what is paid or returned.
 *
 * @param withdrawal a withdrawal that is submitted, or, to be returned, one that never was
 */
record WithdrawalSettlement(Withdrawal withdrawal) {

  /**
   * The held diamonds are redeemed for the money that the provider paid.
   *
   * @param payoutId the provider's id for the payout
   */
  Movement<Earnings> paid(Head<Earnings> head, Instant at, String payoutId) {
    Asset money = Asset.money(withdrawal.amount().currency());
    long minor = withdrawal.amount().minor();
    return movement(
        EntryKind.PAYOUT_PAID,
        List.of(
            new Posting(LedgerAccount.EARNINGS_HELD, Asset.DIAMOND_E4, -heldE4()),
            new Posting(LedgerAccount.PAYOUTS, Asset.DIAMOND_E4, heldE4()),
            new Posting(LedgerAccount.PAYOUTS, money, minor),
            new Posting(LedgerAccount.CASH, money, -minor)),
        head.state().redeem(withdrawal.diamonds()),
        Item.builder()
            .text("status", Withdrawal.Status.PAID.name())
            .text("payoutId", payoutId)
            .instant("settledAt", at)
            .build());
  }

  /**
   * The held diamonds come back, and so does the room in the week that they were requested in.
   *
   * @param reason why the provider refused
   */
  Movement<Earnings> failed(Head<Earnings> head, Instant at, String reason) {
    return movement(
        EntryKind.PAYOUT_FAILED,
        List.of(
            new Posting(LedgerAccount.EARNINGS_HELD, Asset.DIAMOND_E4, -heldE4()),
            new Posting(LedgerAccount.EARNINGS, Asset.DIAMOND_E4, heldE4())),
        head.state().giveBack(withdrawal.diamonds(), withdrawal.amount(), withdrawal.requestedAt()),
        Item.builder()
            .text("status", Withdrawal.Status.FAILED.name())
            .text("failureReason", reason)
            .instant("settledAt", at)
            .build());
  }

  private Movement<Earnings> movement(
      EntryKind kind, List<Posting> postings, Earnings after, Item set) {
    return new Movement<>(
        new Draft<>(kind, postings, after, withdrawal.key().sort(), withdrawal.policyVersion()),
        List.of(
            new Write.Transition(
                withdrawal.key(),
                // What it is known as: had it moved on since, this would not be the end of it.
                Set.of(withdrawal.status().name()),
                Item.builder().build(),
                set)));
  }

  private long heldE4() {
    return Math.multiplyExact(withdrawal.diamonds(), Earnings.E4);
  }
}

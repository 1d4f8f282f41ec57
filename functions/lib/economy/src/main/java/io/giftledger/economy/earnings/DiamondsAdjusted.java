package io.giftledger.economy.earnings;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.Retelling;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.util.List;

/**
 * Diamonds were given to a creator by hand, or taken from them, as two people wanted. Those that
 * are given count as earned; those that are taken as taken out. No more are taken than may be
 * withdrawn.
 *
 * @param proposal what was proposed
 * @param by who approves it
 */
public record DiamondsAdjusted(Proposal proposal, String by) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("diamonds_adjusted");

  /** The entry, and the proposal as approved; stale if it is too late, or takes too many. */
  public Movement<Earnings> movement(Head<Earnings> head, Instant at) {
    return isPossible(head.state())
        ? proposal.movement(KIND, by, head, at, DiamondsAdjusted::draft)
        : new Movement.Stale<>();
  }

  /** Whether there are as many diamonds as are to be taken. */
  public boolean isPossible(Earnings earnings) {
    return proposal.amount() >= -earnings.diamondsE4();
  }

  private static Draft<Earnings> draft(long e4, Head<Earnings> head) {
    return new Draft<>(
        KIND,
        List.of(
            new Posting(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, e4),
            new Posting(ChartOfAccounts.ADJUSTMENTS, Assets.DIAMOND_E4, Math.negateExact(e4))),
        head.state().adjust(e4),
        "",
        0,
        Item.EMPTY);
  }

  /** How its entry is told. */
  public static final Retelling<Earnings> RETELLING =
      Proposal.retelling(KIND, DiamondsAdjusted::draft);
}

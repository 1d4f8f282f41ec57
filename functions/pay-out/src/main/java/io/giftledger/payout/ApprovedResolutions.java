package io.giftledger.payout;

import io.giftledger.economy.Proposal;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.PayoutResolution;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.table.Table;
import io.giftledger.queues.Cause;
import io.giftledger.queues.PayoutMessage;
import io.giftledger.queues.PoisonException;
import jakarta.inject.Singleton;

/**
 * What two people said of withdrawals. A message only names it: what is believed is the proposal
 * and the acts of both, as the table has them.
 */
@Singleton
final class ApprovedResolutions {

  private final Ledger ledger;
  private final Table table;

  ApprovedResolutions(Ledger ledger, Table table) {
    this.ledger = ledger;
    this.table = table;
  }

  /**
   * How a withdrawal ends.
   *
   * @param proposal the id of what one person proposed and another approved
   * @throws PoisonException {@link Cause#NOT_APPROVED}
   */
  PayoutResolution of(PayoutMessage message, String proposal) {
    return ledger
        .find(Proposal.TYPE, Proposal.TYPE.key(Earnings.BOOK.account(message.creator()), proposal))
        .filter(said -> PayoutResolution.isIn(said, message.withdrawal()))
        .filter(said -> said.isAsApproved(PayoutResolution.APPROVED, table))
        .map(PayoutResolution::of)
        .orElseThrow(
            () ->
                new PoisonException(
                    Cause.NOT_APPROVED,
                    "two people have not approved %s of %s"
                        .formatted(proposal, message.withdrawal())));
  }
}

package io.giftledger.economy.wallet;

import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Retelling;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import java.time.Instant;

/**
 * The payment provider keeps a fee, for a payment or for a refund or dispute of one. It is the
 * platform's cost; the wallet stays as it is.
 *
 * @param recharge what was bought, and paid
 * @param told what the provider tells
 */
public record FeeCharged(Recharge recharge, Adjustment told) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("fee_charged");

  private static final FeeMoved RULE =
      new FeeMoved(KIND, ChartOfAccounts.PAYMENT_FEES, ChartOfAccounts.CASH);

  /** The entry, and the recharge that says so. */
  public Movement<Wallet> movement(Head<Wallet> head, Instant at) {
    return RULE.movement(recharge, told, head, at);
  }

  /** How its entry is told. */
  public static final Retelling<Wallet> RETELLING = RULE.retelling();
}

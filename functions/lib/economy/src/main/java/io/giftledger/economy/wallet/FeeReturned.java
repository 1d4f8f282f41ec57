package io.giftledger.economy.wallet;

import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Retelling;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import java.time.Instant;

/**
 * The payment provider gives a fee back, as when a dispute is won: it is the platform's cost no
 * more. The wallet stays as it is.
 *
 * @param recharge what was bought, and paid
 * @param told what the provider tells
 */
public record FeeReturned(Recharge recharge, Adjustment told) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("fee_returned");

  private static final FeeMoved RULE =
      new FeeMoved(KIND, ChartOfAccounts.CASH, ChartOfAccounts.PAYMENT_FEES);

  /** The entry, and the recharge that says so. */
  public Movement<Wallet> movement(Head<Wallet> head, Instant at) {
    return RULE.movement(recharge, told, head, at);
  }

  /** How its entry is told. */
  public static final Retelling<Wallet> RETELLING = RULE.retelling();
}

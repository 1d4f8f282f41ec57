package io.giftledger.economy.wallet;

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

/**
 * A recharge was paid: its coins are credited, once, whatever the provider says how often.
 *
 * @param recharge what was bought
 * @param paymentId the provider's id for the payment
 */
public record Recharged(Recharge recharge, String paymentId) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("recharged");

  /** The entry, and the recharge as paid. */
  public Movement<Wallet> movement(Head<Wallet> head, Instant at) {
    long coins = recharge.coins();
    long minor = recharge.price().minor();
    return new Movement.Append<>(
        new Draft<>(
            KIND,
            List.of(
                new Posting(ChartOfAccounts.COINS_ISSUED, Assets.COIN, -coins),
                new Posting(ChartOfAccounts.WALLET, Assets.COIN, coins),
                new Posting(ChartOfAccounts.CASH, recharge.price().asset(), minor),
                new Posting(ChartOfAccounts.COIN_SALES, recharge.price().asset(), -minor)),
            head.state().plus(coins),
            recharge.key().sort(),
            recharge.policyVersion(),
            Item.builder()
                .text("provider", recharge.provider())
                .text("paymentId", paymentId)
                .build()),
        List.of(recharge.paid(paymentId, at)));
  }
}

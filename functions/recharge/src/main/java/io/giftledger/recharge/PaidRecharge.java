package io.giftledger.recharge;

import io.giftledger.economy.Money;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharge.Status;
import io.giftledger.economy.wallet.Wallet;
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
 * The rule that credits coins that were paid for.
 *
 * @param recharge what was paid; its price is what the payment brought
 * @param paymentId the provider's id for the payment
 */
record PaidRecharge(Recharge recharge, String paymentId) {

  /** Coins for money, and the recharge is paid: from a decline too, if a later try succeeded. */
  Movement<Wallet> credit(Head<Wallet> head, Instant at) {
    long coins = recharge.coins();
    Money price = recharge.price();
    Asset money = Asset.money(price.currency());
    return new Movement<>(
        new Draft<>(
            EntryKind.RECHARGED,
            List.of(
                new Posting(LedgerAccount.COINS_ISSUED, Asset.COIN, -coins),
                new Posting(LedgerAccount.WALLET, Asset.COIN, coins),
                new Posting(LedgerAccount.CASH, money, price.minor()),
                new Posting(LedgerAccount.COIN_SALES, money, -price.minor())),
            head.state().plus(coins),
            recharge.key().sort(),
            recharge.policyVersion()),
        List.of(
            new Write.Transition(
                recharge.key(),
                Set.of(Status.AWAITING_PAYMENT.name(), Status.DECLINED.name()),
                Item.builder().build(),
                Item.builder()
                    .text("status", Status.PAID.name())
                    .text("paymentId", paymentId)
                    .instant("settledAt", at)
                    .build())));
  }
}

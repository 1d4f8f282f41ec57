package io.giftledger.economy.wallet;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Legs;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.Retelling;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.table.Item;
import java.time.Instant;

/**
 * Coins were given to a wallet by hand, or taken from it, as two people wanted. Coins that are
 * given are bonus coins, and pay a debt first. Those that are taken go as if they were spent, bonus
 * coins first, and what had been paid for them is earned; those that are not there are owed.
 *
 * @param proposal what was proposed
 * @param by who approves it
 */
public record CoinsAdjusted(Proposal proposal, String by) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("coins_adjusted");

  /** The entry, and the proposal as approved; stale if it is too late. */
  public Movement<Wallet> movement(Head<Wallet> head, Instant at) {
    return proposal.movement(KIND, by, head, at, CoinsAdjusted::draft);
  }

  private static Draft<Wallet> draft(long coins, Head<Wallet> head) {
    return coins > 0 ? given(coins, head) : taken(Math.negateExact(coins), head);
  }

  private static Draft<Wallet> given(long coins, Head<Wallet> head) {
    Coming coming = Coming.of(head, Lots.NONE.plus(Lot.bonus(head.sequence() + 1, coins)));
    long paidDebt = coming.paying().coins();
    return draft(
        coming.wallet(),
        new Legs()
            .add(ChartOfAccounts.WALLET, Assets.COIN, coins - paidDebt)
            .add(ChartOfAccounts.WALLET_DEBT, Assets.COIN, paidDebt)
            .add(ChartOfAccounts.ADJUSTMENTS, Assets.COIN, -coins),
        coming.in(Item.EMPTY));
  }

  private static Draft<Wallet> taken(long coins, Head<Wallet> head) {
    Wallet wallet = head.state();
    Lots.Taken taken = wallet.lots().spend(Math.min(coins, wallet.coins()));
    long owed = coins - taken.coins();
    Legs legs =
        new Legs()
            .add(ChartOfAccounts.WALLET, Assets.COIN, -taken.coins())
            .add(ChartOfAccounts.WALLET_DEBT, Assets.COIN, -owed)
            .add(ChartOfAccounts.ADJUSTMENTS, Assets.COIN, coins);
    TakeBack.earned(legs, taken.money(), taken.money());
    return draft(
        owed == 0
            ? wallet.with(taken.left())
            : wallet.with(taken.left(), Math.addExact(wallet.debt(), owed), head.sequence() + 1),
        legs,
        TakenBack.since(owed, Lots.NONE).in(Item.EMPTY));
  }

  private static Draft<Wallet> draft(Wallet next, Legs legs, Item details) {
    return new Draft<>(KIND, legs.postings(), next, "", 0, details);
  }

  /** How its entry is told. */
  public static final Retelling<Wallet> RETELLING = Proposal.retelling(KIND, CoinsAdjusted::draft);
}

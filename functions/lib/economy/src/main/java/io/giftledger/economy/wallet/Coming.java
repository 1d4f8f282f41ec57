package io.giftledger.economy.wallet;

import io.giftledger.ledger.Head;
import io.giftledger.ledger.table.Item;

/**
 * Coins come into a wallet. What is owed is taken of them at once, of those that were bought first,
 * and their money is earned: what they pay for was sent already. The rest lies in lots. Those that
 * pay are kept as they would lie, so that they come there if nothing is owed after all ({@link
 * TakenBack}).
 *
 * @param wallet the wallet afterwards
 * @param paying the coins that pay what was owed, and their money
 */
record Coming(Wallet wallet, Lots paying) {

  /** Brings coins, in lots that are named by the entry after a head. */
  static Coming of(Head<Wallet> head, Lots coins) {
    Wallet wallet = head.state();
    Lots.Taken bought = coins.takePaid(wallet.debt());
    long owed = wallet.debt() - bought.coins();
    Lots.Taken others = bought.left().spend(Math.min(owed, bought.left().coins()));
    Lots paying = bought.lots().restored(others.lots());
    Lots lots = wallet.lots().restored(others.left()).bounded();
    return new Coming(
        paying.coins() == 0
            ? wallet.with(lots)
            : wallet.with(lots, wallet.debt() - paying.coins(), head.sequence() + 1),
        paying);
  }

  /** With the coins that pay, as the details of its entry say them; nothing if none do. */
  Item in(Item details) {
    return TakenBack.since(0, paying).in(details);
  }
}

package io.giftledger.economy.wallet;

import io.giftledger.economy.Arriving;
import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Credited;
import io.giftledger.economy.Legs;
import io.giftledger.economy.Retelling;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.table.Key;
import java.util.List;

/**
 * Coins that had been diamonds are in their wallet, in a lot of their own kind, without money. A
 * debt is paid first.
 */
public final class CoinsExchanged {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("coins_exchanged");

  private static final String COINS = "coins";

  private CoinsExchanged() {}

  /**
   * What arrives.
   *
   * @param exchange the exchange's record
   */
  public static Arriving arriving(Key exchange, long coins, long policyVersion) {
    return new Arriving(exchange, COINS, coins, policyVersion);
  }

  /** The entry by which coins arrive. */
  public static Draft<Wallet> draft(Arriving exchanged, Head<Wallet> head) {
    long coins = exchanged.amount();
    Coming coming = Coming.of(head, Lots.NONE.plus(Lot.exchanged(head.sequence() + 1, coins)));
    long paidDebt = coming.paying().coins();
    return new Draft<>(
        KIND,
        new Legs()
            .add(ChartOfAccounts.EXCHANGES_IN_TRANSIT, Assets.COIN, -coins)
            .add(ChartOfAccounts.WALLET, Assets.COIN, coins - paidDebt)
            .add(ChartOfAccounts.WALLET_DEBT, Assets.COIN, paidDebt)
            .postings(),
        coming.wallet(),
        "",
        exchanged.policyVersion(),
        coming.in(exchanged.details()));
  }

  /** How its entry is told. */
  public static final Retelling<Wallet> RETELLING =
      new Retelling<>() {
        @Override
        public Draft<Wallet> draft(Entry<Wallet> entry, Head<Wallet> before) {
          return CoinsExchanged.draft(Arriving.of(entry, COINS), before);
        }

        @Override
        public List<Credited> credited(Entry<Wallet> entry) {
          return List.of(
              Arriving.of(entry, COINS).credited(entry.account(), entry.sequence(), entry.at()));
        }
      };
}

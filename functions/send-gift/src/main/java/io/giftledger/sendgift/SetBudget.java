package io.giftledger.sendgift;

import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.OptionalLong;

/** Sets or lifts a viewer's monthly budget. It holds from the next gift on. */
@Singleton
final class SetBudget {

  private final Ledger ledger;

  SetBudget(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Sets the budget, or lifts it; one that stands already is left as it is, without an entry. */
  void set(String viewer, OptionalLong budget) {
    Account<Wallet> wallet = Wallet.BOOK.account(viewer);
    if (ledger.head(wallet, true).state().budgetCoins().equals(budget)) return;
    ledger.settle(
        wallet,
        (head, at) ->
            new Movement<>(
                new Draft<>(
                    EntryKind.BUDGET_SET, List.of(), head.state().withBudget(budget), "", 0),
                List.of()));
  }
}

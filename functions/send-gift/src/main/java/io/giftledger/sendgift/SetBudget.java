package io.giftledger.sendgift;

import io.giftledger.economy.wallet.BudgetSet;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Ledger;
import jakarta.inject.Singleton;
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
    ledger.append(wallet, new BudgetSet(budget)::movement);
  }
}

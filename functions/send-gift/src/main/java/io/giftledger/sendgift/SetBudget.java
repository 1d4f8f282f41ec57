package io.giftledger.sendgift;

import io.giftledger.ledger.Account;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.wallet.Wallet;
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

  /** Sets the budget; one that stands already is left as it is, without an entry. */
  BudgetRequest set(String viewer, BudgetRequest asked) {
    Account<Wallet> wallet = Wallet.BOOK.account(viewer);
    OptionalLong budget =
        asked.coinsPerMonth() == null
            ? OptionalLong.empty()
            : OptionalLong.of(asked.coinsPerMonth());
    if (!ledger.head(wallet, true).state().budgetCoins().equals(budget)) {
      ledger.settle(
          wallet,
          (head, at) ->
              new Movement<>(
                  new Draft<>(
                      EntryKind.BUDGET_SET, List.of(), head.state().withBudget(budget), "", 0),
                  List.of()));
    }
    return asked;
  }
}

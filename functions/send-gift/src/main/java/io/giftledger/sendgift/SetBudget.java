package io.giftledger.sendgift;

import io.giftledger.economy.wallet.Budget;
import io.giftledger.economy.wallet.BudgetSet;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.Ledger;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;

/** Sets or lifts a viewer's monthly budget. What limits more holds from the next gift on. */
@Singleton
final class SetBudget {

  private final Ledger ledger;
  private final InstantSource clock;

  SetBudget(Ledger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Sets the budget, or lifts it; one that stands already is left as it is, without an entry.
   *
   * @return the budget as it stands now
   */
  Budget set(String viewer, OptionalLong wanted) {
    Account<Wallet> wallet = Wallet.BOOK.account(viewer);
    Instant now = clock.instant();
    Budget stands = ledger.head(wallet, true).state().budget().at(now);
    if (stands.set(wanted, now).equals(stands)) return stands;
    return switch (ledger.append(wallet, new BudgetSet(wanted)::movement)) {
      case AppendOutcome.Posted<Wallet>(var entry) -> entry.state().budget();
      case AppendOutcome.Stale<Wallet> _, AppendOutcome.Overtaken<Wallet> _ ->
          throw new IllegalStateException("a budget follows up on nothing");
    };
  }
}

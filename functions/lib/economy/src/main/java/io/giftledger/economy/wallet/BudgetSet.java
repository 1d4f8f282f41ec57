package io.giftledger.economy.wallet;

import io.giftledger.economy.Retelling;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * A viewer set or lifted their monthly budget. It moves nothing. To raise or lift it counts from
 * the next month on.
 *
 * @param budgetCoins the most that they want to spend in a month; empty to lift it
 */
public record BudgetSet(OptionalLong budgetCoins) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("budget_set");

  /** The entry. */
  public Movement<Wallet> movement(Head<Wallet> head, Instant at) {
    return new Movement.Append<>(draft(head, at), List.of());
  }

  private Draft<Wallet> draft(Head<Wallet> head, Instant at) {
    Item.Builder details = Item.builder();
    budgetCoins.ifPresent(budget -> details.number("budgetCoins", budget));
    Wallet wallet = head.state();
    return new Draft<>(
        KIND, List.of(), wallet.with(wallet.budget().set(budgetCoins, at)), "", 0, details.build());
  }

  /** How its entry is told. */
  public static final Retelling<Wallet> RETELLING =
      (entry, before) ->
          new BudgetSet(entry.details().findNumber("budgetCoins")).draft(before, entry.at());
}

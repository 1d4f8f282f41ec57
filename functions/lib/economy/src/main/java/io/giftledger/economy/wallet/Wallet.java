package io.giftledger.economy.wallet;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.ledger.Book;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The state of a viewer's account.
 *
 * @param coins what the viewer may spend
 * @param lifetimeCoins coins ever spent on gifts: what a viewer's level is made from
 * @param spentMonth the month (UTC) that {@code spentCoins} counts, as {@code 2026-11}; empty
 *     before the first gift
 * @param spentCoins coins spent in that month
 * @param budgetCoins the most that the viewer wants to spend in a month, if they set it
 */
public record Wallet(
    long coins, long lifetimeCoins, String spentMonth, long spentCoins, OptionalLong budgetCoins)
    implements State {

  /** The book of all wallets. */
  public static final Book<Wallet> BOOK =
      new Book<>(
          "WALLET",
          new Wallet(0, 0, "", 0, OptionalLong.empty()),
          Set.of("coins", "lifetimeCoins", "spentMonth", "spentCoins", "budgetCoins"),
          Assets::isKnown,
          Wallet::read);

  private static Wallet read(Item item) {
    return new Wallet(
        item.number("coins"),
        item.number("lifetimeCoins"),
        item.findText("spentMonth").orElse(""),
        item.findNumber("spentCoins").orElse(0),
        item.findNumber("budgetCoins"));
  }

  @Override
  public Item fields() {
    Item.Builder fields =
        Item.builder().number("coins", coins).number("lifetimeCoins", lifetimeCoins);
    if (!spentMonth.isEmpty()) {
      fields.text("spentMonth", spentMonth).number("spentCoins", spentCoins);
    }
    budgetCoins.ifPresent(budget -> fields.number("budgetCoins", budget));
    return fields.build();
  }

  @Override
  public List<Posting> balances() {
    return List.of(new Posting(ChartOfAccounts.WALLET, Assets.COIN, coins));
  }

  /** After buying coins. */
  Wallet plus(long bought) {
    return new Wallet(
        Math.addExact(coins, bought), lifetimeCoins, spentMonth, spentCoins, budgetCoins);
  }

  /**
   * After spending coins.
   *
   * @param at when; decides which month they count for
   * @throws IllegalArgumentException if the wallet holds fewer
   */
  Wallet spend(long spent, Instant at) {
    if (spent > coins) throw new IllegalArgumentException("more coins than there are: " + spent);
    return new Wallet(
        coins - spent,
        Math.addExact(lifetimeCoins, spent),
        month(at).toString(),
        Math.addExact(spentInMonth(at), spent),
        budgetCoins);
  }

  /** With another monthly budget, or none. */
  Wallet withBudget(OptionalLong budget) {
    return new Wallet(coins, lifetimeCoins, spentMonth, spentCoins, budget);
  }

  /** Coins spent so far in the month (UTC) of an instant. */
  public long spentInMonth(Instant at) {
    return month(at).toString().equals(spentMonth) ? spentCoins : 0;
  }

  private static YearMonth month(Instant at) {
    return YearMonth.from(at.atZone(ZoneOffset.UTC));
  }
}

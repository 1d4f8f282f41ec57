package io.giftledger.economy.wallet;

import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Book;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The state of a viewer's account.
 *
 * @param coins what the viewer may spend
 * @param spentMonth the month (UTC) that {@code spentCoins} counts, as {@code 2026-11}; empty
 *     before the first gift
 * @param spentCoins coins spent in that month
 * @param budgetCoins the most that the viewer wants to spend in a month, if they set it
 */
public record Wallet(long coins, String spentMonth, long spentCoins, OptionalLong budgetCoins)
    implements State {

  /** The book of all wallets. */
  public static final Book<Wallet> BOOK =
      new Book<>("WALLET", new Wallet(0, "", 0, OptionalLong.empty()), Wallet::read);

  private static Wallet read(Item item) {
    return new Wallet(
        item.number("coins"),
        item.findText("spentMonth").orElse(""),
        item.findNumber("spentCoins").orElse(0),
        item.findNumber("budgetCoins"));
  }

  @Override
  public SortedMap<String, Object> fields() {
    SortedMap<String, Object> fields = new TreeMap<>();
    fields.put("coins", coins);
    if (!spentMonth.isEmpty()) {
      fields.put("spentMonth", spentMonth);
      fields.put("spentCoins", spentCoins);
    }
    budgetCoins.ifPresent(budget -> fields.put("budgetCoins", budget));
    return fields;
  }

  @Override
  public List<Posting> balances() {
    return List.of(new Posting(LedgerAccount.WALLET, Asset.COIN, coins));
  }

  /** After buying coins. */
  public Wallet plus(long bought) {
    return new Wallet(Math.addExact(coins, bought), spentMonth, spentCoins, budgetCoins);
  }

  /**
   * After spending coins.
   *
   * @param at when; decides which month they count for
   * @throws IllegalArgumentException if the wallet holds fewer
   */
  public Wallet spend(long spent, Instant at) {
    if (spent > coins) throw new IllegalArgumentException("more coins than there are: " + spent);
    return new Wallet(
        coins - spent, month(at).toString(), Math.addExact(spentInMonth(at), spent), budgetCoins);
  }

  /** With another monthly budget, or none. */
  public Wallet withBudget(OptionalLong budget) {
    return new Wallet(coins, spentMonth, spentCoins, budget);
  }

  /** Coins spent so far in the month (UTC) of an instant. */
  public long spentInMonth(Instant at) {
    return month(at).toString().equals(spentMonth) ? spentCoins : 0;
  }

  private static YearMonth month(Instant at) {
    return YearMonth.from(at.atZone(ZoneOffset.UTC));
  }
}

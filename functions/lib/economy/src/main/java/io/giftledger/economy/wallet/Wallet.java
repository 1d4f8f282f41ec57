package io.giftledger.economy.wallet;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Money;
import io.giftledger.ledger.Book;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The state of a viewer's account.
 *
 * @param lots the coins that the viewer may spend, by where they came from
 * @param debt coins that the viewer owes: they were spent, and then their payment was taken back
 * @param lifetimeCoins coins ever spent on gifts: what a viewer's level is made from
 * @param spent what was spent and paid in the last month, and on the last day
 * @param budget the most that the viewer wants to spend in a month
 * @param standing whether the viewer may buy and spend
 */
public record Wallet(
    Lots lots, long debt, long lifetimeCoins, Spent spent, Budget budget, Standing standing)
    implements State {

  /** The book of all wallets. */
  public static final Book<Wallet> BOOK =
      new Book<>(
          "WALLET",
          new Wallet(Lots.NONE, 0, 0, Spent.NONE, Budget.NONE, Standing.GOOD),
          Set.of(
              "coins",
              "lots",
              "debt",
              "lifetimeCoins",
              "spent",
              "budgetCoins",
              "raise",
              "frozen",
              "disputes"),
          Set.of(ChartOfAccounts.WALLET_DEBT, ChartOfAccounts.DEFERRED_REVENUE),
          Assets::isKnown,
          Wallet::read);

  private static Wallet read(Item item) {
    Wallet wallet =
        new Wallet(
            Lots.parse(item.findText("lots").orElse("")),
            item.findNumber("debt").orElse(0),
            item.number("lifetimeCoins"),
            Spent.parse(item.findText("spent").orElse("")),
            Budget.read(item),
            Standing.read(item));
    if (wallet.coins() != item.number("coins")) {
      throw new IllegalArgumentException("the lots do not hold the coins");
    }
    return wallet;
  }

  @Override
  public Item fields() {
    Item.Builder fields =
        Item.builder().number("coins", coins()).number("lifetimeCoins", lifetimeCoins);
    if (coins() > 0) fields.text("lots", lots.toString());
    if (debt > 0) fields.number("debt", debt);
    if (spent.day().isPresent()) fields.text("spent", spent.toString());
    budget.addTo(fields);
    standing.addTo(fields);
    return fields.build();
  }

  @Override
  public List<Posting> balances() {
    List<Posting> balances = new ArrayList<>();
    balances.add(new Posting(ChartOfAccounts.WALLET, Assets.COIN, coins()));
    if (debt > 0) balances.add(new Posting(ChartOfAccounts.WALLET_DEBT, Assets.COIN, -debt));
    lots.money()
        .forEach(
            (currency, minor) ->
                balances.add(
                    new Posting(
                        ChartOfAccounts.DEFERRED_REVENUE,
                        new Money(minor, currency).asset(),
                        -minor)));
    return balances;
  }

  /** What the viewer may spend. */
  public long coins() {
    return lots.coins();
  }

  /** With other coins, and another debt. */
  Wallet with(Lots its, long owed) {
    return new Wallet(its, owed, lifetimeCoins, spent, budget, standing);
  }

  /** After a payment for coins. */
  Wallet paid(Money price, Instant at) {
    return new Wallet(lots, debt, lifetimeCoins, spent.plus(price, at), budget, standing);
  }

  /**
   * After spending coins.
   *
   * @param left the lots without them
   * @param at when; decides for which day and month they count
   */
  Wallet spent(Lots.Taken left, Instant at) {
    return new Wallet(
        left.left(),
        debt,
        Math.addExact(lifetimeCoins, left.coins()),
        spent.plus(left.coins(), at),
        budget,
        standing);
  }

  /** With another monthly budget. */
  Wallet with(Budget other) {
    return new Wallet(lots, debt, lifetimeCoins, spent, other, standing);
  }

  /** With another standing. */
  Wallet with(Standing other) {
    return new Wallet(lots, debt, lifetimeCoins, spent, budget, other);
  }

  /** Coins spent so far in the month (UTC) of an instant. */
  public long spentInMonth(Instant at) {
    return spent.at(at).coins().inMonth();
  }
}

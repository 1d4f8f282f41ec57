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
import java.util.Optional;
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
 * @param combo the combo of the last gift; empty before the first
 * @param taken the number of the newest entry that says what stands {@link TakenBack}; 0 if nothing
 *     does
 */
public record Wallet(
    Lots lots,
    long debt,
    long lifetimeCoins,
    Spent spent,
    Budget budget,
    Standing standing,
    Optional<Combo> combo,
    long taken)
    implements State {

  /** One of a viewer who has sent no gift, and of whose payments nothing is taken back. */
  public Wallet(
      Lots lots, long debt, long lifetimeCoins, Spent spent, Budget budget, Standing standing) {
    this(lots, debt, lifetimeCoins, spent, budget, standing, Optional.empty(), 0);
  }

  private static final String EVER_SPENT = "everSpent";
  private static final String COMBO = "combo";
  private static final String TAKEN = "taken";

  /** The book of all wallets. */
  public static final Book<Wallet> BOOK =
      new Book<>(
          "WALLET",
          new Wallet(Lots.NONE, 0, 0, Spent.NONE, Budget.NONE, Standing.GOOD),
          Set.of(
              "lots",
              "debt",
              EVER_SPENT,
              "spent",
              "budget",
              "raise",
              "frozen",
              "disputes",
              COMBO,
              TAKEN),
          Set.of(ChartOfAccounts.WALLET_DEBT, ChartOfAccounts.DEFERRED_REVENUE),
          Assets::isKnown,
          Wallet::read);

  private static Wallet read(Item item) {
    return new Wallet(
        Lots.parse(item.findText("lots").orElse("")),
        item.findNumber("debt").orElse(0),
        item.number(EVER_SPENT),
        Spent.parse(item.findText("spent").orElse("")),
        Budget.read(item),
        Standing.read(item),
        item.findText(COMBO).map(Combo::parse),
        item.findNumber(TAKEN).orElse(0));
  }

  @Override
  public Item fields() {
    Item.Builder fields = Item.builder().number(EVER_SPENT, lifetimeCoins);
    if (coins() > 0) fields.text("lots", lots.toString());
    if (debt > 0) fields.number("debt", debt);
    if (spent.day().isPresent()) fields.text("spent", spent.toString());
    budget.addTo(fields);
    standing.addTo(fields);
    fields.text(COMBO, combo.map(Combo::toString));
    if (taken > 0) fields.number(TAKEN, taken);
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

  /** With other coins. */
  Wallet with(Lots its) {
    return with(its, debt, taken);
  }

  /**
   * With other coins, and another debt.
   *
   * @param by the number of the entry that says why; 0 if nothing stands taken back any more
   */
  Wallet with(Lots its, long owed, long by) {
    return new Wallet(its, owed, lifetimeCoins, spent, budget, standing, combo, by);
  }

  /** After a payment for coins. */
  Wallet paid(Money price, Instant at) {
    return new Wallet(
        lots, debt, lifetimeCoins, spent.plus(price, at), budget, standing, combo, taken);
  }

  /**
   * After spending coins on a gift.
   *
   * @param left the lots without them
   * @param at when; decides for which day and month they count
   * @param its the gift's combo
   */
  Wallet spent(Lots.Taken left, Instant at, Combo its) {
    return new Wallet(
        left.left(),
        debt,
        Math.addExact(lifetimeCoins, left.coins()),
        spent.plus(left.coins(), at),
        budget,
        standing,
        Optional.of(its),
        taken);
  }

  /** With another monthly budget. */
  Wallet with(Budget other) {
    return new Wallet(lots, debt, lifetimeCoins, spent, other, standing, combo, taken);
  }

  /** With another standing. */
  Wallet with(Standing other) {
    return new Wallet(lots, debt, lifetimeCoins, spent, budget, other, combo, taken);
  }

  /** Coins spent so far in the month (UTC) of an instant. */
  public long spentInMonth(Instant at) {
    return spent.at(at).coins().inMonth();
  }
}

package io.giftledger.economy.challenge;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.ledger.Book;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import java.util.List;
import java.util.Set;

/**
 * The state of a challenge's account, as far as money goes.
 *
 * @param budgetE4 diamonds that may still be awarded, in ten-thousandths
 * @param awardedE4 diamonds awarded so far, in ten-thousandths
 */
public record Challenge(long budgetE4, long awardedE4) implements State {

  /** The book of all challenges; the platform's id of a challenge owns its account. */
  public static final Book<Challenge> BOOK =
      new Book<>(
          "CHALLENGE",
          new Challenge(0, 0),
          Set.of("budgetE4", "awardedE4"),
          Set.of(),
          Assets::isKnown,
          item -> new Challenge(item.number("budgetE4"), item.number("awardedE4")));

  @Override
  public Item fields() {
    return Item.builder().number("budgetE4", budgetE4).number("awardedE4", awardedE4).build();
  }

  @Override
  public List<Posting> balances() {
    return List.of(new Posting(ChartOfAccounts.CHALLENGE, Assets.DIAMOND_E4, budgetE4));
  }

  /** Whole diamonds that may still be awarded. */
  public long budget() {
    return budgetE4 / Earnings.E4;
  }

  Challenge funded(long e4) {
    return new Challenge(Math.addExact(budgetE4, e4), awardedE4);
  }

  /**
   * After an award.
   *
   * @throws IllegalArgumentException if the budget is less
   */
  Challenge awarded(long e4) {
    if (e4 > budgetE4) throw new IllegalArgumentException("more diamonds than the budget holds");
    return new Challenge(budgetE4 - e4, Math.addExact(awardedE4, e4));
  }
}

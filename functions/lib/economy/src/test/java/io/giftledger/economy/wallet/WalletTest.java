package io.giftledger.economy.wallet;

import static io.giftledger.economy.wallet.Wallets.lots;
import static io.giftledger.economy.wallet.Wallets.plus;
import static io.giftledger.economy.wallet.Wallets.spend;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WalletTest {

  private static final Instant NOVEMBER_ENDS = Instant.parse("2026-11-30T23:59:59.999Z");
  private static final Instant DECEMBER_BEGINS = Instant.parse("2026-12-01T00:00:00Z");
  private static final Wallet EMPTY = Wallet.BOOK.opening();

  @Test
  void coins_spent_count_for_their_month_in_utc() {
    Wallet november = spend(plus(EMPTY, 100), 30, NOVEMBER_ENDS);

    assertEquals(30, november.spentInMonth(NOVEMBER_ENDS));
    assertEquals(0, november.spentInMonth(DECEMBER_BEGINS));

    Wallet december = spend(november, 5, DECEMBER_BEGINS);

    assertEquals(5, december.spentInMonth(DECEMBER_BEGINS));
    assertEquals(0, december.spentInMonth(NOVEMBER_ENDS));
    assertEquals(65, december.coins());
    assertEquals(35, december.lifetimeCoins());
  }

  @Test
  void the_same_month_of_another_year_is_another_month() {
    Wallet wallet = spend(plus(EMPTY, 100), 30, NOVEMBER_ENDS);

    assertEquals(0, wallet.spentInMonth(Instant.parse("2027-11-30T23:59:59.999Z")));
  }

  @Test
  void more_coins_than_there_are_cannot_be_spent() {
    Wallet wallet = plus(EMPTY, 100);

    assertEquals(0, spend(wallet, 100, NOVEMBER_ENDS).coins());
    assertThrows(IllegalArgumentException.class, () -> spend(wallet, 101, NOVEMBER_ENDS));
  }

  @Test
  void coins_never_overflow() {
    Wallet full = plus(EMPTY, Long.MAX_VALUE);

    assertThrows(ArithmeticException.class, () -> plus(full, 1));
    Wallet spent = plus(spend(full, Long.MAX_VALUE, NOVEMBER_ENDS), 1);
    assertThrows(ArithmeticException.class, () -> spend(spent, 1, NOVEMBER_ENDS));
  }

  @Test
  void a_budget_outlives_recharges_and_gifts_and_can_be_lifted() {
    Wallet wallet = spend(plus(EMPTY.with(Budget.of(50)), 100), 10, NOVEMBER_ENDS);

    assertEquals(Budget.of(50), wallet.budget());
    assertEquals(Budget.NONE, wallet.with(Budget.NONE).budget());
    assertEquals(10, wallet.with(Budget.NONE).spentInMonth(NOVEMBER_ENDS));
  }

  @Property
  void whatever_is_bought_is_spent_or_still_there(
      @ForAll @Size(max = 50) List<@LongRange(min = -1_000, max = 1_000) Long> movements) {
    Wallet wallet = EMPTY;
    long bought = 0;
    long spent = 0;
    for (long movement : movements) {
      if (movement >= 0) {
        wallet = plus(wallet, movement);
        bought += movement;
      } else if (-movement <= wallet.coins()) {
        wallet = spend(wallet, -movement, NOVEMBER_ENDS);
        spent -= movement;
      }
    }

    assertEquals(bought - spent, wallet.coins());
    assertEquals(spent, wallet.spentInMonth(NOVEMBER_ENDS));
    assertEquals(spent, wallet.lifetimeCoins());
  }

  @Property
  void a_wallet_is_read_as_it_was_written(
      @ForAll @LongRange(min = 0) long coins,
      @ForAll @LongRange(min = 0) long debt,
      @ForAll @LongRange(min = 0) long lifetime,
      @ForAll @LongRange(min = 0) long spent,
      @ForAll boolean hasBudget,
      @ForAll @LongRange(min = 0) long budget,
      @ForAll @LongRange(min = 0) long taken) {
    Wallet wallet =
        new Wallet(
            lots(coins),
            debt,
            lifetime,
            Spent.ofCoins(LocalDate.parse("2026-11-20"), spent),
            hasBudget ? Budget.of(budget) : Budget.NONE,
            Standing.GOOD,
            Optional.empty(),
            taken);

    assertEquals(wallet, stored(wallet));
    assertEquals(plus(EMPTY, coins), stored(plus(EMPTY, coins)));
  }

  private static Wallet stored(Wallet wallet) {
    Item item = Item.builder(new Key("p", "s")).map("state", wallet.fields()).build();
    return Wallet.BOOK.reader().apply(item.map("state"));
  }
}

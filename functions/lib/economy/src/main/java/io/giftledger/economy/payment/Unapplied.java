package io.giftledger.economy.payment;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Legs;
import io.giftledger.economy.Money;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Book;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The state of a payment provider's account: what viewers paid there that is applied to no
 * recharge.
 *
 * @param minor how much, in minor units by currency; none is zero
 */
public record Unapplied(SortedMap<String, Long> minor) implements State {

  private static final String FIELD = "unapplied";

  /** The book of all providers; an account's owner is the provider's name. */
  public static final Book<Unapplied> BOOK =
      new Book<>(
          "PAYMENTS",
          new Unapplied(new TreeMap<>()),
          Set.of(FIELD),
          Set.of(ChartOfAccounts.UNAPPLIED_PAYMENTS),
          Assets::isKnown,
          Unapplied::read);

  /** Keeps its own map. */
  public Unapplied {
    minor = Collections.unmodifiableSortedMap(new TreeMap<>(minor));
  }

  /** The account of a provider. */
  public static Account<Unapplied> of(String provider) {
    return BOOK.account(provider);
  }

  private static Unapplied read(Item state) {
    SortedMap<String, Long> minor = new TreeMap<>();
    state.findText(FIELD).stream()
        .flatMap(words -> Arrays.stream(words.split(" ", -1)))
        .forEach(word -> minor.put(word.substring(0, 3), Long.parseLong(word.substring(3))));
    return new Unapplied(minor);
  }

  @Override
  public Item fields() {
    Item.Builder fields = Item.builder();
    if (!minor.isEmpty()) {
      fields.text(
          FIELD,
          minor.entrySet().stream()
              .map(sum -> sum.getKey() + sum.getValue())
              .collect(Collectors.joining(" ")));
    }
    return fields.build();
  }

  @Override
  public List<Posting> balances() {
    Legs legs = new Legs();
    minor.forEach((currency, sum) -> legs.add(ChartOfAccounts.UNAPPLIED_PAYMENTS, currency, -sum));
    return legs.postings();
  }

  /** Whether there is so much of a currency. */
  boolean has(Money money) {
    return minor.getOrDefault(money.currency(), 0L) >= money.minor();
  }

  /** With more of a currency. */
  Unapplied plus(Money money) {
    return plus(money.currency(), money.minor());
  }

  /**
   * With less of a currency.
   *
   * @throws IllegalArgumentException if there is not so much
   */
  Unapplied minus(Money money) {
    return plus(money.currency(), -money.minor());
  }

  private Unapplied plus(String currency, long more) {
    SortedMap<String, Long> sums = new TreeMap<>(minor);
    long sum = Math.addExact(sums.getOrDefault(currency, 0L), more);
    if (sum < 0) throw new IllegalArgumentException("so much is not unapplied: " + currency);
    if (sum == 0) sums.remove(currency);
    else sums.put(currency, sum);
    return new Unapplied(sums);
  }

  /** The postings of money that comes in. */
  static List<Posting> in(Money money) {
    return new Legs()
        .add(ChartOfAccounts.CASH, money.currency(), money.minor())
        .add(ChartOfAccounts.UNAPPLIED_PAYMENTS, money.currency(), -money.minor())
        .postings();
  }

  /** The postings of a fee that the provider keeps. */
  static List<Posting> fee(Money money) {
    return new Legs()
        .add(ChartOfAccounts.PAYMENT_FEES, money.currency(), money.minor())
        .add(ChartOfAccounts.CASH, money.currency(), -money.minor())
        .postings();
  }

  /** The postings of a fee that it gives back. */
  static List<Posting> feeReturned(Money money) {
    return new Legs()
        .add(ChartOfAccounts.CASH, money.currency(), money.minor())
        .add(ChartOfAccounts.PAYMENT_FEES, money.currency(), -money.minor())
        .postings();
  }

  /** The postings of money that is unapplied no more. */
  static List<Posting> out(Money money) {
    return new Legs()
        .add(ChartOfAccounts.UNAPPLIED_PAYMENTS, money.currency(), money.minor())
        .add(ChartOfAccounts.CASH, money.currency(), -money.minor())
        .postings();
  }
}

package io.giftledger.account;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.http.Problem;
import io.giftledger.http.ProblemException;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.State;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A month of an account as a table for its owner, oldest first, with the balances after each entry.
 */
final class MonthStatement {

  /** So many entries are a table of less than 2 MB, which Lambda can answer. */
  private static final int ENTRIES_MAX = 5_000;

  private static final int READ_MAX = 1_000;

  private static final List<Column> OF_WALLETS =
      List.of(
          new Column(ChartOfAccounts.WALLET, Assets.COIN, 1),
          new Column(ChartOfAccounts.WALLET_DEBT, Assets.COIN, -1));
  private static final List<Column> OF_EARNINGS =
      List.of(
          new Column(ChartOfAccounts.EARNINGS, Assets.DIAMOND_E4, 1),
          new Column(ChartOfAccounts.EARNINGS_HELD, Assets.DIAMOND_E4, 1));

  private static final String WALLET_HEADER =
      "at,sequence,kind,ref,coins,coins_balance,debt_coins,debt_coins_balance,money_paid,currency,"
          + "unspent_money,policy_version,hash";
  private static final String EARNINGS_HEADER =
      "at,sequence,kind,ref,diamonds,diamonds_balance,held_diamonds,held_diamonds_balance,"
          + "money_received,currency,policy_version,hash";

  private MonthStatement() {}

  /**
   * What is moved on one of the owner's accounts, and held there.
   *
   * @param sign -1 where what is owed is shown without a minus
   */
  private record Column(LedgerAccount account, Asset asset, int sign) {

    String sum(List<Posting> postings) {
      long units =
          postings.stream()
              .filter(posting -> posting.account().equals(account))
              .mapToLong(Posting::amount)
              .sum();
      return amount(asset, sign * units);
    }
  }

  /**
   * The table.
   *
   * @throws ProblemException {@code too_many_entries}
   */
  static <S extends State> String csv(Ledger ledger, Account<S> account, StatementPeriod month) {
    boolean isWallet = account.book().equals(Wallet.BOOK);
    return Stream.concat(
            Stream.of(isWallet ? WALLET_HEADER : EARNINGS_HEADER),
            read(ledger, account, month).reversed().stream()
                .map(entry -> row(entry, isWallet ? OF_WALLETS : OF_EARNINGS, isWallet ? 1 : -1)))
        .collect(Collectors.joining("\r\n", "", "\r\n"));
  }

  private static <S extends State> List<Entry<S>> read(
      Ledger ledger, Account<S> account, StatementPeriod month) {
    List<Entry<S>> entries = new ArrayList<>();
    Optional<Long> before = month.before(ledger, account);
    while (true) {
      List<Entry<S>> some = ledger.entries(account, READ_MAX, before);
      some.stream().takeWhile(entry -> !entry.at().isBefore(month.from())).forEach(entries::add);
      if (entries.size() > ENTRIES_MAX) {
        throw new Problem(
                422,
                "too_many_entries",
                "So many entries of a month are no table. Read them page by page, as JSON.",
                Map.of("entries_max", ENTRIES_MAX))
            .exception();
      }
      if (some.isEmpty() || some.getLast().at().isBefore(month.from())) return entries;
      before = Optional.of(some.getLast().sequence());
    }
  }

  private static String row(Entry<?> entry, List<Column> columns, int cashSign) {
    List<Posting> postings = entry.postings();
    List<Posting> balances = entry.state().balances();
    Optional<Posting> money = money(entry);
    List<String> cells = new ArrayList<>();
    cells.add(entry.at().toString());
    cells.add(Long.toString(entry.sequence()));
    cells.add(entry.kind().label());
    cells.add(StatementView.ref(entry).orElse(""));
    for (Column column : columns) {
      cells.add(column.sum(postings));
      cells.add(column.sum(balances));
    }
    cells.add(money.map(its -> amount(its.asset(), cashSign * its.amount())).orElse(""));
    cells.add(money.map(its -> its.asset().code()).orElse(""));
    if (entry.state() instanceof Wallet wallet) cells.add(unspent(wallet));
    cells.add(entry.policyVersion() == 0 ? "" : Long.toString(entry.policyVersion()));
    cells.add(entry.hash().hex());
    return String.join(",", cells);
  }

  /**
   * What the owner paid or was paid: the first of the cash; what a provider keeps is not theirs.
   */
  private static Optional<Posting> money(Entry<?> entry) {
    boolean isFee = Adjustment.isOfFees(entry.details());
    return entry.postings().stream()
        .filter(posting -> !isFee && posting.account().equals(ChartOfAccounts.CASH))
        .findFirst();
  }

  /** As in a journal: {@code 12.99 USD + 2200 JPY}. */
  private static String unspent(Wallet wallet) {
    return StatementView.unspent(wallet).stream()
        .map(money -> amount(money.asset(), money.minor()) + " " + money.currency())
        .collect(Collectors.joining(" + "));
  }

  private static String amount(Asset asset, long units) {
    return BigDecimal.valueOf(units, Assets.decimals(asset)).toPlainString();
  }
}

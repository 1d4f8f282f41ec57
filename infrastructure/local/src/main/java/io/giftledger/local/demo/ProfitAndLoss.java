package io.giftledger.local.demo;

import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.wallet.PaymentRestored;
import io.giftledger.economy.wallet.PaymentTakenBack;
import io.giftledger.economy.wallet.PurchaseReturned;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.table.Item;
import io.giftledger.verify.Counts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What came in and what is earned, for each currency. Its balances are those of the trial balance;
 * only what the cash came from is added up here.
 */
final class ProfitAndLoss {

  /** The cash that entries moved, in minor units. */
  private final Map<Cause, Long> cash = new HashMap<>();

  private record Cause(EntryKind kind, Asset currency) {}

  private record Line(String label, long minor) {}

  /** Adds an item of the table; only entries count. */
  void add(Item item) {
    if (!Entry.isEntry(item.key())) return;
    EntryKind kind = new EntryKind(item.text("kind"));
    for (String text : item.texts("postings")) {
      Posting posting = Posting.parse(text);
      if (posting.account().equals(ChartOfAccounts.CASH)) {
        cash.merge(new Cause(kind, posting.asset()), posting.amount(), Long::sum);
      }
    }
  }

  /** The whole of it, a column for each currency. */
  TextTable table(Counts books) {
    List<Asset> currencies =
        books.balances().keySet().stream().map(Asset::new).filter(Asset::isMoney).toList();
    List<List<Line>> columns = currencies.stream().map(its -> lines(books, its)).toList();
    TextTable table =
        new TextTable(
            "Profit and loss",
            Stream.concat(Stream.of(""), currencies.stream().map(its -> its.code() + ">"))
                .toArray(String[]::new));
    for (int line = 0; line < columns.getFirst().size(); line++) {
      List<String> row = new ArrayList<>();
      row.add(columns.getFirst().get(line).label());
      for (int column = 0; column < currencies.size(); column++) {
        row.add(
            Figures.amount(columns.get(column).get(line).minor(), currencies.get(column).code()));
      }
      table.row(row.toArray(String[]::new));
      if (row.getFirst().startsWith("= ")) table.rule();
    }
    return table;
  }

  /** The lines of a currency. What is owed or earned has a minus in the books, and none here. */
  private List<Line> lines(Counts books, Asset currency) {
    long revenue = -books.balance(ChartOfAccounts.REVENUE, currency);
    long deferred = -books.balance(ChartOfAccounts.DEFERRED_REVENUE, currency);
    long tax = -books.balance(ChartOfAccounts.TAX_PAYABLE, currency);
    long fees =
        books.balance(ChartOfAccounts.PAYMENT_FEES, currency)
            + books.balance(ChartOfAccounts.PAYOUT_FEES, currency);
    long unapplied = -books.balance(ChartOfAccounts.UNAPPLIED_PAYMENTS, currency);
    long payouts = books.balance(ChartOfAccounts.PAYOUTS, currency);
    long left = books.balance(ChartOfAccounts.CASH, currency);
    return List.of(
        new Line("revenue (coins that were spent)", revenue),
        new Line("- payment and payout fees", -fees),
        new Line("- paid to creators", -payouts),
        new Line("= RESULT", revenue - fees - payouts),
        new Line("received from viewers", cash(Recharged.KIND, currency)),
        new Line(
            "- refunded and charged back",
            cash(PaymentTakenBack.KIND, currency) + cash(PurchaseReturned.KIND, currency)),
        new Line("+ disputes won, refunds failed", cash(PaymentRestored.KIND, currency)),
        new Line("+ payments applied to nothing", unapplied),
        new Line("- fees, paid to creators", -fees - payouts),
        new Line("= CASH", left),
        new Line("deferred revenue (coins not spent yet)", deferred),
        new Line("tax payable", tax),
        new Line("unapplied payments (owed back)", unapplied),
        new Line("revenue + deferred + tax + unapplied", revenue + deferred + tax + unapplied),
        new Line("cash + fees + paid to creators", left + fees + payouts));
  }

  private long cash(EntryKind kind, Asset currency) {
    return cash.getOrDefault(new Cause(kind, currency), 0L);
  }
}

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
import io.giftledger.verify.PlatformBooks;
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
    List<PlatformBooks> currencies = PlatformBooks.of(books);
    List<List<Line>> columns = currencies.stream().map(this::lines).toList();
    TextTable table =
        new TextTable(
            "Profit and loss",
            Stream.concat(
                    Stream.of(""), currencies.stream().map(its -> its.currency().code() + ">"))
                .toArray(String[]::new));
    for (int line = 0; line < columns.getFirst().size(); line++) {
      List<String> row = new ArrayList<>();
      row.add(columns.getFirst().get(line).label());
      for (int column = 0; column < currencies.size(); column++) {
        row.add(
            Figures.amount(
                columns.get(column).get(line).minor(), currencies.get(column).currency().code()));
      }
      table.row(row.toArray(String[]::new));
      if (row.getFirst().startsWith("= ")) table.rule();
    }
    return table;
  }

  /** The lines of a currency. */
  private List<Line> lines(PlatformBooks its) {
    return List.of(
        new Line("revenue (coins that were spent)", its.revenue()),
        new Line("- payment and payout fees", -its.fees()),
        new Line("- paid to creators", -its.payouts()),
        new Line("= RESULT", its.result()),
        new Line("received from viewers", cash(Recharged.KIND, its.currency())),
        new Line(
            "- refunded and charged back",
            cash(PaymentTakenBack.KIND, its.currency())
                + cash(PurchaseReturned.KIND, its.currency())),
        new Line("+ disputes won, refunds failed", cash(PaymentRestored.KIND, its.currency())),
        new Line("+ payments applied to nothing", its.unappliedPayments()),
        new Line("- fees, paid to creators", -its.fees() - its.payouts()),
        new Line("= CASH", its.cash()),
        new Line("deferred revenue (coins not spent yet)", its.deferredRevenue()),
        new Line("tax payable", its.taxPayable()),
        new Line("unapplied payments (owed back)", its.unappliedPayments()),
        new Line("revenue + deferred + tax + unapplied", its.revenue() + its.liabilities()),
        new Line("cash + fees + paid to creators", its.cash() + its.fees() + its.payouts()));
  }

  private long cash(EntryKind kind, Asset currency) {
    return cash.getOrDefault(new Cause(kind, currency), 0L);
  }
}

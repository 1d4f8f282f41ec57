package io.giftledger.local.demo;

import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.wallet.PaymentRestored;
import io.giftledger.economy.wallet.PaymentTakenBack;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.table.Item;
import io.giftledger.verify.Counts;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What came in and what is earned, for each currency. Its balances are those of the trial balance;
 * only what the cash came from is added up here.
 */
final class ProfitAndLoss {

  /** The cash that entries of a kind moved, in minor units. */
  private final Map<Movement, Long> moved = new HashMap<>();

  private record Movement(EntryKind kind, Asset currency) {}

  /** Adds an item of the table; only entries count. */
  void add(Item item) {
    if (!Entry.isEntry(item.key())) return;
    EntryKind kind = new EntryKind(item.text("kind"));
    for (String text : item.texts("postings")) {
      Posting posting = Posting.parse(text);
      if (posting.account().equals(ChartOfAccounts.CASH)) {
        moved.merge(new Movement(kind, posting.asset()), posting.amount(), Long::sum);
      }
    }
  }

  /** The whole of it, a column for each currency. */
  TextTable table(Counts books) {
    List<Asset> currencies =
        books.balances().keySet().stream().map(Asset::new).filter(Asset::isMoney).toList();
    TextTable table =
        new TextTable(
            "Profit and loss",
            Stream.concat(Stream.of(""), currencies.stream().map(currency -> currency.code() + ">"))
                .toArray(String[]::new));
    rows(books)
        .forEach(
            (label, figure) -> {
              Stream<String> figures =
                  currencies.stream().map(of -> Figures.amount(figure.applyAsLong(of), of.code()));
              table.row(Stream.concat(Stream.of(label), figures).toArray(String[]::new));
              if (label.startsWith("= ")) table.rule();
            });
    return table;
  }

  /** Each row and its figure in a currency. What is owed or earned stands with a minus in books. */
  private Map<String, ToLongFunction<Asset>> rows(Counts books) {
    ToLongFunction<Asset> revenue = of -> -books.balance(ChartOfAccounts.REVENUE, of);
    ToLongFunction<Asset> deferred = of -> -books.balance(ChartOfAccounts.DEFERRED_REVENUE, of);
    ToLongFunction<Asset> tax = of -> -books.balance(ChartOfAccounts.TAX_PAYABLE, of);
    ToLongFunction<Asset> fees = of -> books.balance(ChartOfAccounts.PAYMENT_FEES, of);
    ToLongFunction<Asset> payouts = of -> books.balance(ChartOfAccounts.PAYOUTS, of);
    ToLongFunction<Asset> cash = of -> books.balance(ChartOfAccounts.CASH, of);
    Map<String, ToLongFunction<Asset>> rows = new LinkedHashMap<>();
    rows.put("revenue (coins that were spent)", revenue);
    rows.put("- payment fees", of -> -fees.applyAsLong(of));
    rows.put("- paid to creators", of -> -payouts.applyAsLong(of));
    rows.put(
        "= RESULT", of -> revenue.applyAsLong(of) - fees.applyAsLong(of) - payouts.applyAsLong(of));
    rows.put("received from viewers", moved(Recharged.KIND));
    rows.put("- refunded and charged back", moved(PaymentTakenBack.KIND));
    rows.put("+ came back: disputes won, refunds failed", moved(PaymentRestored.KIND));
    rows.put(
        "- fees and creators, as above", of -> -fees.applyAsLong(of) - payouts.applyAsLong(of));
    rows.put("= CASH", cash);
    rows.put("tax payable", tax);
    rows.put("deferred revenue (coins not spent yet)", deferred);
    rows.put(
        "revenue + deferred + tax",
        of -> revenue.applyAsLong(of) + deferred.applyAsLong(of) + tax.applyAsLong(of));
    rows.put(
        "cash + fees + paid to creators",
        of -> cash.applyAsLong(of) + fees.applyAsLong(of) + payouts.applyAsLong(of));
    return rows;
  }

  private ToLongFunction<Asset> moved(EntryKind kind) {
    return currency -> moved.getOrDefault(new Movement(kind, currency), 0L);
  }
}

package io.giftledger.local;

import io.giftledger.dynamodb.Attributes;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Book;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.LedgerAccount;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The whole ledger added up: every entry of every chain, read from the table and verified.
 *
 * @param balances the sum of all postings, by ledger account and asset
 * @param accounts how many accounts there are
 * @param entries how many entries
 * @param faults each broken link, in words; none in a ledger that nobody touched
 */
public record Books(
    SortedMap<Line, Long> balances, int accounts, long entries, List<String> faults) {

  /**
   * A line of the trial balance.
   *
   * @param asset of what
   * @param account whose
   */
  public record Line(Asset asset, LedgerAccount account) implements Comparable<Line> {

    @Override
    public int compareTo(Line other) {
      return Comparator.comparing((Line line) -> line.asset().code())
          .thenComparing(Line::account)
          .compare(this, other);
    }
  }

  /** Reads a table. Keeps all of it in memory: for the sizes of a local run. */
  public static Books read(DynamoDbClient dynamoDb, String tableName) {
    Map<Account<?>, List<Item>> chains = new HashMap<>();
    entries(dynamoDb, tableName)
        .forEach(
            item -> chains.computeIfAbsent(account(item), account -> new ArrayList<>()).add(item));
    SortedMap<Line, Long> balances = new TreeMap<>();
    List<String> faults = new ArrayList<>();
    long entries = 0;
    for (var chain : chains.entrySet()) {
      entries += chain.getValue().size();
      add(chain.getKey(), chain.getValue(), balances, faults);
    }
    return new Books(balances, chains.size(), entries, List.copyOf(faults));
  }

  /** The balance of a ledger account. */
  public long balance(LedgerAccount account, Asset asset) {
    return balances.getOrDefault(new Line(asset, account), 0L);
  }

  /** The sum of all ledger accounts, by asset: zero each. */
  public SortedMap<String, Long> totals() {
    SortedMap<String, Long> totals = new TreeMap<>();
    balances.forEach((line, sum) -> totals.merge(line.asset().code(), sum, Math::addExact));
    return totals;
  }

  private static <S extends State> void add(
      Account<S> account, List<Item> items, SortedMap<Line, Long> balances, List<String> faults) {
    Head<S> head = Head.opening(account);
    items.sort(Comparator.comparing(item -> item.key().sort()));
    for (Item item : items) {
      Entry<S> entry = Entry.of(account, item);
      if (!entry.follows(head)) {
        faults.add(account.partitionKey() + " entry " + entry.sequence() + " does not follow");
      }
      for (Posting posting : entry.postings()) {
        balances.merge(
            new Line(posting.asset(), posting.account()), posting.amount(), Math::addExact);
      }
      head = entry.head();
    }
  }

  private static Account<?> account(Item item) {
    return Stream.<Book<?>>of(Wallet.BOOK, Earnings.BOOK)
        .filter(book -> item.key().partition().startsWith(book.prefix() + "#"))
        .findFirst()
        .orElseThrow()
        .account(item.key().owner());
  }

  private static Stream<Item> entries(DynamoDbClient dynamoDb, String tableName) {
    return dynamoDb
        .scanPaginator(request -> request.tableName(tableName).consistentRead(true))
        .items()
        .stream()
        .map(Attributes::item)
        .filter(item -> item.key().sort().startsWith("ENTRY#"));
  }
}

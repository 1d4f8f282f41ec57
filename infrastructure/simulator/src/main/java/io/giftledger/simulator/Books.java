package io.giftledger.simulator;

import io.giftledger.dynamodb.Attributes;
import io.giftledger.ledger.table.Item;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * All that the table holds in the end, by what it is.
 *
 * @param entries the entries of each account, in order
 * @param records the business records that have happened, by kind ({@code GIFT}), each by its sort
 *     key and partition
 * @param balances the sum of all postings, by ledger account and asset
 */
record Books(
    SortedMap<String, List<Item>> entries,
    Map<String, SortedMap<String, Item>> records,
    Map<String, Long> balances) {

  /** Reads a table. */
  static Books read(DynamoDbClient dynamoDb, String tableName) {
    SortedMap<String, List<Item>> entries = new TreeMap<>();
    Map<String, SortedMap<String, Item>> records = new TreeMap<>();
    Map<String, Long> balances = new TreeMap<>();
    dynamoDb
        .scanPaginator(scan -> scan.tableName(tableName).consistentRead(true))
        .items()
        .forEach(
            attributes -> {
              Item item = Attributes.item(attributes);
              String kind = item.key().sort().split("#", 2)[0];
              if (kind.equals("ENTRY")) {
                entries
                    .computeIfAbsent(item.key().partition(), account -> new ArrayList<>())
                    .add(item);
                for (Chain.Leg leg : Chain.legs(item)) {
                  balances.merge(
                      leg.ledgerAccount() + " " + leg.asset(), leg.amount(), Math::addExact);
                }
              } else {
                records.computeIfAbsent(kind, name -> new TreeMap<>()).put(name(item), item);
              }
            });
    entries.values().forEach(chain -> chain.sort(Comparator.comparing(item -> item.key().sort())));
    // What claims a place in its chain, and has no entry there, has not happened.
    records
        .values()
        .forEach(kind -> kind.values().removeIf(record -> !hasHappened(record, entries)));
    return new Books(entries, records, balances);
  }

  private static boolean hasHappened(Item record, SortedMap<String, List<Item>> entries) {
    if (record.findNumber("entry").isEmpty()) return true;
    String place = "ENTRY#%012d".formatted(record.number("entry"));
    return entries.getOrDefault(record.key().partition(), List.of()).stream()
        .filter(entry -> entry.key().sort().equals(place))
        .anyMatch(entry -> entry.text("ref").equals(record.key().sort()));
  }

  /** What a business record is called here. */
  static String name(Item record) {
    return record.key().partition() + "/" + record.key().sort();
  }

  /** The records of a kind. */
  SortedMap<String, Item> records(String kind) {
    return records.getOrDefault(kind, new TreeMap<>());
  }

  /** The sum of all postings to a ledger account. */
  long balance(String ledgerAccount, String asset) {
    return balances.getOrDefault(ledgerAccount + " " + asset, 0L);
  }
}

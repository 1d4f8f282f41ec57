package io.giftledger.bench.throughput;

import io.giftledger.dynamodb.TableScan;
import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.JitteredBackoff;
import io.giftledger.verify.Counts;
import io.giftledger.verify.LedgerReader;
import io.giftledger.verify.SegmentWalk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Every gift and every conversion of a table, held against its books.
 *
 * @param gifts all that were sent
 * @param conversions all that were made of them
 * @param books every entry, verified and added up
 */
record Census(List<Gift> gifts, List<Conversion> conversions, Counts books) {

  /** Reads a table. Keeps all of it in memory. */
  static Census read(DynamoDbClient dynamoDb, String tableName) {
    List<Gift> gifts = new ArrayList<>();
    List<Conversion> conversions = new ArrayList<>();
    Set<String> causes = new HashSet<>();
    Counts books =
        SegmentWalk.wholeTable(
            new LedgerReader(
                new TableScan(dynamoDb, tableName),
                new JitteredBackoff(() -> Duration.ofMinutes(1))),
            item -> {
              String sort = item.key().sort();
              if (sort.startsWith("GIFT#")) gifts.add(Gift.TYPE.read(item));
              if (Entry.isEntry(item.key())) {
                causes.add(item.text("ref"));
                if (item.text("kind").equals(GiftsConverted.KIND.label())) {
                  var earnings = Earnings.BOOK.account(item.key().owner());
                  GiftsConverted.inEntry(new Entry<>(earnings, item)).ifPresent(conversions::add);
                }
              }
              if (sort.startsWith("CONVERSION#")) conversions.add(Conversion.TYPE.read(item));
            });
    // A gift whose entry never came has not happened: its sender was told to try again.
    gifts.removeIf(gift -> !causes.contains(gift.key().sort()));
    return new Census(List.copyOf(gifts), List.copyOf(conversions), books);
  }

  /**
   * Makes sure that no gift was lost, doubled or invented.
   *
   * @param accepted gifts whose sender was told that they were sent
   * @param busy gifts whose sender was told to try again: they may have been sent
   * @throws IllegalStateException if something is not right
   */
  void check(long accepted, long busy) {
    require(books.faults() == 0, "chains are broken: " + books.firstFaults());
    require(books.unbalanced().isEmpty(), "" + books.totals());
    require(
        gifts.size() >= accepted && gifts.size() <= accepted + busy,
        "%d gifts of %d accepted, %d busy".formatted(gifts.size(), accepted, busy));
    long sent = sum(gift -> gift.status() == Gift.Status.SENT, Gift::coins);
    long converted = sum(gift -> gift.status() == Gift.Status.CONVERTED, Gift::coins);
    require(
        books.balance(ChartOfAccounts.GIFTS_IN_TRANSIT, Assets.COIN) == sent,
        "coins in transit are not those of gifts that were sent");
    require(
        books.balance(ChartOfAccounts.COINS_SPENT, Assets.COIN) == converted,
        "coins spent are not those of gifts that were converted");
    require(
        books.balance(ChartOfAccounts.POINTS_CONVERTED, Assets.POINT)
            == sum(gift -> gift.status() == Gift.Status.CONVERTED, Gift::points),
        "points are not those of gifts that were converted");
    require(
        conversions.stream().mapToLong(conversion -> conversion.gifts().size()).sum()
            == converted(),
        "conversions do not list the gifts that were converted");
  }

  /** Gifts that were converted. */
  long converted() {
    return gifts.stream().filter(gift -> gift.status() == Gift.Status.CONVERTED).count();
  }

  /** How many gifts a conversion takes, in the mean. */
  double giftsEach() {
    return (double) converted() / conversions.size();
  }

  /** When the last conversion was made. */
  Instant lastConvertedAt() {
    return conversions.stream()
        .map(Conversion::convertedAt)
        .max(Instant::compareTo)
        .orElseThrow(() -> new IllegalStateException("nothing was converted"));
  }

  /** How long each gift waited for its conversion that was sent at or after an instant. */
  List<Duration> delays(Instant from) {
    Map<String, Instant> convertedAt = new HashMap<>();
    for (Conversion conversion : conversions) {
      conversion.gifts().forEach(gift -> convertedAt.put(gift.id(), conversion.convertedAt()));
    }
    return gifts.stream()
        .filter(gift -> !gift.sentAt().isBefore(from) && convertedAt.containsKey(gift.id()))
        .map(gift -> Duration.between(gift.sentAt(), convertedAt.get(gift.id())))
        .toList();
  }

  private long sum(Predicate<Gift> which, ToLongFunction<Gift> figure) {
    return gifts.stream().filter(which).mapToLong(figure).sum();
  }

  private static void require(boolean right, String otherwise) {
    if (!right) throw new IllegalStateException("the books are wrong: " + otherwise);
  }
}

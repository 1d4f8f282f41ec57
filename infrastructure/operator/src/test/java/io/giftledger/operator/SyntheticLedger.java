package io.giftledger.operator;

import io.giftledger.dynamodb.Attributes;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.table.WriteResult;
import io.giftledger.testkit.Gifts;
import io.giftledger.testkit.Recharges;
import io.giftledger.testkit.Stored;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Fills a table with the entries and the records that the real ledger makes, many at a time:
 * viewers who recharge and send gifts, and creators whose gifts are converted. The lengths of
 * chains differ widely.
 */
final class SyntheticLedger {

  static final Instant BEGIN = Instant.parse("2026-11-20T08:00:00Z");

  private final Batches batches;

  /** Gifts of the last few wallets, which the next creator converts. */
  private final Deque<Gift> sent = new ArrayDeque<>();

  private final AtomicLong now = new AtomicLong(BEGIN.toEpochMilli());
  private final Ledger ledger;

  /** Fills a table of DynamoDB. */
  SyntheticLedger(DynamoDbClient client, String tableName) {
    this(
        items ->
            client.batchWriteItem(
                batch ->
                    batch.requestItems(
                        Map.of(tableName, items.stream().map(SyntheticLedger::put).toList()))));
  }

  /**
   * @param table takes some items of the table at a time
   */
  SyntheticLedger(Consumer<List<Item>> table) {
    this.batches = new Batches(table);
    this.ledger =
        new Ledger(
            batches,
            () -> Instant.ofEpochMilli(now.getAndIncrement()),
            (lost, attempt) -> true,
            Format.CURRENT);
  }

  private static WriteRequest put(Item item) {
    return WriteRequest.builder()
        .putRequest(PutRequest.builder().item(Attributes.of(item)).build())
        .build();
  }

  static Account<Wallet> wallet(int number) {
    return Wallet.BOOK.account("viewer-" + number);
  }

  static Account<Earnings> earnings(int number) {
    return Earnings.BOOK.account("creator-" + number);
  }

  /** How many entries an account gets, if there is room. */
  static int length(int account) {
    return account % 50 == 0 ? 400 : 2 + account % 37;
  }

  /** Adds accounts until the table holds so many entries. */
  void fill(int first, int entries) {
    int account = first;
    for (int written = 0; written < entries; account++) {
      int length = Math.min(entries - written, length(account));
      if (account % 10 == 0 && !sent.isEmpty()) {
        length = Math.min(length, sent.size());
        convert(account, length);
      } else {
        spend(account, length);
      }
      written += length;
    }
    flush();
  }

  /** A wallet of so many entries. */
  void spend(int number, int length) {
    String viewer = wallet(number).owner();
    Recharge recharge = Recharges.opened().by(viewer).coins(10_000).build();
    batches.hold(Stored.record(recharge).build());
    ledger.append(wallet(number), new Recharged(recharge, "payment-" + recharge.id())::movement);
    for (int entry = 1; entry < length; entry++) {
      ledger.append(wallet(number), this::giftSent);
    }
    batches.forget();
  }

  /** Writes what is not written yet. */
  void flush() {
    sent.clear();
    batches.flush();
  }

  /** A tenth of all accounts are creators: whoever sends a gift sends it to the next of them. */
  private void convert(int number, int length) {
    for (int entry = 0; entry < length; entry++) {
      ledger.append(
          earnings(number),
          new GiftsConverted(List.of(Gifts.convertible(sent.remove())))::movement);
    }
    sent.clear();
    batches.release();
    batches.forget();
  }

  private Movement<Wallet> giftSent(Head<Wallet> head, Instant at) {
    String viewer = head.account().owner();
    int number = Integer.parseInt(viewer.substring(viewer.indexOf('-') + 1));
    Gift gift =
        Gifts.sent()
            .by(viewer)
            .to(earnings(number / 10 * 10 + 10).owner())
            .coins(5)
            .walletCoins(head.state().coins() - 5)
            .at(at)
            .after(head.state().combo())
            .build();
    sent.add(gift);
    batches.hold(Stored.record(gift).number("entry", head.sequence() + 1).build());
    return new Movement.Append<>(gift.draft(head), List.of());
  }

  /**
   * The table as the ledger writes it, in batches; it knows the head of one account only, and the
   * records that may still be moved.
   */
  private static final class Batches implements Table {

    private static final int BATCH = 25;

    private final Consumer<List<Item>> table;
    private final List<Item> waiting = new ArrayList<>();
    private final Map<String, Item> newest = new HashMap<>();
    private final Map<Key, Item> held = new HashMap<>();

    Batches(Consumer<List<Item>> table) {
      this.table = table;
    }

    @Override
    public WriteResult write(List<Write> writes) {
      for (Write write : writes) {
        replace(write.applied(Optional.ofNullable(held.remove(write.key()))));
      }
      return new WriteResult.Applied();
    }

    /** Keeps a record that is moved before it is written, or written when all are. */
    void hold(Item record) {
      held.put(record.key(), record);
    }

    /** Writes the records that are kept. */
    void release() {
      List<Item> records = List.copyOf(held.values());
      held.clear();
      records.forEach(this::replace);
    }

    @Override
    public void replace(Item item) {
      if (Entry.isEntry(item.key())) newest.put(item.key().partition(), item);
      waiting.add(item);
      if (waiting.size() == BATCH) send();
    }

    void flush() {
      release();
      send();
    }

    private void send() {
      if (waiting.isEmpty()) return;
      table.accept(List.copyOf(waiting));
      waiting.clear();
    }

    void forget() {
      newest.clear();
    }

    @Override
    public Optional<Item> get(Key key, boolean consistent) {
      return Optional.empty();
    }

    @Override
    public List<Item> newest(
        String partition, String prefix, int limit, Optional<String> below, boolean consistent) {
      Item head = newest.get(partition);
      return head == null ? List.of() : List.of(head);
    }
  }
}

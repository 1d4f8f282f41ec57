package io.giftledger.operator;

import io.giftledger.dynamodb.Attributes;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.AppendRule;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.State;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.table.WriteResult;
import io.giftledger.testkit.Gifts;
import io.giftledger.testkit.Recharges;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Fills a table with the entries that the real ledger makes, many at a time: viewers who recharge
 * and send gifts, and creators whose gifts are converted. The lengths of chains differ widely.
 */
final class SyntheticLedger {

  static final Instant BEGIN = Instant.parse("2026-11-20T08:00:00Z");

  private final Batches batches;
  private final AtomicLong now = new AtomicLong(BEGIN.toEpochMilli());
  private final Ledger ledger;

  SyntheticLedger(DynamoDbClient client, String tableName) {
    this.batches = new Batches(client, tableName);
    this.ledger =
        new Ledger(
            batches,
            () -> Instant.ofEpochMilli(now.getAndIncrement()),
            (lost, attempt) -> true,
            Format.CURRENT);
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
      if (account % 10 == 0) convert(account, length);
      else spend(account, length);
      written += length;
    }
    batches.flush();
  }

  /** A wallet of so many entries. */
  void spend(int number, int length) {
    String viewer = wallet(number).owner();
    append(
        wallet(number),
        new Recharged(Recharges.opened().by(viewer).coins(10_000).build(), "payment")::movement);
    for (int entry = 1; entry < length; entry++) {
      append(wallet(number), (head, at) -> giftSent(viewer, head, at));
    }
    batches.forget();
  }

  /** Writes what is not written yet. */
  void flush() {
    batches.flush();
  }

  private void convert(int number, int length) {
    for (int entry = 0; entry < length; entry++) {
      append(
          earnings(number),
          new GiftsConverted(List.of(Gifts.sent().coins(5).convertible()))::movement);
    }
    batches.forget();
  }

  /** Appends a movement's entry, and leaves its records out. */
  private <S extends State> void append(Account<S> account, AppendRule<S> rule) {
    ledger.append(
        account,
        (head, at) -> {
          var movement = (Movement.Append<S>) rule.decide(head, at);
          return new Movement.Append<>(movement.draft(), List.of());
        });
  }

  private static Movement<Wallet> giftSent(String viewer, Head<Wallet> head, Instant at) {
    Gift gift = Gifts.sent().by(viewer).coins(5).at(at).build();
    return new Movement.Append<>(gift.draft(head), List.of());
  }

  /** The table as the ledger writes it, in batches; it knows the head of one account only. */
  private static final class Batches implements Table {

    private static final int BATCH = 25;

    private final DynamoDbClient client;
    private final String tableName;
    private final List<WriteRequest> waiting = new ArrayList<>();
    private final Map<String, Item> newest = new HashMap<>();

    Batches(DynamoDbClient client, String tableName) {
      this.client = client;
      this.tableName = tableName;
    }

    @Override
    public WriteResult write(List<Write> writes) {
      for (Write write : writes) replace(((Write.Insert) write).item());
      return new WriteResult.Applied();
    }

    @Override
    public void replace(Item item) {
      newest.put(item.key().partition(), item);
      waiting.add(
          WriteRequest.builder()
              .putRequest(PutRequest.builder().item(Attributes.of(item)).build())
              .build());
      if (waiting.size() == BATCH) flush();
    }

    void flush() {
      if (waiting.isEmpty()) return;
      client.batchWriteItem(batch -> batch.requestItems(Map.of(tableName, List.copyOf(waiting))));
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

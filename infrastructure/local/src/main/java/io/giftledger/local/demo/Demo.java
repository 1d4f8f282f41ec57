package io.giftledger.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.giftledger.dynamodb.TableScan;
import io.giftledger.ledger.JitteredBackoff;
import io.giftledger.verify.Counts;
import io.giftledger.verify.LedgerReader;
import io.giftledger.verify.SegmentWalk;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Plays an evening on a live stream through the API: viewers buy coins, gifts rain, the creator
 * withdraws, and the books are added up.
 */
public final class Demo {

  private static final List<String> CROWD = List.of("bob", "carol", "dave", "erin", "frank");
  private static final int ROSES_EACH = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Client client;
  private final DynamoDbClient dynamoDb;
  private final String tableName;
  private final String creator;
  private final PrintStream out;
  private final Map<String, Long> prices = new HashMap<>();

  private Demo(
      Client client, DynamoDbClient dynamoDb, String tableName, String creator, PrintStream out) {
    this.client = client;
    this.dynamoDb = dynamoDb;
    this.tableName = tableName;
    this.creator = creator;
    this.out = out;
  }

  /**
   * Plays the story once.
   *
   * @param url where the API is
   * @param tokens a user's token
   * @param dynamoDb reaches the table, to add it up
   * @param tableName its name
   * @param creator an eligible and verified creator, who has no earnings yet
   * @param out where the story is told
   */
  public static void play(
      String url,
      Function<String, String> tokens,
      DynamoDbClient dynamoDb,
      String tableName,
      String creator,
      PrintStream out) {
    try (Client client = new Client(url, tokens)) {
      new Demo(client, dynamoDb, tableName, creator, out).play();
    }
  }

  private void play() {
    out.println(
        "\n  An evening on Luna's live stream. Every line went through the API, the stream and the"
            + " queues.");
    TextTable story = new TextTable("The evening", "Who", "What", "Coins>", "In the wallet>");
    readPrices("alice");
    recharge(story, "alice", "coins-1000", "1,000 coins");
    gift(story, "alice", "panda", "a Panda");
    CROWD.forEach(viewer -> recharge(story, viewer, "coins-500", "500 coins"));
    rain(story);
    recharge(story, "grace", "coins-10000", "10,000 coins");
    gift(story, "grace", "drama-queen", "a Drama Queen");
    for (int times = 0; times < 3; times++) recharge(story, "henry", "coins-10000", "10,000 coins");
    gift(story, "henry", "lion", "a Lion");
    out.print(story);

    conversion();
    withdrawal();
    statement();
    trialBalance();
  }

  private void recharge(TextTable story, String viewer, String coinPackage, String what) {
    JsonNode recharge =
        client.post(
            viewer,
            "/v1/recharges",
            """
            {"package":"%s","region":"US","channel":"web","payment_method":"sandbox_card"}\
            """
                .formatted(coinPackage));
    String path = "/v1/recharges/" + recharge.get("id").asText();
    await("payment", () -> client.get(viewer, path).get("status").asText().equals("paid"));
    story.row(
        viewer,
        "buys " + what + " for " + dollars(recharge.get("price").get("amount").asLong()),
        "+" + grouped(recharge.get("coins").asLong()),
        grouped(client.get(viewer, "/v1/wallet").get("coins").asLong()));
  }

  private void gift(TextTable story, String viewer, String gift, String what) {
    JsonNode sent = send(viewer, gift);
    story.row(
        viewer,
        "sends " + what + " to " + creator,
        "-" + grouped(sent.get("coins").asLong()),
        grouped(sent.get("wallet_coins").asLong()));
  }

  private JsonNode send(String viewer, String gift) {
    return client.post(
        viewer,
        "/v1/gifts",
        """
        {"creator":"%s","gift":"%s","quantity":1,"live_stream":"luna-live-1","coins":%d}\
        """
            .formatted(creator, gift, prices.get(gift)));
  }

  /** What the catalogue says that each gift costs: a page shows it, and sends it along. */
  private void readPrices(String viewer) {
    for (JsonNode gift : client.get(viewer, "/v1/gifts/catalogue").get("gifts")) {
      prices.put(gift.get("id").asText(), gift.get("coins").asLong());
    }
  }

  /** A thousand single roses: a thousand requests, entries and gifts. */
  private void rain(TextTable story) {
    Instant start = Instant.now();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> viewers =
          CROWD.stream().<Future<?>>map(viewer -> threads.submit(() -> tap(viewer))).toList();
      for (Future<?> viewer : viewers) viewer.get();
    } catch (InterruptedException | ExecutionException failed) {
      throw new IllegalStateException("a rose was not sent", failed);
    }
    double seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;
    long roses = (long) ROSES_EACH * CROWD.size();
    long left =
        CROWD.stream()
            .mapToLong(viewer -> client.get(viewer, "/v1/wallet").get("coins").asLong())
            .sum();
    story.row(
        String.join(", ", CROWD),
        String.format(Locale.ROOT, "rain %s single Roses in %.1f s", grouped(roses), seconds),
        "-" + grouped(roses),
        grouped(left) + " together");
  }

  /** One viewer's roses, one after another. */
  private void tap(String viewer) {
    for (int rose = 0; rose < ROSES_EACH; rose++) send(viewer, "rose");
  }

  private void conversion() {
    long points = 5 + (long) ROSES_EACH * CROWD.size() + 5_000 + 29_999;
    JsonNode before = client.get(creator, "/v1/earnings");
    await("conversion", () -> client.get(creator, "/v1/earnings").get("points").asLong() >= points);
    JsonNode earnings = client.get(creator, "/v1/earnings");
    long diamonds = earnings.get("diamonds").asLong();
    out.print(
        new TextTable("Gift points become diamonds (commission 50 %)", "", "Amount>")
            .row(
                "already converted when the last gift was sent",
                grouped(before.get("points").asLong()))
            .row("gift points received", grouped(earnings.get("points").asLong()))
            .row("diamonds", grouped(diamonds))
            .row("worth", dollars(diamonds / 2)));
  }

  private void withdrawal() {
    client.put(
        creator,
        "/v1/payout-methods/bank",
        "{\"provider\":\"sandbox\",\"token\":\"sandbox_bank_ok\"}");
    long diamonds = client.get(creator, "/v1/earnings").get("diamonds").asLong();
    // An odd number: the one that pays no whole cent stays.
    long asked = diamonds - (diamonds + 1) % 2;
    JsonNode requested =
        client.post(
            creator,
            "/v1/withdrawals",
            "{\"diamonds\":%d,\"payout_method\":\"bank\"}".formatted(asked));
    String path = "/v1/withdrawals/" + requested.get("id").asText();
    await("payout", () -> client.get(creator, path).get("status").asText().equals("paid"));
    out.print(
        new TextTable("Luna withdraws", "", "Amount>")
            .row("diamonds asked for", grouped(asked))
            .row(
                "diamonds consumed (an odd one pays no whole cent)",
                grouped(requested.get("diamonds").asLong()))
            .row("paid out", dollars(requested.get("amount").get("amount").asLong()))
            .row(
                "diamonds left",
                grouped(client.get(creator, "/v1/earnings").get("diamonds").asLong())));
  }

  private void statement() {
    TextTable statement =
        new TextTable(
            "Luna's statement, newest first", "#>", "At", "What", "Diamonds>", "Balance>");
    for (JsonNode entry : client.get(creator, "/v1/earnings/entries?limit=10").get("entries")) {
      statement.row(
          entry.get("sequence").asText(),
          entry.get("at").asText().substring(11, 19),
          entry.get("kind").asText().replace('_', ' '),
          diamonds(postedTo(entry, "earnings")),
          diamonds(balanceOf(entry)));
    }
    out.print(statement);
  }

  private void trialBalance() {
    var ledger =
        new LedgerReader(
            new TableScan(dynamoDb, tableName), new JitteredBackoff(() -> Duration.ofMinutes(1)));
    Counts books = SegmentWalk.wholeTable(ledger, _ -> {});
    TextTable balance = new TextTable("Trial balance", "Asset", "Account", "Sum>");
    books
        .balances()
        .forEach(
            (asset, sums) -> {
              sums.forEach((account, sum) -> balance.row(asset, account, grouped(sum)));
              balance.row(
                  asset, "= TOTAL", grouped(books.totals().getOrDefault(asset, BigInteger.ZERO)));
            });
    out.print(balance);
    out.printf(
        "  %s entries on %d chains; %s. (diamond_e4: ten-thousandths of a diamond; USD: cents)%n",
        grouped(books.entries()),
        books.accounts(),
        books.faults() == 0 ? "every hash chain verifies" : "BROKEN: " + books.firstFaults());
  }

  private static long postedTo(JsonNode entry, String account) {
    long sum = 0;
    for (JsonNode posting : entry.get("postings")) {
      if (posting.get("account").asText().equals(account)) sum += posting.get("amount").asLong();
    }
    return sum;
  }

  private static long balanceOf(JsonNode entry) {
    for (JsonNode balance : entry.get("balances")) {
      if (balance.get("account").asText().equals("earnings")) return balance.get("amount").asLong();
    }
    throw new IllegalStateException("an entry without a balance");
  }

  private static void await(String what, BooleanSupplier done) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!done.getAsBoolean()) {
      if (Instant.now().isAfter(deadline)) throw new IllegalStateException("no " + what);
      try {
        Thread.sleep(50);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("stopped", stopped);
      }
    }
  }

  private static String grouped(Number number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String dollars(long cents) {
    return String.format(Locale.ROOT, "$%,.2f", BigDecimal.valueOf(cents, 2));
  }

  private static String diamonds(long tenThousandths) {
    return String.format(Locale.ROOT, "%,.4f", BigDecimal.valueOf(tenThousandths, 4));
  }
}

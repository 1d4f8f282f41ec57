package io.giftledger.local.demo;

import static io.giftledger.local.demo.Figures.amount;
import static io.giftledger.local.demo.Figures.diamonds;
import static io.giftledger.local.demo.Figures.grouped;
import static io.giftledger.local.demo.Figures.signed;

import com.fasterxml.jackson.databind.JsonNode;
import io.giftledger.dynamodb.TableScan;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.ledger.JitteredBackoff;
import io.giftledger.verify.Counts;
import io.giftledger.verify.LedgerReader;
import io.giftledger.verify.SegmentWalk;
import java.io.PrintStream;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Plays an evening on a live stream through the API: viewers buy coins in four currencies, gifts
 * rain, money is paid back, the creator withdraws twice, since a bank sends the first payout back,
 * and the books are added up.
 */
public final class Demo {

  private static final List<String> CROWD = List.of("bob", "carol", "dave", "erin", "frank");
  private static final int ROSES_EACH = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Client client;
  private final EmbeddedAws aws;
  private final String creator;
  private final PrintStream out;
  private final Map<String, JsonNode> catalogue = new HashMap<>();

  /** What the creator was sent, in coins. */
  private final AtomicLong given = new AtomicLong();

  private Demo(Client client, EmbeddedAws aws, String creator, PrintStream out) {
    this.client = client;
    this.aws = aws;
    this.creator = creator;
    this.out = out;
  }

  /**
   * Plays the story once.
   *
   * @param url where the API is
   * @param aws what is behind it: the provider's webhooks to come, and the table to add up
   * @param creator an eligible and verified creator, who has no earnings yet
   * @param out where the story is told
   */
  public static void play(String url, EmbeddedAws aws, String creator, PrintStream out) {
    try (Client client = new Client(url)) {
      new Demo(client, aws, creator, out).play();
    }
  }

  private void play() {
    out.println(
        "\n  An evening on Luna's live stream. Every line went through the API, the stream and the"
            + " queues.");
    readCatalogue();
    evening();
    conversion();
    withdrawal();
    immature();
    adjustment();
    refund();
    abroad("yuki", "JP", "giftledger-ios", false);
    abroad("fahad", "KW", "giftledger-web", true);
    statement();
    books();
  }

  private void evening() {
    TextTable story = story("The evening");
    recharge(story, "alice", "coins-1000");
    gift(story, "alice", "panda");
    client.signIn("oliver", "country=GB");
    recharge(story, "oliver", "coins-1000");
    gift(story, "oliver", "concert");
    CROWD.forEach(viewer -> recharge(story, viewer, "coins-500"));
    rain(story);
    JsonNode bought = recharge(story, "grace", "coins-10000");
    long fee = minor(bought.get("price")) * 3 / 100;
    tell("grace", bought, "payment.fee_charged", "fee", fee);
    wallet(story, "grace", "(the provider keeps " + Figures.money(fee, "USD") + " of it)", 0);
    gift(story, "grace", "drama-queen");
    for (int times = 0; times < 3; times++) recharge(story, "henry", "coins-10000");
    gift(story, "henry", "lion");
    out.print(story);
  }

  private void refund() {
    TextTable story = story("Money is paid back when the coins are spent");
    JsonNode bought = recharge(story, "ivy", "coins-500");
    gift(story, "ivy", "concert");
    tell("ivy", bought, "payment.refunded", "refund", minor(bought.get("price")));
    wallet(story, "ivy", "is paid back " + money(bought.get("price")), 0);
    JsonNode refusal = client.refusal("ivy", "/v1/gifts", giftOf("rose"));
    wallet(story, "ivy", "may not send a Rose: " + refusal.get("code").asText(), 0);
    recharge(story, "ivy", "coins-1000");
    gift(story, "ivy", "rose");
    out.print(story);
  }

  /** A purchase in another currency: two fifths are paid back, the bank takes back the rest. */
  private void abroad(String viewer, String country, String app, boolean isWon) {
    client.signIn(viewer, "country=" + country + "&client_id=" + app);
    JsonNode bought = buy(viewer, "coins-1000");
    send(viewer, "concert");
    long price = minor(bought.get("price"));
    long refunded = price * 2 / 5;
    tell(viewer, bought, "payment.refunded", "refund", refunded);
    tell(viewer, bought, "payment.disputed", "dispute", price - refunded);
    if (isWon) tell(viewer, bought, "payment.dispute_won", "dispute", price - refunded);
    else tell(viewer, bought, "payment.fee_charged", "fee", price / 2);

    moneyStatement(
        "%s buys 1,000 coins for %s and sends a Concert; a refund; a chargeback that is %s"
            .formatted(viewer, money(bought.get("price")), isWon ? "won" : "lost"),
        viewer,
        bought.get("price").get("currency").asText());
  }

  /** All entries of a viewer, and the money that each moved. */
  private void moneyStatement(String title, String viewer, String currency) {
    TextTable statement =
        new TextTable(
            title,
            "#>",
            "What",
            "Coins>",
            "Owed>",
            "Cash>",
            "Fees>",
            "Tax>",
            "Deferred>",
            "Revenue>");
    Map<String, Long> sums = new HashMap<>();
    for (JsonNode entry : oldestFirst(client.get(viewer, "/v1/wallet/entries").get("entries"))) {
      Map<String, Long> moved = posted(entry);
      moved.forEach((account, amount) -> sums.merge(account, amount, Long::sum));
      moneyRow(statement, entry.get("sequence").asText(), kind(entry), moved, currency);
    }
    moneyRow(statement, "", "= after all of it", sums, currency);
    out.print(statement);
  }

  /** What is owed or earned has a minus in the books, and none for people. */
  private static void moneyRow(
      TextTable statement, String number, String what, Map<String, Long> of, String currency) {
    statement.row(
        number,
        what,
        signed(of.getOrDefault("wallet", 0L)),
        signed(-of.getOrDefault("wallet:debt", 0L)),
        amount(of.getOrDefault("platform:cash", 0L), currency),
        amount(of.getOrDefault("platform:payment-fees", 0L), currency),
        amount(-of.getOrDefault("platform:tax-payable", 0L), currency),
        amount(-of.getOrDefault("platform:deferred-revenue", 0L), currency),
        amount(-of.getOrDefault("platform:revenue", 0L), currency));
  }

  private static List<JsonNode> oldestFirst(JsonNode entries) {
    List<JsonNode> list = new ArrayList<>();
    entries.forEach(list::add);
    return list.reversed();
  }

  private static String kind(JsonNode entry) {
    return entry.get("kind").asText().replace('_', ' ');
  }

  /** What an entry moved, by ledger account. */
  private static Map<String, Long> posted(JsonNode entry) {
    Map<String, Long> sums = new HashMap<>();
    for (JsonNode posting : entry.get("postings")) {
      sums.merge(posting.get("account").asText(), posting.get("amount").asLong(), Long::sum);
    }
    return sums;
  }

  /** An amount of money in an answer. */
  private static String money(JsonNode money) {
    return Figures.money(minor(money), money.get("currency").asText());
  }

  private static long minor(JsonNode money) {
    return money.get("amount").asLong();
  }

  private static TextTable story(String title) {
    return new TextTable(title, "Who", "What", "Coins>", "In the wallet>", "Owed>");
  }

  private JsonNode recharge(TextTable story, String viewer, String coinPackage) {
    JsonNode bought = buy(viewer, coinPackage);
    long coins = bought.get("coins").asLong();
    long bonus = bought.get("bonus_coins").asLong();
    wallet(
        story,
        viewer,
        "buys "
            + grouped(coins)
            + " coins for "
            + money(bought.get("price"))
            + (minor(bought.get("tax")) == 0 ? "" : ", " + money(bought.get("tax")) + " of it tax")
            + (bonus == 0 ? "" : ", and gets " + grouped(bonus) + " on top"),
        coins + bonus);
    return bought;
  }

  /** Buys coins, at the viewer's own price, and waits until they are there. */
  private JsonNode buy(String viewer, String coinPackage) {
    JsonNode recharge =
        client.post(
            viewer,
            "/v1/recharges",
            "{\"package\":\"%s\",\"payment_method\":\"sandbox_card\"}".formatted(coinPackage));
    String path = "/v1/recharges/" + recharge.get("id").asText();
    await("payment", () -> client.get(viewer, path).get("status").asText().equals("paid"));
    return recharge;
  }

  /** Plays the payment provider, who tells what became of a payment, and waits for the entry. */
  private void tell(String viewer, JsonNode recharge, String type, String adjustment, long minor) {
    String id = recharge.get("id").asText();
    long before = newestEntry(viewer);
    aws.sqs()
        .sendMessage(
            message ->
                message
                    .queueUrl(aws.queueUrl("SandboxWebhooks"))
                    .messageBody(
                        """
                        {"id":"%s.%s","type":"%s","created_at":"%s","data":{"payment_id":"%s",\
                        "recharge_id":"%s","user_id":"%s","amount":%d,"currency":"%s",\
                        "adjustment_id":"%s.%s"}}\
                        """
                            .formatted(
                                type,
                                id,
                                type,
                                Instant.now(),
                                recharge.get("payment_id").asText(),
                                id,
                                viewer,
                                minor,
                                recharge.get("price").get("currency").asText(),
                                id,
                                adjustment)));
    await(type, () -> newestEntry(viewer) > before);
  }

  private long newestEntry(String viewer) {
    return client.get(viewer, "/v1/wallet/entries?limit=1").at("/entries/0/sequence").asLong();
  }

  /** A line of the story, and how the viewer's wallet is then. */
  private void wallet(TextTable story, String viewer, String what, long coins) {
    JsonNode wallet = client.get(viewer, "/v1/wallet");
    long owed = wallet.get("debt_coins").asLong();
    story.row(
        viewer,
        what,
        signed(coins),
        grouped(wallet.get("coins").asLong()),
        owed == 0 ? "" : grouped(owed));
  }

  private void gift(TextTable story, String viewer, String gift) {
    JsonNode sent = send(viewer, gift);
    String name = offered(gift).get("name").asText();
    wallet(story, viewer, "sends a " + name, -sent.get("coins").asLong());
  }

  private JsonNode send(String viewer, String gift) {
    JsonNode sent = client.post(viewer, "/v1/gifts", giftOf(gift));
    given.addAndGet(sent.get("coins").asLong());
    return sent;
  }

  private JsonNode offered(String gift) {
    return Objects.requireNonNull(catalogue.get(gift), gift);
  }

  private String giftOf(String gift) {
    return """
    {"creator":"%s","gift":"%s","quantity":1,"live_stream":"luna-live-1","coins":%d}\
    """
        .formatted(creator, gift, offered(gift).get("coins").asLong());
  }

  /** What can be sent, and what it costs: a page shows it, and sends the price along. */
  private void readCatalogue() {
    for (JsonNode gift : client.get("alice", "/v1/gifts/catalogue").get("gifts")) {
      catalogue.put(gift.get("id").asText(), gift);
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
        signed(-roses),
        grouped(left) + " together",
        "");
  }

  /** One viewer's roses, one after another. */
  private void tap(String viewer) {
    for (int rose = 0; rose < ROSES_EACH; rose++) send(viewer, "rose");
  }

  private void conversion() {
    JsonNode before = client.get(creator, "/v1/earnings");
    awaitConversion();
    JsonNode earnings = client.get(creator, "/v1/earnings");
    long diamonds = earnings.get("diamonds").asLong();
    out.print(
        new TextTable("Gift points become diamonds (commission 50 %)", "", "Amount>")
            .row(
                "already converted when the last gift was sent",
                grouped(before.get("points").asLong()))
            .row("gift points received", grouped(earnings.get("points").asLong()))
            .row("diamonds", grouped(diamonds))
            .row("worth", money(earnings.get("worth"))));
  }

  private void awaitConversion() {
    await(
        "conversion",
        () -> client.get(creator, "/v1/earnings").get("points").asLong() >= given.get());
  }

  private void payoutMethod(String of, String id, String token) {
    client.put(
        of,
        "/v1/payout-methods/" + id,
        "{\"provider\":\"sandbox\",\"token\":\"%s\"}".formatted(token));
  }

  /** Asks for what a quote showed, and waits until it has ended. */
  private JsonNode withdraw(JsonNode quote, long diamonds, String method, String end) {
    JsonNode requested =
        client.post(
            creator,
            "/v1/withdrawals",
            "{\"diamonds\":%d,\"payout_method\":\"%s\",\"amount\":%s}"
                .formatted(diamonds, method, quote.get("amount")));
    String path = "/v1/withdrawals/" + requested.get("id").asText();
    await("payout", () -> client.get(creator, path).get("status").asText().equals(end));
    return client.get(creator, path);
  }

  private JsonNode quote(long diamonds, String method) {
    return client.post(creator, "/v1/withdrawals/quote", quoting(diamonds, method));
  }

  private static String quoting(long diamonds, String method) {
    return "{\"diamonds\":%d,\"payout_method\":\"%s\"}".formatted(diamonds, method);
  }

  private void withdrawal() {
    payoutMethod(creator, "old-bank", "sandbox_bank_returned");
    payoutMethod(creator, "bank", "sandbox_bank_ok");
    long diamonds = client.get(creator, "/v1/earnings").get("diamonds").asLong();
    JsonNode first = quote(10_000, "old-bank");
    JsonNode returned = withdraw(first, 10_000, "old-bank", "returned");
    out.print(
        new TextTable("Luna withdraws to an account that was closed", "", "Amount>")
            .row("a quote: 10,000 diamonds are worth", money(first.get("gross")))
            .row("less the fee", money(first.get("fee")))
            .row(
                "and pay, of " + money(first.get("weekly_maximum")) + " a week",
                money(first.get("amount")))
            .row("not mature yet", grouped(first.get("immature_diamonds").asLong()))
            .row("paid out", money(returned.get("amount")))
            .row(
                "sent back by her bank (" + returned.get("return_reason").asText() + ")",
                money(returned.get("amount")))
            .row(
                "diamonds after that",
                grouped(client.get(creator, "/v1/earnings").get("diamonds").asLong())));
    // An odd number: the one that pays no whole cent stays.
    long asked = diamonds - (diamonds + 1) % 2;
    JsonNode requested = withdraw(quote(asked, "bank"), asked, "bank", "paid");
    out.print(
        new TextTable("Luna withdraws to another", "", "Amount>")
            .row("diamonds asked for", grouped(asked))
            .row(
                "diamonds consumed (an odd one pays no whole cent)",
                grouped(requested.get("diamonds").asLong()))
            .row("paid out", money(requested.get("amount")))
            .row(
                "diamonds left",
                grouped(client.get(creator, "/v1/earnings").get("diamonds").asLong())));
  }

  /** What was earned a moment ago can be withdrawn in a week, in Great Britain. */
  private void immature() {
    client.signIn("platform", "scope=giftledger/platform");
    client.put(
        "platform",
        "/v1/admin/creators/mia",
        """
        {"followers":5000,"status":"active","country":"GB","identity":"verified"}\
        """);
    // They go from the bonus of her purchase, which nobody paid for.
    client.post(
        "alice",
        "/v1/gifts",
        """
        {"creator":"mia","gift":"rose","quantity":190,"live_stream":"mia-live-1","coins":190}\
        """);
    await("conversion", () -> client.get("mia", "/v1/earnings").get("points").asLong() >= 190);
    payoutMethod("mia", "bank", "sandbox_bank_ok");
    JsonNode earnings = client.get("mia", "/v1/earnings");
    JsonNode refusal = client.refusal("mia", "/v1/withdrawals/quote", quoting(50, "bank"));
    out.print(
        new TextTable("alice sends 190 Roses to Mia, in Great Britain", "", "")
            .row("diamonds", grouped(earnings.get("diamonds").asLong()))
            .row("of them mature", grouped(earnings.get("available_diamonds").asLong()))
            .row("of them not", grouped(earnings.get("immature_diamonds").asLong()))
            .row("a quote for 50", refusal.get("code").asText())
            .row(
                "they can be withdrawn on", refusal.get("available_at").asText().substring(0, 10)));
  }

  private void adjustment() {
    for (String who : List.of("fred", "gina")) client.signIn(who, "scope=giftledger/finance");
    TextTable story = story("Two people sign an adjustment");
    JsonNode proposal =
        client.post(
            "fred",
            "/v1/admin/wallets/bob/adjustments",
            "{\"coins\":50,\"reason\":\"goodwill\",\"note\":\"TICKET-11\"}");
    wallet(story, "bob", "fred proposes 50 coins for him: goodwill", 0);
    String approval =
        "/v1/admin/wallets/bob/adjustments/" + proposal.get("id").asText() + "/approval";
    JsonNode own = client.refusal("fred", approval, "{\"coins\":50}");
    wallet(story, "bob", "fred may not approve it himself: " + own.get("code").asText(), 0);
    client.post("gina", approval, "{\"coins\":50}");
    wallet(story, "bob", "gina approves it", 50);
    out.print(story);
  }

  private void statement() {
    awaitConversion();
    TextTable statement =
        new TextTable(
            "Luna's statement, newest first", "#>", "At", "What", "Diamonds>", "Balance>");
    for (JsonNode entry : client.get(creator, "/v1/earnings/entries?limit=10").get("entries")) {
      statement.row(
          entry.get("sequence").asText(),
          entry.get("at").asText().substring(11, 19),
          kind(entry),
          diamonds(posted(entry).getOrDefault("earnings", 0L)),
          diamonds(balanceOf(entry)));
    }
    out.print(statement);
  }

  private void books() {
    var ledger =
        new LedgerReader(
            new TableScan(aws.dynamoDb(), aws.tableName()),
            new JitteredBackoff(() -> Duration.ofMinutes(1)));
    ProfitAndLoss profitAndLoss = new ProfitAndLoss();
    Counts books = SegmentWalk.wholeTable(ledger, profitAndLoss::add);
    out.print(profitAndLoss.table(books));
    out.printf(
        "  The diamonds that creators still hold (Luna: %s) become money when they withdraw.%n",
        money(client.get(creator, "/v1/earnings").get("worth")));
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
        "  %s entries on %d chains; %s. (diamond_e4: ten-thousandths of a diamond; money: minor"
            + " units)%n",
        grouped(books.entries()),
        books.accounts(),
        books.faults() == 0 ? "every hash chain verifies" : "BROKEN: " + books.firstFaults());
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
}

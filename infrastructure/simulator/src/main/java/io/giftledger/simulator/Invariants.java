package io.giftledger.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giftledger.dynamodb.Attributes;
import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.dynamodb.RecognitionRows;
import io.giftledger.dynamodb.TableScan;
import io.giftledger.economy.recognition.Period;
import io.giftledger.economy.recognition.Recognition;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Scan;
import io.giftledger.ledger.table.Value;
import io.giftledger.verify.Counts;
import io.giftledger.verify.LedgerReader;
import io.giftledger.verify.SegmentWalk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * What must hold after every run, whatever happened in it. Everything is worked out anew from what
 * is stored, from what the clients were answered and from what the providers know, by the rules as
 * they are written down; no code of the ledger judges itself here.
 */
final class Invariants {

  /** What a run's policies let a creator withdraw in a week, in US cents. */
  static final long WEEKLY_MAXIMUM_MINOR = 100;

  private static final long E4 = 10_000;
  private static final Map<String, Long> PRICES =
      Map.of(
          "rose",
          1L,
          "ice-cream-cone",
          1L,
          "panda",
          5L,
          "italian-hand",
          5L,
          "love-bang",
          25L,
          "sun-cream",
          50L);

  /** Where each kind of record may go from where it is. */
  private static final Map<String, Set<String>> MOVES =
      Map.of(
          "GIFT", Set.of("SENT>SENT", "SENT>CONVERTED"),
          "RECHARGE",
              Set.of(
                  "AWAITING_PAYMENT>AWAITING_PAYMENT",
                  "AWAITING_PAYMENT>DECLINED",
                  "AWAITING_PAYMENT>APPLIED",
                  "AWAITING_PAYMENT>PAID",
                  "DECLINED>DECLINED",
                  "DECLINED>APPLIED",
                  "DECLINED>PAID",
                  "APPLIED>PAID",
                  "PAID>PAID"),
          "EXCHANGE", Set.of("REQUESTED>REQUESTED", "REQUESTED>CREDITED"),
          "AWARD", Set.of("REQUESTED>REQUESTED", "REQUESTED>CREDITED"),
          "FUNDING", Set.of("FUNDED>FUNDED"),
          "PROPOSAL", Set.of("PROPOSED>APPROVED"),
          "WITHDRAWAL",
              Set.of(
                  "REQUESTED>REQUESTED",
                  "REQUESTED>SUBMITTED",
                  "REQUESTED>FAILED",
                  "SUBMITTED>PAID",
                  "SUBMITTED>FAILED",
                  "PAID>RETURNED"));

  /** What the entries of each kind are announced as, whatever else is. */
  private static final Map<String, String> ANNOUNCED =
      Map.ofEntries(
          Map.entry("recharged", "recharge.paid"),
          Map.entry("payment_taken_back", "recharge.refunded"),
          Map.entry("purchase_returned", "recharge.refunded"),
          Map.entry("payment_restored", "recharge.restored"),
          Map.entry("gift_sent", "gift.sent"),
          Map.entry("gifts_converted", "gifts.converted"),
          Map.entry("withdrawal_requested", "withdrawal.requested"),
          Map.entry("payout_paid", "withdrawal.paid"),
          Map.entry("payout_paid_late", "withdrawal.paid"),
          Map.entry("payout_failed", "withdrawal.failed"),
          Map.entry("payout_returned", "withdrawal.returned"));

  /** What books a refund, a dispute or a fee, by the provider's id. */
  private static final Set<String> BOOKS_ADJUSTMENTS =
      Set.of(
          "payment_taken_back",
          "fee_charged",
          "fee_returned",
          "unapplied_refunded",
          "unapplied_fee_charged",
          "unapplied_fee_returned");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Simulation simulation;
  private final Books books;
  private final List<String> violations = new ArrayList<>();

  Invariants(Simulation simulation) {
    this.simulation = simulation;
    this.books = Books.read(simulation.aws().dynamoDb(), simulation.aws().tableName());
  }

  /** What does not hold, in words. */
  List<String> violations() {
    books.entries().forEach((account, chain) -> new Chain(account, chain).verify(violations));
    trialBalance();
    everyEntryHasItsRecord();
    coins();
    payments();
    adjustments();
    returns();
    proposals();
    gifts();
    conversions();
    exchanges();
    challenges();
    withdrawals();
    new Resolutions(books).check(violations);
    limits();
    nothingIsRewritten();
    recognition();
    announcements();
    must(
        simulation.has(Fault.STREAM_WINDOW_LOST) || simulation.leftForRepair() == 0,
        "the stream lost nothing, and repair found " + simulation.leftForRepair());
    new Answers(simulation, books).check(violations);
    violations.addAll(simulation.payouts().violations());
    violations.addAll(simulation.notUnderstood());
    theAuditFindsNothing();
    return violations;
  }

  /** What is right by the rules above is whole to the audit, too, whatever happened on the way. */
  private void theAuditFindsNothing() {
    Scan table = new TableScan(simulation.aws().dynamoDb(), simulation.aws().tableName());
    Counts counts = SegmentWalk.wholeTable(new LedgerReader(table, (_, _) -> true), _ -> {});
    counts.firstFaults().stream()
        // The newer code's own entries.
        .filter(fault -> !fault.code().equals("not_understood"))
        .forEach(fault -> violations.add("the audit says " + fault));
  }

  /**
   * At least once, each notable entry was announced, and nothing that is in no chain. Debts and
   * chargebacks that freeze are worked out from the states before and after.
   */
  private void announcements() {
    Set<String> expected = new TreeSet<>();
    books.entries().forEach((account, chain) -> expected.addAll(announced(account, chain)));
    simulation
        .policies()
        .keySet()
        .forEach(version -> expected.add("POLICY/%d policy.published".formatted(version)));
    Set<String> heard = new TreeSet<>();
    for (String id : simulation.bus().heard().keySet()) {
      String[] words = id.split("/", -1);
      String place = words[0] + "/" + words[1];
      if (words[0].equals("POLICY")) {
        heard.add(place + " " + words[3]);
      } else {
        heard.add(place + "/" + words[2] + " " + words[3]);
      }
    }
    violations.addAll(simulation.bus().violations());
    Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(heard);
    must(missing.isEmpty(), "not announced: " + missing);
    heard.removeAll(expected);
    // A wrong policy is one that somebody published; a chargeback of a frozen wallet is told again.
    heard.removeIf(one -> one.startsWith("POLICY/") || one.endsWith(" wallet.frozen"));
    must(heard.isEmpty(), "announced and not so: " + heard);
  }

  private static List<String> announced(String account, List<Item> chain) {
    List<String> names = new ArrayList<>();
    long debt = 0;
    boolean frozen = false;
    for (int number = 1; number <= chain.size(); number++) {
      Item entry = chain.get(number - 1);
      String place =
          "%s/%d/%s ".formatted(account, number, HexFormat.of().formatHex(entry.bytes("hash")));
      String name = ANNOUNCED.get(entry.text("kind"));
      if (name != null) names.add(place + name);
      if (!account.startsWith("WALLET#")) continue;
      long owed = Chain.state(entry, "debt");
      boolean isFrozen = entry.map("state").findText("frozen").isPresent();
      if (debt == 0 && owed > 0) names.add(place + "debt.opened");
      if (debt > 0 && owed == 0) names.add(place + "debt.paid");
      if (!frozen && isFrozen) names.add(place + "wallet.frozen");
      if (frozen && !isFrozen) names.add(place + "wallet.released");
      debt = owed;
      frozen = isFrozen;
    }
    return names;
  }

  /** Rows made anew are those that are there, and each converted gift is in its fan's once. */
  private void recognition() {
    var dynamoDb = simulation.aws().dynamoDb();
    String table = simulation.aws().tableName();
    var rows = new RecognitionRows(dynamoDb, simulation.aws().tableName("Recognition"));
    Recognition recognition =
        new Recognition(
            new DynamoDbTable(dynamoDb, table),
            new TableScan(dynamoDb, table),
            rows,
            InstantSource.system(),
            (_, _) -> true,
            Simulation.NEXT);
    for (String account : books.entries().keySet()) {
      if (!account.startsWith("EARNINGS#")) continue;
      String creator = account.substring("EARNINGS#".length());
      must(
          recognition.differences(creator).isEmpty(),
          "recognition differs: " + recognition.differences(creator));
      // Whom no wake-up reached is folded with their next gift.
      must(
          given(recognition, creator) == converted(creator)
              || simulation.has(Fault.STREAM_WINDOW_LOST),
          "not all gifts of " + creator + " are recognised");
      while (recognition.fold(creator) == Recognition.Folded.SOME) {}
      same(
          "what the fans of " + creator + " gave",
          given(recognition, creator),
          "what was converted",
          converted(creator));
    }
  }

  private static long given(Recognition recognition, String creator) {
    return recognition.board(creator, Period.ALL, Instant.EPOCH).ranked().stream()
        .mapToLong(ranked -> ranked.score().coins())
        .sum();
  }

  private long converted(String creator) {
    return entries("gifts_converted").stream()
        .filter(entry -> entry.key().owner().equals(creator))
        .flatMap(entry -> entry.texts("postings").stream())
        .filter(posting -> posting.startsWith("platform:coins-spent coin "))
        .mapToLong(posting -> Long.parseLong(posting.split(" ", -1)[2]))
        .sum();
  }

  private void must(boolean holds, String otherwise) {
    if (!holds) violations.add(otherwise);
  }

  private void same(String what, long one, String whatElse, long other) {
    must(one == other, "%s is %d, %s is %d".formatted(what, one, whatElse, other));
  }

  private long sum(String kind, String number, Predicate<Item> which) {
    return books.records(kind).values().stream()
        .filter(which)
        .mapToLong(record -> record.number(number))
        .sum();
  }

  private static Predicate<Item> is(String status) {
    return record -> record.text("status").equals(status);
  }

  private void trialBalance() {
    Map<String, Long> totals = new TreeMap<>();
    books
        .balances()
        .forEach((line, amount) -> totals.merge(line.split(" ", 2)[1], amount, Math::addExact));
    totals.forEach((asset, total) -> same("the sum of all " + asset, total, "nothing", 0));
  }

  /** Entries and records name each other one to one: nothing moved twice, or by half. */
  private void everyEntryHasItsRecord() {
    refer("gift_sent", books.records("GIFT"), record -> true);
    refer("recharged", books.records("RECHARGE"), is("PAID"));
    refer("gifts_converted", books.records("CONVERSION"), record -> true);
    entriesSayWhatTheirRecordsSay("gift_sent");
    entriesSayWhatTheirRecordsSay("withdrawal_requested");
    refer("diamonds_exchanged", books.records("EXCHANGE"), record -> true);
    entriesSayWhatTheirRecordsSay("diamonds_exchanged");
    refer("challenge_funded", books.records("FUNDING"), record -> true);
    refer("award_opened", books.records("AWARD"), record -> true);
    refer("withdrawal_requested", books.records("WITHDRAWAL"), record -> true);
    refer("payout_paid", books.records("WITHDRAWAL"), is("PAID").or(is("RETURNED")));
    refer("payout_returned", books.records("WITHDRAWAL"), is("RETURNED"));
    refer("payout_failed", books.records("WITHDRAWAL"), is("FAILED"));
  }

  private void refer(String kind, SortedMap<String, Item> records, Predicate<Item> which) {
    Set<String> expected = new TreeSet<>();
    records.forEach(
        (name, record) -> {
          if (which.test(record)) expected.add(name);
        });
    Set<String> found = new HashSet<>();
    books
        .entries()
        .forEach(
            (account, chain) ->
                chain.stream()
                    .filter(entry -> entry.text("kind").equals(kind))
                    .filter(
                        entry -> !kind.equals("gifts_converted") || !entry.text("ref").isEmpty())
                    .map(entry -> account + "/" + entry.text("ref"))
                    .forEach(
                        name -> {
                          must(found.add(name), "two entries " + kind + " for " + name);
                          must(expected.contains(name), kind + " without its record: " + name);
                        }));
    expected.removeAll(found);
    must(expected.isEmpty(), "no entry " + kind + " for " + expected);
  }

  /** What follows from a record follows from its entry's details, which are hashed. */
  private void entriesSayWhatTheirRecordsSay(String kind) {
    for (Item entry : entries(kind)) {
      String name = entry.key().partition() + "/" + entry.text("ref");
      Item record = books.records(entry.text("ref").split("#", 2)[0]).get(name);
      if (record == null) continue; // said already
      entry
          .map("details")
          .attributes()
          .forEach(
              (field, value) -> {
                // Held against the states that it follows from.
                if (field.equals("exchangedCoins")) return;
                boolean same =
                    field.equals("destination")
                        ? value.equals(new Value.Text(destination(record)))
                        : value.equals(record.attributes().get(field));
                must(same, name + ": " + field + " is not what its entry says");
              });
    }
  }

  private static String destination(Item withdrawal) {
    return digest(
        List.of(
            "DESTINATION",
            withdrawal.key().id(),
            withdrawal.text("provider"),
            withdrawal.text("payoutToken")));
  }

  /** SHA-256 over texts, each after its length in bytes and a colon. */
  private static String digest(List<String> texts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String text : texts) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java platform has SHA-256", absent);
    }
  }

  private List<Item> entries(String kind) {
    return books.entries().values().stream()
        .flatMap(List::stream)
        .filter(entry -> entry.text("kind").equals(kind))
        .toList();
  }

  /** The gifts that an entry converted, each in its nine words, wherever they are listed. */
  private List<String[]> converted(Item entry) {
    Item details = entry.map("details");
    List<String> lines;
    if (details.findText("giftList").isPresent()) {
      lines = List.of(details.text("giftList").split(" ; ", -1));
    } else {
      Item record =
          books.records("CONVERSION").get(entry.key().partition() + "/" + entry.text("ref"));
      if (record == null) return List.of(); // said already
      lines = record.texts("gifts");
      must(
          digest(lines).equals(details.text("giftsHash")),
          Books.name(record) + " is not what its entry has the digest of");
    }
    List<String[]> gifts = new ArrayList<>();
    String[] before = new String[0];
    for (String line : lines) {
      String[] shown = line.split(" ", -1);
      String[] words = Arrays.copyOf(shown, Math.max(shown.length, before.length));
      for (int at = 0; at < before.length; at++) {
        if (at >= shown.length || shown[at].equals("=")) words[at] = before[at];
      }
      gifts.add(words);
      before = words;
    }
    same(Books.name(entry) + ": gifts", details.number("gifts"), "in its list", gifts.size());
    return gifts;
  }

  private void coins() {
    long issued = -books.balance("platform:coins-issued", "coin");
    long wallets = books.balance("wallet", "coin");
    long inTransit = books.balance("platform:gifts-in-transit", "coin");
    long spent = books.balance("platform:coins-spent", "coin");
    long debt = books.balance("wallet:debt", "coin");
    long byHand = books.balance("platform:adjustments", "coin");
    same(
        "coins issued",
        issued,
        "wallets + transit + spent + by hand",
        wallets + debt + inTransit + spent + byHand);
    long bought = sum("RECHARGE", "coins", is("PAID")) + sum("RECHARGE", "bonusCoins", is("PAID"));
    long goneWithPayments = 0;
    long takenBack = 0;
    long fees = 0;
    for (Item recharge : books.records("RECHARGE").values()) {
      long taken = taken(recharge);
      goneWithPayments += wasReturned(recharge) ? moved(recharge) : share(recharge, taken);
      takenBack += taken;
      fees += fees(recharge);
    }
    same(
        "coins issued",
        issued,
        "coins of paid recharges and of exchanges",
        bought - goneWithPayments + sum("EXCHANGE", "coins", record -> true));
    same("coins in transit", inTransit, "coins of gifts sent", sum("GIFT", "coins", is("SENT")));
    same("coins spent", spent, "coins of converted gifts", sum("GIFT", "coins", is("CONVERTED")));
    long points = -books.balance("platform:points-issued", "point");
    same("points", points, "points of converted gifts", sum("GIFT", "points", is("CONVERTED")));
    long earnedNothing =
        entries("gift_sent").stream().mapToLong(Invariants::exchangedCoinsGiven).sum();
    same("coins spent", spent, "points credited, but for exchanged coins", points + earnedNothing);
    long sold =
        -books.balance("platform:revenue", "USD")
            - books.balance("platform:deferred-revenue", "USD")
            - books.balance("platform:tax-payable", "USD");
    long received = sum("RECHARGE", "priceMinor", is("PAID")) - takenBack;
    same("revenue, earned or not, and tax", sold, "what was paid and kept", received);
    same("fees", books.balance("platform:payment-fees", "USD"), "what was told of them", fees);
    long paidOut = sum("WITHDRAWAL", "amountMinor", is("PAID"));
    same("cash", books.balance("platform:cash", "USD"), "in less out", received - fees - paidOut);
  }

  /** The coins that belong to a part of a purchase's price. */
  private static long share(Item recharge, long minor) {
    long price = recharge.number("priceMinor");
    return recharge.number("coins") * minor / price + recharge.number("bonusCoins") * minor / price;
  }

  private static boolean wasReturned(Item recharge) {
    return adjustments(recharge).stream().anyMatch(words -> words[1].equals("return"));
  }

  /**
   * The coins that entries have taken for a purchase. A return takes what is left of it and not the
   * share of what is paid for that: whoever spent bonus coins has spent of the price.
   */
  private long moved(Item recharge) {
    long moved =
        books.entries().getOrDefault(recharge.key().partition(), List.of()).stream()
            .filter(entry -> entry.text("ref").equals(recharge.key().sort()))
            .mapToLong(
                entry ->
                    switch (entry.text("kind")) {
                      case "purchase_returned", "payment_taken_back" -> coinsOf(entry);
                      case "payment_restored" -> -coinsOf(entry);
                      default -> 0;
                    })
            .sum();
    long bought = recharge.number("coins") + recharge.number("bonusCoins");
    must(
        0 <= moved && moved <= bought,
        Books.name(recharge) + ": " + moved + " of " + bought + " coins were taken");
    return moved;
  }

  private static long coinsOf(Item adjusted) {
    Item details = adjusted.map("details");
    return details.number("coins") + details.number("bonusCoins");
  }

  /** What was returned is paid back, once, or came again: which of both, its provider knows. */
  private void returns() {
    Set<String> entries = new TreeSet<>();
    for (Item entry : entries("purchase_returned")) {
      String id = entry.map("details").text("adjustment");
      must(entries.add(id), "two entries of " + id);
    }
    for (Item recharge : books.records("RECHARGE").values()) {
      boolean failed =
          Set.of("sandbox_card_refund_lost", "sandbox_card_no_refund")
              .contains(recharge.text("paymentMethod"));
      for (String[] words : adjustments(recharge)) {
        if (!words[1].equals("return")) continue;
        must(entries.remove(words[0]), "no entry of " + words[0]);
        must(
            words[4].equals(failed ? "REVERSED" : "BOOKED") && (failed || !words[7].equals("-")),
            "a refund that %s is %s"
                .formatted(failed ? "failed" : "was paid", String.join(" ", words)));
      }
    }
    must(entries.isEmpty(), "no recharge was returned by " + entries);
  }

  /** What was moved by hand is what two people signed, once. */
  private void proposals() {
    for (String kind : List.of("coins_adjusted", "diamonds_adjusted")) {
      boolean isCoins = kind.equals("coins_adjusted");
      Predicate<Item> which =
          isAdjustment()
              .and(
                  record -> record.key().partition().startsWith(isCoins ? "WALLET#" : "EARNINGS#"));
      refer(kind, books.records("PROPOSAL"), which.and(is("APPROVED")));
      same(
          kind,
          -books.balance("platform:adjustments", isCoins ? "coin" : "diamond_e4"),
          "proposals approved",
          sum("PROPOSAL", "amount", which.and(is("APPROVED"))));
    }
    for (Item proposal : books.records("PROPOSAL").values()) {
      must(
          !proposal.text("by").equals(proposal.findText("approvedBy").orElse("")),
          Books.name(proposal) + " was approved by who proposed it");
    }
  }

  private static Predicate<Item> isAdjustment() {
    return proposal -> proposal.findText("kind").isEmpty();
  }

  /** Whether an event of a provider is kept since no entry says it. */
  private boolean isKept(String event) {
    return books.records("EVENT").containsKey("PROVIDER_EVENTS/EVENT#sandbox#" + event);
  }

  /** What is taken back of a payment, or was kept as fees of it, in minor units. */
  private static long taken(Item payment) {
    return minor(payment, "refund") + minor(payment, "dispute") + minor(payment, "return");
  }

  private static long fees(Item payment) {
    return minor(payment, "fee") - minor(payment, "fee_returned");
  }

  private static long minor(Item payment, String cause) {
    return adjustments(payment).stream()
        .filter(words -> words[1].equals(cause) && words[4].equals("BOOKED"))
        .mapToLong(words -> Long.parseLong(words[2]))
        .sum();
  }

  private static List<String[]> adjustments(Item recharge) {
    return recharge.findTexts("adjustments").orElse(List.of()).stream()
        .map(text -> text.split(" ", -1))
        .toList();
  }

  /** Each payment of a provider's is booked once, and with what it says there that it is. */
  private void payments() {
    Map<String, String> recharges = new TreeMap<>();
    books
        .entries()
        .forEach(
            (account, chain) ->
                chain.stream()
                    .filter(entry -> entry.text("kind").equals("recharged"))
                    .forEach(
                        entry -> {
                          Item paid = entry.map("details");
                          String payment = paid.text("provider") + "#" + paid.text("paymentId");
                          String with = account + "/" + entry.text("ref");
                          String before = recharges.put(payment, with);
                          must(before == null, payment + " paid " + before + " and " + with);
                        }));
    Map<String, String> marked = new TreeMap<>();
    books.records("PAYMENT").values().stream()
        .filter(is("CREDITED"))
        .forEach(
            mark ->
                marked.put(
                    mark.key().owner(),
                    "WALLET#" + mark.text("viewer") + "/RECHARGE#" + mark.text("recharge")));
    must(recharges.equals(marked), recharges + " were paid, and it is said of " + marked);
    books
        .records("UNAPPLIED")
        .values()
        .forEach(
            payment -> {
              String name = payment.key().owner() + "#" + payment.key().id();
              must(
                  payment.text("status").equals("APPLIED") || !recharges.containsKey(name),
                  name + " is unapplied, and paid " + recharges.get(name));
            });
    Set<String> booked = new TreeSet<>();
    books
        .entries()
        .values()
        .forEach(
            chain ->
                chain.stream()
                    .filter(entry -> BOOKS_ADJUSTMENTS.contains(entry.text("kind")))
                    .map(entry -> entry.map("details").text("adjustment"))
                    .forEach(id -> must(booked.add(id), id + " is booked twice")));
  }

  /** What the provider told of a payment came to the end that it told, once. */
  private void adjustments() {
    Map<String, Set<String>> told = new TreeMap<>();
    Map<String, String> about = new TreeMap<>();
    Set<String> kept = new TreeSet<>();
    for (String event : simulation.adjusted()) {
      JsonNode data = json(event).path("data");
      String id = data.path("adjustment_id").asText();
      told.computeIfAbsent(id, _ -> new TreeSet<>()).add(json(event).path("type").asText());
      // What was told before its payment is kept under its own id.
      if (isKept(json(event).path("id").asText()) || isKept(id)) kept.add(id);
      about.put(
          id,
          "WALLET#"
              + data.path("user_id").asText()
              + "/RECHARGE#"
              + data.path("recharge_id").asText());
    }
    told.forEach(
        (id, types) -> {
          List<String> stand =
              Optional.ofNullable(books.records("RECHARGE").get(about.getOrDefault(id, "")))
                  .map(Invariants::adjustments)
                  .orElse(List.of())
                  .stream()
                  .filter(words -> words[0].equals(id))
                  .map(words -> words[4])
                  .toList();
          boolean isRight =
              types.size() == 1
                  ? stand.equals(List.of("BOOKED"))
                  : stand.equals(List.of("REVERSED")) || stand.equals(List.of("VOID"));
          // Of a purchase that was returned too little may be left for it.
          boolean isForAPerson =
              kept.contains(id)
                  && Optional.ofNullable(books.records("RECHARGE").get(about.getOrDefault(id, "")))
                      .filter(Invariants::wasReturned)
                      .isPresent();
          must(isRight || isForAPerson, id + " was told as " + types + ", and is " + stand);
        });
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }

  /** The coins of a gift that had been diamonds: a run's policies give no points for them. */
  private static long exchangedCoinsGiven(Item giftSent) {
    return giftSent.map("details").findNumber("exchangedCoins").orElse(0);
  }

  /** What each gift's entry says of exchanged coins is what left its wallet, by its states. */
  private Map<String, Long> exchangedCoinsOfGifts() {
    Map<String, Long> exchanged = new HashMap<>();
    books
        .entries()
        .forEach(
            (account, chain) -> {
              if (!account.startsWith("WALLET#")) return;
              long before = 0;
              for (Item entry : chain) {
                long after = Chain.exchangedCoins(entry);
                if (entry.text("kind").equals("gift_sent")) {
                  String name = account + "/" + entry.text("ref");
                  same(
                      name + ": coins that had been diamonds",
                      exchangedCoinsGiven(entry),
                      "what left the wallet of them",
                      before - after);
                  exchanged.put(name, before - after);
                }
                before = after;
              }
            });
    return exchanged;
  }

  /**
   * An exchange takes its diamonds once, at the policy's rate, and brings its coins once, to the
   * same person.
   */
  private void exchanges() {
    for (Item exchange : books.records("EXCHANGE").values()) {
      String name = Books.name(exchange);
      long coins = exchange.number("coins");
      same(
          name + ": coins", coins, "half its asked diamonds", exchange.number("askedDiamonds") / 2);
      same(name + ": diamonds", exchange.number("diamonds"), "twice its coins", 2 * coins);
    }
    arrivals(
        "coins_exchanged",
        "EXCHANGE",
        exchange -> "WALLET#" + exchange.key().owner(),
        entry -> entry.map("details").number("coins"),
        exchange -> exchange.number("coins"));
    same(
        "diamonds exchanged",
        books.balance("platform:diamonds-exchanged", "diamond_e4"),
        "those of exchanges",
        E4 * sum("EXCHANGE", "diamonds", record -> true));
    same(
        "coins of exchanges in transit",
        books.balance("platform:exchanges-in-transit", "coin"),
        "nothing",
        0);
  }

  /**
   * A challenge's budget is what two people gave it, less its awards, which two people signed, each
   * once for a creator and a tier. That it never falls below nothing, each chain shows.
   */
  private void challenges() {
    Set<String> awarded = new HashSet<>();
    for (Item award : books.records("AWARD").values()) {
      String what =
          "%s for %s of %s"
              .formatted(award.key().owner(), award.text("creator"), award.text("tier"));
      must(awarded.add(what), "awarded twice: " + what);
    }
    arrivals(
        "award_credited",
        "AWARD",
        award -> "EARNINGS#" + award.text("creator"),
        entry -> entry.map("details").number("diamondsE4"),
        award -> E4 * award.number("diamonds"));
    long fundedE4 = E4 * sum("FUNDING", "diamonds", record -> true);
    long awardedE4 = E4 * sum("AWARD", "diamonds", record -> true);
    same(
        "diamonds of challenges",
        -books.balance("platform:awards-funded", "diamond_e4"),
        "their fundings",
        fundedE4);
    same(
        "what challenges still have",
        books.balance("challenge", "diamond_e4"),
        "fundings less awards",
        fundedE4 - awardedE4);
    same(
        "awards in transit",
        books.balance("platform:awards-in-transit", "diamond_e4"),
        "nothing",
        0);
    signed("FUNDING");
    signed("AWARD");
  }

  /**
   * What is done of a kind, two people proposed and approved; whether the second one's word is
   * stored, too, depends on whether they asked until they were answered.
   */
  private void signed(String kind) {
    Set<String> proposed = new HashSet<>();
    Map<String, Item> approved = new TreeMap<>();
    for (Item proposal : books.records("PROPOSAL").values()) {
      if (!proposal.findText("kind").equals(Optional.of(kind))) continue;
      proposed.add(proposal.number("amount") + " by fred gina, " + proposal.text("note"));
      if (!is("APPROVED").test(proposal)) continue;
      String place = proposal.key().partition() + " entry " + proposal.number("approval");
      must(approved.put(place, proposal) == null, "approved twice: " + kind + " at " + place);
    }
    for (Item record : books.records(kind).values()) {
      must(
          proposed.contains(
              "%d by %s, %s"
                  .formatted(record.number("diamonds"), record.text("by"), record.text("note"))),
          Books.name(record) + " is what nobody proposed");
      approved.remove(record.key().partition() + " entry " + record.number("entry"));
    }
    must(approved.isEmpty(), "approved and not done: " + approved);
  }

  /**
   * All that left one account has arrived, once, where it should.
   *
   * @param entryKind the kind of the entries that it arrives by
   * @param recordKind the kind of the records of what left
   * @param target the account of a record at which it arrives
   * @param arrived how much an entry brings
   * @param left how much left by a record
   */
  private void arrivals(
      String entryKind,
      String recordKind,
      Function<Item, String> target,
      ToLongFunction<Item> arrived,
      ToLongFunction<Item> left) {
    SortedMap<String, Item> awaited = new TreeMap<>(books.records(recordKind));
    for (Item entry : entries(entryKind)) {
      Item details = entry.map("details");
      String name = details.text("from") + "/" + details.text("record");
      Item record = awaited.remove(name);
      if (record == null) {
        violations.add(entryKind + " once more, or of nothing: " + name);
        continue;
      }
      same(name + ": what arrived", arrived.applyAsLong(entry), "left", left.applyAsLong(record));
      must(
          entry.key().partition().equals(target.apply(record))
              && is("CREDITED").test(record)
              && entry.key().sort().equals("ENTRY#%012d".formatted(record.number("credit"))),
          name + " does not name its arrival at " + entry.key());
    }
    must(awaited.isEmpty(), "never arrived: " + awaited.keySet());
  }

  private void gifts() {
    Map<String, Long> exchanged = exchangedCoinsOfGifts();
    for (Item gift : books.records("GIFT").values()) {
      String name = Books.name(gift);
      must(is("CONVERTED").test(gift), name + " is " + gift.text("status"));
      long price = PRICES.getOrDefault(gift.text("gift"), -1L) * gift.number("quantity");
      same(name + ": coins", gift.number("coins"), "its price", price);
      same(
          name + ": points",
          gift.number("points"),
          "its coins, but for exchanged ones",
          price - exchanged.getOrDefault(name, 0L));
      var policy = simulation.policies().get(gift.number("policyVersion"));
      if (policy == null) {
        violations.add(name + " names no policy");
      } else {
        same(
            name + ": commission",
            gift.number("commissionBasisPoints"),
            "its policy's",
            policy.commissionBasisPoints());
      }
    }
  }

  private void conversions() {
    Map<String, Long> pointsOf = new TreeMap<>();
    Map<String, Long> earnedE4Of = new TreeMap<>();
    Set<String> converted = new HashSet<>();
    for (Item entry : entries("gifts_converted")) {
      String creator = entry.key().partition();
      for (String[] word : converted(entry)) {
        String name = "WALLET#" + word[0] + "/GIFT#" + word[1];
        must(converted.add(name), name + " is in two conversions");
        Item gift = books.records("GIFT").get(name);
        if (gift == null) {
          violations.add(name + " was converted and is not there");
          continue;
        }
        String line = String.join(" ", word);
        must(
            (line + " ")
                .startsWith(
                    "%s %s %s %d %d %d %d %d %s:%s "
                        .formatted(
                            gift.key().partition().substring("WALLET#".length()),
                            word[1],
                            gift.text("gift"),
                            gift.number("quantity"),
                            gift.number("coins"),
                            gift.number("points"),
                            gift.number("commissionBasisPoints"),
                            gift.number("policyVersion"),
                            gift.findText("liveStream").isPresent() ? "live_stream" : "video",
                            gift.findText("liveStream")
                                .or(() -> gift.findText("video"))
                                .orElse(""))),
            name + " was converted as " + line);
        must(
            creator.equals("EARNINGS#" + gift.text("creator"))
                && entry
                    .key()
                    .sort()
                    .equals("ENTRY#%012d".formatted(gift.findNumber("conversion").orElse(0))),
            name + " does not name its conversion");
        long points = gift.number("points");
        pointsOf.merge(creator, points, Math::addExact);
        earnedE4Of.merge(
            creator, points * (E4 - gift.number("commissionBasisPoints")), Math::addExact);
      }
    }
    same("gifts", books.records("GIFT").size(), "gifts in conversions", converted.size());
    books
        .entries()
        .forEach(
            (account, chain) -> {
              if (!account.startsWith("EARNINGS#")) return;
              Item head = chain.getLast();
              same(
                  account + ": points",
                  Chain.state(head, "points"),
                  "its gifts'",
                  pointsOf.getOrDefault(account, 0L));
              long byHand = 0;
              long givenByHand = 0;
              for (Item proposal : books.records("PROPOSAL").values()) {
                if (!proposal.key().partition().equals(account)) continue;
                if (!is("APPROVED").and(isAdjustment()).test(proposal)) continue;
                byHand += proposal.number("amount");
                givenByHand += Math.max(0, proposal.number("amount"));
              }
              long awardedE4 =
                  E4
                      * sum(
                          "AWARD",
                          "diamonds",
                          award -> account.equals("EARNINGS#" + award.text("creator")));
              same(
                  account + ": diamonds ever earned",
                  Chain.state(head, "earnedE4"),
                  "what its gifts earned and it was given and awarded",
                  earnedE4Of.getOrDefault(account, 0L) + givenByHand + awardedE4);
              long paidOutE4 =
                  E4
                      * sum(
                          "WITHDRAWAL",
                          "diamonds",
                          is("PAID").and(record -> record.key().partition().equals(account)));
              long exchangedE4 =
                  E4
                      * sum(
                          "EXCHANGE",
                          "diamonds",
                          record -> record.key().partition().equals(account));
              same(
                  account + ": diamonds that are there, held, paid out and exchanged",
                  Chain.state(head, "diamondsE4")
                      + Chain.state(head, "heldE4")
                      + paidOutE4
                      + exchangedE4,
                  "what its gifts earned and was given, taken or awarded",
                  earnedE4Of.getOrDefault(account, 0L) + byHand + awardedE4);
            });
  }

  /** The provider and the ledger agree on every payout, to the cent. */
  private void withdrawals() {
    Map<String, SimulatedPayouts.Payout> payouts = new HashMap<>(simulation.payouts().payouts());
    Resolutions resolutions = new Resolutions(books);
    for (Item withdrawal : books.records("WITHDRAWAL").values()) {
      String name = Books.name(withdrawal);
      String status = withdrawal.text("status");
      var payout = payouts.remove(withdrawal.key().id());
      if (withdrawal.findText("failureReason").equals(Optional.of("cancelled"))) {
        must(payout == null, name + " was cancelled, and the provider was asked");
        continue;
      }
      if (payout == null && resolutions.isByHand(withdrawal)) continue;
      if (payout == null) {
        violations.add(name + " is " + status + ", and the provider never heard of it");
        continue;
      }
      boolean isKept = isKept("event-" + withdrawal.key().id());
      must(
          resolutions.isByHand(withdrawal)
              || isAsSaid(status, payout, isKept)
              || (resolutions.isReturnOfAnother(withdrawal) && status.equals("PAID") && isKept),
          name + " is " + status + ", and the provider says otherwise");
      same(name, withdrawal.number("amountMinor"), "the payout", payout.order().amount().minor());
      // Two diamonds pay a cent.
      same(
          name + ": diamonds",
          withdrawal.number("diamonds"),
          "twice its cents",
          2 * withdrawal.number("amountMinor"));
    }
    must(
        payouts.isEmpty(),
        "the provider was asked for payouts of no withdrawal: " + payouts.keySet());
  }

  /**
   * What the provider answers and what it tells afterwards may come in any order: the first that
   * fits is booked, and what does not fit then is kept for a person. What came back fits always.
   *
   * @param kept whether what it told afterwards is kept
   */
  private boolean isAsSaid(String status, SimulatedPayouts.Payout payout, boolean kept) {
    String answered = payout.isPaid() ? "PAID" : payout.isRefused() ? "FAILED" : "nothing";
    boolean isAnswered = status.equals(answered);
    return switch (payout.afterwards()) {
      case NOTHING -> isAnswered && !kept;
      case RETURNED -> status.equals("RETURNED") && !kept;
      // Booked before its answer was, it is the answer that came too late.
      case FAILED -> isAnswered ? kept : status.equals("FAILED");
      case PAID -> isAnswered ? kept : status.equals("PAID");
    };
  }

  /** A week's withdrawals and a month's spending stay within what was allowed. */
  private void limits() {
    Map<String, Long> perWeek = new TreeMap<>();
    for (Item withdrawal : books.records("WITHDRAWAL").values()) {
      if (is("FAILED").or(is("RETURNED")).test(withdrawal)) continue;
      LocalDate day = day(withdrawal.text("requestedAt"));
      perWeek.merge(
          "%s in %d-W%d"
              .formatted(
                  withdrawal.key().partition(),
                  day.get(IsoFields.WEEK_BASED_YEAR),
                  day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)),
          withdrawal.number("amountMinor"),
          Math::addExact);
    }
    perWeek.forEach(
        (week, minor) -> must(minor <= WEEKLY_MAXIMUM_MINOR, week + " withdrew " + minor));
    books
        .entries()
        .forEach(
            (account, chain) -> {
              Map<String, Long> perMonth = new HashMap<>();
              long lifetime = 0;
              for (Item entry : chain) {
                if (!entry.text("kind").equals("gift_sent")) continue;
                String month = entry.text("at").substring(0, "2026-11".length());
                long coins = -Chain.legs(entry).getFirst().amount();
                long spent = perMonth.merge(month, coins, Math::addExact);
                String here = account + " " + entry.key().sort();
                lifetime = Math.addExact(lifetime, coins);
                same(here + ": spent ever", Chain.state(entry, "everSpent"), "its gifts", lifetime);
                same(here + ": spent this month", Chain.spentInMonth(entry), "its gifts", spent);
                Chain.budget(entry)
                    .ifPresent(budget -> must(spent <= budget, here + " is beyond the budget"));
              }
            });
  }

  private static LocalDate day(String instant) {
    return LocalDate.ofInstant(Instant.parse(instant), ZoneOffset.UTC);
  }

  /** The stream tells every change: entries are put once, records move along their states. */
  private void nothingIsRewritten() {
    Map<String, String> statuses = new HashMap<>();
    Map<String, Item> claims = new HashMap<>();
    for (Record record : simulation.stream().all()) {
      Item key = Attributes.item(record.dynamodb().keys());
      String name = Books.name(key);
      String kind = key.key().sort().split("#", 2)[0];
      Set<String> moves = MOVES.get(kind);
      if (moves == null) {
        boolean isFinal = Set.of("ENTRY", "CONVERSION").contains(kind);
        must(
            !isFinal || record.eventName() == OperationType.INSERT,
            record.eventNameAsString() + " of " + name);
        continue;
      }
      String status =
          record.eventName() == OperationType.REMOVE
              ? "nothing"
              : Attributes.item(record.dynamodb().newImage()).text("status");
      String before = statuses.put(name, status);
      boolean isLedgers = !simulation.tampered().contains(name);
      if (record.eventName() != OperationType.REMOVE) {
        Item item = Attributes.item(record.dynamodb().newImage());
        Item claim = claims.put(name, item);
        // Only what takes another place in its chain may be anything else than it was.
        if (claim != null && isLedgers && item.findNumber("entry").isPresent()) {
          must(
              item.number("entry") > claim.number("entry") == status.equals(before),
              name + " was " + claim + " and is " + item);
        }
      }
      must(
          before == null
              || moves.contains(before + ">" + status)
              || (!isLedgers && status.equals(before))
              || simulation.wasSetBack(name),
          name + " went from " + before + " to " + status);
    }
  }
}

package io.giftledger.simulator;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Value;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Verifies an account as FORMAT.md says, from the stored attributes alone: a second reading of the
 * rules, which shares no code with the ledger that wrote them.
 *
 * @param account its partition key
 * @param entries its entries, in the order of their sort keys
 */
record Chain(String account, List<Item> entries) {

  private static final int HASH_BYTES = 32;

  /** An account of the platform at which a wallet's state says its share, below zero. */
  private static final String DEFERRED = "platform:deferred-revenue";

  /** What comes and goes in a state. */
  private static final Set<String> PASSING = Set.of("lots", "debt", "taken");

  /** A posting as it is stored. */
  record Leg(String ledgerAccount, String asset, long amount) {
    static Leg parse(String text) {
      String[] words = text.split(" ", -1);
      return new Leg(words[0], words[1], Long.parseLong(words[2]));
    }

    boolean isStated() {
      return !ledgerAccount.startsWith("platform:") || ledgerAccount.equals(DEFERRED);
    }
  }

  /** The postings of an entry. */
  static List<Leg> legs(Item entry) {
    return entry.texts("postings").stream().map(Leg::parse).toList();
  }

  /** A number of an entry's state, 0 if it is not there. */
  static long state(Item entry, String field) {
    return entry.map("state").findNumber(field).orElse(0);
  }

  /** The coins that an entry's state says were spent in the month of the entry. */
  static long spentInMonth(Item entry) {
    String[] words = entry.map("state").text("spent").split(" ", -1);
    return words[0].startsWith(entry.text("at").substring(0, 7))
        ? Long.parseLong(words[1].split("/", -1)[0])
        : 0;
  }

  /** The most that may be spent in the month of an entry, if there is a limit. */
  static OptionalLong budget(Item entry) {
    Item state = entry.map("state");
    String[] raise = state.findText("raise").orElse("9999-12 none").split(" ", -1);
    if (raise[0].compareTo(entry.text("at").substring(0, 7)) > 0) {
      return state.findNumber("budget");
    }
    return raise[1].equals("none")
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(raise[1]));
  }

  /** Adds what is wrong. */
  void verify(List<String> violations) {
    byte[] hash = new byte[HASH_BYTES];
    String at = "";
    long format = 0;
    Set<String> lasting = new HashSet<>();
    Map<String, Long> owned = new HashMap<>();
    for (int number = 1; number <= entries.size(); number++) {
      Item entry = entries.get(number - 1);
      String here = account + " entry " + number + ": ";
      if (!entry.key().sort().equals("ENTRY#%012d".formatted(number))) {
        violations.add(here + "a gap before " + entry.key().sort());
        return;
      }
      if (entry.text("at").compareTo(at) < 0) violations.add(here + "earlier than the one before");
      at = entry.text("at");
      Map<String, Long> sums = new HashMap<>();
      for (Leg leg : legs(entry)) {
        sums.merge(leg.asset(), leg.amount(), Math::addExact);
        if (leg.isStated()) {
          owned.merge(leg.ledgerAccount() + " " + leg.asset(), leg.amount(), Math::addExact);
        }
      }
      if (sums.values().stream().anyMatch(sum -> sum != 0)) {
        violations.add(here + "postings sum to " + sums);
      }
      owned.values().removeIf(amount -> amount == 0);
      Map<String, Long> stated = balances(entry);
      if (!stated.equals(owned)) {
        violations.add(here + "the state says " + stated + ", the postings say " + owned);
      }
      stated.forEach(
          (ledgerAccount, amount) -> {
            boolean isOwed =
                ledgerAccount.startsWith("wallet:debt") || ledgerAccount.startsWith(DEFERRED);
            if (isOwed == amount > 0) violations.add(here + ledgerAccount + " is " + amount);
          });
      if (entry.number("format") < format) violations.add(here + "an older format");
      format = entry.number("format");
      Set<String> fields = new HashSet<>(entry.map("state").attributes().keySet());
      // What a viewer or an operator may take back, and what newer code does.
      if (entry.text("kind").equals("budget_set")) {
        lasting.removeAll(Set.of("budget", "raise"));
      }
      if (entry.text("kind").equals("wallet_released")) lasting.remove("frozen");
      if (entry.text("kind").equals("hold_released")) lasting.remove("onHold");
      if (entry.text("kind").equals("payment_restored")) lasting.remove("disputes");
      if (entry.text("kind").equals("withdrawal_requested") && lasting.contains("onHold")) {
        violations.add(here + "a withdrawal from earnings that are on hold");
      }
      if (entry.text("kind").equals("diamonds_exchanged") && lasting.contains("onHold")) {
        violations.add(here + "an exchange from earnings that are on hold");
      }
      if (entry.text("kind").equals("gift_sent") && lasting.contains("frozen")) {
        violations.add(here + "a gift out of a wallet that is frozen");
      }
      if (entry.text("kind").equals(NewerCode.CLEARED)) lasting.remove(NewerCode.FIELD);
      if (!fields.containsAll(lasting)) violations.add(here + "a field of the state is gone");
      fields.removeAll(PASSING);
      lasting = fields;
      if (!Arrays.equals(hash, entry.bytes("previousHash"))) {
        violations.add(here + "the hash before it is another");
      }
      hash = hash(hash, entry, number);
      if (!Arrays.equals(hash, entry.bytes("hash"))) {
        violations.add(here + "the hash is not what the entry says");
        hash = entry.bytes("hash");
      }
    }
  }

  /** What an entry's state says that is not zero, by ledger account and asset. */
  private static Map<String, Long> balances(Item entry) {
    Map<String, Long> balances = new HashMap<>();
    if (entry.key().partition().startsWith("EARNINGS#")) {
      balances.put("earnings diamond_e4", state(entry, "diamondsE4"));
      balances.put("earnings:held diamond_e4", state(entry, "heldE4"));
    } else if (entry.key().partition().startsWith("CHALLENGE#")) {
      balances.put("challenge diamond_e4", state(entry, "budgetE4"));
    } else {
      balances.put("wallet:debt coin", -state(entry, "debt"));
      String currency = "";
      for (String lot : entry.map("state").findText("lots").orElse("").split(" ")) {
        if (lot.isEmpty()) continue;
        String[] words = words(lot);
        balances.merge("wallet coin", Long.parseLong(words[2]), Math::addExact);
        if (words[1].equals("p")) {
          if (!words[3].equals("/")) currency = words[3];
          String asset = DEFERRED + " " + currency;
          balances.merge(asset, -Long.parseLong(words[4]), Math::addExact);
        }
      }
    }
    balances.values().removeIf(amount -> amount == 0);
    return balances;
  }

  /** A lot's entry, kind and coins; then, if it was bought, its currency and money. */
  private static String[] words(String lot) {
    return lot.split("(?<=\\d)(?=[a-zA-Z/])|(?<=[a-zA-Z/])(?=\\d)");
  }

  /** The coins that an entry's state says a wallet has. */
  static long coins(Item entry) {
    return coins(entry, _ -> true);
  }

  /** Those of them that had been diamonds. */
  static long exchangedCoins(Item entry) {
    return coins(entry, "x"::equals);
  }

  private static long coins(Item entry, Predicate<String> ofKind) {
    return Arrays.stream(entry.map("state").findText("lots").orElse("").split(" "))
        .filter(lot -> !lot.isEmpty())
        .map(Chain::words)
        .filter(words -> ofKind.test(words[1]))
        .mapToLong(words -> Long.parseLong(words[2]))
        .sum();
  }

  /** The hash of an entry after the one before it, 32 bytes. */
  byte[] hash(byte[] before, Item entry, int number) {
    return sha256(before, canonicalBytes(entry, number));
  }

  private byte[] canonicalBytes(Item entry, int number) {
    StringBuilder text = new StringBuilder();
    text.append("giftledger entry ").append(entry.number("format")).append('\n');
    text.append("account ").append(account).append('\n');
    text.append("sequence ").append(number).append('\n');
    text.append("at ").append(entry.text("at")).append('\n');
    text.append("kind ").append(entry.text("kind")).append('\n');
    text.append("ref ").append(entry.text("ref")).append('\n');
    text.append("policy ").append(entry.number("policyVersion")).append('\n');
    entry.findMap("details").ifPresent(details -> fields(text, "detail ", details));
    entry.texts("postings").forEach(leg -> text.append("posting ").append(leg).append('\n'));
    fields(text, "state ", entry.map("state"));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void fields(StringBuilder text, String what, Item fields) {
    new TreeMap<>(fields.attributes())
        .forEach(
            (name, value) ->
                text.append(what).append(name).append(' ').append(plain(value)).append('\n'));
  }

  private static String plain(Value value) {
    return switch (value) {
      case Value.Number(long number) -> Long.toString(number);
      case Value.Text(String text) -> text;
      default -> value.toString();
    };
  }

  private static byte[] sha256(byte[] before, byte[] bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(before);
      return digest.digest(bytes);
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java platform has SHA-256", absent);
    }
  }
}

package io.giftledger.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.dynamodb.TableScan;
import io.giftledger.economy.Assets;
import io.giftledger.economy.Money;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.ledger.Asset;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Ledger;
import io.giftledger.operator.export.BeancountJournal;
import io.giftledger.operator.export.EntryScan;
import io.giftledger.operator.export.EntryWriter;
import io.giftledger.operator.export.HledgerJournal;
import io.giftledger.testkit.Gifts;
import io.giftledger.testkit.Recharges;
import io.giftledger.testkit.Viewer;
import io.giftledger.verify.Counts;
import io.giftledger.verify.LedgerReader;
import io.giftledger.verify.SegmentWalk;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The table of a run in the hands of programs that nobody here wrote: hledger and Beancount add up
 * its entries themselves, and find the audit's trial balance.
 */
final class OtherPrograms {

  private static final Pattern OPENED = Pattern.compile("(?m)^1970-01-01 open (\\w+):(\\w+)");

  private final EmbeddedAws aws;
  private final Path folder;

  OtherPrograms(EmbeddedAws aws, Path folder) {
    this.aws = aws;
    this.folder = folder;
  }

  static boolean areInstalled() throws IOException, InterruptedException {
    return isInstalled("hledger") && isInstalled("bean-check");
  }

  private static boolean isInstalled(String program) throws InterruptedException {
    try {
      return new ProcessBuilder(program, "--help")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  /**
   * Runs buy in dollars alone: two viewers more spend yen and dinars, lose half of that, and owe.
   */
  void addCurrencies() {
    Ledger ledger =
        new Ledger(
            new DynamoDbTable(aws.dynamoDb(), aws.tableName()),
            () -> Instant.parse("2026-11-28T12:00:00Z"),
            (_, _) -> true,
            Format.CURRENT);
    paidBack(new Viewer("yuki", ledger), new Money(2_200, "JPY"));
    paidBack(new Viewer("fahad", ledger), new Money(3_990, "KWD"));
  }

  private static void paidBack(Viewer viewer, Money price) {
    Recharge bought =
        viewer.paid(Recharges.opened().coins(100).price(price.minor(), price.currency()).tax(33));
    viewer.send(Gifts.sent().roses(70));
    viewer.takeBack(
        bought,
        new Adjustment(
            "re_" + price.currency(),
            Adjustment.Cause.REFUND,
            new Money(price.minor() / 2, price.currency())));
  }

  /** Fails unless both find the trial balance. */
  void findTheTrialBalance() throws IOException, InterruptedException {
    Counts counts = SegmentWalk.wholeTable(reader(), _ -> {});
    SortedMap<String, BigDecimal> expected = trialBalance(counts);

    Path hledger = folder.resolve("run.journal");
    export(new HledgerJournal(Files.newBufferedWriter(hledger)));
    assertEquals(expected, hledgers(hledger));

    Path beancount = folder.resolve("run.beancount");
    export(new BeancountJournal(Files.newBufferedWriter(beancount), true));
    String journal = Files.readString(beancount);
    Files.writeString(beancount, journal + assertions(journal, expected));
    assertEquals("", output("bean-check", beancount.toString()));
    Files.writeString(beancount, journal + "2099-01-01 balance Assets:Cash 0.01 ~ 0 USD\n");
    assertTrue(output("bean-check", beancount.toString()).contains("Balance failed"));
  }

  /** A line for each account and commodity: {@code CoinsIssued COIN} and a decimal. */
  private static SortedMap<String, BigDecimal> trialBalance(Counts counts) {
    SortedMap<String, BigDecimal> lines = new TreeMap<>();
    counts
        .balances()
        .forEach(
            (code, sums) -> {
              Asset asset = new Asset(code);
              String commodity =
                  asset.equals(Assets.DIAMOND_E4) ? "DIAMOND" : code.toUpperCase(Locale.ROOT);
              sums.forEach(
                  (account, sum) ->
                      put(
                          lines,
                          name(account) + " " + commodity,
                          new BigDecimal(sum, Assets.decimals(asset))));
            });
    return lines;
  }

  private static String name(String account) {
    return Arrays.stream(account.replace("platform:", "").split("[:-]", -1))
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining());
  }

  private static SortedMap<String, BigDecimal> hledgers(Path journal)
      throws IOException, InterruptedException {
    SortedMap<String, BigDecimal> lines = new TreeMap<>();
    String balances =
        output(
            "hledger",
            "-f",
            journal.toString(),
            "balance",
            "--flat",
            "--depth",
            "2",
            "-N",
            "--layout",
            "bare",
            "-O",
            "csv");
    for (String line : balances.lines().skip(1).toList()) {
      String[] row = line.replace("\"", "").split(",", -1);
      put(lines, row[0].substring(row[0].indexOf(':') + 1) + " " + row[1], new BigDecimal(row[2]));
    }
    return lines;
  }

  private static void put(Map<String, BigDecimal> lines, String name, BigDecimal sum) {
    if (sum.signum() != 0) lines.put(name, sum.stripTrailingZeros());
  }

  /** What Beancount is to find, under the roots that the ledger opens the accounts at. */
  private static String assertions(String journal, Map<String, BigDecimal> expected) {
    Map<String, String> roots =
        OPENED
            .matcher(journal)
            .results()
            .collect(
                Collectors.toMap(open -> open.group(2), open -> open.group(1), (one, _) -> one));
    StringBuilder assertions = new StringBuilder();
    expected.forEach(
        (line, sum) -> {
          String[] words = line.split(" ", -1);
          String account = roots.get(words[0]) + ":" + words[0];
          if (!journal.contains("open " + account + "\n")
              && assertions.indexOf("open " + account + "\n") < 0) {
            assertions.append("1970-01-01 open ").append(account).append("\n");
          }
          assertions.append(
              "2099-01-01 balance %s %s ~ 0 %s%n"
                  .formatted(account, sum.toPlainString(), words[1]));
        });
    return assertions.toString();
  }

  private void export(EntryWriter writer) throws IOException {
    try (writer) {
      new EntryScan(reader()).each(Instant.EPOCH, Instant.MAX, writer::write);
    }
  }

  private LedgerReader reader() {
    return new LedgerReader(new TableScan(aws.dynamoDb(), aws.tableName()), (_, _) -> true);
  }

  private static String output(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}

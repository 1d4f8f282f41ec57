package io.giftledger.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.dynamodb.Policies;
import io.giftledger.dynamodb.TableScan;
import io.giftledger.economy.Money;
import io.giftledger.economy.payment.PaymentUnapplied;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.payment.UnappliedApplied;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.payments.PaymentEvent;
import io.giftledger.payments.UnbookedEvent;
import io.giftledger.payments.booking.SettleRecharge;
import io.giftledger.testkit.Gifts;
import io.giftledger.testkit.Recharges;
import io.giftledger.testkit.Viewer;
import io.giftledger.verify.Counts;
import io.giftledger.verify.Fault;
import io.giftledger.verify.LedgerReader;
import io.giftledger.verify.Manifest;
import io.giftledger.verify.SegmentWalk;
import io.giftledger.verify.Tally;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What finance takes out of a table in which everything has happened: the golden one, and two
 * viewers who buy in yen and dinars, spend, and are paid back.
 */
class BooksCommandsTest {

  private static final String TABLE = "books";
  private static final Instant AT = Instant.parse("2026-11-28T12:00:00Z");

  /** After all that is in the table. */
  private static final String LAST_DAY = "2026-11-30";

  /** Where each ledger account is found by other programs, as the README says. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("wallet", "Assets:Wallet"),
          Map.entry("wallet:debt", "Liabilities:WalletDebt"),
          Map.entry("earnings", "Assets:Earnings"),
          Map.entry("earnings:held", "Assets:EarningsHeld"),
          Map.entry("platform:coins-issued", "Equity:CoinsIssued"),
          Map.entry("platform:gifts-in-transit", "Equity:GiftsInTransit"),
          Map.entry("platform:coins-spent", "Equity:CoinsSpent"),
          Map.entry("platform:points-issued", "Equity:PointsIssued"),
          Map.entry("platform:points-converted", "Equity:PointsConverted"),
          Map.entry("platform:diamonds-issued", "Equity:DiamondsIssued"),
          Map.entry("platform:commission", "Equity:Commission"),
          Map.entry("platform:payouts", "Expenses:Payouts"),
          Map.entry("platform:cash", "Assets:Cash"),
          Map.entry("platform:deferred-revenue", "Liabilities:DeferredRevenue"),
          Map.entry("platform:revenue", "Income:Revenue"),
          Map.entry("platform:unapplied-payments", "Liabilities:UnappliedPayments"),
          Map.entry("platform:tax-payable", "Liabilities:TaxPayable"),
          Map.entry("platform:payment-fees", "Expenses:PaymentFees"),
          Map.entry("platform:payout-fees", "Expenses:PayoutFees"),
          Map.entry("platform:payout-shortfall", "Equity:PayoutShortfall"),
          Map.entry("platform:adjustments", "Equity:Adjustments"),
          Map.entry("challenge", "Assets:Challenge"),
          Map.entry("platform:diamonds-exchanged", "Equity:DiamondsExchanged"),
          Map.entry("platform:exchanges-in-transit", "Equity:ExchangesInTransit"),
          Map.entry("platform:awards-funded", "Equity:AwardsFunded"),
          Map.entry("platform:awards-in-transit", "Equity:AwardsInTransit"));

  private static final Map<String, Integer> DECIMALS =
      Map.of(
          "coin", 0, "point", 0, "diamond_e4", 4, "USD", 2, "EUR", 2, "JPY", 0, "KWD", 3, "GBP", 2);

  private static final KeyPair SIGNER = signer();

  private static Table table;
  private static Counts golden = Counts.NONE;
  private static Counts books = Counts.NONE;

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void fill() throws IOException {
    EmbeddedAws aws = EmbeddedAws.shared();
    Map<String, String> environment = aws.administrator();
    System.setProperty("aws.region", environment.getOrDefault("AWS_REGION", ""));
    System.setProperty(
        "aws.endpointUrlDynamoDb", environment.getOrDefault("AWS_ENDPOINT_URL_DYNAMODB", ""));
    System.setProperty("aws.endpointUrlS3", environment.getOrDefault("AWS_ENDPOINT_URL_S3", ""));
    Golden.createTable(aws.dynamoDb(), TABLE);
    table = new DynamoDbTable(aws.dynamoDb(), TABLE);
    Golden.items().forEach(table::replace);
    table.replace(Policy.standard());
    Ledger ledger = new Ledger(table, () -> AT, (_, _) -> true, Format.CURRENT);
    golden = walk(TABLE);
    paidBack(new Viewer("yuki.+|:_-x", ledger), new Money(2_200, "JPY"));
    paidBack(new Viewer("fahad", ledger), new Money(3_990, "KWD"));
    appliedLate(new Viewer("late", ledger), ledger);
    books = walk(TABLE);
    assertTrue(books.isWhole(), () -> books.firstFaults().toString());
  }

  private static Counts walk(String name) {
    return SegmentWalk.wholeTable(
        new LedgerReader(new TableScan(EmbeddedAws.shared().dynamoDb(), name), Aws::pause),
        _ -> {});
  }

  /** Buys, spends some, loses half of the payment, and owes. */
  private static void paidBack(Viewer viewer, Money price) {
    Recharge bought =
        viewer.paid(Recharges.opened().coins(100).price(price.minor(), price.currency()).tax(33));
    viewer.send(Gifts.sent().roses(70));
    Money half = new Money(price.minor() / 2, price.currency());
    viewer.takeBack(
        bought, new Adjustment("re_" + price.currency(), Adjustment.Cause.REFUND, half));
    viewer.charge(
        bought,
        new Adjustment(
            "txn_" + price.currency(), Adjustment.Cause.FEE, new Money(7, price.currency())));
  }

  /** A payment that is applied to nothing at first: the ledger has it twice, the provider once. */
  private static void appliedLate(Viewer viewer, Ledger ledger) {
    Money price = new Money(129, "USD");
    Recharge open = viewer.open(Recharges.opened().price(129, "USD"));
    ledger.append(
        Unapplied.of("sandbox"),
        new PaymentUnapplied(
                "sandbox", "pay_late", price, "other", Optional.empty(), Optional.empty())
            ::movement);
    UnappliedPayment unapplied =
        ledger
            .find(UnappliedPayment.TYPE, UnappliedPayment.key("sandbox", "pay_late"))
            .orElseThrow();
    ledger.append(
        Unapplied.of("sandbox"), new UnappliedApplied(unapplied, open, "ann", "T-1")::movement);
    ledger.append(viewer.account(), new Recharged(viewer.recharge(open), "pay_late")::movement);
  }

  /** The trial balance as other programs name it: {@code Assets:Cash USD} and a decimal. */
  private static SortedMap<String, BigDecimal> expected() {
    SortedMap<String, BigDecimal> lines = new TreeMap<>();
    books
        .balances()
        .forEach(
            (asset, sums) ->
                sums.forEach(
                    (account, sum) ->
                        put(
                            lines,
                            NAMES.getOrDefault(account, account) + " " + commodity(asset),
                            decimal(asset, sum))));
    return lines;
  }

  private static void put(Map<String, BigDecimal> lines, String name, BigDecimal sum) {
    if (sum.signum() != 0) lines.merge(name, sum.stripTrailingZeros(), BigDecimal::add);
  }

  private static String commodity(String asset) {
    return Map.of("coin", "COIN", "point", "POINT", "diamond_e4", "DIAMOND")
        .getOrDefault(asset, asset);
  }

  private static BigDecimal decimal(String asset, BigInteger units) {
    return new BigDecimal(units, DECIMALS.getOrDefault(asset, 0));
  }

  // ---- Export ---------------------------------------------------------------------------------

  @Test
  void the_rows_add_up_to_the_trial_balance() throws IOException {
    Path file = folder.resolve("postings.csv");
    assertEquals(0, export("csv", file).status());

    SortedMap<String, BigDecimal> decimals = new TreeMap<>();
    SortedMap<String, BigDecimal> units = new TreeMap<>();
    List<String> lines = Files.readAllLines(file);
    for (String line : lines.subList(1, lines.size())) {
      String[] row = line.split(",", -1);
      assertEquals(14, row.length, line);
      put(decimals, NAMES.get(row[8]) + " " + row[9], new BigDecimal(row[10]));
      units.merge(row[8] + " " + row[11], new BigDecimal(row[12]), BigDecimal::add);
    }
    assertTrue(lines.getFirst().startsWith("day,at,account,sequence,leg,kind,ref,"));
    decimals.replaceAll((_, sum) -> sum.stripTrailingZeros());
    decimals.values().removeIf(sum -> sum.signum() == 0);
    assertEquals(expected(), decimals);
    books
        .balances()
        .forEach(
            (asset, sums) ->
                sums.forEach(
                    (account, sum) ->
                        assertEquals(new BigDecimal(sum), units.get(account + " " + asset))));
  }

  @Test
  void the_rows_by_day_are_the_same_rows() throws IOException {
    Path all = folder.resolve("postings.csv");
    Path days = folder.resolve("days");
    export("csv", all);
    assertEquals(0, export("csv", days, "--partition").status());

    List<Path> files;
    try (Stream<Path> found = Files.walk(days)) {
      files = found.filter(Files::isRegularFile).sorted().toList();
    }
    assertEquals(
        List.of("day=2026-11-20", "day=2026-11-27", "day=2026-11-28"),
        files.stream().map(file -> days.relativize(file).getName(0).toString()).toList());
    List<String> rows = Files.readAllLines(all);
    List<String> byDay = new ArrayList<>();
    for (Path file : files) {
      List<String> lines = Files.readAllLines(file);
      assertEquals(rows.getFirst(), lines.getFirst());
      String day = days.relativize(file).getName(0).toString().substring("day=".length());
      lines.stream().skip(1).forEach(line -> assertTrue(line.startsWith(day + ","), line));
      lines.stream().skip(1).forEach(byDay::add);
    }
    assertEquals(rows.stream().skip(1).sorted().toList(), byDay.stream().sorted().toList());
    assertEquals(2, export("csv", days, "--partition").status());
  }

  @Test
  void an_export_of_dynamodbs_own_has_the_same_rows_and_must_be_complete() throws Exception {
    List<String> lines = new ArrayList<>(Golden.lines());
    Collections.shuffle(lines, new Random(7));
    Path export = folder.resolve("01345678901234-abc12345");
    List<String> files =
        List.of(
            dataFile(export, "one", lines.subList(0, 30)),
            dataFile(export, "none", List.of()),
            dataFile(export, "two", lines.subList(30, lines.size())));
    Files.write(export.resolve("manifest-files.json"), files);
    Path summary = export.resolve("manifest-summary.json");
    Files.writeString(
        summary,
        "{\"version\":\"2020-06-30\",\"s3SseKmsKeyId\":null,\"itemCount\":%d,\"outputFormat\":\"DYNAMODB_JSON\"}"
            .formatted(lines.size()));
    Path rows = folder.resolve("golden.csv");
    assertEquals(0, exportFrom(export.toString(), "csv", rows).status());
    Path all = folder.resolve("postings.csv");
    assertEquals(
        0,
        run(
                "export",
                "--table",
                TABLE,
                "--format",
                "csv",
                "--to",
                "2026-11-27",
                "--out",
                all.toString())
            .status());
    assertEquals(
        Files.readAllLines(all).stream().sorted().toList(),
        Files.readAllLines(rows).stream().sorted().toList());
    Path streamed = folder.resolve("streamed.csv");
    String inBucket = inBucket(export);
    assertEquals(0, exportFrom(inBucket, "csv", streamed).status());
    assertEquals(Files.readString(rows), Files.readString(streamed));
    Ran elsewhere = exportFrom(inBucket + "-2", "csv", streamed);
    assertEquals(2, elsewhere.status());
    assertTrue(elsewhere.err().contains("there is no file s3://"), elsewhere.err());
    if (isInstalled("bean-check")) {
      Path beancount = folder.resolve("golden.beancount");
      assertEquals(0, exportFrom(export.toString(), "beancount", beancount).status());
      assertEquals("", tool("bean-check", beancount.toString()));
    }

    Files.write(export.resolve("manifest-files.json"), files.subList(0, 2));
    Ran ran = exportFrom(export.toString(), "csv", rows);
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("the files have 30 items"), ran.err());
    dataFile(export, "one", lines.subList(1, 31));
    assertTrue(
        exportFrom(export.toString(), "csv", rows)
            .err()
            .contains("one.json.gz is not the file of the manifest"));
    Files.writeString(summary, "{\"outputFormat\":\"ION\"}");
    assertEquals(2, exportFrom(export.toString(), "csv", rows).status());
  }

  /** Writes a file as DynamoDB does, and says its line of the manifest. */
  private static String dataFile(Path export, String name, List<String> lines) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      for (String line : lines) gzip.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    Files.createDirectories(export.resolve("data"));
    Files.write(export.resolve("data").resolve(name + ".json.gz"), bytes.toByteArray());
    return "{\"itemCount\":%d,\"md5Checksum\":\"%s\",\"etag\":\"x\",\"dataFileS3Key\":\"p/AWSDynamoDB/x/data/%s.json.gz\"}"
        .formatted(
            lines.size(),
            Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("MD5").digest(bytes.toByteArray())),
            name);
  }

  /** Puts an export where DynamoDB would, and says where that is. */
  private static String inBucket(Path export) throws IOException {
    String prefix = "AWSDynamoDB/" + export.getFileName();
    try (Stream<Path> files = Files.walk(export)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = prefix + "/" + export.relativize(file).toString().replace('\\', '/');
        EmbeddedAws.shared().objects("Digests").put(name, Files.readAllBytes(file));
      }
    }
    String bucket =
        EmbeddedAws.shared().environment("AuditFunction").getOrDefault("DIGESTS_BUCKET", "");
    return "s3://" + bucket + "/" + prefix;
  }

  private static Ran exportFrom(String export, String format, Path file) {
    return run("export", "--from-export", export, "--format", format, "--out", file.toString());
  }

  @Test
  void a_journal_names_accounts_amounts_and_entries() {
    String journal =
        run("export", "--table", TABLE, "--format", "hledger", "--month", "2026-11", "--out", "-")
            .out();

    String sent =
        """
        2026-11-28 * (GIFT#ID) gift_sent | WALLET#yuki.+|:_-x  ; sequence:2, \
        at:2026-11-28T12:00:00Z, policy:1, hash:HASH
            Assets:Wallet:U-yuki-2E-2B-7C-3A-5F--x  -70 COIN
            Equity:GiftsInTransit  70 COIN
            Liabilities:DeferredRevenue  1516 JPY
            Income:Revenue  -1516 JPY
        """;
    assertTrue(
        journal
            .replaceAll("GIFT#[0-9a-v]{26}", "GIFT#ID")
            .replaceAll("hash:[0-9a-f]{64}", "hash:HASH")
            .contains(sent),
        journal);
    assertTrue(journal.contains("Assets:Cash  3.990 KWD\n"), journal);
    assertTrue(journal.contains(" DIAMOND\n"), journal);
  }

  @Test
  void only_the_days_that_are_asked_for_are_exported() {
    assertEquals(0, entries("--from", "2026-11-29"));
    assertEquals(11, entries("--from", "2026-11-28", "--to", "2026-11-28"));
    assertEquals(0, entries("--month", "2026-10"));
    assertEquals(books.entries(), entries("--month", "2026-11"));
    assertEquals(golden.entries(), entries("--to", "2026-11-27"));
    assertEquals(
        2,
        run(
                "export",
                "--table",
                TABLE,
                "--format",
                "csv",
                "--out",
                "-",
                "--month",
                "2026-11",
                "--to",
                LAST_DAY)
            .status());
    assertEquals(
        2,
        run(
                "export",
                "--table",
                TABLE,
                "--format",
                "csv",
                "--out",
                "-",
                "--from",
                "2026-11-02",
                "--to",
                "2026-11-01")
            .status());
  }

  private static long entries(String... days) {
    Ran ran =
        run(
            Stream.concat(
                    Stream.of("export", "--table", TABLE, "--format", "hledger", "--out", "-"),
                    Stream.of(days))
                .toArray(String[]::new));
    assertEquals(0, ran.status(), ran.err());
    return ran.out().lines().filter(line -> line.startsWith("2026-")).count();
  }

  @Test
  void an_entry_that_was_altered_stops_the_export_and_nothing_is_left_of_it() throws IOException {
    Key key = new Key("WALLET#fahad", Entry.sortKey(2));
    Item before = table.get(key, true).orElseThrow();
    Path file = folder.resolve("altered.csv");
    table.replace(before.toBuilder().number("policyVersion", 7).build());
    try {
      Ran ran = export("csv", file);

      assertEquals(2, ran.status());
      assertTrue(ran.err().contains("WALLET#fahad ENTRY#000000000002"), ran.err());
      assertEquals(2, export("csv", folder.resolve("days"), "--partition").status());
    } finally {
      table.replace(before);
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void hledger_finds_the_same_balances() throws Exception {
    assumeTrue(isInstalled("hledger"), "hledger is not installed here");
    Path file = folder.resolve("books.journal");
    export("hledger", file);

    SortedMap<String, BigDecimal> found = new TreeMap<>();
    String balances =
        tool(
            "hledger",
            "-f",
            file.toString(),
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
      put(found, row[0] + " " + row[1], new BigDecimal(row[2]));
    }
    assertEquals(expected(), found, balances);
    assertEquals("", tool("hledger", "-f", file.toString(), "check", "--strict"));
    assertEquals(
        books.entries(),
        tool("hledger", "-f", file.toString(), "print", "-O", "json").split("\"tcode\"").length
            - 1);
  }

  @Test
  void bean_check_finds_the_same_balances() throws Exception {
    assumeTrue(isInstalled("bean-check"), "Beancount is not installed here");
    Path file = folder.resolve("books.beancount");
    export("beancount", file);
    assertEquals("", tool("bean-check", file.toString()));

    String journal = Files.readString(file);
    StringBuilder asserted = new StringBuilder(journal);
    expected()
        .forEach(
            (line, sum) -> {
              String[] words = line.split(" ");
              String open = "open " + words[0] + "\n";
              if (asserted.indexOf(open) < 0) asserted.append("1970-01-01 ").append(open);
              asserted
                  .append("2026-12-01 balance ")
                  .append(words[0])
                  .append(" ")
                  .append(sum.toPlainString())
                  .append(" ~ 0 ")
                  .append(words[1])
                  .append("\n");
            });
    Files.writeString(file, asserted);
    assertEquals("", tool("bean-check", file.toString()));

    Files.writeString(file, asserted + "2026-12-01 balance Assets:Cash 1.00 ~ 0 KWD\n");
    assertFalse(tool("bean-check", file.toString()).isEmpty());
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

  private static String tool(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private static Ran export(String format, Path file, String... more) {
    return run(
        Stream.concat(
                Stream.of(
                    "export",
                    "--table",
                    TABLE,
                    "--format",
                    format,
                    "--to",
                    LAST_DAY,
                    "--out",
                    file.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  // ---- Books ----------------------------------------------------------------------------------

  @Test
  void the_books_are_those_of_the_newest_digest() throws Exception {
    digest(Instant.parse("2026-11-28T00:00:00Z"), golden);
    digest(Instant.parse("2026-11-29T00:00:00Z"), books);

    Ran ran = books();

    assertEquals(0, ran.status(), ran.err());
    assertEquals(
        """
        books as of 2026-11-29T00:00:00.000Z, by the audit of then
        EUR JPY KWD USD
        balance sheet
        cash -0.07 1,093 1.988 1,220.67
        deferred revenue (coins not spent) 0.00 0 0.000 138.59
        tax payable 0.00 17 0.017 62.49
        unapplied payments 0.00 0 0.000 6.49
        result of all time -0.07 1,076 1.971 1,013.10
        = cash -0.07 1,093 1.988 1,220.67
        profit and loss since the beginning
        revenue (coins that were spent) 0.00 1,083 1.978 1,112.86
        - payment fees -0.07 -7 -0.007 0.00
        - payouts to creators 0.00 0 0.000 -100.01
        - payout fees 0.00 0 0.000 0.25
        = result -0.07 1,076 1.971 1,013.10
        creators hold 25,247.0000 diamonds, 20,000.0000 of them in withdrawals under way; not in \
        the books above
        """,
        ran.out().replaceAll(" +", " ").replaceAll("(?m)^ owed .*\n|^ ", ""));
    assertTrue(
        ran.out().contains("  owed 126.23 USD at the rate of today (policy 1) if all are paid in"),
        ran.out());

    Ran since = books("--since", "2026-11-28T05:00:00Z");
    assertTrue(since.out().contains("loss since 2026-11-28T00:00:00.000Z\n"), since.out());
    assertTrue(since.out().replaceAll(" +", " ").contains(" spent) 0.00 1,083 1.978 0.00\n"));
    Ran before = books("--as-of", "2026-11-28T23:59:59Z");
    assertTrue(before.out().startsWith("books as of 2026-11-28T00:00:00.000Z"), before.out());
    assertEquals(2, books("--as-of", "2026-11-27T00:00:00Z").status());
  }

  @Test
  void books_of_an_altered_digest_or_of_a_table_with_faults_are_not_relied_on() throws Exception {
    Tally faulty = new Tally(1);
    faulty.add(books);
    faulty.fault(new Fault("WALLET#x", 1, Fault.WRONG_TOTAL, "missing"));
    Path manifest = digest(Instant.parse("2026-11-29T00:00:00Z"), faulty.counts());
    Ran ran = books();
    assertEquals(1, ran.status());
    assertTrue(ran.out().contains("the audit found 1 faults"), ran.out());

    Files.writeString(manifest, Files.readString(manifest).replace(" USD 122067", " USD 122066"));
    assertEquals(1, books().status());
    assertFalse(books().out().contains("cash"));
  }

  /** A signed digest of the table in {@link #folder}. */
  private Path digest(Instant asOf, Counts counts) throws Exception {
    byte[] bytes = new Manifest(TABLE, asOf, Optional.empty(), 1, counts, List.of()).bytes();
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(SIGNER.getPrivate());
    signer.update(bytes);
    Path manifest = folder.resolve(Manifest.name(asOf));
    Files.createDirectories(manifest.getParent());
    Files.write(manifest, bytes);
    Files.write(folder.resolve(Manifest.signatureName(Manifest.name(asOf))), signer.sign());
    Files.writeString(
        folder.resolve("key.pem"),
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(SIGNER.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----\n");
    return manifest;
  }

  private static KeyPair signer() {
    try {
      return KeyPairGenerator.getInstance("EC").generateKeyPair();
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private Ran books(String... more) {
    return run(
        Stream.concat(
                Stream.of(
                    "books",
                    "--table",
                    TABLE,
                    "--folder",
                    folder.toString(),
                    "--public-key",
                    folder.resolve("key.pem").toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  // ---- Reconciliation -------------------------------------------------------------------------

  /** What the sandbox did, as Stripe would report it; of a row its day, ids, gross and fee. */
  private static final List<String> REPORTED =
      List.of(
          "2026-11-20 USD -49.75 0 transfer po_1",
          "2026-11-20 USD -49.76 0 transfer po_3",
          "2026-11-27 USD -49.75 0.25 transfer po_7",
          "2026-11-27 USD 49.75 0 transfer_reversal re_7",
          "2026-11-27 USD -49.75 0 transfer po_8",
          "2026-11-27 USD 49.75 0 transfer_reversal re_8",
          "2026-11-27 USD -49.75 0 transfer po_9",
          "2026-11-27 USD 49.75 0 transfer_reversal re_9",
          "2026-11-27 EUR 12.90 0 charge ch_6 pay_6",
          "2026-11-27 EUR -2.90 0 refund re_5 pay_6",
          "2026-11-27 EUR -10.00 0 refund re_6 pay_6",
          "2026-11-27 USD 1.29 0 charge ch_7 pay_7",
          "2026-11-27 USD 6.49 0 charge ch_8 pay_8",
          "2026-11-27 USD -6.49 0 dispute dp_4 pay_8",
          "2026-11-27 EUR 0.00 0.15 charge txn_3 pay_8",
          "2026-11-27 USD 6.49 0 dispute_reversal dp_4 pay_8",
          "2026-11-27 EUR 0.00 -0.15 charge txn_4 pay_8",
          "2026-11-20 USD 1290.00 0 charge ch_1 pay_1",
          "2026-11-20 USD 1.29 0 charge ch_3 pay_3",
          "2026-11-27 USD 12.90 0 charge ch_1 pay_11",
          "2026-11-27 USD -1.29 0 refund re_1 pay_11",
          "2026-11-27 EUR 0.00 0.67 charge txn_1 pay_11",
          "2026-11-27 EUR 0.00 -0.60 charge txn_2 pay_11",
          "2026-11-27 USD 1.29 0 charge ch_2 pay_12",
          "2026-11-27 USD -11.61 0 dispute dp_1 pay_11",
          "2026-11-27 USD 11.61 0 dispute_reversal dp_1 pay_11",
          "2026-11-27 USD -1.29 0 refund re_2 pay_12",
          "2026-11-27 USD 6.45 0 charge ch_3 pay_13",
          "2026-11-27 USD 1.29 0 charge ch_4 pay_14",
          "2026-11-27 USD -0.29 0 dispute dp_2 pay_14",
          "2026-11-27 USD -0.28 0 dispute dp_3 pay_14",
          "2026-11-27 USD 1.29 0 charge ch_p p",
          "2026-11-27 USD 2.58 0 charge ch_5 pay_15",
          "2026-11-27 USD -2.58 0 refund re_x pay_15 return-5b6d1b9dd79f901d564c4ab9e6",
          "2026-11-27 USD 2.58 0 refund_failure re_x pay_15 return-5b6d1b9dd79f901d564c4ab9e6",
          "2026-11-27 USD -2.58 0 refund re_y pay_15 return-9ba52338d7f253afd7794c9ede",
          "2026-11-27 USD 1.29 0 charge ch_9 pay_9",
          "2026-11-27 USD -1.29 0 refund re_10 pay_9",
          "2026-11-27 USD 1.29 0 refund_failure re_10 pay_9",
          "2026-11-28 JPY 2200 0 charge ch_9 payment-yuki.+|:_-x-1",
          "2026-11-28 JPY -1100 0 refund re_JPY payment-yuki.+|:_-x-1",
          "2026-11-28 JPY 0 7 charge txn_JPY payment-yuki.+|:_-x-1",
          "2026-11-27 KWD 3.990 0 charge ch_9 payment-fahad-1",
          "2026-11-28 KWD -1.995 0 refund re_KWD payment-fahad-1",
          "2026-11-28 KWD 0 0.007 charge txn_KWD payment-fahad-1",
          "2026-11-28 USD 1.29 0 charge ch_9 pay_late",
          "2026-11-28 USD -1000.00 0 payout po_to_our_bank");

  @Test
  void a_report_that_says_the_same_has_no_differences() throws IOException {
    Ran ran = reconcile(REPORTED);

    assertEquals(0, ran.status(), ran.out() + ran.err());
    assertTrue(
        ran.out()
            .endsWith(
                "47 matched, 0 missing here, 0 missing there, 0 different, 0 duplicates;"
                    + " 1 rows are the platform's own transfers\n"),
        ran.out());
    assertTrue(
        ran.out().replaceAll(" +", " ").contains("2026-11-27 USD fees -0.25 here -0.25 there\n"),
        ran.out());
  }

  @Test
  void planted_differences_are_found_and_none_is_invented() throws IOException {
    List<String> planted = new ArrayList<>(REPORTED);
    planted.remove("2026-11-27 USD -1.29 0 refund re_2 pay_12");
    planted.add("2026-11-27 USD 5.00 0 charge ch_99 pay_99");
    planted.add("2026-11-27 USD -0.40 0 fee network_cost");
    planted.replaceAll(row -> row.replace("2.58 0 charge ch_5", "2.48 0 charge ch_5"));
    planted.replaceAll(row -> row.replace("-49.76 0 transfer", "-49.76 0.11 transfer"));
    planted.replaceAll(row -> row.replace("JPY 0 7 charge", "JPY 0 8 charge"));
    planted.replaceAll(row -> row.replace("-49.75 0 transfer po_1", "-49.75 0 transfer po_2"));

    Ran ran = reconcile(planted);

    assertEquals(1, ran.status());
    List<String> differences =
        ran.out().lines().filter(line -> line.matches("(missing|different).*")).toList();
    assertEquals(8, differences.size(), ran.out());
    for (List<String> words :
        List.of(
            List.of("missing there: the ledger: ", "payment_taken_back (re_2) -1.29 USD"),
            List.of("missing here: the report: ", " charge ch_99 (", ", pay_99) 5.00 USD"),
            List.of("missing here: the report: ", " fee network_cost (", ") -0.40 USD"),
            List.of("different: the report: ", "pay_15) 2.48 USD; the ledger: ", " 2.58 USD"),
            List.of("missing here: the report: ", " transfer po_3 (", ") -0.11 USD"),
            List.of("different: the report: ", ") -8 JPY; the ledger: ", "(txn_JPY) -7 JPY"),
            List.of("missing here: the report: ", " transfer po_2 (", ") -49.75 USD"),
            List.of("missing there: the ledger: ", "payout_paid (po_1, ", ") -49.75 USD"))) {
      assertEquals(
          1,
          differences.stream().filter(line -> words.stream().allMatch(line::contains)).count(),
          () -> words + " in\n" + ran.out());
    }
    assertTrue(ran.out().contains("43 matched, 4 missing here, 2 missing there, 2 different"));
  }

  @Test
  void only_the_days_that_are_asked_for_can_miss_anything() throws IOException {
    // The dinars were paid before midnight, and booked after it.
    assertEquals(0, reconcile(REPORTED, "--from", "2026-11-28", "--to", "2026-11-28").status());
    Ran alone =
        reconcile(
            REPORTED.stream().filter(row -> row.startsWith("2026-11-28")).toList(),
            "--from",
            "2026-11-28");
    assertEquals(1, alone.status());
    assertTrue(alone.out().contains(" 0 missing here, 1 missing there, 0 different"), alone.out());
    assertEquals(0, reconcile(List.of(), "--month", "2026-10").status());
    assertEquals(2, reconcile(List.of()).status());
  }

  @Test
  void a_report_of_other_days_than_are_asked_for_says_so() throws IOException {
    Ran ran = reconcile(REPORTED, "--month", "2026-10");
    assertEquals(1, ran.status());
    assertTrue(
        ran.out()
            .endsWith(
                "the report has nothing of these days: it is from 2026-11-20T23:59:59Z to"
                    + " 2026-11-28T23:59:59Z\n"),
        ran.out());
  }

  @Test
  void a_file_that_is_no_such_report_is_refused_by_what_it_lacks() throws IOException {
    // The Dashboard's export names no payment: each row would be a payment that is missing here.
    for (String header :
        List.of(
            "",
            "day,amount\n",
            "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),refund_id (metadata)\n"
                + "txn_1,charge,ch_1,12.90,0.00,12.90,usd,2026-11-27 10:00,\n",
            "balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,"
                + "source_id\n")) {
      Path report = folder.resolve("other.csv");
      Files.writeString(report, header);
      Ran ran = reconcileFile(TABLE, "sandbox", report, "--month", "2026-11");
      assertEquals(2, ran.status(), header);
      assertTrue(ran.err().contains("the report has no column "), ran.err());
      assertTrue(ran.err().contains("payment_intent_id"), ran.err());
    }
  }

  @Test
  void a_provider_that_nobody_knows_is_refused() throws IOException {
    Path report = folder.resolve("report.csv");
    reconcile(REPORTED);
    Ran ran = reconcileFile(TABLE, "sandbx", report, "--book", "--by", "ann", "--note", "T-1");
    assertEquals(2, ran.status());
    assertEquals("", ran.out());
    assertTrue(ran.err().contains("no entry is of a provider named sandbx"), ran.err());
    assertEquals(1, reconcileFile(TABLE, "stripe", report).status());
  }

  @Test
  void a_payment_that_is_booked_is_a_duplicate_however_often_the_report_has_it()
      throws IOException {
    String other = "twice";
    Golden.createTable(EmbeddedAws.shared().dynamoDb(), other);
    Table itsTable = new DynamoDbTable(EmbeddedAws.shared().dynamoDb(), other);
    Golden.items().forEach(itsTable::replace);
    itsTable.replace(Policy.standard());
    List<String> report =
        new ArrayList<>(
            REPORTED.stream()
                .filter(row -> !row.startsWith("2026-11-28") && !row.contains("KWD"))
                .toList());
    report.add("2026-11-27 USD 1.29 0 charge ch_7 pay_7");
    report.add("2026-11-26 USD 1.29 0 charge ch_7 pay_7");
    report.add("2026-11-27 EUR 1.29 0 charge ch_7 pay_7");
    report.add("2026-11-27 USD 1.29 0 charge ch_p p");
    report.add("2026-11-27 USD 5.00 0 charge ch_99 pay_99");
    report.add("2026-11-27 USD 6.00 0 charge ch_99 pay_99");
    Counts before = walk(other);

    for (String who : List.of("ann", "bob")) {
      Ran ran = reconcileIn(other, report, "--book", "--by", who, "--note", "T-1");
      assertEquals(1, ran.status());
      assertEquals(
          List.of("pay_99"),
          ran.out()
              .lines()
              .filter(line -> line.matches("[a-z0-9_]+: .*booked.*"))
              .map(line -> line.substring(0, line.indexOf(':')))
              .toList(),
          ran.out());
      assertTrue(ran.out().contains(" 0 different, 5 duplicates;"), ran.out());
    }
    Ran after = reconcileIn(other, report, "--book", "--by", "ann", "--note", "T-1");
    assertTrue(
        after.out().contains(" 0 missing here, 0 missing there, 0 different, 5 duplicates;"),
        after.out());
    assertEquals(before.entries() + 1, walk(other).entries());
  }

  @Test
  void a_return_that_the_provider_refused_is_no_difference() throws IOException {
    List<String> report =
        REPORTED.stream().filter(row -> !row.contains("return-5b6d1b9dd79f")).toList();
    Ran ran = reconcile(report);
    assertEquals(0, ran.status(), ran.out());
    assertTrue(ran.out().contains("\n1 returns were refused by the provider"), ran.out());
    // With one half of it in the report, the other half is missed.
    List<String> half =
        REPORTED.stream()
            .filter(row -> !row.matches(".* refund_failure .* return-5b6d1b9dd79f.*"))
            .toList();
    Ran halved = reconcile(half);
    assertEquals(1, halved.status());
    assertTrue(halved.out().contains(" 0 missing here, 1 missing there, 0"), halved.out());
  }

  @Test
  void a_report_that_cannot_be_read_is_refused_by_its_row() throws IOException {
    for (String row :
        List.of(
            "2026-11-20 USD 1.295 0 charge ch_1",
            "2026-11-20 USD 1,29 0 charge ch_1",
            "2026-11-20 dollars 1.29 0 charge ch_1",
            "2026-11-20 XXX 1 0 charge ch_1",
            "2026-11-20 USD 10000000000.01 0 charge ch_1",
            "yesterday USD 1.29 0 charge ch_1")) {
      Ran ran = reconcile(List.of("2026-11-20 USD 1.29 0 charge ch_1", row));
      assertEquals(2, ran.status(), row);
      assertTrue(ran.err().contains("row 3: "), ran.err());
    }
  }

  @Test
  void a_payment_that_only_the_report_has_is_booked_once_when_two_people_say_so()
      throws IOException {
    String other = "booked";
    Golden.createTable(EmbeddedAws.shared().dynamoDb(), other);
    Table itsTable = new DynamoDbTable(EmbeddedAws.shared().dynamoDb(), other);
    Golden.items().forEach(itsTable::replace);
    itsTable.replace(Policy.standard());
    Ledger ledger = new Ledger(itsTable, () -> AT, (_, _) -> true, Format.CURRENT);
    Viewer viewer = new Viewer("unheard", ledger);
    Recharge open = viewer.open(Recharges.opened().price(500, "USD"));
    List<String> report =
        new ArrayList<>(
            REPORTED.stream()
                .filter(row -> !row.startsWith("2026-11-28") && !row.contains("KWD"))
                .toList());
    assertEquals(0, reconcileIn(other, report).status());
    report.add("2026-11-27 USD 5.00 0 charge ch_99 pay_99");
    report.add("2026-11-27 USD -0.40 0 fee network_cost");

    for (int again = 0; again < 2; again++) {
      Ran ann = reconcileIn(other, report, "--book", "--by", "ann", "--note", "T-1");
      assertEquals(1, ann.status());
      assertTrue(
          ann.out().endsWith("pay_99: proposed; it is booked when somebody else says so, too\n"),
          ann.out());
    }
    Ran bob = reconcileIn(other, report, "--book", "--by", "bob", "--note", "T-1");
    assertTrue(bob.out().endsWith("pay_99: booked as an unapplied payment\n"), bob.out());
    Ran after = reconcileIn(other, report, "--book", "--by", "bob", "--note", "T-1");
    assertTrue(after.out().endsWith("own transfers\n"), after.out());
    assertTrue(after.out().contains(" 1 missing here, 0 missing there, 0 different"), after.out());

    UnappliedPayment booked =
        ledger.find(UnappliedPayment.TYPE, UnappliedPayment.key("sandbox", "pay_99")).orElseThrow();
    assertEquals(new Money(500, "USD"), booked.left());
    assertEquals("booked_from_report", booked.reason());
    Counts counts = walk(other);
    assertTrue(counts.isWhole(), () -> counts.firstFaults().toString());

    // The event that did not come comes after all: nothing is credited twice.
    PaymentEvent late =
        new PaymentEvent.Succeeded(
            new PaymentEvent.Payment("pay_99", open.id(), viewer.id(), new Money(500, "USD")));
    SettleRecharge settle =
        SettleRecharge.in(ledger, new Policies(itsTable, System::nanoTime), () -> AT);
    assertEquals(
        Optional.of(UnbookedEvent.Reason.BOOKED_FROM_REPORT), settle.settle("sandbox", late));
    assertEquals(Recharge.Status.AWAITING_PAYMENT, viewer.recharge(open).status());
    List<Integer> applied =
        Stream.of("ann", "bob")
            .map(
                by ->
                    run(
                        "unapplied",
                        "apply",
                        "--table",
                        other,
                        "--provider",
                        "sandbox",
                        "--payment",
                        "pay_99",
                        "--by",
                        by,
                        "--note",
                        "T-1",
                        "--user",
                        viewer.id(),
                        "--recharge",
                        open.id()))
            .map(Ran::status)
            .toList();
    assertEquals(List.of(1, 0), applied);
    assertEquals(Optional.empty(), settle.settle("sandbox", late));
    assertEquals(Recharge.Status.PAID, viewer.recharge(open).status());
    assertTrue(walk(other).isWhole());
    assertTrue(reconcileIn(other, report).out().contains(" 1 missing here, 0 missing there, 0"));
  }

  private Ran reconcile(List<String> rows, String... more) throws IOException {
    return reconcileIn(TABLE, rows, more);
  }

  private Ran reconcileIn(String itsTable, List<String> rows, String... more) throws IOException {
    StringBuilder csv =
        new StringBuilder(
            "balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,"
                + "source_id,payment_intent_id,refund_metadata[refund_id],description\n");
    int number = 0;
    for (String row : rows) {
      List<String> words = new ArrayList<>(List.of(row.split(" ")));
      while (words.size() < 8) words.add("");
      boolean isAmount = words.get(2).matches("-?[0-9.]+");
      String net =
          isAmount
              ? new BigDecimal(words.get(2)).subtract(new BigDecimal(words.get(3))).toPlainString()
              : "";
      boolean isOnlyFee = words.get(5).startsWith("txn_");
      csv.append(
          "%s,%s 23:59:59,%s,\"%s\",%s,%s,%s,%s,%s,%s,\"one, \"\"two\"\"\"\n"
              .formatted(
                  isOnlyFee ? words.get(5) : "b_" + ++number,
                  words.get(0),
                  words.get(1).toLowerCase(Locale.ROOT),
                  words.get(2),
                  words.get(3),
                  net,
                  words.get(4),
                  words.get(5),
                  words.get(6),
                  words.get(7)));
    }
    Path report = folder.resolve("report.csv");
    Files.writeString(report, csv);
    return reconcileFile(itsTable, "sandbox", report, more);
  }

  private static Ran reconcileFile(String itsTable, String provider, Path report, String... more) {
    return run(
        Stream.concat(
                Stream.of(
                    "reconcile",
                    "--table",
                    itsTable,
                    "--provider",
                    provider,
                    "--report",
                    report.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  // ---- The commands ---------------------------------------------------------------------------

  /** What a command wrote, and its status. */
  private record Ran(int status, String out, String err) {}

  private static Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Operator.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Ran(status, out.toString(), err.toString());
  }
}

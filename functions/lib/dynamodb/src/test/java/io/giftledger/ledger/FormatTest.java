package io.giftledger.ledger;

import static io.giftledger.ledger.Fixture.AT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.giftledger.economy.Act;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.Money;
import io.giftledger.economy.Movements;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.Transfer;
import io.giftledger.economy.challenge.Award;
import io.giftledger.economy.challenge.Challenge;
import io.giftledger.economy.challenge.Funding;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Exchange;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.PayoutFailed;
import io.giftledger.economy.earnings.PayoutPaid;
import io.giftledger.economy.earnings.PayoutPaidLate;
import io.giftledger.economy.earnings.PayoutResolution;
import io.giftledger.economy.earnings.PayoutReturned;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.payment.AwaitedPayment;
import io.giftledger.economy.payment.PaymentCustomer;
import io.giftledger.economy.payment.Unapplied;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.policy.Policy;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.economy.wallet.Adjustment;
import io.giftledger.economy.wallet.Adjustments;
import io.giftledger.economy.wallet.BookedAdjustment;
import io.giftledger.economy.wallet.BookedPayment;
import io.giftledger.economy.wallet.Budget;
import io.giftledger.economy.wallet.CoinsAdjusted;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.OpenRecharges;
import io.giftledger.economy.wallet.PaymentAdjusted;
import io.giftledger.economy.wallet.PaymentRestored;
import io.giftledger.economy.wallet.PaymentTakenBack;
import io.giftledger.economy.wallet.PromotionClaim;
import io.giftledger.economy.wallet.Quote;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Spent;
import io.giftledger.economy.wallet.Standing;
import io.giftledger.economy.wallet.TakenBack;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.economy.wallet.WalletFrozen;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Write;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** FORMAT.md says what the code does. */
class FormatTest {

  private static final Adjustments.Booking BOOKING = new Adjustments.Booking(2, AT);

  private static final Account<Wallet> WALLET = Wallet.BOOK.account("viewer-1");
  private static final Account<Earnings> EARNINGS = Earnings.BOOK.account("creator-1");
  private static final Account<Challenge> CUP = Challenge.BOOK.account("cup-1");
  private static final Gift.Target STREAM =
      new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "stream-7");
  private static final OperatorAction ACTION = new OperatorAction("fraud", "ann", "T-1");
  private static final Proposal PROPOSAL =
      Proposal.of(WALLET, "0".repeat(26), 5, ACTION, Instant.parse("2026-11-20T10:17:00Z"));
  private static final Instant FIRST = Instant.parse("2026-11-20T10:15:30.125Z");
  private static final Instant SECOND = Instant.parse("2026-11-20T10:16:00Z");
  private static final String DIGEST = "(?m)^    ([0-9a-f]{64})$";

  private static String format = "";

  @BeforeAll
  static void read() throws IOException {
    format = Files.readString(Path.of("../ledger/FORMAT.md"));
  }

  @Test
  void the_canonical_bytes_of_the_test_vector_are_those_of_the_code() {
    List<String> canonical = all("(?s)```text\n(.*?)```");

    assertEquals(
        List.of(text(first()), text(second()), text(conversion(List.of(sent()))), list()),
        canonical);
  }

  @Test
  void the_digests_of_the_test_vector_are_those_of_the_code() {
    Withdrawal withdrawal = withdrawal(Withdrawal.Status.REQUESTED);

    assertEquals(
        List.of(
            first().hash().hex(),
            second().hash().hex(),
            conversion(List.of(sent())).hash().hex(),
            Hash.ofTexts(list().split("\n")).hex(),
            withdrawal.details().text("destination"),
            Hash.ofTexts("creator-1", "panda", "1", "live_stream", "stream-7").hex()),
        all(DIGEST));
    assertTrue(format.contains("A withdrawal `" + withdrawal.id() + "` through"));
  }

  @Test
  void a_list_that_an_entry_cannot_hold_is_digested_as_the_page_says() {
    List<ConvertedGift> many = Collections.nCopies(90, sent());
    Movement.Append<Earnings> movement =
        Fixture.append(
            new GiftsConverted(many).movement(Head.opening(EARNINGS), SECOND.plusSeconds(1)));
    Item record = ((Write.Insert) movement.changes().getFirst()).item();

    assertEquals(
        Hash.ofTexts(record.texts("gifts").toArray(String[]::new)).hex(),
        movement.draft().details().text("giftsHash"));
    assertTrue(format.contains("if it has no more than 280 characters"));
  }

  @Test
  void a_stored_entry_verifies_by_what_is_stored_of_it() {
    Entry<Wallet> stored = new Entry<>(WALLET, second().item());

    assertTrue(stored.follows(first().head()));
  }

  @Test
  void the_id_of_the_example_is_that_of_the_code() {
    assertTrue(format.contains("the id is `" + Gift.TYPE.idFor(WALLET, "key-1") + "`"));
  }

  @Test
  void every_kind_and_every_ledger_account_is_written_down() {
    assertRow(EntryKind.PLACE_VOIDED.label());
    for (Movements.Listed movement : Movements.ALL) assertRow(movement.kind().label());
    for (LedgerAccount account : ChartOfAccounts.ALL) assertRow(account.label());
  }

  @Test
  void the_postings_of_each_kind_are_those_of_the_code() {
    String section = section("### Postings");
    for (Movements.Listed movement : Movements.ALL) {
      assertEquals(
          movement.postings(),
          Pattern.compile("(?m)^\\| `" + movement.kind().label() + "` \\| (.*) \\|$")
              .matcher(section)
              .results()
              .map(FormatTest::group)
              .flatMap(row -> Pattern.compile("`([^`]*)`").matcher(row).results())
              .map(FormatTest::group)
              .map(FormatTest::listed)
              .toList());
    }
  }

  /** {@code wallet coin -<coins>} is listed as {@code wallet coin -}. */
  private static String listed(String posting) {
    String[] words = posting.split(" ", 3);
    return words[0]
        + " "
        + (words[1].equals("<currency>") ? "money" : words[1])
        + switch (words[2].charAt(0)) {
          case '±' -> " + -";
          case '-' -> " -";
          default -> " +";
        }
        + (words[2].endsWith(" each") ? " each" : "");
  }

  @Test
  void every_attribute_of_every_item_is_written_down() {
    assertWritten("## Entries", second().item());
    assertWritten("### Recharge", recharge());
    assertWritten("### Customer", new PaymentCustomer("viewer-1", "stripe", "cus_1").item());
    assertWritten("### Promotion", new PromotionClaim("viewer-1", "week", "id").item());
    assertWritten(
        "### Open recharges",
        new OpenRecharges("viewer-1", List.of()).with(List.of(), paid()).applied(Optional.empty()));
    assertWritten("### Gift", gift());
    assertWritten("### Conversion", new Conversion("creator-1", 1, AT, List.of()).item());
    assertWritten("### Withdrawal", withdrawal());
    assertWritten("### Resolution", besidePayout(PayoutResolution.SORT_KEY_PREFIX));
    assertWritten("### Booked payout", besidePayout("PAYOUT"));
    assertWritten("### Action", action());
    assertWritten("### Proposal", approved());
    assertWritten("### Listed proposal", PROPOSAL.listed());
    assertWritten("### Unapplied payment", unapplied().item());
    assertWritten(
        "### Awaited payment", new AwaitedPayment("sandbox", "pay_1", adjustments()).item());
    assertWritten(
        "### Booked payment",
        new BookedPayment(
                "sandbox",
                "pay_1",
                Optional.of(BOOKING),
                Optional.of(
                    new BookedPayment.Credit(new BookedPayment.Place("viewer-1", "id"), BOOKING)))
            .item());
    assertWritten(
        "### Booked adjustment",
        new BookedAdjustment("sandbox", "re_1", "pay_1", "WALLET#viewer-1", BOOKING).item());
    assertWritten("### Exchange", arrived(exchange()));
    assertWritten("### Funding", funding().item());
    assertWritten("### Award", arrived(award()));
    assertWritten(
        "### Viewer",
        new ViewerProfile("viewer-1", "US", "adult", true, Optional.of("Anna"), Set.of()).item());
    assertWritten(
        "### Act",
        new Act(AT, "wallet_frozen", "WALLET#viewer-1", "ann", "fraud", "T-1", Item.EMPTY).item());
    assertWritten("### Viewer", new ViewerProfile("viewer-1", "US", "adult", true).item());
    assertWritten("### Profile", CreatorProfile.inGoodStanding("creator-1", 1, "US").item());
    assertWritten(
        "### Payout method",
        new PayoutMethod(
                "creator-1", "bank", PayoutMethod.Kind.BANK, "sandbox", "t", true, true, AT)
            .item());
    assertWritten("### Policy", Policy.standard());
  }

  @Test
  void every_field_of_every_state_is_written_down() {
    Set<String> fields = new TreeSet<>();
    fields.addAll(Wallet.BOOK.fields());
    fields.addAll(Earnings.BOOK.fields());
    fields.addAll(Unapplied.BOOK.fields());
    fields.addAll(Challenge.BOOK.fields());

    fields.forEach(FormatTest::assertRow);
    assertEquals(
        Wallet.BOOK.fields(),
        new Wallet(
                Fixture.lots(1),
                1,
                1,
                Spent.ofCoins(LocalDate.EPOCH, 1),
                Budget.of(1).set(OptionalLong.empty(), AT),
                new Standing(Optional.of("fraud"), List.of(LocalDate.EPOCH)),
                second().state().combo(),
                1)
            .fields()
            .attributes()
            .keySet());
    assertEquals(
        Earnings.BOOK.fields(),
        new Earnings(1, 1, 1, 1, "2026-W47", new Money(1, "USD"), Optional.of("review"), 1)
            .fields()
            .attributes()
            .keySet());
    assertEquals(Challenge.BOOK.fields(), new Challenge(1, 1).fields().attributes().keySet());
  }

  @Test
  void every_field_of_every_details_is_written_down() {
    Withdrawal requested = withdrawal(Withdrawal.Status.SUBMITTED);
    Head<Earnings> held =
        new Head<>(
            EARNINGS, 1, 1, AT, Hash.ZERO, new Earnings(0, 2_000_000, 0, 0, "", new Money(0, "")));
    Head<Earnings> rich =
        new Head<>(
            EARNINGS, 1, 1, AT, Hash.ZERO, new Earnings(2_000_000, 0, 0, 0, "", new Money(0, "")));
    for (Entry<?> entry :
        List.of(
            first(),
            second(),
            conversion(List.of(sent())),
            conversion(Collections.nCopies(90, sent())),
            adjusted(Adjustment.Cause.REFUND),
            adjusted(Adjustment.Cause.DISPUTE),
            won(),
            appended(first().head(), new WalletFrozen(ACTION).movement(first().head(), AT)),
            appended(
                first().head(),
                new CoinsAdjusted(PROPOSAL, "bob").movement(first().head(), PROPOSAL.proposedAt())),
            appended(first().head(), Fixture.budgetSet(1).movement(first().head(), AT)),
            appended(held, new PayoutPaid(requested, "po_1", Optional.empty()).movement(held, AT)),
            appended(held, new PayoutFailed(requested, "no", Optional.empty()).movement(held, AT)),
            appended(
                held,
                new PayoutReturned(
                        withdrawal(Withdrawal.Status.PAID), "re_1", "closed", Optional.empty())
                    .movement(held, AT)),
            appended(
                rich,
                new PayoutPaidLate(withdrawal(Withdrawal.Status.FAILED), "po_1", Optional.empty())
                    .movement(rich, AT)))) {
      assertWritten("### Details", entry.details());
    }
    assertWritten("### Details", requested.details());
    assertWritten("### Details", exchange().details());
    assertWritten("### Details", exchange().arriving().details());
    assertWritten("### Details", funding().details());
    assertWritten("### Details", award().details());
    assertWritten("### Details", award().arriving().details());
  }

  @Test
  void what_is_booked_of_a_payment_is_digested_as_the_page_says() {
    assertEquals(
        Hash.ofTexts("re_1 refund 1 USD BOOKED 2@" + AT + " -").hex().substring(0, 32),
        adjusted(Adjustment.Cause.REFUND).details().text("adjustments"));
  }

  private static Entry<Wallet> adjusted(Adjustment.Cause cause) {
    return appended(credited(), takenBack(cause));
  }

  private static Entry<Wallet> won() {
    Movement.Append<Wallet> disputed = Fixture.append(takenBack(Adjustment.Cause.DISPUTE));
    Recharge recharge =
        Recharge.TYPE.read(disputed.changes().getFirst().applied(Optional.of(paid().item())));
    Entry<Wallet> after = appended(credited(), disputed);
    Adjustment told = recharge.adjustments().all().getFirst().adjustment();
    TakenBack before = PaymentAdjusted.takenBack(after, credited().state());
    return appended(
        after.head(), new PaymentRestored(recharge, told).movement(after.head(), AT, before));
  }

  private static Movement<Wallet> takenBack(Adjustment.Cause cause) {
    return new PaymentTakenBack(
            paid(),
            new Adjustment("re_1", cause, new Money(1, "USD")),
            Fixture.POLICY.chargebacks())
        .movement(credited(), AT, TakenBack.NONE);
  }

  private static Head<Wallet> credited() {
    return appended(Head.opening(WALLET), crediting()).head();
  }

  private static Recharge paid() {
    return Recharge.TYPE.read(
        crediting().changes().getFirst().applied(Optional.of(openRecharge().item())));
  }

  private static Movement.Append<Wallet> crediting() {
    return Fixture.append(
        new Recharged(openRecharge(), "pay_1").movement(Head.opening(WALLET), AT));
  }

  private static Recharge openRecharge() {
    return Fixture.recharge(Fixture.rechargeRequest(WALLET, "key-1", 100), 100);
  }

  /** Whoever has Python can verify a table with the page alone. */
  @Test
  void the_program_on_the_page_verifies_a_table_and_finds_what_was_altered() throws Exception {
    assumeTrue(run("print(1)", "").equals("1\n"), "there is no Python");
    String program = all("(?s)```python\n(.*?)```").getFirst();
    String golden;
    try (InputStream table =
        Objects.requireNonNull(getClass().getResourceAsStream("/golden/format-1.jsonl"))) {
      golden = new String(table.readAllBytes(), UTF_8);
    }

    String verified = run(program, golden);

    for (Account<?> account :
        List.of(
            GoldenTable.ANNA,
            GoldenTable.BEN,
            GoldenTable.CLEO,
            GoldenTable.MIA,
            GoldenTable.NOAS_WALLET,
            GoldenTable.CUP)) {
      assertTrue(verified.contains(account.partitionKey() + " "), verified);
    }
    assertTrue(verified.contains("platform:deferred-revenue"), verified);
    String withShortfalls =
        run(
            program,
            GoldenTable.playedWithShortfalls().stream()
                .map(DynamoDbJson::line)
                .collect(Collectors.joining("\n")));
    assertTrue(withShortfalls.contains("platform:payout-shortfall"), withShortfalls);
    assertTrue(withShortfalls.contains("platform:deferred-revenue"), withShortfalls);
    assertTrue(
        run(program, golden.replaceFirst("\"points\":\\{\"N\":\"3\"}", "\"points\":{\"N\":\"4\"}"))
            .contains("the hash"));
    assertTrue(
        run(program, golden.replaceFirst("wallet coin -3\"", "wallet coin -4\""))
            .contains("postings do not sum to zero"));
    String takenOf = "\"takenOf\":{\"S\":\"1:100+1USD";
    assertTrue(golden.contains(takenOf), "something was taken back before");
    assertTrue(
        run(program, golden.replace(takenOf, takenOf.replace("100", "99")))
            .contains("something else stood before it"));
    String setBack = "\"credit\":{\"N\":\"1\"}";
    assertTrue(golden.contains(setBack), "an exchange is credited by its wallet's first entry");
    assertTrue(
        run(program, golden.replaceFirst(Pattern.quote(setBack), "\"credit\":{\"N\":\"2\"}"))
            .contains("names another entry"));
  }

  /** What a Python program says, whatever becomes of it; nothing if there is no Python. */
  private static String run(String program, String input) throws IOException, InterruptedException {
    Path script = Files.createTempFile("verify", ".py");
    Path table = Files.createTempFile("table", ".jsonl");
    Path said = Files.createTempFile("said", ".txt");
    try {
      Files.writeString(script, program);
      Files.writeString(table, input);
      new ProcessBuilder("python3", script.toString())
          .redirectInput(table.toFile())
          .redirectErrorStream(true)
          .redirectOutput(said.toFile())
          .start()
          .waitFor();
      return Files.readString(said);
    } catch (IOException absent) {
      return "";
    } finally {
      for (Path file : List.of(script, table, said)) Files.delete(file);
    }
  }

  private static Entry<Wallet> first() {
    Head<Wallet> opening = Head.opening(WALLET);
    Recharge hundred =
        Recharge.opened(
            Recharge.TYPE.idFor(WALLET, "key-1"),
            "viewer-1",
            new Quote("coins-100", "US", "web", 100, 20, new Money(129, "USD"), 9),
            "card",
            "sandbox",
            1,
            FIRST);
    return Entry.append(
        opening,
        FIRST,
        Fixture.append(new Recharged(hundred, "pay_1").movement(opening, FIRST)).draft(),
        Format.CURRENT);
  }

  private static Entry<Wallet> second() {
    Gift panda =
        new Gift(
            Gift.TYPE.idFor(WALLET, "key-1"),
            "viewer-1",
            "creator-1",
            "panda",
            1,
            5,
            5,
            5_000,
            1,
            STREAM,
            95,
            SECOND,
            Gift.Status.SENT,
            OptionalLong.empty(),
            Optional.empty());
    return Entry.append(first().head(), SECOND, panda.draft(first().head()), Format.CURRENT);
  }

  private static ConvertedGift sent() {
    return ConvertedGift.ofEntry(second().item());
  }

  private static Entry<Earnings> conversion(List<ConvertedGift> gifts) {
    Head<Earnings> opening = Head.opening(EARNINGS);
    Instant at = SECOND.plusSeconds(1);
    return Entry.append(
        opening,
        at,
        Fixture.append(new GiftsConverted(gifts).movement(opening, at)).draft(),
        Format.CURRENT);
  }

  /** Four gifts: the first of the test vector, and three that are more and more unlike it. */
  private static String list() {
    List<ConvertedGift> gifts = new ArrayList<>(List.of(sent()));
    gifts.add(tap("key-2", sent()));
    gifts.add(listed("key-3", "rose", 3, 3, STREAM));
    gifts.add(listed("key-4", "rose", 3, 3, new Gift.Target(Gift.Target.Kind.VIDEO, "video-9")));
    String joined =
        conversion(gifts).details().findText("giftList").orElseThrow(AssertionError::new);
    return joined.replace(" ; ", "\n") + "\n";
  }

  /** A gift more of another's combo. */
  private static ConvertedGift tap(String key, ConvertedGift first) {
    return new ConvertedGift(
        first.sender(),
        Gift.TYPE.idFor(WALLET, key),
        first.gift(),
        1,
        first.coins(),
        first.points(),
        first.commissionBasisPoints(),
        first.policyVersion(),
        first.target(),
        first.id(),
        2);
  }

  private static ConvertedGift listed(
      String key, String gift, long quantity, long coins, Gift.Target target) {
    return new ConvertedGift(
        "viewer-1", Gift.TYPE.idFor(WALLET, key), gift, quantity, coins, coins, 5_000, 1, target);
  }

  private static <S extends State> Entry<S> appended(Head<S> head, Movement<S> movement) {
    return Entry.append(head, AT, Fixture.append(movement).draft(), Format.CURRENT);
  }

  private static Item recharge() {
    IdempotentRequest<Recharge> request = Fixture.rechargeRequest(WALLET, "key-1", 100);
    Recharge open = Fixture.recharge(request, 100);
    Item declined =
        open.declined("payment-1", "no funds", AT).applied(Optional.of(request.stamp(open)));
    assertEquals(open, Recharge.TYPE.read(open.item()));
    return declined.toBuilder().texts("adjustments", adjustments().texts()).build();
  }

  private static Adjustments adjustments() {
    return Adjustments.NONE.booked(
        new Adjustment("re_1", Adjustment.Cause.REFUND, new Money(1, "USD")),
        new Adjustments.Booking(1, AT));
  }

  /** One that has all there can be, although none has. */
  private static UnappliedPayment unapplied() {
    UnappliedPayment.Place place = new UnappliedPayment.Place(1, AT);
    return new UnappliedPayment(
        "sandbox",
        "pay_1",
        new Money(1, "USD"),
        "second_payment",
        Optional.of("viewer-1"),
        Optional.of("recharge"),
        place,
        UnappliedPayment.Status.UNAPPLIED,
        adjustments(),
        Optional.of(new UnappliedPayment.Application("viewer-1", "id", "ann", "T-1", place)));
  }

  private static Item gift() {
    IdempotentRequest<Gift> request = Fixture.giftRequest(WALLET, "key-1", 5);
    Gift sent = Fixture.gift(request, 5, first().head(), AT);
    assertEquals(sent, Gift.TYPE.read(sent.item()));
    return Gift.converted(sent.key(), Item.EMPTY, 7, AT)
        .applied(Optional.of(request.claim(sent, 2)));
  }

  private static Withdrawal withdrawal(Withdrawal.Status status) {
    return new Withdrawal(
        Withdrawal.TYPE.idFor(EARNINGS, "key-1"),
        "creator-1",
        201,
        200,
        new Money(100, "USD"),
        0,
        "bank",
        "sandbox",
        "sandbox_bank_ok",
        1,
        AT,
        status,
        Optional.of(AT),
        Optional.of("payout-1"),
        Optional.of("account closed"),
        Optional.of(AT),
        Optional.empty(),
        Optional.of(new Withdrawal.Return("return-1", "account_closed", AT)));
  }

  private static Item withdrawal() {
    IdempotentRequest<Withdrawal> request = Fixture.withdrawalRequest(EARNINGS, "key-1", 201);
    Withdrawal withdrawal = withdrawal(Withdrawal.Status.FAILED);
    assertEquals(withdrawal, Withdrawal.TYPE.read(withdrawal.item()));
    return request.claim(withdrawal, 2);
  }

  private static Item approved() {
    Head<Wallet> head = first().head();
    var movement =
        Fixture.append(new CoinsAdjusted(PROPOSAL, "bob").movement(head, PROPOSAL.proposedAt()));
    return movement.changes().getFirst().applied(Optional.of(PROPOSAL.item()));
  }

  private static Item action() {
    Head<Wallet> head = first().head();
    var movement = Fixture.append(new WalletFrozen(ACTION).movement(head, AT));
    return ((Write.Insert) movement.changes().getFirst()).item();
  }

  /** What is stored beside a payout that two people tell of. */
  private static Item besidePayout(String sort) {
    Head<Earnings> held =
        new Head<>(
            EARNINGS, 1, 1, AT, Hash.ZERO, new Earnings(0, 2_000_000, 0, 0, "", new Money(0, "")));
    PayoutResolution said =
        new PayoutResolution(PayoutResolution.Kind.PAID, "payout-1", "ben", "ticket 4711");
    return Fixture.append(
            new PayoutPaid(withdrawal(Withdrawal.Status.SUBMITTED), "payout-1", Optional.of(said))
                .movement(held, AT))
        .changes()
        .stream()
        .filter(change -> change.key().sort().startsWith(sort))
        .map(change -> ((Write.Insert) change).item())
        .findFirst()
        .orElseThrow();
  }

  private static Exchange exchange() {
    return new Exchange(
        Exchange.TYPE.idFor(EARNINGS, "key-1"),
        "creator-1",
        201,
        200,
        300,
        1,
        AT,
        Optional.empty());
  }

  private static Funding funding() {
    return new Funding(Funding.TYPE.idFor(CUP, "key-1"), CUP.owner(), 1_000, ACTION, AT);
  }

  private static Award award() {
    return new Award(
        Award.TYPE.idFor(CUP, "creator-1 first"),
        CUP.owner(),
        "creator-1",
        "first",
        300,
        ACTION,
        AT,
        Optional.empty());
  }

  private static <S extends State, T extends State> Item arrived(Transfer<S, T> transfer) {
    var movement = Fixture.append(transfer.movement(Head.opening(transfer.target()), AT));
    return movement.changes().getFirst().applied(Optional.of(transfer.item()));
  }

  private static String text(Entry<?> entry) {
    return new String(CanonicalText.of(entry.item()), UTF_8);
  }

  private static List<String> all(String pattern) {
    return Pattern.compile(pattern).matcher(format).results().map(FormatTest::group).toList();
  }

  private static String group(MatchResult result) {
    return String.valueOf(result.group(1));
  }

  private static void assertRow(String name) {
    assertTrue(format.contains("\n| `" + name + "` |"), name);
  }

  private static String section(String heading) {
    int start = format.indexOf("\n" + heading + "\n");
    assertTrue(start >= 0, heading);
    int end = format.indexOf("\n## ", start + 1);
    int nextRecord = format.indexOf("\n### ", start + 1);
    if (nextRecord >= 0) end = Math.min(end < 0 ? nextRecord : end, nextRecord);
    return format.substring(start, end < 0 ? format.length() : end);
  }

  private static void assertWritten(String heading, Item item) {
    String section = section(heading);
    for (String attribute : item.attributes().keySet()) {
      if (attribute.equals("PK") || attribute.equals("SK")) continue;
      assertTrue(section.contains("`" + attribute + "`"), heading + " " + attribute);
    }
  }
}

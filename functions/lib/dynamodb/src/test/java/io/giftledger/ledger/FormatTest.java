package io.giftledger.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Money;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.table.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** FORMAT.md says what the code does. */
class FormatTest {

  private static final Account<Wallet> WALLET = Wallet.BOOK.account("viewer-1");
  private static final Account<Earnings> EARNINGS = Earnings.BOOK.account("creator-1");
  private static final String DIGEST = "(?m)^    ([0-9a-f]{64})$";

  private static String format;

  @BeforeAll
  static void read() throws IOException {
    format = Files.readString(Path.of("FORMAT.md"));
  }

  @Test
  void the_canonical_bytes_of_the_test_vector_are_those_of_the_code() {
    List<String> canonical = all("(?s)```text\n(.*?)```");

    assertEquals(List.of(text(first()), text(second())), canonical);
  }

  @Test
  void the_hashes_of_the_test_vector_are_those_of_the_code() {
    assertEquals(
        List.of(
            first().hash().hex(),
            second().hash().hex(),
            Hash.ofTexts("creator-1", "panda", "1", "live_stream", "stream-7").hex()),
        all(DIGEST));
  }

  @Test
  void a_stored_entry_verifies_by_what_is_stored_of_it() {
    Entry<Wallet> stored = Entry.of(WALLET, second().item());

    assertTrue(stored.follows(first().head()));
  }

  @Test
  void the_id_of_the_example_is_that_of_the_code() {
    assertTrue(format.contains("the id is `" + Gift.TYPE.idFor(WALLET, "key-1") + "`"));
  }

  @Test
  void every_kind_and_every_ledger_account_is_written_down() {
    for (EntryKind kind : EntryKind.values()) assertRow(kind.label());
    for (LedgerAccount account : LedgerAccount.values()) assertRow(account.label());
  }

  @Test
  void every_attribute_of_every_item_is_written_down() {
    assertWritten("## Entries", second().item());
    assertWritten("### Recharge", recharge());
    assertWritten("### Gift", gift());
    assertWritten("### Conversion", new Conversion("creator-1", 1, Fixture.AT, List.of()).item());
    assertWritten("### Withdrawal", withdrawal());
    assertWritten("### Profile", new CreatorProfile("creator-1", 1, false, "US", true).item());
    assertWritten(
        "### Payout method", new PayoutMethod("creator-1", "bank", "sandbox", "t", true).item());
  }

  @Test
  void every_field_of_every_state_is_written_down() {
    Set<String> fields = new TreeSet<>();
    fields.addAll(new Wallet(1, "2026-11", 1, OptionalLong.of(1)).fields().keySet());
    fields.addAll(new Earnings(1, 1, 1, "2026-W47", new Money(1, "USD")).fields().keySet());

    fields.forEach(FormatTest::assertRow);
  }

  private static Entry<Wallet> first() {
    Head<Wallet> opening = Head.opening(WALLET);
    return Entry.append(
        opening,
        Instant.parse("2026-11-20T10:15:30.125Z"),
        new Draft<>(
            EntryKind.RECHARGED,
            List.of(
                new Posting(LedgerAccount.COINS_ISSUED, Asset.COIN, -100),
                new Posting(LedgerAccount.WALLET, Asset.COIN, 100),
                new Posting(LedgerAccount.CASH, Asset.money("USD"), 129),
                new Posting(LedgerAccount.COIN_SALES, Asset.money("USD"), -129)),
            opening.state().plus(100),
            "RECHARGE#" + Recharge.TYPE.idFor(WALLET, "key-1"),
            1));
  }

  private static Entry<Wallet> second() {
    Instant at = Instant.parse("2026-11-20T10:16:00Z");
    return Entry.append(
        first().head(),
        at,
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
                new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "stream-7"),
                95,
                at,
                Gift.Status.SENT,
                OptionalLong.empty())
            .draft(first().head()));
  }

  private static Item recharge() {
    Request<Recharge> request = Fixture.rechargeRequest(WALLET, "key-1", 100);
    Recharge open = Fixture.recharge(request, 100);
    Recharge declined =
        new Recharge(
            open.id(),
            open.viewer(),
            open.coinPackage(),
            open.region(),
            open.channel(),
            open.coins(),
            open.price(),
            open.paymentMethod(),
            open.provider(),
            open.policyVersion(),
            open.openedAt(),
            Recharge.Status.DECLINED,
            Optional.of("payment-1"),
            Optional.of("no funds"),
            Optional.of(Fixture.AT));
    assertEquals(declined, Recharge.TYPE.read(declined.item()));
    return request.stamp(declined);
  }

  private static Item gift() {
    Request<Gift> request = Fixture.giftRequest(WALLET, "key-1", 5);
    Gift sent = Fixture.gift(request, 5, 95, Fixture.AT);
    Gift converted =
        new Gift(
            sent.id(),
            sent.sender(),
            sent.creator(),
            sent.gift(),
            sent.quantity(),
            sent.coins(),
            sent.points(),
            sent.commissionBasisPoints(),
            sent.policyVersion(),
            sent.target(),
            sent.walletCoins(),
            sent.sentAt(),
            Gift.Status.CONVERTED,
            OptionalLong.of(7));
    assertEquals(sent, Gift.TYPE.read(sent.item()));
    assertEquals(converted, Gift.TYPE.read(converted.item()));
    return request.claim(converted, 2);
  }

  private static Item withdrawal() {
    Request<Withdrawal> request = Request.of(Withdrawal.TYPE, EARNINGS, "key-1", "200", "bank");
    Withdrawal withdrawal =
        new Withdrawal(
            request.id(),
            "creator-1",
            200,
            new Money(100, "USD"),
            "bank",
            "sandbox",
            "token",
            1,
            Fixture.AT,
            Withdrawal.Status.FAILED,
            Optional.of(Fixture.AT),
            Optional.of("payout-1"),
            Optional.of("account closed"),
            Optional.of(Fixture.AT));
    assertEquals(withdrawal, Withdrawal.TYPE.read(withdrawal.item()));
    return request.claim(withdrawal, 2);
  }

  private static String text(Entry<?> entry) {
    return new String(entry.canonicalBytes(), UTF_8);
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

  private static void assertWritten(String heading, Item item) {
    int start = format.indexOf("\n" + heading + "\n");
    assertTrue(start >= 0, heading);
    int end = format.indexOf("\n## ", start + 1);
    int nextRecord = format.indexOf("\n### ", start + 1);
    if (nextRecord >= 0) end = Math.min(end < 0 ? nextRecord : end, nextRecord);
    String section = format.substring(start, end < 0 ? format.length() : end);
    for (String attribute : item.attributes().keySet()) {
      if (attribute.equals("PK") || attribute.equals("SK")) continue;
      assertTrue(section.contains("`" + attribute + "`"), heading + " " + attribute);
    }
  }
}

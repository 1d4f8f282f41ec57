package io.giftledger.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.Act;
import io.giftledger.economy.Movements;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.Records;
import io.giftledger.economy.challenge.Award;
import io.giftledger.economy.challenge.Funding;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.economy.earnings.BookedPayout;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Exchange;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.PayoutResolution;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.payment.AwaitedPayment;
import io.giftledger.economy.payment.UnappliedPayment;
import io.giftledger.economy.wallet.BookedAdjustment;
import io.giftledger.economy.wallet.BookedPayment;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.GiftSent;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.MemoryTable;
import io.giftledger.ledger.table.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A table that was written once in format 1, as DynamoDB exports it: whatever the code becomes, it
 * reads this, and appends to it. The file is never made anew once format 1 is released ({@code
 * -Dgolden.write=<file>} writes one).
 */
class GoldenTableTest {

  /** What is stored beside what a record says of itself. */
  private static final Set<String> PROTOCOL =
      Set.of("requestHash", "entry", "settlement", "returnEntry", "lateEntry", "paidLateAt");

  private final MemoryTable table = new MemoryTable();
  private final Ledger ledger = Fixture.ledger(table);
  private List<String> lines = List.of();
  private List<Item> items = List.of();

  @BeforeEach
  void read() throws IOException {
    try (InputStream golden =
        Objects.requireNonNull(getClass().getResourceAsStream("/golden/format-1.jsonl"))) {
      lines = new String(golden.readAllBytes(), UTF_8).lines().toList();
    }
    items = lines.stream().map(DynamoDbJson::item).toList();
    items.forEach(table::replace);
  }

  /** Holds as long as format 1 is the one that is written. */
  @Test
  void todays_code_writes_the_same_bytes_for_the_same_deeds() throws IOException {
    List<String> played = GoldenTable.played().stream().map(DynamoDbJson::line).toList();
    String file = System.getProperty("golden.write");
    if (file != null) Files.write(Path.of(file), played);

    assertEquals(String.join("\n", lines), String.join("\n", played));
  }

  @Test
  void every_chain_verifies_and_every_movement_is_on_one() {
    Set<EntryKind> kinds =
        Stream.of(
                chain(GoldenTable.ANNA),
                chain(GoldenTable.BEN),
                chain(GoldenTable.CLEO),
                chain(GoldenTable.MIA),
                chain(GoldenTable.SANDBOX),
                chain(GoldenTable.NOAS_WALLET),
                chain(GoldenTable.NOAS_EARNINGS),
                chain(GoldenTable.CUP))
            .flatMap(List::stream)
            .peek(entry -> assertEquals(1, entry.format()))
            .map(Entry::kind)
            .collect(Collectors.toSet());

    assertEquals(
        Stream.concat(
                Movements.ALL.stream().map(Movements.Listed::kind),
                Stream.of(EntryKind.PLACE_VOIDED))
            .collect(Collectors.toSet()),
        kinds);
  }

  private <S extends State> List<Entry<S>> chain(Account<S> account) {
    return Fixture.audit(ledger, account);
  }

  @Test
  void every_record_is_read_as_it_was_written() {
    Map<String, Long> read =
        items.stream()
            .filter(item -> !Entry.isEntry(item.key()))
            .collect(Collectors.groupingBy(this::read, TreeMap::new, Collectors.counting()));

    assertEquals(
        Map.ofEntries(
            Map.entry("RECHARGE PAID", 9L),
            Map.entry("RECHARGE DECLINED", 1L),
            Map.entry("PAYOUT", 5L),
            Map.entry("RETURN", 3L),
            Map.entry("CREDITED", 9L),
            Map.entry("PAYMENT CREDITED", 9L),
            Map.entry("PAYMENT UNAPPLIED", 3L),
            Map.entry("ADJUSTMENT", 13L),
            Map.entry("RECHARGE AWAITING_PAYMENT", 1L),
            Map.entry("RECHARGE APPLIED", 1L),
            Map.entry("GIFT CONVERTED", 13L),
            Map.entry("GIFT SENT", 5L),
            Map.entry("GIFT not happened", 1L),
            Map.entry("CONVERSION", 1L),
            Map.entry("WITHDRAWAL PAID", 2L),
            Map.entry("WITHDRAWAL FAILED", 2L),
            Map.entry("WITHDRAWAL RETURNED", 3L),
            Map.entry("WITHDRAWAL SUBMITTED", 1L),
            Map.entry("WITHDRAWAL REQUESTED", 1L),
            Map.entry("RESOLUTION", 4L),
            Map.entry("ACTION", 4L),
            Map.entry("PROPOSAL APPROVED", 3L),
            Map.entry("PROPOSAL PROPOSED", 1L),
            Map.entry("AT", 4L),
            Map.entry("ACT", 11L),
            Map.entry("UNAPPLIED REFUNDED", 1L),
            Map.entry("UNAPPLIED APPLIED", 1L),
            Map.entry("UNAPPLIED REFUNDING", 1L),
            Map.entry("AWAITED AWAITED", 1L),
            Map.entry("EXCHANGE CREDITED", 1L),
            Map.entry("EXCHANGE REQUESTED", 1L),
            Map.entry("FUNDING FUNDED", 1L),
            Map.entry("AWARD CREDITED", 1L),
            Map.entry("AWARD REQUESTED", 1L),
            Map.entry("PROFILE", 1L),
            Map.entry("PAYOUT_METHOD", 1L)),
        read);
  }

  /** Reads a record, and tells what it is. */
  private String read(Item item) {
    String type = item.key().sort().split("#", 2)[0];
    return switch (type) {
      case "RECHARGE" -> type + happened(item, Recharge.TYPE);
      case "GIFT" -> type + happened(item, Gift.TYPE);
      case "WITHDRAWAL" -> type + happened(item, Withdrawal.TYPE);
      case "UNAPPLIED" -> type + happened(item, UnappliedPayment.TYPE);
      case "AWAITED" -> type + happened(item, AwaitedPayment.TYPE);
      case "EXCHANGE" -> type + happened(item, Exchange.TYPE);
      case "FUNDING" -> type + happened(item, Funding.TYPE);
      case "AWARD" -> type + happened(item, Award.TYPE);
      case "CONVERSION" -> {
        long sequence = Long.parseLong(item.key().id());
        assertWritten(
            item, GiftsConverted.find(ledger, item.key().owner(), sequence).orElseThrow().item());
        yield type;
      }
      case "CREDITED" -> {
        Entry<Wallet> credited =
            ledger
                .entry(Wallet.BOOK.account(item.key().owner()), item.number("settlement"))
                .orElseThrow();
        assertEquals("RECHARGE#" + item.key().id(), credited.ref());
        yield type;
      }
      case "PAYMENT" -> {
        String[] payment = item.key().owner().split("#", 2);
        BookedPayment booked = BookedPayment.find(ledger, payment[0], payment[1]).orElseThrow();
        assertWritten(item, booked.item());
        booked
            .recharge()
            .map(place -> ledger.find(Recharge.TYPE, place.key()).orElseThrow())
            .ifPresent(recharge -> assertTrue(recharge.isPaidBy(payment[0], payment[1])));
        yield type + " " + item.text("status");
      }
      case "ADJUSTMENT" -> {
        assertWritten(item, BookedAdjustment.read(item).item());
        yield type;
      }
      case "PAYOUT", "RETURN" -> {
        assertWritten(item, BookedPayout.read(item).item());
        yield type;
      }
      case "RESOLUTION" -> {
        PayoutResolution.Kind.valueOf(item.text("kind"));
        yield type;
      }
      case "ACTION" -> {
        assertEquals(1, Records.told(item).said().size());
        yield type;
      }
      case "PROPOSAL" -> type + happened(item, Proposal.TYPE);
      case "AT" -> {
        assertTrue(ledger.find(Proposal.TYPE, Proposal.keyOf(item)).isPresent());
        yield type;
      }
      case "ACT" -> {
        assertWritten(item, Act.read(item).item());
        yield type;
      }
      case "PROFILE" -> {
        assertWritten(item, CreatorProfile.of(item).item());
        yield type;
      }
      case "PAYOUT_METHOD" -> {
        assertWritten(item, PayoutMethod.of(item).item());
        yield type;
      }
      default -> throw new AssertionError("nobody reads " + item.key());
    };
  }

  private <R extends BusinessRecord> String happened(Item item, RecordType<R> type) {
    assertWritten(item, type.read(item).item());
    Optional<R> found = ledger.find(type, item.key());
    found.ifPresent(record -> assertEquals(type.read(item), record));
    return found.isPresent() ? " " + item.text("status") : " not happened";
  }

  private static void assertWritten(Item stored, Item written) {
    Map<String, Value> said = new TreeMap<>(stored.attributes());
    said.keySet()
        .removeIf(name -> PROTOCOL.contains(name) && !written.attributes().containsKey(name));
    assertEquals(said, new TreeMap<>(written.attributes()));
  }

  @Test
  void every_gift_that_is_converted_is_in_its_conversion() {
    for (Account<Wallet> wallet : List.of(GoldenTable.ANNA, GoldenTable.BEN)) {
      for (Entry<Wallet> entry : chain(wallet)) {
        if (!entry.kind().equals(GiftSent.KIND)) continue;
        ConvertedGift sent = ConvertedGift.ofEntry(entry.item());
        Gift gift = ledger.find(Gift.TYPE, sent.key()).orElseThrow();
        gift.conversion()
            .ifPresent(
                sequence ->
                    assertTrue(
                        GiftsConverted.find(ledger, gift.creator(), sequence)
                            .orElseThrow()
                            .gifts()
                            .contains(sent)));
      }
    }
  }

  @Test
  void every_head_is_appended_to() {
    for (Account<Wallet> wallet : List.of(GoldenTable.ANNA, GoldenTable.BEN)) {
      long before = ledger.head(wallet, true).sequence();
      ledger.append(wallet, Fixture.budgetSet(1_000_000)::movement);
      Gift gift = Fixture.opened(Fixture.send(ledger, wallet, "today", "someone", 1));

      assertEquals(before + 2, Fixture.audit(ledger, wallet).size());
      ledger.append(
          GoldenTable.MIA,
          new GiftsConverted(List.of(Fixture.sent(ledger, wallet, gift)))::movement);
    }
    Account<Earnings> mia = GoldenTable.MIA;
    IdempotentRequest<Withdrawal> request = Fixture.withdrawalRequest(mia, "today", 1_000);
    Fixture.opened(ledger.open(mia, request, Fixture.withdrawalRule(request, 1_000)));
    Fixture.audit(ledger, mia);
  }

  @Test
  void what_was_asked_for_then_is_a_replay_today() {
    IdempotentRequest<Withdrawal> request =
        IdempotentRequest.of(Withdrawal.TYPE, GoldenTable.MIA, "withdrawal-1", "10001", "bank-1");
    Withdrawal then = ledger.find(Withdrawal.TYPE, request.key()).orElseThrow();

    assertEquals(Optional.of(new Outcome.Replayed<>(then)), ledger.replay(request));
    assertEquals(Withdrawal.Status.PAID, then.status());
  }
}

package io.giftledger.economy.earnings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.giftledger.economy.Money;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.AppendOutcome;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.RecordAlteredException;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.MemoryTable;
import io.giftledger.ledger.table.Write;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GiftsConvertedTest {

  private static final Instant AT = Instant.parse("2026-11-20T12:00:00Z");
  private static final Account<Earnings> MIA = Earnings.BOOK.account("mia");

  private final MemoryTable table = new MemoryTable();
  private final Ledger ledger =
      new Ledger(table, InstantSource.fixed(AT), (lost, attempt) -> true, Format.CURRENT);

  @Test
  void a_gift_alone_is_its_entry_and_its_own_change_and_no_third_item() {
    ConvertedGift gift = gift(1);
    Movement.Append<Earnings> movement = movement(List.of(gift));

    assertEquals(List.of(gift.converted("mia", 1, AT)), movement.changes());
    assertEquals(
        Item.builder().number("gifts", 1).text("giftList", gift.toString()).build(),
        movement.draft().details());
    assertEquals("", movement.draft().ref());
  }

  @Test
  void many_gifts_have_a_record_whose_hash_is_in_the_entry() {
    List<ConvertedGift> gifts = gifts(Conversion.GIFTS_MAX);
    Movement.Append<Earnings> movement = movement(gifts);
    Draft<Earnings> draft = movement.draft();

    Item record = assertInstanceOf(Write.Insert.class, movement.changes().getFirst()).item();
    assertEquals(1 + Conversion.GIFTS_MAX, movement.changes().size());
    assertEquals("CONVERSION#000000000001", draft.ref());
    assertEquals(
        Item.builder()
            .number("gifts", Conversion.GIFTS_MAX)
            .text("giftsHash", Hash.ofTexts(record.texts("gifts").toArray(String[]::new)).hex())
            .build(),
        draft.details());
    assertEquals(
        List.of(gifts.getFirst().toString(), "= " + gifts.get(1).id() + " = = = = = = = -"),
        record.texts("gifts").subList(0, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 90})
  void a_conversion_is_found_wherever_its_gifts_are(int count) {
    List<ConvertedGift> gifts = gifts(count);

    assertEquals(Optional.of(new Conversion("mia", 1, AT, gifts)), converted(gifts));
    assertEquals(Optional.empty(), GiftsConverted.find(ledger, "mia", 2));
    assertEquals(Optional.empty(), GiftsConverted.find(ledger, "ben", 1));
  }

  @Test
  void an_entry_that_converted_nothing_has_no_conversion() {
    converted(List.of(gift(1)));
    Withdrawal withdrawal =
        new Withdrawal(
            "id",
            "mia",
            1,
            1,
            new Money(1, "USD"),
            0,
            "bank",
            "sandbox",
            "token",
            1,
            AT,
            Withdrawal.Status.REQUESTED,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Head<Earnings> head = ledger.head(MIA, true);
    table.replace(Entry.append(head, AT, withdrawal.draft(head), Format.CURRENT).item());

    assertEquals(Optional.empty(), GiftsConverted.find(ledger, "mia", 2));
  }

  static Stream<UnaryOperator<Item.Builder>> a_record_that_was_altered_is_not_believed() {
    List<String> lines = ConvertedGift.lines(gifts(90));
    List<String> dearer =
        Stream.concat(
                Stream.of(lines.getFirst().replace(" 10 10 ", " 10 9999 ")), lines.stream().skip(1))
            .toList();
    return Stream.of(
        record -> record.texts("gifts", dearer),
        record -> record.texts("gifts", lines.subList(0, 89)),
        record -> record.texts("gifts", lines.reversed()),
        record -> record.texts("gifts", List.of()));
  }

  @ParameterizedTest
  @MethodSource
  void a_record_that_was_altered_is_not_believed(UnaryOperator<Item.Builder> alter) {
    Conversion conversion = converted(gifts(90)).orElseThrow();
    Item stored = table.get(conversion.key(), true).orElseThrow();

    table.replace(alter.apply(stored.toBuilder()).build());

    assertThrows(RecordAlteredException.class, () -> GiftsConverted.find(ledger, "mia", 1));
  }

  @Test
  void a_record_is_as_old_as_its_entry_whatever_it_says() {
    Conversion conversion = converted(gifts(90)).orElseThrow();
    Item stored = table.get(conversion.key(), true).orElseThrow();

    table.replace(stored.toBuilder().instant("convertedAt", AT.minusSeconds(60)).build());

    assertEquals(Optional.of(conversion), GiftsConverted.find(ledger, "mia", 1));
  }

  /** The digest is of what is stored, not of what this code makes of it. */
  @Test
  void a_record_of_a_later_version_is_read_as_far_as_it_is_known() {
    List<ConvertedGift> gifts = gifts(90);
    List<String> longer = gifts.stream().map(gift -> gift + " - badge:7").toList();
    Movement.Append<Earnings> today = movement(gifts);
    Draft<Earnings> draft = today.draft();
    Item details =
        draft.details().toBuilder()
            .text("giftsHash", Hash.ofTexts(longer.toArray(String[]::new)).hex())
            .build();
    Item record =
        assertInstanceOf(Write.Insert.class, today.changes().getFirst()).item().toBuilder()
            .texts("gifts", longer)
            .build();
    ledger.append(
        MIA,
        (head, at) ->
            new Movement.Append<>(
                new Draft<>(
                    draft.kind(),
                    draft.postings(),
                    draft.state(),
                    draft.ref(),
                    draft.policyVersion(),
                    details),
                List.of(new Write.Insert(record))));

    assertEquals(
        Optional.of(new Conversion("mia", 1, AT, gifts)), GiftsConverted.find(ledger, "mia", 1));
  }

  @Test
  void a_conversion_carries_the_newest_policy_of_its_gifts() {
    assertEquals(9, movement(List.of(gift(1, 3), gift(2, 9), gift(3, 4))).draft().policyVersion());
  }

  private Optional<Conversion> converted(List<ConvertedGift> gifts) {
    for (ConvertedGift gift : gifts) {
      table.replace(
          new Gift(
                  gift.id(),
                  gift.sender(),
                  "mia",
                  gift.gift(),
                  gift.quantity(),
                  gift.coins(),
                  gift.points(),
                  gift.commissionBasisPoints(),
                  gift.policyVersion(),
                  gift.target(),
                  0,
                  AT,
                  Gift.Status.SENT,
                  OptionalLong.empty(),
                  Optional.empty())
              .item());
    }
    assertInstanceOf(
        AppendOutcome.Posted.class, ledger.append(MIA, new GiftsConverted(gifts)::movement));
    for (ConvertedGift gift : gifts) {
      assertEquals("CONVERTED", table.get(gift.key(), true).orElseThrow().text("status"));
    }
    return GiftsConverted.find(ledger, "mia", 1);
  }

  private static Movement.Append<Earnings> movement(List<ConvertedGift> gifts) {
    return switch (new GiftsConverted(gifts).movement(Head.opening(MIA), AT)) {
      case Movement.Append<Earnings> append -> append;
      case Movement.Stale<Earnings> stale -> throw new AssertionError(stale);
    };
  }

  private static List<ConvertedGift> gifts(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(GiftsConvertedTest::gift).toList();
  }

  private static ConvertedGift gift(int number) {
    return gift(number, 1);
  }

  private static ConvertedGift gift(int number, long policyVersion) {
    return new ConvertedGift(
        "viewer-1",
        Gift.TYPE.idFor(Wallet.BOOK.account("viewer-1"), "key-" + number),
        "rose",
        10,
        10,
        10,
        5_000,
        policyVersion,
        new Gift.Target(Gift.Target.Kind.LIVE_STREAM, "stream-7"));
  }
}

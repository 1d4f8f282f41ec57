package io.giftledger.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.Attributes;
import io.giftledger.economy.Money;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.table.Item;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class EntryTest {

  private static final Account<Wallet> WALLET = Wallet.BOOK.account("viewer-1");
  private static final Head<Wallet> OPENING = Head.opening(WALLET);

  /** Account, sums and weekly totals no larger than this keep every entry below its size. */
  private static final long LARGE = 1_000_000_000_000_000L;

  @Test
  void postings_that_do_not_sum_to_zero_are_refused() {
    Draft<Wallet> draft =
        new Draft<>(
            EntryKind.RECHARGED,
            List.of(
                new Posting(LedgerAccount.COINS_ISSUED, Asset.COIN, -99),
                new Posting(LedgerAccount.WALLET, Asset.COIN, 100)),
            OPENING.state().plus(100),
            "",
            1);

    assertRefused(OPENING, draft);
  }

  @Test
  void postings_sum_to_zero_for_each_asset_by_itself() {
    Draft<Wallet> draft =
        new Draft<>(
            EntryKind.RECHARGED,
            List.of(
                new Posting(LedgerAccount.CASH, Asset.money("USD"), -100),
                new Posting(LedgerAccount.WALLET, Asset.COIN, 100)),
            OPENING.state().plus(100),
            "",
            1);

    assertRefused(OPENING, draft);
  }

  @Test
  void a_state_that_the_postings_do_not_lead_to_is_refused() {
    Draft<Wallet> honest = Fixture.recharged(OPENING, 100, "");

    assertRefused(
        OPENING, new Draft<>(honest.kind(), honest.postings(), OPENING.state().plus(101), "", 1));
  }

  @Test
  void a_balance_below_zero_is_refused() {
    Draft<Wallet> draft =
        new Draft<>(
            EntryKind.GIFT_SENT,
            List.of(
                new Posting(LedgerAccount.WALLET, Asset.COIN, -1),
                new Posting(LedgerAccount.GIFTS_IN_TRANSIT, Asset.COIN, 1)),
            new Wallet(-1, "", 0, OptionalLong.empty()),
            "",
            1);

    assertRefused(OPENING, draft);
  }

  @Test
  void amounts_that_overflow_are_refused() {
    Draft<Wallet> draft =
        new Draft<>(
            EntryKind.RECHARGED,
            List.of(
                new Posting(LedgerAccount.WALLET, Asset.COIN, Long.MAX_VALUE),
                new Posting(LedgerAccount.WALLET, Asset.COIN, 2)),
            OPENING.state(),
            "",
            1);

    assertRefused(OPENING, draft);
  }

  @Test
  void diamonds_that_leave_for_the_hold_must_arrive_there() {
    Account<Earnings> account = Earnings.BOOK.account("creator-1");
    Head<Earnings> head =
        Entry.append(
                Head.opening(account),
                Fixture.AT,
                Fixture.giftsConverted(Head.opening(account), 1_000, ""))
            .head();
    Draft<Earnings> honest = Fixture.withdrawalRequested(head, Fixture.AT, 200, "");
    Earnings lost =
        new Earnings(honest.state().diamondsE4(), 0, 1_000, "2026-W47", new Money(100, "USD"));

    assertRefused(head, new Draft<>(honest.kind(), honest.postings(), lost, "", 1));
  }

  @Test
  void an_entry_follows_the_head_it_was_appended_to_and_no_other() {
    Entry<Wallet> first = Entry.append(OPENING, Fixture.AT, Fixture.recharged(OPENING, 100, "r"));
    Entry<Wallet> second =
        Entry.append(first.head(), Fixture.AT, Fixture.giftSent(first.head(), Fixture.AT, 1, "g"));

    assertTrue(first.follows(OPENING));
    assertTrue(second.follows(first.head()));
    assertFalse(first.follows(first.head()));
    assertFalse(second.follows(OPENING));
    assertFalse(second.follows(second.head()));
  }

  static Stream<Entry<Wallet>> an_entry_with_any_one_field_changed_does_not_follow() {
    Entry<Wallet> honest = appended();
    Wallet state = honest.state();
    return Stream.of(
        copy(honest, Map.of("account", Wallet.BOOK.account("viewer-2"))),
        copy(honest, Map.of("sequence", 1L)),
        copy(honest, Map.of("sequence", 3L)),
        copy(honest, Map.of("at", honest.at().plusMillis(1))),
        copy(honest, Map.of("at", honest.at().minusMillis(1))),
        copy(honest, Map.of("at", honest.at().plusNanos(1))),
        copy(honest, Map.of("kind", EntryKind.BUDGET_SET)),
        copy(honest, Map.of("postings", List.of())),
        copy(honest, Map.of("postings", honest.postings().reversed())),
        copy(
            honest,
            Map.of(
                "postings",
                List.of(
                    new Posting(LedgerAccount.WALLET, Asset.COIN, -6),
                    new Posting(LedgerAccount.GIFTS_IN_TRANSIT, Asset.COIN, 6)))),
        copy(
            honest,
            Map.of(
                "postings",
                List.of(
                    new Posting(LedgerAccount.WALLET, Asset.COIN, -5),
                    new Posting(LedgerAccount.COINS_SPENT, Asset.COIN, 5)))),
        copy(
            honest,
            Map.of(
                "postings",
                List.of(
                    new Posting(LedgerAccount.WALLET, Asset.COIN, Long.MIN_VALUE),
                    new Posting(LedgerAccount.GIFTS_IN_TRANSIT, Asset.COIN, Long.MIN_VALUE)))),
        copy(honest, Map.of("state", new Wallet(96, "2026-11", 5, OptionalLong.empty()))),
        copy(honest, Map.of("state", new Wallet(95, "2026-12", 5, OptionalLong.empty()))),
        copy(honest, Map.of("state", new Wallet(95, "2026-11", 4, OptionalLong.empty()))),
        copy(honest, Map.of("state", state.withBudget(OptionalLong.of(1)))),
        copy(honest, Map.of("ref", "GIFT#1")),
        copy(honest, Map.of("ref", "")),
        copy(honest, Map.of("policyVersion", 2L)),
        copy(honest, Map.of("details", "other")),
        copy(honest, Map.of("hash", Hash.ZERO)));
  }

  @ParameterizedTest
  @MethodSource
  void an_entry_with_any_one_field_changed_does_not_follow(Entry<Wallet> tampered) {
    assertFalse(tampered.follows(head()));
  }

  @Test
  void the_entry_before_the_changes_does_follow() {
    assertTrue(copy(appended(), Map.of()).follows(head()));
  }

  @Test
  void an_entry_that_is_earlier_than_the_one_before_it_does_not_follow() {
    Instant earlier = Fixture.AT.minusMillis(1);
    Entry<Wallet> entry =
        Entry.append(head(), earlier, Fixture.giftSent(head(), earlier, 5, "GIFT#0"));

    assertFalse(entry.follows(head()));
  }

  @Property
  void an_entry_is_read_as_it_was_written(
      @ForAll @LongRange(min = 1, max = LARGE) long coins,
      @ForAll @LongRange(min = 0, max = 4_102_444_800_000L) long epochMillis,
      @ForAll @LongRange(min = 0, max = 999_999_999_998L) long sequence) {
    Head<Wallet> head =
        new Head<>(WALLET, sequence, Instant.EPOCH, Hash.ZERO, WALLET.book().opening());
    Entry<Wallet> entry =
        Entry.append(
            head, Instant.ofEpochMilli(epochMillis), Fixture.recharged(head, coins, "RECHARGE#1"));

    Entry<Wallet> read = Entry.of(WALLET, entry.item());

    assertEquals(entry, read);
    assertTrue(read.follows(head));
  }

  @Test
  void a_sequence_outside_of_one_to_twelve_digits_has_no_key() {
    assertThrows(IllegalArgumentException.class, () -> Entry.sortKey(0));
    assertThrows(IllegalArgumentException.class, () -> Entry.sortKey(1_000_000_000_000L));
    assertEquals("ENTRY#000000000001", Entry.sortKey(1));
    assertEquals("ENTRY#999999999999", Entry.sortKey(999_999_999_999L));
  }

  static Stream<Entry<?>> an_entry_of_every_kind_costs_one_write_unit() {
    String owner = "u".repeat(128);
    String id = "v".repeat(RecordType.ID_LENGTH);
    Head<Wallet> wallet =
        new Head<>(
            Wallet.BOOK.account(owner),
            999_999_999_998L,
            Fixture.AT,
            Hash.ZERO,
            new Wallet(LARGE, "2026-11", LARGE, OptionalLong.of(LARGE)));
    Head<Earnings> earnings =
        new Head<>(
            Earnings.BOOK.account(owner),
            999_999_999_998L,
            Fixture.AT,
            Hash.ZERO,
            new Earnings(LARGE, LARGE, LARGE, "2026-W47", new Money(LARGE, "USD")));
    long points = LARGE / 10_000;
    long diamonds = LARGE / 10_000;
    return Stream.of(
        appended(wallet, Fixture.recharged(wallet, LARGE, "RECHARGE#" + id)),
        appended(wallet, largeGift(wallet, id).draft(wallet)),
        appended(wallet, Draft.voiding(wallet)),
        appended(wallet, Fixture.budgetSet(wallet, LARGE)),
        appended(earnings, Fixture.giftsConverted(earnings, points, "CONVERSION#999999999999")),
        appended(
            earnings,
            Fixture.withdrawalRequested(earnings, Fixture.AT, diamonds, "WITHDRAWAL#" + id)),
        appended(earnings, Fixture.payoutPaid(earnings, diamonds, "WITHDRAWAL#" + id)),
        appended(
            earnings, Fixture.payoutFailed(earnings, Fixture.AT, diamonds, "WITHDRAWAL#" + id)));
  }

  @ParameterizedTest
  @MethodSource
  void an_entry_of_every_kind_costs_one_write_unit(Entry<?> entry) {
    int bytes = bytes(entry.item());

    assertTrue(bytes < 1_024, () -> entry.kind() + " has " + bytes + " bytes");
  }

  @Test
  void every_kind_of_entry_is_weighed() {
    assertEquals(
        List.of(EntryKind.values()),
        an_entry_of_every_kind_costs_one_write_unit().map(Entry::kind).toList());
  }

  private static Gift largeGift(Head<Wallet> wallet, String id) {
    return new Gift(
        id,
        wallet.account().owner(),
        "c".repeat(128),
        "g".repeat(64),
        LARGE,
        LARGE,
        LARGE,
        10_000,
        1,
        new Gift.Target(Gift.Target.Kind.VIDEO, "video"),
        0,
        Fixture.AT,
        Gift.Status.SENT,
        OptionalLong.empty());
  }

  private static Head<Wallet> head() {
    return Entry.append(OPENING, Fixture.AT, Fixture.recharged(OPENING, 100, "RECHARGE#0")).head();
  }

  private static Entry<Wallet> appended() {
    return appended(head(), Fixture.giftSent(head(), Fixture.AT, 5, "GIFT#0"));
  }

  private static <S extends State> Entry<S> appended(Head<S> head, Draft<S> draft) {
    return Entry.append(head, Fixture.AT, draft);
  }

  @SuppressWarnings("unchecked")
  private static Entry<Wallet> copy(Entry<Wallet> of, Map<String, Object> changes) {
    return new Entry<>(
        (Account<Wallet>) changes.getOrDefault("account", of.account()),
        (Long) changes.getOrDefault("sequence", of.sequence()),
        (Instant) changes.getOrDefault("at", of.at()),
        (EntryKind) changes.getOrDefault("kind", of.kind()),
        (List<Posting>) changes.getOrDefault("postings", of.postings()),
        (Wallet) changes.getOrDefault("state", of.state()),
        (String) changes.getOrDefault("ref", of.ref()),
        (Long) changes.getOrDefault("policyVersion", of.policyVersion()),
        (String) changes.getOrDefault("details", of.details()),
        (Hash) changes.getOrDefault("hash", of.hash()));
  }

  private static <S extends State> void assertRefused(Head<S> head, Draft<S> draft) {
    assertThrows(IllegalStateException.class, () -> Entry.append(head, Fixture.AT, draft));
  }

  /** An item's size as DynamoDB bills it. */
  private static int bytes(Item item) {
    return members(Attributes.of(item));
  }

  private static int members(Map<String, AttributeValue> attributes) {
    return attributes.entrySet().stream()
        .mapToInt(attribute -> utf8(attribute.getKey()) + bytes(attribute.getValue()))
        .sum();
  }

  private static int bytes(AttributeValue value) {
    return switch (value.type()) {
      case S -> utf8(value.s());
      // One byte for two digits, one for the exponent, one for a sign.
      case N -> (value.n().length() + 1) / 2 + 2;
      case B -> value.b().asByteArray().length;
      case BOOL -> 1;
      case L -> 3 + value.l().stream().mapToInt(element -> 1 + bytes(element)).sum();
      case M -> 3 + value.m().size() + members(value.m());
      default -> throw new IllegalArgumentException("no entry has a " + value.type());
    };
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}

package io.giftledger.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.wallet.Budget;
import io.giftledger.economy.wallet.BudgetSet;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Lots;
import io.giftledger.economy.wallet.Spent;
import io.giftledger.economy.wallet.Standing;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.Newer.IndebtedWallet;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.MemoryTable;
import io.giftledger.ledger.table.Write;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Code of two releases at one table, and a table that somebody else has written to: what is not
 * understood is left as it is, and what cannot be trusted stops its account.
 */
class VersionsTest {

  private final MemoryTable table = new MemoryTable();
  private final Ledger ledger = Fixture.ledger(table);
  private final Account<Wallet> wallet = Fixture.walletWith(ledger, 100);

  @Test
  void a_kind_and_a_platform_account_that_are_not_known_stop_nobody() {
    ledger.append(wallet, Fixture.budgetSet(500)::movement);
    ledger.append(wallet, Newer.grant(5));

    Gift gift = Fixture.opened(Fixture.send(ledger, wallet, "key", 105));

    assertEquals(0, gift.walletCoins());
    List<Entry<Wallet>> chain = Fixture.audit(ledger, wallet);
    assertEquals("coins_granted", chain.get(2).kind().label());
    assertEquals(
        List.of("platform:coins-granted coin -5", "wallet coin 5"),
        chain.get(2).postings().stream().map(Posting::toString).toList());
    assertEquals(
        new Wallet(
            Lots.NONE,
            0,
            105,
            new Spent(
                Optional.of(LocalDate.ofInstant(gift.sentAt(), ZoneOffset.UTC)),
                new Spent.Tally(105, 105),
                new TreeMap<>(Map.of("USD", new Spent.Tally(100, 100)))),
            Budget.of(500),
            Standing.GOOD,
            Optional.of(gift.show().combo()),
            0),
        chain.getLast().state(),
        "the state is kept whole");
  }

  @Test
  void a_state_field_that_is_not_known_is_left_to_code_that_knows_it() {
    ledger.append(Newer.indebted(wallet), Newer.debt(7));

    assertLeftAlone(ledger);

    Outcome<Newer.IndebtedGift> sent = Newer.send(ledger, wallet, "key", 30);
    assertEquals(70, Fixture.opened(sent).gift().walletCoins());
    IndebtedWallet state = ledger.head(Newer.indebted(wallet), true).state();
    assertEquals(7, state.debtCoins());
    assertEquals(70, state.wallet().coins());
    Fixture.audit(ledger, Newer.indebted(wallet));
  }

  @Test
  void an_asset_that_is_not_known_is_left_to_code_that_knows_it() {
    ledger.append(wallet, Newer.star());

    assertLeftAlone(ledger);

    Fixture.opened(Newer.send(ledger, wallet, "key", 30));
    assertEquals(70, ledger.head(Newer.indebted(wallet), true).state().wallet().coins());
  }

  @Test
  void a_format_that_is_not_known_is_left_to_code_that_knows_it() {
    Ledger newer = with(Newer.FORMAT);
    newer.append(wallet, Fixture.budgetSet(500)::movement);

    assertLeftAlone(ledger);

    Fixture.opened(Fixture.send(newer, wallet, "key", 30));
    assertEquals(70, newer.head(wallet, true).state().coins());
    assertEquals(List.of(1L, 2L, 2L), formats(newer));
  }

  @Test
  void a_claim_before_an_entry_that_is_not_understood_is_completed_by_code_that_knows() {
    Ledger newer = with(Newer.FORMAT);
    newer.append(wallet, Fixture.budgetSet(500)::movement);
    IdempotentRequest<Gift> request = Fixture.giftRequest(wallet, "key", 30);
    Gift claimed =
        Fixture.gift(request, 30, newer.head(wallet, true), newer.head(wallet, true).at());
    table.write(List.of(new Write.Insert(request.claim(claimed, 3))));

    assertLeftAlone(ledger);

    assertEquals(new Outcome.Opened<>(claimed), Fixture.send(newer, wallet, "key", 30));
  }

  @Test
  void a_format_never_falls_along_a_chain() {
    Ledger reader = with(new Format(2, 1));
    reader.append(wallet, Fixture.budgetSet(5)::movement);
    with(Newer.FORMAT).append(wallet, Fixture.budgetSet(4)::movement);
    reader.append(wallet, Fixture.budgetSet(3)::movement);
    Fixture.opened(Fixture.send(reader, wallet, "key", 3));

    assertEquals(List.of(1L, 1L, 2L, 2L, 2L), formats(reader));

    Head<Wallet> newest = reader.head(wallet, true);
    Entry<Wallet> fallen =
        new Entry<>(
            wallet,
            rehashed(
                Entry.append(newest, newest.at(), budget(newest), new Format(2, 1))
                    .item()
                    .toBuilder()
                    .number("format", 1)
                    .build()));
    assertEquals(Optional.of(Flaw.Code.WRONG_FORMAT), fallen.flawAfter(newest).map(Flaw::code));
  }

  @Test
  void code_writes_no_format_that_it_does_not_read() {
    assertThrows(IllegalArgumentException.class, () -> new Format(1, 2));
    assertThrows(IllegalArgumentException.class, () -> new Format(1, 0));
  }

  @Test
  void details_that_are_not_known_mean_nothing() {
    Gift gift = Fixture.opened(Fixture.send(ledger, wallet, "key", 30));
    Item entry = stored(Entry.sortKey(2));
    table.replace(
        rehashed(
            entry.toBuilder()
                .map("details", entry.map("details").toBuilder().number("combo", 3).build())
                .build()));

    assertEquals(Optional.of(gift), ledger.find(Gift.TYPE, gift.key()));
    Fixture.opened(Fixture.send(ledger, wallet, "other", 30));
  }

  static Stream<UnaryOperator<Item>> a_forged_head_stops_its_account() {
    return Stream.of(
        head -> with(head, "state", head.map("state").toBuilder().text("lots", "1b1000000")),
        head ->
            head.toBuilder()
                .texts("postings", List.of("platform:coins-issued coin -9", "wallet coin 9"))
                .build(),
        head -> head.toBuilder().bytes("hash", Hash.of(new byte[1]).bytes()).build(),
        head -> head.toBuilder().bytes("hash", new byte[3]).build(),
        head -> head.toBuilder().bytes("previousHash", Hash.of(new byte[1]).bytes()).build(),
        head -> head.toBuilder().text("ref", "RECHARGE#another").build(),
        head -> with(head, "details", head.map("details").toBuilder().text("provider", "x")),
        head -> head.toBuilder().text("at", "2020-01-01T00:00:00.000Z").build(),
        head -> head.toBuilder().number("format", 0).build(),
        head -> head.toBuilder().text("state", "gone").build(),
        // Hashed anew, but no entry all the same.
        head -> rehashed(head.toBuilder().text("at", "yesterday").build()),
        head -> rehashed(head.toBuilder().text("at", "2026-11-20T10:15:30Z").build()),
        head ->
            rehashed(with(head, "state", head.map("state").toBuilder().text("lots", "a million"))),
        head -> rehashed(head.toBuilder().texts("postings", List.of("wallet coin +9")).build()));
  }

  @ParameterizedTest
  @MethodSource
  void a_forged_head_stops_its_account(UnaryOperator<Item> forge) {
    Item honest = stored(Entry.sortKey(1));
    table.replace(forge.apply(honest));
    List<Item> before = items();

    assertThrows(AccountBrokenException.class, () -> Fixture.send(ledger, wallet, "key", 30));
    assertThrows(
        AccountBrokenException.class, () -> ledger.append(wallet, Fixture.budgetSet(1)::movement));
    assertThrows(AccountBrokenException.class, () -> ledger.head(wallet, false));
    assertEquals(before, items());

    table.replace(honest);
    Fixture.opened(Fixture.send(ledger, wallet, "key", 30));
  }

  @Test
  void a_claim_is_not_completed_on_a_forged_head() {
    IdempotentRequest<Gift> request = Fixture.giftRequest(wallet, "key", 30);
    Head<Wallet> head = ledger.head(wallet, true);
    Gift claimed = Fixture.gift(request, 30, head, head.at());
    table.write(List.of(new Write.Insert(request.claim(claimed, 2))));
    Item honest = stored(Entry.sortKey(1));
    table.replace(with(honest, "state", honest.map("state").toBuilder().text("lots", "1b31")));

    assertThrows(AccountBrokenException.class, () -> Fixture.send(ledger, wallet, "key", 30));
    assertTrue(table.get(new Key(wallet.partitionKey(), Entry.sortKey(2)), true).isEmpty());
  }

  @Test
  void an_entry_that_was_altered_is_not_followed_up_on() {
    ledger.append(wallet, Fixture.budgetSet(1)::movement);
    table.replace(stored(Entry.sortKey(1)).toBuilder().text("ref", "").build());

    assertThrows(AccountBrokenException.class, () -> ledger.entry(wallet, 1));
    assertTrue(ledger.entry(wallet, 2).isPresent());
    assertTrue(ledger.entry(wallet, 3).isEmpty());
  }

  static Stream<UnaryOperator<Item.Builder>> a_gift_that_was_altered_is_not_followed_up_on() {
    return Stream.of(
        gift -> gift.text("creator", "thief"),
        gift -> gift.text("gift", "lion"),
        gift -> gift.number("quantity", 31),
        gift -> gift.number("coins", 3_000),
        gift -> gift.number("points", 3_000),
        gift -> gift.number("commissionBasisPoints", 0),
        gift -> gift.number("policyVersion", 2),
        gift -> gift.text("liveStream", "stream-1"),
        gift -> gift.text("video", "video-2"),
        gift -> gift.instant("sentAt", Fixture.AT));
  }

  @ParameterizedTest
  @MethodSource
  void a_gift_that_was_altered_is_not_followed_up_on(UnaryOperator<Item.Builder> alter) {
    Gift gift = Fixture.opened(Fixture.send(ledger, wallet, "key", 30));
    table.replace(alter.apply(stored(gift.key().sort()).toBuilder()).build());

    assertThrows(RecordAlteredException.class, () -> ledger.find(Gift.TYPE, gift.key()));
  }

  static Stream<UnaryOperator<Item.Builder>> a_withdrawal_that_was_altered_is_not_followed_up_on() {
    return Stream.of(
        withdrawal -> withdrawal.number("askedDiamonds", 5_000),
        withdrawal -> withdrawal.number("diamonds", 1),
        withdrawal -> withdrawal.number("amountMinor", 2_500),
        withdrawal -> withdrawal.text("currency", "KWD"),
        withdrawal -> withdrawal.text("payoutMethod", "other"),
        withdrawal -> withdrawal.text("provider", "other"),
        withdrawal -> withdrawal.text("payoutToken", "thief"),
        withdrawal -> withdrawal.number("policyVersion", 2),
        withdrawal -> withdrawal.instant("requestedAt", Fixture.AT));
  }

  @ParameterizedTest
  @MethodSource
  void a_withdrawal_that_was_altered_is_not_followed_up_on(UnaryOperator<Item.Builder> alter) {
    Account<Earnings> earnings = Fixture.newEarnings();
    Fixture.earn(ledger, earnings, 100);
    IdempotentRequest<Withdrawal> request = Fixture.withdrawalRequest(earnings, "key", 50);
    Withdrawal withdrawal =
        Fixture.opened(ledger.open(earnings, request, Fixture.withdrawalRule(request, 50)));
    assertEquals(Optional.of(withdrawal), ledger.find(Withdrawal.TYPE, withdrawal.key()));
    Item stored = table.get(withdrawal.key(), true).orElseThrow();
    table.replace(alter.apply(stored.toBuilder()).build());

    assertThrows(
        RecordAlteredException.class, () -> ledger.find(Withdrawal.TYPE, withdrawal.key()));
  }

  @Test
  void a_record_whose_entry_was_altered_is_not_followed_up_on_either() {
    Gift gift = Fixture.opened(Fixture.send(ledger, wallet, "key", 30));
    for (String field : List.of("coins", "points")) {
      Item entry = stored(Entry.sortKey(2));
      table.replace(with(entry, "details", entry.map("details").toBuilder().number(field, 3_000)));
      table.replace(stored(gift.key().sort()).toBuilder().number(field, 3_000).build());
    }

    assertThrows(RecordAlteredException.class, () -> ledger.find(Gift.TYPE, gift.key()));
  }

  /** What does not know the newest entry neither opens nor appends, and changes nothing. */
  private void assertLeftAlone(Ledger older) {
    List<Item> before = items();
    for (int again = 0; again < 2; again++) {
      assertThrows(
          AccountNotUnderstoodException.class, () -> Fixture.send(older, wallet, "key", 30));
      assertThrows(
          AccountNotUnderstoodException.class,
          () -> older.append(wallet, Fixture.budgetSet(1)::movement));
      assertThrows(AccountNotUnderstoodException.class, () -> older.head(wallet, true));
    }
    assertEquals(before, items());
    // To look at is another matter.
    assertEquals(
        ledger.entries(wallet, 100, Optional.empty()).size(),
        older.entries(wallet, 100, Optional.empty()).size());
  }

  private Ledger with(Format format) {
    return new Ledger(table, InstantSource.system(), (lost, attempt) -> true, format);
  }

  private List<Long> formats(Ledger reader) {
    return reader.entries(wallet, 100, Optional.empty()).reversed().stream()
        .map(Entry::format)
        .toList();
  }

  private static Draft<Wallet> budget(Head<Wallet> head) {
    return Fixture.append(new BudgetSet(OptionalLong.of(9)).movement(head, head.at())).draft();
  }

  private Item stored(String sort) {
    return table.get(new Key(wallet.partitionKey(), sort), true).orElseThrow();
  }

  private List<Item> items() {
    return table.newest(wallet.partitionKey(), "", 1_000, Optional.empty(), true);
  }

  private static Item with(Item item, String attribute, Item.Builder fields) {
    return item.toBuilder().map(attribute, fields.build()).build();
  }

  /** As whoever may write to the table can hash it. */
  private static Item rehashed(Item entry) {
    return entry.toBuilder()
        .bytes("hash", Hash.of(entry.bytes("previousHash"), CanonicalText.of(entry)).bytes())
        .build();
  }
}

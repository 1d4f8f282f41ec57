package io.giftledger.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.earnings.Conversion;
import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.PayoutFailed;
import io.giftledger.economy.earnings.PayoutPaid;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.earnings.WithdrawalRequested;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.GiftSent;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.ledger.model.ModelTable;
import io.giftledger.ledger.model.Promise;
import io.giftledger.ledger.model.Snapshot;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every chain is whole, nothing is rewritten, and each movement has exactly one entry and one
 * record that agree.
 *
 * @param accounts the accounts in the table
 * @param isAtomic whether entry and record agree at every moment; a protocol of several writes
 *     promises it only in the end
 * @param end what else the scenario must come to
 */
record LedgerPromise(List<Account<? extends State>> accounts, boolean isAtomic, End end)
    implements Promise {

  /** What a scenario must come to. */
  @FunctionalInterface
  interface End {
    void check(Ledger ledger, List<Object> answers);
  }

  @Override
  public void always(Snapshot now) {
    Ledger ledger = ledger(now);
    accounts.forEach(account -> assertChain(ledger, account));
    if (isAtomic) assertAgreement(now);
  }

  @Override
  public void step(Snapshot before, Snapshot after) {
    for (Item item : before.items()) {
      Key key = item.key();
      Optional<Item> later = after.get(key);
      assertTrue(later.isPresent(), () -> key.sort() + " is gone");
      if (isEntry(item)) {
        assertEquals(item, later.orElseThrow(), () -> key.sort() + " is rewritten");
      } else if (hasHappened(before, key)) {
        assertEquals(
            LedgerWriters.lasting(item),
            LedgerWriters.lasting(later.orElseThrow()),
            () -> key.sort() + " is rewritten");
      }
    }
  }

  @Override
  public Snapshot past(Snapshot then) {
    return happened(then);
  }

  /** What of a table has happened: entries, and the records that they make true. */
  static Snapshot happened(Snapshot now) {
    return now.only(item -> isEntry(item) || hasHappened(now, item.key()));
  }

  @Override
  public void finallyHolds(Snapshot now, List<Object> answers) {
    if (!isAtomic) assertAgreement(now);
    end.check(ledger(now), answers);
  }

  private static Ledger ledger(Snapshot now) {
    return Fixture.ledger(new ModelTable(now));
  }

  /** Whether there is a record that is true: of one that claims a place, its entry stands there. */
  static boolean hasHappened(Snapshot now, Key key) {
    return now.get(key).filter(record -> Claim.hasHappened(record, now::get)).isPresent();
  }

  private static boolean isEntry(Item item) {
    return item.key().sort().startsWith(Entry.SORT_KEY_PREFIX);
  }

  /** A whole chain, on which each record's step has at most one entry. */
  private static <S extends State> void assertChain(Ledger ledger, Account<S> account) {
    Set<List<Object>> refs = new HashSet<>();
    for (Entry<S> entry : Fixture.audit(ledger, account)) {
      if (entry.ref().isEmpty()) continue;
      assertTrue(
          refs.add(List.of(entry.kind(), entry.ref())),
          () -> "two entries " + entry.kind().label() + " for one record");
    }
  }

  private void assertAgreement(Snapshot now) {
    Ledger ledger = ledger(now);
    accounts.forEach(account -> assertEntries(now, ledger, account));
    for (Item item : now.items()) {
      if (!isEntry(item)) assertRecord(now, item);
    }
  }

  /** Each entry's record is where the entry says that it went. */
  private static <S extends State> void assertEntries(
      Snapshot now, Ledger ledger, Account<S> account) {
    for (Entry<S> entry : Fixture.audit(ledger, account)) {
      if (entry.kind().equals(GiftsConverted.KIND)) assertConversion(now, ledger, entry);
      if (entry.ref().isEmpty()) continue;
      Item record =
          now.get(new Key(account.partitionKey(), entry.ref()))
              .orElseThrow(() -> new AssertionError("an entry without its record"));
      switch (entry.kind().label()) {
        case "gift_sent" -> assertFollows(now, entry, record, Gift.TYPE.read(record));
        case "withdrawal_requested" ->
            assertFollows(now, entry, record, Withdrawal.TYPE.read(record));
        case "recharged" -> {
          assertStatus(record, Recharge.Status.PAID);
          assertTrue(
              now.get(new Key(account.partitionKey(), "CREDITED#" + record.key().id())).isPresent(),
              "credited without a mark");
          String payment = record.text("provider") + "#" + entry.details().text("paymentId");
          assertTrue(
              now.get(new Key("BOOKED#" + payment, "PAYMENT")).isPresent(),
              "a payment that may be booked again");
        }
        case "payout_paid" -> {
          assertStatus(record, Withdrawal.Status.PAID);
          String payout = record.text("provider") + "#" + entry.details().text("payoutId");
          assertTrue(
              now.get(new Key("PAIDOUT#" + payout, "PAYOUT")).isPresent(),
              "a payout that may be booked again");
        }
        case "payout_failed" -> assertStatus(record, Withdrawal.Status.FAILED);
        case "gifts_converted" -> {}
        default -> throw new AssertionError("an entry of this kind has no record: " + entry);
      }
    }
  }

  /** The entry is at the record's place and follows from the record, to the byte. */
  @SuppressWarnings("unchecked")
  private static <S extends State> void assertFollows(
      Snapshot now, Entry<?> entry, Item stored, OpeningRecord<S> record) {
    assertEquals(stored.number(Claim.PLACE), entry.sequence(), "an entry away from its place");
    Entry<S> stands = (Entry<S>) entry;
    Head<S> head =
        entry.sequence() == 1
            ? Head.opening(stands.account())
            : new Entry<>(
                    stands.account(),
                    now.get(
                            new Key(
                                stands.account().partitionKey(),
                                Entry.sortKey(entry.sequence() - 1)))
                        .orElseThrow())
                .head();
    assertEquals(
        Entry.append(head, record.at(), record.draft(head), Format.CURRENT),
        entry,
        "an entry that does not follow from its record");
  }

  private static void assertStatus(Item record, Enum<?> status) {
    assertEquals(
        status.name(), record.text("status"), "an entry whose record did not move with it");
  }

  private static void assertConversion(Snapshot now, Ledger ledger, Entry<?> entry) {
    Conversion conversion =
        GiftsConverted.find(ledger, entry.account().owner(), entry.sequence()).orElseThrow();
    long points = 0;
    for (ConvertedGift gift : conversion.gifts()) {
      points += gift.points();
      Gift stored = Gift.TYPE.read(now.get(gift.key()).orElseThrow());
      assertEquals(
          entry.sequence(), stored.conversion().orElse(0), "a gift of a conversion is elsewhere");
      assertEquals(Gift.Status.CONVERTED, stored.status());
    }
    long posted =
        entry.postings().stream()
            .filter(posting -> posting.account().equals(ChartOfAccounts.POINTS_CONVERTED))
            .mapToLong(Posting::amount)
            .sum();
    assertEquals(points, posted, "the points of a conversion");
  }

  /** Each record has the entries that its status says. */
  private static void assertRecord(Snapshot now, Item record) {
    Key key = record.key();
    switch (key.sort().split("#", 2)[0]) {
      case "GIFT" -> {
        Gift gift = Gift.TYPE.read(record);
        boolean sent = hasHappened(now, key);
        assertEntry(now, key, GiftSent.KIND, sent);
        assertTrue(sent || gift.status() == Gift.Status.SENT, "a gift that was not sent goes on");
        gift.conversion()
            .ifPresent(
                sequence -> {
                  assertTrue(
                      GiftsConverted.find(ledger(now), gift.creator(), sequence).stream()
                          .flatMap(conversion -> conversion.gifts().stream())
                          .anyMatch(converted -> converted.id().equals(gift.id())),
                      "a converted gift that its conversion does not list");
                });
        assertEquals(gift.conversion().isPresent(), gift.status() == Gift.Status.CONVERTED);
      }
      case "RECHARGE" ->
          assertEntry(
              now,
              key,
              Recharged.KIND,
              Recharge.TYPE.read(record).status() == Recharge.Status.PAID);
      case "CREDITED" ->
          assertEntry(now, new Key(key.partition(), "RECHARGE#" + key.id()), Recharged.KIND, true);
      case "PAYMENT" ->
          assertEntry(
              now,
              new Key("WALLET#" + record.text("viewer"), "RECHARGE#" + record.text("recharge")),
              Recharged.KIND,
              true);
      case "CONVERSION" -> assertEntry(now, key, GiftsConverted.KIND, true);
      case "WITHDRAWAL" -> {
        Withdrawal.Status status = Withdrawal.TYPE.read(record).status();
        boolean requested = hasHappened(now, key);
        assertEntry(now, key, WithdrawalRequested.KIND, requested);
        assertTrue(
            requested || status == Withdrawal.Status.REQUESTED,
            "a withdrawal that was not requested goes on");
        assertEntry(now, key, PayoutPaid.KIND, status == Withdrawal.Status.PAID);
        assertEntry(now, key, PayoutFailed.KIND, status == Withdrawal.Status.FAILED);
      }
      case "PAYOUT" ->
          assertEntry(
              now,
              new Key(
                  "EARNINGS#" + record.text("creator"), "WITHDRAWAL#" + record.text("withdrawal")),
              PayoutPaid.KIND,
              true);
      case "RESOLUTION" -> {
        Item entry =
            now.get(new Key(key.partition(), Entry.SORT_KEY_PREFIX + key.id())).orElseThrow();
        assertEquals("WITHDRAWAL#" + record.text("withdrawal"), entry.text("ref"));
        assertTrue(entry.text("kind").startsWith("payout_"), "a resolution beside nothing");
      }
      default -> throw new AssertionError("nobody wrote " + key);
    }
  }

  private static void assertEntry(Snapshot now, Key record, EntryKind kind, boolean expected) {
    long entries =
        now.items().stream()
            .filter(LedgerPromise::isEntry)
            .filter(item -> item.key().partition().equals(record.partition()))
            .filter(item -> item.text("ref").equals(record.sort()))
            .filter(item -> item.text("kind").equals(kind.label()))
            .count();
    assertEquals(
        expected ? 1 : 0, entries, () -> "entries " + kind.label() + " of a " + record.sort());
  }
}

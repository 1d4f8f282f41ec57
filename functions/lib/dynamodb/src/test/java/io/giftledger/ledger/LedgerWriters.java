package io.giftledger.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.economy.earnings.ConvertedGift;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.economy.earnings.GiftsConverted;
import io.giftledger.economy.earnings.Withdrawal;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.ledger.model.ModelTable;
import io.giftledger.ledger.model.Snapshot;
import io.giftledger.ledger.model.Writer;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Value;
import io.giftledger.ledger.table.Write;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Who asks a {@link Protocol} for what, and when its answer is true. */
final class LedgerWriters {

  /** What a record's later life may change. */
  private static final Set<String> CHANGES =
      Set.of(
          "status",
          "conversion",
          "convertedAt",
          "paymentId",
          "settlement",
          "submittedAt",
          "payoutId",
          "failureReason",
          "settledAt");

  private LedgerWriters() {}

  /** Asks for a new record that moves value: a gift, a withdrawal. */
  record Opens<S extends State, R extends OpeningRecord<S>>(
      String name,
      Protocol.Over protocol,
      Account<S> account,
      IdempotentRequest<R> request,
      OpeningRule<S, R> rule)
      implements Writer {

    @Override
    public Object run(Table table, InstantSource clock) {
      return protocol.over(table, clock).open(account, request, rule);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void check(Object answer, List<Snapshot> during) {
      checkOutcome((Outcome<R>) answer, request, during);
      if (answer instanceof Outcome.Refused<?>) {
        assertTrue(
            during.stream().anyMatch(this::isRefused), "refused, and never did the rule refuse");
      }
    }

    private boolean isRefused(Snapshot then) {
      Head<S> head = Fixture.ledger(new ModelTable(then)).head(account, true);
      return !LedgerPromise.hasHappened(then, request.key())
          && rule.decide(head, head.at()) instanceof Decision.Refuse<R>;
    }
  }

  /** Asks for a new record that moves nothing. */
  record Registers<R extends BusinessRecord>(
      String name, Protocol.Over protocol, IdempotentRequest<R> request, R wanted)
      implements Writer {

    @Override
    public Object run(Table table, InstantSource clock) {
      return protocol.over(table, clock).register(request, wanted);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void check(Object answer, List<Snapshot> during) {
      assertFalse(answer instanceof Outcome.Refused<?>, "nothing can refuse it");
      checkOutcome((Outcome<R>) answer, request, during);
    }
  }

  private static <R extends BusinessRecord> void checkOutcome(
      Outcome<R> outcome, IdempotentRequest<R> request, List<Snapshot> during) {
    Snapshot now = during.getLast();
    Optional<Item> stored =
        LedgerPromise.hasHappened(now, request.key()) ? now.get(request.key()) : Optional.empty();
    switch (outcome) {
      case Outcome.Opened<R>(R record) -> {
        assertStored(request.stamp(record), stored);
        assertFalse(
            LedgerPromise.hasHappened(during.getFirst(), request.key()),
            "said to be opened, and had happened before");
      }
      case Outcome.Replayed<R>(R record) -> assertStored(request.stamp(record), stored);
      case Outcome.KeyReused<R> _ ->
          assertFalse(
              request
                  .fingerprint()
                  .equals(Hash.ofDigest(stored.orElseThrow().bytes("requestHash"))),
              "the key is said to be another's and is this request's own");
      case Outcome.Refused<R> _ -> assertTrue(stored.isEmpty(), "refused, and its record is there");
    }
  }

  /** An answer does not say where its entry is. */
  private static void assertStored(Item answered, Optional<Item> stored) {
    assertTrue(stored.isPresent(), "the answer's record is not in the table");
    Map<String, Value> told = lasting(stored.orElseThrow());
    told.remove(Claim.PLACE);
    assertEquals(lasting(answered), told, "the answer is not what is in the table");
  }

  /** What never changes of a record. */
  static Map<String, Value> lasting(Item record) {
    Map<String, Value> lasting = new TreeMap<>(record.attributes());
    lasting.keySet().removeAll(CHANGES);
    return lasting;
  }

  /** Follows up on records that exist, or appends an entry without one. */
  record Appends<S extends State>(
      String name, Protocol.Over protocol, Account<S> account, AppendRule<S> rule)
      implements Writer {

    @Override
    public Object run(Table table, InstantSource clock) {
      return protocol.over(table, clock).append(account, rule);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void check(Object answer, List<Snapshot> during) {
      checkOutcome(account, rule, (AppendOutcome<S>) answer, during.getLast());
    }
  }

  private static <S extends State> void checkOutcome(
      Account<S> account, AppendRule<S> rule, AppendOutcome<S> outcome, Snapshot now) {
    switch (outcome) {
      case AppendOutcome.Posted<S>(Entry<S> entry) -> {
        List<Entry<S>> chain = Fixture.audit(Fixture.ledger(new ModelTable(now)), account);
        assertTrue(chain.contains(entry), "posted, and the entry is not on the chain");
        Head<S> head =
            entry.sequence() == 1
                ? Head.opening(account)
                : chain.get((int) entry.sequence() - 2).head();
        Movement.Append<S> movement = Fixture.append(rule.decide(head, entry.at()));
        assertEquals(Entry.append(head, entry.at(), movement.draft(), Format.CURRENT), entry);
        for (Write change : movement.changes()) assertApplied(change, now);
      }
      case AppendOutcome.Overtaken<S>(Map<Key, Optional<Item>> records) -> {
        assertFalse(records.isEmpty(), "overtaken by nothing");
        records.forEach((key, item) -> assertEquals(now.get(key), item));
      }
      case AppendOutcome.Stale<S> stale -> throw new AssertionError(stale);
    }
  }

  private static void assertApplied(Write change, Snapshot now) {
    Item stored = now.get(change.key()).orElseThrow(() -> new AssertionError("no " + change.key()));
    switch (change) {
      case Write.Insert(Item item) -> assertEquals(item, stored, "posted, with another's record");
      case Write.Transition moved ->
          assertTrue(
              moved.isStoredAs(stored),
              () -> "posted, and " + change.key().sort() + " did not move so");
    }
  }

  /**
   * Converts a batch of gifts as a queue's consumer does: what is converted already is left out.
   */
  record Converts(
      String name, Protocol.Over protocol, Account<Earnings> account, List<ConvertedGift> batch)
      implements Writer {

    @Override
    public Object run(Table table, InstantSource clock) {
      Protocol ledger = protocol.over(table, clock);
      List<ConvertedGift> open = new ArrayList<>(batch);
      while (!open.isEmpty()) {
        switch (ledger.append(account, new GiftsConverted(List.copyOf(open))::movement)) {
          case AppendOutcome.Posted<Earnings> _ -> {
            return "converted " + open.size();
          }
          case AppendOutcome.Overtaken<Earnings>(Map<Key, Optional<Item>> records) ->
              open.removeIf(gift -> records.containsKey(gift.key()));
          case AppendOutcome.Stale<Earnings> stale -> throw new AssertionError(stale);
        }
      }
      return "converted before";
    }

    @Override
    public void check(Object answer, List<Snapshot> during) {
      for (ConvertedGift gift : batch) {
        Gift stored = Gift.TYPE.read(during.getLast().get(gift.key()).orElseThrow());
        assertEquals(
            Gift.Status.CONVERTED, stored.status(), "the batch is done, and a gift of it is not");
      }
    }
  }

  /**
   * Ends a withdrawal: the account may hold its diamonds no more because it ended since, which is
   * looked up then.
   */
  record EndsPayout(String name, Protocol.Over protocol, Key withdrawal, AppendRule<Earnings> rule)
      implements Writer {

    @Override
    public Object run(Table table, InstantSource clock) {
      AppendOutcome<Earnings> outcome = protocol.over(table, clock).append(account(), rule);
      if (!(outcome instanceof AppendOutcome.Stale<Earnings>)) return outcome;
      Withdrawal stands = Withdrawal.TYPE.read(table.get(withdrawal, true).orElseThrow());
      if (!stands.isSettled()) throw new IllegalStateException("open, and nothing is held for it");
      return stands.status();
    }

    @Override
    @SuppressWarnings("unchecked")
    public void check(Object answer, List<Snapshot> during) {
      Snapshot now = during.getLast();
      if (answer instanceof AppendOutcome<?>) {
        checkOutcome(account(), rule, (AppendOutcome<Earnings>) answer, now);
      } else {
        assertEquals(Withdrawal.TYPE.read(now.get(withdrawal).orElseThrow()).status(), answer);
      }
    }

    private Account<Earnings> account() {
      return Earnings.BOOK.account(withdrawal.owner());
    }
  }

  /** Moves a record without an entry. */
  record Advances(String name, Protocol.Over protocol, Write.Transition transition)
      implements Writer {

    @Override
    public Object run(Table table, InstantSource clock) {
      return protocol.over(table, clock).advance(transition);
    }

    @Override
    public void check(Object answer, List<Snapshot> during) {
      Snapshot now = during.getLast();
      if (((Optional<?>) answer).isEmpty()) {
        assertApplied(transition, now);
      } else {
        assertEquals(now.get(transition.key()), answer);
      }
    }
  }
}

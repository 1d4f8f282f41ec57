package io.giftledger.ledger;

import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.table.WriteResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Moves value: appends one entry to one account, and makes true or moves the business records that
 * caused it.
 *
 * <h2>Why a chain of conditional puts is safe</h2>
 *
 * <p>There is no balance row. An account is a sequence of immutable entries, and entry <i>n + 1</i>
 * carries the whole state of the account after it, so the newest entry (the <b>head</b>) <i>is</i>
 * the balance. To move value is to read the head, to let a pure rule decide on its state, and to
 * put entry <i>n + 1</i> on the condition that it does not exist. From that one condition follows
 * that no update is lost: two writers that read the same head write to the same key; the table
 * accepts one. The other reads the new head and decides again, so no rule is ever judged on a state
 * that was not the latest when its entry was written. Funds, budgets and weekly limits need no
 * locks.
 *
 * <h2>A new record claims the place of its entry</h2>
 *
 * <p>{@link #open} needs no transaction. It puts two items, one after the other, each on a
 * condition: first the record, whose key is derived from the caller's idempotency key and which
 * names the number of its entry, then the entry at that number. A record whose entry is not there
 * has not happened ({@link Claim}): nobody shows it, and what follows from it (a conversion, a
 * payout) follows from its entry.
 *
 * <ul>
 *   <li><b>No double.</b> An entry for a record is only ever put at the place that the record
 *       names. The record is moved to a higher place only after another's entry was seen at the old
 *       one, where its own can then never be. So there is at most one, and where there is one the
 *       record stays as it is.
 *   <li><b>No half.</b> An entry is a function of its record, of the head before it and of nothing
 *       else, and is only put when its record is known to be stored. So an entry is never without
 *       its record, and whoever meets a record that was left between the two puts can write the
 *       very entry that was missing. It does so before it answers anything.
 *   <li><b>No entry out of its time.</b> A claim that is older than a minute is not completed: an
 *       entry that does nothing takes its place, and the request is decided anew.
 *   <li><b>No refusal of what happened.</b> A refusal is decided on a head that was read
 *       consistently, and only if there is no record, or one that has lost its place, after that.
 * </ul>
 *
 * <p>What moves a record that exists needs a transaction, since there an entry and up to 91 items
 * move at once: {@link #settle}. A known record is moved on the condition that it is in the status
 * it leaves, so whatever is tried twice finds the condition false and is told what is there.
 *
 * <h2>What each failure means</h2>
 *
 * <ul>
 *   <li><i>The record's condition failed</i>: somebody has claimed it or moved it before. This is
 *       an answer, and it outranks every other reason in the same cancellation.
 *   <li><i>The entry's condition failed</i>: another writer was first. Read the head consistently,
 *       decide again.
 *   <li><i>Conflict, throttling, in progress</i>: nothing is known to be wrong. Wait (with jitter),
 *       and try again.
 *   <li><i>A time-out</i>: it may have happened, or may happen yet. A claim or an entry of it is
 *       put again: whoever put it first, the answer tells which one stands. An entry that may have
 *       no record is looked for by its hash, and the records that were to move with it by what was
 *       to be set.
 * </ul>
 *
 * <p>Tries are bounded ({@link #TRIES_MAX}); after the last, {@link LedgerBusyException}: nothing
 * is known to have happened, and the same request may be sent again.
 *
 * <p>The head is first read eventually consistent, at half the price. A stale head is harmless when
 * the rule accepts, because the place that is claimed then is taken; it must never be the reason
 * for a refusal. What follows up on a record that exists cannot be refused, so it is decided on a
 * consistent read from the start: a rule that does not find the diamonds it is to redeem may
 * conclude that its record was settled before, or else that the ledger is broken; never that the
 * read was old.
 *
 * <p>Cost of the usual case: one query (half a read unit) and two puts of items under 1 KB (two
 * write units; in a transaction they would be four). A repeat pays one failed put and one read, a
 * lost place two more writes and one more read.
 */
public final class Ledger {

  /** How often a movement is tried before the caller is told to come back. */
  public static final int TRIES_MAX = 24;

  /**
   * How old a claim may be that somebody else completes: an entry must not come so late that it
   * changes what was counted as of a day.
   */
  static final Duration CLAIM_AGE_MAX = Duration.ofMinutes(1);

  private final Table table;
  private final InstantSource clock;
  private final Backoff backoff;

  /**
   * @param table where entries and records live
   * @param clock gives the entries' instants
   * @param backoff how to wait between tries
   */
  public Ledger(Table table, InstantSource clock, Backoff backoff) {
    this.table = table;
    this.clock = clock;
    this.backoff = backoff;
  }

  /**
   * Creates a business record and appends the entry that makes it true: a gift, a withdrawal.
   *
   * @param account the account that the entry belongs to
   * @param request the record's key and the fingerprint of what the caller asked for
   * @param rule decides on the account's state; called again whenever the state turns out stale
   * @return what became of it; a refusal changes nothing and is not remembered
   * @throws LedgerBusyException if the tries are used up
   */
  public <S extends State, R extends OpeningRecord<S>> Outcome<R> open(
      Account<S> account, Request<R> request, OpeningRule<S, R> rule) {
    Read<S> read = new Read<>(head(account, false), false);
    Optional<Claim> lost = Optional.empty();
    for (int attempt = 1; attempt <= TRIES_MAX; attempt++) {
      Optional<Claim> met = Optional.empty();
      switch (rule.decide(read.head(), instantAfter(read.head()))) {
        case Decision.Refuse<R>(Refusal refusal) -> {
          if (read.consistent()) {
            met = table.get(request.key(), true).map(Claim::of);
            // What has lost its place, and has not taken another since, has not happened.
            if (met.map(Claim::place).equals(lost.map(Claim::place))) {
              return new Outcome.Refused<>(refusal);
            }
          }
        }
        case Decision.Accept<R>(R record) -> {
          Claim claim = Claim.of(request.claim(record, read.head().sequence() + 1));
          Write write =
              lost.map(old -> old.moveTo(claim)).orElseGet(() -> new Write.Insert(claim.record()));
          switch (table.write(List.of(write))) {
            case WriteResult.Applied _ -> {
              if (take(claim, entry(read.head(), record))) return new Outcome.Opened<>(record);
              lost = Optional.of(claim);
              backoff.await(attempt);
            }
            case WriteResult.ConditionsFailed failed ->
                met = failed.existing(write.key()).map(Claim::of);
            case WriteResult.Unsettled _ -> backoff.await(attempt);
          }
        }
      }
      if (met.isPresent()) {
        if (conclude(account, request.type(), met.get())) {
          return request.answerFor(met.get().record());
        }
        lost = met;
      }
      read = new Read<>(head(account, true), true);
    }
    throw new LedgerBusyException(account.partitionKey());
  }

  /**
   * Sees to it that a claim that was met has either happened or lost its place.
   *
   * @return whether it has happened
   */
  private <S extends State, R extends OpeningRecord<S>> boolean conclude(
      Account<S> account, RecordType<R> type, Claim claim) {
    if (claim.isTrueByItself()) return true;
    Optional<Item> there = table.get(claim.entryKey(), true);
    if (there.isPresent()) return claim.isEntry(there.get());
    Head<S> head =
        claim.place() == 1
            ? Head.opening(account)
            : table
                .get(new Key(account.partitionKey(), Entry.sortKey(claim.place() - 1)), true)
                .map(item -> Entry.of(account, item).head())
                .orElseThrow();
    R record = type.read(claim.record());
    Instant now = instantAfter(head);
    return take(
        claim,
        record.at().isBefore(now.minus(CLAIM_AGE_MAX))
            ? Entry.append(head, now, Draft.voiding(head))
            : entry(head, record));
  }

  private static <S extends State> Entry<S> entry(Head<S> head, OpeningRecord<S> record) {
    return Entry.append(head, record.at(), record.draft(head));
  }

  /**
   * Puts an entry at a claim's place, unless one stands there.
   *
   * @return whether the one that stands there then is the claim's
   */
  private boolean take(Claim claim, Entry<?> entry) {
    Write write = new Write.Insert(entry.item());
    for (int attempt = 1; attempt <= TRIES_MAX; attempt++) {
      switch (table.write(List.of(write))) {
        case WriteResult.Applied _ -> {
          return claim.isEntry(entry.item());
        }
        case WriteResult.ConditionsFailed failed -> {
          return claim.isEntry(failed.existing(write.key()).orElseThrow());
        }
        case WriteResult.Unsettled _ -> backoff.await(attempt);
      }
    }
    throw new LedgerBusyException(write.key().toString());
  }

  /**
   * Creates a business record that moves no value yet: a recharge that awaits its payment.
   *
   * @return {@link Outcome.Opened}, {@link Outcome.Replayed} or {@link Outcome.KeyReused}
   * @throws LedgerBusyException if the tries are used up
   */
  public <R extends BusinessRecord> Outcome<R> register(Request<R> request, R record) {
    Write write = new Write.Insert(request.stamp(record));
    for (int attempt = 1; attempt <= TRIES_MAX; attempt++) {
      switch (table.write(List.of(write))) {
        case WriteResult.Applied _ -> {
          return new Outcome.Opened<>(record);
        }
        case WriteResult.ConditionsFailed failed -> {
          return request.answerFor(failed.existing(write.key()).orElseThrow());
        }
        case WriteResult.Unsettled _ -> backoff.await(attempt);
      }
    }
    throw new LedgerBusyException(write.key().toString());
  }

  /**
   * What a request is answered whose key was used before, read consistently: ask this before
   * refusing a request, for what is refused now may have been done then.
   *
   * @return {@link Outcome.Replayed} or {@link Outcome.KeyReused}; empty if the key is new
   */
  public <R extends BusinessRecord> Optional<Outcome<R>> replay(Request<R> request) {
    return table.get(request.key(), true).map(request::answerFor);
  }

  /**
   * Appends one entry and moves business records that exist: a paid recharge, converted gifts, a
   * settled payout. With no record to move it appends the entry alone.
   *
   * @param account the account that the entry belongs to
   * @param rule says what to append and which records to move; it cannot refuse
   * @return {@link Settlement.Posted}, or {@link Settlement.Overtaken} with the records that were
   *     not as the rule expected: nothing was changed then
   * @throws LedgerBusyException if the tries are used up
   */
  public <S extends State> Settlement<S> settle(Account<S> account, SettlingRule<S> rule) {
    Head<S> head = head(account, true);
    // Tries whose answer was lost; all have the sequence that the next try has.
    List<Try<S>> unanswered = new ArrayList<>();
    for (int attempt = 1; attempt <= TRIES_MAX; attempt++) {
      Instant at = instantAfter(head);
      Movement<S> movement = rule.decide(head, at);
      Entry<S> entry = Entry.append(head, at, movement.draft());
      Write entryWrite = new Write.Insert(entry.item());
      List<Write> writes = new ArrayList<>(movement.changes().size() + 1);
      writes.add(entryWrite);
      writes.addAll(movement.changes());
      unanswered.add(new Try<>(entry, movement.changes()));
      switch (table.write(writes)) {
        case WriteResult.Applied _ -> {
          return new Settlement.Posted<>(entry);
        }
        case WriteResult.ConditionsFailed(Map<Key, Optional<Item>> failures) -> {
          Optional<Entry<S>> ours =
              stored(unanswered, key -> failures.getOrDefault(key, Optional.empty()));
          if (ours.isPresent()) return new Settlement.Posted<>(ours.get());
          Map<Key, Optional<Item>> overtaken = new LinkedHashMap<>();
          for (Write change : movement.changes()) {
            // A new record beside a moved one is keyed by the entry's sequence: it is lost or won
            // with the entry, and says nothing of its own.
            if (change instanceof Write.Transition transition
                && failures.containsKey(transition.key())) {
              overtaken.put(transition.key(), failures.get(transition.key()));
            }
          }
          if (!overtaken.isEmpty()) return new Settlement.Overtaken<>(overtaken);
          unanswered.clear();
          backoff.await(attempt);
        }
        case WriteResult.Unsettled _ -> backoff.await(attempt);
      }
      head = head(account, true);
      if (!unanswered.isEmpty() && head.sequence() >= entry.sequence()) {
        Map<Key, Optional<Item>> found = new HashMap<>();
        Optional<Entry<S>> ours =
            stored(
                unanswered, key -> found.computeIfAbsent(key, unread -> table.get(unread, true)));
        if (ours.isPresent()) return new Settlement.Posted<>(ours.get());
        unanswered.clear();
      }
    }
    throw new LedgerBusyException(account.partitionKey());
  }

  /** The entry of the one of some tries for one place in a chain that happened, if one did. */
  private static <S extends State> Optional<Entry<S>> stored(
      List<Try<S>> tries, Function<Key, Optional<Item>> table) {
    return tries.stream().filter(made -> made.isStored(table)).map(Try::entry).findFirst();
  }

  /**
   * Moves one business record without an entry: a withdrawal that was handed to the provider.
   *
   * @return empty if it was moved, else the record as it stands (already moved, or elsewhere)
   * @throws LedgerBusyException if the tries are used up
   * @throws java.util.NoSuchElementException if there is no such record
   */
  public Optional<Item> advance(Write.Transition transition) {
    for (int attempt = 1; attempt <= TRIES_MAX; attempt++) {
      switch (table.write(List.of(transition))) {
        case WriteResult.Applied _ -> {
          return Optional.empty();
        }
        case WriteResult.ConditionsFailed failed -> {
          return Optional.of(failed.existing(transition.key()).orElseThrow());
        }
        case WriteResult.Unsettled _ -> backoff.await(attempt);
      }
    }
    throw new LedgerBusyException(transition.key().toString());
  }

  /**
   * The newest entry's state, or the opening state of an account without entries.
   *
   * @param consistent whether every entry acknowledged before this call must be seen
   */
  public <S extends State> Head<S> head(Account<S> account, boolean consistent) {
    return table
        .newest(account.partitionKey(), Entry.SORT_KEY_PREFIX, 1, Optional.empty(), consistent)
        .stream()
        .findFirst()
        .map(item -> Entry.of(account, item).head())
        .orElseGet(() -> Head.opening(account));
  }

  /**
   * A statement: entries, newest first.
   *
   * @param limit at most so many
   * @param before only entries with a lower sequence, if present
   */
  public <S extends State> List<Entry<S>> entries(
      Account<S> account, int limit, Optional<Long> before) {
    return table
        .newest(
            account.partitionKey(), Entry.SORT_KEY_PREFIX, limit, before.map(Entry::sortKey), true)
        .stream()
        .map(item -> Entry.of(account, item))
        .toList();
  }

  /** A business record that has happened by its key, read consistently. */
  public <R extends BusinessRecord> Optional<R> find(RecordType<R> type, Key key) {
    return table
        .get(key, true)
        .filter(record -> Claim.hasHappened(record, entry -> table.get(entry, true)))
        .map(type::read);
  }

  private Instant instantAfter(Head<?> head) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return now.isBefore(head.at()) ? head.at() : now;
  }

  private record Read<S extends State>(Head<S> head, boolean consistent) {}

  /** What one transaction was to write. */
  private record Try<S extends State>(Entry<S> entry, List<Write> changes) {

    /**
     * Whether this is what the table has. The entry alone does not say so: two batches of the same
     * value, or two payments for one recharge, make entries that may be equal to the byte.
     */
    boolean isStored(Function<Key, Optional<Item>> table) {
      return table.apply(entry.item().key()).filter(entry::isStoredAs).isPresent()
          && changes.stream()
              .allMatch(change -> table.apply(change.key()).filter(change::isStoredAs).isPresent());
    }
  }
}

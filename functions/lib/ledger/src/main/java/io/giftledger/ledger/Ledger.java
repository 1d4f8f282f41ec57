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
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

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
 *       one, where its own can then never be, and is then all that was decided for the new place,
 *       and nothing that was for the old. So there is at most one, and where there is one the
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
 * move at once: {@link #append}. A known record is moved on the condition that it is in the status
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
 * <p>Tries are bounded ({@link #TRIES_MAX}, and by the time that the {@link Backoff} says is left);
 * after the last, {@link LedgerBusyException}: nothing is known to have happened, and the same
 * request may be sent again.
 *
 * <h2>Whom a head is trusted to</h2>
 *
 * <p>An entry carries the hash before it, so each head that is read verifies by itself, from its
 * stored attributes. One that does not stops its account ({@link AccountBrokenException}); one that
 * says what this code does not know ({@link Format}, a state field, an asset) is left to code that
 * does ({@link AccountNotUnderstoodException}). Kinds, platform accounts and details stop nobody:
 * to append needs none of them.
 *
 * <p>The head is first read eventually consistent, at half the price. A stale head is harmless when
 * the rule accepts, because the place that is claimed then is taken; it must never be the reason
 * for a refusal. What follows up on a record that exists cannot be refused, so it is decided on a
 * consistent read from the start: a rule that does not find the diamonds it is to redeem may say
 * that its record has moved on ({@link Movement.Stale}), or else the ledger is broken; never is it
 * that the read was old.
 *
 * <p>Cost of the usual case: one query (half a read unit) and two puts of items under 1 KB (two
 * write units; in a transaction they would be four). A repeat pays one failed put and one read, a
 * lost place two more writes and one more read.
 */
public final class Ledger {

  /** How often a movement is tried before the caller is told to come back. */
  public static final int TRIES_MAX = 32;

  /**
   * How old a claim may be that somebody else completes: an entry must not come so late that it
   * changes what was counted as of a day.
   */
  static final Duration CLAIM_AGE_MAX = Duration.ofMinutes(1);

  /** How many entries a search reads at once: first few, since it mostly happened a moment ago. */
  private static final int SEARCH_FIRST = 4;

  private static final int SEARCH_MAX = 256;

  private final Table table;
  private final InstantSource clock;
  private final Backoff backoff;
  private final Format format;

  /**
   * @param table where entries and records live
   * @param clock gives the entries' instants
   * @param backoff how to wait between tries
   * @param format the formats of entries that it reads and writes
   */
  public Ledger(Table table, InstantSource clock, Backoff backoff, Format format) {
    this.table = table;
    this.clock = clock;
    this.backoff = backoff;
    this.format = format;
  }

  /**
   * Creates a business record and appends the entry that makes it true: a gift, a withdrawal.
   *
   * @param account the account that the entry belongs to
   * @param request the record's key and the fingerprint of what the caller asked for
   * @param rule decides on the account's state; called again whenever the state turns out stale
   * @return what became of it; a refusal changes nothing and is not remembered
   * @throws LedgerBusyException if the tries are used up
   * @throws RecordAlteredException if there is a record with this key that is not what its entry
   *     says
   * @throws AccountNotUnderstoodException if newer code wrote the account's newest entry
   * @throws AccountBrokenException if the account's newest entry cannot be trusted
   */
  public <S extends State, R extends OpeningRecord<S>> Outcome<R> open(
      Account<S> account, IdempotentRequest<R> request, OpeningRule<S, R> rule) {
    return new Opening<>(account, request, rule).outcome();
  }

  /** One request for a new record, from try to try. */
  private final class Opening<S extends State, R extends OpeningRecord<S>> {

    private final Account<S> account;
    private final IdempotentRequest<R> request;
    private final OpeningRule<S, R> rule;

    /** Whether the head has been read consistently: only then may the rule refuse. */
    private boolean consistent;

    /** The request's own claim, or another's with its key, that has lost its place. */
    private Optional<Claim> lost = Optional.empty();

    Opening(Account<S> account, IdempotentRequest<R> request, OpeningRule<S, R> rule) {
      this.account = account;
      this.request = request;
      this.rule = rule;
    }

    Outcome<R> outcome() {
      return tries(account.partitionKey(), this::tryOnce);
    }

    private Try<Outcome<R>> tryOnce() {
      Head<S> head = head(account, consistent);
      boolean read = consistent;
      consistent = true;
      return switch (rule.decide(head, instantAfter(head))) {
        case Decision.Refuse<R>(Refusal refusal) -> read ? refuse(refusal) : new Try.Now<>();
        case Decision.Accept<R>(R record) -> claim(head, record);
      };
    }

    private Try<Outcome<R>> refuse(Refusal refusal) {
      Optional<Claim> met = table.get(request.key(), true).map(Claim::of);
      // What has lost its place, and has not taken another since, has not happened.
      return met.map(Claim::place).equals(lost.map(Claim::place))
          ? new Try.Done<>(new Outcome.Refused<>(refusal))
          : met.map(this::meet).orElseGet(Try.Now::new);
    }

    private Try<Outcome<R>> claim(Head<S> head, R record) {
      Claim claim = Claim.of(request.claim(record, head.sequence() + 1));
      Write write =
          lost.map(old -> old.moveTo(claim)).orElseGet(() -> new Write.Insert(claim.record()));
      return switch (table.write(List.of(write))) {
        case WriteResult.Applied _ ->
            switch (take(claim, entry(head, record))) {
              case NOW -> new Try.Done<>(new Outcome.Opened<>(record));
              // Whoever met the claim may have completed it, and opened it then.
              case BEFORE -> new Try.Done<>(new Outcome.Replayed<>(record));
              case NEVER -> {
                lost = Optional.of(claim);
                yield new Try.Lost<>(Backoff.Lost.PLACE);
              }
            };
        case WriteResult.ConditionsFailed failed ->
            failed.existing(write.key()).map(Claim::of).map(this::meet).orElseGet(Try.Now::new);
        case WriteResult.Unsettled unsettled -> new Try.Lost<>(lost(unsettled));
      };
    }

    /** Sees to it that a claim that was met has either happened or lost its place. */
    private Try<Outcome<R>> meet(Claim claim) {
      Happened happened = conclude(claim);
      if (happened == Happened.NEVER) {
        lost = Optional.of(claim);
        return new Try.Now<>();
      }
      // What an earlier try only claimed has happened by this one.
      return new Try.Done<>(
          happened == Happened.NOW && request.isOf(claim.record())
              ? new Outcome.Opened<>(request.type().read(claim.record()))
              : request.answerFor(claim.record()));
    }

    private RecordAlteredException altered() {
      return new RecordAlteredException(request.key());
    }

    private Happened conclude(Claim claim) {
      if (claim.isTrueByItself()) throw altered();
      Optional<Item> there = table.get(claim.entryKey(), true);
      if (there.isPresent()) return standing(claim, there.get());
      Head<S> head =
          claim.place() == 1
              ? Head.opening(account)
              : table
                  .get(new Key(account.partitionKey(), Entry.sortKey(claim.place() - 1)), true)
                  .map(item -> Head.of(account, item, format))
                  .orElseThrow(this::altered);
      R record = request.type().read(claim.record());
      Instant now = instantAfter(head);
      return take(
          claim,
          record.at().isBefore(now.minus(CLAIM_AGE_MAX))
              ? Entry.append(head, now, Draft.voiding(head), format)
              : entry(head, record));
    }

    /** Whether what stands at a claim's place makes it true; then it is what that says. */
    private Happened standing(Claim claim, Item entry) {
      if (!claim.isEntry(entry)) return Happened.NEVER;
      claim.requireSaidBy(entry, request.type().read(claim.record()));
      return Happened.BEFORE;
    }

    private Entry<S> entry(Head<S> head, R record) {
      return Entry.append(head, record.at(), record.draft(head), format);
    }

    /** Puts an entry at a claim's place, unless one stands there. */
    private Happened take(Claim claim, Entry<S> entry) {
      Write write = new Write.Insert(entry.item());
      return tries(
          write.key().toString(),
          () ->
              switch (table.write(List.of(write))) {
                case WriteResult.Applied _ ->
                    new Try.Done<>(claim.isEntry(entry.item()) ? Happened.NOW : Happened.NEVER);
                case WriteResult.ConditionsFailed failed ->
                    new Try.Done<>(
                        Happened.before(claim.isEntry(failed.existing(write.key()).orElseThrow())));
                case WriteResult.Unsettled unsettled -> new Try.Lost<>(lost(unsettled));
              });
    }
  }

  /** Whether a claim has happened. */
  private enum Happened {
    /** Its entry was put by this very call. */
    NOW,
    /** Its entry stands at its place; who put it is not known. */
    BEFORE,
    /** Another entry stands at its place. */
    NEVER;

    static Happened before(boolean isEntry) {
      return isEntry ? BEFORE : NEVER;
    }
  }

  /**
   * Creates a business record that moves no value yet: a recharge that awaits its payment.
   *
   * @return {@link Outcome.Opened}, {@link Outcome.Replayed} or {@link Outcome.KeyReused}
   * @throws LedgerBusyException if the tries are used up
   */
  public <R extends BusinessRecord> Outcome<R> register(IdempotentRequest<R> request, R record) {
    return register(request, record, List.of()).orElseThrow();
  }

  /**
   * Creates a business record that moves no value yet, together with other writes: all or none.
   *
   * @return as for one alone; empty if nothing was written because another's condition was false
   * @throws LedgerBusyException if the tries are used up
   */
  public <R extends BusinessRecord> Optional<Outcome<R>> register(
      IdempotentRequest<R> request, R record, List<Write> others) {
    List<Write> writes = new ArrayList<>(others);
    writes.add(new Write.Insert(request.stamp(record)));
    return tries(
        request.key().toString(),
        () ->
            switch (table.write(writes)) {
              case WriteResult.Applied _ ->
                  new Try.Done<>(Optional.of(new Outcome.Opened<>(record)));
              case WriteResult.ConditionsFailed failed ->
                  new Try.Done<>(failed.existing(request.key()).map(request::answerFor));
              case WriteResult.Unsettled unsettled -> new Try.Lost<>(lost(unsettled));
            });
  }

  /**
   * What a request is answered whose key was used before, read consistently: ask this before
   * refusing a request, for what is refused now may have been done then.
   *
   * @return {@link Outcome.Replayed} or {@link Outcome.KeyReused}; empty if the key is new
   */
  public <R extends BusinessRecord> Optional<Outcome<R>> replay(IdempotentRequest<R> request) {
    return table.get(request.key(), true).map(request::answerFor);
  }

  /**
   * Appends one entry and moves business records that exist: a paid recharge, converted gifts, a
   * payout that was paid. With no record to move it appends the entry alone.
   *
   * @param account the account that the entry belongs to
   * @param rule says what to append and which records to move; it cannot refuse
   * @return what became of it; nothing was changed unless it is {@link AppendOutcome.Posted}
   * @throws LedgerBusyException if the tries are used up
   * @throws AccountNotUnderstoodException if newer code wrote the account's newest entry
   * @throws AccountBrokenException if the account's newest entry cannot be trusted
   */
  public <S extends State> AppendOutcome<S> append(Account<S> account, AppendRule<S> rule) {
    return tries(account.partitionKey(), new Appending<>(account, rule)::tryOnce);
  }

  /** One movement of what exists, from try to try. */
  private final class Appending<S extends State> {

    private final Account<S> account;
    private final AppendRule<S> rule;

    /** Tries whose answer was lost, all for one place in the chain. */
    private final List<Attempted<S>> unanswered = new ArrayList<>();

    Appending(Account<S> account, AppendRule<S> rule) {
      this.account = account;
      this.rule = rule;
    }

    private Try<AppendOutcome<S>> tryOnce() {
      Head<S> head = head(account, true);
      if (!unanswered.isEmpty() && head.sequence() >= unanswered.getFirst().entry().sequence()) {
        Map<Key, Optional<Item>> found = new HashMap<>();
        Optional<Entry<S>> ours =
            stored(key -> found.computeIfAbsent(key, unread -> table.get(unread, true)));
        if (ours.isPresent()) return posted(ours.get());
        unanswered.clear();
      }
      Instant at = instantAfter(head);
      return switch (rule.decide(head, at)) {
        case Movement.Stale<S> _ -> new Try.Done<>(new AppendOutcome.Stale<>());
        case Movement.Append<S>(Draft<S> draft, List<Write> changes) ->
            write(Entry.append(head, at, draft, format), changes);
      };
    }

    private Try<AppendOutcome<S>> write(Entry<S> entry, List<Write> changes) {
      List<Write> writes = new ArrayList<>(changes.size() + 1);
      writes.add(new Write.Insert(entry.item()));
      writes.addAll(changes);
      unanswered.add(new Attempted<>(entry, changes));
      return switch (table.write(writes)) {
        case WriteResult.Applied _ -> posted(entry);
        case WriteResult.ConditionsFailed(Map<Key, Optional<Item>> failures) -> {
          // A transaction that is answered so is not what stands there, be it equal to the byte:
          // somebody else said the same in the same millisecond. One put may be, for it has no
          // token by which what is sent again within a call is known.
          if (writes.size() > 1) unanswered.removeLast();
          yield failed(entry.item().key(), changes, failures);
        }
        case WriteResult.Unsettled unsettled -> new Try.Lost<>(lost(unsettled));
      };
    }

    private Try<AppendOutcome<S>> failed(
        Key place, List<Write> changes, Map<Key, Optional<Item>> failures) {
      Optional<Entry<S>> ours = stored(key -> failures.getOrDefault(key, Optional.empty()));
      if (ours.isPresent()) return posted(ours.get());
      Map<Key, Optional<Item>> overtaken = new LinkedHashMap<>();
      for (Write change : changes) {
        // A new record that is keyed by the entry's sequence is lost with the entry's place, and
        // says nothing of its own then.
        boolean says = change instanceof Write.Transition || !failures.containsKey(place);
        if (says && failures.containsKey(change.key())) {
          overtaken.put(change.key(), failures.get(change.key()));
        }
      }
      if (!overtaken.isEmpty()) return new Try.Done<>(new AppendOutcome.Overtaken<>(overtaken));
      unanswered.clear();
      return new Try.Lost<>(Backoff.Lost.PLACE);
    }

    private Try<AppendOutcome<S>> posted(Entry<S> entry) {
      return new Try.Done<>(new AppendOutcome.Posted<>(entry));
    }

    /** The entry of the one of the unanswered tries that happened, if one did. */
    private Optional<Entry<S>> stored(Function<Key, Optional<Item>> table) {
      return unanswered.stream()
          .filter(made -> made.isStored(table))
          .map(Attempted::entry)
          .findFirst();
    }
  }

  /** What one transaction was to write. */
  private record Attempted<S extends State>(Entry<S> entry, List<Write> changes) {

    /**
     * Whether this is what the table has. The entry alone does not say so: two refusals of one
     * payout, for different reasons, make entries that may be equal to the byte.
     */
    boolean isStored(Function<Key, Optional<Item>> table) {
      return table
              .apply(entry.item().key())
              .filter(item -> entry.hash().equals(new Entry<>(entry.account(), item).hash()))
              .isPresent()
          && changes.stream()
              .allMatch(change -> table.apply(change.key()).filter(change::isStoredAs).isPresent());
    }
  }

  /**
   * Moves one business record without an entry: a withdrawal that was handed to the provider.
   *
   * @return empty if it was moved, else the record as it stands (already moved, or elsewhere)
   * @throws LedgerBusyException if the tries are used up
   * @throws java.util.NoSuchElementException if there is no such record
   */
  public Optional<Item> advance(Write.Transition transition) {
    return write(transition);
  }

  /**
   * Moves one business record without an entry, and writes others with it: all or none.
   *
   * @param others whose keys are others than the record's
   * @return what was found of each whose condition was false; empty if all was written
   * @throws LedgerBusyException if the tries are used up
   */
  public Map<Key, Optional<Item>> advance(Write.Transition transition, List<Write> others) {
    List<Write> writes = new ArrayList<>(others);
    writes.add(transition);
    return write(writes);
  }

  /**
   * Stores an item that has nothing to do with any account, unless there is one with its key.
   *
   * @return the item that stood in its way; empty if it was stored
   * @throws LedgerBusyException if the tries are used up
   */
  public Optional<Item> insert(Item item) {
    return write(new Write.Insert(item));
  }

  private Optional<Item> write(Write write) {
    return write(List.of(write)).values().stream().map(Optional::orElseThrow).findFirst();
  }

  private Map<Key, Optional<Item>> write(List<Write> writes) {
    return tries(
        writes.getLast().key().toString(),
        () ->
            switch (table.write(writes)) {
              case WriteResult.Applied _ -> new Try.Done<>(Map.of());
              case WriteResult.ConditionsFailed(Map<Key, Optional<Item>> failures) ->
                  new Try.Done<>(failures);
              case WriteResult.Unsettled unsettled -> new Try.Lost<>(lost(unsettled));
            });
  }

  /**
   * Does what goes by a record that others write, too, until it is done: who was not the first
   * waits as for a place in a chain, and reads it again.
   *
   * @param record which
   * @param once reads it, decides and writes; empty if another writer was faster
   * @throws LedgerBusyException if the tries are used up, or the time is
   */
  public <T> T contend(Key record, Supplier<Optional<T>> once) {
    return tries(
        record.toString(),
        () ->
            once.get()
                .<Try<T>>map(Try.Done::new)
                .orElseGet(() -> new Try.Lost<>(Backoff.Lost.PLACE)));
  }

  /** What came of one try. */
  private sealed interface Try<T> {

    /** An answer. */
    record Done<T>(T answer) implements Try<T> {}

    /** None: wait, and try again. */
    record Lost<T>(Backoff.Lost what) implements Try<T> {}

    /** None, but more is known now: try again at once. */
    record Now<T>() implements Try<T> {}
  }

  /** Tries until there is an answer, within the bounds. */
  private <T> T tries(String where, Supplier<Try<T>> once) {
    for (int attempt = 1; attempt <= TRIES_MAX; attempt++) {
      switch (once.get()) {
        case Try.Done<T>(T answer) -> {
          return answer;
        }
        case Try.Lost<T>(Backoff.Lost what) -> {
          if (!backoff.await(what, attempt)) throw new LedgerBusyException(where, attempt);
        }
        case Try.Now<T> _ -> {}
      }
    }
    throw new LedgerBusyException(where, TRIES_MAX);
  }

  private static Backoff.Lost lost(WriteResult.Unsettled unsettled) {
    return unsettled.conflict() ? Backoff.Lost.PLACE : Backoff.Lost.ANSWER;
  }

  /**
   * The newest entry's state, or the opening state of an account without entries.
   *
   * @param consistent whether every entry acknowledged before this call must be seen
   * @throws AccountNotUnderstoodException if newer code wrote the account's newest entry
   * @throws AccountBrokenException if the account's newest entry cannot be trusted
   */
  public <S extends State> Head<S> head(Account<S> account, boolean consistent) {
    return table
        .newest(account.partitionKey(), Entry.SORT_KEY_PREFIX, 1, Optional.empty(), consistent)
        .stream()
        .findFirst()
        .map(item -> Head.of(account, item, format))
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
        .map(item -> new Entry<>(account, item))
        .toList();
  }

  /**
   * The newest entry that is sought, looked for from the head back.
   *
   * @param sought what it is
   * @param tooOld whether an entry is older than what is sought can be: there the search ends
   * @return empty if there is none
   * @throws AccountBrokenException if an entry on the way cannot be trusted
   */
  public <S extends State> Optional<Entry<S>> newest(
      Account<S> account, Predicate<Entry<S>> sought, Predicate<Entry<S>> tooOld) {
    return newestFirst(
            account.partitionKey(),
            Entry.SORT_KEY_PREFIX,
            SEARCH_FIRST,
            item -> item.key().sort().equals(Entry.sortKey(1)))
        .map(item -> new Entry<>(account, item))
        .takeWhile(entry -> !tooOld.test(entry.verified()))
        .filter(sought)
        .findFirst();
  }

  /**
   * Where along a chain something ceases to be true that was true from its beginning, and is not
   * true again: found by halving, so that it takes no more than log₂ of the chain's length reads,
   * of half a unit each.
   *
   * @param head where the chain ends, as far as is looked
   * @param holds whether it is true of an entry
   * @throws AccountBrokenException if an entry on the way cannot be trusted, or is missing
   * @throws AccountNotUnderstoodException if newer code wrote one
   */
  public <S extends State> Boundary<S> boundary(Head<S> head, Predicate<Head<S>> holds) {
    if (head.sequence() == 0 || holds.test(head)) return new Boundary<>(head, Optional.empty());
    Head<S> last = Head.opening(head.account());
    Head<S> next = head;
    while (next.sequence() - last.sequence() > 1) {
      Head<S> middle = before(head, last.sequence() + (next.sequence() - last.sequence()) / 2);
      if (holds.test(middle)) last = middle;
      else next = middle;
    }
    return new Boundary<>(last, Optional.of(next));
  }

  /** An entry that a head proves to be there. */
  private <S extends State> Head<S> before(Head<S> head, long sequence) {
    Key key = new Key(head.account().partitionKey(), Entry.sortKey(sequence));
    return table
        .get(key, false)
        // Only what was written a moment ago is not there in every replica.
        .or(() -> table.get(key, true))
        .map(item -> Head.of(head.account(), item, format))
        .orElseThrow(
            () -> new AccountBrokenException(head.account(), "there is no entry " + sequence));
  }

  /**
   * The items of a partition whose sort keys begin with a prefix, from the highest down, read
   * consistently, and only as far as somebody looks at them. What fits into one answer of the table
   * may be less than what was asked for.
   *
   * @param first so many are read at first, then more at once
   * @param isLast whether an item is known to be the last
   */
  private Stream<Item> newestFirst(
      String partition, String prefix, int first, Predicate<Item> isLast) {
    return Stream.iterate(
            new Page(first, table.newest(partition, prefix, first, Optional.empty(), true)),
            page -> !page.items().isEmpty(),
            page -> {
              Item lowest = page.items().getLast();
              int limit = Math.min(2 * page.limit(), SEARCH_MAX);
              return new Page(
                  limit,
                  isLast.test(lowest)
                      ? List.of()
                      : table.newest(
                          partition, prefix, limit, Optional.of(lowest.key().sort()), true));
            })
        .flatMap(page -> page.items().stream());
  }

  /** What one read of several brought. */
  private record Page(int limit, List<Item> items) {}

  /** One entry of an account by its number, read consistently; its hash is verified. */
  public <S extends State> Optional<Entry<S>> entry(Account<S> account, long sequence) {
    return table
        .get(new Key(account.partitionKey(), Entry.sortKey(sequence)), true)
        .map(item -> new Entry<>(account, item))
        .map(Entry::verified);
  }

  /**
   * A business record that has happened by its key, read consistently. One that an entry made true
   * is what the entry says.
   *
   * @throws RecordAlteredException if it is not, or cannot be read: nothing may follow from it
   */
  public <R extends BusinessRecord> Optional<R> find(RecordType<R> type, Key key) {
    Optional<Item> stored = table.get(key, true);
    if (stored.isEmpty()) return Optional.empty();
    R record = type.read(stored.get());
    if (!(record instanceof OpeningRecord<?>)) return Optional.of(record);
    Claim claim = Claim.of(stored.get());
    if (claim.isTrueByItself()) throw new RecordAlteredException(key);
    Optional<Item> entry = table.get(claim.entryKey(), true).filter(claim::isEntry);
    entry.ifPresent(said -> claim.requireSaidBy(said, record));
    return entry.map(_ -> record);
  }

  /**
   * The records of an account, read consistently, in no order of time: a read unit for each 4 KB of
   * them. Of those that an entry makes true, whether one has happened and is what its entry says
   * only {@link #find} tells.
   *
   * @param limit at most so many
   * @throws RecordAlteredException if one cannot be read
   */
  public <R extends BusinessRecord> List<R> records(
      RecordType<R> type, Account<?> account, int limit) {
    return newestFirst(account.partitionKey(), type.prefix() + "#", SEARCH_MAX, _ -> false)
        .limit(limit)
        .map(type::read)
        .toList();
  }

  private Instant instantAfter(Head<?> head) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return now.isBefore(head.at()) ? head.at() : now;
  }
}
